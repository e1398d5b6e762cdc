"""What Generate begins with: networks that make samples, and others that fail on purpose.

``benchmarks/presets.py`` measures them.
"""

from __future__ import annotations

from typing import Final

from nnviz.engine import Dense
from nnviz.engine.layers import Code, Variational
from nnviz.said import Sentence, translate
from nnviz.training.experiment import Experiment
from nnviz.training.preset import Preset


def _coded(activation: str) -> tuple[Dense | Code, ...]:
    return Dense(32, activation), Code(2), Dense(32, activation)


_AUTOENCODER: Final = Preset(
    "autoencoder",
    translate("Training", "Digits by two numbers"),
    translate(
        "Training",
        "Each digit has to go through two numbers, and comes back; in the plane of these two digits that are "
        "alike come to lie together.",
    ),
    Experiment.on(
        "digits",
        objective="reconstruct",
        layers=_coded("tanh"),
        initializer="glorot",
        learning_rate=0.02,
        schedule="cosine",
        batch_size=64,
        epochs=100,
    ).validated(),
    8,
    "autoencoder_linear",
)
_LINEAR: Final = Preset(
    "autoencoder_linear",
    translate("Training", "Two numbers without bends"),
    translate(
        "Training",
        "Without activations two numbers can do no better than the two principal components, however many "
        "layers there are.",
    ),
    _AUTOENCODER.experiment.with_(layers=_coded("linear"), loss="mse", learning_rate=0.005).validated(),
    8,
    "autoencoder",
    translate("Training", "Try the activation tanh: then the plane of the two numbers may be bent."),
)

_VARIATIONAL: Final = Preset(
    "variational",
    translate("Training", "Digits out of noise"),
    translate(
        "Training",
        "Each digit becomes a small cloud of codes rather than a point, and all clouds are kept near the "
        "middle: then a code drawn at random makes something like a digit, too.",
    ),
    _AUTOENCODER.experiment.with_(layers=(Dense(32, "tanh"), Variational(2), Dense(32, "tanh"))).validated(),
    8,
    "variational_heavy",
)
_HEAVY: Final = Preset(
    "variational_heavy",
    translate("Training", "Kept too near the middle"),
    translate(
        "Training",
        "The divergence counts for so much that all clouds are the same: the code tells nothing of the "
        "digit, and the mean picture comes back.",
    ),
    _VARIATIONAL.experiment.with_(
        layers=(Dense(32, "tanh"), Variational(2, 1.0), Dense(32, "tanh"))
    ).validated(),
    8,
    "variational",
    translate("Training", "Try variational(2), whose beta is 0.01: then a digit has a place of its own."),
)

_SMALL: Final = translate(
    "Training", "Try 3 layers of 64: where the noise goes is a bent field, not a plain."
)


def _diffusion(name: str, data: str, label: Sentence, story: Sentence, scale: str) -> tuple[Preset, Preset]:
    """One that learns such points, and beside it one with too small a network."""
    hidden = Dense(64, "relu")
    experiment = Experiment.on(
        data,
        objective="denoise",
        scale=scale,
        points=2500,
        layers=(hidden, hidden, hidden),
        learning_rate=0.01,
        schedule="cosine",
        batch_size=256,
        epochs=80,
    )
    small = Preset(
        f"{name}_small",
        translate("Training", "Too small a network"),
        translate(
            "Training", "Eight neurons see only roughly what is noise: the points come near, and no nearer."
        ),
        experiment.with_(layers=(Dense(8, "relu"),)).validated(),
        5,
        name,
        _SMALL,
    )
    return Preset(name, label, story, experiment.validated(), 5, small.name, rival=data), small


_RING: Final = _diffusion(
    "diffusion_ring",
    "ring_of_8",
    translate("Training", "A ring of 8 by diffusion"),
    translate(
        "Training", "Noise becomes eight heaps: in fifty steps each point is brought a little nearer to one."
    ),
    "quarter",
)
_MOONS: Final = _diffusion(
    "diffusion_moons",
    "moons",
    translate("Training", "Two moons by diffusion"),
    translate(
        "Training", "Noise becomes two moons: in fifty steps each point is brought a little nearer to one."
    ),
    "half",
)

#: By name, each that succeeds followed by the one beside it that fails. Generate opens with the first.
GENERATE: Final[dict[str, Preset]] = {
    preset.name: preset for preset in (*_RING, *_MOONS, _AUTOENCODER, _LINEAR, _VARIATIONAL, _HEAVY)
}
