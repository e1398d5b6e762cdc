"""Buttons with the names of the classes: only images of the one that is on are listed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.ui.plain import plain_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.flow_layout import FlowLayout
from nnviz.ui.widgets.painted import ButtonRow, Face, PaintedButton


class KindButton(PaintedButton):
    """One class, or all of them."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(name)
        self.setCheckable(True)

    def face(self) -> Face:
        theme, on = self._theme, self.isChecked()
        font = theme.font("caption", weight="semibold" if on else "medium")
        if on:
            return Face(theme.text("on_strong"), theme.strong, radius=5, font=font)
        edge = theme.surface("outline")
        ground = theme.surface("hover" if self.lit else "raised")
        return Face(theme.text("secondary"), ground, edge, radius=5, font=font)

    def sizeHint(self) -> QSize:
        self.setFont(self._theme.font("caption", weight="semibold"))
        metrics = self.fontMetrics()
        wide = metrics.horizontalAdvance(self.text()) + 2 * self._theme.px(7)
        return QSize(wide, max(self._theme.px(22), metrics.height() + 2))


class ClassFilter(ButtonRow):
    """“All”, then every class; ``class_chosen(int | None)``."""

    class_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, exclusive=True)
        self._flow = FlowLayout(self)
        self._names: tuple[str, ...] = ()
        self.group.idClicked.connect(self._on_clicked)

    def set_classes(self, names: Sequence[str]) -> None:
        """The classes of the data set; none without. Of the same classes the one that is on stays on."""
        if tuple(names) == self._names:
            return
        everything = not self.buttons or self.buttons[0].isChecked()
        self._names = tuple(names)
        for button in self.buttons:
            self.group.removeButton(button)
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        for place, name in enumerate((self.tr("All"), *names) if names else ()):
            button = KindButton(name, self)
            tip = self.tr("Images of every class") if place == 0 else self.tr("Only images of the class {0}")
            button.setAccessibleName(tip.format(name))
            button.setToolTip(plain_tip(tip.format(name)))
            self.add(button)
            self._flow.addWidget(button)
            button.show()
        if self.buttons:
            self.buttons[0].setChecked(True)
            self.set_stop(self.buttons[0])
        self.set_theme(self._theme)
        if not everything:
            self.class_chosen.emit(None)

    def height_for(self, width: int) -> int:
        """Height in px at that width; 0 without classes."""
        return self._flow.heightForWidth(width) if self._names else 0

    def set_theme(self, theme: Theme) -> None:
        self._flow.setSpacing(theme.px(4))
        self._flow.setContentsMargins(0, theme.px(8), 0, theme.px(2))
        super().set_theme(theme)

    @Slot(int)
    def _on_clicked(self, place: int) -> None:
        self.class_chosen.emit(None if place == 0 else place - 1)
