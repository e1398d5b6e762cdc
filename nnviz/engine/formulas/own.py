"""Functions that somebody has typed: an activation of one variable, and a loss of y and t.

Each is read, derived, judged and bound to arrays here; `activations` and `losses` make of it what they
make of those of their tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from nnviz.engine.arrays import Array, Operations
from nnviz.engine.formulas.computing import operations, worked_out
from nnviz.engine.formulas.deriving import derivative
from nnviz.engine.formulas.identities import with_names
from nnviz.engine.formulas.judging import NEAR, Judged, corner_distances, judged, written
from nnviz.engine.formulas.reading import read_formula
from nnviz.engine.formulas.tree import Node
from nnviz.said import translate

__all__ = [
    "ANSWER",
    "SUMS",
    "TARGET",
    "OwnCurve",
    "OwnError",
    "is_formula",
    "own_curve",
    "own_error",
    "shortened",
]

SUMS = ("x", "z")
"""What stands for the sum of a neuron in an activation: one of them, whichever is typed."""
ANSWER, TARGET = "y", "t"
_SHORT = 28  # letters
_WORD = re.compile(r"\s*[A-Za-z_][A-Za-z0-9_]*\s*")


def is_formula(text: object, variables: tuple[str, ...] = SUMS) -> bool:
    """Whether it is meant to be one: anything but a single word that is no variable."""
    return (
        isinstance(text, str)
        and bool(text.strip())
        and (text.strip() in variables or _WORD.fullmatch(text) is None)
    )


@dataclass(frozen=True, eq=False)
class OwnCurve:
    """An activation as it is typed; what is computed are `value` and `slope`, trees of `variable`."""

    text: str
    variable: str
    tree: Node
    value: Node
    slope: Node

    @cached_property
    def judged(self) -> Judged:
        """What there is to know of it. ValueError with one sentence if it cannot be used."""
        return judged(self.value, self.slope, self.variable)

    @cached_property
    def reach(self) -> tuple[str, str]:
        """The smallest and the largest value for sums up to `NEAR`, as they are written."""
        values = self.function(np.linspace(-NEAR, NEAR, 2001))
        return written(float(values.min())), written(float(values.max()))

    def function(self, z: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
        """a = f(z), of any shape."""
        return worked_out(self.value, {self.variable: _floating(z)}, out)

    def derivative(self, z: Array, a: Array, out: Array | None = None, scratch: Array | None = None) -> Array:
        """da/dz, of any shape."""
        return worked_out(self.slope, {self.variable: _floating(z)}, out)

    def bound(self, z: Array, a: Array, da: Array, dz: Array) -> tuple[Operations, Operations]:
        """(what fills a from z, what fills dz from da) over these arrays; see `Activation.bind`."""
        activate, differentiate = operations((self.value, self.slope), {self.variable: z}, (a, dz))
        return activate, (*differentiate, lambda: np.multiply(dz, da, out=dz))


@lru_cache(maxsize=128)
def own_curve(text: str) -> OwnCurve:
    """The activation that is typed as `text`, sound. ValueError with one sentence if there is none."""
    tree = read_formula(text, SUMS)
    if len(tree.names) != 1:
        none = translate(
            "Engine", "An activation is a formula in x, the sum of the neuron; there is no x in it."
        )
        both = translate("Engine", "An activation is a formula in x or in z, not in both.")
        raise ValueError(both if tree.names else none)
    (variable,) = tree.names
    own = OwnCurve(text, variable, tree, with_names(tree), derivative(tree, variable))
    _ = own.judged
    return own


@dataclass(frozen=True, eq=False)
class OwnError:
    """A loss as it is typed: of one answer y and what it should be, t; the mean of it is taken."""

    text: str
    tree: Node
    value: Node
    slope: Node

    def function(self, a: Array, t: Array, da: Array, full: Array) -> float:
        """The mean over all elements; `da` is filled with its derivative, and `full` is room."""
        return self.bound(a, t, da, full)()

    def bound(self, a: Array, t: Array, da: Array, full: Array) -> Callable[[], float]:
        """The same over fixed arrays."""
        first, second = operations((self.value, self.slope), {ANSWER: a, TARGET: t}, (full, da))
        every = (*first, *second)
        share, ones = np.array(1.0 / a.size, a.dtype), np.ones_like(a)

        def mean() -> float:
            for operation in every:
                operation()
            np.multiply(da, share, out=da)
            return float(np.vdot(full, ones)) / a.size

        return mean

    def corners(self, a: Array, t: Array) -> Array:
        """On which side of each corner the answers lie: -1, 0 or 1."""
        given = {ANSWER: _floating(a), TARGET: _floating(t)}
        found = [np.sign(worked_out(node, given)).ravel() for node in corner_distances(self.value)]
        return np.concatenate(found) if found else np.zeros(0)

    def error_between(self, low: float, high: float) -> float:
        """How far the slope is off central differences at most, as a share, for answers between, of a target
        in the middle. Within a step of a corner there is no difference to compare with."""
        step, t = 1e-6, (low + high) / 2
        y = np.linspace(low, high, 1001)[1:-1] + step / 3
        ends = [{ANSWER: y + way * step, TARGET: np.full_like(y, t)} for way in (1, -1)]
        corners = corner_distances(self.value)
        same = [np.sign(worked_out(one, ends[0])) == np.sign(worked_out(one, ends[1])) for one in corners]
        above, below = (worked_out(self.value, given) for given in ends)
        slope = worked_out(self.slope, {ANSWER: y, TARGET: np.full_like(y, t)})
        errors = np.abs((above - below) / (2 * step) - slope) / np.maximum(1.0, np.abs(slope))
        return float(errors[np.logical_and.reduce([np.ones(len(y), bool), *same])].max(initial=0.0))

    def drawn_away(self, answers: Array, targets: Array) -> tuple[float, float] | None:
        """(y, t) for which the loss is less than for the answer nearest to t; None if that is best, or
        none is found."""
        for t in targets:
            values = worked_out(self.value, {ANSWER: answers, TARGET: np.full_like(answers, t)})
            least, right = int(np.argmin(values)), values[np.argmin(np.abs(answers - t))]
            if np.isfinite(values).all() and values[least] < right - 1e-6 * (1.0 + abs(right)):
                return float(answers[least]), float(t)
        return None

    def check_over(self, answers: Array, targets: Array) -> None:
        """ValueError with one sentence unless there are a value and a slope for all of these together."""
        y, t = (part.ravel() for part in np.meshgrid(answers, targets))
        given = {ANSWER: np.asarray(y, np.float64), TARGET: np.asarray(t, np.float64)}
        value, slope = worked_out(self.value, given), worked_out(self.slope, given)
        wrong = np.flatnonzero(~np.isfinite(value) | ~np.isfinite(slope))
        if len(wrong):
            first = wrong[np.argmin(np.abs(y[wrong]) + np.abs(t[wrong]))]
            sentence = translate(
                "Engine", "The loss has no value where y = {y} and t = {t}, which may happen."
            )
            if np.isfinite(value[first]):
                sentence = translate(
                    "Engine", "The loss has no slope where y = {y} and t = {t}, which may happen."
                )
            raise ValueError(sentence.format(y=f"{y[first]:.4g}", t=f"{t[first]:.4g}"))


@lru_cache(maxsize=128)
def own_error(text: str) -> OwnError:
    """The loss that is typed as `text`. ValueError with one sentence if there is none."""
    tree = read_formula(text, (ANSWER, TARGET))
    for name in (ANSWER, TARGET):
        if name not in tree.names:
            raise ValueError(
                translate(
                    "Engine",
                    "A loss is a formula in y, the answer, and t, the target; there is no {name} in it.",
                ).format(name=name)
            )
    return OwnError(text, tree, with_names(tree), derivative(tree, ANSWER))


def shortened(text: str) -> str:
    """A formula as a line or a button has room for it."""
    short = " ".join(text.split())
    return short if len(short) <= _SHORT else short[: _SHORT - 1] + "…"


def _floating(values: Array) -> Array:
    values = np.asarray(values)
    return values if values.dtype.kind == "f" else values.astype(np.float64)
