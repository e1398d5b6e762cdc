"""Switches of the steps between a drawing and what the network sees of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QWidget

from nnviz.data.steps import STEPS, Steps
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import PushButton
from nnviz.ui.widgets.painted import ButtonRow, Face, PaintedButton

translate = QCoreApplication.translate


def step_words(step: str, offered: tuple[str, ...] = STEPS) -> tuple[str, str, str, str]:
    """Its name in one word; that it is off, in a sentence and shorter; what it does and is good for.

    Where not all steps are ``offered``, a drawing becomes a picture that is no digit.
    """
    if offered != STEPS:
        return _picture_words(step)
    return {
        "crop": (
            translate("StepsRow", "centre"),
            translate("StepsRow", "Centring is off"),
            translate("StepsRow", "Centring off"),
            translate(
                "StepsRow",
                "Centre: the drawing is cut to its ink and put in the middle, as every training image was.\n"
                "Switched off, the whole canvas is shrunk: a small digit becomes a blot in a corner, which\n"
                "the network has never met. Draw a small 7 in a corner and see.",
            ),
        ),
        "stretch": (
            translate("StepsRow", "stretch"),
            translate("StepsRow", "Stretching is off"),
            translate("StepsRow", "Stretching off"),
            translate(
                "StepsRow",
                "Stretch: the ink is made to fill 20 × 32 pixels, as the training images do.\n"
                "Switched off, it keeps its proportions: a wide digit stays low, on other pixels.",
            ),
        ),
        "pen": (
            translate("StepsRow", "line"),
            translate("StepsRow", "Line width is off"),
            translate("StepsRow", "Line width off"),
            translate(
                "StepsRow",
                "Line: the line is drawn as wide as in the training images, whatever brush was used.\n"
                "Switched off, a thin brush gives a pale picture and a thick one a blob.",
            ),
        ),
        "shear": (
            translate("StepsRow", "upright"),
            translate("StepsRow", "Standing up is off"),
            translate("StepsRow", "Standing up off"),
            translate(
                "StepsRow",
                "Upright: slanted writing is stood up, row by row, as that of the training images was.\n"
                "Switched off, a slanted 1 looks like a 7 or a 2.",
            ),
        ),
    }[step]


def _picture_words(step: str) -> tuple[str, str, str, str]:
    return {
        "crop": (
            translate("StepsRow", "size"),
            translate("StepsRow", "Bringing to size is off"),
            translate("StepsRow", "Size off"),
            translate(
                "StepsRow",
                "Size: what is drawn is made as large as the things that the network has learned from, and\n"
                "stands where these can be. Switched off, the whole canvas is shrunk as it is.",
            ),
        ),
        "pen": (
            translate("StepsRow", "line"),
            translate("StepsRow", "Line width is off"),
            translate("StepsRow", "Line width off"),
            translate(
                "StepsRow",
                "Line: the line is drawn as wide as in the pictures that the network has learned from.\n"
                "Switched off, it is as wide as the brush.",
            ),
        ),
    }[step]


class StepSwitch(PaintedButton):
    """One step; its mark is full while it is on, and the word is struck out while it is off."""

    def __init__(self, step: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.step = step
        self.setCheckable(True)
        self.setChecked(True)
        self.tell(STEPS)

    def tell(self, offered: tuple[str, ...]) -> None:
        """Say what the step is among those ``offered``."""
        name, _, _, tip = step_words(self.step, offered)
        self.setText(name)
        self.setToolTip(tip)
        self.setAccessibleName(self.tr("Step: {0}").format(name))
        self.setAccessibleDescription(tip)

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("caption", weight="medium"))
        super().set_theme(theme)

    def face(self) -> Face:
        theme, on, usable = self._theme, self.isChecked(), self.isEnabled()
        font = self.font()
        font.setStrikeOut(not on)
        ink = theme.text("secondary") if on else theme.note("warning")
        ground = theme.surface("hover" if self.lit else "raised") if on else None
        edge: QColor | None = theme.surface("hairline") if on or not usable else theme.note("warning")
        if on and theme.name != "light":  # raised is white there, hardly seen on the panel
            edge = None
        return Face(ink if usable else theme.text("disabled"), ground, edge, radius=5, font=font)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class StepsRow(ButtonRow):
    """A switch for every step, in the order in which they are taken. ``steps_requested(Steps)``.

    One stop for Tab; arrow keys go along the row.
    """

    steps_requested = Signal(object)
    gap = 4

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps, self._offered = Steps(), STEPS
        for step in STEPS:
            self.add(StepSwitch(step, self))
        self.group.idClicked.connect(self._on_clicked)
        self.setAccessibleName(self.tr("Steps between the drawing and what the network sees"))
        self.show_steps(self._steps)

    @property
    def steps(self) -> Steps:
        """Which steps are on."""
        return self._steps

    def offer(self, steps: tuple[str, ...]) -> None:
        """Only these steps can be switched."""
        self._offered = steps
        for step, switch in zip(STEPS, self.buttons, strict=True):
            switch.setVisible(step in steps)
            if step in steps and isinstance(switch, StepSwitch):
                switch.tell(steps)
        self.set_stop(self.buttons[STEPS.index(steps[0])])
        self._place()

    def show_steps(self, steps: Steps) -> None:
        """Which steps are on, without a signal."""
        self._steps = steps
        for step, switch in zip(STEPS, self.buttons, strict=True):
            switch.setChecked(getattr(steps, step))
            switch.setEnabled(steps.crop or step != "stretch")
        self.set_stop(self.buttons[0])

    @Slot(int)
    def _on_clicked(self, place: int) -> None:
        self.show_steps(self._steps.toggled(STEPS[place]))
        self.set_stop(self.buttons[place])
        self.steps_requested.emit(self._steps)

    def sizeHint(self) -> QSize:
        height = max(self._theme.px(20), self.buttons[0].fontMetrics().height() + 2)
        return QSize(self._theme.px(240), height)

    def shares(self) -> list[float]:
        """As wide as its word asks."""
        return [switch.fontMetrics().horizontalAdvance(switch.text()) for switch in self.buttons]


class StepsWarning(PushButton):
    """Says which steps are off, and is gone while all are on; a click is to bring them back."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("…", kind="warning", small=True, parent=parent)
        self._steps, self._offered = Steps(), STEPS
        self._off: tuple[str, ...] = ()
        self.hide()

    def offer(self, steps: tuple[str, ...]) -> None:
        """Only these steps lie between."""
        self._offered = steps
        self.show_steps(self._steps)

    def show_steps(self, steps: Steps) -> None:
        """Which steps are on."""
        self._steps, self._off = steps, tuple(step for step in steps.off if step in self._offered)
        self.setVisible(bool(self._off))
        if self._off:
            first = step_words(self._off[0], self._offered)[1]
            what = first if len(self._off) == 1 else self.tr("Several steps are off")
            words = self.tr("{0}: the network sees what it never learned from.\nClick: all steps on")
            self.setAccessibleName(words.format(what))
            self.setToolTip(words.format(what))

    def fit(self, room: int) -> None:
        """As many words as there is room for, in px."""
        if not self._off:
            return
        self.setText(step_words(self._off[0], self._offered)[2])
        if len(self._off) > 1 or self.sizeHint().width() > room:
            self.setText(self.tr("{0} off").format(len(self._off)))
