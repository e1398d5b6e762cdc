"""Strokes as vectors: clipping, rounding, erasing, undo."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data.pen_line import ROUNDING, History, as_strokes, clipped, corner, erased, fine_line

near = st.floats(-2, 3, allow_nan=False)
points = st.tuples(near, near)
inside = st.tuples(st.floats(0, 1), st.floats(0, 1))


def _stroke(*corners):
    return as_strokes([corners])[0]


def _distance(point, a, b):
    a, b, p = (np.array(v, dtype=float) for v in (a, b, point))
    length = (b - a) @ (b - a)
    t = np.clip((p - a) @ (b - a) / length, 0, 1) if length else 0.0
    return float(np.hypot(*(p - a - t * (b - a))))


@given(points, points)
def test_a_clipped_line_lies_on_the_line_and_in_the_canvas(a, b):
    part = clipped(a, b)
    if part is None:
        samples = np.array(a) + np.linspace(0, 1, 101)[:, None] * (np.array(b) - np.array(a))
        assert not ((samples > 1e-9) & (samples < 1 - 1e-9)).all(axis=1).any()
    else:
        for end in part:
            assert 0 <= end[0] <= 1
            assert 0 <= end[1] <= 1
            assert _distance(end, a, b) < 1e-6


@given(inside, inside)
def test_nothing_is_clipped_inside_the_canvas(a, b):
    assert clipped(a, b) == (a, b)  # exactly: any difference would end the stroke


@given(inside, inside, inside)
def test_a_corner_is_cut_halfway_at_most_and_never_far(a, b, c):
    for end, cut in zip((a, c), corner(a, b, c), strict=True):
        whole, part = np.hypot(*np.subtract(end, b)), np.hypot(*np.subtract(cut, b))
        assert part <= min(whole / 2, ROUNDING) + 1e-9


def test_a_line_of_few_points_keeps_its_shape():
    line = fine_line(_stroke((0.1, 0.1), (0.9, 0.1), (0.9, 0.9)), 0.01)
    off = [min(_distance(p, (0.1, 0.1), (0.9, 0.1)), _distance(p, (0.9, 0.1), (0.9, 0.9))) for p in line]
    assert max(off) < ROUNDING / 2


@given(st.lists(inside, min_size=1, max_size=8), st.floats(0.01, 0.2))
def test_a_fine_line_goes_from_end_to_end_in_small_steps(corners, spacing):
    line = fine_line(_stroke(*corners), spacing)
    np.testing.assert_allclose(line[[0, -1]], [corners[0], corners[-1]], atol=1e-12)
    assert (np.hypot(*np.diff(line, axis=0).T) < spacing + 1e-9).all()


def test_the_eraser_splits_a_line_where_it_passes():
    line = _stroke((0.1, 0.5), (0.9, 0.5))
    left, right = erased((line,), (0.5, 0.2), (0.5, 0.8), 0.1)
    assert left[0].tolist() == pytest.approx([0.1, 0.5])
    assert right[-1].tolist() == pytest.approx([0.9, 0.5])
    assert left[-1][0] == pytest.approx(0.4, abs=0.03)
    assert right[0][0] == pytest.approx(0.6, abs=0.03)


@given(st.lists(inside, min_size=2, max_size=8), inside, inside, st.floats(0.02, 0.2))
def test_nothing_is_left_where_the_eraser_was(corners, a, b, reach):
    whole = _stroke(*corners)
    for stroke in erased((whole,), a, b, reach):
        assert len(stroke) > 1
        # What was not cut keeps its corners, which stand outside the line that rounds them.
        points = fine_line(stroke, 0.01) if stroke is whole else stroke
        assert min(_distance(point, a, b) for point in points) > reach - 1e-3


def test_what_the_eraser_does_not_touch_stays_the_same_object():
    near_by, far = _stroke((0.1, 0.1), (0.3, 0.1)), _stroke((0.1, 0.9), (0.9, 0.9))
    left = erased((near_by, far), (0.2, 0.1), (0.2, 0.1), 0.02)
    assert len(left) == 3
    assert left[2] is far


def test_a_dot_is_erased_or_not():
    dot = _stroke((0.5, 0.5))
    assert erased((dot,), (0.5, 0.55), (0.5, 0.6), 0.1) == ()
    assert erased((dot,), (0.5, 0.7), (0.5, 0.8), 0.1) == (dot,)


@pytest.mark.parametrize("wrong", [["ab"], [[[0.1, 0.2, 0.3]]], [[[0.1, float("nan")]]], [[0.1, 0.2]]])
def test_what_is_no_stroke_is_refused_in_a_sentence(wrong):
    with pytest.raises(ValueError, match="Stroke 1 is no list of points"):
        as_strokes(wrong)


def test_strokes_are_clipped_to_the_canvas_and_read_only():
    (stroke,) = as_strokes([[], [[-1, 0.5], [2, 0.5]]])
    assert stroke.tolist() == [[0, 0.5], [1, 0.5]]
    with pytest.raises(ValueError):
        stroke[0, 0] = 1


def test_undo_and_redo_go_back_and_forth_and_a_new_change_ends_redo():
    history, states = History(), [as_strokes([[[i / 10, 0.5]]]) for i in range(4)]
    for state in states[:3]:
        history.remember(state)
    now = history.undo(states[3])
    assert now is states[2]
    assert history.undo(now) is states[1]
    assert history.redo(states[1]) is states[2]
    history.remember(states[2])
    assert not history.can_redo


def test_undo_does_not_grow_without_bound():
    history = History()
    for _ in range(1000):
        history.remember(())
    steps = 0
    while history.can_undo:
        history.undo(())
        steps += 1
    assert steps == 200
