"""A derivative by the rules of calculus, one rule a step.

Each step takes the outermost derivative that is not worked out, from the left, and replaces it by what its
rule says; when none is left, the result is put together and, if that is shorter, written with the functions
known by name. All that is shown of a derivation is made here: nothing is typed in for a certain formula.
"""

from __future__ import annotations

import dataclasses

from nnviz.engine.formulas.identities import Known, common_taken_out, split, with_names
from nnviz.engine.formulas.rules import apply_rule
from nnviz.engine.formulas.simplifying import simplified
from nnviz.engine.formulas.tree import Call, Derivative, Name, Node, rebuilt

__all__ = ["Derivation", "Step", "derivation", "derivative"]


@dataclasses.dataclass(frozen=True)
class Step:
    """`rule` (of `rules.RULES`) turns `part` into `becomes`; `before` and `after` are the whole formula."""

    rule: str
    part: Node
    becomes: Node
    before: Node
    after: Node


@dataclasses.dataclass(frozen=True)
class Derivation:
    of: Node
    by: str
    steps: tuple[Step, ...]

    @property
    def result(self) -> Node:
        return self.steps[-1].after


def derivation(of: Node, by: str, known: tuple[Known, ...] = ()) -> Derivation:
    """The steps from d/d`by`(`of`) to the derivative; `known` are further quotients that have a name."""
    whole: Node = Derivative(of, by)
    steps: list[Step] = []
    named = with_names(of, known)
    if named != simplified(of) and not _known_by_name(named):
        steps.append(Step("named", of, named, whole, Derivative(named, by)))
        whole = steps[0].after
    while whole.waits:
        found = _outermost(whole)
        rule, becomes = apply_rule(found)
        after = _replaced(whole, becomes)
        steps.append(Step(rule, found, becomes, whole, after))
        whole = after
    finishing = (
        ("tidy", simplified),
        ("split", split),
        ("named", lambda node: with_names(node, known)),
        ("common", common_taken_out),
    )
    for rule, finish in finishing:
        after = finish(whole)
        if after != whole:
            steps.append(Step(rule, whole, after, whole, after))
            whole = after
    return Derivation(of, by, tuple(steps))


def _known_by_name(node: Node) -> bool:
    """Whether it is one function of a variable: of such a one the definition is what is to be derived."""
    return isinstance(node, Name) or (isinstance(node, Call) and isinstance(node.arguments[0], Name))


def derivative(of: Node, by: str) -> Node:
    """The derivative as a formula, in its short form."""
    return derivation(of, by).result


def _outermost(node: Node) -> Derivative:
    """The first derivative from the left of a tree that waits for one."""
    return node if isinstance(node, Derivative) else _outermost(_waiting(node)[1])


def _waiting(node: Node) -> tuple[int, Node]:
    """The first part that has a derivative in it, with its place."""
    return next((place, part) for place, part in enumerate(node.parts) if part.waits)


def _replaced(node: Node, by: Node) -> Node:
    """The tree with its outermost derivative replaced."""
    if isinstance(node, Derivative):
        return by
    place, part = _waiting(node)
    return rebuilt(node, (*node.parts[:place], _replaced(part, by), *node.parts[place + 1 :]))
