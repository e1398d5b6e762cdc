"""Where things stand on the track."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.drawing.track import (
    Axis,
    LossLevels,
    film_slots,
    pixel_epoch,
    place_labels,
    tick_texts,
)
from nnviz.training.marks import Mark

AXIS = Axis(6, 606, 60, 20, 60, -3, 2)


def width_of(text):
    return 7.0 * len(text)


def test_ends_and_back():
    assert AXIS.x(0) == 6
    assert AXIS.x(60) == 606
    assert AXIS.epoch(306) == pytest.approx(30)
    assert AXIS.epoch(-50) == 0
    assert AXIS.epoch(9999) == 60
    assert AXIS.y(4.0) == 20
    assert AXIS.y(0.125) == 60
    assert AXIS.y(0.0) == 60


def test_levels_step_by_powers_of_two_and_look_at_each_loss_once():
    levels = LossLevels()
    losses = np.array([2.3, np.nan, np.inf, 0.0])
    assert levels.of(np.empty(0)) == (-1.0, 1.0)
    assert levels.of(losses) == (1.0, 2.0)
    longer = np.append(losses, [1.9, 1.8, 0.3])
    longer[0] = 1000.0  # already seen
    assert levels.of(longer) == (-2.0, 2.0)


@given(st.integers(1, 10**7), st.integers(60, 2000))
def test_tick_texts_never_touch(planned, width):
    axis = Axis(6, width - 6, float(planned), 20, 60, -3, 2)
    texts = tick_texts(axis, width_of, 20)
    assert texts[0] == (0, "0")
    spans = [(float(axis.x(e)) - width_of(t) / 2, float(axis.x(e)) + width_of(t) / 2) for e, t in texts]
    assert all(b[0] - a[1] > 2 for a, b in itertools.pairwise(spans))
    assert all(epoch == round(epoch) for epoch, _ in texts)


def test_long_runs_have_short_texts():
    axis = Axis(6, 806, 1_000_000, 20, 60, -3, 2)
    assert [text for _, text in tick_texts(axis, width_of, 28)][1] == "100k"


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8), st.integers(100, 700))
def test_labels_never_overlap_and_stay_inside(epochs, width):
    marks = [Mark(epoch, "best test loss") for epoch in sorted(epochs)]
    axis = Axis(6, width - 6, 60, 20, 60, -3, 2)
    placed = [left for left in place_labels(marks, axis, width_of, 12, width) if left is not None]
    assert placed
    size = width_of("best test loss")
    assert all(0 <= left <= width - size for left in placed)
    placed.sort()
    assert all(b - a >= size + 12 for a, b in itertools.pairwise(placed))


def test_what_matters_more_gets_its_text_first():
    marks = [Mark(10, "edit", "edit"), Mark(11, "dead unit", "diagnosis")]
    assert [left is None for left in place_labels(marks, AXIS, width_of, 12, 612)] == [True, False]


@given(st.integers(60, 2000))
def test_pictures_of_the_film_stay_inside_and_apart(width):
    axis = Axis(17, max(18, width - 17), 400, 20, 60, -3, 2)
    slots = film_slots(axis, round, width)
    assert all(slot.left >= 0 and slot.left + slot.side <= width for slot in slots)
    assert all(b.left - a.left >= a.side + 2 for a, b in itertools.pairwise(slots))
    assert slots[0].epoch == 0


def test_a_pixel_of_many_epochs_means_the_one_that_is_held():
    axis = Axis(0, 100, 10_000, 20, 60, -3, 2)
    assert pixel_epoch(axis, 50, 5030.0) == 5030
    assert pixel_epoch(axis, 50, 5100.0) == 5000
    short = Axis(0, 100, 50, 20, 60, -3, 2)
    assert pixel_epoch(short, 50, 26.0) == 25
