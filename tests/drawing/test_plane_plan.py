from __future__ import annotations

import numpy as np
import pytest

from nnviz.drawing.part import Names
from nnviz.drawing.plan import arrange
from tests.helpers.parts import dense_parts

STAGES = [(768, 712), (688, 512), (1100, 900)]


@pytest.mark.parametrize("size", STAGES)
@pytest.mark.parametrize(
    "sizes", [(2, 1), (2, 6, 4, 1), (7, *[8] * 6, 1), (2, 12, 5, 6), (2, 30, 2), (2, 300, 1)]
)
def test_nodes_of_a_layer_do_not_touch_and_stay_on_the_stage(sizes, size):
    layout = arrange(dense_parts(sizes), *size, planar=True)
    assert layout.planar
    before = 0.0
    for box in (layout.inputs.tiles, *layout.layers):
        assert box.left >= before
        before = box.right
        assert box.y.min() - box.tile / 2 >= 52 - 1
        assert box.y.max() + box.tile / 2 <= size[1] - (50 if layout.strip else 0)
        for x in np.unique(box.x):
            heights = np.sort(box.y[box.x == x])
            assert (np.diff(heights) >= box.tile + 2).all()
    assert before <= size[0]


def test_few_neurons_stand_as_in_the_picture():
    layout = arrange(dense_parts((2, 6, 4, 1)), 768, 712, planar=True)
    tiles = [layout.inputs.tiles.tile, *(box.tile for box in layout.layers)]
    assert tiles == [60, 64, 64, 92]
    pitches = [box.y[1] - box.y[0] for box in (layout.inputs.tiles, *layout.layers[:2])]
    assert pitches == pytest.approx([170, 101, 134], abs=6)


def test_edges_run_from_bead_to_tile():
    layout = arrange(dense_parts((2, 6, 4, 1)), 768, 712, planar=True)
    for k, box in enumerate(layout.layers):
        x0, y0, x1, y1 = layout.gap(k)
        assert x0.max() < x1.min()
        assert (x1 == box.x - box.tile / 2 - 3).all()
        assert len(y0) == (2, 6, 4)[k]
        assert len(y1) == box.slots


def test_a_wide_layer_folds_and_pins_stay():
    layout = arrange(dense_parts((2, 300, 1)), 768, 712, pinned={0: (123,)}, planar=True)
    box = layout.layers[0]
    assert box.folded == 300 - len(box.units)
    assert 123 in box.units


def test_long_names_get_more_room():
    short = arrange(dense_parts((2, 6, 1)), 768, 712, planar=True)
    long = arrange(dense_parts((2, 6, 1)), 768, 712, planar=True, names=Names((), ("x1", "square")))
    assert long.inputs.tiles.left > short.inputs.tiles.left + 20


def test_nothing_is_no_network():
    with pytest.raises(ValueError, match="at least one layer"):
        arrange(dense_parts((2,)), 768, 712, planar=True)


def test_a_large_screen_has_larger_tiles_and_a_usual_one_those_of_the_design():
    """92 px at text of 1.15, and 64 px at 1440x900."""
    large = arrange(dense_parts((2, 8, 8, 6, 1)), 1120, 1020, 1.15, planar=True)
    assert [round(box.tile) for box in large.layers] == [92, 92, 92, 140]
    first = large.layers[0]
    assert float(np.ptp(first.y)) > 0.75 * 1020
    usual = arrange(dense_parts((2, 6, 4, 1)), 768, 640, planar=True)
    assert [round(box.tile) for box in usual.layers] == [64, 64, 92]
