"""Targets in every form that people have them in."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine.losses import LOSSES
from nnviz.engine.targets import encode_targets


def encode(targets, loss="categorical_crossentropy", outputs=3, samples=4):
    out = np.full((outputs, samples), 7.0)
    encode_targets(targets, LOSSES[loss], out)
    return out


def test_class_indices_become_one_hot_columns():
    np.testing.assert_array_equal(encode([2, 0, 1, 2]), np.eye(3)[[2, 0, 1, 2]].T)


def test_rows_of_numbers_are_taken_as_they_stand():
    targets = np.arange(12.0).reshape(4, 3)
    np.testing.assert_array_equal(encode(targets, "mse"), targets.T)


def test_one_output_takes_a_plain_list():
    np.testing.assert_array_equal(encode([0, 1, 1, 0], "binary_crossentropy", 1), [[0, 1, 1, 0]])


@pytest.mark.parametrize(
    ("targets", "loss", "sentence"),
    [
        ([0, 1, 2, 3], "categorical_crossentropy", "go from 0 to 3, but the 3 outputs stand for 0 to 2"),
        ([0, -1, 2, 1], "categorical_crossentropy", "go from -1 to 2"),
        ([0.0, 1.0, 2.0, 1.0], "categorical_crossentropy", "whole numbers, not of the type float64"),
        ([0, 1, 2], "categorical_crossentropy", r"\(3,\) do not fit outputs of the shape \(4, 3\)"),
        ([0, 1, 2, 1], "mse", r"\(4,\) do not fit outputs of the shape \(4, 3\)"),
        (np.zeros((3, 4)), "mse", r"\(3, 4\) do not fit outputs of the shape \(4, 3\)"),
        (np.full((4, 3), 1.5), "binary_crossentropy", "between 0 and 1"),
        (np.full((4, 3), 0.5), "categorical_crossentropy", "must sum to 1"),
    ],
)
def test_faults_are_sentences(targets, loss, sentence):
    with pytest.raises(ValueError, match=sentence):
        encode(targets, loss)
