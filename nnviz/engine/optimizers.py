"""Optimisers: how a gradient becomes a step. One flat vector of parameters, a handful of in-place ufuncs.

Formulas and defaults are PyTorch's (torch.optim), the papers are named in each docstring. Every step
ends in one subtraction, parameters -= update, so that old - update = new holds to the last bit; the
update stays readable as `.update` until the next step. Nothing is allocated by a step.
"""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from nnviz.engine.arrays import Array, floating
from nnviz.said import translate

NUMBERS = 6
"""How many different numbers the rule of an optimiser needs at most."""

__all__ = ["OPTIMIZERS", "Optimizer", "make_optimizer"]

State = dict[str, Array | int | float]


class Optimizer:
    """What all optimisers share: a learning rate, named numbers, vectors of memory, and a step count.

    `learning_rate` and the hyperparameters may be set between two steps and take hold at the next.
    `vectors` names the memory (each (P,), zero at the start) that `state` copies.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    latex: ClassVar[str]
    purpose: ClassVar[str]
    default_learning_rate: ClassVar[float]
    hyper: ClassVar[dict[str, float]] = {}
    vectors: ClassVar[tuple[str, ...]] = ()

    learning_rate: float
    steps: int
    update: Array

    def __init__(self, size: int, dtype: str, learning_rate: float, **hyper: float) -> None:
        kind = floating(dtype)
        unknown = sorted(set(hyper) - set(self.hyper))
        if unknown:
            known = ", ".join(self.hyper) or "none"
            raise ValueError(
                translate("Engine", "{label} has no setting {unknown}; its settings are: {known}.").format(
                    label=self.label, unknown=", ".join(unknown), known=known
                )
            )
        self.learning_rate = _positive(translate("Engine", "learning rate"), learning_rate)
        for key, value in {**self.hyper, **hyper}.items():
            setattr(self, key, _in_range(key, value))
        for vector in self.vectors:
            setattr(self, vector, np.zeros(size, kind))
        self.update = np.zeros(size, kind)
        self._scratch = np.empty(size, kind)
        self._numbers = tuple(np.zeros((), kind) for _ in range(NUMBERS))
        self.steps = 0

    def step(self, parameters: Array, gradients: Array) -> None:
        """One step in place. Both (P,) of the network's type; the gradients are left as they were."""
        self.steps += 1
        with np.errstate(all="ignore"):
            self._fill_update(parameters, gradients)
            np.subtract(parameters, self.update, out=parameters)

    def _fill_update(self, parameters: Array, gradients: Array) -> None:
        raise NotImplementedError

    def _number(self, slot: int, value: float) -> Array:
        """`value` as an array without dimensions: half the cost of a call with a Python number."""
        number = self._numbers[slot]
        number[()] = value
        return number

    def state(self) -> State:
        """Copies of everything that the next step depends on besides the learning rate and the settings."""
        return {"steps": self.steps, **{name: getattr(self, name).copy() for name in self.vectors}}

    def load(self, state: State) -> None:
        """Go on from a `state()` of the same optimiser and size."""
        if set(state) != {"steps", *self.vectors}:
            raise ValueError(
                translate("Engine", "The state holds {names}: it is not one of {label}.").format(
                    names=", ".join(sorted(state)), label=self.label
                )
            )
        for name in self.vectors:
            memory, given = getattr(self, name), np.asarray(state[name])
            if memory.shape != given.shape:
                raise ValueError(
                    translate("Engine", "The state is for {size} parameters; there are {size2}.").format(
                        size=given.size, size2=memory.size
                    )
                )
            memory[...] = given
        self.steps = int(state["steps"])


class SGD(Optimizer):
    """w -= rate g. With a full batch this is gradient descent (Robbins and Monro 1951)."""

    name = "sgd"
    label = translate("Engine", "SGD")
    latex = r"w \leftarrow w - \eta g"
    purpose = translate(
        "Engine", "The plain rule: a step against the gradient. With the full batch it is gradient descent."
    )
    default_learning_rate = 0.1

    def _fill_update(self, parameters: Array, gradients: Array) -> None:
        np.multiply(gradients, self._number(0, self.learning_rate), out=self.update)


class Momentum(Optimizer):
    """Polyak 1964, in PyTorch's form: v = momentum v + g; w -= rate v."""

    name = "momentum"
    label = translate("Engine", "Momentum")
    latex = r"v \leftarrow \mu v + g, \quad w \leftarrow w - \eta v"
    purpose = translate("Engine", "A ball that rolls: steady directions add up, zigzags cancel.")
    default_learning_rate = 0.01
    hyper: ClassVar[dict[str, float]] = {"momentum": 0.9}
    vectors = ("velocity",)

    momentum: float
    velocity: Array

    def _fill_update(self, parameters: Array, gradients: Array) -> None:
        np.multiply(self.velocity, self.momentum, out=self.velocity)
        np.add(self.velocity, gradients, out=self.velocity)
        np.multiply(self.velocity, self.learning_rate, out=self.update)


class Nesterov(Momentum):
    """Sutskever et al. 2013, in PyTorch's form: v = momentum v + g; w -= rate (g + momentum v)."""

    name = "nesterov"
    label = translate("Engine", "Nesterov")
    latex = r"v \leftarrow \mu v + g, \quad w \leftarrow w - \eta (g + \mu v)"
    purpose = translate("Engine", "Momentum that looks ahead: it brakes before the turn, not after it.")

    def _fill_update(self, parameters: Array, gradients: Array) -> None:
        np.multiply(self.velocity, self.momentum, out=self.velocity)
        np.add(self.velocity, gradients, out=self.velocity)
        np.multiply(self.velocity, self.momentum, out=self.update)
        np.add(self.update, gradients, out=self.update)
        np.multiply(self.update, self.learning_rate, out=self.update)


class AdaGrad(Optimizer):
    """Duchi, Hazan and Singer 2011: s = s + g^2; w -= rate g / (sqrt(s) + eps)."""

    name = "adagrad"
    label = translate("Engine", "AdaGrad")
    latex = r"s \leftarrow s + g^2, \quad w \leftarrow w - \eta \frac{g}{\sqrt{s} + \epsilon}"
    purpose = translate(
        "Engine", "A rate for each weight, which only ever falls: good for rare features, slow in the end."
    )
    default_learning_rate = 0.01
    hyper: ClassVar[dict[str, float]] = {"eps": 1e-10}
    vectors = ("squares",)

    eps: float
    squares: Array

    def _fill_update(self, parameters: Array, gradients: Array) -> None:
        scratch = self._scratch
        np.multiply(gradients, gradients, out=scratch)
        np.add(self.squares, scratch, out=self.squares)
        np.sqrt(self.squares, out=scratch)
        np.add(scratch, self.eps, out=scratch)
        np.divide(gradients, scratch, out=self.update)
        np.multiply(self.update, self.learning_rate, out=self.update)


class RMSProp(Optimizer):
    """Tieleman and Hinton 2012: s = alpha s + (1 - alpha) g^2; w -= rate g / (sqrt(s) + eps)."""

    name = "rmsprop"
    label = translate("Engine", "RMSProp")
    latex = (
        r"s \leftarrow \alpha s + (1 - \alpha) g^2, \quad w \leftarrow w - \eta \frac{g}{\sqrt{s} + \epsilon}"
    )
    purpose = translate(
        "Engine", "AdaGrad that forgets: the rate of a weight follows the recent size of its gradient."
    )
    default_learning_rate = 0.01
    hyper: ClassVar[dict[str, float]] = {"alpha": 0.99, "eps": 1e-8}
    vectors = ("squares",)

    alpha: float
    eps: float
    squares: Array

    def _fill_update(self, parameters: Array, gradients: Array) -> None:
        scratch = self._scratch
        np.multiply(gradients, gradients, out=scratch)
        np.multiply(scratch, 1.0 - self.alpha, out=scratch)
        np.multiply(self.squares, self.alpha, out=self.squares)
        np.add(self.squares, scratch, out=self.squares)
        np.sqrt(self.squares, out=scratch)
        np.add(scratch, self.eps, out=scratch)
        np.divide(gradients, scratch, out=self.update)
        np.multiply(self.update, self.learning_rate, out=self.update)


class Adam(Optimizer):
    """Kingma and Ba 2015: m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2;
    w -= rate / (1 - b1^t) m / (sqrt(v / (1 - b2^t)) + eps).

    Both bias corrections are folded into two numbers, so that no pass over the vectors is spent on them:
    the update is c m / (sqrt(v) + e) with c = rate sqrt(1 - b2^t) / (1 - b1^t), e = eps sqrt(1 - b2^t).
    """

    name = "adam"
    label = translate("Engine", "Adam")
    latex = (
        r"m \leftarrow \beta_1 m + (1 - \beta_1) g, \; v \leftarrow \beta_2 v + (1 - \beta_2) g^2, \;"
        r" w \leftarrow w - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon}"
    )
    purpose = translate("Engine", "Momentum and a rate for each weight together: the usual first choice.")
    default_learning_rate = 0.001
    hyper: ClassVar[dict[str, float]] = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
    vectors = ("first", "second")

    beta1: float
    beta2: float
    eps: float
    first: Array
    second: Array

    def _fill_update(self, parameters: Array, gradients: Array) -> None:
        first, second, scratch, update = self.first, self.second, self._scratch, self.update
        root = math.sqrt(1.0 - self.beta2**self.steps)
        rate = self.learning_rate * root / (1.0 - self.beta1**self.steps)
        np.multiply(gradients, self._number(0, 1.0 - self.beta1), out=scratch)
        np.multiply(first, self._number(1, self.beta1), out=first)
        np.add(first, scratch, out=first)
        np.multiply(gradients, gradients, out=scratch)
        np.multiply(scratch, self._number(2, 1.0 - self.beta2), out=scratch)
        np.multiply(second, self._number(3, self.beta2), out=second)
        np.add(second, scratch, out=second)
        np.sqrt(second, out=scratch)
        np.add(scratch, self._number(4, self.eps * root), out=scratch)
        np.divide(first, scratch, out=update)
        np.multiply(update, self._number(5, rate), out=update)


class AdamW(Adam):
    """Loshchilov and Hutter 2019: Adam's update plus rate x weight_decay x w, apart from the gradient."""

    name = "adamw"
    label = translate("Engine", "AdamW")
    latex = r"w \leftarrow w - \eta \lambda w - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon}"
    purpose = translate(
        "Engine", "Adam with weight decay done right: the decay is not divided by the gradient's size."
    )
    hyper: ClassVar[dict[str, float]] = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.01}

    weight_decay: float

    def _fill_update(self, parameters: Array, gradients: Array) -> None:
        super()._fill_update(parameters, gradients)
        np.multiply(parameters, self.learning_rate * self.weight_decay, out=self._scratch)
        np.add(self.update, self._scratch, out=self.update)


OPTIMIZERS: dict[str, type[Optimizer]] = {
    kind.name: kind for kind in (SGD, Momentum, Nesterov, AdaGrad, RMSProp, Adam, AdamW)
}


def make_optimizer(
    name: str, size: int, dtype: str = "float32", learning_rate: float | None = None, **hyper: float
) -> Optimizer:
    """The optimiser called `name` for `size` parameters.

    `learning_rate` None takes the optimiser's default; `hyper` are its own settings (see `.hyper`).
    ValueError for an unknown name or setting, or a number out of range.
    """
    if name not in OPTIMIZERS:
        raise ValueError(
            translate("Engine", "The optimiser {name!r} is not known; there are {optimizers}.").format(
                name=name, optimizers=", ".join(OPTIMIZERS)
            )
        )
    kind = OPTIMIZERS[name]
    return kind(size, dtype, kind.default_learning_rate if learning_rate is None else learning_rate, **hyper)


def _positive(what: str, value: float) -> float:
    if not (math.isfinite(value) and value > 0):
        raise ValueError(
            translate("Engine", "The {what} must be a number above 0, not {value}.").format(
                what=what, value=value
            )
        )
    return float(value)


def _in_range(name: str, value: float) -> float:
    """Decay rates in [0, 1), eps above 0, weight decay from 0."""
    if name == "eps":
        return _positive(name, value)
    limit = math.inf if name == "weight_decay" else 1.0
    if not 0 <= value < limit:
        raise ValueError(
            translate(
                "Engine", "The setting {name} must be at least 0 and below {limit:g}, not {value}."
            ).format(name=name, limit=limit, value=value)
        )
    return float(value)
