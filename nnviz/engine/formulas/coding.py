"""A formula as text of a program that needs no nnviz: NumPy, PyTorch, Keras; and as operations of ONNX.

What has no variable in it becomes one number, since `torch.exp` takes no plain numbers. Written are the trees
that are computed (`OwnCurve.value`, `.slope`), in which softplus and sigmoid stand for what would overflow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nnviz.engine.formulas.tree import (
    Binary,
    Call,
    Compared,
    Derivative,
    Name,
    Negative,
    Node,
    Number,
    Pieces,
)
from nnviz.engine.formulas.values import value_of
from nnviz.engine.formulas.writing import PRODUCT, SINGLE, SUM, tightness

__all__ = ["DIALECTS", "OnnxStep", "code", "onnx_steps"]

_ALIKE = ("exp", "log", "sqrt", "abs", "sign", "sin", "cos", "tan", "sinh", "cosh", "tanh")
#: How each function is called in a program, {} being what it is of.
DIALECTS: dict[str, dict[str, str]] = {
    "numpy": {
        **{name: f"np.{name}({{}})" for name in _ALIKE},
        "atan": "np.arctan({})",
        "sigmoid": "(1 / (1 + np.exp(-({}))))",
        "softplus": "np.logaddexp(0, {})",
        "relu": "np.maximum({}, 0)",
        "max": "np.maximum({}, {})",
        "min": "np.minimum({}, {})",
        "where": "np.where({}, {}, {})",
    },
    "torch": {
        **{name: f"torch.{name}({{}})" for name in (*_ALIKE, "atan", "sigmoid", "relu")},
        "softplus": "torch.nn.functional.softplus({}, threshold=40)",
        "max": "torch.maximum({}, {})",
        "min": "torch.minimum({}, {})",
        "where": "torch.where({}, {}, {})",
        "number": "{variable}.new_tensor({number})",
    },
    "keras": {
        **{name: f"keras.ops.{name}({{}})" for name in (*_ALIKE, "sigmoid", "softplus", "relu")},
        "atan": "keras.ops.arctan({})",
        "max": "keras.ops.maximum({}, {})",
        "min": "keras.ops.minimum({}, {})",
        "where": "keras.ops.where({}, {}, {})",
    },
}
_ONNX = {
    "+": "Add", "-": "Sub", "*": "Mul", "/": "Div", "**": "Pow",
    "<": "Less", "<=": "LessOrEqual", ">": "Greater", ">=": "GreaterOrEqual",
}  # fmt: skip


def code(node: Node, dialect: str, names: Mapping[str, str] | None = None) -> str:
    """The formula as an expression in one of `DIALECTS`; `names` say what its variables are called there."""
    calls, called = DIALECTS[dialect], names or {}
    variable = called.get(last, last) if (last := max(node.names, default="")) else ""

    def text(part: Node, tight: int = SUM) -> str:
        if not part.names:
            number = repr(float(value_of(part, {})))
            return f"({number})" if number.startswith("-") and tight > SUM else number
        written = whole(part)
        return written if tightness(part) >= tight else f"({written})"

    def operand(part: Node) -> str:
        """An argument of several, where torch takes no plain number, or makes it a float32."""
        number = "{number}" if part.names else calls.get("number", "{number}")
        return number.format(number=text(part), variable=variable)

    def whole(part: Node) -> str:
        match part:
            case Name(name):
                return called.get(name, name)
            case Negative(of):
                return "-" + text(of, PRODUCT)
            case Binary("**", left, Number(power)) if power.denominator == 1:
                return f"{text(left, SINGLE)}**{power.numerator if power >= 0 else f'({power})'}"
            case Binary("**", left, right):
                return f"{text(left, SINGLE)}**{text(right, SINGLE)}"
            case Binary(sign, left, right):
                at = SUM if sign in "+-" else PRODUCT
                return f"{text(left, at)} {sign} {text(right, at + 1)}"
            case Compared(sign, left, right):
                return f"{text(left)} {sign} {text(right)}"
            case Call(function, arguments):
                several = len(arguments) > 1
                return calls[function].format(*(operand(one) if several else text(one) for one in arguments))
            case Pieces(condition, then, otherwise) if not condition.names:
                return whole(then if float(value_of(condition, {})) else otherwise)
            case Pieces(condition, then, otherwise):
                return calls["where"].format(whole(condition), operand(then), operand(otherwise))
            case Number():
                return text(part)
            case Derivative():
                raise AssertionError("a derivative is worked out before it is written")

    return text(node)


@dataclass(frozen=True)
class OnnxStep:
    """One operation; an input that is a number is a constant without dimensions, of the graph's type."""

    operation: str
    inputs: tuple[str | float, ...]
    output: str


def onnx_steps(node: Node, names: Mapping[str, str], output: str) -> tuple[OnnxStep, ...]:
    """The formula as operations of ONNX (opset 13 on), in their order; each value between has a name that
    begins with `output`. `names` are those of the values that its variables stand for."""
    found: dict[Node, str | float] = {}
    steps: list[OnnxStep] = []

    def visit(part: Node) -> str | float:
        if part in found:
            return found[part]
        if isinstance(part, Name) and part.names:
            found[part] = names[part.name]
        elif not part.names and not isinstance(part, Compared):
            found[part] = float(value_of(part, {}))
        else:
            inputs = tuple(visit(one) for one in part.parts)
            found[part] = f"{output}_{len(steps) + 1}"
            steps.append(OnnxStep(_operation(part), inputs, f"{output}_{len(steps) + 1}"))
        return found[part]

    steps_end = visit(node)
    return (*steps, OnnxStep("Identity", (steps_end,), output))


def _operation(node: Node) -> str:
    match node:
        case Negative():
            return "Neg"
        case Binary(sign) | Compared(sign):
            return _ONNX[sign]
        case Pieces():
            return "Where"
        case Call(function):
            return function.capitalize()
    raise AssertionError("numbers and names are no operations")
