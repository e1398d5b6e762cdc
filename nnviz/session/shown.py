"""The one moment that a view shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.drawing.attention.looking_at import LookingAt
from nnviz.drawing.selection import Selection
from nnviz.engine import Network
from nnviz.session.run import Run
from nnviz.training.augmentation import learned_count
from nnviz.training.derived import Derived
from nnviz.training.diagnosis import Finding
from nnviz.training.experiment import Experiment
from nnviz.training.kernel_gradient import KernelWeight
from nnviz.training.measures import Metrics
from nnviz.training.micro import Micro
from nnviz.training.plane import PlaneMaps
from nnviz.training.reader import Reader
from nnviz.training.run_source import TRAINED, RunSource
from nnviz.training.samples import Sample
from nnviz.training.snapshot import Probe, Snapshot
from nnviz.training.timeline import Timeline


@dataclass(frozen=True)
class Who:
    """Whose moment it is, as the run was called then; its ``source`` says what it can do."""

    letter: str
    name: str
    colour: int
    source: RunSource = TRAINED

    @classmethod
    def of(cls, run: Run) -> Who:
        """The run as it is called now."""
        return cls(run.letter, run.name, run.colour, run.source)


@dataclass(frozen=True, eq=False, kw_only=True)
class Shown:
    """A moment of a run, with all that a view may show of it; frozen but for the timeline, which grows.

    ``snapshot`` has the ``sample`` sent through it, scaled as this run's ``dataset`` is; where several
    networks play it looks at one of them, and ``networks`` has the moment looking at each. ``experiment`` are
    the settings that hold from here on. ``cursor`` is the epoch looked for, None for the newest, ``newest``
    the last epoch there is; until an epoch looked for has been recomputed, the moment is the nearest one held
    and not ``exact``. ``reader`` is the Reader as it is now, None without one; where ``reading``, it is what
    is shown. ``sample``, ``micro``, ``selection`` and ``asked``, the weight of a kernel whose blame is asked
    for, are what the person does with the moment; ``looking``: the head of attention and the steps that are
    looked from and at; ``as_diagram``: it is to be seen as a diagram where it is usually seen otherwise;
    ``learner``: of a game the generator is to be seen as it learns, and not its average over some updates.
    """

    who: Who
    reading: bool
    timeline: Timeline
    dataset: Dataset
    experiment: Experiment
    derived: Derived
    snapshot: Snapshot
    sample: Sample | None
    cursor: int | None
    newest: int
    exact: bool
    networks: tuple[Snapshot, ...] = ()
    reader: Reader | None = None
    micro: Micro | None = None
    selection: Selection | None = None
    asked: KernelWeight | None = None
    looking: LookingAt | None = None
    as_diagram: bool = False
    learner: bool = False
    findings: tuple[Finding, ...] = ()
    #: How long the timeline was: evaluated epochs, changes, marks.
    grown: tuple[int, int, int] = (0, 0, 0)
    #: Whether it is known what the network makes of all the data, or quickly found out.
    measured: bool = True

    # ---- against what was shown before
    def another_network(self, before: Shown | None) -> bool:
        """Whether it is another network, or the same fed by other data."""
        return (
            before is None
            or self.snapshot.parameters is not before.snapshot.parameters
            or self.dataset is not before.dataset
        )

    def another_structure(self, before: Shown | None) -> bool:
        """Whether it is of another run, or of the Reader, whose layers are not those of ``before``."""
        if before is None or (before.who.letter, before.reading) == (self.who.letter, self.reading):
            return False
        return self.snapshot.structure != before.snapshot.structure

    def another_moment(self, before: Shown | None) -> bool:
        """Whether it is another network, or another sample's way through the same."""
        return before is None or self.another_network(before) or self.probe is not before.probe

    def another_history(self, before: Shown | None) -> bool:
        """Whether the timeline is another or has grown, or the moment is at another place in it, or measured
        by now."""
        return (
            before is None
            or self.timeline is not before.timeline
            or self.grown != before.grown
            or self.epoch != before.epoch
            or self.measured != before.measured
        )

    def other_names(self, before: Shown | None) -> bool:
        """Whether inputs and outputs may be called something else."""
        return (
            before is None or self.dataset is not before.dataset or self.snapshot.ends != before.snapshot.ends
        )

    # ---- which network
    @property
    def player(self) -> int:
        """The place, among those that play, of the network that is looked at."""
        return self.snapshot.player

    @property
    def players(self) -> tuple[str, ...]:
        """The names of all that play."""
        return self.experiment.players

    # ---- the moment
    @property
    def epoch(self) -> int:
        """The epoch that this moment belongs to: so many have been completed."""
        return self.snapshot.epoch

    @property
    def update(self) -> int:
        """How many updates have been made."""
        return self.snapshot.step

    @property
    def rate(self) -> float:
        """Today's learning rate: the one set, times what the schedule makes of it."""
        return self.experiment.learning_rate * self.experiment.rate_factor(self.epoch)

    @property
    def planned(self) -> int:
        """How many epochs the run is to have, or had."""
        if not self.who.source.can("train"):
            return max(self.newest, *map(int, self.timeline.epochs[-1:]), 1)
        return self.epoch if self.reading else self.experiment.epochs

    @property
    def probe(self) -> Probe | None:
        """The sample on its way through the network."""
        return self.snapshot.probe

    @property
    def network(self) -> Network:
        """The network, to be asked, not to be changed."""
        return self.derived.network

    @property
    def progress(self) -> float:
        """How many epochs have been trained, with the share of the one in progress."""
        return self.snapshot.epochs_done(learned_count(self.snapshot.experiment, self.dataset))

    @property
    def metrics(self) -> Metrics:
        """What is measured of the network as it is."""
        return self.derived.metrics

    @property
    def measured_now(self) -> Metrics | None:
        """``metrics`` where they are no row of the timeline: between two epochs, and changed by hand."""
        return None if self.snapshot.has_row and self.timeline.has(self.epoch) else self.derived.metrics

    @property
    def test_answers(self) -> NDArray[np.int64]:
        """(n_test,) the class that it answers for every test sample of its own data."""
        return self.derived.test_answers

    @property
    def untrained(self) -> bool:
        """Whether nothing has been learned yet."""
        return self.snapshot.untrained

    def maps(self, resolution: int) -> PlaneMaps:
        """What every neuron makes of the plane."""
        return self.derived.maps(resolution)

    # ---- as a Reader
    @cached_property
    def plain_reader(self) -> Reader | None:
        """This network in the Reader's place, with that one's temperature; None where it reads no digits."""
        if self.reading or self.reader is None:
            return self.reader
        return self.derived.as_reader(self.reader)

    @property
    def calibrated_reader(self) -> Reader | None:
        """This network in the Reader's place, with its own temperature; the first time in a millisecond.

        None also for one without a softmax, whose outputs no temperature makes probabilities of.
        """
        if self.reading or self.reader is None:
            return self.reader
        return self.derived.calibrated(self.reader) if self.can_be_calibrated else None

    @property
    def can_be_calibrated(self) -> bool:
        """Whether its outputs are a softmax's, which a temperature can make as sure as they are right."""
        return self.snapshot.layers[-1].activation == "softmax"
