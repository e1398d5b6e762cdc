"""Rows given one by one: what becomes of them, and what is said of those that cannot be."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nnviz.data import Dataset, load_dataset
from nnviz.data.given import ROWS, WIDTH
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer


def test_all_rows_are_learned_from_and_tested_as_they_stand() -> None:
    data = load_dataset("rows", rows=((1, 2, 3), (4.5, -5, 6)), targets=1)
    assert data.train_features.tolist() == data.test_features.tolist() == [[1, 2], [4.5, -5]]
    assert data.train_labels.tolist() == [[3], [6]]
    assert (data.output_size, data.family, data.kind) == (1, "table", "regression")
    several = load_dataset("rows", rows=((1, 2, 3),), targets=2)
    assert several.train_labels.tolist() == [[2, 3]]
    assert several.output_size == 2


@pytest.mark.parametrize(("last", "names"), [([1.0, 1.0], ("0", "1")), ([0, 2], ("0", "1", "2"))])
def test_the_last_number_may_be_a_class(last: list[float], names: tuple[str, ...]) -> None:
    data = load_dataset("rows_of_classes", rows=[(0.5, last[0]), (0.7, last[1])])
    assert data.train_labels.tolist() == last
    assert data.class_names == names


@pytest.mark.parametrize(
    ("rows", "targets", "sentence"),
    [
        ((), 1, r"There are no rows"),
        (((1.0, 2.0), (1.0,)), 1, r"Row 2 has 1 numbers, where the first row has 2"),
        (((1.0, math.nan),), 1, r"Row 1 has a number that is infinite"),
        (((1.0, 2.0), (1.0, math.inf)), 1, r"Row 2 has a number that is infinite"),
        (((1.0, 10**40),), 1, r"too large"),
        (((1.0, "x"),), 1, r"Row 1 must be a list of numbers"),
        (((1.0, True),), 1, r"Row 1 must be a list of numbers"),
        ((7,), 1, r"Row 1 must be a list of numbers"),
        (((1.0, 2.0),), 2, r"A row of 2 numbers, of which 2 are to come out, has no input left"),
        ((((0.0,) * (WIDTH + 1)),), 1, rf"at most {WIDTH} numbers"),
        (((0.0, 1.0),) * (ROWS + 1), 1, rf"At most {ROWS} rows"),
    ],
)
def test_rows_that_cannot_be_are_refused_in_a_sentence(rows: Any, targets: int, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        load_dataset("rows", rows=rows, targets=targets)
    with pytest.raises(ValueError, match=sentence):
        Experiment(data="rows", loss="mse", rows=rows, targets=targets).validated()


@pytest.mark.parametrize("last", [0.5, -1.0, 64.0])
def test_a_class_that_is_none_is_refused(last: float) -> None:
    with pytest.raises(ValueError, match=r"class of a row must be a whole number from 0 to 63"):
        load_dataset("rows_of_classes", rows=((1.0, last),))


def test_rows_come_back_out_of_json() -> None:
    written = Experiment.on("rows", rows=((1.0, 2.5, 0.1),), layers=(), targets=2).to_dict()
    again = Experiment.from_dict(written)
    assert again.rows == ((1.0, 2.5, 0.1),)
    assert again.batch_size is None
    for broken in (5, [[1.0], [1.0, 2.0]], [["x"]], [5]):
        written["data"]["rows"] = broken
        with pytest.raises(ValueError, match=r"^[A-Z][^\n]*\.$"):
            Experiment.from_dict(written)


def test_an_output_with_an_activation_of_its_own() -> None:
    """Case N1: one sigmoid neuron for a value, which the loss alone would make linear."""
    given: dict[str, Any] = {"rows": ((2, 3, 1),), "layers": ()}
    for activation, expected in (("sigmoid", 1 / (1 + math.exp(-7))), ("", 7.0), ("tanh", math.tanh(7))):
        trainer = Trainer(Experiment.on("rows", dtype="float64", output_activation=activation, **given))
        trainer.load_weights({"dense1.weights": np.array([[0.0], [1.0]]), "dense1.bias": np.array([4.0])})
        said = trainer.network.predict(np.array([[2.0, 3.0]]))
        assert said[0, 0] == pytest.approx(expected, rel=1e-12)
    with pytest.raises(ValueError, match=r"needs sigmoid as the last activation, not tanh"):
        Trainer(Experiment.on("xor", loss="binary_crossentropy", output_activation="tanh"))
    with pytest.raises(ValueError, match=r"no activation of the output “swish”; there are sigmoid|linear"):
        Experiment(output_activation="swish").validated()


def test_a_dataset_of_one_class_only_where_nothing_is_split() -> None:
    data: Dataset = load_dataset("rows_of_classes", rows=((49.8, 0.0),))
    assert data.train_labels.tolist() == [0]
