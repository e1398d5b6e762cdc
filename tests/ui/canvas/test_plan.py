"""The panel fits every window."""

from __future__ import annotations

import itertools

import pytest

from nnviz.ui.canvas.plan import plan

FIXED = 28 + 24 + 20 + 20 + 20 + 16 + 24 + 26 + 16  # what is neither canvas, stages nor images
NORMAL = (FIXED, 34, 7)


def test_at_the_height_of_the_picture_everything_has_its_full_size():
    laid = plan(760, 1.0, *NORMAL)
    assert (laid.canvas, laid.tile) == (240, 64)
    assert laid.rows >= 3
    assert laid.height <= 760


def test_the_smallest_window_has_it_all_without_scrolling():
    laid = plan(560, 1.0, *NORMAL)
    assert laid.height <= 560
    assert laid.canvas >= 170
    assert laid.rows == 1


@pytest.mark.parametrize("unit", [1.0, 1.5])
def test_more_height_never_gives_less(unit):
    plans = [plan(height, unit, *NORMAL) for height in range(300, 1500)]
    for lower, higher in itertools.pairwise(plans):
        assert higher.rows >= lower.rows
        assert higher.tile >= lower.tile or higher.rows > lower.rows


def test_what_fits_stays_within_the_height_and_what_does_not_is_scrolled():
    smallest = plan(0, 1.0, *NORMAL)
    for height in range(300, 1500):
        laid = plan(height, 1.0, *NORMAL)
        assert laid.height <= max(height, smallest.height)
        parts = FIXED + sum(laid.gaps) + laid.tile + laid.canvas + laid.rows * 41 - 7
        assert laid.height == parts


def test_room_to_spare_becomes_rows():
    assert plan(1200, 1.0, *NORMAL).rows == plan(760, 1.0, *NORMAL).rows + (1200 - 760) // 41 + (
        (760 - plan(760, 1.0, *NORMAL).height + (1200 - 760) % 41) // 41
    )
