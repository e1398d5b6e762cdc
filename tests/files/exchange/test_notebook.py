"""The notebook of a run: whole by its form's own judge, and cell by cell it prints the losses of the run."""

from __future__ import annotations

import contextlib
import io
import json
import re
import xml.etree.ElementTree as ElementTree

import nbformat
import numpy as np
import pytest

from nnviz.files.exchange.formats import FORMATS
from nnviz.files.exchange.subject import Subject
from nnviz.training.experiment import Experiment
from tests.files.exchange.test_numpy_program import on
from tests.helpers.taken_out import losses_of, relative, taken


def cells_of(subject: Subject) -> list[str]:
    ((_, content),) = FORMATS["notebook"].contents(subject, "run.ipynb").items()
    notebook = nbformat.reads(content.decode(), as_version=4)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.parametrize(
    "experiment",
    [
        on("xor", layers=(3,), loss="binary_crossentropy"),
        on("digits", layers="8, dropout(0.2)", epochs=1),
    ],
    ids=["small", "large"],
)
def test_its_cells_print_the_losses_of_the_run(experiment: Experiment) -> None:
    subject = taken(experiment)
    *cells, curves = cells_of(subject)
    names: dict[str, object] = {"__name__": "__main__"}
    told = io.StringIO()
    before = np.geterr()
    with contextlib.redirect_stdout(told):
        for cell in cells:
            exec(cell, names)
    np.seterr(**before)
    lines = re.findall(r"^epoch (\d+)  train_loss (\S+)  test_loss (\S+)$", told.getvalue(), re.MULTILINE)
    assert relative(np.array(lines, float), losses_of(subject)) < 1e-9
    definition, shown = curves.rsplit("\n", 1)
    exec(definition, names)
    picture = ElementTree.fromstring(eval(f"{shown}._repr_svg_()", names))
    assert len(picture.findall("{http://www.w3.org/2000/svg}polyline")) == 2


def test_data_that_no_browser_would_open_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnviz.files.exchange.notebook.MOST_NUMBERS", 100)
    with pytest.raises(ValueError, match="too large to stand in a notebook"):
        FORMATS["notebook"].check(taken(on("iris", layers=(3,), epochs=0)))


def test_it_is_json_with_readable_text() -> None:
    ((_, content),) = FORMATS["notebook"].contents(taken(on("xor", layers=(3,))), "run.ipynb").items()
    assert "“xor”" in content.decode()
    assert json.loads(content)["metadata"]["language_info"] == {"name": "python"}
