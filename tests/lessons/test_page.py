"""The page of lessons says of truths what the tables say."""

from __future__ import annotations

import re
from pathlib import Path

from nnviz.lessons.truth import read_truth
from nnviz.lessons.truths import grammar
from nnviz.lessons.truths.functions import FUNCTIONS
from nnviz.lessons.truths.names import ERRORS, OF_MOMENT
from nnviz.lessons.truths.sent import OF_SAMPLE

TEXT = (Path(__file__).parents[2] / "docs" / "lessons.md").read_text(encoding="utf-8")
PAGE = TEXT.partition("\n## What a lesson asks of a run\n")[2].partition("\n## ")[0]


def test_every_function_stands_there_with_what_it_says() -> None:
    rows = dict(re.findall(r"^\| `(\w+)\([^`]*` \| (.*) \|$", PAGE, re.MULTILINE))
    assert rows == {name: str(function.says) for name, function in FUNCTIONS.items()}
    assert all(f"`{function.usage}`" in PAGE for function in FUNCTIONS.values())


def test_every_name_stands_there() -> None:
    named = set(re.findall(r"`(\w+)`", PAGE))
    assert {*ERRORS, *OF_MOMENT, *OF_SAMPLE} <= named


def test_the_examples_can_be_read_and_the_grammar_is_that_of_the_reader() -> None:
    examples, rules = re.findall(r"^```\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    for line in examples.splitlines():
        read_truth(re.split(r"\s{2,}", line)[0])
    assert grammar.__doc__ is not None
    told = [" ".join(line.split()) for line in rules.splitlines()]
    known = [" ".join(line.split()) for line in grammar.__doc__.splitlines() if " = " in line]
    assert told == known
