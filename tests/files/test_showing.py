"""The window from Python: what it is handed, and that it opens in a process of its own."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from nnviz.engine import Dense, Network
from nnviz.files import showing
from nnviz.files.project import read_project
from nnviz.files.showing import show
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer

RING = Experiment.on("ring", layers=(Dense(3, "x * tanh(x)"),), points=40, epochs=4)


class Stands:
    """A process that is there and does nothing; it remembers what it was begun with."""

    def __init__(self, words, **_):
        self.words, self.code = words, None
        Stands.last = self

    def poll(self):
        return self.code

    def terminate(self):
        self.code = 0

    def wait(self):
        return self.code


@pytest.fixture
def handed(monkeypatch):
    """Opens something, and reads what the window would find."""
    monkeypatch.setattr(showing.subprocess, "Popen", Stands)
    monkeypatch.setattr(showing, "FAILS_WITHIN", 0.0)

    def opened(what):
        window = show(what)
        assert window.open
        assert "open" in repr(window)
        path = Path(Stands.last.words[-1])
        window.close()
        assert not window.open
        with path.open("rb") as file:
            return read_project(file).runs[0]

    return opened


def test_an_experiment_is_there_untrained(handed):
    run = handed(RING)
    assert run.experiment == RING
    assert not run.timeline.snapshots


def test_a_trainer_and_a_snapshot_are_there_as_far_as_they_have_come(handed):
    trainer = Trainer(RING)
    for _ in trainer.run():
        pass
    for what in (trainer, trainer.snapshot()):
        run = handed(what)
        (moment,) = run.timeline.snapshots.values()
        assert moment.epoch == 4
        np.testing.assert_array_equal(moment.players[0].parameters, trainer.snapshot().players[0].parameters)


def test_a_network_and_a_model_of_another_library_are_there(handed):
    network = Network(5, [Dense(4, "relu"), Dense(3, "softmax")], "categorical_crossentropy")
    network.initialize(np.random.default_rng(0))
    (moment,) = handed(network).timeline.snapshots.values()
    sample = np.arange(5.0)[None]
    np.testing.assert_allclose(moment.network().predict(sample), network.predict(sample), rtol=1e-6)

    from sklearn.neural_network import MLPClassifier

    rng = np.random.default_rng(1)
    model = MLPClassifier((3,), max_iter=500, tol=1e-1).fit(rng.normal(size=(20, 4)), [0, 1] * 10)
    assert [layer.units for layer in handed(model).experiment.layers] == [3]


def test_what_cannot_be_shown_is_a_sentence(tmp_path):
    with pytest.raises(ValueError, match=r"nnviz shows an Experiment, .* not list"):
        show([1, 2])
    with pytest.raises(ValueError, match="There is no file"):
        show(tmp_path / "none.nnviz")


def test_the_window_opens_and_this_goes_on(monkeypatch, tmp_path):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    began = time.monotonic()
    window = show(RING)
    assert time.monotonic() - began < 5
    assert window.open
    window.close()
    assert not window.open


def test_without_a_display_it_is_said(monkeypatch):
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(showing, "FAILS_WITHIN", 20.0)
    with pytest.raises(ValueError, match="There is no display for the window to open on"):
        show(RING)
