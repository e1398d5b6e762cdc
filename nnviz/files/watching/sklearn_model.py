"""The layers of scikit-learn's MLPClassifier and MLPRegressor, which have them from the first fit on."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnviz.engine.layers import Dense
from nnviz.files.watching.described import Described, Numbers

_ACTIVATIONS = {"identity": "linear", "logistic": "sigmoid"}


def is_sklearn(model: Any) -> bool:
    """Whether it is one of the two."""
    return hasattr(model, "partial_fit") and hasattr(model, "hidden_layer_sizes")


def described(model: Any) -> Described | None:
    """Its layers; None while it has not been fitted at all."""
    weights = getattr(model, "coefs_", None)
    if weights is None:
        return None
    layers = Described((int(weights[0].shape[0]),))
    for place, matrix in enumerate(weights):
        numbers = {
            "weights": Numbers(lambda place=place: np.asarray(model.coefs_[place])),  # type: ignore[misc]
            "bias": Numbers(lambda place=place: np.asarray(model.intercepts_[place])),  # type: ignore[misc]
        }
        layers.add(Dense(int(matrix.shape[1])), numbers, "")
        word = model.out_activation_ if place == len(weights) - 1 else model.activation
        layers.activate(_ACTIVATIONS.get(word, word), word)
    return layers


def classes(model: Any) -> tuple[str, ...]:
    """The names of the classes that it tells apart, in order."""
    return tuple(str(name) for name in getattr(model, "classes_", ()))


def loss(model: Any) -> str:
    """The loss that it makes small."""
    named = {"log_loss": "categorical_crossentropy", "squared_error": "half_squared_error"}
    if getattr(model, "out_activation_", "") == "logistic":
        return "binary_crossentropy"
    return named.get(str(getattr(model, "loss", "")), "")
