"""A run of the Session: an experiment with its history. Several are kept; the current one trains."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from nnviz.data import Dataset
from nnviz.files.watching.watched import Watched
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.run_source import TRAINED, RunSource
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Diverged


@dataclass(eq=False)
class Run:
    """One run. ``letter`` is its own for good, ``name`` can be changed, ``colour`` is a number from 0.

    ``snapshot`` is the newest, which may stand in the middle of an epoch. ``parent`` says from which run, and
    at which epoch, it branched off. ``diverged`` is how it ended, if it did so that way.
    """

    letter: str
    name: str
    colour: int
    experiment: Experiment
    timeline: Timeline = field(default_factory=Timeline)
    snapshot: Snapshot | None = None
    dataset: Dataset | None = None
    diverged: Diverged | None = None
    parent: tuple[str, int] | None = None
    #: Set by hand in it, but not yet in its ``snapshot``.
    edits: tuple[Edit, ...] = ()
    #: What ``dataset`` was read for, and what the run began with every fitting weight of.
    read_for: Experiment | None = None
    kept: Snapshot | None = None
    #: Whether its training has ended by itself, and can only go on as another one.
    over: bool = False
    #: Seconds of computing that went into so many whole epochs, on this computer, since it was opened.
    worked: tuple[float, int] = (0.0, 0)
    #: Whether it began by coming to a workspace, rather than being asked for: no undo takes it away.
    unasked: bool = False
    #: Where its moments come from, and what it can do.
    source: RunSource = TRAINED
    #: Where another program writes it down, while it is watched.
    folder: Watched | None = None

    @property
    def watched(self) -> Watched | None:
        """Where its moments are read from; None of one that is trained here by now."""
        return None if self.source.can("recompute") else self.folder

    @property
    def untrained_branch(self) -> bool:
        """Whether it stands where it branched off."""
        moment = self.snapshot
        return (
            self.parent is not None
            and moment is not None
            and self.begun
            and (moment.whole and moment.epoch == self.parent[1])
        )

    @property
    def seconds_an_epoch(self) -> float:
        """How long an epoch took to compute, on average; NaN where none was trained here."""
        seconds, epochs = self.worked
        return seconds / epochs if epochs else math.nan

    @property
    def begun(self) -> bool:
        """Whether it has shown anything yet."""
        return self.timeline.newest is not None

    @property
    def stretch(self) -> int:
        """How many epochs it has trained since its last plan was over and more were asked for."""
        first = next(iter(self.timeline.snapshots.values()), None)
        if first is None or self.snapshot is None:
            return 0
        planned, begun = first.experiment.epochs, first.epoch
        for change in self.timeline.changes:
            if change.name == "epochs":
                begun = change.epoch if change.epoch >= planned else begun
                planned = change.value
        return self.snapshot.epoch - begun

    def left(self, most: int) -> Run:
        """The run as it is now, for coming back to: ``most`` of its snapshots at most, and no data."""
        if not self.begun:
            return replace(self, timeline=Timeline(), snapshot=None, dataset=None, read_for=None)
        copy = self.timeline.until(self.snapshot, most)
        return replace(self, timeline=copy, dataset=None, read_for=None)

    def branched(self, moment: Snapshot, letter: str, colour: int) -> Run:
        """Another run, which goes on from a moment of this one."""
        return replace(
            self,
            letter=letter,
            name=letter,
            colour=colour,
            timeline=self.timeline.until(moment),
            snapshot=moment,
            diverged=None,
            parent=(self.letter, moment.epoch),
            edits=(),
            kept=None,
            over=False,
            unasked=False,
        )


def free_letter(runs: Iterable[Run]) -> str:
    """A letter that none of the runs has: A to Z, then AA and so on."""
    taken = {run.letter for run in runs}
    number = 0
    while (letter := _letters(number)) in taken:
        number += 1
    return letter


def free_colour(runs: Iterable[Run]) -> int:
    """The smallest number of a colour that none of the runs has."""
    taken = {run.colour for run in runs}
    return next(number for number in range(len(taken) + 1) if number not in taken)


def _letters(number: int) -> str:
    before, last = divmod(number, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)
