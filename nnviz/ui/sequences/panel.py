"""The left panel of Sequences: the sequence that is read, its length, the test sequences, a second run."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from nnviz.data import DATASETS, Dataset
from nnviz.drawing.plane.scales import Scale
from nnviz.drawing.sequences.reads import Reads, typed, typed_text
from nnviz.session.sentences import told
from nnviz.training.experiment import LIMITS, Experiment
from nnviz.ui.playground.panel_body import NumberRow
from nnviz.ui.sequences.going_on import GoingOn
from nnviz.ui.sequences.letters import LetterBoxes
from nnviz.ui.sequences.second_run import SecondRun
from nnviz.ui.sequences.sequence_list import Answered, SequenceList
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets import Caption, SectionTitle, Segmented
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.scroll import Scroll
from nnviz.ui.widgets.segmented import Segment


def _steps_scale(name: str) -> Scale:
    """Every whole number that the setting can be."""
    low, high = (int(limit) for limit in LIMITS[name])
    return Scale(
        high - low, lambda place: place + low, lambda value: value - low, lambda value: f"{value:.0f}"
    )


class SequencePanel(Ground):
    """``written(values)``: (symbols, T) that a person wrote; ``samples_requested()``: one of the data.

    ``sample_requested(index)``: that test sequence; ``step_requested(step)``: look at it;
    ``experiment_requested(Experiment, str)``: other settings, and what undo will call them.
    """

    written = Signal(object)
    samples_requested = Signal()
    sample_requested = Signal(int)
    step_requested = Signal(int)
    experiment_requested = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(edge="right", parent=parent)
        self._notes: list[QWidget] = []  # those that have been shown
        self._experiment: Experiment | None = None
        self._dataset: Dataset | None = None
        self._answered: Answered | None = None
        self._body = QWidget()
        self._make()
        self._lay_out()
        self._scroll = Scroll(self._body, self)
        self._connect()
        self.setAccessibleName(self.tr("Sequence and data"))

    def _make(self) -> None:
        self.title = SectionTitle(self.tr("Sequence"))
        self.source = Segmented(
            [
                Segment(
                    "write", self.tr("Write"), tip=self.tr("Write a sequence of your own, or change this one")
                ),
                Segment("samples", self.tr("Samples"), tip=self.tr("Look at the sequences of the data")),
            ],
            self.tr("Which sequence is read"),
        )
        self.source.set_current("samples")
        self.letters, self.field = LetterBoxes(), QLineEdit()
        self.field.setAccessibleName(self.tr("Your sequence"))
        self.field.hide()
        self.going_on = GoingOn()
        self.going_on.hide()
        self.said = Caption()
        self.said.setWordWrap(True)
        self.numbers = {
            "length": NumberRow(
                self.tr("Length"), self.tr("How many steps a sequence has"), _steps_scale("length")
            ),
            "delay": NumberRow(
                self.tr("Delay"), self.tr("How many steps later it is to be said"), _steps_scale("delay")
            ),
        }
        self.keys = Caption()
        self.list_title = SectionTitle(self.tr("Test set"))
        self.which = Segmented(
            [
                Segment("all", self.tr("All"), tip=self.tr("All test sequences")),
                Segment("wrong", self.tr("Wrong"), tip=self.tr("Those that the network gets wrong")),
            ],
            self.tr("Which test sequences are listed"),
            small=True,
        )
        self.list = SequenceList()
        self.second = SecondRun(self._body)  # it shows itself, which without a parent would be as a window

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self._body)
        self._row(self.title, self.source)
        for part in (self.letters, self.field, self.going_on, self.said):
            self._row(part)
        for number in self.numbers.values():
            self._column.addWidget(number)
        self._column.addWidget(self.keys)
        self._row(self.list_title, self.which)
        self._column.addWidget(self.list, 1)
        self._column.addWidget(self.second)

    def _row(self, first: QWidget, second: QWidget | None = None) -> None:
        if second is None:
            self._column.addWidget(first)
            return
        row = QHBoxLayout()
        first.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # it gives way
        row.addWidget(first, 1)
        row.addWidget(second)
        self._column.addLayout(row)

    def _connect(self) -> None:
        self.source.chosen.connect(self._on_source)
        self.letters.step_requested.connect(self.step_requested)
        self.letters.symbol_typed.connect(self._on_symbol)
        self.field.textEdited.connect(self._on_text)
        for number in self.numbers.values():
            number.settled.connect(self._on_number)
        self.which.chosen.connect(self._on_which)
        self.list.sample_requested.connect(self.sample_requested)

    # ---- content
    def show_notes(self, notes: QWidget | None) -> None:
        """What stands between the sequence and the list of them."""
        if notes is not None and notes not in self._notes:
            self._notes.append(notes)
            self._column.insertWidget(self._column.indexOf(self.keys) + 1, notes)
            apply_theme(notes, self._theme)
        for one in self._notes:
            one.setVisible(one is notes)

    @property
    def writes(self) -> bool:
        """Whether a sequence of one's own is read."""
        return self.source.current == "write"

    def show_experiment(self, experiment: Experiment) -> None:
        """The present settings."""
        self._experiment = experiment
        takes = DATASETS[experiment.data].takes
        for name, number in self.numbers.items():
            number.setVisible(name in takes)
            if name in takes and not number.moving:
                number.show_value(experiment.setting(name))
        self._say("")

    def set_dataset(self, dataset: Dataset) -> None:
        """The data that the shown network learns."""
        self._dataset = dataset
        write = self.source.button("write")
        write.setEnabled(bool(dataset.symbols))
        tip = self.tr("Write a sequence of your own, or change this one")
        if not dataset.symbols:
            tip = self.tr("These sequences are of numbers, not of symbols that could be typed")
        write.setToolTip(tip)
        write.setAccessibleDescription(tip)
        self.which.setVisible(dataset.kind == "classification")
        if dataset.kind != "classification":
            self.which.set_current("all")
        self.field.setToolTip(self.tr("Symbols: {symbols}").format(symbols=" ".join(dataset.symbols)))

    def show_reads(self, reads: Reads | None, step: int, own: bool, differs: NDArray[Any] | None) -> None:
        """The sequence that is read, with the chosen step; ``own``: a person wrote it."""
        if own != self.writes and reads is not None:
            self.source.set_current("write" if own else "samples")
        self.letters.editable = self.writes
        self.letters.show_reads(reads, step, differs)
        self.field.setVisible(self.writes)
        follows = self._dataset is not None and self._dataset.following is not None
        self.going_on.setVisible(self.writes and follows)
        if reads is not None and reads.symbols and not self.field.hasFocus():
            with QSignalBlocker(self.field):
                self.field.setText(typed_text(reads))
        self._show_keys(reads)

    def _show_keys(self, reads: Reads | None) -> None:
        """How far the first key is from the end."""
        keys = [] if reads is None else [step for step in range(reads.steps) if reads.is_key(step)]
        self.keys.setVisible(bool(keys))
        if keys and reads is not None:
            left = reads.length - 1 - keys[0]
            self.keys.setText(self.tr("From the first key to the end: %n step(s)", "", left))

    def say(self, words: str) -> None:
        """A word about what was written; "" for what the data are."""
        self._say(words)

    def _say(self, words: str) -> None:
        if not words and self._experiment is not None:
            words = told(DATASETS[self._experiment.data].purpose)
        self.said.setText(words)

    def show_answered(self, answered: Answered | None) -> None:
        """What the network says of each test sequence."""
        self._answered = answered
        wrong = 0 if answered is None else int((~answered.right).sum())
        count = 0 if answered is None else len(answered.right)
        self.which.set_text("all", self.tr("All {n}").format(n=count))
        self.which.set_text("wrong", self.tr("Wrong {n}").format(n=wrong))
        self._show_list()

    def _show_list(self) -> None:
        self.list.show_answered(self._answered, wrong=self.which.current == "wrong")

    # ---- what the person does
    @Slot(str)
    def _on_source(self, source: str) -> None:
        if source == "samples":
            self._say("")
            self.samples_requested.emit()
        elif self.letters.reads is not None:
            self.written.emit(self.letters.reads.values)
            self.field.setFocus()

    @Slot(int, str)
    def _on_symbol(self, step: int, symbol: str) -> None:
        reads = self.letters.reads
        if reads is not None:
            text = list(typed_text(reads))
            text[step : step + 1] = [symbol]
            self.field.setText("".join(text))
            self._on_text(self.field.text())
            self.step_requested.emit(min(step + 1, len(text) - 1))

    @Slot(str)
    def _on_text(self, text: str) -> None:
        dataset = self._dataset
        if dataset is None:
            return
        try:
            values = typed(text, dataset.symbols, dataset.feature_shape[1])
        except ValueError as sentence:
            self._say(told(sentence))
            return
        self._say("")
        self.written.emit(values)

    @Slot(float)
    def _on_number(self, value: float) -> None:
        experiment, sender = self._experiment, self.sender()
        for name, number in self.numbers.items():
            if number is sender and experiment is not None and int(value) != experiment.setting(name):
                text = self.tr("length") if name == "length" else self.tr("delay")
                self.experiment_requested.emit(experiment.with_(**{name: int(value)}), text)

    @Slot(str)
    def _on_which(self, _which: str) -> None:
        self._show_list()

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        px = theme.px
        self.setMinimumWidth(theme.layout("left"))
        self._column.setContentsMargins(px(16), px(12), px(15), px(12))
        self._column.setSpacing(px(8))
        self.field.setFont(theme.font("label", family="mono"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._scroll.setGeometry(0, 0, self.width() - 1, self.height())
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignTop)
