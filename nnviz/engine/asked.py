"""A loss where answers are given at every place of a sample, and asked for at some: NaN targets elsewhere.

Outputs (k, places ..., n) are read as (k, columns), every place of every sample a column. The loss gets the
columns alone at which something is asked, and so is what it would be if there were no others: a mean over
what is asked, as PyTorch's with `ignore_index`, whatever stands elsewhere, be it infinite. dL/d of the others
is 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from nnviz.engine.arrays import Array, Operations
from nnviz.engine.losses import Loss, Scratch


def asked_columns(targets: Array, units: int) -> npt.NDArray[np.bool_]:
    """(columns,) whether something is asked there, of targets (k, ..., n) or (k places, n)."""
    first = targets.reshape(units, -1)[0]
    asked: npt.NDArray[np.bool_] = np.logical_not(np.isnan(first))
    return asked


def asked_count(targets: Array, units: int) -> int:
    """At how many places of all samples something is asked."""
    return int(np.count_nonzero(asked_columns(targets, units)))


@dataclass(frozen=True)
class _Room:
    """Room for the columns that are asked: what the loss reads, targets, outputs, and the gradient."""

    values: Array
    targets: Array
    outputs: Array
    slopes: Array
    scratch: Scratch

    @classmethod
    def of(cls, units: int, columns: int, dtype: np.dtype[np.generic]) -> _Room:
        values, targets, outputs, slopes = np.empty((4, units, columns), dtype)
        return cls(values, targets, outputs, slopes, Scratch.like(values))


class AskedLoss:
    """A loss bound to outputs a (k, columns) and targets (k, columns); called, it gives its value.

    Fused, it reads the sums z, fills a with the activation and dz with dL/dz; `activate` is what fills a of
    columns that are not asked. Else it fills da. The value of no column at all is 0.
    """

    def __init__(
        self,
        loss: Loss,
        last: str,
        targets: Array,
        arrays: tuple[Array, Array, Array, Array],
        activate: Operations,
    ) -> None:
        z, a, da, dz = arrays
        fused = loss.fused.get(last)
        self._targets, self._outputs, self._activate = targets, a, activate
        self._read, self._slopes = (a, da) if fused is None else (z, dz)
        self._room: _Room | None = None
        self._whole: Callable[[], float]
        if fused is None:
            self._whole = loss.bound(a, targets, da)
        else:
            self._whole = partial(fused, z, targets, a, dz, Scratch.like(z))
        self._loss, self._fused = loss, fused

    def __call__(self) -> float:
        asked = np.flatnonzero(asked_columns(self._targets, len(self._targets)))
        if len(asked) == self._targets.shape[1]:
            return self._whole()
        for operation in self._activate:
            operation()
        self._slopes.fill(0.0)
        if not len(asked):
            return 0.0
        room = self._room
        if room is None or room.values.shape[1] != len(asked):
            room = self._room = _Room.of(len(self._targets), len(asked), self._read.dtype)
        self._read.take(asked, 1, room.values, "clip")
        self._targets.take(asked, 1, room.targets, "clip")
        if self._fused is None:
            value = self._loss.function(room.values, room.targets, room.slopes, room.scratch)
        else:
            value = self._fused(room.values, room.targets, room.outputs, room.slopes, room.scratch)
        self._slopes[:, asked] = room.slopes
        return value


def slopes_of_outputs(loss: Loss, a: Array, targets: Array, units: int) -> Array:
    """dL/d outputs a (k places, n), worked out from them: what a fused step never forms; may be infinite."""
    columns, goals = a.reshape(units, -1), targets.reshape(units, -1)
    asked = asked_columns(goals, units)
    slopes = np.zeros_like(columns)
    if asked.any():
        slopes[:, asked] = loss.derivative(columns[:, asked].T, goals[:, asked].T).T
    return slopes.reshape(a.shape)
