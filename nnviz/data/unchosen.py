"""Where a network stands without data of its own choosing: imported, or watched while others train it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import Asked, Dataset, frozen
from nnviz.data.families import FAMILIES
from nnviz.data.frames import Frame
from nnviz.data.hands.store import MNIST_FRAME
from nnviz.data.source import Source
from nnviz.said import translate

_ASKED: tuple[Asked, ...] = ("classification", "regression")
#: How a drawing becomes a picture of so many rows and columns.
_FRAMES: dict[tuple[int, ...], Frame] = {(28, 28): MNIST_FRAME}


def unchosen_name(family: str, asked: Asked, *, every_step: bool = False) -> str:
    """The name of the line that stands in the place of a data set of that family."""
    return f"unchosen_{family}_{asked}" + ("_each_step" if every_step else "")


def _sources() -> list[Source]:
    label, purpose = translate("Data", "No data yet"), translate("Data", "A network without data.")
    return [
        Source(
            unchosen_name(family, asked, every_step=every),
            label,
            purpose,
            "none",
            family,
            "regression" if asked == "regression" else "classification",
            unchosen=True,
            whole=True,
            every_step=every,
        )
        for family, entry in FAMILIES.items()
        for asked in _ASKED
        for every in ((False, True) if entry.steps else (False,))
    ]


#: By name: not offered anywhere, since nobody chooses to have no data.
UNCHOSEN: dict[str, Source] = {source.name: source for source in _sources()}


def unchosen_dataset(
    name: str,
    shape: Sequence[int],
    outputs: int,
    *,
    class_names: Sequence[str] = (),
    feature_names: Sequence[str] = (),
    symbols: Sequence[str] = (),
    offset: NDArray[Any] | None = None,
    factor: NDArray[Any] | None = None,
    features: NDArray[Any] | None = None,
    labels: NDArray[Any] | None = None,
    sample_names: Sequence[str] = (),
) -> Dataset:
    """What a network of ``outputs`` takes and answers that has no data: only the ``features`` (n, d), in its
    own units, that came with it, with their ``labels`` and ``sample_names`` where these are known.

    A sample looks like ``shape``; ``(x - offset) * factor`` brings one into the network's units.
    """
    source, size = UNCHOSEN[name], math.prod(shape)
    rows = np.zeros((0, size), np.float32) if features is None else np.asarray(features, np.float32)
    planar = FAMILIES[source.family].placed
    if labels is None:
        labels = _no_labels(source, len(rows), outputs, tuple(shape))
    frame = _FRAMES.get(tuple(shape)[-2:]) if source.family == "images" else None
    own = tuple(feature_names) or (() if len(shape) > 1 else tuple(f"x{i + 1}" for i in range(size)))
    points = rows[:, :2] if planar else None
    indices = frozen(np.arange(len(rows)))
    return Dataset(
        name=name,
        train_features=frozen(rows),
        train_labels=frozen(labels),
        test_features=frozen(rows),
        test_labels=frozen(labels),
        train_indices=indices,
        test_indices=indices,
        class_names=tuple(class_names),
        feature_names=own or tuple(f"x{i + 1}" for i in range(size)),
        feature_shape=tuple(shape),
        kind=source.kind,
        offset=frozen(np.zeros(size, np.float32) if offset is None else np.asarray(offset, np.float32)),
        factor=frozen(np.ones(size, np.float32) if factor is None else np.asarray(factor, np.float32)),
        made_of=("x1", "x2") if planar else (),
        train_points=None if points is None else frozen(points),
        test_points=None if points is None else frozen(points),
        family=source.family,
        frame=frame,
        symbols=tuple(symbols),
        sample_names=tuple(sample_names),
        every_step=source.every_step,
    )


def _no_labels(source: Source, count: int, outputs: int, shape: tuple[int, ...]) -> NDArray[Any]:
    """Labels that say that nothing is known of so many samples."""
    if source.kind == "classification":
        steps = shape[1:] if source.every_step else ()
        return np.full((count, *steps), -1, np.int64)
    return np.full((count, *(shape[1:] if source.every_step else (outputs,))), np.nan, np.float32)
