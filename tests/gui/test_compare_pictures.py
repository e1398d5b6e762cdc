"""A convolutional network beside another, beside a dense one, and beside one of other pictures."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import Conv, Dense, GlobalMaxPool, MaxPool
from nnviz.training.experiment import Experiment
from nnviz.ui.compare import ComparePanel, CompareStage
from nnviz.ui.compare.differs import DiffersTable
from nnviz.ui.compare.disagreements import DisagreementGrid
from nnviz.ui.compare.run_plot import RunPlot
from tests.helpers.seen import words
from tests.helpers.truth_texts import painted

CONV = Experiment.on(
    "shapes", workspace="images", layers=(Conv(4, 3, activation="relu"), GlobalMaxPool()), epochs=3
).with_(learning_rate=0.01)
OTHERS = {
    "its own kind": CONV.with_(layers=(Conv(6, 3, activation="relu"), MaxPool(2), Dense(8, "relu"))),
    "a dense one": CONV.with_(layers=(Dense(16, "relu"),)),
}


@pytest.fixture
def person(open_window):
    person = open_window(experiment=CONV)
    advance(person, 2)
    return person


def advance(person, epochs: int) -> None:
    person.desk.advance(epochs)
    person.wait(lambda: person.session.runs.current.snapshot.epoch == epochs and not person.desk.playing)


def beside(person, experiment: Experiment, epochs: int):
    """Another run, trained, and the two of them compared."""
    before = person.session.runs.current
    person.session.runs.new(experiment)
    runs = person.session.runs
    person.wait(lambda: runs.current is not before and runs.current.snapshot is not None)
    advance(person, epochs)
    person.click(person.window.header.compare_button)
    stage = person.window.findChild(CompareStage)
    person.wait(lambda: stage.isVisible() and stage.pair == (before.letter, runs.current.letter))
    person.window.place.settle()
    return stage, before, runs.current


@pytest.mark.parametrize("name", OTHERS)
def test_both_have_their_diagram_the_same_picture_and_their_curves(person, name: str) -> None:
    stage, first, second = beside(person, OTHERS[name], 3)
    inputs = [side.snapshot.probe.inputs for side in stage.sides]
    np.testing.assert_array_equal(*(np.ravel(one) for one in inputs))
    panel = person.window.findChild(ComparePanel)
    assert any(text.startswith("On 600 test images") for text in words(panel))
    data = first.dataset
    answers = [
        run.timeline.nearest(epoch).network().predict(data.test_features).argmax(axis=1)
        for run, epoch in ((first, 2), (second, 3))
    ]
    right = [answer == data.test_labels for answer in answers]
    counts = [(right[0] & right[1]).sum(), (right[0] & ~right[1]).sum(), (~right[0] & right[1]).sum()]
    told = f"{counts[0]} both right, {counts[1]} only {first.letter}, {counts[2]} only {second.letter}, "
    assert panel.squares.accessibleName().startswith(told)
    lines = {plot.lines for plot in stage.findChildren(RunPlot)}
    for two in lines:
        assert len(two) == 2
        for line, run in zip(two, (first, second), strict=True):
            x, y = line.test[0].line
            assert len(x) == run.snapshot.epoch + 1
            assert np.isfinite(y).all()


def test_names_of_classes_stand_in_full_beside_the_pictures(person) -> None:
    beside(person, OTHERS["a dense one"], 3)
    grid = person.window.findChild(DisagreementGrid)
    person.window.place.settle()
    texts = [text for _, _, text in painted(grid.viewport())]
    names = set(person.desk.shown.dataset.class_names)
    shown = [text for text in texts if text in names]
    assert len(shown) >= 9
    assert not any("…" in text for text in texts)


def test_runs_of_unlike_pictures_share_their_curves_and_say_what_they_do_not(person) -> None:
    digits = Experiment.on("digits", workspace="images", layers=(Conv(4, 3, activation="relu"), MaxPool(2)))
    stage, first, second = beside(person, digits.with_(epochs=3), 3)
    assert any("their answers cannot be compared" in text for text in words(person.window))
    assert any(text == "each on its own test samples" for text in words(stage))
    table = person.window.findChild(DiffersTable)
    assert f"Data: {first.letter} Shapes, {second.letter} Digits" in table.accessibleName()
    rights = [run.timeline.values("test_accuracy")[-1] for run in (first, second)]
    plot = max(stage.findChildren(RunPlot), key=RunPlot.x)  # of right answers
    assert [line.end[1] for line in plot.lines] == pytest.approx(rights)


def test_layers_too_long_for_a_line_go_on_in_the_next(person) -> None:
    """Two networks that differ in the last layer alone read alike where the end is cut off."""
    long = (*(Conv(6, 3, padding="valid", activation="relu"),) * 4, MaxPool(4))
    other = (*long[:4], GlobalMaxPool())
    person.desk.change(CONV.with_(layers=long, epochs=3), "layers")
    person.wait(lambda: person.session.runs.current.snapshot.experiment.layers == long)
    advance(person, 1)
    beside(person, CONV.with_(layers=other, epochs=3), 1)
    table = person.window.findChild(DiffersTable)
    texts = [text for _, _, text in painted(table.viewport())]
    assert "    pooling (size 4)" in texts
    assert "    global max pooling" in texts
    assert not any("…" in text for text in texts)
    assert table.height() == table.rowHeight(0) * table.rowCount()
