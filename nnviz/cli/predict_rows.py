"""What a network that learned a table answers to the rows of another."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.cli.ending import say
from nnviz.cli.tables import reading_of, table_read
from nnviz.data.cells import csv_bytes
from nnviz.data.entered import Entered
from nnviz.data.own.entering import rows_of
from nnviz.data.own.table import Table
from nnviz.data.saving import save_bytes
from nnviz.files.model import Model, read_model
from nnviz.files.outputs import check_outputs
from nnviz.said import translate
from nnviz.training.outputs import classes, probabilities

_BLOCK = 10_000  # rows that are answered at once


def answer_rows(options: Namespace) -> int:
    """Answer every row of a table: in a file, or a line for each.

    A line of JSON has ``row``, counted from 1, and ``label`` with ``probabilities`` of the classes by their
    names, or ``value`` in its own unit. The file has the columns of the table, and the answers behind.
    """
    if options.model is None:
        raise ValueError(translate("Cli", "Rows are answered by a network of yours: name it with --model."))
    check_outputs({"--out": options.out}, {"--csv": options.csv, "--model": options.model})
    model = read_model(options.model)
    entered = _learned(model, options.model)
    table = table_read(options.csv, reading_of(options))
    raw, unknown = rows_of(table, entered)
    for sentence in unknown:
        say(sentence)
    outputs = np.concatenate([
        model.predict(raw[start : start + _BLOCK]) for start in range(0, len(raw), _BLOCK)
    ])  # fmt: skip
    answers = [*_answers(outputs, entered, model)]
    if options.out is not None:
        save_bytes(options.out, csv_bytes(_lines(table, answers, entered)))
        return 0
    for row, answer in enumerate(answers, 1):
        print(json.dumps({"row": row, **answer}) if options.json else f"{row}: {_sentence(answer)}")
    return 0


def _learned(model: Model, path: Path) -> Entered:
    """How rows enter the network. Raises ``ValueError`` with one sentence where it learned from none."""
    if model.entered is None or not model.ends.learns_labels:
        raise ValueError(
            translate("Cli", "“{path}” learned from no table of one's own, so it answers no rows.").format(
                path=path
            )
        )
    return model.entered


def _answers(outputs: NDArray[Any], entered: Entered, model: Model) -> Iterator[dict[str, Any]]:
    names = model.class_names
    if not names:
        yield from ({"value": float(value)} for value in entered.target.own(outputs[:, 0]))
        return
    activation = getattr(model.ends.last, "activation", "")
    for label, row in zip(classes(outputs), outputs, strict=True):
        likely = probabilities(row, activation)
        shares = {} if likely is None else dict(zip(names, map(float, likely), strict=True))
        yield {"label": names[label], "probabilities": shares}


def _sentence(answer: dict[str, Any]) -> str:
    if "value" in answer:
        return f"{answer['value']:.6g}"
    share = answer["probabilities"].get(answer["label"])
    return answer["label"] if share is None else f"{answer['label']} ({share:.1%})"


def _lines(table: Table, answers: list[dict[str, Any]], entered: Entered) -> Iterator[list[object]]:
    target = entered.target.name
    named = [column.name for column in table.columns]
    shares = [*answers[0].get("probabilities", ())]
    yield [*named, f"predicted {target}", *(f"probability of {name}" for name in shares)]
    for row, answer in enumerate(answers):
        told = answer["value"] if "value" in answer else answer["label"]
        cells = [column.text(row) for column in table.columns]
        yield [*cells, told, *(answer["probabilities"][name] for name in shares)]
