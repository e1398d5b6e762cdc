"""The mouse pointer over a widget, with no button held."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


class _Moves(QObject):
    """The places at which a widget has heard of the pointer."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.places: list[QPoint] = []
        widget.installEventFilter(self)

    def eventFilter(self, widget: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseMove:
            self.places.append(event.position().toPoint())
        return False


def point_at(widget: QWidget, place: QPoint) -> None:
    """Move the pointer there and wait until the widget, which tracks it, has heard of it.

    A real display moves the pointer at once and tells of it later than ``QTest.mouseMove`` waits, and tells
    another window if that is still in front; and the widget may be laid out anew meanwhile.
    """
    moves = _Moves(widget)
    end = time.monotonic() + 60
    while place not in moves.places:
        assert time.monotonic() < end, f"no pointer came to {place.toTuple()}, but to {moves.places}"
        if QCursor.pos() == widget.mapToGlobal(place):
            QTest.mouseMove(widget, place + QPoint(1, 0))  # else there would be nothing to tell
        QTest.mouseMove(widget, place)
        look_again = time.monotonic() + 0.1
        while place not in moves.places and time.monotonic() < look_again:
            QApplication.processEvents()
    widget.removeEventFilter(moves)
