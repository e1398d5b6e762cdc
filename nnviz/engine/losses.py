"""Losses: L and dL/da computed together, or straight from the logits z where the pair allows.

Shapes here are (outputs k, samples n), the engine's layout; all but the cross-entropies take any shape.
By convention a loss is a mean over samples, and over the outputs of a sample too for the elementwise
ones; `categorical_crossentropy` is the mean over samples only, `half_squared_error` the plain sum.

A pair of last activation and loss that has a simple dL/dz is *fused*: loss and gradient come from the logits,
which is finite where the probabilities have already rounded to 0 or 1 (-log 0 is infinite, but the
logit still knows by how much the network is wrong). `LOSSES` is the one table, and its `activations`
say which last activation goes with which loss.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from nnviz.engine.activations import ACTIVATIONS, Activation
from nnviz.engine.activations import activation as find_activation
from nnviz.engine.arrays import Array
from nnviz.engine.functions import sigmoid
from nnviz.said import translate

if TYPE_CHECKING:
    from nnviz.engine.formulas.own import OwnError

__all__ = ["LOSSES", "SCORES", "Loss", "Scratch", "check_pair", "loss", "opposite"]


@dataclass(frozen=True)
class Scratch:
    """Room for the intermediate values of a loss over (k, n) outputs, so that a step allocates nothing.

    full (k, n), row and sums (1, n) are free to write to; the constants are not. Sums are taken as products
    with ones: a matrix product costs half of what NumPy's reductions do, and they are one value.
    """

    full: Array
    row: Array
    sums: Array
    zeros: Array
    ones: Array
    unit_ones: Array
    sample_ones: Array
    mean: Array

    @classmethod
    def like(cls, z: Array) -> Scratch:
        """Room for outputs like z (k, n); unit_ones (1, k), sample_ones (1, n), mean the number 1 / n."""
        outputs, samples = z.shape
        row, sums = np.empty((2, 1, samples), z.dtype)
        return cls(
            full=np.empty_like(z),
            row=row,
            sums=sums,
            zeros=np.zeros_like(z),
            ones=np.ones_like(z),
            unit_ones=np.ones((1, outputs), z.dtype),
            sample_ones=np.ones((1, samples), z.dtype),
            mean=np.array(1 / samples, z.dtype),
        )


Value = Callable[[Array, Array, Array, Scratch], float]
Fused = Callable[[Array, Array, Array, Array, Scratch], float]


@dataclass(frozen=True)
class Loss:
    """One line of the table.

    function(a, t, da, scratch) -> L, filling da with dL/da.
    fused[activation](z, t, a, dz, scratch) -> L, filling a with the activation and dz with dL/dz.
    `over_outputs`: where it is a mean, it is one over the outputs of a sample too.
    `corners`(a, t): on which side of each corner, where there is no derivative on paper, every output is.
    `opposed`: it is the `opposite` of another, of who wants that one to be large.
    Of one that somebody has typed `own` is what is computed, and its name the formula.
    """

    name: str
    label: str
    noun: str
    function: Value
    latex: str
    purpose: str
    activations: tuple[str, ...]
    is_sum: bool = False
    over_outputs: bool = True
    classification: bool = False
    fused: Mapping[str, Fused] = field(default_factory=dict)
    corners: Callable[[Array, Array], Array] | None = None
    opposed: bool = False
    own: OwnError | None = None

    def value(self, outputs: npt.ArrayLike, targets: npt.ArrayLike) -> float:
        """L of `outputs` (n, k) against `targets` (n, k), both after the last activation; may be infinite."""
        return self._apply(outputs, targets)[0]

    def derivative(self, outputs: npt.ArrayLike, targets: npt.ArrayLike) -> Array:
        """dL/d outputs, (n, k); infinite where it is infinite on paper."""
        return self._apply(outputs, targets)[1]

    def from_logits(self, last: Activation, z: npt.ArrayLike, targets: npt.ArrayLike) -> tuple[float, Array]:
        """(L, dL/dz) from the sums z (n, k) before the last activation; finite for finite z if fused."""
        self.check_last(last.name)
        z, t = _as_columns(z), _as_columns(targets)
        a, dz = np.empty_like(z), np.empty_like(z)
        with np.errstate(all="ignore"):
            if last.name in self.fused:
                value = self.fused[last.name](z, t, a, dz, Scratch.like(z))
            else:
                a = np.ascontiguousarray(last.function(z.T).T)
                da = np.empty_like(a)
                value = self.function(a, t, da, Scratch.like(z))
                dz = last.backward(z, a, da, axis=0)
        return value, np.ascontiguousarray(dz.T)

    def check_last(self, activation: str) -> None:
        """ValueError, listing what is allowed, if the last activation does not go with it."""
        named = activation in ACTIVATIONS or self.activations != ANY
        if named and activation not in self.activations:
            raise ValueError(
                translate(
                    "Engine", "The loss {name} needs {allowed} as the last activation, not {activation}."
                ).format(name=self.name, allowed=" or ".join(self.activations), activation=activation)
            )
        if self.own is not None:
            self.own.check_over(*_met(find_activation(activation)))

    def bound(self, a: Array, t: Array, da: Array) -> Callable[[], float]:
        """L over these fixed arrays, to be called again and again; it fills da with dL/da."""
        scratch = Scratch.like(a)
        if self.own is not None:
            return self.own.bound(a, t, da, scratch.full)
        return partial(self.function, a, t, da, scratch)

    def _apply(self, outputs: npt.ArrayLike, targets: npt.ArrayLike) -> tuple[float, Array]:
        a, t = _as_columns(outputs), _as_columns(targets)
        if a.shape != t.shape:
            raise ValueError(
                translate("Engine", "The outputs have the shape {shape} but the targets {shape2}.").format(
                    shape=np.shape(outputs), shape2=np.shape(targets)
                )
            )
        da = np.empty_like(a)
        with np.errstate(all="ignore"):
            value = self.function(a, t, da, Scratch.like(a))
        return value, da.T.reshape(np.shape(outputs))


def loss(name: str) -> Loss:
    """The loss called `name`, or typed as a formula in y, the answer, and t, the target.

    ValueError with one sentence, which for a formula names the column, for what is none.
    """
    if name in LOSSES:
        return LOSSES[name]
    if name in SCORES:
        return SCORES[name]
    from nnviz.engine.formulas.own import ANSWER, TARGET, is_formula

    if not is_formula(name, (ANSWER, TARGET)):
        raise ValueError(
            translate(
                "Engine",
                "The loss {name!r} is not known; there are {losses}, and formulas such as (y - t)**4.",
            ).format(name=name, losses=", ".join(LOSSES))
        )
    return _typed(name)


@lru_cache(maxsize=128)
def _typed(text: str) -> Loss:
    """The loss that somebody has typed, averaged over all elements and samples."""
    from nnviz.engine.formulas import latex
    from nnviz.engine.formulas.own import own_error, shortened

    own = own_error(text)

    def function(a: Array, t: Array, da: Array, scratch: Scratch) -> float:
        return own.function(a, t, da, scratch.full)

    named = translate("Engine", "mean of {formula}").format(formula=shortened(text))
    return Loss(
        text,
        named,
        named,
        function,
        rf"L = \frac{{1}}{{nk}} \sum {latex(own.tree)}",
        translate("Engine", "A loss of your own, derived by the rules of calculus."),
        ANY,
        corners=own.corners,
        own=own,
    )


def _met(last: Activation) -> tuple[Array, Array]:
    """(answers, targets) that are met with such an activation of the output."""
    sums = np.linspace(-10.0, 10.0, 401)
    if not last.elementwise or last.name == "sigmoid":
        return sigmoid(sums), np.linspace(0.0, 1.0, 5)
    return last.function(sums), np.linspace(-3.0, 3.0, 25)


def check_pair(activation: str, name: str) -> None:
    """ValueError, listing what is allowed, if the last activation does not go with the loss."""
    loss(name).check_last(activation)


def _as_columns(values: npt.ArrayLike) -> Array:
    """(n, k), (n,) or a single number -> (k, n), floating and contiguous."""
    values = np.asarray(values)
    if not np.issubdtype(values.dtype, np.floating):
        values = values.astype(np.float64)
    return np.array(values.reshape(len(values) if values.ndim else 1, -1).T, order="C")


def mean_squared_error(a: Array, t: Array, da: Array, scratch: Scratch) -> float:
    """mean (a - t)^2; dL/da = 2 (a - t) / size."""
    np.subtract(a, t, out=da)
    value = float(np.vdot(da, da)) / da.size
    np.multiply(da, 2.0 / da.size, out=da)
    return value


def half_squared_error(a: Array, t: Array, da: Array, scratch: Scratch) -> float:
    """sum (a - t)^2 / 2, the loss of the derivation: dL/da = a - t."""
    np.subtract(a, t, out=da)
    return 0.5 * float(np.vdot(da, da))


def mean_absolute_error(a: Array, t: Array, da: Array, scratch: Scratch) -> float:
    """mean |a - t|; dL/da = sign(a - t) / size, 0 where they are equal."""
    np.subtract(a, t, out=da)
    np.absolute(da, out=scratch.full)
    np.sign(da, out=da)
    np.multiply(da, 1.0 / da.size, out=da)
    return float(np.vdot(scratch.full, scratch.ones)) / da.size


HUBER_DELTA = 1.0


def huber(a: Array, t: Array, da: Array, scratch: Scratch) -> float:
    """Huber 1964, delta 1: the mean of e^2 / 2 where |e| <= delta, else delta (|e| - delta / 2).

    Both are c (e - c / 2) with c the error clipped to +-delta, and dL/da = c / size.
    """
    error = scratch.full
    np.subtract(a, t, out=error)
    np.clip(error, -HUBER_DELTA, HUBER_DELTA, out=da)
    value = float(np.vdot(da, error)) - 0.5 * float(np.vdot(da, da))
    np.multiply(da, 1.0 / da.size, out=da)
    return value / da.size


def binary_crossentropy(a: Array, t: Array, da: Array, scratch: Scratch) -> float:
    """-mean(t log a + (1 - t) log(1 - a)); dL/da = ((1 - t) / (1 - a) - t / a) / size.

    Infinite where a sure answer is wrong; where it is right, dL/da is still not 0 but -1 / size or 1 / size.
    """
    full = scratch.full
    np.log(a, out=full)
    value = float(np.add.reduce(np.multiply(full, t, out=full), axis=None, where=t > 0))
    np.subtract(1.0, a, out=da)
    np.log(da, out=full)
    np.multiply(full, 1.0 - t, out=full)
    value += float(np.add.reduce(full, axis=None, where=t < 1))
    np.divide(1.0 - t, da, out=da, where=t < 1)
    np.copyto(da, 0.0, where=t >= 1)
    np.divide(t, a, out=full, where=t > 0)
    np.subtract(da, full, out=da, where=t > 0)
    np.multiply(da, 1.0 / da.size, out=da)
    return -value / da.size


def sigmoid_binary_crossentropy(z: Array, t: Array, a: Array, dz: Array, scratch: Scratch) -> float:
    """mean of max(z, 0) - z t + log(1 + exp(-|z|)); dL/dz = (a - t) / size."""
    full, size = scratch.full, dz.size
    np.negative(z, out=a)
    np.exp(a, out=a)  # may overflow, to 1 / infinity = 0
    np.add(a, scratch.ones, out=a)
    np.divide(scratch.ones, a, out=a)
    np.absolute(z, out=full)
    np.negative(full, out=full)
    np.exp(full, out=full)
    np.log1p(full, out=full)
    value = float(np.vdot(full, scratch.ones))
    # max(z, 0) - z t is exactly 0 where the answer is right; summed apart, the two would only nearly cancel.
    np.maximum(z, scratch.zeros, out=full)
    np.multiply(z, t, out=dz)
    np.subtract(full, dz, out=full)
    value += float(np.vdot(full, scratch.ones))
    np.subtract(a, t, out=dz)
    np.multiply(dz, 1.0 / size, out=dz)
    return value / size


def categorical_crossentropy(a: Array, t: Array, da: Array, scratch: Scratch) -> float:
    """-mean over samples of sum_i t_i log a_i; dL/da_i = -t_i / a_i / n. Infinite for a sure error."""
    samples: int = a.shape[-1]
    np.log(a, out=scratch.full)
    np.multiply(scratch.full, t, out=scratch.full)
    value = -float(np.add.reduce(scratch.full, axis=None, where=t > 0)) / samples
    np.multiply(t, -1.0 / samples, out=da)
    np.divide(da, a, out=da, where=t > 0)
    return value


def softmax_categorical_crossentropy(z: Array, t: Array, a: Array, dz: Array, scratch: Scratch) -> float:
    """mean of log sum_j exp(z_j) - sum_i t_i z_i, with the largest z taken out; dL/dz = (a - t) / n."""
    samples: int = z.shape[-1]
    top, total = scratch.row, scratch.sums
    np.maximum.reduce(z, axis=0, out=top, keepdims=True)
    np.subtract(z, top, out=a)
    value = -float(np.vdot(a, t))
    np.exp(a, out=a)
    np.dot(scratch.unit_ones, a, out=total)
    np.divide(a, total, out=a)
    np.log(total, out=total)
    value += float(np.vdot(total, scratch.sample_ones))
    np.subtract(a, t, out=dz)
    np.multiply(dz, scratch.mean, out=dz)
    return value / samples


def score(a: Array, t: Array, da: Array, scratch: Scratch) -> float:
    """mean (1 - 2 t) a: what is to be scored high has the target 1, what is to be scored low 0."""
    np.multiply(t, -2.0, out=da)
    np.add(da, scratch.ones, out=da)
    value = float(np.vdot(da, a)) / da.size
    np.multiply(da, 1.0 / da.size, out=da)
    return value


def opposite(loss: Loss) -> Loss:
    """The loss of who wants the other one's to be large: -L, with -dL/da and -dL/dz."""

    def function(a: Array, t: Array, da: Array, scratch: Scratch) -> float:
        value = loss.function(a, t, da, scratch)
        np.negative(da, out=da)
        return -value

    def turned(fused: Fused) -> Fused:
        def from_sums(z: Array, t: Array, a: Array, dz: Array, scratch: Scratch) -> float:
            value = fused(z, t, a, dz, scratch)
            np.negative(dz, out=dz)
            return -value

        return from_sums

    fused = {name: turned(one) for name, one in loss.fused.items()}
    return replace(loss, name=f"opposite_{loss.name}", function=function, fused=fused, opposed=True)


def _table(*losses: Loss) -> dict[str, Loss]:
    return {entry.name: entry for entry in losses}


ANY = tuple(ACTIVATIONS)

LOSSES = _table(
    Loss(
        "mse",
        translate("Engine", "Mean squared error"),
        translate("Engine", "mean squared error"),
        mean_squared_error,
        r"L = \frac{1}{nk} \sum (\hat y - y)^2",
        translate("Engine", "Regression: large errors count most."),
        ANY,
    ),
    Loss(
        "half_squared_error",
        translate("Engine", "Half squared error (sum)"),
        translate("Engine", "half squared error"),
        half_squared_error,
        r"L = \frac{1}{2} \sum (\hat y - y)^2",
        translate("Engine", "The loss of the derivation: its derivative is just the error."),
        ANY,
        is_sum=True,
    ),
    Loss(
        "binary_crossentropy",
        translate("Engine", "Binary cross-entropy (log loss)"),
        translate("Engine", "binary cross-entropy"),
        binary_crossentropy,
        r"L = -\frac{1}{nk} \sum \left( y \log \hat y + (1 - y) \log (1 - \hat y) \right)",
        translate("Engine", "Yes-or-no questions, one sigmoid each."),
        ("sigmoid",),
        classification=True,
        fused={"sigmoid": sigmoid_binary_crossentropy},
    ),
    Loss(
        "categorical_crossentropy",
        translate("Engine", "Cross-entropy"),
        translate("Engine", "cross-entropy"),
        categorical_crossentropy,
        r"L = -\frac{1}{n} \sum_{samples} \sum_i y_i \log \hat y_i",
        translate("Engine", "One right class of several, over a softmax."),
        ("softmax",),
        over_outputs=False,
        classification=True,
        fused={"softmax": softmax_categorical_crossentropy},
    ),
    Loss(
        "huber",
        translate("Engine", "Huber"),
        translate("Engine", "Huber"),
        huber,
        r"L = \frac{1}{nk} \sum \begin{cases} e^2 / 2 & |e| \le 1 \\ |e| - 1/2 & \text{else} \end{cases}",
        translate("Engine", "Regression with outliers: squares small errors, but not large ones."),
        ANY,
    ),
    Loss(
        "mae",
        translate("Engine", "Mean absolute error"),
        translate("Engine", "mean absolute error"),
        mean_absolute_error,
        r"L = \frac{1}{nk} \sum |\hat y - y|",
        translate("Engine", "Regression where every unit of error counts alike: fits the median."),
        ANY,
        corners=lambda a, t: np.sign(a - t).ravel(),
    ),
)

#: The losses of one that scores what another makes, which no labels of data go with.
SCORES = _table(
    Loss(
        "score",
        translate("Engine", "Difference of the mean scores"),
        translate("Engine", "difference of the mean scores"),
        score,
        r"L = \frac{1}{nk} \sum (1 - 2 y)\, \hat y",
        translate("Engine", "A critic: any number, high for what is real and low for what is made."),
        ("linear",),
    )
)
