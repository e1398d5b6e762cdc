"""The stage: what stands where, what is lit, and what a click or a key asks for."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QPoint, Qt

from nnviz.training.chain import Weight
from nnviz.ui.micro.badges import Taken
from nnviz.ui.micro.hits import Target, target_at, tooltip
from nnviz.ui.micro.paint_edges import Canvas
from nnviz.ui.micro.paint_neurons import target_box
from nnviz.ui.micro.plan import make_plan
from nnviz.ui.micro.stage import MicroStage
from nnviz.ui.micro.state import State
from nnviz.ui.theme import Theme
from tests.helpers.micros import EXPERIMENTS, at_factor, trained_micro


@pytest.fixture
def stage(qtbot):
    def made(micro, width=716, height=712, theme="dark"):
        widget = MicroStage()
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.set_theme(Theme(theme))
        widget.show_micro(micro)
        return widget

    return made


@pytest.mark.parametrize("name", EXPERIMENTS)
@pytest.mark.parametrize("size", [(716, 712), (416, 512), (1200, 900)])
def test_neurons_never_overlap_and_the_chain_is_never_folded(name, size):
    micro = trained_micro(name)
    plan = make_plan(micro, *map(float, size), 1.0)
    for column in plan.columns:
        boxes = [plan.box(column.layer, unit) for unit in column.units]
        assert not any(one.intersects(two) for one, two in itertools.combinations(boxes, 2))
        assert all(box.top() >= 0 and box.bottom() <= size[1] for box in boxes)
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
    assert plan.loss_box().right() <= plan.width


def test_xor_stands_as_in_the_design():
    plan = make_plan(trained_micro("xor"), 716.0, 712.0, 1.0)
    assert [round(column.x) for column in plan.columns] == [72, 292, 512]
    assert plan.capsule == (116, 64)
    assert not plan.tall
    assert round(plan.loss.x()) == 660


def test_of_many_neurons_the_rest_is_folded():
    plan = make_plan(trained_micro("digits"), 716.0, 712.0, 1.0)
    inputs, hidden, outputs = plan.columns
    assert len(outputs.units) == 10
    assert len(hidden.units) + hidden.folded == 32
    assert len(inputs.units) + inputs.folded == 64
    assert hidden.folded > 0


@pytest.mark.parametrize("theme", ["dark", "light", "projector"])
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_place_can_be_painted_and_is_another_picture(stage, name, theme):
    micro = trained_micro(name)
    widget = stage(micro, theme=theme)
    seen = []
    for place in range(len(micro.cells)):
        widget.show_micro(micro.at(place))
        image = widget.grab().toImage()
        seen.append(image)
    assert all(a != b for a, b in itertools.pairwise(seen)), "a step that shows nothing new"


def test_badges_carry_the_numbers_of_the_list(stage):
    micro = at_factor(trained_micro("xor"), 2)
    widget = stage(micro)
    assert sorted(pin.index for pin in widget.pinned) == [0, 1, 2, 3, 4]
    boxes = [pin.box for pin in widget.pinned]
    assert not any(one.intersects(two) for one, two in itertools.combinations(boxes, 2))
    assert stage(micro.at(2)).pinned == (), "no factor is known on the way forward"


def click(qtbot, widget, point):
    with qtbot.waitSignal(widget.micro_requested, timeout=500) as signal:
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(round(point.x()), round(point.y())))
    return signal.args[0]


def test_a_click_on_an_edge_chooses_the_weight_and_on_a_neuron_the_most_blamed_into_it(qtbot, stage):
    micro = trained_micro("xor").with_weight(0, 0, 0).at(1)
    widget = stage(micro)
    point = widget.plan.curve(1, 2, 0).at(0.62)[0]
    assert click(qtbot, widget, point).weight == Weight(1, 2, 0)
    wanted = click(qtbot, widget, widget.plan.point(0, 1))
    assert (wanted.weight.layer, wanted.weight.unit, wanted.place) == (0, 1, 1)
    assert click(qtbot, widget, widget.plan.loss).phase == "loss"


def test_a_click_on_a_badge_goes_to_its_step(qtbot, stage):
    micro = at_factor(trained_micro("xor"), 0)
    widget = stage(micro)
    pin = next(pin for pin in widget.pinned if pin.index == 3)
    assert click(qtbot, widget, pin.box.center()).place == at_factor(micro, 3).place


def test_arrow_keys_walk_over_the_weights(qtbot, stage):
    micro = trained_micro("xor").with_weight(0, 1, 0)
    widget = stage(micro)

    def press(key, modifier=Qt.KeyboardModifier.NoModifier):
        with qtbot.waitSignal(widget.micro_requested, timeout=500) as signal:
            qtbot.keyClick(widget, key, modifier)
        return signal.args[0].weight

    control = Qt.KeyboardModifier.ControlModifier
    assert press(Qt.Key.Key_Up) == Weight(0, 0, 0)
    assert press(Qt.Key.Key_Down) == Weight(0, None, 0), "after the last source comes the bias"
    assert press(Qt.Key.Key_Down, control) == Weight(0, 1, 1)
    assert press(Qt.Key.Key_Right, control).layer == 1


def test_tooltips_tell_only_what_has_been_worked_out():
    micro = trained_micro("xor")
    state, late = State(micro.at(1)), State(micro.at(len(micro.cells) - 1))
    target = Target("neuron", 1, 0)
    assert "not worked out yet" in tooltip(state, target)
    assert "∂L/∂z" in tooltip(late, target)
    assert "∂L/∂w" not in tooltip(state, Target("edge", 0, 1, 0))
    assert "∂L/∂w" in tooltip(late, Target("edge", 0, 1, 0))
    for kind in ("neuron", "edge", "loss", "fold", "factor"):
        text = tooltip(late, Target(kind, 0, 1, 0))
        assert 0 < len(text.splitlines()) <= 2


def test_a_stage_too_narrow_shows_the_place_that_is_lit(stage):
    micro = trained_micro("deep")
    widget = stage(micro, 400, 500)
    assert widget.plan.width > widget.width()
    widget.show_micro(micro.at(micro.place_of("loss", None)))
    state = State(micro)
    at = widget.plan.loss_box().center()
    assert target_at(state, widget.plan, (), at) == Target("loss")
    assert widget.grab().toImage() != stage(micro, 400, 500).grab().toImage()


def test_without_a_micro_the_stage_is_empty(stage):
    widget = stage(None)
    assert widget.plan is None
    image = widget.grab().toImage()
    assert image.pixelColor(100, 100) == Theme("dark").surface("stage")


def test_a_pulse_runs_after_a_step_on_and_never_where_motion_is_reduced(qtbot, stage):
    micro = trained_micro("xor")
    widget = stage(micro.at(0))
    widget.show()
    still = widget.grab().toImage()
    assert still == widget.grab().toImage()
    widget.show_micro(micro.at(1))
    pulse = widget._pulse
    assert pulse.running
    pulse._run.setCurrentTime(300)
    moving = widget.grab().toImage()
    pulse._run.setCurrentTime(pulse._run.duration())
    assert not pulse.running
    assert widget.grab().toImage() != moving
    widget.show_micro(micro.at(2))
    assert not pulse.running, "the sums are shared out in place: no edge is passed"
    widget.show_micro(micro.at(8))
    assert not pulse.running, "a jump has no way that it came along"
    widget.set_theme(Theme(reduce_motion=True))
    widget.show_micro(micro.at(9))
    widget.show_micro(micro.at(10))
    assert not pulse.running
    assert moving != still


def test_steps_in_haste_have_no_pulse(stage):
    micro = trained_micro("xor")
    widget = stage(micro.at(0))
    widget.show()
    for place in (1, 2, 3):
        widget.show_micro(micro.at(place))
    assert not widget._pulse.running


def test_one_network_after_another_of_another_size(stage):
    widget = stage(trained_micro("deep"))
    widget.show_micro(trained_micro("deep").at(20))
    for name in ("xor", "digits", "iris"):
        micro = trained_micro(name)
        widget.show_micro(micro.at(3))
        assert len(widget.plan.columns) == len(micro.batch.layers) + 1
        assert not widget.grab().isNull()


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_nothing_is_pinned_over_the_target(name):
    state = State(trained_micro(name))
    canvas = Canvas(state, make_plan(state.micro, 716.0, 712.0, 1.5), Theme("projector"))
    assert not Taken(canvas).free(target_box(canvas).adjusted(4, 4, -4, -4))
