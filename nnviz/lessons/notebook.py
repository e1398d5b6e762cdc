"""A lesson as a Jupyter notebook: what its steps tell and ask, their runs in Python, and its own Python."""

from __future__ import annotations

import pprint
from collections.abc import Iterator
from dataclasses import replace

from nnviz.files.exchange.notebook import code_cell, notebook, words_cell
from nnviz.lessons.lesson import Asked, Lesson, Step
from nnviz.lessons.moment import START, Moment
from nnviz.lessons.setup import set_up
from nnviz.lessons.tallies import letter
from nnviz.said import translate


def lesson_notebook(lesson: Lesson) -> bytes:
    """The notebook, in the form nbformat 4.5. What a question asks is left open: its runs tell it."""
    return notebook(_cells(lesson))


def _cells(lesson: Lesson) -> Iterator[dict[str, object]]:
    yield words_cell(f"# {lesson.title}", *filter(None, (lesson.purpose, lesson.intro)))
    yield code_cell("import numpy as np\n\nimport nnviz\nfrom nnviz import Experiment, Trainer")
    there: list[Asked] = []  # no run is trained twice
    for number, step in enumerate(lesson.steps, 1):
        yield words_cell(f"## {number}. {step.title}", *filter(None, _told(step)))
        for asked in step.runs:
            alike = replace(asked, line=0, until="", sample="", allow=())
            if alike not in there:
                there.append(alike)
                yield code_cell(_run(asked, lesson.seed))
    if lesson.python:
        yield words_cell(translate("Lessons", "## The same in Python"))
        yield code_cell(lesson.python.rstrip("\n"))
    if lesson.summary:
        yield words_cell(translate("Lessons", "## What stays"), lesson.summary)
    if lesson.words:
        yield words_cell("\n".join(f"- **{word}**: {meaning}" for word, meaning in lesson.words))


def _told(step: Step) -> Iterator[str]:
    """The text of a step, and what it asks with the answers to choose from."""
    yield step.body
    for asking in (step.predict, step.check, step.puzzle):
        if asking is None or not asking.ask:
            continue
        yield f"**{asking.ask}**"
        yield "\n".join(f"- {letter(place)}: {option.text}" for place, option in enumerate(asking.options))
        yield "*Your answer:*"


def _run(asked: Asked, seed: int) -> str:
    """A run that a step sets up, brought to where the step opens, and drawn."""
    setup = set_up(asked, seed)
    settings = pprint.pformat(setup.experiment.to_dict(), width=100, sort_dicts=False)
    lines = [f"# Run {asked.name}", f"experiment = Experiment.from_dict(\n{settings}\n)"]
    lines.append("trainer = Trainer(experiment)")
    if setup.weights:
        begun = setup.trainer()
        lines.append("trainer.load_weights({")
        for player, name in zip(begun.players, setup.experiment.players, strict=True):
            before = f"{name}." if len(begun.players) > 1 else ""
            for block in player.network.blocks:
                values = block.of(player.network.parameters).tolist()
                lines.append(f"    {before + block.name!r}: np.array({values!r}),")
        lines.append("})")
    lines += _trained(setup.at)
    return "\n".join([*lines, "nnviz.draw(trainer.snapshot())"])


def _trained(at: Moment) -> Iterator[str]:
    if at == START:
        return
    if at.unit == "update":
        yield f"trainer.advance({at.number})"
        return
    yield "for metrics in trainer.run():"
    if at.unit == "epoch":
        yield f"    if metrics.epoch == {at.number}:"
        yield "        break"
    else:
        yield "    pass"
    yield "print(trainer.epoch, dict(zip((kind.name for kind in metrics.kinds), metrics.values)))"
