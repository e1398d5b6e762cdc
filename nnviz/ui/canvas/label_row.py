"""The row of classes that says what a drawing is meant to be, so that it has a loss and a gradient."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnviz.ui.plain import plain_tip
from nnviz.ui.widgets.painted import ButtonRow, Face, PaintedButton


class ClassButton(PaintedButton):
    """One class of the row."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.fixed = False  # shows the label of a sample, which nobody can change
        self.setText(name)
        self.setCheckable(True)

    def face(self) -> Face:
        theme, on = self._theme, self.isChecked()
        font = theme.font("label", weight="semibold" if on else "medium")
        if on:
            return Face(theme.text("on_strong"), theme.strong, radius=5, font=font)
        # raised is white in the light theme, hardly seen on the panel
        edge = theme.surface("hairline") if theme.name == "light" else None
        ground = theme.surface("hover" if self.lit and not self.fixed else "raised")
        return Face(theme.text("tertiary" if self.fixed else "secondary"), ground, edge, radius=5, font=font)


class LabelRow(ButtonRow):
    """One class can be on, or none; arrow keys go along the row. ``label_requested(int | None)``."""

    label_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label: int | None = None
        self._fixed = False
        self.group.idClicked.connect(self._on_clicked)
        self.set_classes([str(digit) for digit in range(10)])

    @property
    def label(self) -> int | None:
        """The class that is on."""
        return self._label

    def set_classes(self, names: Sequence[str]) -> None:
        """The classes of the data set."""
        if [button.text() for button in self.buttons] == list(names):
            return
        for button in self.buttons:
            self.group.removeButton(button)
            button.hide()
            button.deleteLater()
        for name in names:
            button = ClassButton(name, self)
            button.show()
            self.add(button)
        self.set_theme(self._theme)
        self._label = None
        self._show()

    def show_label(self, label: int | None, fixed: bool) -> None:
        """Which class is on; ``fixed``: it is the label of a sample and cannot be changed."""
        if (label, fixed) != (self._label, self._fixed):
            self._label, self._fixed = label, fixed
            self._show()

    def _show(self) -> None:
        label, fixed = self._label, self._fixed
        words = self.tr("The sample's label: {0}") if fixed else self.tr("You meant {0}")
        tip = self.tr("You meant {0} (key {0}). Gives the drawing a loss and a gradient; trains nothing.")
        for k, button in enumerate(self.buttons):
            assert isinstance(button, ClassButton)
            button.fixed = fixed
            button.setChecked(k == label)
            button.setCursor(Qt.CursorShape.ArrowCursor if fixed else Qt.CursorShape.PointingHandCursor)
            button.setAccessibleName(words.format(button.text()))
            button.setToolTip("" if fixed else plain_tip(tip.format(button.text())))
            button.update()
        self.set_stop(None if fixed else self.group.button(label or 0))

    def toggle(self, label: int) -> None:
        """Turn a class on, or off if it was on, and tell. Does nothing for a sample or an unknown class."""
        if self._fixed or not 0 <= label < len(self.buttons):
            return
        self.show_label(None if label == self._label else label, False)
        self.label_requested.emit(self._label)

    @Slot(int)
    def _on_clicked(self, label: int) -> None:
        if self._fixed:
            self.group.button(label).setChecked(label == self._label)
        else:
            self.toggle(label)

    # ---- names too long for one row stand in several
    def _wanted(self, button: QAbstractButton) -> int:
        metrics = QFontMetrics(self._theme.font("label", weight="semibold"))
        return metrics.horizontalAdvance(button.text()) + 2 * self._theme.px(6)

    def _lines(self, width: int) -> list[list[QAbstractButton]]:
        """The buttons row by row; all in one while each has room for its name in an equal share."""
        gap, count = self._theme.px(self.gap), max(1, len(self.buttons))
        share = (width - gap * (count - 1)) / count
        if all(len(button.text()) <= 2 or self._wanted(button) <= share for button in self.buttons):
            return [self.buttons]
        lines: list[list[QAbstractButton]] = [[]]
        for button in self.buttons:
            used = sum(self._wanted(one) + gap for one in lines[-1])
            if lines[-1] and used + self._wanted(button) > width:
                lines.append([])
            lines[-1].append(button)
        return lines

    @property
    def _row(self) -> int:
        return max(self._theme.px(24), QFontMetrics(self._theme.font("label")).height() + 2)

    def height_for(self, width: int) -> int:
        """Height in px at that width."""
        rows = len(self._lines(width))
        return rows * self._row + (rows - 1) * self._theme.px(self.gap)

    def _place(self) -> None:
        lines = self._lines(self.width())
        if len(lines) < 2:
            super()._place()
            return
        gap = self._theme.px(self.gap)
        for row, line in enumerate(lines):
            spare = (self.width() - sum(map(self._wanted, line)) - gap * (len(line) - 1)) / len(line)
            x = 0.0
            for button in line:
                wide = self._wanted(button) + spare
                button.setGeometry(round(x), row * (self._row + gap), round(wide), self._row)
                x += wide + gap

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._theme.px(24))
