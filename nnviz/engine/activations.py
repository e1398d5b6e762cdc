"""Activations: a = f(z), each beside its derivative da/dz.

Every function takes an array of any shape and, optionally, `out` and `scratch` (room for intermediate
values) of the same shape and type; it allocates nothing when both are given, and returns finite values
without a warning for every finite input.
A derivative takes `z` and `a = f(z)`, since it is often cheaper from `a`. Softmax alone mixes
the units of a layer: its derivative is a matrix (the Jacobian), and backpropagation uses the product
of that matrix with dL/da, which needs no matrix at all.

`ACTIVATIONS` is the one table that menus, files, the command line and the tests are made from.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np

from nnviz.engine.arrays import Array, Operations
from nnviz.engine.functions import (
    elu,
    elu_derivative,
    gelu,
    gelu_derivative,
    leaky_relu,
    leaky_relu_bound,
    leaky_relu_derivative,
    linear,
    linear_derivative,
    relu,
    relu_bound,
    relu_derivative,
    sigmoid,
    sigmoid_bound,
    sigmoid_derivative,
    silu,
    silu_derivative,
    softmax,
    softmax_backward,
    softmax_derivative,
    softmax_jacobian,
    softplus,
    softplus_derivative,
    tanh,
    tanh_bound,
    tanh_derivative,
)
from nnviz.said import joined, translate

if TYPE_CHECKING:  # only who looks at a formula needs them
    from nnviz.engine.formulas import Derivation, Node
    from nnviz.engine.formulas.own import OwnCurve

__all__ = ["ACTIVATIONS", "Activation", "activation"]


@dataclasses.dataclass(frozen=True)
class Activation:
    """One line of the table: what a function is, and how to compute it.

    `formula` is the function on paper, as it would be typed, of softmax that of the first of three classes;
    its derivative is derived from this text, step by step (`derivation`). How it is computed:
    function(z, out=None, scratch=None) -> a; derivative(z, a, out=None, scratch=None) -> da/dz, for softmax
    the diagonal only. `parameter` is (name, value) where the function has one; `kinks` are the z where
    there is no derivative on paper (none if the parameter is `smooth_at`). `bound` is a faster way to
    compute the same over fixed arrays, where there is one. `own` is what is computed of one that somebody has
    typed, whose name is its formula.
    Softmax works along the last axis unless `axis=0` is passed (the engine's layout).
    """

    name: str
    label: str
    function: Callable[..., Array]
    derivative: Callable[..., Array]
    formula: str
    range: str
    purpose: str
    pitfalls: str
    parameter: tuple[str, float] | None = None
    elementwise: bool = True
    kinks: tuple[float, ...] = ()
    smooth_at: float | None = None
    parameter_limit: float = 0.0
    bound: Callable[..., tuple[Operations, Operations]] | None = None
    own: OwnCurve | None = None

    @property
    def dies(self) -> bool:
        """Whether it is exactly 0 all along one side, where nothing is learned: ReLU, or a leak of 0."""
        left = np.array([-1.0, -10.0])
        return self.elementwise and not self.function(left).any()

    @property
    def variables(self) -> tuple[str, ...]:
        """The names in the formula that stand for what is summed up."""
        if self.own is not None:
            return (self.own.variable,)
        return ("z",) if self.elementwise else ("z_1", "z_2", "z_3")

    @property
    def tree(self) -> Node:
        """The formula read: a tree of numbers, names and functions."""
        from nnviz.engine.formulas import read_formula

        parameters = () if self.parameter is None else (self.parameter[0],)
        return read_formula(self.formula, self.variables, parameters)

    def derivation(self, by: str = "") -> Derivation:
        """The derivative step by step, of softmax's first output; without `by`, by the first variable."""
        from nnviz.engine.formulas import derivation, outputs_named

        known = () if self.elementwise else outputs_named(self.tree)
        return derivation(self.tree, by or self.variables[0], known)

    def with_parameter(self, value: float | None) -> Activation:
        """The same activation with its slope or alpha set to `value`; None keeps the default."""
        if value is None:
            return self
        if self.parameter is None:
            raise ValueError(
                translate("Engine", "The activation {name} has no parameter to set to {value:g}.").format(
                    name=self.name, value=value
                )
            )
        name = self.parameter[0]
        if not 0 <= value <= self.parameter_limit:
            raise ValueError(
                translate(
                    "Engine", "The {parameter} of {activation} must lie between 0 and {limit:g}, not {value}."
                ).format(parameter=name, activation=self.name, limit=self.parameter_limit, value=value)
            )
        return dataclasses.replace(
            self,
            function=partial(self.function, **{name: value}),
            derivative=partial(self.derivative, **{name: value}),
            parameter=(name, float(value)),
            kinks=() if self.smooth_at == value else (0.0,),
            bound=None if self.bound is None else partial(self.bound, **{name: value}),
        )

    def backward(
        self,
        z: Array,
        a: Array,
        da: Array,
        out: Array | None = None,
        scratch: Array | None = None,
        axis: int = -1,
    ) -> Array:
        """dL/dz from da = dL/da: the chain rule through this activation. `out` must not be `da`."""
        if not self.elementwise:
            return softmax_backward(a, da, out, scratch, axis)
        out = self.derivative(z, a, out, scratch)
        return np.multiply(out, da, out=out)

    def bind(self, z: Array, a: Array, da: Array, dz: Array) -> tuple[Operations, Operations]:
        """(what fills a from z, what fills dz from da) over these fixed (units, samples) arrays."""
        if self.bound is not None:
            return self.bound(z, a, da, dz)
        scratch = np.empty_like(da)
        across = {} if self.elementwise else {"axis": 0}
        activate = partial(self.function, z, out=a, scratch=scratch, **across)
        return (activate,), (partial(self.backward, z, a, da, dz, scratch, 0),)

    def jacobian(self, z: Array) -> Array:
        """The (k, k) matrix da_i/dz_j of one sample z (k,); diagonal for all but softmax."""
        a = self.function(z)
        if self.elementwise:
            return np.diag(self.derivative(z, a))
        return softmax_jacobian(a)


def activation(name: str, parameter: float | None = None) -> Activation:
    """The activation called `name`, or typed as a formula; with its slope or alpha if `parameter` is given.

    ValueError with one sentence, which for a formula names the column, for what is none.
    """
    if isinstance(name, str) and name in ACTIVATIONS:
        return ACTIVATIONS[name].with_parameter(parameter)
    from nnviz.engine.formulas.own import is_formula

    if not is_formula(name):
        raise ValueError(
            translate(
                "Engine",
                "The activation {name!r} is not known; there are {activations}, and formulas such as "
                "x * tanh(x).",
            ).format(name=name, activations=", ".join(ACTIVATIONS))
        )
    return _typed(name).with_parameter(parameter)


@lru_cache(maxsize=128)
def _typed(text: str) -> Activation:
    """The activation that somebody has typed."""
    from nnviz.engine.formulas.own import own_curve, shortened

    own = own_curve(text)
    low, high = own.reach
    return Activation(
        text,
        shortened(text),
        own.function,
        own.derivative,
        text,
        translate("Engine", "{low} to {high} for sums from −10 to 10").format(low=low, high=high),
        translate("Engine", "A function of your own, derived by the rules of calculus."),
        joined(own.judged.warnings),
        kinks=own.judged.corners,
        bound=own.bound,
        own=own,
    )


def _table(*activations: Activation) -> dict[str, Activation]:
    return {entry.name: entry for entry in activations}


ACTIVATIONS = _table(
    Activation(
        "linear",
        translate("Engine", "Linear"),
        linear,
        linear_derivative,
        "z",
        "(−∞, ∞)",
        translate("Engine", "The last layer of a regression: the output can be any number."),
        translate("Engine", "Layers of it collapse: two linear layers are one matrix."),
    ),
    Activation(
        "sigmoid",
        translate("Engine", "Sigmoid"),
        sigmoid,
        sigmoid_derivative,
        "1 / (1 + exp(-z))",
        "(0, 1)",
        translate("Engine", "Between 0 and 1: in the last layer the probability of a yes-or-no question."),
        translate(
            "Engine",
            "Saturates: far from 0 its slope vanishes, and with it the gradient of every layer before it.",
        ),
        bound=sigmoid_bound,
    ),
    Activation(
        "tanh",
        translate("Engine", "Tanh"),
        tanh,
        tanh_derivative,
        "(exp(z) - exp(-z)) / (exp(z) + exp(-z))",
        "(−1, 1)",
        translate(
            "Engine", "Hidden layers of small and recurrent networks: like a sigmoid, but centred on 0."
        ),
        translate("Engine", "Saturates on both sides, as the sigmoid does."),
        bound=tanh_bound,
    ),
    Activation(
        "relu",
        translate("Engine", "ReLU"),
        relu,
        relu_derivative,
        "where(z > 0, z, 0)",
        "[0, ∞)",
        translate(
            "Engine", "The usual choice for hidden layers: quick, and its slope does not vanish for z > 0."
        ),
        translate(
            "Engine",
            "A unit whose z is negative for every sample is dead: no gradient ever reaches it again.",
        ),
        kinks=(0.0,),
        bound=relu_bound,
    ),
    Activation(
        "leaky_relu",
        translate("Engine", "Leaky ReLU"),
        leaky_relu,
        leaky_relu_derivative,
        "where(z > 0, z, slope * z)",
        "(−∞, ∞)",
        translate("Engine", "Hidden layers where ReLU neurons die: a small slope s lets gradient through."),
        translate("Engine", "One more number to choose; with s near 1 it is a straight line."),
        parameter=("slope", 0.01),
        kinks=(0.0,),
        smooth_at=1.0,
        parameter_limit=1.0,
        bound=leaky_relu_bound,
    ),
    Activation(
        "elu",
        translate("Engine", "ELU"),
        elu,
        elu_derivative,
        "where(z > 0, z, alpha * (exp(z) - 1))",
        "(−α, ∞)",
        translate(
            "Engine",
            "Hidden layers: smooth where alpha is 1, and its mean output is nearer to 0 than that of ReLU.",
        ),
        translate("Engine", "Slower, for the exponential; saturates for very negative z."),
        parameter=("alpha", 1.0),
        smooth_at=1.0,
        parameter_limit=100.0,
    ),
    Activation(
        "softplus",
        translate("Engine", "Softplus"),
        softplus,
        softplus_derivative,
        "log(1 + exp(z))",
        "(0, ∞)",
        translate(
            "Engine", "Where an output must be above 0, such as a spread; a ReLU with its corner rounded."
        ),
        translate("Engine", "Slower than ReLU and never exactly 0, so nothing is switched off."),
    ),
    Activation(
        "gelu",
        translate("Engine", "GELU"),
        gelu,
        gelu_derivative,
        "z / 2 * (1 + tanh(sqrt(2 / pi) * (z + 0.044715 * z**3)))",
        "(−0.17, ∞)",
        translate(
            "Engine",
            "Hidden layers of transformers: a smooth gate that lets z through the more, the larger it is.",
        ),
        translate("Engine", "The most costly of the table; not monotonic for z below −0.75."),
    ),
    Activation(
        "silu",
        translate("Engine", "SiLU (Swish)"),
        silu,
        silu_derivative,
        "z / (1 + exp(-z))",
        "(−0.28, ∞)",
        translate("Engine", "Hidden layers of deep networks: smooth, and lets a little through for z < 0."),
        translate("Engine", "Dearer than ReLU; not monotonic for z below −1.28."),
    ),
    Activation(
        "softmax",
        translate("Engine", "Softmax"),
        softmax,
        softmax_derivative,
        "exp(z_1) / (exp(z_1) + exp(z_2) + exp(z_3))",
        translate("Engine", "(0, 1), and the outputs of a sample sum to 1"),
        translate(
            "Engine",
            "The last layer when exactly one of several classes is right: the outputs are probabilities.",
        ),
        translate(
            "Engine",
            "Always sure of something: a sample of no class at all still gets probabilities that sum to 1.",
        ),
        elementwise=False,
    ),
)
