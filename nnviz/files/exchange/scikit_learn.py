"""A trained MLPClassifier or MLPRegressor of scikit-learn, also behind a scaling, as a network of nnviz.

The object is looked at, never called: what it learned stands in its attributes. A file of it would be a
pickle, which is a program, and is not read.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.files.exchange.brought import Brought
from nnviz.files.exchange.stack import Stack
from nnviz.said import translate

Array = NDArray[Any]

_ACTIVATIONS = {
    "identity": "linear",
    "logistic": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "softmax": "softmax",
}
_NETWORKS = ("MLPClassifier", "MLPRegressor")


def from_model(model: Any) -> Brought:
    """The network of a fitted model, or pipeline. Raises ``ValueError`` with one sentence for any other."""
    offset, factor = None, None
    names = getattr(model, "feature_names_in_", None)
    if type(model).__name__ == "Pipeline":
        *before, (_, last) = model.steps
        for name, step in before:
            offset, factor = _scaled(name, step, offset, factor)
        model = last
    kind = type(model).__name__
    if kind not in _NETWORKS:
        raise ValueError(
            translate("Exchange", "{kind} is no network: nnviz takes {known}.").format(
                kind=kind, known=", ".join(_NETWORKS)
            )
        )
    if not hasattr(model, "coefs_"):
        raise ValueError(translate("Exchange", "The {kind} has learned nothing yet.").format(kind=kind))
    stack = Stack((len(model.coefs_[0]),))
    last_place = len(model.coefs_) - 1
    for place, (weights, bias) in enumerate(zip(model.coefs_, model.intercepts_, strict=True)):
        name = f"coefs_[{place}]"
        stack.dense(np.array(weights), np.array(bias), name)
        word = model.out_activation_ if place == last_place else model.activation
        stack.activation(_ACTIVATIONS[word], name)
    names = getattr(model, "feature_names_in_", names)
    return stack.finished(
        inputs=None if names is None else tuple(map(str, names)),
        classes=_classes(model) if kind == "MLPClassifier" else None,
        values=kind == "MLPRegressor",
        offset=offset,
        factor=factor,
    )


def _classes(model: Any) -> tuple[str, ...]:
    if isinstance(model.classes_, list) or (model.out_activation_ == "logistic" and len(model.classes_) != 2):
        raise ValueError(
            translate("Exchange", "The MLPClassifier gives several classes at once, which nnviz does not.")
        )
    return tuple(str(one) for one in model.classes_)


def _scaled(name: str, step: Any, offset: Any, factor: Any) -> tuple[Any, Any]:
    """(x - offset) factor, after another step of a pipeline."""
    slope, shift = _line_of(name, step)
    factor = (1.0 if factor is None else factor) * slope
    return (0.0 if offset is None else offset) - shift / factor, factor


def _line_of(name: str, step: Any) -> tuple[Array, Array]:
    """What a scaling does: x slope + shift."""
    if isinstance(step, str) or step is None:  # "passthrough"
        return np.ones(1), np.zeros(1)
    kind = type(step).__name__
    if kind == "StandardScaler":
        size = int(step.n_features_in_)
        mean = np.zeros(size) if step.mean_ is None or not step.with_mean else np.array(step.mean_)
        scale = np.ones(size) if step.scale_ is None else np.array(step.scale_)
        return 1 / scale, -mean / scale
    if kind == "MinMaxScaler" and not step.clip:
        return np.array(step.scale_), np.array(step.min_)
    if kind == "MaxAbsScaler":
        return 1 / np.array(step.scale_), np.zeros(len(step.scale_))
    raise ValueError(
        translate(
            "Exchange", "Step “{name}” of the pipeline is a {kind}; nnviz takes {known} before a network."
        ).format(name=name, kind=kind, known="StandardScaler, MinMaxScaler, MaxAbsScaler")
    )
