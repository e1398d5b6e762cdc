"""The functions of a truth: a table of what can be asked of runs besides what stands at a path."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.lessons.mistakes import unknown
from nnviz.lessons.moment import START, Moment
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
from nnviz.lessons.truths.names import Seen, placed, quantity_of, value_of
from nnviz.said import translate
from nnviz.training.micro_cells import cells_of
from nnviz.training.sweep import sweep

#: So many epochs are trained at a time while one is looked for.
_AT_ONCE: Final = 50

#: Nothing is said of when.
NOW: Final = When()

#: What “count” counts of a whole network, and the roles of the parameters; all without any.
COUNTED: Final[Mapping[tuple[str, ...], tuple[str, ...]]] = {
    ("weights",): ("weight",),
    ("biases",): ("bias",),
    ("parameters",): (),
}

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
    """What a truth is asked of: the runs by their names, and when where it does not say so itself."""

    runs: Mapping[str, Recorded]
    when: When = NOW
    #: Called with each outcome of a claim over seeds as it comes.
    told: Callable[[Any], None] = lambda outcome: None

    def at(self, when: When) -> Asked:
        """The same, ``when`` being what is handed down to what says no moment of its own."""
        return replace(self, when=handed_down(when, self.when))

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
            return _function(node).work(node, asked.at(node.when))
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
    return next(_times(claim, asked), None) is not None


def _compared(claim: Comparison, asked: Asked) -> bool:
    sides = [_single(side, asked) for side in (claim.left, claim.right)]
    return bool(_COMPARED[claim.sign](*sides))


def _single(node: Node, asked: Asked) -> float:
    value = worked(node, asked)
    if isinstance(value, np.ndarray | tuple | bool):
        raise ValueError(
            translate("Lessons", "Only single numbers can be compared; say which one with [...].")
        )
    if math.isnan(value):
        raise ValueError(translate("Lessons", "“{what}” is not a number here.").format(what=written(node)))
    return float(value)


def _times(claim: Comparison, asked: Asked, unit: Span = "epochs") -> Iterator[int]:
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


def _first(call: Call, asked: Asked, unit: Span) -> int:
    claim = _claim(call, 0)
    found = next(_times(claim, asked.at(claim.when), unit), None)
    if found is None:
        raise NeverHeld(translate("Lessons", "What “first” looks for never comes about in this run."))
    return found


class NeverHeld(ValueError):  # noqa: N818 - it is what a run has shown
    """A claim that never held."""


def _order(call: Call, asked: Asked) -> tuple[str, ...]:
    """The names of the runs, or the paths as they are written, the smallest value first."""
    labels, values = [], []
    runs = [[path.names[0] for path in paths_in(part) if path.names[0] in asked.runs] for part in call.parts]
    by_run = all(runs) and len({found[0] for found in runs}) == len(runs)
    for part, found in zip(call.parts, runs, strict=True):
        labels.append(found[0] if by_run else written(part))
        try:
            values.append(_single(part, asked))
        except NeverHeld:
            values.append(math.inf)
    return tuple(label for _, label in sorted(zip(values, labels, strict=True), key=lambda pair: pair[0]))


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
            return f"{node.name}({', '.join(map(written, node.parts))}){when}"


# ---- over seeds
def _share(call: Call, asked: Asked) -> float:
    """For how large a share of the seeds the claim holds."""
    seeds, claim = call.parts[0], _claim(call, 1)
    assert isinstance(seeds, Seeds)
    setups = {name: recorded.setup for name, recorded in asked.runs.items()}
    stopped = next(iter(asked.runs.values())).stopped

    def judged(seed: int) -> bool:
        runs = {name: Recorded(setup.with_seed(seed), stopped) for name, setup in setups.items()}
        try:
            return holds(claim, replace(asked, runs=runs))
        except Broke:
            return False

    outcomes = []
    for outcome in sweep(range(seeds.count), judged):
        outcomes.append(outcome.holds)
        asked.told(outcome)
    return sum(outcomes) / len(outcomes)


# ---- two moments
def _change(call: Call, asked: Asked) -> Any:
    begin, end = (worked(call.parts[0], asked.at(_moment(call, place))) for place in (1, 2))
    return np.subtract(end, begin) if isinstance(end, np.ndarray) else float(end) - float(begin)


def _curve(call: Call, asked: Asked) -> NDArray[np.float64]:
    """(n, 2) the epochs that were evaluated from the one to the other, and the metric then."""
    path, begin, end = call.parts[0], _moment(call, 1).moment, _moment(call, 2).moment
    if not isinstance(path, Path) or begin is None or end is None or "update" in (begin.unit, end.unit):
        raise ValueError(
            translate("Lessons", "A curve is of a metric from epoch to epoch: “curve(test_loss, 0, 50)”.")
        )
    recorded, within = asked.run(path)
    name = within.names[-1]
    value_of(within, Seen(recorded, When(START)))
    if name not in recorded.experiment.kinds.places:
        raise ValueError(
            translate("Lessons", "A curve is of a metric from epoch to epoch: “curve(test_loss, 0, 50)”.")
        )
    first, last = (last_of(recorded, "epochs") if one.unit == "last" else one.number for one in (begin, end))
    table = recorded.table(last)
    kept = table.epochs >= first
    curve = np.column_stack((table.epochs[kept], table.values(name)[kept]))
    if not len(curve):
        raise ValueError(translate("Lessons", "A curve goes from an earlier epoch to a later one."))
    if not np.isfinite(curve).all():
        raise ValueError(
            translate("Lessons", "“{name}” is no number in some of these epochs.").format(name=name)
        )
    return curve


def _moment(call: Call, place: int) -> When:
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


# ---- of many numbers
def _many(call: Call, asked: Asked) -> NDArray[Any]:
    values = np.asarray(worked(call.parts[0], asked), dtype=np.float64)
    if np.isnan(values).any():
        raise ValueError(
            translate("Lessons", "Among “{what}” is what is no number.").format(what=written(call.parts[0]))
        )
    return values


def _place_of(
    pick: Callable[[NDArray[Any]], np.intp],
) -> Callable[[Call, Asked], tuple[int, ...]]:
    def place(call: Call, asked: Asked) -> tuple[int, ...]:
        values = np.atleast_1d(_many(call, asked))
        return tuple(int(one) for one in np.unravel_index(int(pick(values)), values.shape))

    return place


def _count(call: Call, asked: Asked) -> int:
    """How many numbers there are: of all “weights”, “biases” or “parameters”, or at a path."""
    path = call.parts[0]
    if isinstance(path, Path):
        seen, within = asked.seen(path)
        if within.names in COUNTED:
            roles = COUNTED[within.names]
            blocks = seen.recorded.snapshot(START).network().blocks  # the same at any moment
            return sum(one.parameter.size for one in blocks if not roles or one.parameter.role in roles)
    return int(np.size(worked(path, asked)))


# ---- the next update
def _gradient(call: Call, asked: Asked) -> Any:
    """dL/d of what stands at a path: over the batch of the next update, or of one sample that is named."""
    seen, path = asked.seen(_path(call))
    players = seen.recorded.experiment.players
    several = len(players) > 1 and path.names[0] in players
    player, names = (players.index(path.names[0]), path.names[1:]) if several else (0, path.names)
    name, snapshot = ".".join(names), seen.snapshot(player)
    block = next((one for one in snapshot.network().blocks if one.name == name), None)
    if block is not None and seen.when.sample is not None:
        return placed(seen.sent(player, str(path)).gradient(name), path)
    if block is not None:
        return placed(block.of(_update(seen, player).data_gradient), path)
    _, quantity = quantity_of(path, names, snapshot)
    if not quantity.gradient:
        raise ValueError(translate("Lessons", "“{path}” has no gradient.").format(path=str(path)))
    return value_of(replace(path, names=(*path.names[:-1], quantity.gradient)), seen)


def _step(call: Call, asked: Asked) -> Any:
    """What the next update subtracts from a parameter."""
    seen, path = asked.seen(_path(call))
    players = seen.recorded.experiment.players
    several = len(players) > 1 and path.names[0] in players
    player, names = (players.index(path.names[0]), path.names[1:]) if several else (0, path.names)
    blocks = seen.snapshot(player).network().blocks
    block = next((one for one in blocks if one.name == ".".join(names)), None)
    if block is None:
        raise ValueError(
            unknown(translate("Lessons", "parameter"), ".".join(names), [one.name for one in blocks])
        )
    return placed(block.of(_update(seen, player).step), path)


def _update(seen: Seen, player: int) -> Any:
    batch = seen.batch()
    if batch.player != player:
        raise ValueError(
            translate("Lessons", "The next update that is told is of another network: name that one.")
        )
    return batch.update


def _micro(call: Call, asked: Asked) -> Any:
    """A number of a micro-step of the next update: which step, counted from 0, and the place in it."""
    wholes = [part.value for part in call.parts if isinstance(part, Number)]
    if len(wholes) != len(call.parts) or any(one < 0 or one != int(one) for one in wholes):
        raise ValueError(
            translate("Lessons", "“micro” takes the number of a micro-step, and a place: “micro(3, 0, 1)”.")
        )
    recorded = next(iter(asked.runs.values()))
    cells = [*cells_of(Seen(recorded, asked.when).batch())]
    number, *place = map(int, wholes)
    if number >= len(cells):
        raise ValueError(
            translate("Lessons", "There is no micro-step {number}: there are {count}, from 0.").format(
                number=number, count=len(cells)
            )
        )
    return placed(cells[number].steps[0].values, Path(("micro",), tuple(place)))


# ---- the table
def _claim(call: Call, place: int) -> Comparison:
    part = call.parts[place]
    if not isinstance(part, Comparison):
        raise ValueError(
            translate("Lessons", "“{name}” takes a claim, such as “test_accuracy >= 0.9”.").format(
                name=call.name
            )
        )
    return part


def _path(call: Call) -> Path:
    part = call.parts[0]
    if not isinstance(part, Path):
        raise ValueError(
            translate("Lessons", "“{name}” takes a name, such as “dense1.weights[0, 0]”.").format(
                name=call.name
            )
        )
    return part


@dataclass(frozen=True, eq=False)
class Function:
    """One line of the table: how it is written, what it says, and how it is worked out.

    ``takes`` are the fewest and most parts, ``kinds`` what the first of them must be.
    """

    usage: str
    says: str
    work: Callable[[Call, Asked], Any]
    takes: tuple[int, int] = (1, 1)
    kinds: tuple[type[Any], ...] = ()

    @property
    def name(self) -> str:
        return self.usage.partition("(")[0]


def _table(*functions: Function) -> dict[str, Function]:
    return {function.name: function for function in functions}


FUNCTIONS: Final[Mapping[str, Function]] = _table(
    Function(
        "first(CLAIM)",
        translate("Lessons", "the first epoch after which the claim holds"),
        lambda call, asked: _first(call, asked, "epochs"),
        kinds=(Comparison,),
    ),
    Function(
        "first_update(CLAIM)",
        translate("Lessons", "the first update after which the claim holds"),
        lambda call, asked: _first(call, asked, "updates"),
        kinds=(Comparison,),
    ),
    Function(
        "order(X, Y, ...)",
        translate("Lessons", "the names of the runs, or the names as written, the smallest number first"),
        _order,
        takes=(2, 8),
    ),
    Function(
        "share(seeds, CLAIM)",
        translate("Lessons", "the share of the seeds, 30 or as many as are named, for which the claim holds"),
        _share,
        takes=(2, 2),
        kinds=(Seeds,),
    ),
    Function(
        "change(X, FROM, TO)",
        translate("Lessons", "by how much it is larger at the second moment than at the first"),
        _change,
        takes=(3, 3),
    ),
    Function(
        "curve(METRIC, FROM, TO)",
        translate("Lessons", "the epochs from the one to the other, with the metric after each"),
        _curve,
        takes=(3, 3),
        kinds=(Path,),
    ),
    Function("argmax(X)", translate("Lessons", "the place of the largest number"), _place_of(np.argmax)),
    Function("argmin(X)", translate("Lessons", "the place of the smallest number"), _place_of(np.argmin)),
    Function(
        "largest(X)",
        translate("Lessons", "the largest number"),
        lambda call, asked: float(_many(call, asked).max()),
    ),
    Function(
        "smallest(X)",
        translate("Lessons", "the smallest number"),
        lambda call, asked: float(_many(call, asked).min()),
    ),
    Function(
        "sum(X)",
        translate("Lessons", "all numbers added"),
        lambda call, asked: float(_many(call, asked).sum()),
    ),
    Function(
        "norm(X)",
        translate("Lessons", "the root of the sum of their squares"),
        lambda call, asked: float(np.linalg.norm(_many(call, asked))),
    ),
    Function(
        "abs(X)",
        translate("Lessons", "the numbers without their signs"),
        lambda call, asked: abs(worked(call.parts[0], asked)),
    ),
    Function(
        "count(weights)",
        translate("Lessons", "how many weights, biases or parameters there are, or numbers at a name"),
        _count,
        kinds=(Path,),
    ),
    Function(
        "gradient(PATH)",
        translate(
            "Lessons", "dL/d of it: over what the next update learns from, or of the sample that is named"
        ),
        _gradient,
        kinds=(Path,),
    ),
    Function(
        "step(PARAMETER)",
        translate("Lessons", "what the next update subtracts from it"),
        _step,
        kinds=(Path,),
    ),
    Function(
        "micro(N, PLACE)",
        translate("Lessons", "a number of the Nth micro-step, counted from 0, of the next update"),
        _micro,
        takes=(1, 5),
        kinds=(Number,),
    ),
)


def _function(call: Call) -> Function:
    if call.name not in FUNCTIONS:
        raise ValueError(unknown(translate("Lessons", "function of a truth"), call.name, FUNCTIONS))
    return FUNCTIONS[call.name]


def check_call(call: Call) -> None:
    """Raise ``ValueError`` with one sentence for a function that there is not, or that takes other parts."""
    function = _function(call)
    fewest, most = function.takes
    fits = fewest <= len(call.parts) <= most
    if not fits or (function.kinds and not isinstance(call.parts[0], function.kinds)):
        raise ValueError(
            translate("Lessons", "“{name}” is written “{usage}”.").format(
                name=call.name, usage=function.usage
            )
        )
