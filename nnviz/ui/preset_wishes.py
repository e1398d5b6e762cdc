"""What the person asks of presets: to begin one, and to compare it with the one beside it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.data import DATASETS
from nnviz.session.desk import Desk
from nnviz.session.messages import Message
from nnviz.session.run import Run
from nnviz.session.runs import Runs
from nnviz.session.sentences import told
from nnviz.training.presets import NAMED, begun_on, preset_of
from nnviz.ui.in_turn import InTurn


class PresetWishes(QObject):
    """Slots for the sentence and the row of messages.

    ``compare_requested(True)``: compare the runs; then ``pair_requested(left, right)``: these two.
    """

    message_raised = Signal(object)
    compare_requested = Signal(bool)
    pair_requested = Signal(str, str)

    def __init__(self, desk: Desk, runs: Runs, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._runs = desk, runs
        self._in_turn = InTurn(desk, runs, self)

    @Slot(str)
    def begin(self, name: str) -> None:
        """Begin that preset, or what suits the data set of that name; data that are not there can be got."""
        home = self._desk.run.experiment.home
        preset = NAMED[home].get(name)
        source = DATASETS[name if preset is None else preset.experiment.data]
        try:
            if source.check_there is not None:
                source.check_there()
        except ValueError as sentence:
            title = self.tr("{data} is not there yet").format(data=told(source.label))
            get = self.tr("More handwriting…"), "more_hands"
            self.message_raised.emit(Message("info", title, told(sentence), *get))
            return
        experiment = begun_on(home, name) if preset is None else preset.experiment
        text = told(source.label if preset is None else preset.label)
        self._desk.begin(experiment, self.tr("“{preset}”").format(preset=text))

    @Slot(str)
    def act(self, action: str) -> None:
        """What the note on a preset offers: "begin" the one beside it, "compare" the two, or compare with
        its "rival"."""
        preset = preset_of(self._desk.run.experiment)
        if preset is None:
            return
        if action == "begin":
            self.begin(preset.beside)
        else:
            self._compare(preset.rival if action == "rival" else preset.beside)

    def _compare(self, beside: str) -> None:
        run = self._desk.run
        if self._desk.step_unit == "micro":
            self._desk.set_step_unit("epoch")
        self.compare_requested.emit(True)  # first, or the views of the other would be opened for a moment
        self.compare_runs(run.letter, self._run_of(run, beside).letter)

    @Slot(str, str)
    def compare_runs(self, letter: str, other: str) -> None:
        """Lay these two side by side, and train them one after the other."""
        self.compare_requested.emit(True)
        self.pair_requested.emit(letter, other)
        self._in_turn.train(letter, other)

    def _run_of(self, run: Run, name: str) -> Run:
        """The newest run that is that preset with the seed of this one; one more where there is none."""
        home, seed = run.experiment.home, run.experiment.seed
        preset = NAMED[home][name]
        for other in reversed(self._runs.of(home)):
            if preset_of(other.experiment) is preset and other.experiment.seed == seed:
                return other
        self._runs.new(preset.experiment.with_(seed=seed))
        return self._runs.current
