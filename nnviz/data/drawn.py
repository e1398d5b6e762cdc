"""Points drawn by hand on the plane, each with a class or a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import Kind
from nnviz.data.planar import EXTENT
from nnviz.said import translate

#: x1, x2, and a class number or a value.
Point = tuple[float, float, float]
Points = tuple[Point, ...]
Place = tuple[float, float]
Array = NDArray[np.float64]

#: Fewest and most points that a data set drawn by hand may have.
DRAWN_POINTS = (4, 5_000)
#: Values of a regression go from -VALUE_LIMIT to VALUE_LIMIT.
VALUE_LIMIT = 1.0


def on_plane(x1: float, x2: float) -> Place:
    """The nearest place on the plane, to a thousandth."""
    return (
        round(min(EXTENT, max(-EXTENT, x1)), 3) + 0.0,
        round(min(EXTENT, max(-EXTENT, x2)), 3) + 0.0,
    )


def check_points(drawn: Sequence[Point]) -> Array:
    """(n, 3) the points as numbers. Raises ``ValueError`` with one sentence if they lie off the plane."""
    try:
        points = np.array(drawn, dtype=np.float64).reshape(len(drawn), 3)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(
            translate("Data", "A drawn point must be three numbers: x1, x2, and its class or value.")
        ) from error
    if len(points) > DRAWN_POINTS[1]:
        raise ValueError(
            translate("Data", "At most {high} points can be drawn, not {count}.").format(
                high=DRAWN_POINTS[1], count=len(points)
            )
        )
    if not np.isfinite(points).all():
        raise ValueError(
            translate("Data", "A drawn point has a number that is infinite or no number at all.")
        )
    if np.abs(points[:, :2]).max(initial=0) > EXTENT:
        raise ValueError(
            translate(
                "Data", "Drawn points must lie between -{extent:g} and {extent:g} in both directions."
            ).format(extent=EXTENT)
        )
    return points


def drawn_points(drawn: Sequence[Point], kind: Kind, classes: int) -> tuple[Array, NDArray[Any]]:
    """The (n, 2) points of a set drawn by hand and their labels: (n,) class numbers, or values, or (n, 0).

    Raises ``ValueError`` with one sentence for too few points, a class there is not, a single class, and
    values beyond ``VALUE_LIMIT``.
    """
    points = check_points(drawn)
    if len(points) < DRAWN_POINTS[0]:
        raise ValueError(
            translate("Data", "Draw at least {low} points; there are {count}.").format(
                low=DRAWN_POINTS[0], count=len(points)
            )
        )
    labels = points[:, 2]
    if kind == "nothing":
        return points[:, :2], np.empty((len(points), 0), np.float32)
    if kind == "regression":
        if np.abs(labels).max() > VALUE_LIMIT:
            raise ValueError(
                translate(
                    "Data", "The value of a drawn point must be from -{value_limit:g} to {value_limit:g}."
                ).format(value_limit=VALUE_LIMIT)
            )
        return points[:, :2], labels
    if not np.isin(labels, np.arange(classes)).all():
        raise ValueError(
            translate(
                "Data", "The class of a drawn point must be a whole number from 0 to {classes}."
            ).format(classes=classes - 1)
        )
    if len(np.unique(labels)) < 2:
        raise ValueError(translate("Data", "Draw points of at least 2 classes; there is only one."))
    return points[:, :2], labels.astype(np.int64)


def kept_for_testing(count: int, share: float, seed: int) -> NDArray[np.bool_]:
    """(count,) which of the points are kept for testing: about that share, at least one, and not all.

    A point keeps its part when others are drawn after it.
    """
    lots = np.random.RandomState(seed).random_sample(count)
    tested: NDArray[np.bool_] = lots < share
    tested[lots.argmin()], tested[lots.argmax()] = True, False
    return tested
