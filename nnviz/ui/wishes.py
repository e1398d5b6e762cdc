"""What the person asks of the views, put into the Session's words."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Slot

from nnviz.data.ink import InkPicture
from nnviz.session.diagnosing import mark_text
from nnviz.session.samples import ink_sample, sample_of, takes_ink
from nnviz.session.session import Session
from nnviz.session.values import Message, Strokes
from nnviz.training.diagnosis import Finding
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.presets import PRESETS, workspace_of
from nnviz.ui.structure import with_activation, with_layer, with_units, without_layer


class Wishes(QObject):
    """Slots for the views' ``..._requested`` signals that are more than one call of the Session."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._left: dict[str, str] = {}  # the letter of the run that was left in each workspace

    def _change(self, experiment: Experiment, text: str) -> None:
        self._session.change_experiment(experiment, text)

    @Slot()
    def on_reader(self) -> None:
        """The Reader was picked."""
        self._session.show_reader(True)

    @Slot(str)
    def on_run(self, letter: str) -> None:
        """A run was picked."""
        self._session.show_reader(False)
        self._session.choose_run(letter)

    @Slot()
    def on_new_run(self) -> None:
        """Another run with the same settings, the others being kept."""
        self._session.new_run()

    @Slot()
    def on_branch(self) -> None:
        """Another run, which goes on from the moment that is shown."""
        self._session.branch()

    @Slot(str)
    def on_workspace(self, name: str) -> None:
        """Come back to the run that was left there; the first time one begins."""
        session = self._session
        here = workspace_of(session.experiment.data)
        if name == here:
            return
        self._left[here] = session.run.letter
        there = [run.letter for run in session.runs if workspace_of(run.experiment.data) == name]
        if there:
            left = self._left.get(name)
            session.choose_run(left if left in there else there[-1])
        else:
            session.new_run(PRESETS[name])

    @Slot()
    def on_next_workspace(self) -> None:
        """The workspace after this one, in the order of their tabs."""
        names = list(PRESETS)
        here = names.index(workspace_of(self._session.experiment.data))
        self.on_workspace(names[(here + 1) % len(names)])

    @Slot(int)
    def on_epochs(self, epochs: int) -> None:
        self._change(self._session.experiment.with_(epochs=epochs), self.tr("stop rule"))

    def _reader_stays(self) -> bool:
        """Whether the Reader is shown, whose structure nobody changes: then the run is shown instead."""
        session = self._session
        if session.reading:
            session.show_reader(False)
            text = self.tr("Its layers can be changed; the Reader stays as it was trained.")
            session.message_raised.emit(Message("info", self.tr("This is Run A"), text))
            return True
        return False

    @Slot(int, int)
    def on_units(self, layer: int, units: int) -> None:
        if self._reader_stays():
            return
        self._change(with_units(self._session.experiment, layer, units), self.tr("number of neurons"))

    @Slot(int)
    def on_layer_added(self, position: int) -> None:
        if self._reader_stays():
            return
        try:
            experiment = with_layer(self._session.experiment, position)
        except ValueError as sentence:
            self._session.message_raised.emit(Message("warning", "", str(sentence)))
            return
        self._change(experiment, self.tr("added layer"))

    @Slot(int)
    def on_layer_removed(self, layer: int) -> None:
        if self._reader_stays():
            return
        self._change(without_layer(self._session.experiment, layer), self.tr("removed layer"))

    @Slot(int, str)
    def on_layer_activation(self, layer: int, activation: str) -> None:
        if self._reader_stays():
            return
        self._change(with_activation(self._session.experiment, layer, activation), self.tr("activation"))

    @Slot(object)
    def on_edit(self, edit: Edit) -> None:
        """A weight or a bias was changed by hand."""
        if not self._reader_stays():
            self._session.edit(edit)

    @Slot(int, int, int, bool)
    def on_cut(self, layer: int, source: int, unit: int, on: bool) -> None:
        if not self._reader_stays():
            self._session.cut(layer, source, unit, on)

    @Slot(int, bool)
    def on_freeze(self, layer: int, on: bool) -> None:
        if not self._reader_stays():
            self._session.freeze(layer, on)

    @Slot(object)
    def on_finding(self, finding: Finding) -> None:
        """Look at the epoch in which it began."""
        began = [mark.epoch for mark in self._session.timeline.marks if mark.text == mark_text(finding)]
        if began:
            self._session.look_at(min(began))

    @Slot(object, object, object)
    def on_drawing(self, strokes: Strokes, ink: InkPicture, label: int | None) -> None:
        """The drawing as the network sees it, and what it is meant to be; a blank canvas is no sample.

        Where the data are no digits it stays on the canvas until they are.
        """
        dataset = self._session.dataset
        if dataset is not None and takes_ink(dataset):
            self._session.set_sample(ink_sample(ink, dataset, label, strokes=tuple(strokes)))

    @Slot(str, int)
    def on_sample_of(self, part: Literal["test", "train"], index: int) -> None:
        """A sample of that part was picked."""
        if self._session.dataset is not None:
            self._session.set_sample(sample_of(self._session.dataset, part, index))

    @Slot(int)
    def on_sample(self, index: int) -> None:
        """A test image was picked."""
        self.on_sample_of("test", index)
