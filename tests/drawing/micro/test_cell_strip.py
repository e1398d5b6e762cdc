"""The strip of cells in numbers."""

from __future__ import annotations

from itertools import pairwise

import pytest

from nnviz.drawing.micro.cell_strip import PHASES, Strip, phase_name
from tests.helpers.micros import EXPERIMENTS, at_factor, trained_micro


@pytest.mark.parametrize("width", [120.0, 300.0, 786.0])
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_cells_fill_the_width_side_by_side(name, width):
    strip = Strip(trained_micro(name), width, 26.0, dict.fromkeys(PHASES, 60.0))
    cells = [strip.cell(place) for place in range(len(strip.micro.cells))]
    assert cells[0][0] == 0
    assert sum(cells[-1]) == pytest.approx(width)
    assert all(left + wide <= following + 1e-6 for (left, wide), (following, _) in pairwise(cells))
    assert [strip.place_at(left + wide / 2) for left, wide in cells] == list(range(len(cells)))
    gaps = [strip.spans[b][0] - sum(strip.spans[a]) for a, b in pairwise(PHASES)]
    assert gaps == pytest.approx([13.0 if width < 318 else 26.0] * 3), "names that do not fit make it narrow"


def test_where_there_is_room_every_phase_is_as_wide_as_its_name():
    strip = Strip(trained_micro("deep"), 786.0, 26.0, dict.fromkeys(PHASES, 90.0))
    assert min(width for _, width in strip.spans.values()) == 90


def test_only_the_present_phase_counts():
    micro = at_factor(trained_micro("xor"), 2)
    assert [phase_name(micro, phase) for phase in PHASES] == [
        "Forward →",
        "Loss",
        "← Backward 5 of 8",
        "Update",
    ]
    assert phase_name(micro.at(0), "forward") == "Forward → 1 of 5"
