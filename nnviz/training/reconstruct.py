"""The objective “reconstruct”: a network gives back its picture, through a code of few numbers.

What the first half makes of a picture is its code; the later half makes a picture of a code, of whichever.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.data.dataset import frozen
from nnviz.engine import LOSSES, Dense, Network, Samples
from nnviz.engine.layers import LayerSpec
from nnviz.engine.program import Program
from nnviz.said import translate
from nnviz.training.lone import Lone, taught
from nnviz.training.measures import Kinds, Metric, Metrics
from nnviz.training.objective import LABELLED, Objective
from nnviz.training.outputs import LOSS_OF_PARTS, input_shape
from nnviz.training.player import Ends
from nnviz.training.settings import Settings

Array = NDArray[np.floating[Any]]
#: What a pixel full of ink counts in the units of the data.
INK = 16
FAMILY = "digits"

_TRAIN, _TEST = LOSS_OF_PARTS
MEASURED = Kinds(
    (
        _TRAIN,
        replace(_TEST, watched=""),
        Metric(
            "test_mse",
            translate("Training", "the mean squared error of the pixels of the test pictures, each 0 to 1"),
            watched=translate("Training", "least pixel error"),
            title=translate("Training", "pixel error"),
            part="test",
        ),
    )
)


def pixel_error(wanted: Array, given: Array, dataset: Dataset) -> float:
    """The mean squared error of pictures (n, d) in the network's units, of pixels from 0 to 1."""
    scaled = np.asarray(wanted, np.float64) - given
    return float(np.square(scaled / (INK * dataset.factor)).mean())


def code_place(specs: tuple[LayerSpec, ...]) -> int | None:
    """Where among all layers the code is: the first that is called so, else the narrowest, if one is."""
    named = [place for place, spec in enumerate(specs) if spec.kind in ("code", "variational")]
    weighted = {place: getattr(spec, spec.sized, 0) for place, spec in enumerate(specs[:-1]) if spec.weighted}
    return named[0] if named else min(weighted, key=lambda place: weighted[place], default=None)


def codes(network: Network, place: int, features: Array) -> Array:
    """(n, units) what the layer at that place makes of pictures (n, d)."""
    found = []
    for chunk in network.chunks(len(features)):
        found.append(network.forward(features[chunk]).stages[place].a.T.copy())
    return np.concatenate(found)


def decoded(network: Network, place: int, points: Array) -> Array:
    """(n, d) the pictures that the layers after the one at that place make of its values (n, units)."""
    layers = network.layers[place + 1 :]
    samples = Samples.empty(len(points), layers[0].input_size, layers[-1].output_size, network.dtype)
    samples.inputs[:, :-1] = points
    program = Program(layers, None, samples, training=False)
    with np.errstate(all="ignore"):
        program.predict()
    return program.outputs.T.copy()


@lru_cache(maxsize=16)
def compared(dataset: Dataset, numbers: int) -> tuple[float, float]:
    """Pixel errors to read that of a network against, on the test pictures: of the mean picture, always the
    same, and of the best that a code of so many ``numbers`` can do where all is linear, the principal
    components (Pearson 1901). Both are of the pictures that are learned from."""
    train, test = (np.asarray(part, np.float64) for part in (dataset.train_features, dataset.test_features))
    mean = train.mean(axis=0)
    axes = frozen(np.linalg.svd(train - mean, full_matrices=False)[2][:numbers])
    back = mean + (test - mean) @ axes.T @ axes
    return pixel_error(test, np.broadcast_to(mean, test.shape), dataset), pixel_error(test, back, dataset)


def _measured(epoch: int, network: Network, train: Samples, test: Samples, dataset: Dataset) -> Metrics:
    train_loss, _ = network.evaluate_samples(train)
    test_loss, given = network.evaluate_samples(test)
    return Metrics(
        epoch, MEASURED, (train_loss, test_loss, pixel_error(dataset.test_features, given, dataset))
    )


def _begin(settings: Settings, dataset: Dataset) -> Lone:
    if dataset.family != FAMILY:
        raise ValueError(
            translate("Training", "An autoencoder gives back digits, and “{data}” has none.").format(
                data=dataset.name
            )
        )
    if LOSSES[settings.loss].classification and settings.scale != "sixteenth":
        raise ValueError(
            translate(
                "Training",
                "The loss “{loss}” needs pixels from 0 to 1: the scale “sixteenth”, not “{scale}”.",
            ).format(loss=settings.loss, scale=settings.scale)
        )
    ends = _ends(settings, 0, input_shape(dataset, settings.layers), dataset.input_size)
    return taught(settings, dataset, ends, _measured)


def _ends(settings: Settings, place: int, inputs: tuple[int, ...], outputs: int) -> Ends:
    last = Dense(outputs, "sigmoid" if LOSSES[settings.loss].classification else "linear")
    return Ends(inputs, last, settings.loss, itself=True)


RECONSTRUCT = Objective(
    "reconstruct",
    translate("Training", "Autoencoder"),
    translate(
        "Training", "The network gives back the picture that it was given, through a code of few numbers."
    ),
    ("network",),
    {"classification": MEASURED},
    _begin,
    _ends,
    losses={name: LABELLED[name] for name in ("binary_crossentropy", "mse")},
    usual={"loss": "binary_crossentropy", "updates": 0},
)
