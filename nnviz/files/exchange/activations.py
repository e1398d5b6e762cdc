"""How each activation is written in every kind of program: one line each.

An own activation is added here by whoever reads its formula.
"""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.engine import ACTIVATIONS


@dataclass(frozen=True)
class Written:
    """One activation. ``numpy`` is the part of ``numpy_parts.py`` of that name, with its ``_back``.

    ``torch`` and ``keras`` are expressions, with ``{}`` where the parameter of the function stands; "" in
    ``keras`` or ``sklearn``: the framework has none that does the same.
    """

    numpy: str
    torch: str
    keras: str
    sklearn: str = ""


WRITTEN: dict[str, Written] = {
    "linear": Written("linear", "nn.Identity()", '"linear"', "identity"),
    "sigmoid": Written("sigmoid", "nn.Sigmoid()", '"sigmoid"', "logistic"),
    "tanh": Written("tanh", "nn.Tanh()", '"tanh"', "tanh"),
    "relu": Written("relu", "nn.ReLU()", '"relu"', "relu"),
    "leaky_relu": Written("leaky_relu", "nn.LeakyReLU({})", "keras.layers.LeakyReLU(negative_slope={})"),
    "elu": Written("elu", "nn.ELU({})", "keras.layers.ELU(alpha={})"),
    "softplus": Written("softplus", "nn.Softplus(threshold=40)", '"softplus"'),
    "gelu": Written(
        "gelu", 'nn.GELU(approximate="tanh")', "lambda z: keras.activations.gelu(z, approximate=True)"
    ),
    "silu": Written("silu", "nn.SiLU()", '"silu"'),
    "softmax": Written("softmax", "nn.Softmax(dim=1)", '"softmax"'),
}


def numpy_pair(name: str, parameter: float | None) -> str:
    """The function and its way back, as two arguments."""
    part = WRITTEN[name].numpy
    known = ACTIVATIONS[name].parameter
    if parameter is None or known is None:
        return f"{part}, {part}_back"
    given = f"{known[0]}={parameter!r}"
    return f"partial({part}, {given}), partial({part}_back, {given})"


def with_parameter(text: str, name: str, parameter: float | None) -> str:
    """The expression with the parameter, or with the usual one, where it has one."""
    known = ACTIVATIONS[name].parameter
    return text if known is None else text.format(repr(known[1] if parameter is None else parameter))
