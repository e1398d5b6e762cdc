"""Several runs trained one after the other, since one alone trains at a time."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot

from nnviz.session.desk import Desk
from nnviz.session.run import Run
from nnviz.session.runs import Runs


class InTurn(QObject):
    """Trains each run to its end and goes on to the next, until somebody turns to another run.

    Paused, it waits: played to its end the run has the next one after it.
    """

    def __init__(self, desk: Desk, runs: Runs, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._runs = desk, runs
        self._now, self._waiting, self._back = "", tuple[str, ...](), ""
        # Queued: what there is to say of a run that ends is said before the next one begins.
        desk.playing_changed.connect(self._on_playing_changed, Qt.ConnectionType.QueuedConnection)

    def train(self, *letters: str, back: str = "") -> None:
        """Train the runs of these letters, those that have not come to their end, in this order.

        Then the run of the letter ``back`` is looked at again, if one is named.
        """
        self._waiting, self._back = letters, back
        self._go_on()

    def _go_on(self) -> None:
        runs = {run.letter: run for run in self._runs.all}
        left = [letter for letter in self._waiting if letter in runs and not _ended(runs[letter])]
        self._now, self._waiting = (left[0], tuple(left[1:])) if left else ("", ())
        if self._now:
            self._runs.choose(self._now)
            self._desk.play()
        elif self._back in runs:
            self._runs.choose(self._back)

    @Slot(bool)
    def _on_playing_changed(self, _playing: bool) -> None:
        if not (self._waiting or (self._now and self._back)) or self._desk.playing:
            return
        current = self._runs.current
        if current.letter == self._now and _ended(current):
            self._go_on()
        elif current.letter != self._now:
            self._now, self._waiting, self._back = "", (), ""


def _ended(run: Run) -> bool:
    """Whether it has trained for as long as it was to."""
    newest = run.snapshot
    return run.over or (newest is not None and newest.epoch >= run.experiment.epochs)
