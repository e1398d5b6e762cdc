"""The samples that came with a run, to be sent through its network: ``probe.npz``."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.npz import read_arrays
from nnviz.engine.layers import Shape
from nnviz.files.watching.names import MOST_PROBES
from nnviz.said import translate

_MOST_NAME = 60


@dataclass(frozen=True, eq=False)
class Probes:
    """Up to 200 ``features`` (n, d) in the network's units; their ``labels`` (n,) or (n, k), None where they
    are not known, and ``names``, none or one for each."""

    features: NDArray[np.float32]
    labels: NDArray[np.float64] | None
    names: tuple[str, ...]

    def wanted(self, outputs: int, *, values: bool, every_step: bool) -> NDArray[Any] | None:
        """The labels as a data set has them: class numbers with -1 for what is none, or values."""
        labels = self.labels
        if labels is None or every_step:
            return None
        if values:
            found = labels.reshape(len(labels), -1)
            return found.astype(np.float32) if found.shape[1] == outputs else None
        if labels.ndim != 1:
            return None
        known = np.isfinite(labels) & (labels >= 0) & (labels < max(2, outputs)) & (labels % 1 == 0)
        return np.where(known, labels, -1).astype(np.int64)


def read_probes(path: Path, inputs: Shape) -> Probes:
    """The samples in that file for a network that takes ``inputs``.

    Raises ``ValueError`` with one sentence for what are none.
    """
    arrays = read_arrays(path)
    samples, size = arrays.get("samples"), math.prod(inputs)
    if samples is None or samples.dtype.kind not in "biuf" or samples.ndim < 1:
        raise ValueError(translate("Files", "probe.npz has no numbers called samples."))
    if samples.size != len(samples) * size:
        raise ValueError(
            translate(
                "Files", "The samples of probe.npz have the shape {shape}; the network takes {inputs}."
            ).format(shape=samples.shape[1:], inputs=inputs)
        )
    features = samples[:MOST_PROBES].reshape(-1, size).astype(np.float32)
    if not np.isfinite(features).all():
        raise ValueError(
            translate("Files", "The samples of probe.npz hold a number that is infinite or none at all.")
        )
    return Probes(features, _labels(arrays.get("labels"), len(features)), _names(arrays, len(features)))


def _labels(labels: NDArray[Any] | None, count: int) -> NDArray[np.float64] | None:
    if labels is None or labels.dtype.kind not in "biuf" or labels.ndim < 1 or len(labels) < count:
        return None
    return labels[:count].astype(np.float64)


def _names(arrays: dict[str, NDArray[Any]], count: int) -> tuple[str, ...]:
    names = arrays.get("names")
    if names is None or names.dtype.kind != "U" or names.ndim != 1 or len(names) < count:
        return ()
    plain = ("".join(letter for letter in str(name) if letter.isprintable()).strip() for name in names)
    return tuple(name[:_MOST_NAME] or "?" for name, _ in zip(plain, range(count), strict=False))
