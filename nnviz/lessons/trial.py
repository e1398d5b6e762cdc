"""Trying a lesson out: every run is set up and trained, and every truth worked out."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import numpy as np

from nnviz.lessons.lesson import Asked, Check, Lesson, Option, Predict, Step
from nnviz.lessons.mistakes import Mistakes
from nnviz.lessons.moment import Moment
from nnviz.lessons.named import read_named
from nnviz.lessons.recorded import Recorded, Stopped
from nnviz.lessons.setup import Setup
from nnviz.lessons.shelf import Shelf, right_options
from nnviz.lessons.truth import check_truth, read_claim, read_truth
from nnviz.lessons.truths.grammar import Path
from nnviz.said import Sentence, translate

#: Seconds of computing that a run may take, and the truth of a question.
MOST_RUN: Final = 10.0
MOST_TRUTH: Final = 30.0
#: The other seed that a question is asked with.
_ANOTHER: Final = 1

_INDEXED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?\[[^\]]*\]")
_NUMBER = re.compile(r"(?<![\w.,])[-−]?\d+(?:[.,]\d+)?(?![\w]|[.,]\d)")


class Trial:
    """Tries the steps of a lesson one after the other, and tells what is wrong with them.

    ``clock`` counts seconds of computing.
    """

    def __init__(
        self, lesson: Lesson, mistakes: Mistakes, clock: Callable[[], float] = time.process_time
    ) -> None:
        self._lesson, self._mistakes, self._clock = lesson, mistakes, clock
        self._shelf = Shelf(lambda: self._clock() > self._until)
        self._until = 0.0

    def step(self, step: Step) -> None:
        """Try one step; runs that earlier steps have trained are not trained again."""
        runs = self._runs(step, self._lesson.seed)
        if runs is None:
            return
        for asked in step.runs:
            self._run(asked, runs[asked.name])
        if step.runs:
            self._named(step, runs[step.runs[0].name])
        if step.predict is not None:
            self._predict(step, step.predict, runs)
        for check in (step.check, step.puzzle):
            if check is not None:
                self._check(check, runs)

    def _add(self, line: int, sentence: str) -> None:
        self._mistakes.add(line, sentence)

    def _warn(self, line: int, sentence: str) -> None:
        self._mistakes.add(line, sentence, warning=True)

    # ---- runs
    def _runs(self, step: Step, seed: int) -> dict[str, Recorded] | None:
        """The runs of a step by their names; None if one of them cannot be set up."""
        runs: dict[str, Recorded] = {}
        for asked in step.runs:
            try:
                runs[asked.name] = self._shelf.record(asked, seed)
            except ValueError as sentence:
                self._add(asked.line, str(sentence))
        return runs if len(runs) == len(step.runs) else None

    def _run(self, asked: Asked, recorded: Recorded) -> None:
        """Where a step opens, and where its run goes to."""
        setup = recorded.setup
        for moment in (setup.at, setup.until or setup.at):
            self._until = self._clock() + MOST_RUN
            try:
                recorded.run_parts(moment)
            except Stopped:
                text = translate("Lessons", "The run takes longer than {most:g} s to get to “{moment}”.")
                self._warn(asked.line, text.format(most=MOST_RUN, moment=str(moment)))
                return
            except ValueError as sentence:
                self._add(asked.line, str(sentence))
                return

    def _named(self, step: Step, recorded: Recorded) -> None:
        """What the step selects, and the numbers that its views are about, are there in its network."""
        texts = [*_INDEXED.findall(step.show.of), *([step.show.select] if step.show.select else [])]
        try:
            moment = recorded.snapshot(recorded.setup.at)
        except (ValueError, Stopped):
            return  # which has been told
        for text in texts:
            try:
                read_named(text).check(moment)
            except ValueError as sentence:
                self._add(step.show.line, str(sentence))

    # ---- predictions
    def _predict(self, step: Step, asked: Predict, runs: dict[str, Recorded]) -> None:
        setups = {name: recorded.setup for name, recorded in runs.items()}
        if asked.kind == "choice":
            right = self._right(asked.line, asked.options, runs, setups)
            if right is not None and self._drawn(step, asked):
                self._other_seed(step, asked, lambda others: right_options(asked.options, others) == right)
            return
        found = self._value(asked.line, asked.truth, runs, setups)
        if found is None:
            return
        if problem := _unfitting(asked, found):
            self._add(asked.line, problem)
            return
        self._visible(step, asked, found, runs)
        if asked.kind in ("direction", "order") and self._drawn(step, asked):
            truth = read_truth(asked.truth)
            self._other_seed(step, asked, lambda others: _alike(asked, truth.value(others), found))

    def _value(
        self, line: int, text: str, runs: Mapping[str, Recorded], setups: Mapping[str, Setup]
    ) -> Any | None:
        """What a truth comes to; None where it cannot be said, which has been told."""
        self._until = self._clock() + MOST_TRUTH
        try:
            truth = read_truth(text)
            check_truth(truth, setups)
            return truth.value(runs)
        except Stopped:
            text = translate("Lessons", "“{truth}” takes longer than {most:g} s.").format(
                truth=text, most=MOST_TRUTH
            )
            self._warn(line, text)
        except ValueError as sentence:
            self._add(line, str(sentence))
        return None

    def _right(
        self,
        line: int,
        options: tuple[Option, ...],
        runs: Mapping[str, Recorded],
        setups: Mapping[str, Setup],
    ) -> list[int] | None:
        """The places of the right options; what is wrong with them is told."""
        self._until = self._clock() + MOST_TRUTH
        try:
            for option in options:
                if option.when:
                    check_truth(read_claim(option.when), setups)
            right = right_options(options, runs)
        except Stopped:
            text = translate("Lessons", "Which option is right takes longer than {most:g} s to work out.")
            self._warn(line, text.format(most=MOST_TRUTH))
            return None
        except ValueError as sentence:
            self._add(line, str(sentence))
            return None
        if not right:
            self._add(line, translate("Lessons", "None of the options is right in this run."))
            return None
        if len(right) > 1:
            text = translate("Lessons", "Several options are right in this run: {options}.")
            quoted = ", ".join(f"“{options[place].text}”" for place in right)
            self._add(line, text.format(options=quoted))
        return right

    @staticmethod
    def _drawn(step: Step, asked: Predict) -> bool:
        """Whether chance has a part in it: the run has no seed of its own, and no other seeds are asked."""
        texts = (asked.truth, *(option.when for option in asked.options))
        own = all("seed" in run.settings for run in step.runs)
        return any(texts) and not own and not any("seeds" in text for text in texts)

    def _other_seed(
        self, step: Step, asked: Predict, agrees: Callable[[Mapping[str, Recorded]], bool]
    ) -> None:
        """Warns where the answer is another one with another seed."""
        self._until = self._clock() + MOST_TRUTH
        others = self._runs(step, self._lesson.seed + _ANOTHER)
        try:
            alike = others is None or agrees(others)
        except Stopped:
            return  # nobody waits twice as long
        except ValueError:
            alike = False
        if not alike:
            text = translate(
                "Lessons",
                "With the seed {seed} the answer is another one: give the run its own “seed” if so meant.",
            )
            self._warn(asked.line, text.format(seed=self._lesson.seed + _ANOTHER))

    def _visible(self, step: Step, asked: Predict, found: Any, runs: Mapping[str, Recorded]) -> None:
        """Warns where the answer can be read off before it is revealed."""
        node = read_truth(asked.truth).node
        if asked.kind == "number" and isinstance(node, Path) and node.names[-1] in ("weights", "bias"):
            recorded = runs.get(node.names[0]) or next(iter(runs.values()))
            if node.when.moment is not None and _opened(node.when.moment, recorded.setup.at):
                text = translate("Lessons", "The answer is to be seen: the step opens at “{moment}”.")
                self._warn(asked.line, text.format(moment=str(recorded.setup.at)))
        if asked.kind == "number":
            given = _given(step.runs)
            told = " ".join((step.title, step.body, asked.ask))
            for number in _numbers(told):
                if number not in given and _is_that(number, float(found), asked.tolerance):
                    text = translate("Lessons", "The answer, {number}, stands in the text of the step.")
                    self._warn(asked.line, text.format(number=number))

    # ---- goals
    def _check(self, check: Check, runs: Mapping[str, Recorded]) -> None:
        setups = {name: recorded.setup for name, recorded in runs.items()}
        if check.options:
            self._right(check.line, check.options, runs, setups)
            return
        self._until = self._clock() + MOST_TRUTH
        try:
            claim = read_claim(check.goal)
            check_truth(claim, setups)
            if claim.holds({name: _as_it_opens(recorded) for name, recorded in runs.items()}):
                self._warn(check.line, translate("Lessons", "The goal is reached before anything is done."))
        except Stopped:
            text = translate("Lessons", "“{truth}” takes longer than {most:g} s.")
            self._warn(check.line, text.format(truth=check.goal, most=MOST_TRUTH))
        except ValueError as sentence:
            self._add(check.line, str(sentence))


def _as_it_opens(recorded: Recorded) -> Recorded:
    parts = recorded.run_parts(recorded.setup.at)
    return Recorded.of(
        parts.experiment,
        parts.timeline,
        parts.snapshot,
        parts.dataset,
        name=recorded.name,
        sample=recorded.setup.sample,
    )


def _unfitting(asked: Predict, found: Any) -> Sentence | str:
    """What is wrong with a truth that is no answer of that kind."""
    array = np.asarray(found)
    if asked.kind in ("number", "direction") and (array.ndim or isinstance(found, bool)):
        text = translate("Lessons", "“{truth}” is no single number.")
        return text.format(truth=asked.truth)
    if asked.kind == "order" and set(found if isinstance(found, tuple) else ()) != set(asked.items):
        text = translate("Lessons", "“items” must be what “truth” puts in order: {names}.")
        names = ", ".join(map(str, found)) if isinstance(found, tuple) else asked.truth
        return text.format(names=names)
    if asked.kind == "curve" and not array.ndim:
        return translate("Lessons", "“{truth}” is no curve.").format(truth=asked.truth)
    return ""


def _alike(asked: Predict, one: Any, other: Any) -> bool:
    if asked.kind == "direction":
        return _way(asked, one) == _way(asked, other)
    return bool(one == other)


def _way(asked: Predict, change: float) -> int:
    return 0 if abs(change) <= asked.tolerance else 1 if change > 0 else -1


def _opened(moment: Moment, at: Moment) -> bool:
    """Whether that moment has been when a step opens."""
    return moment.unit == at.unit and moment.number <= at.number


def _numbers(text: str) -> Iterable[str]:
    """Numbers of a text with two digits that count, or more: those of one are everywhere."""
    for found in _NUMBER.finditer(text):
        if len(re.sub(r"\D", "", found[0]).strip("0")) >= 2:
            yield found[0]


def _is_that(number: str, value: float, tolerance: float) -> bool:
    plain = float(number.replace(",", ".").replace("−", "-"))
    return abs(plain - value) <= max(tolerance, 1e-9 * abs(value))


def _given(runs: Iterable[Asked]) -> set[str]:
    """Numbers that a run is set up with, as they would be written."""
    numbers: set[str] = set()

    def take(value: Any) -> None:
        if isinstance(value, tuple | list):
            for inner in value:
                take(inner)
        elif isinstance(value, Mapping):
            for inner in value.values():
                take(inner)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            numbers.update({str(value), f"{value:g}", str(abs(value))})

    for asked in runs:
        take((asked.settings, asked.rows, asked.weights))
    return numbers
