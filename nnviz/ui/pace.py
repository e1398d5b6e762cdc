"""Doing at most so often what every epoch asks for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot


class Pace(QObject):
    """Does ``act`` when it is asked for, but then rests; what was asked for meanwhile is done after that."""

    def __init__(self, act: Callable[[], None], rest_ms: int, parent: QObject) -> None:
        super().__init__(parent)
        self._act, self._late = act, False
        self._rest = QTimer(self, singleShot=True, interval=rest_ms)
        self._rest.timeout.connect(self.settle)

    def ask(self) -> None:
        """Do it now, or after the rest."""
        if self._rest.isActive():
            self._late = True
        else:
            self.do()

    def set_rest(self, rest_ms: int) -> None:
        """Rest so long from the next time on."""
        self._rest.setInterval(rest_ms)

    def do(self) -> None:
        """Do it now in any case."""
        self._late = False
        self._rest.start()
        self._act()

    @Slot()
    def settle(self) -> None:
        """Do now what was asked for and has not been done."""
        if self._late:
            self.do()
