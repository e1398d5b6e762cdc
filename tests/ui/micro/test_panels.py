"""The panels at both sides, and the strip of cells."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.drawing import numbers
from nnviz.engine import Dense
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Micro
from nnviz.training.nudge import nudged
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer
from nnviz.ui.micro.cells import MicroCells
from nnviz.ui.micro.chain_panel import ChainPanel
from nnviz.ui.micro.check_view import CheckView
from nnviz.ui.micro.examples_panel import ExamplesPanel
from nnviz.ui.micro.plot_parts import clear_box
from nnviz.ui.micro.samples import listed, target_name, window
from nnviz.ui.micro.state import State
from nnviz.ui.micro.told import told
from nnviz.ui.micro.words import long, place_words, short
from nnviz.ui.micro.wrong_view import WrongView
from nnviz.ui.theme import Theme, apply_theme
from tests.helpers.micros import EXPERIMENTS, at_factor, trained_micro
from tests.helpers.timelines import table


@pytest.fixture
def shown(qtbot):
    def made(kind, micro, width, height=760, theme="dark"):
        widget = kind()
        qtbot.addWidget(widget)
        widget.resize(width, height)
        apply_theme(widget, Theme(theme))
        widget.show_micro(micro)
        widget.show()
        return widget

    return made


def asked(qtbot, widget, act):
    with qtbot.waitSignal(widget.micro_requested, timeout=500) as signal:
        act()
    return signal.args[0]


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_step_has_its_formula_its_numbers_and_its_words(name, shown):
    micro = trained_micro(name)
    panel = shown(ChainPanel, micro, 452)
    for place in range(len(micro.cells)):
        state = State(micro.at(place))
        panel.show_micro(state.micro)
        assert not panel.grab().isNull()
        assert panel.head.isVisible() == (state.micro.phase == "backward")
        if state.micro.phase != "backward":
            found = told(state)
            assert found.lines
            assert found.title
            assert all(line.value or line.role == "quiet" for line in found.lines)
        assert str(place - state.micro.places(state.micro.phase)[0] + 1) in place_words(state.micro)
    for factor in micro.chain.paths[0].factors:
        assert short(factor, micro, State(micro).symbols)
        assert "{" in long(factor, micro)


def update_of(experiment):
    trainer = Trainer(experiment)
    trainer.advance()
    micro = Micro.of(trainer.snapshot(), trainer.dataset)
    return told(State(micro.at(micro.places("update")[0])))


def test_the_update_says_how_many_parameters_move():
    """2 inputs, 3 hidden neurons, 1 output: 9 parameters in the first layer and 4 in the second."""
    experiment = EXPERIMENTS["xor"]
    assert update_of(experiment).words == "All 13 parameters move at once, each by its own step."
    held = update_of(experiment.with_(frozen=(0,), cut=((1, 2, 0),))).words
    assert held == "3 parameters move at once, each by its own step; the other 10 are cut or frozen."


def test_settings_of_the_update_are_written_with_all_their_digits():
    """2.447e-5 and 1.5e-5 are not both 2·10⁻⁵."""
    for rate, text in ((1.5e-5, "1.5·10⁻⁵"), (2.447e-5, "2.447·10⁻⁵")):
        lines = update_of(EXPERIMENTS["digits"].with_(learning_rate=rate, optimizer="adam")).lines
        said = {line.left[0]: line.value for line in lines}
        assert said["learning rate η"] == text
        assert said["β₁"] == "0.9"
        assert said["ε"] == "1·10⁻⁸"


def test_the_lines_of_a_sum_come_to_its_value():
    micro = trained_micro("digits").at(1)
    state = State(micro)
    lines = told(state).lines
    unit = state.unit(0)
    parts = [float(line.value.replace("−", "-")) for line in lines[:-1]]
    z = float(micro.batch.layers[0].z[micro.example, unit])
    assert sum(parts) == pytest.approx(z, abs=0.0005 * len(parts))
    assert lines[-1].value == numbers.fitted(z, 4)


def test_the_update_is_the_line_of_the_ledger():
    micro = trained_micro("values")
    micro = micro.at(len(micro.cells) - 1)
    index = micro.batch.layers[0].parameter(micro.weight.source, micro.weight.unit)
    one = micro.batch.update.of(index)
    values = [line.value for line in told(State(micro)).lines]
    for wanted in (
        numbers.fitted(one.old, 6),
        numbers.fitted(one.new, 6),
        numbers.fitted(one.step, 6, sign=True),
    ):
        assert wanted in values
    assert (
        numbers.fitted(
            one.memory["square"][1] if "square" in one.memory else next(iter(one.memory.values()))[1], 6
        )
        in values
    )


def test_the_present_factor_is_marked_in_formula_list_and_stage(qtbot, shown):
    micro = at_factor(trained_micro("xor"), 2)
    state = State(micro)
    assert (state.now, state.whens) == (2, ("done", "done", "now", "next", "next"))
    assert state.so_far == micro.chain.paths[0].factors[2].so_far
    panel = shown(ChainPanel, micro, 452)
    panel.grab()
    assert [mark for mark, _ in panel.head.hits] == ["w", "0", "1", "2", "3", "4"]
    box = dict(panel.head.hits)["4"]
    wanted = asked(
        qtbot,
        panel,
        lambda: qtbot.mouseClick(panel.head, Qt.MouseButton.LeftButton, pos=box.center().toPoint()),
    )
    assert wanted.place == at_factor(micro, 4).place
    wanted = asked(qtbot, panel, lambda: qtbot.keyClick(panel.factors, Qt.Key.Key_Up))
    assert wanted.place == at_factor(micro, 1).place


def test_other_paths_can_be_shown_and_the_batch_is_named(qtbot, shown):
    micro = at_factor(trained_micro("digits"), 1)
    panel = shown(ChainPanel, micro, 452)
    wanted = asked(qtbot, panel, lambda: qtbot.mouseClick(panel.paths._after, Qt.MouseButton.LeftButton))
    assert wanted.path == 1
    assert "mean of 32 examples" in panel.paths._batch.text()
    assert numbers.fitted(micro.chain.gradient, 4, sign=True) in panel.paths._batch.text()
    assert "Path 1 of 10" in panel.paths._text.text()
    panel.show_micro(at_factor(trained_micro("xor"), 1))
    assert not panel.paths._batch.isVisible()


def test_check_it_is_worked_out_and_agrees(qtbot, shown):
    micro = at_factor(trained_micro("iris"), 0)
    panel = shown(ChainPanel, micro, 452)
    qtbot.waitUntil(lambda: panel.check.nudge is not None, timeout=5000)
    told = numbers.fitted(panel.check.nudge.told, 6)
    said = panel.check.accessibleDescription()
    assert "✓" in said
    assert said.endswith(f"told to ±{told}")
    first = panel.check.nudge
    panel.show_micro(at_factor(micro, 1))
    assert panel.check.nudge is first, "the same weight is not worked out again"
    panel.show_micro(at_factor(micro.with_weight(0, 1, 1), 0))
    panel.check.finish()
    assert panel.check.nudge is not first


def test_in_a_narrow_window_the_panel_gives_way(qtbot):
    window, panel = QWidget(), ChainPanel()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    row.addWidget(QWidget(), 1)
    row.addWidget(panel)
    apply_theme(window, Theme())
    panel.show_micro(trained_micro("xor").at(8))
    window.resize(1440, 700)
    window.show()
    qtbot.waitUntil(lambda: panel.width() == 452, timeout=1000)
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: panel.width() == 336, timeout=1000)


# ---- examples


def test_of_four_samples_all_are_listed_and_one_is_in_the_batch():
    micro = trained_micro("xor")
    samples = listed(micro)
    assert len(samples) == 4
    here = [sample for sample in samples if sample.row is not None]
    assert len(here) == 1
    np.testing.assert_array_equal(here[0].inputs, micro.batch.inputs[0])
    assert [sample.row for sample in listed(trained_micro("iris"))] == [*range(32)]


def test_rows_are_shown_in_pages():
    assert window(4, 6, 3) == range(4)
    assert window(32, 6, 7) == range(6, 12)
    assert window(32, 6, 31) == range(26, 32)


@pytest.mark.parametrize("name", EXPERIMENTS)
@pytest.mark.parametrize("height", [760, 560])
def test_examples_are_painted_at_every_place(name, height, shown):
    micro = trained_micro(name)
    panel = shown(ExamplesPanel, micro, 272, height)
    pictures = []
    for place in (0, micro.place_of("loss", None)):
        panel.show_micro(micro.at(place))
        pictures.append(panel.grab().toImage())
    assert pictures[0] != pictures[1], "what was said is not known before it is worked out"
    assert panel.table.geometry().bottom() < panel.wrong.geometry().top() + 1


def test_another_example_is_chosen_by_mouse_and_keys(qtbot, shown):
    micro = trained_micro("iris")
    panel = shown(ExamplesPanel, micro, 272)
    box = dict(panel.table._boxes())[3]
    wanted = asked(
        qtbot,
        panel,
        lambda: qtbot.mouseClick(panel.table, Qt.MouseButton.LeftButton, pos=box.center().toPoint()),
    )
    assert wanted.example == 3
    assert asked(qtbot, panel, lambda: qtbot.keyClick(panel.table, Qt.Key.Key_Down)).example == 1
    digits = shown(ExamplesPanel, trained_micro("digits"), 272)
    assert digits.table.pictures
    assert asked(qtbot, digits, lambda: qtbot.keyClick(digits.table, Qt.Key.Key_Down)).example == 8


def test_the_loss_so_far_is_that_of_the_run(shown):
    micro = trained_micro("xor")
    panel = shown(ExamplesPanel, micro, 272)
    timeline = Timeline()
    timeline.append_metrics(table([[float(e), 1 / (e + 1), 0.5, 0.5, 0.5] for e in range(9)]))
    panel.show_timeline(timeline, 5)
    assert panel.loss._epochs.tolist() == [0, 1, 2, 3, 4, 5]
    assert panel.loss._losses[-1] == pytest.approx(1 / 6)


# ---- cells


def test_cells_lie_side_by_side_and_a_click_goes_there(qtbot, shown):
    micro = trained_micro("deep")
    strip = shown(MicroCells, micro, 786, 92)
    rects = [strip.cell_rect(place) for place in range(len(micro.cells))]
    assert all(a.right() <= b.left() + 0.01 for a, b in pairwise(rects))
    assert rects[-1].right() <= strip.width() + 0.01
    with qtbot.waitSignal(strip.place_requested) as signal:
        centre = rects[20].center()
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(round(centre.x()), round(centre.y())))
    assert signal.args == [20]
    with qtbot.waitSignal(strip.place_requested) as signal:
        qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert signal.args == [1]
    with qtbot.assertNotEmitted(strip.place_requested):
        qtbot.keyClick(strip, Qt.Key.Key_Left)


def test_the_strip_says_where_it_stands(shown):
    micro = at_factor(trained_micro("xor"), 2)
    strip = shown(MicroCells, micro, 786, 92)
    assert strip._name("backward") == "← Backward 5 of 8"
    assert strip._name("forward") == "Forward →"
    assert strip.accessibleDescription() == "Backward, step 5 of 8: ∂L/∂a₁"
    assert not strip.grab().isNull()


def test_of_a_weight_that_is_held_the_update_says_so():
    experiment = replace(EXPERIMENTS["iris"], cut=((0, 1, 2),), frozen=(1,))
    trainer = Trainer(experiment)
    micro = Micro.of(trainer.snapshot(), trainer.dataset)
    end = len(micro.cells) - 1
    for weight, held in (((0, 1, 2), True), ((1, 0, 1), True), ((1, None, 0), True), ((0, 1, 1), False)):
        lines = told(State(micro.with_weight(*weight).at(end))).lines
        assert any(line.left == ("held",) for line in lines) == held
        assert not held or lines[0].value == lines[-1].value


@pytest.mark.parametrize("width", [120, 150, 300, 786])
def test_in_a_narrow_bar_every_cell_is_still_there(width, shown):
    micro = trained_micro("deep")
    strip = shown(MicroCells, micro, width, 92)
    rects = [strip.cell_rect(place) for place in range(len(micro.cells))]
    assert rects[-1].right() <= strip.width() + 0.01
    assert all(rect.width() > 0.5 for rect in rects)
    assert not strip.grab().isNull()


@pytest.mark.parametrize("name", EXPERIMENTS)
@pytest.mark.parametrize("size", [(452, 268), (380, 220), (640, 400)])
def test_the_words_of_the_check_stand_apart_and_off_the_point(name, size, qtbot):
    view = CheckView()
    qtbot.addWidget(view)
    apply_theme(view, Theme("dark"))
    view.resize(*size)
    view.show_state(State(trained_micro(name)))
    view.finish()
    view.grab()
    for one, two in pairwise(view._names):
        assert not one.intersects(two)
    assert all(QRectF(view.rect()).contains(box) for box in view._names)
    assert len(view._names) == 2


def test_a_word_finds_room_beside_a_curve():
    plot = QRectF(0, 0, 200, 100)
    rising = QPolygonF([QPointF(0, 100), QPointF(200, 0)])
    left, right = QPointF(60, 20), QPointF(100, 50)
    assert clear_box([right, left], (40, 16), plot, [rising]).center() == left
    assert clear_box([left, right], (40, 16), plot, [rising]).center() == left
    assert plot.contains(clear_box([QPointF(-9, -9)], (40, 16), plot, [rising]))


def test_the_slanted_loss_formula_is_not_cut_at_the_edge(qtbot):
    view = WrongView()
    qtbot.addWidget(view)
    theme = Theme("projector", 1.0)
    apply_theme(view, theme)
    for width in range(200, 330, 2):
        view.resize(width, 300)
        view.show_state(State(trained_micro("deep")))
        picture = view.grab().toImage()
        ratio = picture.devicePixelRatio()
        edge = [
            picture.pixelColor(picture.width() - 1, y) for y in range(round(80 * ratio), picture.height())
        ]
        assert len({colour.rgb() for colour in edge}) == 1, width


def test_a_small_target_is_told_without_a_power_of_ten():
    micro = trained_micro("values")
    assert target_name(micro, np.array([0.0217])) == "0.02"
    assert target_name(micro, np.array([0.371])) == "0.37"
    assert target_name(micro, np.array([1.0])) == "1"
    assert target_name(micro, np.array([0.0217, -0.4, 1.0])) == "0.0, −0.4…"


def lines_at(micro, kind):
    return told(State(micro.at(micro.places(kind)[-1]))).lines


def numbers_of(lines, *lefts):
    return [float(line.value.replace("−", "-")) for left in lefts for line in lines if line.left == (left,)]


def test_penalty_and_clipping_are_named_parts_that_add_up():
    """Everything that makes the gradient that the optimiser is given, the loss that falls, and the step."""
    experiment = Experiment.on(
        "iris",
        layers=(Dense(4, "tanh"),),
        optimizer="sgd",
        learning_rate=0.5,
        l2=0.3,
        clip_norm=0.05,
        batch_size=8,
    )
    trainer = Trainer(experiment)
    trainer.advance()
    snapshot = trainer.snapshot()
    micro = Micro.of(snapshot, trainer.dataset).with_weight(0, 1, 2)
    lines = lines_at(micro, "update")
    data, penalty, clipping, whole = numbers_of(lines, "∂L/∂w", "penalty", "clipping", "g =")
    assert data + penalty + clipping == pytest.approx(whole, abs=2e-6)
    assert penalty == pytest.approx(0.3 * snapshot.layers[0].weights[1, 2], abs=1e-6)
    network = snapshot.network()
    gradients = network.gradients
    network.gradient_step(micro.batch.inputs, micro.batch.targets)
    assert whole == pytest.approx(gradients[1 * 4 + 2] * 0.05 / np.linalg.norm(gradients), abs=2e-6)
    (step,) = numbers_of(lines, "step")
    assert step == pytest.approx(0.5 * whole, abs=2e-6)
    loss = lines_at(micro, "loss")
    batch, weights, both = numbers_of(loss, "L of the batch", "penalty", "made small together")
    assert weights == pytest.approx(
        0.15 * sum((layer.weights**2).sum() for layer in snapshot.layers), abs=1e-4
    )
    assert batch + weights == pytest.approx(both, abs=2e-4)
    nudge = [*nudged(micro.batch, micro.weight)][-1]
    assert nudge.loss == pytest.approx(batch + weights, abs=2e-4)
    assert (nudge.data_slope, nudge.penalty_slope) == pytest.approx((data, penalty), abs=1e-6)
    assert nudge.agrees


def test_check_it_names_the_penalty_in_its_gradient(qtbot, shown):
    trainer = Trainer(Experiment.on("iris", layers=(Dense(4, "tanh"),), l2=0.3, batch_size=8))
    trainer.advance()
    micro = Micro.of(trainer.snapshot(), trainer.dataset).with_weight(0, 1, 2)
    panel = shown(ChainPanel, at_factor(micro, 0), 452)
    panel.check.finish()
    nudge, said = panel.check.nudge, panel.check.accessibleDescription()
    assert f"by chain rule {numbers.fitted(nudge.data_slope, 6, sign=True)}" in said
    assert f"penalty {numbers.fitted(nudge.penalty_slope, 6, sign=True)} ✓" in said
    assert nudge.data_slope == pytest.approx(micro.chain.gradient)


@pytest.mark.parametrize(
    ("weight", "slope", "words"), [(900.0, -0.25, "Raising"), (-900.0, 0.25, "Lowering")]
)
def test_a_sure_and_right_answer_still_says_which_way_the_loss_falls(weight, slope, words):
    """Of four samples, one with y = 1 where 1 is wanted adds -log y / 4: its slope is -1/4, not 0."""
    experiment = Experiment.on("xor", layers=(), loss="binary_crossentropy", batch_size=None)
    trainer = Trainer(experiment)
    trainer.load_weights([(np.full((2, 1), weight), np.zeros(1))])
    micro = Micro.of(trainer.snapshot(), trainer.dataset)
    right = micro.batch.outputs[:, 0] == micro.batch.targets[:, 0]
    row = int(np.flatnonzero(right & micro.batch.inputs.any(axis=1))[0])
    factor = micro.with_example(row).chain.paths[0].factors[0]
    assert (factor.kind, factor.value) == ("loss", slope)
    assert words in long(factor, micro)
