"""Connected pieces, against a flood from pixel to pixel."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.data.pieces import label_pieces


def flooded(mask: np.ndarray) -> np.ndarray:
    """Each piece's number spread from its first pixel to all neighbours, one pixel at a time."""
    labels, number = np.zeros(mask.shape, dtype=int), 0
    for start in np.argwhere(mask):
        if labels[tuple(start)]:
            continue
        number += 1
        waiting = [tuple(start)]
        while waiting:
            y, x = waiting.pop()
            inside = 0 <= y < mask.shape[0] and 0 <= x < mask.shape[1]
            if inside and mask[y, x] and not labels[y, x]:
                labels[y, x] = number
                waiting += [(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    return labels


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.4, 0.5, 0.7, 0.95, 1.0])
def test_pieces_are_those_of_a_flood(share: float) -> None:
    rng = np.random.default_rng(round(100 * share))
    for _ in range(20):
        mask = rng.random(rng.integers(1, 25, 2)) < share
        found = label_pieces(mask)
        assert found.dtype == np.int64
        np.testing.assert_array_equal(found, flooded(mask))


def test_a_long_winding_line_is_one_piece() -> None:
    mask = np.zeros((60, 41), dtype=bool)
    mask[::2] = True
    mask[1::4, -1] = mask[3::4, 0] = True
    assert label_pieces(mask).max() == 1
    mask[10, 20] = False
    assert label_pieces(mask).max() == 2


def test_diagonal_steps_are_joined_and_rows_do_not_run_into_the_next() -> None:
    np.testing.assert_array_equal(label_pieces(np.eye(4, dtype=bool)), np.eye(4))
    np.testing.assert_array_equal(label_pieces(np.eye(4, dtype=bool)[::-1]), np.eye(4)[::-1])
    apart = np.array([[0, 0, 1], [0, 0, 0], [1, 0, 0]], dtype=bool)
    np.testing.assert_array_equal(label_pieces(apart), [[0, 0, 1], [0, 0, 0], [2, 0, 0]])
