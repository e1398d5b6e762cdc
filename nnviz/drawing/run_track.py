"""The run that the timeline's track shows: how far it is trained, and where on it somebody looks."""

from __future__ import annotations

from nnviz.drawing.plots.scene import RunCurves
from nnviz.drawing.track import Axis, LossLevels, pixel_epoch
from nnviz.training.marks import Mark
from nnviz.training.timeline import Timeline


class RunTrack:
    """A run and a place on it.

    ``cursor`` is the epoch looked back at, None for the newest; ``epoch`` that of the newest snapshot shown;
    ``now`` the main metric of the network shown, where its epoch has another; ``planned`` how many epochs are
    to be trained.
    """

    def __init__(self) -> None:
        self.planned = 60
        self.run: RunCurves | None = None
        self.epoch = 0
        self.cursor: int | None = None
        self.now: float | None = None
        self._levels = LossLevels()

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Take the curve and the marks from ``timeline``."""
        if timeline is None or self.run is None or self.run.timeline is not timeline:
            self.run = None if timeline is None else RunCurves(timeline)
            self._levels = LossLevels()

    @property
    def here(self) -> int:
        """The epoch of the playhead."""
        return self.epoch if self.cursor is None else self.cursor

    @property
    def begun(self) -> bool:
        """Whether there is an epoch at all."""
        return self.run is not None and len(self.run.timeline.epochs) > 0

    @property
    def first(self) -> int:
        """The earliest epoch there is."""
        return int(self.run.timeline.epochs[0]) if self.run is not None and self.begun else 0

    @property
    def trained(self) -> float:
        """The newest epoch there is."""
        return float(self.run.timeline.epochs[-1]) if self.run is not None and self.begun else 0.0

    @property
    def travels(self) -> bool:
        """Whether other moments can be looked at; of the Reader's past only the metrics are left."""
        return self.run is not None and self.begun and len(self.run.timeline.snapshots) > 1

    @property
    def marks(self) -> list[Mark]:
        """What is worth a mark."""
        return self.run.timeline.marks if self.run is not None else []

    def loss(self, epoch: float) -> float | None:
        """The main metric, a loss if there is one, at an epoch."""
        row = self.run.row(epoch) if self.run is not None else -1
        return float(self.run.values(self.run.main)[row]) if self.run is not None and row >= 0 else None

    @property
    def loss_here(self) -> float | None:
        """The same at the playhead."""
        return self.loss(self.here) if self.now is None or self.here != self.epoch else self.now

    def levels(self) -> tuple[float, float]:
        """The range of log2 of the losses."""
        return self._levels.of(self.run.values(self.run.main)) if self.run is not None else (-1.0, 1.0)

    def epoch_at(self, x: float, axis: Axis) -> int:
        """The trained epoch at a pixel."""
        held = self.run.timeline.nearest(round(axis.epoch(x))) if self.run is not None else None
        found = pixel_epoch(axis, x, held.epoch if held is not None else None)
        return min(max(found, self.first), round(self.trained))
