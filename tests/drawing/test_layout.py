from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.drawing.glyph import BOTTOM, shown_units
from nnviz.drawing.layout import TOP, DiagramLayout
from nnviz.drawing.plan import arrange
from nnviz.drawing.shapes import Stack
from tests.helpers.counts import count
from tests.helpers.parts import dense_parts

STAGES = [(688, 512), (832, 712), (1313, 820), (1952, 1252)]


def test_the_default_network_sits_where_the_design_has_it():
    layout = arrange(dense_parts((64, 32, 10), (8, 8)), 832, 712)
    picture, hidden, outputs = layout.inputs.picture, *layout.layers
    assert (picture.x, picture.y, picture.cell) == (28, 268, 27)
    assert layout.inputs.dot_x == pytest.approx(296, abs=0.5)
    assert layout.inputs.leave_y[[0, 63]] == pytest.approx([75, 677])
    assert np.diff(layout.inputs.leave_y)[[0, 7]] == pytest.approx([9, 14])  # rows are set apart
    assert sorted(set(np.round(hidden.x))) == [456, 544]
    assert hidden.tile == 30
    assert hidden.y[[0, 31]] == pytest.approx([73.75, 678.25])
    assert outputs.x == pytest.approx(np.full(10, 684), abs=0.5)
    assert np.diff(outputs.y) == pytest.approx(np.full(9, 60))
    assert not layout.strip


def boxes_of(layout: DiagramLayout) -> list[tuple[float, float]]:
    """Left and right of everything that stands side by side."""
    return [(layout.inputs.left, layout.inputs.right), *((b.left, b.right) for b in layout.layers)]


def assert_in_order(layout: DiagramLayout) -> None:
    boxes = boxes_of(layout)
    assert boxes[0][0] >= 0
    assert boxes[-1][1] <= layout.width + 0.5
    for (_, right), (left, _) in pairwise(boxes):
        assert left - right >= 8, "a gap that no line can be seen in"


def assert_apart(layout: DiagramLayout) -> None:
    bottom = layout.height - (BOTTOM + (30 if layout.strip else 0)) * layout.unit
    for box in layout.layers:
        half = max(box.tile / 2, box.radius)
        assert box.y.min() - half >= (TOP - 14) * layout.unit
        assert box.y.max() + half <= bottom + 8 * layout.unit
        assert len(set(np.round(box.y, 6))) == box.slots, "each neuron has its own height"
        for x in set(np.round(box.x, 3)):
            column = np.sort(box.y[np.isclose(box.x, x, atol=0.01)])
            assert len(column) < 2 or np.diff(column).min() >= 2 * half * 0.98


@settings(max_examples=count(50, 150))
@given(
    hidden=st.lists(st.integers(1, 512), max_size=6),
    stage=st.sampled_from(STAGES),
    unit=st.sampled_from([1.0, 1.3, 1.5]),
)
def test_nothing_overlaps_or_leaves_the_stage(hidden, stage, unit):
    if unit > 1 and stage[0] < 688 * unit and len(hidden) > 4:
        unit = 1.3
    layout = arrange(dense_parts((64, *hidden, 10), (8, 8)), *stage, unit)
    assert_in_order(layout)
    assert_apart(layout)
    for box, size in zip(layout.layers, (*hidden, 10), strict=True):
        assert len(box.units) + box.folded == size
        assert box.slots == len(box.units) + (box.folded > 0)


def test_a_large_layer_is_folded_and_says_how_many():
    box = arrange(dense_parts((64, 512, 10), (8, 8)), 832, 712).layers[0]
    assert len(box.units) == 24
    assert box.folded == 488
    assert box.units[0] == 0
    assert box.units[-1] == 511


def test_64_units_are_shown_in_full_in_three_columns():
    box = arrange(dense_parts((64, 64, 10), (8, 8)), 832, 712).layers[0]
    assert box.folded == 0
    assert len(set(np.round(box.x))) == 3
    assert box.tile == 18


def test_only_the_first_hidden_layer_has_tiles():
    first, second, _ = arrange(dense_parts((64, 16, 16, 10), (8, 8)), 1200, 712).layers
    assert first.tile > 0
    assert second.tile == 0


def test_a_pinned_unit_is_shown_and_the_others_stay():
    plain = shown_units(512, 72, ())
    pinned = shown_units(512, 72, (100,))
    assert 100 in pinned
    assert len(pinned) == len(plain)
    assert len(set(plain) - set(pinned)) == 1


def test_more_pins_than_places_keep_the_newest():
    pins = tuple(range(40))
    shown = shown_units(512, 72, pins)
    assert set(shown) == set(pins[-24:])


def test_a_large_picture_has_no_dots_and_its_lines_leave_at_row_height():
    inputs = arrange(dense_parts((784, 128, 64, 10), (28, 28)), 832, 712).inputs
    assert not inputs.dots
    assert len(set(inputs.leave_y)) == 28
    assert inputs.leave_x.min() >= inputs.picture.right


def test_features_without_a_picture_are_a_column():
    inputs = arrange(dense_parts((2, 4, 1), (2,)), 832, 712).inputs
    assert inputs.picture is None
    assert inputs.dots
    assert len(inputs.leave_y) == 2


def test_where_the_input_needs_the_corner_the_legend_is_a_strip():
    assert arrange(dense_parts((64, 32, 10), (8, 8)), 688, 512).strip


def test_no_layer_at_all_is_refused():
    with pytest.raises(ValueError, match="inputs and at least one layer"):
        arrange(dense_parts((64,), (8, 8)), 832, 712)


@pytest.mark.parametrize("height", [640, 668, 712])
def test_the_default_network_keeps_its_two_columns_on_a_lower_stage(height):
    hidden = arrange(dense_parts((64, 32, 10), (8, 8)), 832, height).layers[0]
    assert len(set(np.round(hidden.x))) == 2
    assert hidden.tile == 30


@pytest.mark.parametrize(("units", "columns"), [(40, 3), (64, 3)])
def test_more_columns_use_the_whole_height(units, columns):
    layout = arrange(dense_parts((64, units, 10), (8, 8)), 832, 640)
    hidden = layout.layers[0]
    assert len(set(np.round(hidden.x))) == columns
    assert np.ptp(hidden.y) > 0.9 * (640 - 64 - hidden.tile)


def test_the_number_of_a_fold_keeps_off_what_follows_its_layer():
    """ "+110" in front of a class is wider than a bead: its card ends where the bead does."""
    layout = arrange(dense_parts((64, 128, 64, 10), (8, 8)), 640, 520)
    folded = [box for box in layout.layers if box.folded]
    assert folded
    for box in folded:
        left, _, width, _ = Stack(box).card(1.0, 40.0)
        assert left + width <= box.leave_x[-1] + 1e-6


def test_a_large_digit_keeps_off_the_ring_of_its_output_where_room_is_scarce():
    for width in (240, 340, 400, 520, 640, 832, 1313):
        box = arrange(dense_parts((64, 128, 64, 10), (8, 8)), width, 712).layers[-1]
        assert box.labels.text_x - 8 >= box.x[0] + box.radius + 2


@pytest.mark.parametrize("unit", [1.0, 1.5])
@pytest.mark.parametrize("far", [False, True])
@pytest.mark.parametrize(("width", "height"), [(400, 576), (519, 586), (520, 430), (640, 520), (832, 712)])
@pytest.mark.parametrize("hidden", [(32,), (32, 16), (512, 256)])
def test_a_stack_lies_on_no_bead_and_a_ring_on_no_digit(unit, far, width, height, hidden):
    """Also where the rings are as wide as they can be; two more cards look out above a stack."""
    layout = arrange(dense_parts((64, *hidden, 10), (8, 8)), width, height, unit, far=far)
    for box in layout.layers:
        if box.folded and not box.tile:
            _, top, _, _ = Stack(box).card(unit, 40.0)
            above = box.y[:-1][np.abs(box.bead_x[:-1] - box.bead_x[-1]) < 1]  # in its own sub-column
            assert top - 3 * unit > above.max() + box.radius + box.ring + 2 * unit
    outputs = layout.layers[-1]
    digit = outputs.labels.text_x - 7.5 * unit
    assert digit > outputs.bead_x[0] + outputs.radius + outputs.ring + 2 * unit
