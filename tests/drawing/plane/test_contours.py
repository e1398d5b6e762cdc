from __future__ import annotations

import numpy as np
import pytest

from nnviz.drawing.plane.contours import zero_lines


def middles(cells):
    return (np.arange(cells) + 0.5) / cells


def test_a_straight_border_is_found_where_it_is_up_to_the_edges():
    x, y = np.meshgrid(middles(32), middles(32))
    pieces = zero_lines(x + 0.5 * y - 0.6)
    for px, py in pieces.reshape(-1, 2):
        if 0.02 < px < 0.98 and 0.02 < py < 0.98:
            assert px + 0.5 * py == pytest.approx(0.6, abs=1e-9)
    assert pieces[:, [1, 3]].min() < 0.01
    assert pieces[:, [1, 3]].max() > 0.99


def test_a_circle_has_its_length():
    x, y = np.meshgrid(middles(64), middles(64))
    pieces = zero_lines(0.3 - np.hypot(x - 0.5, y - 0.5))
    length = np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1]).sum()
    assert length == pytest.approx(2 * np.pi * 0.3, rel=0.005)
    radius = np.hypot(pieces[:, 0] - 0.5, pieces[:, 1] - 0.5)
    assert radius == pytest.approx(0.3, abs=0.002)


@pytest.mark.parametrize("case", range(16))
def test_every_square_of_corners_is_parted(case):
    """From a corner above zero to one below every path along the sides crosses a line's end."""
    signs = [1.0 if case & bit else -1.0 for bit in (1, 2, 4, 8)]
    field = np.array([[signs[0], signs[1]], [signs[3], signs[2]]])
    pieces = zero_lines(field)
    inner = pieces[((pieces >= 0.25 - 1e-9) & (pieces <= 0.75 + 1e-9)).all(axis=1)]
    ends = {tuple(np.round(end, 6)) for end in inner.reshape(-1, 2)}
    sides = {(0.5, 0.25): (0, 1), (0.75, 0.5): (1, 2), (0.5, 0.75): (3, 2), (0.25, 0.5): (0, 3)}
    for side, (a, b) in sides.items():
        assert (side in ends) == (signs[a] != signs[b]), side


def test_nothing_to_part_is_no_line():
    assert zero_lines(np.ones((5, 5))).shape == (0, 4)
    assert zero_lines(np.full((5, 5), np.nan)).shape == (0, 4)
