"""Curves and the two networks, under mouse and keyboard."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.training.samples import sample_of
from nnviz.ui.compare import CompareStage
from nnviz.ui.compare.run_plot import RunPlot
from nnviz.ui.compare.side import BadgeButton, Outline
from nnviz.ui.theme import THEMES, Theme, apply_theme
from nnviz.ui.widgets import PushButton
from tests.helpers.runs import at, trained_runs
from tests.helpers.seen import words


@pytest.fixture
def stage(shown, runs, digits):
    made = shown(CompareStage(), 816, 760)
    made.show_runs(at(runs, 5, sample_of(digits, "test", 3)), "C")
    QApplication.processEvents()
    return made


def plots(stage):
    return dict(zip(("loss", "accuracy"), stage.findChildren(RunPlot), strict=True))


def test_both_networks_are_those_of_the_playhead(stage, runs, digits):
    assert stage.pair == ("A", "B")
    for side, run in zip(stage.sides, runs, strict=False):
        assert side.snapshot.epoch == 5
        assert side.snapshot.parameters is run.timeline.exact(5).parameters
        assert np.array_equal(side.snapshot.probe.inputs, digits.test_features[3])
    stage.show_runs(at(runs, 2), "C")
    assert [side.snapshot.epoch for side in stage.sides] == [2, 2]


def test_curves_lie_along_epochs_updates_or_seconds(stage, runs, digits):
    """B learns in half as large batches: at one epoch it has made twice as many updates."""
    slow = trained_runs(digits, [replace(runs[1].experiment, batch_size=16)])[0]
    slow.letter, slow.colour = "D", 3
    both = [runs[0], slow]
    stage.show_runs(at(both, 4), "A")
    by, plot = stage.curves.by, plots(stage)["loss"]
    assert [line.now[0] for line in plot.lines] == [4, 4]
    assert not by.button("seconds").isEnabled(), "nobody has seen how long they took"
    QTest.mouseClick(by.button("updates"), Qt.MouseButton.LeftButton)
    count = len(digits.train_labels)
    each = [-(-count // 32), -(-count // 16)]
    assert [line.now[0] for line in plot.lines] == [4 * each[0], 4 * each[1]]
    for line, run, steps in zip(plot.lines, both, each, strict=True):
        x = np.concatenate([line.test[0].line[0], line.test[1].line[0]])
        np.testing.assert_allclose(np.unique(x), run.timeline.epochs * steps)
    assert stage.curves.window_shown[1] >= 8 * each[1], "both are there to their ends"
    wished = []
    stage.curves.epoch_requested.connect(wished.append)
    plot.epoch_requested.emit(6.0 * each[0])
    assert wished == [6], "a press is the epoch of the first run"
    for run, seconds in zip(both, (0.5, 2.0), strict=True):
        run.worked = (seconds * 8, 8)
    stage.show_runs(at(both, 4), "A")
    stage.curves.settle()
    QTest.mouseClick(by.button("seconds"), Qt.MouseButton.LeftButton)
    assert [line.now[0] for line in plot.lines] == [2.0, 8.0]
    runs[0].worked = (0.0, 0)
    stage.show_runs(at(both, 4), "A")
    stage.curves.settle()
    assert by.current == "epochs", "what is not known of one cannot be compared"
    assert [line.now[0] for line in plot.lines] == [4, 4]


def test_what_they_say_is_told(stage, runs, digits):
    for side, run in zip(stage.sides, runs, strict=False):
        answer = int(run.timeline.exact(5).network().predict(digits.test_features[3:4]).argmax())
        verdict = "right" if answer == digits.test_labels[3] else "wrong"
        assert side.accessibleName().startswith(f"Run {run.letter}, says {answer}, {verdict}")


def test_another_epoch_is_named(stage, runs, digits):
    stage.set_pair("C", "B")
    assert stage.sides[0].snapshot.epoch == 1
    assert "epoch 1, before it broke" in stage.sides[0].accessibleName()
    stage.show_runs(at(runs, 5, replace(sample_of(digits, "test", 3), label=None)), "C")
    assert "same sample, not the same epoch" in words(stage)


def test_another_sample_goes_through_both(stage, runs, digits):
    stage.show_runs(at(runs, 5, sample_of(digits, "test", 7)), "C")
    assert all(np.array_equal(side.snapshot.probe.inputs, digits.test_features[7]) for side in stage.sides)


def test_the_truth_is_outlined(stage, digits):
    truth = int(digits.test_labels[3])
    QApplication.processEvents()
    for side in stage.sides:
        row = side.diagram.output_row(truth).center().toPoint()
        outline = side.findChild(Outline)
        assert outline.geometry().contains(side.diagram.mapTo(side, row))
        assert outline.isVisible()


def test_the_pair_is_picked_and_changes_places(stage, qtbot):
    with qtbot.waitSignal(stage.pair_changed) as changed:
        stage.sides[0].run_picked.emit("B")
    assert changed.args == [("B", "A")]
    with qtbot.waitSignal(stage.pair_changed) as changed:
        stage.sides[1].run_picked.emit("C")
    assert changed.args == [("B", "C")]


def test_a_run_that_becomes_the_current_one_stands_beside_another(stage, runs, digits):
    stage.set_pair("C", "B")
    stage.show_runs(at(runs, 5, sample_of(digits, "test", 3)), "B")
    assert stage.pair == ("C", "B"), "it is there already"
    stage.show_runs(at(runs, 5, sample_of(digits, "test", 3)), "A")
    assert stage.pair == ("A", "B")


def test_the_letter_lists_the_runs(stage, qtbot):
    badge = stage.sides[1].findChild(BadgeButton)
    menu = badge.open_menu()
    assert [action.text().split()[0] for action in menu.actions()] == ["A", "B", "C"]
    with qtbot.waitSignal(stage.sides[1].run_picked) as picked:
        menu.actions()[2].trigger()
    assert picked.args == ["C"]
    menu.close()


def test_dragging_the_playhead_asks_for_epochs(stage, qtbot):
    plot = plots(stage)["loss"]
    asked = []
    stage.epoch_requested.connect(asked.append)
    start, end = plot.place_of(5, 0).toPoint(), plot.place_of(2, 0).toPoint()
    QTest.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(start.x(), 60))
    assert asked == []  # it is there already
    QTest.mouseMove(plot.viewport(), QPoint(end.x(), 60))
    QTest.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(end.x(), 60))
    assert asked == [2]
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(plot.width() - 4, 60))
    assert asked[-1] == 8  # no further than the newest epoch


def test_keys_move_the_playhead_and_zoom(stage, qtbot):
    curves = stage.curves
    curves.setFocus()
    for key, epoch in (
        (Qt.Key.Key_Left, 4),
        (Qt.Key.Key_Right, 6),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 8),
    ):
        with qtbot.waitSignal(stage.epoch_requested) as asked:
            QTest.keyClick(curves, key)
        assert asked.args == [epoch]
    QTest.keyClick(curves, Qt.Key.Key_Plus)
    low, high = curves.window_shown
    assert high - low < 8
    QTest.keyClick(curves, Qt.Key.Key_0)
    assert curves.window_shown == (0.0, 8.0)


def test_hidden_runs_have_no_curves(stage):
    assert [line.source.letter for line in plots(stage)["loss"].lines] == ["A", "B", "C"]
    stage.set_hidden(frozenset("B"))
    assert [line.source.letter for line in plots(stage)["loss"].lines] == ["A", "C"]


def test_the_broken_run_is_said_to_leave(stage):
    lines = {line.source.letter: line for line in plots(stage)["loss"].lines}
    assert lines["A"].exit is None
    assert lines["C"].exit is not None
    assert lines["C"].source.broke_to == "∞"


@pytest.mark.parametrize("theme", THEMES)
def test_curves_have_the_colours_of_their_runs(stage, runs, theme):
    apply_theme(stage, Theme(theme))
    stage.show_runs(at(runs, 8), "A")
    QApplication.processEvents()
    image = plots(stage)["accuracy"].grab().toImage()
    for run in runs[:2]:
        colour = Theme(theme).run_colour(run.colour)
        count = sum(
            image.pixelColor(x, y) == colour for x in range(image.width()) for y in range(image.height())
        )
        assert count > 60


def test_one_run_alone_invites_to_another(stage, runs, qtbot):
    stage.show_runs(at(runs[:1]), "A")
    assert stage.pair is None
    assert not stage.sides[0].isVisible()
    button = next(b for b in stage.findChildren(PushButton) if b.isVisible())
    with qtbot.waitSignal(stage.new_run_requested):
        button.click()


def test_the_same_again_is_not_drawn_again(stage, runs, digits, monkeypatch):
    drawn, sample = [], sample_of(digits, "test", 3)
    stage.show_runs(at(runs, 5, sample), "C")
    for side in stage.sides:
        monkeypatch.setattr(side.diagram, "show_snapshot", drawn.append)
    stage.show_runs(at(runs, 5, sample), "C")
    assert drawn == []
    stage.show_runs(at(runs, 6, sample), "C")
    assert len(drawn) == 2


def test_on_the_plane_every_neuron_has_its_map(stage, plane):
    dataset, two = plane
    stage.show_runs(at(two, 4, sample_of(dataset, "test", 0)), "A")
    assert [side.snapshot.epoch for side in stage.sides] == [4, 4]
    assert all(side.diagram.scene.maps is not None for side in stage.sides)


def test_the_outline_of_the_truth_is_closed_where_outputs_have_no_names(stage):
    for side in stage.sides:
        far = side.diagram.rect().right() + 30.0
        side.diagram.output_row = lambda unit, far=far: QRectF(QPointF(far - 80, 60), QPointF(far, 90))
        outline = side.findChild(Outline)
        outline.set_unit(0)
        assert side.rect().contains(outline.geometry())
        assert outline.geometry().right() <= side.diagram.geometry().right()
