"""Recurrent networks beside one another, beside others of sequences, and beside one of another length."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from nnviz.engine import GRU, LSTM, RNN, Conv1d, Dense, GlobalMaxPool
from nnviz.training.experiment import Experiment
from nnviz.training.settings import read_layers
from nnviz.ui.compare import ComparePanel, CompareStage
from tests.gui.test_compare_pictures import advance, beside
from tests.helpers.truth_texts import painted

ORDER = Experiment.on(
    "temporal_order", workspace="sequences", layers=(LSTM(4),), length=20, epochs=3, batch_size=64
)
ECHO = Experiment.on(
    "echo", workspace="sequences", layers=(GRU(4, True),), length=20, delay=3, epochs=3, batch_size=64
)
REVERSE = Experiment.on(
    "reverse",
    workspace="sequences",
    layers=read_layers("embedding(8), positions(learned), residual(layernorm, attention(1))"),
    epochs=3,
    batch_size=128,
)
PAIRS = {
    "its own kind": (ORDER, ORDER.with_(layers=(RNN(6, True), GRU(3)))),
    "steps and maps": (ORDER, ORDER.with_(layers=(Dense(8, "relu"), Conv1d(4, 3), GlobalMaxPool()))),
    "attention": (REVERSE, REVERSE.with_(layers=read_layers("embedding(8), positions(sine), attention(2)"))),
    "asked at every step": (ECHO, ECHO.with_(layers=(Dense(5, "tanh"),))),
}


def started(open_window, experiment: Experiment):
    person = open_window()
    person.session.runs.new(experiment, unasked=True)
    person.wait(lambda: person.window.place.name == "sequences" and person.desk.shown is not None)
    advance(person, 2)
    return person


@pytest.mark.parametrize("name", PAIRS)
def test_both_have_their_diagram_and_the_same_sequence(open_window, name: str) -> None:
    first, second = PAIRS[name]
    person = started(open_window, first)
    stage, *runs = beside(person, second, 2)
    inputs = [side.snapshot.probe.inputs for side in stage.sides]
    np.testing.assert_array_equal(*(np.ravel(one) for one in inputs))
    for side in stage.sides:
        assert side.diagram.scene.layout is not None
    for run, side in zip(runs, stage.sides, strict=True):
        _said_is_true(person, run, side)


def _said_is_true(person, run, side) -> None:
    data, index = run.dataset, person.desk.shown.sample.index
    outputs = run.snapshot.network().predict(data.test_features[index : index + 1])[0]
    told = side.accessibleName()
    if data.every_step:
        wanted = data.test_labels[index]
        said = outputs.reshape(-1, len(wanted)).argmax(axis=0)
        asked = wanted >= 0
        hits = int((said == wanted)[asked].sum())
        assert f"{hits} of {int(asked.sum())} places" in told
    else:
        assert f"says {data.class_names[int(outputs.argmax())]}" in told


def test_sequences_on_which_they_disagree_are_written_out(open_window) -> None:
    person = started(open_window, ORDER)
    _, first, _ = beside(person, PAIRS["its own kind"][1], 2)
    panel = person.window.findChild(ComparePanel)
    assert panel.width() == panel.minimumWidth()
    data, grid = first.dataset, panel.grid
    assert grid.samples.rowCount() > 3
    assert not grid.samples.pictured
    texts = [text for _, _, text in painted(grid.viewport())]
    assert "…" not in texts
    assert grid.visualRect(grid.samples.index(0)).top() == 0
    sample = grid.samples.sample(0)
    symbols = data.test_features[sample].reshape(data.feature_shape).argmax(axis=0)
    written = "".join(data.symbols[place] for place in symbols)
    assert texts[: len(written)] == list(written)
    said = grid.samples.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith(f"{written}: {first.letter} says ")
    assert {*texts} >= set(data.class_names)


def test_values_at_every_step_are_off_by_their_mean_distance(open_window) -> None:
    sine = Experiment.on("sine_sequence", workspace="sequences", layers=(RNN(4, True),), epochs=3)
    person = started(open_window, sine)
    stage, *runs = beside(person, sine.with_(layers=(Dense(3, "tanh"),)), 2)
    person.wait(lambda: all("a step" in side.accessibleName() for side in stage.sides))
    for run, side in zip(runs, stage.sides, strict=True):
        data, index = run.dataset, person.desk.shown.sample.index
        wanted = data.test_labels[index]
        said = run.snapshot.network().predict(data.test_features[index : index + 1]).ravel()
        off = np.nanmean(np.abs(said - wanted))
        assert f"off by {off:.3f} a step" in side.accessibleName()
    assert person.window.findChild(CompareStage).isVisible()
