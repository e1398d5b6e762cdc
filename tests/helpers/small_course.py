"""A course of a few small lessons, written to a folder."""

from __future__ import annotations

from pathlib import Path

from nnviz.lessons.course import Entry, course_in

_LESSON = """+++
format = 1
id = "{id}"
title = "{title}"
language = "en"
minutes = {minutes}
purpose = "{purpose}"
+++

## A weight {{look}}

Here is one weight.

~~~experiment
rows = [[1, 0]]
layers = []
bias = false
loss = "mse"
optimizer = "sgd"
learning_rate = 0.1
weights = {{ "dense1.weights" = [[2]] }}
sample = "row 0"
allow = ["run"]
~~~

## How far? {{predict}}

The slope is 4.

~~~predict
ask = "What is w after one update?"
kind = "number"
truth = "dense1.weights[0, 0] @ update 1"
tolerance = 0.01
~~~

## Below a hundredth {{make}}

~~~puzzle
goal = "train_loss < 0.01 @ last"
most = "50 updates"
~~~
"""


def small_course(folder: Path, numbers: tuple[int, ...] = (1, 2, 5, 6, 9)) -> tuple[Entry, ...]:
    """Lessons with these numbers, of three steps each and 10 minutes more than their number."""
    for number in numbers:
        path = folder / f"{number:02d}-lesson"
        path.mkdir(parents=True)
        text = _LESSON.format(
            id=f"lesson-{number}",
            title=f"Lesson of {number}",
            minutes=10 + number,
            purpose=f"What number {number} is for.",
        )
        (path / "lesson.md").write_text(text, encoding="utf-8")
    return course_in(folder)
