"""The panels at both sides, and the strip of cells."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from nnviz.drawing import numbers
from nnviz.drawing.micro.factor_words import place_words, sentences, short
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.drawing.micro.told import arithmetic_of
from nnviz.engine import Dense
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Micro
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer
from nnviz.ui.micro.chain_panel import ChainPanel
from nnviz.ui.micro.check_view import CheckView
from nnviz.ui.micro.examples_panel import ExamplesPanel
from nnviz.ui.micro.micro_cells import MicroCells
from nnviz.ui.micro.wrong_view import WrongView
from nnviz.ui.theme import Theme, apply_theme
from tests.helpers.micros import EXPERIMENTS, at_factor, trained_micro
from tests.helpers.timelines import table
from tests.helpers.truth_texts import painted


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
        state = MicroState(micro.at(place))
        panel.show_micro(state.micro)
        assert not panel.grab().isNull()
        assert panel.head.isVisible() == (state.micro.phase == "backward")
        if state.micro.phase != "backward":
            found = arithmetic_of(state)
            assert found.lines
            assert found.title
            assert all(line.value or line.role == "quiet" for line in found.lines)
        assert str(place - state.micro.places(state.micro.phase)[0] + 1) in str(place_words(state.micro))
    for factor in micro.chain.paths[0].factors:
        assert str(short(factor, MicroState(micro)))
        assert "{" in " ".join(sentences(factor, micro))


def test_the_present_factor_is_marked_in_formula_list_and_stage(qtbot, shown):
    micro = at_factor(trained_micro("xor"), 2)
    state = MicroState(micro)
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
    factors = panel.factors
    assert (
        asked(qtbot, panel, lambda: qtbot.keyClick(factors, Qt.Key.Key_Up)).place == at_factor(micro, 1).place
    )
    assert (
        asked(qtbot, panel, lambda: qtbot.keyClick(factors, Qt.Key.Key_Down)).place
        == at_factor(micro, 3).place
    )
    at = factors.visualRect(factors.model().index(4, 0)).center()
    wanted = asked(
        qtbot, panel, lambda: qtbot.mouseClick(factors.viewport(), Qt.MouseButton.LeftButton, pos=at)
    )
    assert wanted.place == at_factor(micro, 4).place
    assert factors.model().index(0, 0).data().startswith("1: ")


def test_other_paths_can_be_shown_and_the_batch_is_named(qtbot, shown):
    micro = at_factor(trained_micro("digits"), 1)
    panel = shown(ChainPanel, micro, 452)
    wanted = asked(qtbot, panel, lambda: qtbot.mouseClick(panel.paths.after, Qt.MouseButton.LeftButton))
    assert wanted.path == 1
    assert "mean of 32 examples" in panel.paths.batch.text()
    assert numbers.fitted(micro.chain.gradient, 4, sign=True) in panel.paths.batch.text()
    assert "Path 1 of 10" in panel.paths.text.text()
    panel.show_micro(at_factor(trained_micro("xor"), 1))
    assert not panel.paths.batch.isVisible()


def test_check_it_is_worked_out_and_agrees(qtbot, shown):
    micro = at_factor(trained_micro("iris"), 0)
    panel = shown(ChainPanel, micro, 452)
    qtbot.waitUntil(lambda: panel.check.nudge is not None, timeout=5000)
    told = numbers.fitted(panel.check.nudge.told, 6)
    said = panel.check.accessibleDescription()
    assert "✓" in said
    assert said.endswith(f"accurate to ±{told}")
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


def at_example(panel, number):
    """The viewport of the examples, and where the ``number``th of them is in it."""
    table = panel.table.table
    return table.viewport(), table.visualRect(panel.table.place(number)).center()


def test_another_example_is_chosen_by_mouse_and_keys(qtbot, shown):
    panel = shown(ExamplesPanel, trained_micro("iris"), 272)
    viewport, at = at_example(panel, 3)
    wanted = asked(qtbot, panel, lambda: qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at))
    assert wanted.example == 3
    assert asked(qtbot, panel, lambda: qtbot.keyClick(panel.table.table, Qt.Key.Key_Down)).example == 1
    digits = shown(ExamplesPanel, trained_micro("digits"), 272)
    assert asked(qtbot, digits, lambda: qtbot.keyClick(digits.table.table, Qt.Key.Key_Down)).example == 8
    viewport, at = at_example(digits, 9)
    wanted = asked(qtbot, digits, lambda: qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at))
    assert wanted.example == 9, "the second in the second row of eight"


def test_the_example_shown_is_in_view(shown):
    micro = trained_micro("iris")
    panel = shown(ExamplesPanel, micro, 272)
    for example in (20, 31, 0):
        panel.show_micro(micro.with_example(example))
        viewport, at = at_example(panel, example)
        assert viewport.rect().contains(at)


def test_what_is_not_in_the_batch_cannot_be_chosen(qtbot, shown):
    micro = trained_micro("xor")
    panel = shown(ExamplesPanel, micro, 272)
    viewport, _ = at_example(panel, 0)
    for number in range(4):
        with qtbot.assertNotEmitted(panel.micro_requested):
            qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at_example(panel, number)[1])


def timeline_to(epoch):
    timeline = Timeline()
    timeline.append_metrics(table([[float(e), 1 / (e + 1), 0.5, 0.5, 0.5] for e in range(epoch + 1)]))
    return timeline


def test_the_loss_so_far_is_that_of_the_run_up_to_the_moment(shown):
    micro = trained_micro("xor")
    panel = shown(ExamplesPanel, micro, 272)

    def picture(timeline, epoch):
        panel.show_timeline(timeline, epoch)
        return panel.loss.grab().toImage()

    until_five = picture(timeline_to(8), 5)
    assert until_five == picture(timeline_to(5), 5), "what came later is not there yet"
    assert until_five != picture(timeline_to(8), 3)
    assert painted(panel.loss)[-1][2] == numbers.fitted(micro.batch.mean_loss, 3)


# ---- cells


def test_a_click_goes_to_a_cell_and_the_keys_to_its_neighbours(qtbot, shown):
    micro = trained_micro("deep")
    strip = shown(MicroCells, micro, 786, 92)
    with qtbot.waitSignal(strip.place_requested) as signal:
        at = strip.cell_rect(20).center().toPoint()
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=at)
    assert signal.args == [20]
    strip.show_micro(micro.at(20))
    with qtbot.waitSignal(strip.place_requested) as signal:
        qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert signal.args == [21]
    strip.show_micro(micro)
    with qtbot.assertNotEmitted(strip.place_requested):
        qtbot.keyClick(strip, Qt.Key.Key_Left)


def test_keys_go_to_the_ends_of_the_strip_and_not_beyond(qtbot, shown):
    micro = trained_micro("xor")
    last = len(micro.cells) - 1
    strip = shown(MicroCells, micro.at(3), 786, 92)
    for key, place in ((Qt.Key.Key_Home, 0), (Qt.Key.Key_End, last)):
        with qtbot.waitSignal(strip.place_requested) as signal:
            qtbot.keyClick(strip, key)
        assert signal.args == [place]
    strip.show_micro(micro.at(last))
    beyond = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier)
    with qtbot.assertNotEmitted(strip.place_requested):
        QApplication.sendEvent(strip, beyond)
    assert not beyond.isAccepted(), "the window goes on with it"


def test_the_strip_says_where_it_stands(shown):
    micro = at_factor(trained_micro("xor"), 2)
    strip = shown(MicroCells, micro, 786, 92)
    texts = [text for _, _, text in painted(strip)]
    assert texts[:4] == ["Forward →", "Loss", "← Backward 5 of 8", "Update"]
    assert strip.accessibleDescription() == "Backward, step 5 of 8: ∂L/∂a₁"
    assert not strip.grab().isNull()


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
    view.show_state(MicroState(trained_micro(name)))
    view.finish()
    view.grab()
    for one, two in pairwise(view.names):
        assert not one.intersects(two)
    assert all(QRectF(view.rect()).contains(box) for box in view.names)
    assert len(view.names) == 2


def test_the_slanted_loss_formula_is_not_cut_at_the_edge(qtbot):
    view = WrongView()
    qtbot.addWidget(view)
    theme = Theme("projector", 1.0)
    apply_theme(view, theme)
    for width in range(200, 330, 2):
        view.resize(width, 300)
        view.show_state(MicroState(trained_micro("deep")))
        picture = view.grab().toImage()
        ratio = picture.devicePixelRatio()
        edge = [
            picture.pixelColor(picture.width() - 1, y) for y in range(round(80 * ratio), picture.height())
        ]
        assert len({colour.rgb() for colour in edge}) == 1, width


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


@pytest.mark.parametrize("theme", ["dark", "projector"])
def test_inputs_beside_the_answers_are_written_out_and_no_last_epoch_is_cut(theme, shown):
    """Not "−2.4, -…"; and "100" has its last digit at the edge of the panel."""
    panel = shown(ExamplesPanel, trained_micro("deep"), Theme(theme).layout("left"), theme=theme)
    QApplication.processEvents()
    texts = [text for part in panel.findChildren(QWidget) for _, _, text in painted(part)]
    assert any(", " in text for text in texts), "the two inputs of an example"
    cut = {text for text in texts if text.endswith("…") and text[:1] in "-−0123456789"}
    assert len(cut) <= 1, "at most one that is far longer than the others"


def test_the_bars_of_an_error_have_the_names_of_the_classes_and_no_number_upon_them(shown):
    trainer = Trainer(Experiment.on("iris", layers=(Dense(8, "tanh"),), learning_rate=0.05, epochs=60))
    for _ in trainer.run():
        pass
    micro = Micro.of(trainer.snapshot(), trainer.dataset)
    micro = micro.with_example(int(micro.batch.outputs.min(axis=1).argmin()))
    panel = shown(ExamplesPanel, micro.at(micro.places("backward")[0]), 240)
    view = panel.wrong
    texts = {text: (x, y) for x, y, text in painted(view)}
    assert set(micro.dataset.class_names) <= set(texts)
    answers = micro.batch.outputs[micro.example]
    assert min(answers) < 1e-3, "a small number is a wide one"
    picture, track = view.grab().toImage(), Theme("dark").surface("pressed").rgb()
    for name, answer in zip(micro.dataset.class_names, answers, strict=True):
        said = numbers.fitted(answer, 2).partition("⁻")[0]  # what is raised is painted by itself
        y, left = round(texts[name][1]) - 4, round(texts[said][0])
        row = [picture.pixel(x, y) for x in range(view.width())]
        assert track in row[:left]
        assert track not in row[left:]
