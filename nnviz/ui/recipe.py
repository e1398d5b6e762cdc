"""The settings as a sentence whose words are controls."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from nnviz.drawing import numbers
from nnviz.drawing.sequences.sides import DIAGRAM, UNFOLDED, unfolded
from nnviz.engine.activations import ACTIVATIONS, activation
from nnviz.engine.losses import LOSSES
from nnviz.engine.optimizers import OPTIMIZERS
from nnviz.session.sentences import told
from nnviz.training.changes import effect
from nnviz.training.experiment import LIMITS, Experiment
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.run_source import TRAINED, RunSource
from nnviz.training.structure import NOT_HIDDEN, activation_of, hidden_layers, with_activation_everywhere
from nnviz.ui.game_phrases import GamePhrases
from nnviz.ui.preset_chip import PresetChip
from nnviz.ui.reader_phrase import ReaderPhrase
from nnviz.ui.source_phrase import SourcePhrase
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import ChoiceChip, IconButton, NumberChip, TextLabel
from nnviz.ui.widgets.flow_layout import FlowLayout
from nnviz.ui.widgets.segmented import Segment, Segmented

FULL_BATCH = 0.0  # how the batch chip writes "all samples at once"
_MIXED = "mixed"


def _optimizer_choices() -> list[tuple[str, str, str]]:
    return [(key, told(entry.label), told(entry.purpose)) for key, entry in OPTIMIZERS.items()]


def _loss_choices(experiment: Experiment) -> list[tuple[str, str, str]]:
    """Those of its objective."""
    objective = OBJECTIVES[experiment.objective]
    purposes = {key: told(entry.purpose) for key, entry in LOSSES.items()}
    known = [(key, told(noun), purposes.get(key, "")) for key, noun in objective.losses.items()]
    if experiment.loss not in objective.losses:
        known.append((experiment.loss, told(objective.noun(experiment.loss)), experiment.loss))
    return known


def _activation_choices(used: Iterable[str]) -> list[tuple[str, str, str]]:
    """Those of the table, and those typed that are ``used``."""
    entries = [*ACTIVATIONS.values(), *(activation(name) for name in used if name not in ACTIVATIONS)]
    return [
        (entry.name, told(entry.label), entry.name if entry.own is not None else told(entry.purpose))
        for entry in entries
    ]


class RecipeBar(QWidget):
    """“Learn figures with Adam at rate 0.001 in batches of 32 to shrink cross-entropy with ReLU neurons”.

    What is learned stands there where the workspace has presets. Emits ``experiment_requested(Experiment,
    str)`` with the whole wished Experiment and the name of the change, as undo will call it;
    ``preset_requested(str)``: the preset of that name, or that for data of that name, is to begin. A bar that
    is ``sided`` has a switch where a network can be seen in two ways: ``diagram_requested(bool)``.
    ``own_requested("activation" or "loss")``: one that stands in no list is to be typed.
    ``own_data_requested("table" or "pictures")``: such are to be opened for a network without data.
    """

    experiment_requested = Signal(object, str)
    preset_requested = Signal(str)
    diagram_requested = Signal(bool)
    more_requested = Signal()
    own_requested = Signal(str)
    own_data_requested = Signal(str)

    def __init__(self, experiment: Experiment, parent: QWidget | None = None, *, sided: bool = True) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._experiment = experiment
        self.preset = PresetChip(self._effect("data"))
        self.optimizer, self.loss, self.activation = self._make_choices()
        self.rate, self.batch, self.l2 = self._make_numbers()
        self.side = self._make_side() if sided else None
        self.more = IconButton("gear", self.tr("More settings: start weights, data, epochs"))
        self._rate_now = TextLabel("", "body", "tertiary")
        self._rate_now.hide()
        self._rate_now.setToolTip(self.tr("What the schedule has made of the learning rate by now"))
        self._phrases: list[QHBoxLayout] = []
        self._verb = TextLabel("", "body", "tertiary")
        self._learned = self._phrase(self._verb, self.preset, "")
        self._begins = TextLabel("", "body", "tertiary")
        self.reader = ReaderPhrase(self._effect("layers"))
        self.game = GamePhrases(self._effect("noise_numbers"), self)
        self.source = SourcePhrase()
        self.source.hide()
        self._source = TRAINED
        self._flow = FlowLayout()
        self._flow.addWidget(self.source)
        self._flow.addWidget(self._learned)
        self._flow.addWidget(self.reader)
        self._flow.addWidget(self.game.from_noise)
        self._flow.addWidget(self._phrase(self._begins, self.optimizer, ""))
        for before, chip, after in (
            (self.tr("at rate"), self.rate, ""),
            (self.tr("in batches of"), self.batch, ""),
            (self.tr("to shrink"), self.loss, ""),
            (self.tr("with"), self.activation, self.tr("neurons,")),
            (self.tr("L2"), self.l2, ""),
        ):
            phrase = self._phrase(TextLabel(before, "body", "tertiary"), chip, after)
            self._flow.addWidget(phrase)
            if chip is self.activation:
                self._activated = phrase
            if chip is self.l2:
                self._held_down = phrase
        for phrase in (self.game.by_turns, self.game.with_r1):
            self._flow.addWidget(phrase)
        phrases = (self._flow.itemAt(place) for place in range(1, self._flow.count()))
        self._settings = [one.widget() for one in phrases if one is not None]
        self._phrases[2].addWidget(self._rate_now)
        self._row = QHBoxLayout(self)
        self._row.addLayout(self._flow, 1)
        if self.side is not None:
            self._row.addWidget(self.side)
        self._row.addWidget(self.more)
        self._connect()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_experiment(experiment)

    def _phrase(self, before: TextLabel, chip: QWidget, after: str) -> QWidget:
        """Words that stay on one line with their control."""
        phrase = QWidget()
        row = QHBoxLayout(phrase)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(before)
        row.addWidget(chip)
        if after:
            row.addWidget(TextLabel(after, "body", "tertiary"))
        self._phrases.append(row)
        return phrase

    def _make_choices(self) -> tuple[ChoiceChip, ChoiceChip, ChoiceChip]:
        optimizer = ChoiceChip(
            _optimizer_choices(),
            self.tr("Optimiser"),
            self.tr("How a gradient becomes a change of the weights"),
            heading=self._effect("optimizer"),
        )
        loss = ChoiceChip(
            _loss_choices(self._experiment),
            self.tr("Loss"),
            self.tr("What training makes small: how wrong the answers are"),
            heading=self._effect("loss"),
        )
        self._mixed = (_MIXED, self.tr("mixed"), self.tr("Layers differ; their headers say how"))
        activation = ChoiceChip(
            [*_activation_choices(()), self._mixed],
            self.tr("Activation of the hidden layers"),
            self.tr("What a hidden neuron makes of its sum: a = f(z)"),
            heading=self._effect("layers"),
            states=frozenset({_MIXED, *NOT_HIDDEN}),
            own=self.tr("Your own…"),
        )
        return optimizer, loss, activation

    def _make_side(self) -> Segmented:
        inside = Segment(
            UNFOLDED[0].name, told(UNFOLDED[0].label), tip=self.tr("What goes on in its layers (F7)")
        )  # fmt: skip
        whole = Segment(
            DIAGRAM.name, told(DIAGRAM.label), tip=self.tr("All its layers, and + to add one (F7)")
        )
        return Segmented((inside, whole), self.tr("How the network is seen"), small=True)

    def _effect(self, field: str) -> str:
        """What a choice of this setting will do, said before it is made."""
        if effect(frozenset({field})) == "keeps":
            return self.tr("Starts a new run with these weights; Ctrl+Z brings this one back")
        return self.tr("Starts a new run from epoch 0; Ctrl+Z brings this one back")

    def _make_numbers(self) -> tuple[NumberChip, NumberChip, NumberChip]:
        how = self.tr("Drag sideways or click to type. Changes at once, while it trains.")
        rate = NumberChip(
            self.tr("Learning rate"),
            self.tr("How far one step goes along the gradient.") + "\n" + how,
            LIMITS["learning_rate"],
            self._experiment.learning_rate,
        )
        batch = NumberChip(
            self.tr("Batch size"),
            self.tr("Samples per step; “full” is all of them at once.") + "\n" + how,
            LIMITS["batch_size"],
            32,
            integer=True,
            specials={"full": FULL_BATCH},
        )
        l2 = NumberChip(
            self.tr("L2 regularisation"),
            self.tr("Pulls every weight towards 0, so that none grows large.") + "\n" + how,
            LIMITS["l2"],
            self._experiment.l2,
        )
        return rate, batch, l2

    def _connect(self) -> None:
        self.preset.chosen.connect(self.preset_requested)
        self.reader.experiment_requested.connect(self.experiment_requested)
        self.source.experiment_requested.connect(self.experiment_requested)
        self.source.own_data_requested.connect(self.own_data_requested)
        self.game.experiment_requested.connect(self.experiment_requested)
        self.optimizer.chosen.connect(self._on_optimizer)
        self.loss.chosen.connect(self._on_loss)
        self.activation.chosen.connect(self._on_activation)
        self.activation.own_requested.connect(self._on_own_activation)
        self.loss.own_requested.connect(self._on_own_loss)
        self.rate.value_requested.connect(self._on_rate)
        self.batch.value_requested.connect(self._on_batch)
        self.l2.value_requested.connect(self._on_l2)
        self.more.clicked.connect(self.more_requested)
        if self.side is not None:
            self.side.chosen.connect(self._on_side)

    def show_source(self, source: RunSource) -> None:
        """Where the run comes from whose settings are shown next; one that is not trained here has none."""
        self._source = source

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the settings of ``experiment``."""
        self._experiment = experiment
        trains = self._source.can("train")
        if trains != self.source.isHidden():  # else what hides itself would be seen for a moment
            self.source.setVisible(not trains)
            for phrase in filter(None, self._settings):
                phrase.setVisible(trains)
        if not trains:
            self.source.show_source(self._source, experiment)
            self._flow.invalidate()
            self.updateGeometry()
            return
        self.preset.show_experiment(experiment)
        self._learned.setVisible(self.preset.offers)
        self.reader.show_experiment(experiment, begins=not self.preset.offers)
        reads = not self.reader.isHidden()
        plays = self.game.show_experiment(experiment)
        verb = self.tr("Make") if plays else self.tr("Learn")
        self._verb.setText(self.tr("Read") if reads else verb)
        begins = self.tr("with") if self.preset.offers else self.tr("Learn with")
        self._begins.setText(self.tr("learn with") if reads else begins)
        self.optimizer.set_current(experiment.optimizer)
        self.loss.set_choices(_loss_choices(experiment))
        self.loss.set_current(experiment.loss)
        self.loss.set_own(self.tr("Your own…") if OBJECTIVES[experiment.objective].typed else "")
        activations = {activation_of(layer) for layer in hidden_layers(experiment).values()} - {None}
        self.activation.setEnabled(bool(activations))
        self._activated.setVisible(not plays and (bool(activations) or not reads))
        self._held_down.setVisible(not plays)
        if activations:
            used = sorted(name for name in activations if name)
            self.activation.set_choices([*_activation_choices(used), self._mixed])
            self.activation.set_current(used[0] if len(used) == 1 else _MIXED)
        self.rate.set_value(experiment.learning_rate)
        self.batch.set_value(experiment.batch_size or FULL_BATCH)
        self.l2.set_value(experiment.l2)
        if self.side is not None:
            side = unfolded(experiment.layers)
            self.side.setVisible(side is not None)
            if side is not None:
                self.side.set_text(UNFOLDED[0].name, told(side.label))
        self._flow.invalidate()
        self.updateGeometry()

    def show_side(self, as_diagram: bool) -> None:
        """Whether the network is seen as a diagram."""
        if self.side is not None:
            self.side.set_current(DIAGRAM.name if as_diagram else UNFOLDED[0].name)

    def show_rate(self, rate: float) -> None:
        """Name the learning rate of the moment shown, where a schedule has made another of the one set."""
        now = self.tr("(now {rate})").format(rate=numbers.chosen(rate, 3))
        text = "" if rate == self._experiment.learning_rate else now
        if text != self._rate_now.text():
            self._rate_now.setText(text)
            self._flow.invalidate()
            self.updateGeometry()
        self._rate_now.setVisible(bool(text))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._row.setContentsMargins(theme.px(20), theme.px(8), theme.px(16), theme.px(9))
        for layout in (self._flow, *self._phrases):
            layout.setSpacing(theme.px(5))
        self.setMinimumHeight(theme.layout("recipe"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("stage"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.surface("hairline"))
        painter.end()

    def _ask(self, text: str, **changes: object) -> None:
        self.experiment_requested.emit(self._experiment.with_(**changes), text)

    @Slot(str)
    def _on_side(self, key: str) -> None:
        self.diagram_requested.emit(key == DIAGRAM.name)

    @Slot(str)
    def _on_optimizer(self, key: str) -> None:
        self._ask(self.tr("optimiser"), optimizer=key)

    @Slot(str)
    def _on_loss(self, key: str) -> None:
        self._ask(self.tr("loss"), loss=key)

    @Slot(str)
    def _on_activation(self, key: str) -> None:
        experiment = with_activation_everywhere(self._experiment, key)
        self.experiment_requested.emit(experiment, self.tr("activation"))

    @Slot()
    def _on_own_activation(self) -> None:
        self.own_requested.emit("activation")

    @Slot()
    def _on_own_loss(self) -> None:
        self.own_requested.emit("loss")

    @Slot(float)
    def _on_rate(self, value: float) -> None:
        self._ask(self.tr("learning rate"), learning_rate=value)

    @Slot(float)
    def _on_batch(self, value: float) -> None:
        self._ask(self.tr("batch size"), batch_size=None if value == FULL_BATCH else int(value))

    @Slot(float)
    def _on_l2(self, value: float) -> None:
        self._ask(self.tr("L2"), l2=value)
