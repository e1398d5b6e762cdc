"""The functions of a truth: a table of what can be asked of runs besides what stands at a path."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.lessons.moment import LAST, START
from nnviz.lessons.recorded import Broke, Recorded
from nnviz.lessons.truths import causes, next_update
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
    paths_in,
)
from nnviz.lessons.truths.names import Seen, value_of
from nnviz.lessons.truths.working import (
    Asked,
    Function,
    NeverHeld,
    claim_in,
    function_of,
    holds,
    last_of,
    moment_in,
    path_in,
    single,
    times,
    worked,
    written,
)
from nnviz.said import translate
from nnviz.training.many.outcome import Outcome, each_seed
from nnviz.training.sabotage import SABOTAGES

#: What “count” counts of a whole network, and the roles of the parameters; all without any.
COUNTED: Final[Mapping[tuple[str, ...], tuple[str, ...]]] = {
    ("weights",): ("weight",),
    ("biases",): ("bias",),
    ("parameters",): (),
}


# ---- when, and in which order
def _first(call: Call, asked: Asked, unit: Span) -> int:
    claim = claim_in(call, 0)
    found = next(times(claim, asked.at(claim.when), unit), None)
    if found is None:
        raise NeverHeld(translate("Lessons", "What “first” looks for never comes about in this run."))
    return found


def _order(call: Call, asked: Asked) -> tuple[str, ...]:
    """The names of the runs, or the paths as they are written, the smallest value first."""
    labels, values = [], []
    runs = [[path.names[0] for path in paths_in(part) if path.names[0] in asked.runs] for part in call.parts]
    by_run = all(runs) and len({found[0] for found in runs}) == len(runs)
    for part, found in zip(call.parts, runs, strict=True):
        labels.append(found[0] if by_run else written(part))
        try:
            values.append(single(part, asked))
        except NeverHeld:
            values.append(math.inf)
    return tuple(label for _, label in sorted(zip(values, labels, strict=True), key=lambda pair: pair[0]))


# ---- over seeds
def _share(call: Call, asked: Asked) -> float:
    """For how large a share of the seeds the claim holds."""
    seeds, claim = call.parts[0], claim_in(call, 1)
    assert isinstance(seeds, Seeds)
    setups = {name: recorded.setup for name, recorded in asked.runs.items()}
    stopped = next(iter(asked.runs.values())).stopped

    def judged(seed: int) -> bool:
        runs = {name: Recorded(setup.with_seed(seed), stopped, keeps=False) for name, setup in setups.items()}
        try:
            return holds(claim, replace(asked, runs=runs))
        except Broke:
            return False

    def asked_of_all() -> tuple[Outcome, ...]:
        return tuple(each_seed(range(seeds.count), judged))

    first = next(iter(asked.runs.values()))
    same = tuple((name, recorded.same_as, recorded.last) for name, recorded in asked.runs.items())
    outcomes = first.kept(("share", seeds.count, written(claim), str(asked.when), same), asked_of_all)
    for outcome in outcomes:
        asked.told(outcome)
    return outcomes[-1].share


# ---- two moments
def _change(call: Call, asked: Asked) -> Any:
    begin, end = (worked(call.parts[0], asked.at(moment_in(call, place))) for place in (1, 2))
    return np.subtract(end, begin) if isinstance(end, np.ndarray) else float(end) - float(begin)


def _curve(call: Call, asked: Asked) -> NDArray[np.float64]:
    """(n, 2) the epochs that were evaluated from the one to the other, and the metric then."""
    path, begin, end = call.parts[0], moment_in(call, 1).moment, moment_in(call, 2).moment
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


# ---- causes and mistakes
def _of_sample(call: Call, asked: Asked) -> int:
    recorded = next(iter(asked.runs.values()))
    return causes.went_wrong(recorded, asked.when.moment or LAST, causes.sample_in(call))


def _check_sample(call: Call, asked: Asked) -> None:
    next(iter(asked.runs.values())).sample_at(causes.sample_in(call))


def _died(call: Call, asked: Asked) -> int:
    seen, path = asked.seen(path_in(call))
    return causes.died(seen.recorded, seen.moment, path)


def _check_unit(call: Call, asked: Asked) -> None:
    seen, path = asked.seen(path_in(call))
    causes.unit_of(seen.recorded, path)


def _batch(call: Call, asked: Asked) -> tuple[int, ...]:
    return causes.batch_of(next(iter(asked.runs.values())), moment_in(call, 0))


def _check_mistake(call: Call, asked: Asked) -> None:
    seen, path = asked.seen(path_in(call, 2))
    causes.mistake_of(seen.recorded, call)
    causes.parameter_of(seen, path)


def _check_counted(call: Call, asked: Asked) -> None:
    if asked.run(path_in(call))[1].names not in COUNTED:
        check_names(call.parts[0], asked.runs)


def _mistake(call: Call, asked: Asked) -> tuple[Seen, Call, Path]:
    seen, path = asked.seen(path_in(call, 2))
    return seen, call, path


def _check_moments(call: Call, asked: Asked) -> None:
    check_names(call.parts[0], asked.runs)
    moment_in(call, 1), moment_in(call, 2)


# ---- the table
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
        check=_check_moments,
    ),
    Function(
        "curve(METRIC, FROM, TO)",
        translate("Lessons", "the epochs from the one to the other, with the metric after each"),
        _curve,
        takes=(3, 3),
        kinds=(Path,),
        check=_check_moments,
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
        check=_check_counted,
    ),
    Function(
        "gradient(PATH)",
        translate(
            "Lessons", "dL/d of it: over what the next update learns from, or of the sample that is named"
        ),
        next_update.gradient,
        kinds=(Path,),
    ),
    Function(
        "step(PARAMETER)",
        translate("Lessons", "what the next update subtracts from it"),
        next_update.step,
        kinds=(Path,),
    ),
    Function(
        "micro(N, PLACE)",
        translate("Lessons", "a number of the Nth micro-step, counted from 0, of the next update"),
        next_update.micro,
        takes=(1, 5),
        kinds=(Number,),
        check=lambda call, asked: None,
    ),
    Function(
        "same(X, FROM, TO)",
        translate("Lessons", "whether it is the same at both moments, to the last bit"),
        lambda call, asked: bool(
            np.array_equal(*(worked(call.parts[0], asked.at(moment_in(call, place))) for place in (1, 2)))
        ),
        takes=(3, 3),
        check=_check_moments,
    ),
    Function(
        "went_wrong(SAMPLE)",
        translate("Lessons", "the update after which that sample, answered wrong then, was no longer right"),
        _of_sample,
        kinds=(Given,),
        check=_check_sample,
    ),
    Function(
        "batch(update N)",
        translate("Lessons", "the numbers of the samples that the Nth update learned from"),
        _batch,
        kinds=(Given,),
        check=lambda call, asked: None,
    ),
    Function(
        "died(LAYER[UNIT])",
        translate("Lessons", "the update after which that unit, dead then, was 0 for all samples"),
        _died,
        kinds=(Path,),
        check=_check_unit,
    ),
    Function(
        "numeric(PARAMETER)",
        translate("Lessons", "dL/d of it over the next batch, measured by nudging it to both sides"),
        lambda call, asked: causes.numeric(*asked.seen(path_in(call))),
        kinds=(Path,),
    ),
    Function(
        "sabotaged(MISTAKE, LAYER, PARAMETER)",
        translate("Lessons", "dL/d of it by a program with that mistake at that layer: {mistakes}").format(
            mistakes=", ".join(SABOTAGES)
        ),
        lambda call, asked: causes.mistaken(*_mistake(call, asked)),
        takes=(3, 3),
        kinds=(Path,),
        check=_check_mistake,
    ),
    Function(
        "caught(MISTAKE, LAYER, PARAMETER)",
        translate("Lessons", "whether nudging that parameter finds the mistake"),
        lambda call, asked: causes.is_caught(*_mistake(call, asked)),
        takes=(3, 3),
        kinds=(Path,),
        check=_check_mistake,
    ),
)


def check_calls(node: Node) -> None:
    """Raise ``ValueError`` with one sentence for a function that there is not, or that takes other parts."""
    if isinstance(node, Call):
        function_of(node, FUNCTIONS).check_written(node)
        for part in node.parts:
            check_calls(part)
    elif isinstance(node, Comparison):
        check_calls(node.left)
        check_calls(node.right)


def check_names(node: Node, runs: Mapping[str, Recorded]) -> None:
    """Raise ``ValueError`` with one sentence for a run, name, place or sample that there is not in these
    runs; nothing is trained."""
    asked = Asked(runs, FUNCTIONS, When(START))
    if isinstance(node, Path):
        seen, within = asked.seen(node)
        value_of(within, Seen(seen.recorded, When(START, seen.when.sample, seen.when.batch)))
    elif isinstance(node, Comparison):
        check_names(node.left, runs)
        check_names(node.right, runs)
    elif isinstance(node, Call):
        check, asked = function_of(node, FUNCTIONS).check, asked.of(node.run)
        if check is not None:
            check(node, asked)
        for part in node.parts if check is None else ():
            check_names(part, asked.runs)
