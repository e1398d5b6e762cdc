"""The row of classes that says what a drawing is meant to be, so that it has a loss and a gradient."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

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

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._theme.px(24))
