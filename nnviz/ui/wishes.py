"""What the person asks of the views, put into the words of the Desk and of the Session's parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, Slot

from nnviz.data.ink import InkPicture
from nnviz.data.own.own import Own
from nnviz.session.desk import Desk
from nnviz.session.runs import Runs
from nnviz.session.settings import Settings
from nnviz.training.diagnosis import Finding
from nnviz.training.doodles import SPEED, doodles_experiment
from nnviz.training.experiment import Experiment
from nnviz.training.own_pictures import pictures_experiment
from nnviz.training.presets import PRESETS
from nnviz.training.samples import Strokes, ink_sample, sample_of, takes_drawings
from nnviz.training.training_on import with_own


class Wishes(QObject):
    """Slots for the views' ``..._requested`` signals that are more than one call."""

    def __init__(self, desk: Desk, runs: Runs, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._runs, self._settings = desk, runs, settings
        self._left: dict[str, str] = {}  # the letter of the run that was left in each workspace

    @Slot()
    def on_reader(self) -> None:
        """The Reader was picked."""
        self._desk.show_reader(True)

    @Slot(str)
    def on_run(self, letter: str) -> None:
        """A run was picked."""
        self._desk.show_reader(False)
        self._runs.choose(letter)

    @Slot()
    def on_new_run(self) -> None:
        """Another run with the same settings, the others being kept."""
        self._desk.show_reader(False)
        self._runs.new()

    @Slot(str)
    def on_workspace(self, name: str) -> None:
        """Come back to the run that was left there; the first time one begins, which nobody undoes."""
        current = self._runs.current
        here = current.experiment.home
        if name == here:
            return
        self._desk.show_reader(False)
        self._left[here] = current.letter
        there = [run.letter for run in self._runs.all if run.experiment.home == name]
        if there:
            left = self._left.get(name)
            self._runs.choose(left if left in there else there[-1])
        else:
            self._runs.new(PRESETS[name], unasked=True)

    @Slot(object)
    def on_doodles(self, own: Own) -> None:
        """Learn these doodles at once, in the run that learns doodles already or in a new one."""
        self._learn_own(own, doodles_experiment, self.tr("doodles"))
        self._desk.parts.training.set_speed(SPEED)
        self._desk.play()

    @Slot(object)
    def on_pictures(self, own: Own) -> None:
        """Learn these pictures, in the run that learns pictures of one's own already or in a new one."""
        self._learn_own(own, pictures_experiment, self.tr("pictures"))

    @Slot(object)
    def on_own_for_network(self, own: Own) -> None:
        """The network that came without data trains on with these, where they fit it."""
        self._desk.change(with_own(self._desk.experiment, own), self.tr("data"))

    def _learn_own(self, own: Own, begin: Callable[[Own], Experiment], change: str) -> None:
        self._desk.show_reader(False)
        current = self._runs.current.experiment
        if current.own is not None and current.own.source == own.source:
            self._desk.change(current.with_(own=own), change)
        else:
            self._runs.new(begin(own))

    @Slot()
    def on_reset(self) -> None:
        """Begin the run again, which is shown then."""
        self._desk.show_reader(False)
        self._settings.reset()

    @Slot()
    def on_new_weights(self) -> None:
        """Begin the run again from other start weights."""
        self._desk.show_reader(False)
        self._settings.new_weights()

    @Slot()
    def on_undo(self) -> None:
        """Take back the last change; the run is shown unless it was a lesson of the Reader's."""
        if not self._settings.next_is_lesson("undo"):
            self._desk.show_reader(False)
        self._settings.undo()

    @Slot()
    def on_redo(self) -> None:
        """Do again what was undone last."""
        if not self._settings.next_is_lesson("redo"):
            self._desk.show_reader(False)
        self._settings.redo()

    @Slot(int)
    def on_epochs(self, epochs: int) -> None:
        self._desk.change(self._desk.experiment.with_(epochs=epochs), self.tr("stop rule"))

    @Slot(object)
    def on_finding(self, finding: Finding) -> None:
        """Look at the epoch from which on it has been seen."""
        if finding.since is not None:
            self._desk.look_at(finding.since)

    @Slot(int)
    def on_place(self, place: int) -> None:
        """A cell of the strip of micro-steps was asked for."""
        if (micro := self._desk.micro) is not None:
            self._desk.set_micro(micro.at(place))

    @Slot(object, object, object)
    def on_drawing(self, strokes: Strokes, ink: InkPicture, label: int | None) -> None:
        """The drawing as the network sees it, and what it is meant to be; a blank canvas is no sample.

        Where the data are no pictures it stays on the canvas until they are.
        """
        dataset = self._desk.dataset
        if dataset is not None and takes_drawings(dataset):
            self._desk.set_sample(ink_sample(ink, dataset, label, strokes=tuple(strokes)))

    @Slot(str, int)
    def on_sample_of(self, part: Literal["test", "train"], index: int) -> None:
        """A sample of that part was picked."""
        if (shown := self._desk.shown) is not None:
            self._desk.set_sample(sample_of(shown.dataset, part, index))

    @Slot(int)
    def on_sample(self, index: int) -> None:
        """A test image was picked."""
        self.on_sample_of("test", index)
