"""Recomputing, in the background, a snapshot that the Timeline has thinned out."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from time import monotonic

from PySide6.QtCore import QThread, Signal

from nnviz.data import Dataset
from nnviz.training.edits import Change
from nnviz.training.replay import replayed_from
from nnviz.training.snapshot import Snapshot

_TELL = 1 / 20  # seconds between two tellings of the progress


class Recomputation(QThread):
    """The way from ``start`` to the end of ``epoch``, with the ``changes`` that came after ``start``.

    ``found`` is there when it has ended, unless that was early.
    """

    progressed = Signal(float)

    def __init__(self, start: Snapshot, changes: Sequence[Change], epoch: int, dataset: Dataset) -> None:
        super().__init__()
        self.epoch = epoch
        self.found: Snapshot | None = None
        self.fault = ""
        self._start, self._changes, self._dataset = start, changes, dataset
        self._told = 0.0

    def run(self) -> None:
        """Train again from the start, as it was then."""
        from threadpoolctl import threadpool_limits  # here, where it delays no window

        try:
            with threadpool_limits(limits=1, user_api="blas"):
                plan = self._start, self._changes, self.epoch, self._dataset
                self.found = replayed_from(*plan, self._tell, self.isInterruptionRequested)
        except Exception:
            self.fault = traceback.format_exc()

    def _tell(self, share: float) -> None:
        if monotonic() - self._told >= _TELL:
            self._told = monotonic()
            self.progressed.emit(share)
