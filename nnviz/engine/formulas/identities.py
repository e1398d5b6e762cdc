"""Formulas known by a name: 1 / (1 + exp(-z)) is sigmoid(z), exp(-z) / (1 + exp(-z)) is what it lacks to 1.

A derivative is shorter so, and it can be computed for any z: exp(800) is infinite, sigmoid(800) is 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from nnviz.engine.formulas.simplifying import (
    Factors,
    Term,
    negative,
    product,
    simplified,
    sum_of,
    term,
    terms,
    written_sum,
)
from nnviz.engine.formulas.tree import (
    ONE,
    Binary,
    Call,
    Name,
    Node,
    Pieces,
    rebuilt,
)

__all__ = ["Known", "common_taken_out", "outputs_named", "split", "with_names"]


class Known(NamedTuple):
    """`above` / `below` is known as `named`; `above` may be 1."""

    above: Node
    below: Node
    named: Node


@lru_cache(maxsize=4096)
def with_names(node: Node, extra: tuple[Known, ...] = ()) -> Node:
    """The simplified tree with every part that has a name written by it; `extra` are further quotients."""
    parts = tuple(with_names(part, extra) for part in node.parts)
    node = simplified(rebuilt(node, parts))
    if isinstance(node, Call) and node.function == "log":
        argument = _one_plus_exp(node.arguments[0])
        return node if argument is None else Call("softplus", (argument,))
    if written_sum(node):
        return sum_of([_named(each, extra) for each in terms(node)])
    if isinstance(node, Binary):
        return product(*_named(term(node), extra))
    return node


def outputs_named(softmax: Node) -> tuple[Known, ...]:
    """The outputs of a softmax, exp(z_1) / (exp(z_1) + ...), as s_1, s_2, ...: so its slopes are written."""
    assert isinstance(softmax, Binary)
    return tuple(
        Known(Call("exp", (Name(name),)), softmax.right, Name("s" + name[1:]))
        for name in sorted(softmax.right.names)
    )


def _named(part: Term, extra: tuple[Known, ...]) -> Term:
    coefficient, factors = part
    for known in (*extra, *_quotients(factors)):
        one = known.above == ONE
        above = Fraction(0) if one else factors.get(known.above, Fraction(0))
        below = -factors.get(known.below, Fraction(0))
        times = below if one else min(above, below)
        if times <= 0 or times.denominator != 1:
            continue
        factors = {base: each for base, each in factors.items() if base not in (known.above, known.below)}
        left = {known.above: above - times, known.below: times - below, known.named: times}
        for base, each in left.items():
            if each and base != ONE:
                factors[base] = factors.get(base, Fraction(0)) + each
    return term(simplified(product(coefficient, factors)))


def _quotients(factors: Factors) -> Iterator[Known]:
    """What is known about each divisor."""
    for below, exponent in factors.items():
        if exponent > 0:
            continue
        argument = _one_plus_exp(below)
        if argument is not None:
            turned = term(argument)[0] < 0
            of = simplified(negative(argument)) if turned else argument
            here = Call("sigmoid", (of,))
            rest = Binary("-", ONE, here)
            exp = Call("exp", (argument,))
            yield Known(exp, below, rest if turned else here)
            yield Known(ONE, below, here if turned else rest)
        argument = _exp_both_ways(below, Fraction(1))
        for above in factors:
            if argument is not None and _exp_both_ways(above, Fraction(-1)) == argument:
                yield Known(above, below, Call("tanh", (argument,)))


def _one_plus_exp(node: Node) -> Node | None:
    """u where the node is 1 + exp(u)."""
    if not written_sum(node):
        return None
    parts = terms(node)
    exps = [base for _, factors in parts for base in factors if isinstance(base, Call)]
    if len(parts) != 2 or (Fraction(1), {}) not in parts or len(exps) != 1 or exps[0].function != "exp":
        return None
    return exps[0].arguments[0] if (Fraction(1), {exps[0]: Fraction(1)}) in parts else None


def _exp_both_ways(node: Node, sign: Fraction) -> Node | None:
    """u where the node is exp(u) + sign exp(-u), the u without a minus in front."""
    if not written_sum(node) or len(parts := terms(node)) != 2:
        return None
    (first, left), (second, right) = parts
    if first != 1 or second != sign or len(left) != 1 or len(right) != 1:
        return None
    (one, power), (other, other_power) = *left.items(), *right.items()
    match one, other:
        case Call("exp", (u,)), Call("exp", (v,)) if power == other_power == 1:
            return u if simplified(negative(u)) == v else None
    return None


# --- the two further ways to make a derivative short -------------------------------------------------------
def split(node: Node) -> Node:
    """(u + v) / v as u / v + 1, where a divisor is a sum that a term of the dividend has as a factor."""
    if isinstance(node, Pieces):
        return Pieces(node.condition, split(node.then), split(node.otherwise))
    coefficient, factors = term(node)
    below = {base for base, exponent in factors.items() if exponent < 0 and written_sum(base)}
    for above, exponent in factors.items():
        if exponent != 1 or not written_sum(above):
            continue
        parts = terms(above)
        if any(below & set(each) for _, each in parts):
            rest = product(coefficient, {base: each for base, each in factors.items() if base != above})
            apart = [term(simplified(Binary("*", product(*part), rest))) for part in parts]
            return sum_of([each for part in apart for each in terms(product(*part))])
    return node


def common_taken_out(node: Node) -> Node:
    """s - s**2 as s * (1 - s), for factors that are more than a variable or a number."""
    if isinstance(node, Pieces):
        return Pieces(node.condition, common_taken_out(node.then), common_taken_out(node.otherwise))
    if not written_sum(node):
        return node
    parts = terms(node)
    common = {
        base: least
        for base in parts[0][1]
        if (least := min(factors.get(base, Fraction(0)) for _, factors in parts)) > 0
        and least.denominator == 1
        and not (isinstance(base, Name) and base.name in _plain_variables(node))
    }
    if not common:
        return node
    rest = [
        (coefficient, {base: left for base, each in factors.items() if (left := each - common.get(base, 0))})
        for coefficient, factors in parts
    ]
    return product(Fraction(1), {**common, simplified(sum_of(rest)): Fraction(1)})


def _plain_variables(node: Node) -> set[str]:
    return {name for name in node.names if len(name) == 1}
