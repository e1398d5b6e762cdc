"""The words of the settings sentence that only a game of two networks has: noise, turns and R1."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.training.experiment import LIMITS, Experiment
from nnviz.ui.widgets import ChoiceChip, NumberChip, TextLabel

OBJECTIVE = "adversarial"
_TURNS = (1, 2, 3, 5, 10)
_AT_ONCE = "at once"


class GamePhrases(QObject):
    """“from 2 noise numbers”, “turns 1 : 1”, “R1 0.02”: see ``RecipeBar``.

    ``experiment_requested(Experiment, str)``: the whole wished Experiment and the name of the change.
    """

    experiment_requested = Signal(object, str)

    def __init__(self, effect: str, parent: QObject) -> None:
        super().__init__(parent)
        self._experiment = Experiment()
        self.noise = NumberChip(
            self.tr("Noise numbers"),
            self.tr("How many random numbers each sample is made of.") + "\n" + effect,
            LIMITS["noise_numbers"],
            2,
            integer=True,
        )
        tip = self.tr("Steps of the discriminator for each one of the generator")
        self.turns = ChoiceChip(self._choices(_TURNS), self.tr("Turns"), tip, heading=effect)
        self.r1 = NumberChip(
            "R1",
            self.tr("Damps the game: how much the discriminator’s slope at real samples is held down."),
            LIMITS["r1"],
            0.0,
        )
        self.from_noise = self._phrase(self.tr("from"), self.noise, self.tr("noise numbers"))
        self.by_turns = self._phrase(self.tr("turns"), self.turns)
        self.with_r1 = self._phrase("R1", self.r1)
        self.noise.value_requested.connect(self._on_noise)
        self.turns.chosen.connect(self._on_turns)
        self.r1.value_requested.connect(self._on_r1)

    def _choices(self, steps: tuple[int, ...]) -> list[tuple[str, str, str]]:
        tip = self.tr("The discriminator moves {n} times, then the generator once")
        turns = [(str(n), f"{n} : 1", tip.format(n=n)) for n in steps]
        both = self.tr("Both gradients are taken at the same weights, then both move")
        return [*turns, (_AT_ONCE, self.tr("at once"), both)]

    def _phrase(self, before: str, chip: QWidget, after: str = "") -> QWidget:
        phrase = QWidget()
        row = QHBoxLayout(phrase)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(TextLabel(before, "body", "tertiary"))
        row.addWidget(chip)
        if after:
            row.addWidget(TextLabel(after, "body", "tertiary"))
        return phrase

    def show_experiment(self, experiment: Experiment) -> bool:
        """Show these settings. Whether they are of a game."""
        self._experiment = experiment
        plays = experiment.objective == OBJECTIVE
        for phrase in (self.from_noise, self.by_turns, self.with_r1):
            phrase.setVisible(plays)
        if plays:
            self.noise.set_value(experiment.noise_numbers)
            steps = experiment.discriminator_steps
            self.turns.set_choices(self._choices(tuple(sorted({*_TURNS, steps}))))
            self.turns.set_current(_AT_ONCE if experiment.simultaneous else str(steps))
            self.r1.set_value(experiment.r1)
        return plays

    def _ask(self, text: str, **changes: object) -> None:
        self.experiment_requested.emit(self._experiment.with_(**changes), text)

    @Slot(float)
    def _on_noise(self, value: float) -> None:
        self._ask(self.tr("noise numbers"), noise_numbers=int(value))

    @Slot(str)
    def _on_turns(self, key: str) -> None:
        at_once = key == _AT_ONCE
        steps = 1 if at_once else int(key)
        self._ask(self.tr("turns"), discriminator_steps=steps, simultaneous=at_once)

    @Slot(float)
    def _on_r1(self, value: float) -> None:
        self._ask("R1", r1=value)
