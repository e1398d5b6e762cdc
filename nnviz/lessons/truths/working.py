"""Working out a truth: its numbers, its claims, and when they hold, of recorded runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from nnviz.lessons.mistakes import unknown
from nnviz.lessons.moment import Moment
from nnviz.lessons.recorded import Broke, Recorded
from nnviz.lessons.truths.grammar import (
    Call,
    Comparison,
    Given,
    Node,
    Number,
    Path,
    Seeds,
    Span,
    When,
    handed_down,
    paths_in,
)
from nnviz.lessons.truths.names import Seen, value_of
from nnviz.said import translate

#: So many epochs are trained at a time while one is looked for.
_AT_ONCE: Final = 50
#: Nothing is said of when.
NOW: Final = When()

_COMPARED: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
}


@dataclass(frozen=True, eq=False)
class Asked:
    """What a truth is asked of: the runs by their names, the ``functions`` that there are, and when where it
    does not say so itself."""

    runs: Mapping[str, Recorded]
    functions: Mapping[str, Function]
    when: When = NOW
    #: Called with each outcome of a claim over seeds as it comes.
    told: Callable[[Any], None] = lambda outcome: None

    def at(self, when: When) -> Asked:
        """The same, ``when`` being what is handed down to what says no moment of its own."""
        return replace(self, when=handed_down(when, self.when))

    def of(self, run: str) -> Asked:
        """The same where that run is the one that is meant; any without a name.

        Raises ``ValueError`` with one sentence for a run that there is not.
        """
        if run and run not in self.runs:
            raise ValueError(unknown(translate("Lessons", "run"), run, self.runs))
        return replace(self, runs={run: self.runs[run], **self.runs}) if run else self

    def run(self, path: Path) -> tuple[Recorded, Path]:
        """The run that a path is about, and the path within it; the first run where it names none.

        Raises ``ValueError`` with one sentence for a run that there is not.
        """
        first = path.names[0]
        if first in self.runs and len(path.names) > 1:
            return self.runs[first], replace(path, names=path.names[1:])
        if len(path.names) > 1 and len(first) == 1 and first.isupper():
            raise ValueError(unknown(translate("Lessons", "run"), first, self.runs))
        return next(iter(self.runs.values())), path

    def seen(self, path: Path) -> tuple[Seen, Path]:
        """Where the names of a path are looked up, and the path without its run."""
        recorded, within = self.run(path)
        return Seen(recorded, handed_down(path.when, self.when)), within


@dataclass(frozen=True, eq=False)
class Function:
    """One line of the table: how it is written, what it says, and how it is worked out.

    ``takes`` are the fewest and most parts, ``kinds`` what the first of them must be. ``check`` raises
    ``ValueError`` for names in it that there are not, where they are no numbers of a run.
    """

    usage: str
    says: str
    work: Callable[[Call, Asked], Any]
    takes: tuple[int, int] = (1, 1)
    kinds: tuple[type[Any], ...] = ()
    check: Callable[[Call, Asked], None] | None = None

    @property
    def name(self) -> str:
        return self.usage.partition("(")[0]

    def check_written(self, call: Call) -> None:
        """Raise ``ValueError`` with one sentence unless the call has such parts."""
        fewest, most = self.takes
        fits = fewest <= len(call.parts) <= most
        if not fits or (self.kinds and not isinstance(call.parts[0], self.kinds)):
            raise ValueError(
                translate("Lessons", "“{name}” is written “{usage}”.").format(
                    name=call.name, usage=self.usage
                )
            )


def function_of(call: Call, functions: Mapping[str, Function]) -> Function:
    """The function that is called. Raises ``ValueError`` with one sentence where there is none."""
    if call.name not in functions:
        raise ValueError(unknown(translate("Lessons", "function of a truth"), call.name, functions))
    return functions[call.name]


def worked(node: Node, asked: Asked) -> Any:
    """What a node comes to: a number, an array, a truth value, names in an order, places.

    Raises ``ValueError`` with one sentence for what cannot be said, ``Stopped``.
    """
    match node:
        case Number():
            return node.value
        case Path():
            seen, within = asked.seen(node)
            return value_of(within, seen)
        case Comparison():
            return holds(node, asked)
        case Call():
            return function_of(node, asked.functions).work(node, asked.of(node.run).at(node.when))
        case _:
            raise ValueError(
                translate("Lessons", "A moment, a sample or seeds alone are no number of a run.")
            )


# ---- claims
def holds(claim: Comparison, asked: Asked) -> bool:
    """Whether a claim holds: at its moment, or ``within`` so many epochs or updates from the start.

    A run that breaks before has not kept it.
    """
    if claim.within is None:
        return _compared(claim, asked.at(claim.when))
    return next(times(claim, asked), None) is not None


def _compared(claim: Comparison, asked: Asked) -> bool:
    sides = [single(side, asked) for side in (claim.left, claim.right)]
    return bool(_COMPARED[claim.sign](*sides))


def single(node: Node, asked: Asked) -> float:
    """The one number that a node comes to; 1 for what holds, 0 for what does not.

    Raises ``ValueError`` for several, and for what is none.
    """
    value = worked(node, asked)
    if isinstance(value, np.ndarray | tuple):
        raise ValueError(
            translate("Lessons", "Only single numbers can be compared; say which one with [...].")
        )
    if math.isnan(value):
        raise ValueError(translate("Lessons", "“{what}” is not a number here.").format(what=written(node)))
    return float(value)


def times(claim: Comparison, asked: Asked, unit: Span = "epochs") -> Iterator[int]:
    """The epochs, or updates, at which a claim holds, from the start on, as long as the run lasts."""
    recorded = _run_of(claim, asked)
    last, unit = claim.within or (last_of(recorded, unit), unit)
    metric, limit = _metric(claim, recorded), claim.right
    try:
        if metric and unit == "epochs" and isinstance(limit, Number):
            for begin in range(0, last + 1, _AT_ONCE):
                table = recorded.table(min(last, begin + _AT_ONCE - 1))
                kept = table.epochs >= begin
                for epoch, value in zip(table.epochs[kept], table.values(metric)[kept], strict=True):
                    if _COMPARED[claim.sign](value, limit.value):
                        yield int(epoch)
            return
        for number in range(last + 1):
            moment = Moment("epoch" if unit == "epochs" else "update", number)
            if _compared(replace(claim, within=None), asked.at(When(moment))):
                yield number
    except Broke:
        return


def _metric(claim: Comparison, recorded: Recorded) -> str:
    """The metric that a claim is about, where it is about no more than that; else “”."""
    left = claim.left
    if not isinstance(left, Path) or left.place or left.when != When():
        return ""
    return left.names[-1] if left.names[-1] in recorded.experiment.kinds.places else ""


def _run_of(node: Node, asked: Asked) -> Recorded:
    """The run that a node is about: that of its first path."""
    paths = paths_in(node)
    return asked.run(paths[0])[0] if paths else next(iter(asked.runs.values()))


def last_of(recorded: Recorded, unit: Span) -> int:
    """The last epoch, or update, of a run."""
    if recorded.last.unit == "epoch" and unit == "epochs":
        return recorded.last.number
    snapshot = recorded.snapshot(recorded.last)
    return snapshot.epoch if unit == "epochs" else snapshot.step


class NeverHeld(ValueError):  # noqa: N818 - it is what a run has shown
    """A claim that never held."""


def written(node: Node) -> str:
    """A node as one writes it."""
    match node:
        case Path():
            return str(node)
        case Number():
            return f"{node.value:g}"
        case Seeds():
            return f"{node.count} seeds"
        case Given():
            return str(node.when)
        case Comparison():
            within = f" within {node.within[0]} {node.within[1]}" if node.within else ""
            when = f" @ {node.when}" if node.when != When() else ""
            return f"{written(node.left)} {node.sign} {written(node.right)}{when}{within}"
        case Call():
            when = f" @ {node.when}" if node.when != When() else ""
            run = f"{node.run}." if node.run else ""
            return f"{run}{node.name}({', '.join(map(written, node.parts))}){when}"


# ---- what a function is given
def moment_in(call: Call, place: int) -> When:
    """The moment that a function is given. Raises ``ValueError`` with one sentence without one."""
    part = call.parts[place]
    if isinstance(part, Given) and part.when.moment is not None:
        return part.when
    if isinstance(part, Number) and part.value == int(part.value) and part.value >= 0:
        return When(Moment("epoch", int(part.value)))
    raise ValueError(
        translate("Lessons", "“{name}” takes moments, such as “epoch 0”, as its last two parts.").format(
            name=call.name
        )
    )


def claim_in(call: Call, place: int) -> Comparison:
    """The claim that a function is given. Raises ``ValueError`` with one sentence without one."""
    part = call.parts[place]
    if not isinstance(part, Comparison):
        raise ValueError(
            translate("Lessons", "“{name}” takes a claim, such as “test_accuracy >= 0.9”.").format(
                name=call.name
            )
        )
    return part


def path_in(call: Call, place: int = 0) -> Path:
    """The name that a function is given. Raises ``ValueError`` with one sentence without one."""
    part = call.parts[place]
    if not isinstance(part, Path):
        raise ValueError(
            translate("Lessons", "“{name}” takes a name, such as “dense1.weights[0, 0]”.").format(
                name=call.name
            )
        )
    return part
