"""What is taken out: a run with its history, or what a saved network and its settings say of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from nnviz.data import Dataset
from nnviz.engine import Network
from nnviz.engine.arrays import Array
from nnviz.said import translate
from nnviz.training.edits import Change
from nnviz.training.experiment import Experiment
from nnviz.training.measures import MetricsTable
from nnviz.training.player import Ends
from nnviz.training.run_source import TRAINED, RunSource
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer


@dataclass(frozen=True, eq=False)
class Subject:
    """A run to take out: its settings as they stand, its trained network, and how it came there.

    ``epoch`` is how many it has been trained, None where nobody knows. Without ``timeline`` and ``snapshot``
    nothing is known but the settings and the network. ``given``: the data, where they have been read already.
    ``diagram`` is the picture of the network, an SVG, where one is wanted.
    ``begun`` and ``changed`` are what a saved network says of its run.
    """

    experiment: Experiment
    network: Network
    ends: Ends
    epoch: int | None = None
    timeline: Timeline = field(default_factory=Timeline)
    snapshot: Snapshot | None = None
    given: Dataset | None = None
    source: RunSource = TRAINED
    diagram: str = ""
    begun: Mapping[str, Array] = field(default_factory=dict)
    changed: bool = False

    @classmethod
    def of_run(
        cls,
        experiment: Experiment,
        snapshot: Snapshot,
        timeline: Timeline,
        dataset: Dataset | None = None,
        place: int = 0,
        source: RunSource = TRAINED,
    ) -> Subject:
        """A run that stands at that moment; of several networks the one at ``place``, its average if it
        keeps one."""
        seen = snapshot.averaged(place)
        return cls(experiment, seen.network(), seen.ends, snapshot.epoch, timeline, snapshot, dataset, source)

    @cached_property
    def dataset(self) -> Dataset:
        """Its data."""
        return self.experiment.dataset() if self.given is None else self.given

    @property
    def metrics(self) -> MetricsTable:
        """All that was measured; ``ValueError`` with one sentence where nothing of it was kept."""
        if not len(self.timeline.metrics):
            raise ValueError(
                translate(
                    "Files",
                    "A saved network has no history: metrics come from a project, or from nnviz train "
                    "--history.",
                )
            )
        return self.timeline.metrics

    @cached_property
    def start(self) -> Snapshot:
        """The moment before its first update. Raises ``ValueError`` with one sentence where it began as
        something else, or where nobody knows how it was trained."""
        if why := self.source.why_not("recompute"):
            raise ValueError(why)
        if self.changed:
            raise ValueError(
                translate(
                    "Files",
                    "This network was changed by hand while it was trained, and its file does not say how: "
                    "take out the run from its project.",
                )
            )
        if self.timeline.newest is None:
            trainer = Trainer(self.experiment, self.dataset)
            if self.begun:
                trainer.load_weights(self.begun)
            return trainer.snapshot()
        first = next(iter(self.timeline.snapshots.values()))
        if first.epoch or first.step:
            raise ValueError(
                translate(
                    "Files",
                    "This run went on from another one, at epoch {epoch}, and a program begins at 0: take "
                    "out the run that it branched off, or the trained network.",
                ).format(epoch=first.epoch)
            )
        anew = [epoch for epoch in self.timeline.begins if epoch]
        if anew:
            raise ValueError(
                translate(
                    "Files",
                    "This run began anew at epoch {epoch} with other settings, and a program has one "
                    "beginning: take out the trained network.",
                ).format(epoch=min(anew))
            )
        return first

    @property
    def changes(self) -> Sequence[Change]:
        """What was changed while it ran, since its start."""
        return self.timeline.changes_after(self.start) if self.timeline.newest is not None else ()
