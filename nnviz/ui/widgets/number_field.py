"""Where a number is typed: one rule for every such place, with a decimal point or a decimal comma."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWindow
from PySide6.QtWidgets import QLineEdit, QWidget

from nnviz.drawing.numbers import MINUS
from nnviz.ui.plain import show_tip

_GROUPS = re.compile(r"[+-]?\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*")  # 1,000,000
# Another window, or a tooltip, has come to the front: nobody has left the field.
_NOT_LEFT = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
translate = QCoreApplication.translate


def readings(text: str, *, whole: bool = False) -> list[float]:
    """All numbers that ``text`` may stand for, the one that is meant first; none if it is no number.

    A comma is as good as a point. What is written twice, or before the other one, parts thousands. One alone
    before three digits can be either, unless it stands as nnviz itself writes it: a point in a fraction, a
    comma in a ``whole`` number.
    """
    text = re.sub(r"[\u00a0\u202f\u2009]", " ", text.strip()).replace(MINUS, "-")
    marks = [mark for mark in text if mark in ".,"]
    found: list[float] = []
    if len(set(marks)) == 2:  # the last is the decimal one
        head, _, tail = text.rpartition(marks[-1])
        if marks.count(marks[-1]) == 1 and _GROUPS.fullmatch(head):
            found += _plain(re.sub(r"[.,' ]", "", head) + "." + tail)
        return found
    fraction = _plain(text.replace(",", ".")) if len(marks) < 2 and " " not in text else []
    grouped = _plain(re.sub(r"[.,' ]", "", text)) if _GROUPS.fullmatch(text) else []
    if not re.match(r"[+-]?[1-9]", text):  # 0.125 is no thousand
        grouped = []
    if marks == ["."] and not whole:
        return fraction  # as nnviz writes it
    if marks == [","] and whole:
        return grouped or fraction
    return list(dict.fromkeys(fraction + grouped))


def _plain(text: str) -> list[float]:
    """What Python reads in a plain text, which knows more forms than people write."""
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text):
        return []
    return [float(text)]


def take_number(
    text: str, limits: tuple[float, float], *, whole: bool = False, words: Mapping[str, float] | None = None
) -> float:
    """The number that was typed. Raises ``ValueError`` with one sentence where none fits, or more than one.

    ``words`` are taken for values, e.g. ``{"full": 0}``.
    """
    words = words or {}
    if (value := words.get(text.strip().lower())) is not None:
        return value
    low, high = limits
    fitting = [
        number
        for number in readings(text, whole=whole)
        if low <= number <= high and math.isfinite(number) and not (whole and number != round(number))
    ]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        sentence = translate(
            "NumberField", "{text} can be {one} or {other}: write it without a mark between."
        )
        raise ValueError(sentence.format(text=text.strip(), one=f"{fitting[0]:g}", other=f"{fitting[1]:g}"))
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
            text=text.strip() or nothing, low=f"{low:,.10g}", high=f"{high:,.10g}", words=", ".join(words)
        )
    )


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
            self._sentence = str(sentence)
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
