"""A network at work: nothing of it changes, and its data are not in it."""

from __future__ import annotations

import hashlib

import numpy as np

from nnviz.lessons.used import leave_out_data, send_through
from tests.helpers.lessons import rows_of, run_of


def moment():
    rows = [[0.1 * k, 1.0 - 0.3 * k, float(k % 2)] for k in range(7)]
    run = run_of(rows_of(rows, classes=True), updates=3, layers=(), loss="binary_crossentropy")
    return run.snapshot, run.dataset


def test_sending_samples_through_changes_no_bit() -> None:
    snapshot, dataset = moment()
    sent = send_through(snapshot, dataset)
    parameters = np.concatenate([snapshot.layers[0].weights.ravel(), snapshot.layers[0].bias.ravel()])
    assert (sent.samples, sent.numbers, sent.changed) == (7, 3, 0)
    assert sent.before == sent.after == hashlib.sha256(parameters.tobytes()).hexdigest()[:12]


def test_a_weight_that_moved_would_be_found(monkeypatch) -> None:
    snapshot, dataset = moment()
    network = snapshot.network()
    plain = type(network).predict

    def learning(self, inputs):
        self.parameters[0] = np.nextafter(self.parameters[0], np.inf)
        return plain(self, inputs)

    monkeypatch.setattr(type(network), "predict", learning)
    sent = send_through(snapshot, dataset)
    assert sent.changed == 1
    assert sent.before != sent.after


def test_without_its_data_it_answers_as_before() -> None:
    snapshot, dataset = moment()
    left = leave_out_data(snapshot, dataset)
    assert (left.samples, left.values, left.asked, left.same) == (7, 14, 7, 7)
    assert left.size > 0
