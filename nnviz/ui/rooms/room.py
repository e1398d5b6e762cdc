"""What every room of the window can be told."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QWidget

from nnviz.data import Dataset
from nnviz.session.values import Sample
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline


class Room(Protocol):
    """An input panel, a stage and a results panel; only the room that is open is told anything.

    On being opened a room is told all there is: data set, settings, history, sample and snapshot, in turn.
    """

    @property
    def left(self) -> QWidget: ...

    @property
    def stage(self) -> QWidget: ...

    @property
    def right(self) -> QWidget: ...

    def show_dataset(self, dataset: Dataset) -> None:
        """Other samples, their names and shape."""
        ...

    def show_experiment(self, experiment: Experiment, planned: int) -> None:
        """Other settings; ``planned`` is the length in epochs of the run that is shown."""
        ...

    def show_timeline(self, timeline: Timeline, epoch: int) -> None:
        """The history has grown, or is another; ``epoch`` is the one shown."""
        ...

    def show_sample(self, sample: Sample | None) -> None:
        """Another sample is sent through the network."""
        ...

    def show_snapshot(self, snapshot: Snapshot, same_network: bool) -> None:
        """Another moment, or another sample's way through the ``same_network``."""
        ...
