"""Which stroke somebody points at, so that it is worth asking what the drawing is without it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnviz.data.pen_line import Point

_DWELL_MS = 300  # on the way to the next stroke the pen crosses others


class HoveredStroke(QObject):
    """``changed(int)``: this stroke of the drawing is pointed at, -1 for none.

    After a stroke has been drawn the pen lies on ink: it has to leave the ink once before anything is pointed
    at, or the answer would change under whoever has just finished a digit.
    """

    changed = Signal(int)

    def __init__(self, stroke_at: Callable[[Point], int], parent: QObject) -> None:
        super().__init__(parent)
        self._stroke_at = stroke_at
        self._armed = False
        self._waiting = self._told = -1
        self._dwell = QTimer(self)
        self._dwell.setSingleShot(True)
        self._dwell.setInterval(_DWELL_MS)
        self._dwell.timeout.connect(self._on_rested)

    def move(self, to: Point) -> None:
        """The pointer is there, the pen being up."""
        stroke = self._stroke_at(to)
        if stroke < 0:
            self.leave()
            self._armed = True
        elif self._armed and stroke != self._waiting:
            self._waiting = stroke
            self._dwell.start()

    def leave(self) -> None:
        """Nothing is pointed at."""
        self._dwell.stop()
        self._waiting = -1
        self._tell(-1)

    def disarm(self) -> None:
        """The pen has come down."""
        self.leave()
        self._armed = False

    @Slot()
    def _on_rested(self) -> None:
        self._tell(self._waiting)

    def _tell(self, stroke: int) -> None:
        if stroke != self._told:
            self._told = stroke
            self.changed.emit(stroke)
