"""The key to a lesson: what is right in each step, worked out of its runs, in words."""

from __future__ import annotations

from collections.abc import Callable

from nnviz.lessons.judging import as_value, letter_of
from nnviz.lessons.lesson import Lesson, Option, Step
from nnviz.lessons.prose import in_words
from nnviz.lessons.shelf import Shelf, right_options
from nnviz.lessons.truth import read_truth
from nnviz.said import Sentence, joined, translate


def key_of(lesson: Lesson, told: Callable[[float], None] = lambda share: None) -> dict[str, Sentence]:
    """What is right in each step that asks something, by its key; what cannot be worked out says why.

    ``told`` is given the share that is done.
    """
    shelf, found = Shelf(), {}
    for number, step in enumerate(lesson.steps, start=1):
        try:
            answer = _answer(step, lesson.seed, shelf)
        except ValueError as sentence:
            answer = translate("Lessons", "It cannot be worked out: {why}").format(why=str(sentence))
        if answer is not None:
            found[step.key] = answer
        told(number / len(lesson.steps))
    return found


def _answer(step: Step, seed: int, shelf: Shelf) -> Sentence | None:
    asked, check = step.predict, step.check or step.puzzle
    if asked is not None and asked.kind == "choice":
        return _chosen(asked.options, step, seed, shelf)
    if asked is not None:
        return in_words(asked, as_value(read_truth(asked.truth).value(shelf.records(step.runs, seed))))
    if check is not None and check.options:
        return _chosen(check.options, step, seed, shelf)
    return None


def _chosen(options: tuple[Option, ...], step: Step, seed: int, shelf: Shelf) -> Sentence:
    """The right options with their letters."""
    runs = shelf.records(step.runs, seed) if any(option.when for option in options) else {}
    right = [joined([letter_of(place), options[place].text], "  ") for place in right_options(options, runs)]
    if not right:
        return translate("Lessons", "None of the answers is so of this run.")
    return joined(right, "; ")
