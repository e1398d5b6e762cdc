"""What was measured of a run, and what its network answers, as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.cells import csv_bytes
from nnviz.files.exchange.subject import Subject
from nnviz.said import translate
from nnviz.training.outputs import classes


def metrics_csv(subject: Subject) -> bytes:
    """A line for every evaluated epoch, a column for every number; what is no number is left empty."""
    table = subject.metrics
    rows = [
        [int(epoch), *("" if np.isnan(value) else value for value in values)]
        for epoch, *values in table.numbers.tolist()
    ]
    return csv_bytes([["epoch", *(kind.name for kind in table.kinds)], *rows])


def check_answers(subject: Subject) -> None:
    """Raise ``ValueError`` with one sentence where nothing is asked of samples."""
    if not subject.ends.learns_labels:
        raise ValueError(
            translate("Files", "Its network answers with no label of a sample: there are no predictions.")
        )


def predictions_csv(subject: Subject) -> bytes:
    """A line for every sample of both parts, or for every step at which something is asked of one: which it
    is, what is so, what is answered, and every output. ``ValueError`` where nothing is asked of samples."""
    check_answers(subject)
    data, network = subject.dataset, subject.network
    names = list(data.class_names or ("answer",))
    outputs = network.output_shape[0]
    columns = names if outputs == len(names) else [f"output {k + 1}" for k in range(outputs)]
    step = ["step"] if len(network.output_shape) > 1 else []
    truth = ["truth"] if data.class_names or outputs == 1 else [f"truth {k + 1}" for k in range(outputs)]
    rows: list[list[object]] = []
    for part, features, labels, places in (
        ("train", data.train_features, data.train_labels, data.train_indices),
        ("test", data.test_features, data.test_labels, data.test_indices),
    ):
        given = network.predict(features)
        for at, told in _told(given, labels):
            rows.append([part, int(places[at[0]]), *at[1:], *_row(subject, *told)])
    answer = ["answer"] if data.class_names else []
    head = ["part", "sample", *step, *truth, *answer, *(columns if data.class_names else _values(outputs))]
    return csv_bytes([head, *rows])


def _values(outputs: int) -> list[str]:
    return ["answer"] if outputs == 1 else [f"answer {k + 1}" for k in range(outputs)]


def _told(
    given: NDArray[Any], labels: NDArray[Any]
) -> Iterator[tuple[tuple[int, ...], tuple[NDArray[Any], Any]]]:
    """(sample, step if there are steps), (the outputs, what is so), wherever something is asked."""
    if given.ndim == 2:
        yield from (((k,), (given[k], labels[k])) for k in range(len(given)))
        return
    for k, step in np.ndindex(len(given), given.shape[2]):
        asked = labels[k, step] >= 0 if labels.dtype.kind != "f" else np.isfinite(labels[k, step])
        if asked:
            yield (k, step), (given[k, :, step], labels[k, step])


def _row(subject: Subject, outputs: NDArray[Any], truth: Any) -> list[object]:
    names = subject.dataset.class_names
    if not names:
        values: tuple[NDArray[Any], ...] = (np.atleast_1d(truth), outputs)
        if subject.dataset.entered is not None:  # in the unit of the table, whatever the network learned
            own = subject.dataset.in_own_unit  # to the digits that are kept of them: 144, not 143.99999972
            values = tuple(own(one).astype(one.dtype) for one in values)
        return [float(str(value)) for both in values for value in both]
    numbers = [float(str(value)) for value in outputs]
    answer = int(classes(outputs[None])[0])
    return [names[int(truth)], names[answer], *numbers]
