"""Lessons as notebooks: their text and questions, and cells that run."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import nbformat
import numpy as np
import pytest

from nnviz.assets import asset_path
from nnviz.cli import main
from nnviz.lessons.course import course
from nnviz.lessons.lesson import Lesson
from nnviz.lessons.notebook import lesson_notebook


def lesson_called(name: str) -> Lesson:
    (entry,) = (entry for entry in course() if entry.path.name == name or entry.path.parent.name == name)
    found = entry.read().lesson
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["04-saturated", "10-one-step-downhill"])
def test_its_cells_run_one_after_another(name: str) -> None:
    lesson = lesson_called(name)
    notebook = nbformat.reads(lesson_notebook(lesson).decode(), as_version=4)
    nbformat.validate(notebook)
    words = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert all(step.title in words for step in lesson.steps)
    asked = [step.predict for step in lesson.steps if step.predict is not None]
    assert all(one.ask in words and all(option.text in words for option in one.options) for one in asked)
    assert not any(option.say and option.say in words for one in asked for option in one.options)
    names: dict[str, object] = {}
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert lesson.python.strip() in cells
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        for cell in cells:
            exec(cell, names)
    assert len(cells) > 3


def test_the_command_line_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "lesson.ipynb"
    folder = str(asset_path("lessons", "04-saturated"))
    assert main(["export", folder, str(out)]) == 0
    nbformat.validate(nbformat.read(out, as_version=4))
    assert main(["export", folder, str(tmp_path / "lesson.onnx")]) == 2
    assert "as a notebook, not as onnx" in capsys.readouterr().err
