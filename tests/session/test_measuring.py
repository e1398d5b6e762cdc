"""What the network makes of all the data is measured beside the window's thread where that takes long."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest

from nnviz.engine import LSTM, Conv, Dense, MaxPool
from nnviz.training import derived
from nnviz.training.derived import Derived
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer
from tests.session.conftest import Stage


def test_within_an_epoch_it_is_told_again_when_it_is_measured(
    open_session: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived, "SLOW", 0)
    threads, measured = [], Trainer.measured
    stage = open_session(batch_size=32)
    desk, told = stage.desk, []

    def measuring(trainer: Trainer) -> object:
        threads.append(threading.current_thread())
        return measured(trainer)

    monkeypatch.setattr(Trainer, "measured", measuring)
    desk.shown_changed.connect(told.append)
    desk.set_step_unit("batch")
    desk.step()
    stage.wait_until(lambda: desk.shown.snapshot.position > 0 and desk.shown.measured)
    late = desk.shown
    before = next(shown for shown in told if shown.snapshot.parameters is late.snapshot.parameters)
    assert not before.measured
    assert late.another_history(before), "so that it is shown"
    assert threads
    assert threading.main_thread() not in threads
    again = Trainer(late.snapshot.experiment, late.dataset, start=late.snapshot)
    np.testing.assert_array_equal(late.metrics.values, measured(again).values)
    assert threading.main_thread() not in threads, "it was kept"


@pytest.mark.parametrize(
    ("data", "layers", "products"),
    [
        ("digits", (Dense(32), Dense(16)), 65 * 32 + 33 * 16 + 17 * 10),
        ("digits", (Conv(4, 3), MaxPool(2)), 64 * (9 + 1) * 4 + (64 + 1) * 10),
        ("temporal_order", (LSTM(3),), 50 * (6 + 3 + 1) * 4 * 3 + (3 + 1) * 4),
    ],
)
def test_long_is_counted_in_products_at_every_place_and_step(data, layers, products, monkeypatch) -> None:
    experiment = Experiment.on(data, layers=layers, epochs=0)
    dataset = experiment.dataset()
    trainer = Trainer(experiment, dataset)
    trainer.advance()
    samples = len(dataset.train_labels) + len(dataset.test_labels)
    for most, slow in ((samples * products - 1, True), (samples * products, False)):
        monkeypatch.setattr(derived, "SLOW", most)
        assert Derived(trainer.snapshot(), dataset).slow_to_measure == slow
