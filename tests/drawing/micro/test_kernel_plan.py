"""Where the numbers of a place stand on the stage: apart, inside, and the weaker channels folded."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.drawing.micro.kernel_plan import KernelPlan, fitting_rows, make_plan
from nnviz.drawing.micro.kernel_state import KernelState
from nnviz.engine import Conv, MaxPool
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Micro
from nnviz.training.places import Place
from nnviz.training.trainer import Trainer

SIZES = [(716.0, 590.0), (752.0, 440.0), (690.0, 440.0), (1130.0, 780.0), (480.0, 380.0)]


def planned(size, channels: int, shape=(3, 3), tables: int = 3, *, one: bool = False) -> KernelPlan:
    rows = fitting_rows(*size, 1.0, shape, one=one)
    shown = tuple(range(channels)) if channels <= rows or one else tuple(range(rows - 1))
    folded = tuple(range(len(shown), channels))
    return make_plan(size, 1.0, shape, tables, (shown, folded), 0, one=one)


def boxes(plan: KernelPlan) -> list[tuple[float, float, float, float]]:
    found = [plan.landing]
    for row in plan.rows:
        if row.tables:
            found += [plan.table(number, row) for number in range(len(plan.tables))]
            found += [plan.map_in(row)] if plan.thumb else []
        if row.summed:
            found.append((plan.sums - 48, row.y - 8, 48, 16))
    x, y = plan.adder
    return [*found, (x - plan.radius, y - plan.radius, 2 * plan.radius, 2 * plan.radius)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("channels", [1, 2, 3, 6, 12])
@pytest.mark.parametrize("shape", [(3, 3), (5, 5), (1, 3), (9, 9)])
@pytest.mark.parametrize("one", [False, True])
def test_nothing_overlaps_and_all_is_inside(size, channels: int, shape, one: bool) -> None:
    plan = planned(size, channels, shape, one=one)
    found = boxes(plan)
    for x, y, wide, high in found:
        assert x >= 0
        assert y >= 0
        assert x + wide <= plan.width + 0.5
        assert y + high <= plan.height + 0.5
    for place, (x, y, wide, high) in enumerate(found):
        for left, top, other_wide, other_high in found[place + 1 :]:
            apart = (
                x + wide <= left + 0.5
                or left + other_wide <= x + 0.5
                or y + high <= top + 0.5
                or top + other_high <= y + 0.5
            )
            assert apart, (found[place], (left, top, other_wide, other_high))


def test_a_cell_has_room_for_its_number_at_the_usual_sizes() -> None:
    for size, channels, shape in [((716, 590), 6, (3, 3)), ((716, 590), 1, (5, 5)), ((752, 440), 12, (5, 5))]:
        plan = planned(size, channels, shape)
        assert plan.pitch - plan.gap >= 22


def test_on_a_projector_one_channel_stands_large_beside_the_ladder_of_all_sums() -> None:
    plan = planned((1130.0, 780.0), 6, one=True)
    assert [row.channel for row in plan.rows if row.tables] == [0]
    assert [row.channel for row in plan.rows if row.summed] == list(range(6))
    assert plan.pitch >= 64


def test_the_channels_with_the_largest_sums_stay_open_and_the_others_are_added() -> None:
    layers = (Conv(9, 3), MaxPool(2), Conv(4, 3))
    trainer = Trainer(Experiment.on("shapes", layers=layers, batch_size=8))
    trainer.advance()
    micro = Micro.of(trainer.snapshot(), trainer.dataset)
    at = next(i for i, cell in enumerate(micro.cells) if cell.label == "conv2: z")
    state = KernelState(micro.at(at).with_spot(Place(2, 1, 2, 3)))
    x = np.asarray(micro.batch.trace.layers[1].a[0], np.float64).reshape(9, 6, 6)[:, 1:4, 2:5]
    kernel = np.asarray(micro.batch.learner.layers[2].values["weights"][1], np.float64)
    sums = (x * kernel).sum(axis=(1, 2))
    shown, folded = state.channels(6)
    assert len(shown) == 5
    assert set(shown) == set(np.argsort(-np.abs(sums))[:5].tolist())
    assert sorted((*shown, *folded)) == list(range(9))
    assert state.channels(9) == (tuple(range(9)), ())
