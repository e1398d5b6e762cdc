"""Layers, results and curves over the epochs: the numbers shown are those of the run."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.drawing.inspector.names import Names
from nnviz.drawing.selection import Selection
from nnviz.engine import Dense
from nnviz.training.distributions import distributions
from nnviz.training.experiment import Experiment
from nnviz.training.measures import MetricsTable
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer
from nnviz.ui.inspector.tabs import InspectorTabs
from nnviz.ui.inspector.tracks import Tracks
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets import IconButton, Segmented


def trained(experiment):
    trainer, timeline = Trainer(experiment), Timeline()
    for metrics in trainer.run():
        timeline.append_metrics(MetricsTable.of([metrics]))
        timeline.keep(trainer.snapshot())
    return trainer, timeline


@pytest.fixture(scope="module")
def run():
    return trained(Experiment(epochs=12))


@pytest.fixture
def tabs(qtbot, run):
    return opened(qtbot, *run)


def opened(qtbot, trainer, timeline):
    view, dataset = InspectorTabs(), trainer.dataset
    qtbot.addWidget(view)
    apply_theme(view, Theme("light"))
    view.resize(336, 600)
    view.show()
    view.set_dataset(dataset)
    view.show_timeline(timeline)
    label = int(dataset.test_labels[3]) if dataset.kind == "classification" else None
    view.show_snapshot(timeline.newest.probed(dataset.test_features[3], label))
    return view


def test_the_matrix_counts_every_test_sample(tabs, run):
    trainer, timeline = run
    dataset = trainer.dataset
    tabs.open("results")
    counts = tabs.results.matrix.confusion.counts
    said = timeline.newest.network().predict(dataset.test_features).argmax(axis=1)
    for row in range(10):
        for column in range(10):
            assert counts[row, column] == ((dataset.test_labels == row) & (said == column)).sum()
    assert tabs.results.said.text() == f"{np.trace(counts)} of {len(said)} test samples are right."


def test_a_click_on_a_cell_opens_its_samples_and_a_sample_asks_to_be_shown(tabs, run, qtbot):
    dataset = run[0].dataset
    tabs.open("results")
    results, matrix = tabs.results, tabs.results.matrix
    wrong = matrix.confusion.counts * (1 - np.eye(10, dtype=int))
    row, column = np.unravel_index(wrong.argmax(), wrong.shape)
    place = matrix.visualItemRect(matrix.item(row + 1, column + 1)).center()
    QTest.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert matrix.cell == (row, column)
    assert results.samples.count() == wrong.max()
    with qtbot.waitSignal(tabs.sample_requested) as asked:
        results.samples.itemActivated.emit(results.samples.item(0))
    part, index = asked.args
    assert part == "test"
    assert dataset.test_labels[index] == row
    assert run[1].newest.network().predict(dataset.test_features[[index]]).argmax() == column


def test_the_matrix_is_walked_with_arrow_keys(tabs):
    tabs.open("results")
    matrix = tabs.results.matrix
    matrix.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(matrix, key)
    assert matrix.cell == (1, 1)
    counts = matrix.confusion.counts
    recall, precision = counts[1, 1] / counts[1].sum(), counts[1, 1] / counts[:, 1].sum()
    words = f"1 read as 1: {counts[1, 1]}; recall {recall * 100:.0f}"
    assert matrix.accessibleDescription().startswith(words)
    assert f"precision {precision * 100:.0f}" in matrix.accessibleDescription().replace("\xa0", " ")


def test_values_are_judged_by_their_distance(qtbot):
    run = trained(Experiment.on(data="plane", layers=(Dense(4, "tanh"),), epochs=5, loss="mse"))
    tabs = opened(qtbot, *run)
    tabs.open("results")
    assert tabs.results.matrix.isHidden()
    assert tabs.results.said.text().startswith("R² ")
    dataset = run[0].dataset
    off = np.abs(run[1].newest.network().predict(dataset.test_features)[:, 0] - dataset.test_labels)
    first = tabs.results.samples.item(0)
    assert first.data(Qt.ItemDataRole.UserRole) == off.argmax()
    one, other = dataset.raw(dataset.test_features[off.argmax()])[:2]
    assert first.text() == f"({one:.2f}, {other:.2f})".replace("-", "−")


def test_layers_say_what_is_in_their_histograms(tabs, run):
    tabs.open("layers")
    text = tabs.layers.bars.accessibleDescription()
    weights = distributions(run[1].newest, run[0].dataset, "weights")
    assert text.startswith("Hidden")
    assert f"up to ±{weights[1].reach:.2f}" in text
    tabs.layers.switch.chosen.emit("activations")
    activations = distributions(run[1].newest, run[0].dataset, "activations")
    assert (
        f"{activations[0].zero:.0%}".rstrip("%") + "\xa0% are 0" in tabs.layers.bars.accessibleDescription()
    )


def test_a_curve_over_the_epochs_for_what_is_selected_and_what_is_pinned(tabs, run):
    timeline, tracks = run[1], tabs.inspector.tracks
    tabs.show_selection(Selection("edge", 1, 3, 7))
    (row,) = tracks.rows
    assert row.value == timeline.newest.layers[1].weights[7, 3]
    assert row.found.values.tolist() == [s.layers[1].weights[7, 3] for s in timeline.snapshots.values()]
    tracks.pin()
    tabs.show_selection(Selection("neuron", 0, 2))
    assert [row.track.selection.kind for row in tracks.rows] == ["neuron", "edge"]
    QApplication.processEvents()  # a new switch is shown
    next(s for s in tracks.findChildren(Segmented) if s.isVisible()).button("bias").click()
    assert tracks.rows[0].value == timeline.newest.layers[0].bias[2]
    tracks.rows[1].removed.emit(tracks.rows[1].track)
    assert len(tracks.rows) == 1


def test_a_pinned_curve_leads_back_to_what_it_is_of_by_click_and_by_keys(tabs, qtbot):
    line, neuron = Selection("edge", 1, 3, 7), Selection("neuron", 0, 2)
    tabs.show_selection(line)
    tabs.inspector.tracks.pin()
    tabs.show_selection(neuron)
    pinned = next(row for row in tabs.inspector.tracks.rows if row.track.selection == line)
    for act in (
        lambda: QTest.mouseClick(pinned, Qt.MouseButton.LeftButton),
        lambda: QTest.keyClick(pinned, Qt.Key.Key_Space),
    ):
        with qtbot.waitSignal(tabs.selection_requested) as asked:
            act()
        assert asked.args == [line]
    assert pinned.focusPolicy() == Qt.FocusPolicy.TabFocus, "a click leaves the keys where they are"
    (cross,) = pinned.findChildren(IconButton)
    cross.click()
    assert [row.track.selection for row in tabs.inspector.tracks.rows] == [neuron]


def test_looking_back_moves_the_value_of_the_curve(tabs, run):
    timeline = run[1]
    tabs.show_selection(Selection("edge", 1, 3, 7))
    tabs.show_snapshot(timeline.snapshots[4])
    tabs.settle()
    assert tabs.inspector.tracks.rows[0].value == timeline.snapshots[4].layers[1].weights[7, 3]


def test_a_selection_comes_to_the_front(tabs):
    tabs.open("results")
    tabs.show_selection(Selection("neuron", 0, 1))
    assert tabs.switch.current == "selection"
    assert tabs.inspector.isVisible()


def test_a_curve_takes_the_names_of_the_network_that_is_shown(qtbot, run):
    timeline = run[1]
    tracks = Tracks()
    qtbot.addWidget(tracks)
    tracks.show_selection(Selection("neuron", 1, 2))
    for names in (Names(3, 4), Names(2, 10, classes=tuple("abcdefghij"))):
        tracks.show_moment(timeline.newest, timeline, names)
        (row,) = tracks.rows
        assert names.unit(1, 2) in row.accessibleName()
