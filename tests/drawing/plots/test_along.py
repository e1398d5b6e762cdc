"""Where epochs stand on an axis of another kind."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnviz.drawing.plots.along import Along
from nnviz.drawing.plots.scene import Curve


def test_between_what_is_known_it_goes_evenly_and_on_as_before():
    along = Along(np.array([0.0, 10.0, 20.0]), np.array([0.0, 100.0, 400.0]))  # batches became smaller
    assert along.place(np.array([0, 5, 10, 15, 20, 21])).tolist() == [0, 50, 100, 250, 400, 430]
    for epoch in (0.0, 3.0, 12.0, 40.0):
        assert along.epoch(float(along.place(epoch))) == pytest.approx(epoch)
    assert math.isnan(float(along.place(math.nan)))


def test_a_curve_is_moved_with_its_peaks():
    line, peaks = (np.array([0.0, 1.0]), np.array([3.0, 2.0])), (np.array([0.5]), np.array([9.0]))
    moved = Along.evenly(4.0).curve(Curve(line, peaks))
    assert (moved.line[0].tolist(), moved.line[1].tolist()) == ([0, 4], [3, 2])
    assert moved.peaks is not None
    assert moved.peaks[0].tolist() == [2]
    assert Along.evenly(4.0).curve(Curve(line)).peaks is None
