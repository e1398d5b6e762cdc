"""The film: small pictures of what a network answered, along the timeline of its run."""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Iterator, Sequence
from time import perf_counter
from weakref import WeakKeyDictionary, ref

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnviz.data import Dataset
from nnviz.training.film_frames import Frame, made
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline

SLICE = 0.004  # s of work in one turn of the event loop
_BUSY_SHARE = 0.1  # of the window's thread, while it has snapshots to show
_KEPT = 200  # frames kept of one timeline
_CLEARLY = 0.25  # of the reach: so much nearer must a snapshot be to replace a frame that is there


#: Frames by epoch, each with the snapshot that it was made of.
Known = dict[int, tuple[Frame, ref[Snapshot]]]


class Film(QObject):
    """Makes frames of a run's held snapshots when nothing else is to be done, a few milliseconds at a time.

    ``dataset`` is the one that the runs learn. A set on the plane gives maps of the output, any other
    classification the confusion matrix of its test part, and a table of values nothing.
    """

    frames_changed = Signal()

    def __init__(self, dataset: Dataset, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dataset = dataset
        self._frames: WeakKeyDictionary[Timeline, Known] = WeakKeyDictionary()
        self._timeline: Timeline | None = None
        self._wanted: list[int] = []  # epochs of snapshots, of which frames are to be made
        self._work: Iterator[Frame | None] | None = None
        self._source: Snapshot | None = None
        self._now: tuple[Snapshot, Frame | None] | None = None  # of the network shown last
        self._paused = self._busy = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_turn)

    @property
    def dataset(self) -> Dataset:
        return self._dataset

    @property
    def plane(self) -> bool:
        """Whether the frames are maps of the plane."""
        return self._dataset.planar

    @property
    def empty(self) -> bool:
        """Whether there is nothing to be shown of such data."""
        return not self.plane and self._dataset.kind == "regression"

    # What is shown

    def frames(self, timeline: Timeline, epochs: Sequence[float], reach: float) -> list[Frame | None]:
        """For each of ``epochs`` the frame nearest to it, no more than ``reach`` epochs away.

        Where there is none yet, or a snapshot is held that is clearly nearer, that one is asked for:
        ``frames_changed`` tells when it is there. What only an earlier call asked for is forgotten.
        """
        known = self._frames.setdefault(timeline, {})
        self._drop_stale(timeline, known)
        made, held = sorted(known), list(timeline.snapshots)
        found: list[Frame | None] = []
        wanted: dict[int, None] = {}
        for epoch in epochs:
            near, away = _nearest(made, epoch)
            found.append(known[near][0] if near is not None and away <= reach else None)
            nearer, least = _nearest(held, epoch)
            if nearer is not None and least <= reach and min(away, reach * 2) - least > reach * _CLEARLY:
                wanted[nearer] = None
        self._ask(timeline, list(wanted))
        self._prune(known, [frame.epoch for frame in found if frame is not None])
        return found

    def now(self, snapshot: Snapshot) -> Frame | None:
        """The frame of the network shown, of which no epoch has one: between two, or changed by hand.

        A map of the plane is made at once, in a millisecond; other frames are of the ends of epochs alone.
        """
        if not self.plane:
            return None
        if self._now is None or self._now[0].parameters is not snapshot.parameters:
            frames = [frame for frame in made(snapshot, self._dataset, plane=True) if frame is not None]
            self._now = snapshot, frames[0] if frames else None
        return self._now[1]

    def pause(self, on: bool) -> None:
        """Do nothing while the timeline is dragged."""
        self._paused = on
        self._go_on()

    def set_busy(self, busy: bool) -> None:
        """Whether snapshots stream in: then take a tenth of the time."""
        self._busy = busy

    def stop(self) -> None:
        """Make no more frames."""
        self._ask(None, [])

    # Making them

    def _drop_stale(self, timeline: Timeline, known: Known) -> None:
        """An edit replaces the snapshot of its epoch."""
        for epoch in list(known):
            held = timeline.snapshots.get(epoch)
            if held is not None and known[epoch][1]() is not held:
                del known[epoch]

    def _prune(self, known: Known, shown: Sequence[int]) -> None:
        for epoch in list(known)[: max(0, len(known) - _KEPT)]:
            if epoch not in shown:
                del known[epoch]

    def _ask(self, timeline: Timeline | None, epochs: list[int]) -> None:
        if timeline is not self._timeline:
            self._work = None
        self._timeline, self._wanted = timeline, epochs
        self._go_on()

    def _go_on(self) -> None:
        if self._paused or not (self._wanted or self._work):
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start(0)

    @Slot()
    def _on_turn(self) -> None:
        began, made = perf_counter(), False
        while (self._work or self._wanted) and perf_counter() - began < SLICE:
            made = self._do_a_bit() or made
        if self._work or self._wanted:
            cost = perf_counter() - began
            self._timer.start(math.ceil(1000 * cost * (1 / _BUSY_SHARE - 1)) if self._busy else 0)
        if made:
            self.frames_changed.emit()

    def _do_a_bit(self) -> bool:
        """One step of the work at hand; returns whether it gave a frame."""
        timeline, work = self._timeline, self._work
        if timeline is None:
            return False
        if work is None:
            epoch = self._wanted.pop(0)
            self._source = timeline.snapshots.get(epoch)
            if self._source is not None and epoch not in self._frames[timeline]:
                self._work = made(self._source, self._dataset, plane=self.plane)
            return False
        try:
            frame = next(work)
        except StopIteration:
            self._work = None
            return False
        if frame is None or self._source is None:
            return False
        self._work = None
        self._frames[timeline][frame.epoch] = (frame, ref(self._source))
        return True


def _nearest(epochs: Sequence[int], epoch: float) -> tuple[int | None, float]:
    """The nearest of ascending ``epochs``, and how far away it is; None, infinitely far, without any."""
    after = bisect(epochs, epoch)
    near, away = None, math.inf
    for other in epochs[max(0, after - 1) : after + 1]:
        if abs(other - epoch) < away:
            near, away = other, abs(other - epoch)
    return near, away
