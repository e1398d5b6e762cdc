"""A formula written down: as it is typed (and can be read again), and as LaTeX."""

from __future__ import annotations

from fractions import Fraction

from nnviz.engine.formulas.functions import FUNCTIONS
from nnviz.engine.formulas.simplifying import is_short
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

__all__ = ["POWER", "PRODUCT", "SINGLE", "SUM", "latex", "plain", "tightness"]

SUM, PRODUCT, POWER, SINGLE = range(4)
"""How tightly a node holds together; whatever is looser than its place asks for gets brackets."""
_TIGHT = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER}
_TURNED = {"<": r"\ge", "<=": ">", ">": r"\le", ">=": "<"}
_COMPARED = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge"}
_NAMES = {"pi": r"\pi", "alpha": r"\alpha", "slope": "s"}


def tightness(node: Node, fractions: bool = False) -> int:
    """`fractions`: a quotient is set as a fraction, which needs no brackets in a product."""
    match node:
        case Binary(sign):
            return _TIGHT[sign]
        case Negative():
            return SUM
        case Number(value):
            if value < 0:
                return SUM
            return SINGLE if value.denominator == 1 or is_short(value) else PRODUCT
        case Derivative():
            return POWER if fractions else SINGLE
    return SINGLE


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(value):.12g}" if is_short(value) else f"{value.numerator} / {value.denominator}"


# --- as typed ---------------------------------------------------------------------------------------------
def plain(node: Node) -> str:
    """As `read_formula` reads it; a derivative that is not worked out yet is d/dz(...)."""
    match node:
        case Number(value):
            return _number(value)
        case Name(name):
            return name
        case Negative(of):
            return "-" + _plain(of, PRODUCT)
        case Binary("**", left, right):
            return f"{_plain(left, SINGLE)}**{_plain(right, SINGLE)}"
        case Binary(sign, left, right):
            tight = _TIGHT[sign]
            after = tight + 1 if sign in ("-", "/") or _begins_with_minus(right) else tight
            return f"{_plain(left, tight)} {sign} {_plain(right, after)}"
        case Compared(sign, left, right):
            return f"{plain(left)} {sign} {plain(right)}"
        case Call(function, arguments):
            return f"{function}({', '.join(map(plain, arguments))})"
        case Pieces(condition, then, otherwise):
            return f"where({plain(condition)}, {plain(then)}, {plain(otherwise)})"
        case Derivative(of, by):
            return f"d/d{by}({plain(of)})"


def _plain(node: Node, tight: int) -> str:
    return plain(node) if tightness(node) >= tight else f"({plain(node)})"


def _begins_with_minus(node: Node) -> bool:
    return isinstance(node, Negative) or (isinstance(node, Number) and node.value < 0)


# --- as LaTeX ---------------------------------------------------------------------------------------------
def latex(node: Node) -> str:
    match node:
        case Number(value):
            if value.denominator == 1 or is_short(value):
                return _number(value)
            minus = "-" if value < 0 else ""
            return rf"{minus}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
        case Name(name):
            letter, _, index = name.partition("_")
            return f"{letter}_{_small(index)}" if index else _NAMES.get(name, _word(name))
        case Negative(of):
            return "-" + _latex(of, PRODUCT)
        case Binary("/", left, right):
            return rf"\frac{{{latex(left)}}}{{{latex(right)}}}"
        case Binary("**", Name("e"), right):
            return f"e^{_small(latex(right))}"
        case Binary("**", left, right):
            return f"{_raised(left)}^{_small(latex(right))}"
        case Binary("*", left, right):
            between = r" \cdot " if _begins_with_digit(right) else r" \, "
            after = PRODUCT if not _begins_with_minus(right) else POWER
            return _latex(left, PRODUCT) + between + _latex(right, after)
        case Binary(sign, left, right):
            after = PRODUCT if sign == "-" or _begins_with_minus(right) else SUM
            return f"{_latex(left, SUM)} {sign} {_latex(right, after)}"
        case Compared(sign, left, right):
            return f"{latex(left)} {_COMPARED[sign]} {latex(right)}"
        case Call("sqrt", (Binary("/", Number() | Name() as above, Number() | Name() as below),)):
            return rf"\sqrt{{{latex(above)} / {latex(below)}}}"
        case Call("exp", (of,)):
            return f"e^{_small(latex(of))}"
        case Call(function, arguments):
            bare = ", ".join(map(latex, arguments))
            return FUNCTIONS[function].latex.format(u=_bracketed(bare), bare=bare)
        case Pieces(condition, then, otherwise):
            turned = f"{latex(condition.left)} {_TURNED[condition.sign]} {latex(condition.right)}"
            rows = rf"{latex(then)} & {latex(condition)} \\ {latex(otherwise)} & {turned}"
            return rf"\begin{{cases}} {rows} \end{{cases}}"
        case Derivative(of, by):
            # With several variables it is a partial one.
            letter = r"\partial" if "_" in by else "d"
            return rf"\frac{{{letter}}}{{{letter} {latex(Name(by))}}}{_bracketed(latex(of))}"


def _latex(node: Node, tight: int) -> str:
    fraction = isinstance(node, Binary) and node.sign == "/"
    fits = fraction or tightness(node, fractions=True) >= tight
    return latex(node) if fits else _bracketed(latex(node))


def _raised(node: Node) -> str:
    """The base of a power: all but a name or a number, which hold together, gets brackets."""
    holds = isinstance(node, Name) or (isinstance(node, Number) and tightness(node) == SINGLE)
    brackets = isinstance(node, Call) and FUNCTIONS[node.function].latex.endswith("{u}")
    return latex(node) if holds or brackets else _bracketed(latex(node))


def _small(text: str) -> str:
    """What stands above or below the line. Braces that are not needed double what it takes to set it."""
    return text if len(text) == 1 else f"{{{text}}}"


def _bracketed(text: str) -> str:
    """In brackets as high as what is in them; plain ones where it is one line, which are set much faster."""
    tall = r"\frac" in text or r"\begin" in text
    return rf"\left({text}\right)" if tall else f"({text})"


def _begins_with_digit(node: Node) -> bool:
    """Whether a sign must stand between it and what comes before: digits, or the line of a fraction."""
    while isinstance(node, Binary) and node.sign in ("*", "**"):
        node = node.left
    fraction = isinstance(node, Binary) and node.sign == "/"
    return fraction or isinstance(node, (Number, Derivative))


def _word(name: str) -> str:
    return name if len(name) == 1 else rf"\mathrm{{{name}}}"
