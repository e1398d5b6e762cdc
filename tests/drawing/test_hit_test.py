from __future__ import annotations

import numpy as np
import pytest

from nnviz.drawing.curve import height_at
from nnviz.drawing.hit_test import Fold, target_at
from nnviz.drawing.lines import lines_of, no_lines
from nnviz.drawing.plan import arrange
from nnviz.drawing.selection import Selection
from nnviz.drawing.walk import neighbour
from tests.helpers.parts import dense_parts, picture_moment
from tests.helpers.snapshots import hand_built_snapshot

LAYOUT = arrange(dense_parts((64, 32, 10), (8, 8)), 832, 712)


@pytest.mark.parametrize("unit", [0, 17, 31])
def test_tile_and_bead_are_the_neuron(unit):
    box = LAYOUT.layers[0]
    for x in (box.x[unit], box.bead_x[unit]):
        assert target_at(LAYOUT, no_lines(), x, box.y[unit]) == Selection("neuron", 0, unit)


def test_an_output_is_hit_by_its_bead_its_digit_and_its_bar():
    box = LAYOUT.layers[1]
    for x in (box.x[4], LAYOUT.labels.text_x, LAYOUT.labels.bar_x + 20):
        assert target_at(LAYOUT, no_lines(), x, box.y[4]) == Selection("neuron", 1, 4)


def test_a_pixel_and_its_dot_are_the_same_input():
    picture = LAYOUT.inputs.picture
    pixel = target_at(LAYOUT, no_lines(), picture.x + 3.5 * picture.cell, picture.y + 2.5 * picture.cell)
    dot = target_at(LAYOUT, no_lines(), LAYOUT.inputs.dot_x, LAYOUT.inputs.leave_y[19])
    assert pixel == dot == Selection("input", -1, 19)


def test_empty_ground_is_nothing():
    assert target_at(LAYOUT, no_lines(), 100, 120) is None


def test_only_drawn_lines_are_hit_and_the_nearest_of_them():
    snapshot = hand_built_snapshot((32,))
    lines = lines_of(picture_moment(snapshot), LAYOUT, "signal", (0.6, 2.4, 7.0), 1200)
    strongest = np.flatnonzero(lines.gap == 0)[-1]
    gap, source, target = lines.gap[strongest], lines.source[strongest], lines.target[strongest]
    x0, y0, x1, y1 = LAYOUT.gap(gap)
    most = max(len(y0), len(y1))
    place = 0.3
    x = x0[source] + (x1[target] - x0[source]) * place
    y = y0[source] + (y1[target] - y0[source]) * float(height_at(np.array(place), most))
    assert target_at(LAYOUT, lines, x, y) == Selection("edge", int(gap), int(target), int(source))
    assert target_at(LAYOUT, no_lines(), x, y) is None


def test_the_stack_is_the_fold():
    layout = arrange(dense_parts((64, 512, 10), (8, 8)), 832, 712)
    box = layout.layers[0]
    assert target_at(layout, no_lines(), box.bead_x[-1], box.y[-1]) == Fold(0)


def test_arrows_walk_through_the_layers():
    first = neighbour(None, 1, 0, LAYOUT)
    assert first == Selection("neuron", 0, 0)
    assert neighbour(first, 0, 1, LAYOUT) == Selection("neuron", 0, 1)
    assert neighbour(first, 0, -1, LAYOUT) == first
    output = neighbour(first, 1, 0, LAYOUT)
    assert output == Selection("neuron", 1, 0)
    assert neighbour(output, 1, 0, LAYOUT) == output
    back = neighbour(output, -1, 0, LAYOUT)
    assert back.layer == 0
    entry = neighbour(first, -1, 0, LAYOUT)
    assert entry == Selection("input", -1, 0)
    assert neighbour(entry, 0, 1, LAYOUT) == Selection("input", -1, 1)
    assert neighbour(entry, 1, 0, LAYOUT).layer == 0


def test_arrows_go_over_folded_units():
    layout = arrange(dense_parts((64, 512, 10), (8, 8)), 832, 712)
    units = layout.layers[0].units
    last = Selection("neuron", 0, units[-1])
    assert neighbour(last, 0, 1, layout) == last
    assert neighbour(last, 0, -1, layout).unit == units[-2]
