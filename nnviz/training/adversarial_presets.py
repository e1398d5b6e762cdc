"""Two networks against each other to begin with: for every data set a pair that works, and others that fail.

What fails differs from what stands beside it in the settings that its story names, and in no other.
"""

from __future__ import annotations

from typing import Any, Final

from nnviz.engine import Dense
from nnviz.said import Sentence, translate
from nnviz.training.experiment import Experiment
from nnviz.training.preset import Preset


def _each(**settings: Any) -> dict[str, Any]:
    """These settings for either network."""
    players = "generator", "discriminator"
    return {f"{player}.{name}": value for player in players for name, value in settings.items()}


#: How all of them learn, unless it is said otherwise: rates that fall to a tenth, and an average to be shown.
_USUAL: Final[dict[str, Any]] = {
    "objective": "adversarial",
    "loss": "non_saturating",
    "points": 20_000,
    "batch_size": 128,
    "r1": 0.01,
    "averaging": 0.995,
    "schedule": "linear",
    "epochs": 120,
} | _each(initializer="glorot", learning_rate=0.002, beta1=0.5)
_SQUARES: Final = (Dense(64, "leaky_relu", 0.2),) * 2


def _learned(
    data: str, label: Sentence, story: Sentence, speed: float, beside: str, **settings: Any
) -> Preset:
    """One that works, called by its data set."""
    usual = _USUAL | _each(layers=_SQUARES)
    experiment = Experiment.on(data, **(usual | settings)).validated()
    return Preset(data, label, story, experiment, speed, beside)


def _failing(
    learned: Preset, name: str, label: Sentence, story: Sentence, advice: Sentence, **changed: Any
) -> Preset:
    experiment = learned.experiment.with_(**changed).validated()
    return Preset(name, label, story, experiment, learned.speed, learned.name, advice)


#: Nothing that damps, or averages.
_LOOSE: Final = {"r1": 0.0, "averaging": 0.0, "schedule": "constant"} | _each(beta1=0.9)


def _collapsing(learned: Preset, name: str) -> Preset:
    """The generator runs ahead, and nothing damps it."""
    return _failing(
        learned,
        name,
        translate("Training", "It makes only one thing"),
        translate(
            "Training",
            "The generator moves ten times as fast, without R1 and with momentum: it puts all it makes where "
            "the discriminator looks least, and is chased from there.",
        ),
        translate("Training", "Try R1, equal rates for both, and beta 1 of 0.5."),
        **_LOOSE,
        **{"generator.learning_rate": 0.01, "discriminator.learning_rate": 0.001},
    )


_RING: Final = _learned(
    "ring_of_8",
    translate("Training", "A ring of 8"),
    translate(
        "Training", "A blot of made points reaches for one heap after the other, until it has all eight."
    ),
    8,
    "collapse",
)
_GRID: Final = _learned(
    "grid_of_25",
    translate("Training", "A grid of 25"),
    translate("Training", "Twenty-five heaps take longer: the sheet of noise has to be torn in many places."),
    12,
    "grid_collapse",
    scale="half",
    r1=0.02,
    updates=100,
    epochs=240,
    **_each(layers=(*_SQUARES, _SQUARES[0])),
)
_LINE: Final = _learned(
    "line",
    translate("Training", "A line"),
    translate("Training", "The easiest of all: the made points stretch until they lie along the whole line."),
    3,
    "line_collapse",
    r1=0.005,
    epochs=40,
    **_each(initializer="he"),
)
_MOONS: Final = _learned(
    "moons",
    translate("Training", "Two moons"),
    translate("Training", "One sheet of noise is bent around both half circles, and thin between them."),
    8,
    "moons_collapse",
    noise=0.0,
    scale="half",
)
_DIGITS: Final = _learned(
    "digits",
    translate("Training", "Digits that nobody wrote"),
    translate("Training", "Clouds become strokes, and strokes digits; each noise keeps its own."),
    4,
    "digits_collapse",
    scale="around_eight",
    noise_numbers=16,
    r1=0.1,
    batch_size=64,
    updates=100,
    epochs=60,
    **_each(layers=(Dense(128, "leaky_relu", 0.2),) * 2),
)
_DIRAC: Final = _learned(
    "dirac",
    translate("Training", "One number against one"),
    translate(
        "Training",
        "The generator is one number, and so is the discriminator; with R1 both spiral in to where neither "
        "can gain.",
    ),
    20,
    "dirac_circles",
    scale="none",
    features=("x1",),
    points=10,
    batch_size=None,
    updates=1,
    epochs=300,
    noise_numbers=0,
    r1=0.3,
    averaging=0.0,
    simultaneous=True,
    schedule="constant",
    **(
        _each(layers=(), optimizer="sgd", learning_rate=0.2, cut=((0, -1, 0),))
        | {"generator.initializer": "ones", "discriminator.initializer": "zeros"}
    ),
)
_CIRCLES: Final = _failing(
    _DIRAC,
    "dirac_circles",
    translate("Training", "Round and round"),
    translate(
        "Training",
        "Without R1 each answers the other's last move: they circle, and neither loss says that anything is "
        "wrong.",
    ),
    translate("Training", "Try R1 of 0.3."),
    r1=0.0,
)
_SLOW: Final = _failing(
    _RING,
    "slow_discriminator",
    translate("Training", "A slow discriminator"),
    translate(
        "Training",
        "It learns ten times slower than the generator, and nothing damps the two: its verdict is out of "
        "date, and the made points run from place to place.",
    ),
    translate("Training", "Try the same rate for both, R1 of 0.01 and beta 1 of 0.5."),
    **(_LOOSE | {"discriminator.learning_rate": 0.0002}),
)
_UNDAMPED: Final = _failing(
    _RING,
    "no_r1",
    translate("Training", "Nothing damps it"),
    translate(
        "Training",
        "Without R1, with momentum 0.9 and at a higher rate both overshoot: heaps are found, left, and found "
        "again.",
    ),
    translate("Training", "Try R1 of 0.01, beta 1 of 0.5, and a rate of 0.002."),
    **(_LOOSE | _each(learning_rate=0.005)),
)
_TURNS: Final = _failing(
    _RING,
    "five_turns",
    translate("Training", "Five turns for the discriminator"),
    translate(
        "Training",
        "With momentum and without R1 it is right about most samples; there the loss minimax is flat, and "
        "what is made hardly learns where to go.",
    ),
    translate("Training", "Try one turn each and R1, or the loss “non-saturating”."),
    loss="minimax",
    discriminator_steps=5,
    **_LOOSE,
)

#: By name, each that works followed by those beside it that fail.
ADVERSARIAL: Final[dict[str, Preset]] = {
    preset.name: preset
    for preset in (
        _RING,
        _collapsing(_RING, "collapse"),
        _SLOW,
        _UNDAMPED,
        _TURNS,
        _GRID,
        _collapsing(_GRID, "grid_collapse"),
        _LINE,
        _collapsing(_LINE, "line_collapse"),
        _MOONS,
        _collapsing(_MOONS, "moons_collapse"),
        _DIGITS,
        _collapsing(_DIGITS, "digits_collapse"),
        _DIRAC,
        _CIRCLES,
    )
}
