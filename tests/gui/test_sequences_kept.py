"""A network of sequences is saved in a project and opened again."""

from __future__ import annotations

import pytest

from nnviz.engine import GRU, LSTM, RNN
from nnviz.training.experiment import Experiment
from tests.gui.test_compare_pictures import advance

KINDS = {
    "rnn": ("temporal_order", (RNN(4),)),
    "lstm": ("temporal_order", (LSTM(4),)),
    "gru": ("echo", (GRU(4, True),)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_project_keeps_it_to_the_bit(open_window, tmp_path, kind: str) -> None:
    data, layers = KINDS[kind]
    person = open_window()
    experiment = Experiment.on(
        data, workspace="sequences", layers=layers, length=20, batch_size=64, epochs=30
    )
    person.session.runs.new(experiment, unasked=True)
    person.wait(lambda: person.window.place.name == "sequences" and person.desk.shown is not None)
    advance(person, 2)
    path = tmp_path / "sequences.nnviz"
    person.window.project_files.save_named(path)
    person.wait(lambda: not person.window.project_files.projects.busy and path.exists())
    other = open_window()
    other.window.project_files.open(path)
    other.wait(lambda: other.window.place.name == "sequences" and other.desk.shown is not None)
    mine, its = (one.desk.shown.snapshot for one in (person, other))
    assert its.parameters.tobytes() == mine.parameters.tobytes()
    assert its.experiment.layers == layers
