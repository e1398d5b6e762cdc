"""The objective “adversarial”: a generator makes samples, and a discriminator tells them from real ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from dataclasses import replace

import numpy as np

from nnviz.data import DATASETS, Dataset
from nnviz.engine import Dense
from nnviz.engine.input_slopes import check_straight
from nnviz.engine.losses import loss as find_loss
from nnviz.said import translate
from nnviz.training.adversarial_check import Turn
from nnviz.training.adversarial_micro import Turns, played
from nnviz.training.adversarial_round import Round
from nnviz.training.game_losses import GAME_LOSSES, MADE, REAL, GameLoss
from nnviz.training.generated import QUALITY, SAMPLES, judged, quality
from nnviz.training.ledger import MicroStep
from nnviz.training.measures import Kinds, Metric, Metrics
from nnviz.training.objective import Objective, Rows
from nnviz.training.player import Array, Ends, Player, make_network
from nnviz.training.settings import Settings
from nnviz.training.streams import states, stream

GENERATOR, DISCRIMINATOR = 0, 1

#: The activation of the generator's output, by the scale of the data: what reaches as far as they do.
_REACHING = {"sixteenth": "sigmoid", "minmax": "sigmoid", "around_eight": "tanh"}

_GUESSES = translate("Training", "guessing; no measure of quality")
_LOSSES = (
    Metric(
        "discriminator_loss",
        translate("Training", "the loss of the discriminator, over test samples and made ones"),
        finite=True,
        title=translate("Training", "discriminator's loss"),
        unit="loss",
        player=DISCRIMINATOR,
    ),
    Metric(
        "generator_loss",
        translate("Training", "the loss of the generator, over made samples"),
        finite=True,
        title=translate("Training", "generator's loss"),
        unit="loss",
    ),
)
_MEANS = (
    Metric(
        "mean_real",
        translate("Training", "what the discriminator says of test samples, the mean"),
        title=translate("Training", "mean of D(x)"),
        plotted="means",
    ),
    Metric(
        "mean_made",
        translate("Training", "what the discriminator says of made samples, the mean"),
        title=translate("Training", "mean of D(G(z))"),
        plotted="means",
    ),
)
_RIGHT = (
    Metric(
        "right_on_real",
        translate("Training", "the share of test samples that the discriminator takes for real"),
        title=translate("Training", "right on real"),
        unit="share",
        plotted="right_of_discriminator",
    ),
    Metric(
        "right_on_made",
        translate("Training", "the share of made samples that the discriminator takes for made"),
        title=translate("Training", "right on made"),
        unit="share",
        plotted="right_of_discriminator",
    ),
)


def _key(settings: Settings) -> str:
    """Which metrics: by how samples of the data are judged, and by the loss."""
    loss = settings.loss if settings.loss in GAME_LOSSES else next(iter(GAME_LOSSES))
    return f"{judged(DATASETS[settings.data])} {loss}"


def _own(loss: GameLoss) -> tuple[Metric, ...]:
    """What is measured of the two networks with that loss, beside what they get if one can only guess."""
    if loss.even is None:
        return *_LOSSES, *_MEANS
    says, judge = np.full((1, 1), loss.even), find_loss(loss.judge)
    of_both = sum(judge.value(says, np.full_like(says, target)) for target in (REAL, MADE))
    of_made = loss.of_generator.value(says, np.full_like(says, loss.aim))
    evens = of_both, of_made, *[loss.even] * len(_MEANS), *[0.5] * len(_RIGHT)
    kinds = *_LOSSES, *_MEANS, *_RIGHT
    return tuple(
        replace(kind, reference=(float(even), _GUESSES)) for kind, even in zip(kinds, evens, strict=True)
    )


MEASURED: dict[str, Kinds] = {
    f"{name} {loss.name}": Kinds((*_own(loss), *kinds))
    for name, kinds in QUALITY.items()
    for loss in GAME_LOSSES.values()
}


class Adversarial:
    """The objective at work (``Game``)."""

    def __init__(self, settings: Settings, dataset: Dataset) -> None:
        self._settings, self._dataset, self._loss = settings, dataset, GAME_LOSSES[settings.loss]
        made = _ends(settings, GENERATOR, (max(1, settings.noise_numbers),), dataset.input_size)
        told = _ends(settings, DISCRIMINATOR, (dataset.input_size,), 1)
        self.generator = Player(settings, GENERATOR, made, settings.averaging)
        self.discriminator = Player(settings, DISCRIMINATOR, told, clipped=self._loss.clipped)
        self.players = (self.generator, self.discriminator)
        weights, masks = stream(settings.seed, "weights"), stream(settings.seed, "masks")
        for player, spec in zip(self.players, settings.networks, strict=True):
            player.initialize(spec, weights, masks)
        self._noise = stream(settings.seed, "noise")
        self.generators = {"noise": self._noise}
        if any(player.network.draws for player in self.players):
            self.generators["masks"] = masks
        self.real = dataset.train_features.astype(settings.dtype, copy=False)
        self.samples = len(self.real)
        self._rounds: dict[int, Round] = {}
        self._shown = make_network(settings, made, GENERATOR)
        self._still = made.drawn(SAMPLES)

    def turns(self, count: int) -> Round:
        """The programs for so many real samples and as many made ones."""
        if count not in self._rounds:
            self._rounds.clear()
            self._rounds[count] = Round(self.generator, self.discriminator, self._loss, count, self._noise)
        return self._rounds[count]

    def _sets(self, rows: Rows | None) -> list[Array]:
        """The real samples of each turn of the discriminator."""
        turns = self._settings.discriminator_steps
        if rows is None:
            return [self.real] * turns
        return [self.real[chosen] for chosen in np.split(rows, turns)]

    def update(self, rows: Rows | None) -> float:
        sets, (makes, judges) = self._sets(rows), self._moving
        game, together = self.turns(len(sets[0])), self._settings.simultaneous and makes and judges
        loss = misled = math.nan
        with np.errstate(all="ignore"):
            for real in sets if judges else ():
                loss = game.judge(real)
                if not math.isfinite(loss):
                    return loss
                if not together:
                    self.discriminator.update()
            if makes:
                misled = game.mislead()
                if not math.isfinite(misled):
                    return misled
                if together:
                    self.discriminator.update()
                self.generator.update()
        return loss if judges else misled

    @property
    def _moving(self) -> tuple[bool, bool]:
        """Whether each of the two moves in the next update."""
        only, (first, second) = self.discriminator.settings.only, self._settings.networks
        return only in ("", first.name), only in ("", second.name)

    def micro_steps(
        self, rows: Rows | None, check: Callable[[float], None]
    ) -> Generator[MicroStep, None, MicroStep]:
        sets = self._sets(rows)
        turns = Turns(self.turns(len(sets[0])), sets, self._moving, self._settings.simultaneous)
        return (yield from played(self.players, turns, self.generators, check))

    def turn(self, place: int, samples: int) -> Turn:
        """What the network at that place makes small over the first so many real samples."""
        players = self.generator.state(), self.discriminator.state()
        return Turn(self.discriminator.settings, players, place, self.real[:samples], states(self.generators))

    def made(self) -> Array:
        """(SAMPLES, d) what the average of the generator makes of noise that stays the same, or the learner
        where there is no average."""
        player, shown = self.generator, self._shown
        shown.parameters[:] = player.network.parameters if player.averaged is None else player.averaged
        shown.statistics[:] = player.network.statistics
        return shown.predict(self._still)

    def evaluate(self, epoch: int) -> Metrics:
        """Of the average of the generator, where there is one; what is fresh to both are the test samples."""
        made, judge, network = self.made(), self._loss, self.discriminator.network
        says = [network.predict(samples) for samples in (self._dataset.test_features, made)]
        rule = find_loss(judge.judge)
        loss = sum(
            rule.value(one, np.full_like(one, real)) for one, real in zip(says, (REAL, MADE), strict=True)
        )
        values = [loss, judge.of_generator.value(says[1], np.full_like(says[1], judge.aim))]
        values += [float(one.mean()) for one in says]
        if judge.even is not None:
            values += [float(np.mean(says[0] > judge.even)), float(np.mean(says[1] <= judge.even))]
        values += quality(self._dataset, made)
        return Metrics(epoch, MEASURED[_key(self._settings)], tuple(map(float, values)))


def _check(settings: Settings) -> None:
    loss = GAME_LOSSES[settings.loss]
    if settings.r1 or (loss.penalised and settings.gradient_penalty):
        check_straight(settings.networks[DISCRIMINATOR].layers)
    if settings.simultaneous and settings.discriminator_steps > 1:
        raise ValueError(
            translate(
                "Training", "Both networks can move at once only where each has one step, not {steps}."
            ).format(steps=settings.discriminator_steps)
        )


def _ends(settings: Settings, place: int, inputs: tuple[int, ...], outputs: int) -> Ends:
    if place == GENERATOR:
        last = Dense(outputs, _REACHING.get(settings.scale, "linear"))
        digits = DATASETS[settings.data].family == "digits"
        return Ends(
            inputs,
            last,
            "mse",
            noise=True,
            constant=settings.noise_numbers == 0,
            picture=(8, 8) if digits and outputs == 64 else (),
        )
    loss = GAME_LOSSES[settings.loss]
    answers = (translate("Training", "made"), translate("Training", "real"))
    return Ends(inputs, Dense(1, loss.last), loss.judge, label=int(REAL), answers=answers)


ADVERSARIAL = Objective(
    "adversarial",
    translate("Training", "Two networks"),
    translate(
        "Training",
        "A generator makes samples of noise, and a discriminator tells them from those of the data.",
    ),
    ("generator", "discriminator"),
    MEASURED,
    Adversarial,
    _ends,
    judged=_key,
    losses={name: loss.noun for name, loss in GAME_LOSSES.items()},
    usual={"loss": "non_saturating", "updates": 50},
    check=_check,
    opens=DISCRIMINATOR,
    turn=Adversarial.turn,
)
