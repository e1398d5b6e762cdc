"""The rules of calculus: which of them fits a derivative, and what it says."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

from nnviz.engine.formulas.functions import FUNCTIONS
from nnviz.engine.formulas.reading import read_formula
from nnviz.engine.formulas.simplifying import simplified
from nnviz.engine.formulas.tree import (
    ONE,
    ZERO,
    Binary,
    Call,
    Compared,
    Derivative,
    Name,
    Negative,
    Node,
    Number,
    Pieces,
    put,
)
from nnviz.said import translate

__all__ = ["RULES", "Rule", "apply_rule"]


@dataclasses.dataclass(frozen=True)
class Rule:
    """What a step is called, and its law in letters (LaTeX), empty for those that only tidy up."""

    name: str
    label: str
    law: str = ""


def _table(*rules: Rule) -> dict[str, Rule]:
    return {rule.name: rule for rule in rules}


RULES = _table(
    Rule("constant", translate("Engine", "Constant"), "c' = 0"),
    Rule("variable", translate("Engine", "The variable itself"), "x' = 1"),
    Rule("sum", translate("Engine", "Sum rule"), "(u + v)' = u' + v'"),
    Rule("difference", translate("Engine", "Difference rule"), "(u - v)' = u' - v'"),
    Rule("sign", translate("Engine", "A minus sign stays"), "(-u)' = -u'"),
    Rule("factor", translate("Engine", "A constant factor stays"), r"(c \, u)' = c \, u'"),
    Rule(
        "divisor",
        translate("Engine", "A constant divisor stays"),
        r"\left(\frac{u}{c}\right)' = \frac{u'}{c}",
    ),
    Rule("product", translate("Engine", "Product rule"), r"(u \, v)' = u' \, v + u \, v'"),
    Rule(
        "quotient",
        translate("Engine", "Quotient rule"),
        r"\left(\frac{u}{v}\right)' = \frac{u' \, v - u \, v'}{v^{2}}",
    ),
    Rule("power", translate("Engine", "Power rule"), r"(x^{n})' = n \, x^{n - 1}"),
    Rule(
        "power_chain",
        translate("Engine", "Power rule and chain rule"),
        r"(u^{n})' = n \, u^{n - 1} \, u'",
    ),
    Rule("exponential", translate("Engine", "Exponential rule"), r"(c^{u})' = c^{u} \, \log c \cdot u'"),
    Rule(
        "both",
        translate("Engine", "Base and exponent both vary"),
        r"(u^{v})' = u^{v} \left(v' \log u + v \frac{u'}{u}\right)",
    ),
    Rule("function", translate("Engine", "Known derivative"), "f(x)' = f'(x)"),
    Rule("chain", translate("Engine", "Chain rule"), r"f(u)' = f'(u) \, u'"),
    Rule("pieces", translate("Engine", "Each piece by itself"), ""),
    Rule("larger", translate("Engine", "Where the first is larger, and where it is not"), ""),
    Rule("smaller", translate("Engine", "Where the first is smaller, and where it is not"), ""),
    Rule("tidy", translate("Engine", "Put together"), ""),
    Rule("split", translate("Engine", "Split the fraction"), r"\frac{u + v}{v} = \frac{u}{v} + 1"),
    Rule("named", translate("Engine", "Write it with functions known by name"), ""),
    Rule("common", translate("Engine", "Take out the common factor"), r"c \, u + c \, v = c \, (u + v)"),
)


def apply_rule(wanted: Derivative) -> tuple[str, Node]:
    """(the name of the rule, what the derivative is by it); derivatives of the parts stand in it as such."""
    of, by = wanted.of, wanted.by
    if by not in of.names:
        return "constant", ZERO
    match of:
        case Name():
            return "variable", ONE
        case Negative(inner):
            return "sign", Negative(Derivative(inner, by))
        case Binary("+", left, right):
            return "sum", Binary("+", Derivative(left, by), Derivative(right, by))
        case Binary("-", left, right):
            return "difference", Binary("-", Derivative(left, by), Derivative(right, by))
        case Binary("*", left, right):
            return _of_product(left, right, by)
        case Binary("/", left, right):
            return _of_quotient(left, right, by)
        case Binary("**", left, right):
            return _of_power(of, left, right, by)
        case Call("max" | "min", (left, right)):
            return _of_larger(of.function == "max", left, right, by)
        case Call(function, (inner,)):
            outer = put(_DERIVATIVES[function], {"u": inner})
            if isinstance(inner, Name):
                return "function", outer
            return "chain", Binary("*", outer, Derivative(inner, by))
        case Pieces(condition, then, otherwise):
            return "pieces", Pieces(condition, Derivative(then, by), Derivative(otherwise, by))
    raise AssertionError(f"there is a rule for every node with a variable in it, also for {of}")


_DERIVATIVES = {
    entry.name: read_formula(entry.derivative, variables=("u",))
    for entry in FUNCTIONS.values()
    if entry.derivative is not None
}


def _of_product(left: Node, right: Node, by: str) -> tuple[str, Node]:
    if by not in left.names:
        return "factor", Binary("*", left, Derivative(right, by))
    if by not in right.names:
        return "factor", Binary("*", Derivative(left, by), right)
    first = Binary("*", Derivative(left, by), right)
    return "product", Binary("+", first, Binary("*", left, Derivative(right, by)))


def _of_quotient(above: Node, below: Node, by: str) -> tuple[str, Node]:
    if by not in below.names:
        return "divisor", Binary("/", Derivative(above, by), below)
    first = Binary("*", Derivative(above, by), below)
    top = Binary("-", first, Binary("*", above, Derivative(below, by)))
    return "quotient", Binary("/", top, Binary("**", below, Number(Fraction(2))))


def _of_power(of: Node, base: Node, exponent: Node, by: str) -> tuple[str, Node]:
    slope, growth = Derivative(base, by), Derivative(exponent, by)
    if by not in exponent.names:
        less = simplified(Binary("-", exponent, ONE))
        raised = base if less == ONE else Binary("**", base, less)
        outer = Binary("*", exponent, raised)
        return ("power", outer) if isinstance(base, Name) else ("power_chain", Binary("*", outer, slope))
    if by not in base.names:
        grown = of if base == Name("e") else Binary("*", of, Call("log", (base,)))
        return "exponential", Binary("*", grown, growth)
    by_exponent = Binary("*", growth, Call("log", (base,)))
    by_base = Binary("*", exponent, Binary("/", slope, base))
    return "both", Binary("*", of, Binary("+", by_exponent, by_base))


def _of_larger(larger: bool, left: Node, right: Node, by: str) -> tuple[str, Node]:
    # The one that varies comes first: max(0, x) has slope 0 at 0, as max(x, 0) and the engine's ReLU have.
    if by not in left.names:
        left, right = right, left
    condition = Compared(">" if larger else "<", left, right)
    pieces = Pieces(condition, Derivative(left, by), Derivative(right, by))
    return ("larger" if larger else "smaller"), pieces
