"""What the network says at each step: shares of classes, or values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ALL_CLASSES, TOP = 8, 5  # of more classes than these only so many have a band of their own


@dataclass(frozen=True, eq=False)
class Asked:
    """``outputs`` (T, k) at each step. ``every_step``: it is asked there, else it is what it would say.

    ``names`` are those of the classes, none where values are said; ``truth`` (T,) is what is right at each
    step: a class with -1, or a value with NaN, where nothing is asked. None where nobody knows.
    """

    outputs: Floats
    names: tuple[str, ...]
    every_step: bool
    truth: NDArray[Any] | None = None

    @property
    def said(self) -> NDArray[np.int64]:
        """(T,) the class of the largest share."""
        outputs = self.outputs
        if outputs.shape[1] == 1:
            return np.asarray(outputs[:, 0] > 0.5, np.int64)
        return np.asarray(outputs.argmax(axis=1), np.int64)

    @property
    def asks(self) -> NDArray[np.bool_]:
        """(T,) where something is asked."""
        truth = self.truth
        if truth is None:
            return np.ones(len(self.outputs), np.bool_)
        return np.asarray(~np.isnan(truth) if truth.dtype.kind == "f" else truth >= 0)

    def shares(self) -> Floats:
        """(T, classes); a single sigmoid says how probable the second of two is."""
        outputs = self.outputs
        if outputs.shape[1] == 1:
            return np.concatenate([1 - outputs, outputs], axis=1)
        return outputs

    def name(self, class_: int) -> str:
        return self.names[class_] if class_ < len(self.names) else str(class_)


@dataclass(frozen=True, eq=False)
class Band:
    """A stacked share over the steps: from ``low`` to ``high`` (T,); ``class_`` None: all the others."""

    class_: int | None
    name: str
    low: Floats
    high: Floats
    true: bool = False

    def widest(self, first: int, last: int, across: int = 1) -> tuple[int, float, float]:
        """The step about which it is widest over ``across`` steps, and from where to where it is there."""
        low, high = self.low[first : last + 1], self.high[first : last + 1]
        across = min(across, len(low))
        floor = np.lib.stride_tricks.sliding_window_view(low, across).max(axis=1)
        ceiling = np.lib.stride_tricks.sliding_window_view(high, across).min(axis=1)
        at = int((ceiling - floor).argmax())
        return first + at + across // 2, float(floor[at]), float(ceiling[at])


def bands(asked: Asked, truth: int | None) -> tuple[Band, ...]:
    """The shares of the classes from below, the true one last: it lies on top."""
    shares = asked.shares()
    classes = list(range(shares.shape[1]))
    if len(classes) > ALL_CLASSES:
        classes = sorted(np.argsort(-shares.mean(axis=0), kind="stable")[:TOP].tolist())
    order = [one for one in classes if one != truth] + ([] if truth is None else [truth])
    rest = 1.0 - shares[:, order].sum(axis=1)
    parts: list[tuple[int | None, Floats]] = [(one, shares[:, one]) for one in order]
    if len(order) < shares.shape[1]:
        parts.insert(0, (None, rest))
    base, made = np.zeros(len(shares)), []
    for class_, share in parts:
        name = "" if class_ is None else asked.name(class_)
        made.append(Band(class_, name, base, base + share, class_ is not None and class_ == truth))
        base = base + share
    return tuple(made)


def leaned_at(asked: Asked, class_: int) -> int | None:
    """The step from which on it says that class to the end; None where it does not at the end."""
    said = asked.said == class_
    if not said[-1]:
        return None
    others = np.flatnonzero(~said)
    return int(others[-1]) + 1 if len(others) else 0
