"""Targets as people give them, written as the engine reads them: (k, n), a column per sample.

Where k answers are given at every place of a sample they are (k, places ..., n), NaN where nothing is asked.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnviz.engine.arrays import Array
from nnviz.engine.losses import Loss
from nnviz.said import translate


def encode_targets(targets: npt.ArrayLike, loss: Loss, out: Array) -> None:
    """Write `targets` into `out` (k, n), or (k, places ..., n).

    (n, k) is taken as it stands; (n,) integers are class indices if the loss is categorical
    cross-entropy, else (n,) is the one output's targets. Of places likewise (n, k, places ...) and
    (n, places ...), where the class -1, or a NaN, asks nothing. ValueError, naming both shapes, for anything
    else.
    """
    given = np.asarray(targets)
    outputs, *places, samples = out.shape
    single, value = (samples, *places), (samples, outputs, *places)
    flat = given.shape == (samples, out.size // samples) and outputs > 1
    if given.shape == value or flat:
        np.copyto(out, np.moveaxis(given.reshape(value), 0, -1), casting="unsafe")
        _check_probabilities(out, loss)
    elif given.shape == single and loss.name == "categorical_crossentropy":
        _one_hot(given, out)
    elif given.shape == single and outputs == 1:
        np.copyto(out[0], np.moveaxis(given, 0, -1), casting="unsafe")
        if places and loss.classification and given.dtype.kind in "iu":
            out[0][np.moveaxis(given, 0, -1) == -1] = np.nan
        _check_probabilities(out, loss)
    else:
        raise ValueError(
            translate(
                "Engine", "Targets of the shape {shape} do not fit outputs of the shape {value}."
            ).format(shape=given.shape, value=value)
        )


def _check_probabilities(targets: Array, loss: Loss) -> None:
    """Cross-entropies are defined for targets that are probabilities; NaN is left to who checks for it.

    But for a place, at which all outputs are asked, or none.
    """
    missing = np.isnan(targets) if targets.ndim > 2 else np.zeros((1, 1), bool)
    if (missing.any(axis=0) != missing.all(axis=0)).any():
        raise ValueError(
            translate(
                "Engine", "At a step either all targets are missing, where nothing is asked, or none is."
            )
        )
    if not loss.classification:
        return
    if (targets < 0).any() or (targets > 1).any():
        raise ValueError(
            translate("Engine", "Targets of {name} must lie between 0 and 1.").format(name=loss.name)
        )
    if loss.name == "categorical_crossentropy" and (np.abs(targets.sum(axis=0) - 1.0) > 1e-3).any():
        raise ValueError(translate("Engine", "The targets of each sample must sum to 1 over the classes."))


def _one_hot(classes: npt.NDArray[np.generic], out: Array) -> None:
    if not np.issubdtype(classes.dtype, np.integer):
        raise ValueError(
            translate("Engine", "Class indices must be whole numbers, not of the type {dtype}.").format(
                dtype=classes.dtype
            )
        )
    count = len(out)
    asked = classes != -1 if classes.ndim > 1 else np.ones(classes.shape, bool)
    classes = np.where(asked, classes, 0)
    if classes.min() < 0 or classes.max() >= count:
        raise ValueError(
            translate(
                "Engine",
                "The classes go from {low} to {high}, but the {count} outputs stand for 0 to {count2}.",
            ).format(low=classes.min(), high=classes.max(), count=count, count2=count - 1)
        )
    places = (1,) * classes.ndim
    np.equal(np.arange(count).reshape(count, *places), np.moveaxis(classes, 0, -1), out=out)
    out[:, ~np.moveaxis(asked, 0, -1)] = np.nan
