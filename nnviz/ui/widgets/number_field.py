"""Where a number is typed: one rule for every such place, with a decimal point or a decimal comma."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWindow
from PySide6.QtWidgets import QLineEdit, QWidget

from nnviz.drawing.numbers import chosen
from nnviz.drawing.typed import fitting_numbers
from nnviz.session.sentences import told
from nnviz.ui.plain import show_tip

# Another window, or a tooltip, has come to the front: nobody has left the field.
_NOT_LEFT = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
translate = QCoreApplication.translate


def take_number(
    text: str, limits: tuple[float, float], *, whole: bool = False, words: Mapping[str, float] | None = None
) -> float:
    """The number that was typed. Raises ``ValueError`` with one sentence where none fits, or more than one.

    ``words`` are taken for values, e.g. ``{"full": 0}``.
    """
    words, (low, high) = words or {}, limits
    fitting = fitting_numbers(text, limits, whole=whole, words=words)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        sentence = translate(
            "NumberField", "{text} can be {one} or {other}: write it without a mark between."
        )
        raise ValueError(sentence.format(text=text.strip(), one=chosen(fitting[0]), other=chosen(fitting[1])))
    if whole and words:
        sentence = translate(
            "NumberField", "{text} does not fit here: give a whole number from {low} to {high}, or {words}."
        )
    elif whole:
        sentence = translate(
            "NumberField", "{text} does not fit here: give a whole number from {low} to {high}."
        )
    else:
        sentence = translate("NumberField", "{text} does not fit here: give a number from {low} to {high}.")
    nothing = translate("NumberField", "Nothing")
    raise ValueError(
        sentence.format(
            text=text.strip() or nothing, low=_end_of(low), high=_end_of(high), words=", ".join(words)
        )
    )


def _end_of(limit: float) -> str:
    return f"{limit:,.0f}" if limit == round(limit) else chosen(limit)


class NumberField(QLineEdit):
    """A line for one number. ``entered``: Enter was pressed, or the field was left, by Tab, by a click
    elsewhere or however, with a number in it; ``given_up``: Escape, or something else in it, which is said.
    """

    entered = Signal(float, bool)  # the value; whether the keys stay here, as after Enter
    given_up = Signal()

    def __init__(
        self,
        text: str,
        limits: tuple[float, float],
        parent: QWidget,
        *,
        whole: bool = False,
        words: Mapping[str, float] | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._limits, self._whole, self._words = limits, whole, dict(words or {})
        self._first, self._done, self._sentence = text, False, ""
        self._watched: QWindow | None = None
        self.returnPressed.connect(self._on_return)

    def open(self) -> None:
        """Show it, with all of it selected; a press anywhere else leaves it."""
        self.selectAll()
        self.show()
        self.setFocus()
        self._watched = self.window().windowHandle()
        if self._watched is not None:
            self._watched.installEventFilter(self)

    def _number(self) -> float | None:
        """What is typed; None, and a sentence to say, if it is no number that fits."""
        try:
            return take_number(self.text(), self._limits, whole=self._whole, words=self._words)
        except ValueError as sentence:
            self._sentence = told(sentence)
            return None

    @Slot()
    def _on_return(self) -> None:
        number = self._number()
        if number is None:
            self.selectAll()
            show_tip(self._place, self._sentence, self)
        else:
            self._end(number, stays=True)

    def _leave(self) -> None:
        """It is left: what was typed is taken, or why not is said."""
        if self._done:
            return
        number = None if self.text() == self._first else self._number()
        if number is None and self._sentence:
            window = self.window()  # the field will have gone; a press puts away the tips that there are
            QTimer.singleShot(0, window, partial(show_tip, self._place, self._sentence, window))
        self._end(number, stays=False)

    def _end(self, number: float | None, *, stays: bool) -> None:
        if self._done:
            return
        self._done = True
        if self._watched is not None:
            self._watched.removeEventFilter(self)
        if number is None:
            self.given_up.emit()
        else:
            self.entered.emit(number, stays)

    @property
    def _place(self) -> QPoint:
        """Where a sentence about it is shown."""
        return self.mapToGlobal(QPoint(0, self.height()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._sentence = ""
            self._end(None, stays=True)
        else:
            super().keyPressEvent(event)
        event.accept()  # who stands behind has a use for Enter too

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _NOT_LEFT:
            self._leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A press elsewhere in the window."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            place = self.mapFromGlobal(event.globalPosition().toPoint())
            if not self.rect().contains(place):
                self._leave()
        return False
