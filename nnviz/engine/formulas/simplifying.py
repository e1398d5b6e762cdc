"""A tree in a form that people read: like terms together, factors together, nothing times 1 or plus 0.

A sum is looked at as terms, a term as a coefficient and factors with exponents. No product of sums is
multiplied out. Where a formula is undefined at single points only because it is written with a division, such
as x / x at 0, it is defined there afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from nnviz.engine.formulas.tree import (
    ONE,
    ZERO,
    Binary,
    Call,
    Derivative,
    Name,
    Negative,
    Node,
    Number,
    Pieces,
    rebuilt,
)

__all__ = [
    "Factors",
    "Term",
    "is_short",
    "negative",
    "product",
    "simplified",
    "sum_of",
    "terms",
    "written_sum",
]

Factors = dict[Node, Fraction]
"""Each base with its exponent, in the order in which they came."""
Term = tuple[Fraction, Factors]
LARGEST_POWER = 64
LARGEST_DIGITS = 40
SMALL = 12
"""A denominator up to this stands below a line; 0.134145 stays a decimal."""


@lru_cache(maxsize=4096)
def simplified(node: Node) -> Node:
    """The same value wherever `node` has one, in a form that simplifying again does not change."""
    if isinstance(node, (Number, Name, Derivative)):
        return node
    node = rebuilt(node, tuple(simplified(part) for part in node.parts))
    match node:
        case Binary("+" | "-") | Negative():
            return sum_of(terms(node))
        case Binary():
            return product(*term(node))
        case Call("exp", (Number(value),)) if value == 0:
            return ONE
        case Call("log", (Number(value),)) if value == 1:
            return ZERO
        case Call("log", (Name("e"),)):
            return ONE
        case Call("log", (Call("exp", (of,)),)):
            return of
        case Pieces(_, then, otherwise) if then == otherwise:
            return then
    return node


# --- from trees to terms and factors ----------------------------------------------------------------------
def terms(node: Node) -> list[Term]:
    """The terms of a simplified node, those of like factors added up."""
    found: dict[frozenset[tuple[Node, Fraction]], Term] = {}
    for coefficient, factors in _terms(node, Fraction(1)):
        key = frozenset(factors.items())
        before = found[key][0] if key in found else Fraction(0)
        found[key] = before + coefficient, factors
    return [each for each in found.values() if each[0] != 0]


def _terms(node: Node, times: Fraction) -> Iterable[Term]:
    match node:
        case Binary("+", left, right):
            yield from _terms(left, times)
            yield from _terms(right, times)
        case Binary("-", left, right):
            yield from _terms(left, times)
            yield from _terms(right, -times)
        case Negative(of):
            yield from _terms(of, -times)
        case _:
            coefficient, factors = term(node)
            yield coefficient * times, factors


def term(node: Node) -> Term:
    """A simplified node as one coefficient and factors; a sum is one factor."""
    match node:
        case Number(value):
            return value, {}
        case Negative(of):
            coefficient, factors = term(of)
            return -coefficient, factors
        case Binary("*", left, right):
            return _times(term(left), term(right))
        case Binary("/", left, right):
            below = _power(term(right), Fraction(-1))
            if below is not None:
                return _times(term(left), below)
        case Binary("**", left, Number(exponent)):
            raised = _power(term(left), exponent)
            return raised if raised is not None else (Fraction(1), {left: exponent})
    return Fraction(1), {node: Fraction(1)}


def _times(left: Term, right: Term) -> Term:
    coefficient, factors = left[0] * right[0], dict(left[1])
    for base, exponent in right[1].items():
        factors[base] = factors.get(base, Fraction(0)) + exponent
    if not coefficient:
        return coefficient, {}
    kept: Factors = {}
    whole: list[Term] = []
    for base, exponent in factors.items():
        # Two square roots of a product have become the product, which has factors of its own.
        apart = term(base) if exponent.denominator == 1 and not written_sum(base) else None
        raised = None if apart is None or base in apart[1] else _power(apart, exponent)
        if raised is not None:
            whole.append(raised)
        elif exponent:
            kept[base] = exponent
    result = coefficient, kept
    for each in whole:
        result = _times(result, each)
    return result


def _power(of: Term, exponent: Fraction) -> Term | None:
    """`of` to a power, None where that is no product any more: a root, 1/0, a number of too many digits."""
    coefficient, factors = of
    if exponent.denominator != 1:
        whole = coefficient == 1 and len(factors) == 1 and set(factors.values()) == {Fraction(1)}
        return (coefficient, dict.fromkeys(factors, exponent)) if whole else None
    digits = max(len(str(coefficient.numerator)), len(str(coefficient.denominator))) * abs(exponent)
    if abs(exponent) > LARGEST_POWER or (coefficient == 0 and exponent < 0):
        return None
    if digits > LARGEST_DIGITS and abs(coefficient) != 1:
        return None
    if exponent == 0:
        return Fraction(1), {}
    power = int(exponent)
    return coefficient**power, {base: each * power for base, each in factors.items()} if coefficient else {}


# --- and back ---------------------------------------------------------------------------------------------
def sum_of(parts: list[Term]) -> Node:
    """The sum of these terms; it begins with one that is not negative, if there is one."""
    if not parts:
        return ZERO
    first = next((place for place, (coefficient, _) in enumerate(parts) if coefficient > 0), 0)
    ordered = [parts[first], *parts[:first], *parts[first + 1 :]]
    total = product(*ordered[0])
    for coefficient, factors in ordered[1:]:
        total = Binary("+" if coefficient > 0 else "-", total, product(abs(coefficient), factors))
    return total


def product(coefficient: Fraction, factors: Factors) -> Node:
    """The product in the order of numbers, constants, variables, functions, sums; divisors below a line."""
    if coefficient < 0:
        return negative(product(-coefficient, factors))
    if not factors or coefficient == 0:
        return Number(coefficient)
    above = [(base, exponent) for base, exponent in factors.items() if exponent > 0]
    below = [(base, -exponent) for base, exponent in factors.items() if exponent < 0]
    if is_short(coefficient) and coefficient.denominator > SMALL:
        over, under = coefficient, Fraction(1)
    else:
        over, under = Fraction(coefficient.numerator), Fraction(coefficient.denominator)
    top = _row(over, above)
    return Binary("/", top, _row(under, below)) if below or under != 1 else top


def negative(node: Node) -> Node:
    return Number(-node.value) if isinstance(node, Number) else Negative(node)


def _row(number: Fraction, factors: list[tuple[Node, Fraction]]) -> Node:
    nodes = [
        base if exponent == 1 else Binary("**", base, Number(exponent))
        for base, exponent in sorted(factors, key=_rank)
    ]
    if number != 1 or not nodes:
        nodes.insert(0, Number(number))
    total = nodes[0]
    for node in nodes[1:]:
        total = Binary("*", total, node)
    return total


def _rank(factor: tuple[Node, Fraction]) -> int:
    base = factor[0]
    return 0 if not base.names else 1 if isinstance(base, Name) else 3 if written_sum(base) else 2


def is_short(value: Fraction) -> bool:
    """Whether it is a decimal of a few places."""
    return 10**9 % value.denominator == 0


def written_sum(node: Node) -> bool:
    """Whether it is written as a sum or a difference."""
    return isinstance(node, Binary) and node.sign in ("+", "-")
