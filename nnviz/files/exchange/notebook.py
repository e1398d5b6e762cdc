"""A run as a Jupyter notebook: the program of plain NumPy in cells, with words between, and its curves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from nnviz.files.exchange.numpy_game import NAME
from nnviz.files.exchange.numpy_program import numpy_sections
from nnviz.files.exchange.parts import picked
from nnviz.files.exchange.plan import Plan, count_of
from nnviz.files.exchange.subject import Subject
from nnviz.said import translate
from nnviz.training.structure import told_layers

MOST_NUMBERS = 3_000_000
"""As many numbers stand within a notebook; with more it would open in no browser."""


def check_notebook(subject: Subject) -> None:
    """Raise ``ValueError`` with one sentence for a run that is none of a notebook."""
    if subject.experiment.objective == NAME:
        raise ValueError(
            translate("Files", "A notebook is of one network: take the game out as a program of plain NumPy.")
        )
    data = Plan(subject).dataset
    if count_of({"train": data.train_features, "test": data.test_features}) > MOST_NUMBERS:
        raise ValueError(
            translate(
                "Files",
                "The data are too large to stand in a notebook: take the run out as a program, which has "
                "them beside it.",
            )
        )


def notebook_bytes(subject: Subject) -> bytes:
    """The notebook, in the form nbformat 4.5. Raises ``ValueError`` as ``numpy_program`` and as above."""
    check_notebook(subject)
    program, experiment = numpy_sections(subject, "", inside=True), subject.start.experiment
    measure = program.functions.replace(
        "    return test", "    HISTORY.append((epoch, train, test))\n    return test"
    )
    network = told_layers(subject.network.specs)
    cells = [
        words_cell(
            f"# “{subject.dataset.name}”: {network}",
            f"The network is trained as nnviz did, with {experiment.loss} and {experiment.optimizer}, in "
            f"{experiment.dtype}. Nothing but NumPy is needed, and every number is nnviz's.",
        ),
        code_cell(program.imports),
        words_cell(
            "## The data, and where it begins",
            "The samples to learn from and those to test, as they enter the network, and the parameters "
            "before the first update.",
        ),
        code_cell(program.data),
        words_cell(
            "## The mathematics",
            "Each activation stands beside its way back, each layer has a way forward and one backward, and "
            "the optimiser makes steps of gradients.",
        ),
        code_cell(program.parts),
        words_cell("## The network"),
        code_cell(f"{program.network}\n\n{program.settings}"),
        words_cell("## What is learned and measured"),
        code_cell(f"HISTORY = []\n\n\n{measure}"),
        words_cell("## Training", "One line for each epoch: the losses over all samples of both parts."),
        code_cell(program.loop),
        words_cell("## The curves"),
        code_cell(f"{picked(['curves.py'], 'Curves')}\n\n\nCurves(HISTORY)"),
    ]
    return notebook(cells)


def notebook(cells: Iterable[dict[str, object]]) -> bytes:
    """A whole notebook of these cells, each with an id of its own."""
    named = [{"id": hashlib.sha256(f"{k}".encode()).hexdigest()[:8], **cell} for k, cell in enumerate(cells)]
    values = {
        "cells": named,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(values, indent=1, ensure_ascii=False) + "\n").encode()


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def words_cell(*paragraphs: str) -> dict[str, object]:
    """A cell of paragraphs in Markdown."""
    return {"cell_type": "markdown", "metadata": {}, "source": _lines("\n\n".join(paragraphs))}


def code_cell(text: str) -> dict[str, object]:
    """A cell of Python, not yet run."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": _lines(text),
    }
