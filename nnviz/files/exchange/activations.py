"""How each activation, and each loss, is written in every kind of program: one line each.

Those that a person typed as a formula are written from their trees, in all but scikit-learn.
"""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.engine.activations import Activation
from nnviz.engine.formulas.coding import code
from nnviz.engine.losses import Loss
from nnviz.said import translate


@dataclass(frozen=True)
class Written:
    """One activation. ``numpy`` is the part of ``numpy_parts.py`` of that name, with its ``_back``.

    ``torch`` and ``keras`` are expressions, with ``{}`` where the parameter of the function stands, "" where
    nothing is to be done; "" in ``sklearn``: it has none that does the same.
    """

    numpy: str
    torch: str
    keras: str
    sklearn: str = ""


WRITTEN: dict[str, Written] = {
    "linear": Written("linear", "", '"linear"', "identity"),
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


def numpy_pair(activation: Activation) -> str:
    """The function and its way back, as two arguments."""
    if activation.own is not None:
        own = activation.own
        value, slope = (code(tree, "numpy", {own.variable: "z"}) for tree in (own.value, own.slope))
        return f"lambda z: {value}, lambda z, a, da: da * ({slope})"
    part = WRITTEN[activation.name].numpy
    if activation.parameter is None:
        return f"{part}, {part}_back"
    given = "{}={!r}".format(*activation.parameter)
    return f"partial({part}, {given}), partial({part}_back, {given})"


def framework_text(framework: str, activation: Activation) -> str:
    """The activation in “torch” or “keras”; of a typed one a function of the sums."""
    if activation.own is not None:
        own = activation.own
        function = f"lambda z: {code(own.value, framework, {own.variable: 'z'})}"
        return f"Function({function})" if framework == "torch" else function
    text: str = getattr(WRITTEN[activation.name], framework)
    return text.format(repr(activation.parameter[1])) if activation.parameter else text


def sklearn_name(activation: Activation) -> str:
    """What scikit-learn calls it. Raises ``ValueError`` with one sentence where it has none."""
    known = None if activation.own is not None else WRITTEN[activation.name].sklearn
    if not known:
        raise ValueError(
            translate(
                "Files",
                "scikit-learn knows linear, sigmoid, tanh and ReLU only, not “{name}”: take it out for "
                "PyTorch or NumPy.",
            ).format(name=activation.label)
        )
    return known


def own_numpy_loss(loss: Loss) -> str:
    """What a typed loss gives in a program of NumPy: its value, and its slope."""
    assert loss.own is not None
    names = {"y": "a", "t": "t"}
    value, slope = (code(tree, "numpy", names) for tree in (loss.own.value, loss.own.slope))
    return f"np.mean({value}), ({slope}) / a.size"
