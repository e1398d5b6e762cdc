"""Targets as people give them, written as the engine reads them: (k, n), a column per sample."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnviz.engine.arrays import Array
from nnviz.engine.losses import Loss
from nnviz.said import translate


def encode_targets(targets: npt.ArrayLike, loss: Loss, out: Array) -> None:
    """Write `targets` into `out` (k, n).

    (n, k) is taken as it stands; (n,) integers are class indices if the loss is categorical
    cross-entropy, else (n,) is the one output's targets. ValueError, naming both shapes, for anything else.
    """
    given = np.asarray(targets)
    outputs, samples = out.shape
    if given.shape == (samples, outputs):
        np.copyto(out, given.T, casting="unsafe")
        _check_probabilities(out, loss)
    elif given.shape == (samples,) and loss.name == "categorical_crossentropy":
        _one_hot(given, out)
    elif given.shape == (samples,) and outputs == 1:
        np.copyto(out[0], given, casting="unsafe")
        _check_probabilities(out, loss)
    else:
        raise ValueError(
            translate(
                "Engine", "Targets of the shape {shape} do not fit outputs of the shape {value}."
            ).format(shape=given.shape, value=(samples, outputs))
        )


def _check_probabilities(targets: Array, loss: Loss) -> None:
    """Cross-entropies are defined for targets that are probabilities; NaN is left to who checks for it."""
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
    if classes.min() < 0 or classes.max() >= count:
        raise ValueError(
            translate(
                "Engine",
                "The classes go from {low} to {high}, but the {count} outputs stand for 0 to {count2}.",
            ).format(low=classes.min(), high=classes.max(), count=count, count2=count - 1)
        )
    np.equal(np.arange(count)[:, None], classes, out=out)
