from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtGui import QColor

from nnviz.drawing.heat import MAP_STRENGTH, class_table, signed_table
from nnviz.drawing.look import Look
from nnviz.drawing.plane.field import field_of, value_scale
from nnviz.training.plane import PlaneMaps
from tests.helpers.plane import plane_case

LOOK = Look("light")
_, SPIRALS = plane_case((2,))
_, WAVES = plane_case((2,), data="waves", loss="mse")


def maps(*outputs):
    values = np.array(outputs, dtype=np.float32)
    return PlaneMaps(values.shape[-1], np.zeros((2, *values.shape[1:]), np.float32), (values,))


def test_one_sigmoid_and_two_shares_are_the_same_map():
    second = np.array([[0.1, 0.9], [0.5, 0.99]], np.float32)
    one, two = field_of(maps(second), SPIRALS), field_of(maps(1 - second, second), SPIRALS)
    assert one.values == pytest.approx(two.values, abs=1e-5)
    pixels = one.pixels(2, "smooth", LOOK)
    table = signed_table(LOOK, MAP_STRENGTH)
    expected = [table[round((2 * p - 1) * 128 + 127.5)] for p in (0.1, 0.9)]
    for found, wanted in zip(pixels[0].tolist(), expected, strict=True):
        a, b = QColor.fromRgb(found), QColor.fromRgb(int(wanted))
        assert abs(a.red() - b.red()) <= 3
    decision = one.pixels(2, "decision", LOOK)
    assert decision[0].tolist() == [table[0], table[255]]
    assert len(one.undecided())


def test_the_undecided_line_is_at_a_half_between_steep_cells():
    """0.001 | 0.9999: in shares the border would lie in the middle, by the odds it is nearer to the first."""
    pieces = field_of(maps(np.tile(np.float32([0.001, 0.9999]), (2, 1))), SPIRALS).undecided()
    x = 0.25 + 0.5 * np.log(999) / (np.log(999) + np.log(9999))
    assert pieces[:, [0, 2]] == pytest.approx(x, abs=1e-3)


def test_of_several_classes_the_winner_has_the_colour():
    dataset = dataclasses.replace(SPIRALS, class_names=("0", "1", "2"))
    shares = np.zeros((3, 2, 2), np.float32)
    shares[0, 0, 0] = shares[1, 0, 1] = shares[2, 1, 0] = 1
    shares[:, 1, 1] = 1 / 3
    field = field_of(maps(*shares), dataset)
    assert field.classes == 3
    pixels = field.pixels(2, "smooth", LOOK)
    for k, (row, column) in enumerate(((0, 0), (0, 1), (1, 0))):
        table = class_table(LOOK, LOOK.class_colour(k, 3) & 0xFFFFFF, MAP_STRENGTH)
        assert pixels[row, column] == table[255]
    assert pixels[1, 1] == 0xFF000000 | LOOK.surface("stage"), "undecided"
    assert len(field.undecided())


def test_a_regression_has_no_border_and_says_where_it_is_full():
    values = np.array([[-2.0, 0.0], [0.5, 9.0]], np.float32)
    field = field_of(maps(values), WAVES)
    assert field.full == value_scale(WAVES) == pytest.approx(np.abs(WAVES.train_labels).max())
    assert not len(field.undecided())
    assert field.classes == 0
    pixels, table = field.pixels(2, "smooth", LOOK), signed_table(LOOK, MAP_STRENGTH)
    assert pixels[0, 0] == table[0]
    assert pixels[1, 1] == table[255]


def test_a_network_that_broke_still_has_a_map():
    field = field_of(maps(np.full((2, 2), np.nan, np.float32)), SPIRALS)
    assert field.pixels(8, "smooth", LOOK).shape == (8, 8)
    assert not len(field.undecided())
