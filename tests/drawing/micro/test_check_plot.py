"""The plot of “Check it” in numbers: where its words find room, and what they say."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from nnviz.drawing.micro.check_plot import Axes, CheckPlot, clear_box, step_words
from nnviz.training.nudge import nudged
from tests.helpers.micros import EXPERIMENTS, trained_micro

PLOT = (0.0, 0.0, 200.0, 100.0)


def middle(box):
    return box[0] + box[2] / 2, box[1] + box[3] / 2


def test_a_word_finds_room_beside_a_curve():
    rising = [(0.0, 100.0), (200.0, 0.0)]
    left, right = (60.0, 20.0), (100.0, 50.0)
    assert middle(clear_box([right, left], (40, 16), PLOT, [rising])) == left
    assert middle(clear_box([left, right], (40, 16), PLOT, [rising])) == left
    assert clear_box([(-9.0, -9.0)], (40, 16), PLOT, [rising]) == (0.0, 0.0, 40, 16)


def test_axes_run_to_the_right_and_upwards():
    axes = Axes((10.0, 20.0, 100.0, 50.0), (-1.0, 1.0), (0.0, 5.0))
    assert axes.point(-1.0, 0.0) == (10.0, 70.0)
    assert axes.point(0.0, 5.0) == (60.0, 20.0)
    assert axes.line(np.array([0.0, 0.5]), np.array([np.nan, 1.0])) == [(85.0, 60.0)]


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_point_tangent_and_step_are_those_of_the_nudge(name):
    micro = trained_micro(name)
    nudge = [*nudged(micro.batch, micro.weight)][-1]
    plot = CheckPlot.of(nudge, PLOT)
    assert plot.here == plot.axes.point(nudge.weight, nudge.loss)
    (x0, y0), (x1, y1) = plot.tangent
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx(plot.here)
    across, up = (high - low for low, high in (plot.axes.across, plot.axes.up))
    slope = -(y1 - y0) / PLOT[3] * up / ((x1 - x0) / PLOT[2] * across)
    assert slope == pytest.approx(nudge.slope)
    assert plot.after == pytest.approx(np.clip(plot.axes.x(nudge.weight - nudge.step), 0, 200))
    name_box = plot.name_box(nudge, (50, 14), 1.0)
    assert plot.step_box(name_box, (90, 14), 1.0)[3] == 14
    assert all(a[0] <= b[0] for a, b in pairwise(plot.curve))


def test_a_step_of_plain_descent_says_how_it_comes_about():
    micro = trained_micro("xor")
    nudge = [*nudged(micro.batch, micro.weight)][-1]
    assert "1.5 × " in step_words(nudge, micro)
    other = trained_micro("iris")
    assert "×" not in step_words([*nudged(other.batch, other.weight)][-1], other)
