"""The values of a setting as chips: each can be typed anew or taken away, and more be added."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from nnviz.ui.theme import Theme
from nnviz.ui.widgets.chips import Chip
from nnviz.ui.widgets.flow_layout import FlowLayout

_TYPED = "0.0001, 0.001"  # as wide as the field of the last chip is


class ValueField(QLineEdit):
    """Where a value is typed; ``ended(text)`` once, by Enter or by leaving it; None in it for Escape."""

    ended = Signal(object)

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._done = False
        self.returnPressed.connect(self._on_return)

    @Slot()
    def _on_return(self) -> None:
        self._end(self.text())

    def _end(self, text: str | None) -> None:
        if not self._done:
            self._done = True
            self.ended.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._end(None)
        else:
            super().keyPressEvent(event)
        event.accept()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self._end(self.text())


class ValueChip(Chip):
    """One value, or the + behind them. ``entered(text)``: it is to be that, "" for none of them."""

    entered = Signal(str)

    def __init__(self, text: str, name: str, tip: str, *, adds: bool = False) -> None:
        super().__init__(name, tip, None)
        self._adds, self._family = adds, "mono"
        self._field: ValueField | None = None
        self.clicked.connect(self.edit)
        self.say("+" if adds else text)

    @Slot()
    def edit(self) -> None:
        """Type it anew."""
        if self._field is not None:
            return
        room = self.parentWidget() or self
        self._field = field = ValueField("" if self._adds else self.text(), room)
        field.setFont(self.font())
        field.setAccessibleName(self.accessibleName())
        wide = self.fontMetrics().horizontalAdvance(_TYPED) + self._theme.px(12)
        left = min(self.x(), max(0, room.width() - wide))
        field.setGeometry(left, self.y(), wide, self.height())
        field.ended.connect(self._on_ended)
        field.selectAll()
        field.show()
        field.setFocus()

    @Slot(object)
    def _on_ended(self, text: str | None) -> None:
        field, self._field = self._field, None
        if field is not None:
            field.hide()
            field.deleteLater()
            self.setFocus()
        if text is not None and text.strip() != ("" if self._adds else self.text()):
            self.entered.emit(text.strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self._adds:
            self.entered.emit("")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit()
        else:
            super().keyPressEvent(event)


class ValueChips(QWidget):
    """Chips in lines. ``texts_requested(texts)``: these are to be the values."""

    texts_requested = Signal(object)

    def __init__(self, between: str = ",", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._between = Theme(), between
        self._texts: tuple[str, ...] = ()
        self._chips: list[ValueChip] = []
        self._flow = FlowLayout(self)
        self._flow.setContentsMargins(0, 0, 0, 0)

    @property
    def chips(self) -> Sequence[ValueChip]:
        """One for each value, and the + behind them."""
        return self._chips

    def show_texts(self, texts: Sequence[str], name: str, between: str) -> None:
        """Show these values of the setting called so."""
        if tuple(texts) == self._texts and self._chips and name == self._chips[0].property("setting"):
            return
        self._texts, self._between = tuple(texts), between
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        tip = self.tr("Click to type another; Del takes it away")
        chips = [ValueChip(text, name, tip) for text in texts]
        adds = self.tr("More values, with “{mark}” between").format(mark=between)
        chips.append(ValueChip("", self.tr("More values of {setting}").format(setting=name), adds, adds=True))
        self._chips = chips
        for place, chip in enumerate(chips):
            chip.setProperty("setting", name)
            chip.setProperty("place", place)
            chip.entered.connect(self._on_entered)
            chip.set_theme(self._theme)
            self._flow.addWidget(chip)
            chip.show()
        self.updateGeometry()

    @Slot(str)
    def _on_entered(self, text: str) -> None:
        chip = self.sender()
        if isinstance(chip, ValueChip):
            place = int(chip.property("place"))
            typed = [part.strip() for part in text.split(self._between) if part.strip()]
            self.texts_requested.emit((*self._texts[:place], *typed, *self._texts[place + 1 :]))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._flow.setSpacing(theme.px(4))
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._flow.heightForWidth(width)

    def sizeHint(self) -> QSize:
        wide = self._theme.px(240)
        return QSize(wide, self.heightForWidth(wide))
