"""The broken run's story and where two runs disagree."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.training.agreement import Asked, agreement, shared_test
from nnviz.training.growth import Repetition
from nnviz.training.plane import plane_maps
from nnviz.ui.compare import ComparePanel
from nnviz.ui.widgets import Caption, SectionTitle
from tests.helpers.runs import at, trained_run
from tests.helpers.seen import rests, words, works


def asked(runs, epoch):
    return [Asked(run.timeline.exact(epoch).network(), run.dataset) for run in runs]


def samples_of(grid):
    """The places of the samples in the grid among the test samples."""
    return [grid.samples.sample(row) for row in range(grid.model().rowCount())]


def box(grid, row):
    return grid.visualRect(grid.model().index(row, 0))


def words_of(grid, row):
    return grid.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.fixture
def panel(shown, runs, digits):
    made = shown(ComparePanel(), 336, 1400)  # high enough for the grid
    made.show_runs(at(runs, 3), "C")
    made.set_pair(("A", "B"))
    return made


def finished(card):
    """Whether the last steps have been repeated."""
    return not any("Repeating its last steps" in text for text in words(card))


@pytest.fixture
def story(panel, qtbot):
    qtbot.waitUntil(lambda: finished(panel.card))
    return panel.card


def test_the_story_has_the_numbers_of_the_run(story, runs, digits):
    event = runs[2].diverged
    repetition = Repetition(event, digits, runs[2].timeline.snapshots.values())
    assert repetition.go_on(60)
    growth = repetition.growth
    title, text = words(story)
    assert title == "Run C stopped: the loss is infinite"
    assert text.startswith("At rate 1 each step")
    assert f"{growth.factor:.1f}\u2011fold" in text
    assert f"In step {event.step} it was too big to store." in text
    assert f"broke in step {event.step}" in story.plot.accessibleName()
    assert not works(story)


def test_the_story_is_worked_out_once(story, panel, runs, monkeypatch):
    panel.show_runs(at(runs[:2], 3), "A")
    assert not story.isVisible()
    panel.show_runs(at(runs, 4), "C")
    assert finished(story)
    assert not works(story)


def test_a_smaller_rate(story, panel, qtbot, runs):
    assert story.slower.text() == "Try rate 0.1"
    with qtbot.waitSignal(panel.experiment_requested) as wished:
        story.slower.click()
    assert wished.args[0] == replace(runs[2].experiment, learning_rate=0.1)


def test_a_way_out_of_another_run_chooses_it_first(story, panel, qtbot, runs):
    panel.show_runs(at(runs, 3), "A")
    with qtbot.waitSignals([panel.run_chosen, panel.experiment_requested], order="strict"):
        story.limit.click()


def test_limit_step_size(story, panel, qtbot, runs):
    with qtbot.waitSignal(panel.experiment_requested) as wished:
        story.limit.click()
    assert wished.args[0] == replace(runs[2].experiment, clip_norm=1.0)


def test_look_at_the_last_good_step(story, panel, qtbot, runs):
    good = runs[2].diverged.last_good
    assert story.look.text() == f"Look at step {good.step}"
    with qtbot.waitSignal(panel.look_requested) as wished:
        story.look.click()
    assert wished.args == ["C", good.epoch]


def test_why_is_told_on_demand(story):
    before = words(story)
    story.why.click()
    *same, why = words(story)
    assert same == before
    assert "float32" in why


def test_settings_changed_on_the_way_are_admitted(panel, qtbot, runs):
    broken = runs[2]
    calm = replace(broken.diverged.last_good, experiment=replace(broken.experiment, learning_rate=1e-3))
    event = type(broken.diverged)(broken.diverged.step, 2, broken.diverged.why, calm)
    other = replace(broken, diverged=event, timeline=type(broken.timeline)())
    panel.show_runs(at((*runs[:2], other), 3), "C")
    qtbot.waitUntil(lambda: finished(panel.card))
    assert "Settings were changed on the way" in words(panel.card)[1]
    assert not panel.card.plot.isVisible()


def test_the_squares_count_every_test_image(panel, runs, digits):
    found = agreement(*asked(runs[:2], 3), shared_test(digits, digits))
    only = f"{found.only_first} only A, {found.only_second} only B"
    assert panel.squares.accessibleName() == f"{found.both} both right, {only}, {found.neither} neither."
    assert words(panel, SectionTitle) == ["On 450 test images"]
    assert "epoch 3" in words(panel, Caption)
    squares = panel.squares.squares
    sides = [panel.squares.side_of(square.count) for square in squares]
    areas = [side**2 / square.count for side, square in zip(sides, squares, strict=True) if square.count]
    assert areas == pytest.approx([areas[0]] * len(areas))


def test_a_click_on_a_sample_asks_for_it(panel, story, qtbot):
    QApplication.processEvents()  # the story has moved the grid
    grid = panel.grid
    assert len(samples_of(grid)) > 3
    with qtbot.waitSignal(panel.sample_requested) as wished:
        QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=box(grid, 2).center())
    assert (wished.args[0].source, wished.args[0].index) == ("test", samples_of(grid)[2])


def test_keys_walk_the_grid(panel, qtbot):
    grid = panel.grid
    grid.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Right):
        QTest.keyClick(grid, key)
    with qtbot.waitSignal(panel.sample_requested) as wished:
        QTest.keyClick(grid, Qt.Key.Key_Return)
    assert (wished.args[0].source, wished.args[0].index) == ("test", samples_of(grid)[2])
    assert grid.currentIndex().row() == 2


def test_the_words_of_a_sample(panel, runs, digits):
    index = samples_of(panel.grid)[0]
    said = [run.timeline.exact(3).network().predict(digits.test_features).argmax(1) for run in runs[:2]]
    assert words_of(panel.grid, 0) == (
        f"Test sample {index + 1}: A says {said[0][index]}, the truth is {digits.test_labels[index]}, "
        f"B says {said[1][index]}."
    )
    assert said[0][index] != said[1][index]


def test_it_counts_at_most_four_times_a_second(panel, qtbot, runs, monkeypatch):
    counted = []
    qtbot.waitUntil(lambda: rests(panel))

    def count(*given):
        counted.append(given)
        return agreement(*given)

    monkeypatch.setattr("nnviz.ui.compare.panel.agreement", count)
    for epoch in (4, 5, 6, 7, 8):
        panel.show_runs(at(runs, epoch), "C")
    assert len(counted) == 1
    panel.settle()  # as before a picture is taken
    assert len(counted) == 2
    assert "epoch 8" in words(panel, Caption)
    qtbot.waitUntil(lambda: rests(panel))
    assert len(counted) == 2


def test_a_panel_that_is_not_shown_counts_nothing(panel, runs, monkeypatch):
    panel.hide()
    monkeypatch.setattr("nnviz.ui.compare.panel.agreement", lambda *given: pytest.fail("counted"))
    panel.show_runs(at(runs, 7), "C")
    panel.settle()


def test_networks_for_other_data_are_a_sentence(panel, plane, runs, qtbot):
    _, two = plane
    stranger = replace(two[0], letter="Z")
    qtbot.waitUntil(lambda: rests(panel))
    panel.show_runs(at((runs[0], stranger), 3), "A")
    panel.set_pair(("A", "Z"))
    assert words(panel, SectionTitle) == ["Nothing to compare"]
    assert words(panel, Caption) == [
        "A was trained on Digits and Z on Moons: their answers cannot be compared."
    ]
    assert not any(part.isVisible() for part in (panel.squares, panel.grid, panel.plane))


def test_on_the_plane_a_map_tells_where(shown, plane, qtbot):
    dataset, two = plane
    panel = shown(ComparePanel(), 336, 700)
    panel.show_runs(at(two, 6), "A")
    panel.set_pair(("A", "B"))
    assert panel.plane.isVisible()
    said = [run.timeline.exact(6).network().predict(dataset.test_features).argmax(1) for run in two]
    assert samples_of(panel.grid) == np.flatnonzero(said[0] != said[1]).tolist()  # for the keyboard
    both = [plane_maps(run.timeline.exact(6), dataset, 96).answers for run in two]
    share = (both[0] != both[1]).mean()
    assert 0 < share < 1
    assert panel.plane.share == share
    assert f"{share * 100:.1f}\xa0%" in panel.plane.accessibleName()
    place = panel.plane.place_of(4)
    with qtbot.waitSignal(panel.sample_requested) as wished:
        QTest.mouseClick(
            panel.plane, Qt.MouseButton.LeftButton, pos=QPoint(round(place.x()), round(place.y()))
        )
    assert np.allclose(dataset.points("test")[wished.args[0].index], dataset.points("test")[4], atol=0.3)


def test_values_are_told_by_distance(shown, qtbot):
    from nnviz.training.experiment import Experiment

    experiment = Experiment.on("diabetes", epochs=4)
    dataset = experiment.dataset()
    two = (
        trained_run("A", experiment, dataset),
        trained_run("B", replace(experiment, learning_rate=0.05), dataset),
    )
    panel = shown(ComparePanel(), 336, 700)
    panel.show_runs(at(two, 4), "A")
    panel.set_pair(("A", "B"))
    found = agreement(*asked(two, 4), shared_test(dataset, dataset))
    assert panel.squares.accessibleName().startswith(
        f"{found.closer_first} A is closer, {found.closer_second} B is closer."
    )
    assert samples_of(panel.grid)[0] == found.differing[0]
