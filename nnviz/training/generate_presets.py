"""What Generate begins with: networks that make samples, and others that fail on purpose.

``benchmarks/presets.py`` measures them.
"""

from __future__ import annotations

from typing import Final

from nnviz.engine import Dense
from nnviz.engine.layers import Code
from nnviz.said import translate
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
        loss="binary_crossentropy",
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

#: By name, each that succeeds followed by the one beside it that fails. Generate opens with the first.
GENERATE: Final[dict[str, Preset]] = {preset.name: preset for preset in (_AUTOENCODER, _LINEAR)}
