"""The stage of the micro-steps in numbers: what stands where, what is hit, what is said of it."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from nnviz.drawing.micro.label_places import Spot, Taken, apart, badge_end, badge_spot
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.drawing.micro.stage_edges import StageEdges, Target, target_at
from nnviz.drawing.micro.stage_plan import best_plan, make_plan
from nnviz.drawing.micro.stage_tips import tip_lines
from tests.helpers.micros import EXPERIMENTS, at_factor, trained_micro


def meet(one, two):
    """Whether the boxes (x, y, width, height) have a point in common."""
    return all(one[i] < two[i] + two[i + 2] and two[i] < one[i] + one[i + 2] for i in range(2))


@pytest.mark.parametrize("name", EXPERIMENTS)
@pytest.mark.parametrize("size", [(716, 712), (416, 512), (1200, 900)])
def test_neurons_never_overlap_and_the_chain_is_never_folded(name, size):
    micro = trained_micro(name)
    plan = make_plan(micro, *map(float, size), 1.0)
    for column in plan.columns:
        boxes = [plan.box(column.layer, unit) for unit in column.units]
        assert not any(meet(one, two) for one, two in itertools.combinations(boxes, 2))
        assert all(top >= 0 and top + height <= size[1] for _, top, _, height in boxes)
        assert column.folded == (
            (micro.batch.layers[column.layer].units if column.layer >= 0 else micro.batch.inputs.shape[1])
            - len(column.units)
        )
        if column.layer in micro.chain.paths[0].units:
            assert micro.chain.paths[0].units[column.layer] in column.units
    assert micro.weight.source in plan.column(micro.weight.layer - 1).units
    xs = [column.x for column in plan.columns]
    gaps = [b - a for a, b in itertools.pairwise(xs)]
    assert min(gaps) >= plan.capsule[0] + 30
    assert plan.loss_box()[0] + plan.loss_box()[2] <= plan.width


def test_xor_stands_as_in_the_design():
    plan = make_plan(trained_micro("xor"), 716.0, 712.0, 1.0)
    assert [round(column.x) for column in plan.columns] == [72, 292, 512]
    assert plan.capsule == (116, 64)
    assert not plan.tall
    assert round(plan.loss[0]) == 660


def test_of_many_neurons_the_rest_is_folded():
    plan = make_plan(trained_micro("digits"), 716.0, 712.0, 1.0)
    inputs, hidden, outputs = plan.columns
    assert len(outputs.units) == 10
    assert len(hidden.units) + hidden.folded == 32
    assert len(inputs.units) + inputs.folded == 64
    assert hidden.folded > 0


def said(state, target):
    return "\n".join(str(line) for line in tip_lines(state, target))


def test_tooltips_tell_only_what_has_been_worked_out():
    micro = trained_micro("xor")
    state, late = MicroState(micro.at(1)), MicroState(micro.at(len(micro.cells) - 1))
    target = Target("neuron", 1, 0)
    assert "not worked out yet" in said(state, target)
    assert "∂L/∂z" in said(late, target)
    assert "∂L/∂w" not in said(state, Target("edge", 0, 1, 0))
    assert "∂L/∂w" in said(late, Target("edge", 0, 1, 0))
    for kind in ("neuron", "edge", "loss", "fold", "factor"):
        text = said(late, Target(kind, 0, 1, 0))
        assert 0 < len(text.splitlines()) <= 2


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_what_is_drawn_at_a_point_is_found_there(name):
    plan = make_plan(trained_micro(name), 716.0, 712.0, 1.0)
    for column in plan.columns:
        for unit in column.units:
            assert target_at(plan, *plan.point(column.layer, unit)) == Target("neuron", column.layer, unit)
        if column.folded:
            assert target_at(plan, column.x, column.fold_y) == Target("fold", column.layer, column.folded)
    assert target_at(plan, *plan.loss) == Target("loss")
    edge = Target("edge", 0, plan.column(0).units[0], plan.column(-1).units[0])
    assert target_at(plan, *plan.curve(0, edge.source, edge.unit).at(0.12)) == edge
    assert target_at(plan, 2.0, 2.0) is None


def test_a_curve_goes_where_its_angle_says():
    curve = make_plan(trained_micro("iris"), 716.0, 712.0, 1.0).curve(1, 0, 2)
    assert curve.at(0.0) == (curve.x0, curve.y0)
    assert curve.at(1.0) == pytest.approx((curve.x1, curve.y1))
    for t in (0.1, 0.5, 0.8):
        (x0, y0), (x1, y1) = curve.at(t - 1e-5), curve.at(t + 1e-5)
        assert curve.angle(t) == pytest.approx(np.arctan2(y1 - y0, x1 - x0), abs=1e-6)


def test_a_large_theme_makes_the_stage_larger_only_if_it_tells_as_much():
    for name in EXPERIMENTS:
        micro = trained_micro(name)
        plain, large = make_plan(micro, 716.0, 712.0, 1.0), best_plan(micro, 716.0, 712.0, 1.5)
        assert large.replaces(plain)
        assert 1.0 <= large.unit <= 1.5
    assert best_plan(trained_micro("xor"), 1400.0, 1400.0, 1.5).unit == 1.5


def test_a_stage_too_narrow_is_scrolled_to_the_place_that_is_lit():
    micro = trained_micro("deep")
    plan = make_plan(micro, 400.0, 500.0, 1.0)
    assert plan.width > 400
    first, loss = (micro.at(place).cell for place in (0, micro.place_of("loss", None)))
    assert plan.shift(first, 400) == 0
    assert plan.shift(loss, 400) == plan.width - 400
    wide = make_plan(micro, 1400.0, 700.0, 1.0)
    assert wide.shift(loss, 1400) == 0


def test_a_label_takes_the_first_place_that_is_free_and_keeps_it():
    plan = make_plan(trained_micro("xor"), 716.0, 712.0, 1.0)
    taken = Taken(plan, [(300.0, 60.0, 40.0, 20.0)])
    spot = Spot((320.0, 70.0), [(0, 0), (0, 40), (0, -40)])
    assert taken.place(spot, 40, 20) == (300.0, 100.0, 40, 20), "the first is taken"
    assert not taken.free((300.0, 100.0, 40, 20))
    best = taken.place(spot, 40, 20)
    assert best != (300.0, 100.0, 40, 20), "what is placed later keeps off it"


def test_a_label_whose_places_are_all_taken_looks_further_for_one_that_is_free():
    plan = make_plan(trained_micro("xor"), 716.0, 712.0, 1.0)
    x, y = plan.loss
    taken = Taken(plan, [(x - 100, y - 70, 200.0, 140.0)])
    box = taken.place(Spot((x, y), [(0, 0), (0, 40)]), 40, 20)
    assert box[1] + 20 <= y - 70 or box[1] >= y + 70 or box[0] + 40 <= x - 100


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_badges_are_pinned_at_their_factor(name):
    micro = trained_micro(name)
    plan = make_plan(micro, 716.0, 712.0, 1.0)
    for factor in micro.chain.paths[0].factors:
        spot = badge_spot(plan, factor)
        end = badge_end(plan, factor, spot.anchor, (0.0, 0.0, 20.0, 20.0))
        if factor.place.kind == "neuron":
            x, y, width, height = plan.box(factor.place.layer, factor.place.unit)
            assert x - 1e-6 <= end[0] <= x + width + 1e-6
            assert y - 1e-6 <= end[1] <= y + height + 1e-6
        else:
            assert end == spot.anchor


def test_the_gradient_runs_along_the_edges_of_the_gap_by_the_size_of_its_part():
    micro = trained_micro("iris")
    micro = micro.at(micro.place_of("dW", micro.batch.layers[1].index))
    plan = make_plan(micro, 716.0, 712.0, 1.0)
    edges = StageEdges(MicroState(micro), plan)
    layer, row = micro.batch.layers[1], micro.example
    sizes = np.abs(np.outer(layer.entering[row], layer.dz[row]))
    shares = sorted(share for _, share in edges.gradients(1))
    wanted = sorted(size for size in (sizes / sizes.max()).ravel() if size >= 0.02)
    assert shares == pytest.approx(wanted)
    assert not [*edges.gradients(0)], "this step is about the edges into the second layer"


def test_a_step_came_along_the_edges_that_it_sums():
    micro = at_factor(trained_micro("xor"), 2)
    plan = make_plan(micro, 716.0, 712.0, 1.0)

    def routes(at):
        return StageEdges(MicroState(at), plan).routes()

    forward = micro.at(micro.place_of("z", micro.batch.layers[1].index))
    assert [route.curve for route in routes(forward)] == [plan.curve(1, source, 0) for source in range(3)]
    assert all(route.onward for route in routes(forward))
    place = micro.chain.paths[0].factors[2].place
    assert [(route.curve, route.onward) for route in routes(micro)] == [
        (plan.curve(place.layer, place.source, place.unit), False)
    ]


@pytest.mark.parametrize(
    ("middles", "wanted"),
    [
        ((50, 150), (30, 135)),  # there is room for both
        ((140, 150), (85, 135)),  # the first gives way to the left
        ((160, 150), (160, 120)),  # ... to the right, and then the second, at the end
        ((10, 12), (0, 50)),  # at the beginning the second
        ((198, 199), (120, 170)),
    ],
)
def test_two_words_in_a_line_do_not_meet(middles, wanted):
    assert apart(middles, (40, 30), 200, 10) == wanted


def test_a_word_alone_stands_where_it_belongs():
    assert apart((150, 150), (0, 30), 200, 10)[1] == 135
