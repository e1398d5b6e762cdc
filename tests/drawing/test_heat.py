from __future__ import annotations

import numpy as np
import pytest

from nnviz.drawing.heat import class_table, resampled, share_pixels, signed_pixels, signed_table
from nnviz.drawing.look import Look


def test_more_pixels_than_cells_are_linear_between_the_middles():
    ramp = np.tile(np.arange(4, dtype=np.float32), (4, 1))
    finer = resampled(ramp, 8)
    assert finer[3].tolist() == pytest.approx([0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3])


def test_fewer_pixels_are_means():
    values = np.arange(16, dtype=np.float32).reshape(4, 4)
    assert resampled(values, 2).tolist() == [[2.5, 4.5], [10.5, 12.5]]
    assert resampled(np.ones((3, 64, 64), np.float32), 40) == pytest.approx(1.0)
    assert resampled(values, 4) is values


@pytest.mark.parametrize("name", ["dark", "light", "projector"])
def test_warm_is_positive_cool_negative_and_nothing_is_the_stage(name):
    look = Look(name)
    pixels = signed_pixels(np.array([-9, -0.0001, 0.0001, 9], np.float32), 3.0, signed_table(look, 1.0))
    low, nearly, almost, high = pixels.tolist()
    assert high == look.ramp(1, 9)
    assert low == look.ramp(-1, 9)
    stage = look.surface("stage")
    for color in (nearly, almost):
        assert max(abs((color >> s & 255) - (stage >> s & 255)) for s in (0, 8, 16)) <= 6


def test_what_is_no_number_counts_as_nothing():
    table = signed_table(Look(), 0.66)
    odd = signed_pixels(np.array([np.nan, np.inf, -np.inf, 0], np.float32), 1.0, table)
    assert odd.tolist() == [table[128], table[255], table[0], table[128]]


def test_shares_go_from_the_stage_to_the_class():
    look = Look("light")
    table = class_table(look, 0x215DB8, 1.0)
    pixels = share_pixels(np.array([0, 1, 2, np.nan], np.float32), table)
    assert pixels[0] == look.surface("stage")
    assert pixels[1] == pixels[2] == 0xFF215DB8
    assert pixels[3] == pixels[0]
