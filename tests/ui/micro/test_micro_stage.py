"""The stage: what stands where, what is lit, and what a click or a key asks for."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QVariantAnimation

from nnviz.drawing.micro.micro_state import MicroState
from nnviz.drawing.micro.stage_plan import make_plan
from nnviz.training.chain import Weight
from nnviz.ui.micro.micro_stage import MicroStage
from nnviz.ui.micro.paint_edges import Canvas
from nnviz.ui.micro.paint_labels import ground_taken
from nnviz.ui.micro.paint_neurons import target_box
from nnviz.ui.micro.pulse import Pulse
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
    point = QPointF(*widget.plan.curve(1, 2, 0).at(0.62))
    assert click(qtbot, widget, point).weight == Weight(1, 2, 0)
    wanted = click(qtbot, widget, QPointF(*widget.plan.point(0, 1)))
    assert (wanted.weight.layer, wanted.weight.unit, wanted.place) == (0, 1, 1)
    assert click(qtbot, widget, QPointF(*widget.plan.loss)).phase == "loss"


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


def test_a_stage_too_narrow_shows_the_place_that_is_lit(stage):
    micro = trained_micro("deep")
    widget = stage(micro, 400, 500)
    assert widget.plan.width > widget.width()
    widget.show_micro(micro.at(micro.place_of("loss", None)))
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
    pulse, run = widget.findChild(Pulse), widget.findChild(QVariantAnimation)
    assert pulse.running
    run.setCurrentTime(300)
    moving = widget.grab().toImage()
    run.setCurrentTime(run.duration())
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
    assert not widget.findChild(Pulse).running


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
    state = MicroState(trained_micro(name))
    canvas = Canvas(state, make_plan(state.micro, 716.0, 712.0, 1.5), Theme("projector"))
    box = target_box(canvas).adjusted(4, 4, -4, -4)
    assert not ground_taken(canvas).free((box.x(), box.y(), box.width(), box.height()))


def test_nothing_lies_over_the_neurons_or_over_each_other_in_a_small_window(stage):
    """The stage of a window of 1366 x 768, at every step back: badges keep off neurons and one another."""
    micro = trained_micro("xor")
    widget = stage(micro, 641, 480)
    for place in range(len(micro.cells)):
        widget.show_micro(micro.at(place))
        boxes = [pin.box for pin in widget.pinned]
        assert not any(one.intersects(two) for one, two in itertools.combinations(boxes, 2))
