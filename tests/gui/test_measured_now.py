"""What is told of a network is measured of it as it is: by hand changed, in the middle of an epoch, live."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from nnviz.engine.layers import Dense
from nnviz.training.edits import Edit
from nnviz.ui.micro.examples_panel import LossSoFar
from nnviz.ui.plots.curves_view import CurvesView
from tests.helpers.truth_texts import painted

OLD = Path(__file__).parents[1] / "files" / "made_by_0_1_0"


def worked_out(snapshot, dataset):
    """Loss and share of right answers of (train, test), in float64 from the parameters alone."""
    found = []
    for features, labels in (
        (dataset.train_features, dataset.train_labels),
        (dataset.test_features, dataset.test_labels),
    ):
        a = np.asarray(features, np.float64)
        for layer in snapshot.layers:
            z = a @ np.asarray(layer.weights, np.float64) + np.asarray(layer.bias, np.float64)
            if layer.activation == "tanh":
                a = np.tanh(z)
            elif layer.activation == "relu":
                a = np.maximum(z, 0)
            elif layer.activation == "sigmoid":
                a = 1 / (1 + np.exp(-z))
            else:
                powers = np.exp(z - z.max(axis=1, keepdims=True))
                a = powers / powers.sum(axis=1, keepdims=True)
        if a.shape[1] == 1:
            chance = np.where(labels == 1, a[:, 0], 1 - a[:, 0])
            right = (a[:, 0] > 0.5) == (labels == 1)
        else:
            chance = a[np.arange(len(labels)), labels]
            right = a.argmax(axis=1) == labels
        found.append((-np.log(chance).mean(), right.mean()))
    return found


def curves_of(person):
    """The curves that are seen."""
    return next(curves for curves in person.window.findChildren(CurvesView) if curves.isVisible())


def told(person):
    """The numbers that the headers of the curves say, as those hear them who do not see them."""
    return curves_of(person).accessibleDescription().replace("\N{NO-BREAK SPACE}", " ")


def words(snapshot, dataset, *, now):
    (train_loss, train_right), (test_loss, test_right) = worked_out(snapshot, dataset)
    start = f"Now, after epoch {snapshot.epoch}" if now else f"Epoch {snapshot.epoch}"
    return (
        f"{start}: loss in training {train_loss:.3f}, in test {test_loss:.3f}; "
        f"right in training {100 * train_right:.1f} %, in test {100 * test_right:.1f} %"
    )


def is_true(person, *, now):
    shown = person.desk.shown
    return told(person) == words(shown.snapshot, shown.dataset, now=now)


def trained(person, epochs):
    person.desk.advance(epochs)
    person.wait(lambda: person.desk.shown.epoch == epochs and person.desk.shown.snapshot.whole)


def test_after_a_weight_is_set_by_hand_the_numbers_are_those_of_the_network(open_ring):
    person = open_ring()
    trained(person, 3)
    assert is_true(person, now=False)
    before = told(person)
    person.desk.edit(Edit(1, 2, 0, 9.0))
    person.wait(lambda: person.desk.shown.snapshot.layers[1].weights[2, 0] == 9)
    person.wait(lambda: is_true(person, now=True))
    assert told(person) != before
    person.session.settings.undo()
    person.wait(lambda: is_true(person, now=False))
    assert told(person) == before


def test_live_while_a_bias_is_dragged(open_ring):
    person = open_ring()
    trained(person, 3)
    diagram = person.window.diagram
    box = diagram.scene.layout.layers[0]
    at = QPoint(round(box.bead_x[1]), round(box.y[1]))
    QTest.mousePress(diagram, Qt.MouseButton.LeftButton, pos=at)
    seen = {told(person)}
    for way in (20, 60, 120, 200):
        held = float(person.desk.shown.snapshot.layers[0].bias[1])
        QTest.mouseMove(diagram, at - QPoint(0, way))
        person.wait(lambda held=held: float(person.desk.shown.snapshot.layers[0].bias[1]) != held)
        person.wait(lambda: is_true(person, now=True))
        seen.add(told(person))
    QTest.mouseRelease(diagram, Qt.MouseButton.LeftButton, pos=at - QPoint(0, 200))
    assert len(seen) > 3, "the button is still down while they change"


def test_in_the_middle_of_an_epoch(open_ring):
    person = open_ring()
    trained(person, 2)
    person.desk.set_step_unit("batch")
    for step in range(1, 4):
        done = person.desk.shown.update
        person.desk.step()
        person.wait(lambda done=done: person.desk.shown.update == done + 1)
        person.wait(lambda: is_true(person, now=True))
        assert person.desk.shown.progress == pytest.approx(2 + step * 20 / 160)


def test_looking_back_the_numbers_are_those_before_the_change(open_ring):
    person = open_ring()
    trained(person, 3)
    before = told(person)
    person.desk.edit(Edit(1, 2, 0, 9.0))
    person.wait(lambda: is_true(person, now=True))
    person.desk.look_at(3)
    person.wait(lambda: told(person) == before)
    assert is_true(person, now=False)
    person.desk.look_at_newest()
    person.wait(lambda: is_true(person, now=True))


def test_an_epoch_that_was_not_measured_is(open_ring):
    person = open_ring(evaluate_every=5)
    trained(person, 7)
    person.wait(lambda: is_true(person, now=True))
    person.desk.look_at(5)
    person.wait(lambda: is_true(person, now=False))


def test_a_cut_edge_counts(open_ring):
    person = open_ring()
    trained(person, 3)
    person.desk.cut(1, 2, 0)
    person.wait(lambda: person.desk.shown.snapshot.layers[1].weights[2, 0] == 0)
    person.wait(lambda: is_true(person, now=True))


def test_train_is_measured_over_the_images_alone_also_where_copies_are_learned(open_window):
    person = open_window(
        data="digits", layers=(Dense(16, "relu"),), augment=2, batch_size=256, epochs=1_000_000
    )
    person.wait(lambda: person.desk.shown.dataset.name == "digits")
    trained(person, 2)
    assert is_true(person, now=False)
    person.desk.set_step_unit("batch")
    person.desk.step()
    person.wait(lambda: person.desk.shown.snapshot.position == 256)
    person.wait(lambda: is_true(person, now=True))
    assert person.desk.shown.progress == pytest.approx(2 + 256 / (3 * 1437))
    counted = [label.text() for label in person.window.transport.findChildren(QLabel)]
    assert "batch 1 of 17" in counted, "an epoch goes through the copies as well"


def test_a_ring_marks_it_on_the_curves(open_ring):
    person = open_ring()
    trained(person, 3)
    curves = curves_of(person)
    person.wait(lambda: curves.model.scene("loss", 200, 5, 5).now[0].size == 0)
    person.desk.edit(Edit(1, 2, 0, 9.0))
    person.wait(lambda: curves.model.now is not None)
    scene = curves.model.scene("loss", 200, 5, 5)
    losses = [loss for loss, _ in worked_out(person.desk.shown.snapshot, person.desk.shown.dataset)]
    np.testing.assert_allclose(scene.now[1], losses, rtol=1e-4)
    assert scene.now[0].tolist() == [3, 3]
    assert scene.y_range[1] >= max(losses)
    np.testing.assert_allclose(person.window.transport.track.content.loss_here, losses[1], rtol=1e-4)


def test_what_takes_long_to_measure_is_told_soon(open_ring, monkeypatch):
    monkeypatch.setattr("nnviz.training.derived.SLOW", 0)
    person = open_ring()
    trained(person, 3)
    for value in (9.0, -9.0, 4.0):
        person.desk.edit(Edit(1, 2, 0, value))
        person.wait(lambda value=value: person.desk.shown.snapshot.layers[1].weights[2, 0] == value)
    person.wait(lambda: is_true(person, now=True))
    person.desk.edit(Edit(1, 2, 0, 1.0))
    person.wait(lambda: person.desk.shown.snapshot.layers[1].weights[2, 0] == 1)
    person.window.place.settle()
    assert is_true(person, now=True), "a film waits for nothing"


def test_the_loss_so_far_of_micro_steps_is_that_of_the_network_that_the_batch_meets(open_ring):
    person = open_ring()
    trained(person, 3)
    kept = worked_out(person.desk.shown.snapshot, person.desk.shown.dataset)[0][0]
    person.desk.edit(Edit(1, 2, 0, 9.0))
    person.wait(lambda: person.desk.shown.snapshot.layers[1].weights[2, 0] == 9)
    changed = worked_out(person.desk.shown.snapshot, person.desk.shown.dataset)[0][0]
    assert abs(changed - kept) > 0.1
    person.desk.set_step_unit("micro")
    person.wait(lambda: person.desk.micro is not None)
    loss = person.window.findChild(LossSoFar)
    assert painted(loss)[-1][2] == f"{changed:.3f}"
    person.desk.look_at(3)
    person.wait(lambda: person.desk.cursor == 3)
    assert painted(loss)[-1][2] == f"{changed:.3f}", "the batch after the change, as it was learned"
    person.desk.look_at(2)
    person.wait(lambda: person.desk.shown.epoch == 2)
    told_there = worked_out(person.desk.shown.snapshot, person.desk.shown.dataset)[0][0]
    assert painted(loss)[-1][2] == f"{told_there:.3f}"


def test_a_file_of_0_1_0_with_changed_copies_is_measured_anew(open_window):
    person = open_window()
    person.window.project_files.projects.open(OLD / "settings.nnviz")
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.experiment.augment == 1)
    shown = person.desk.shown
    layers, dataset = shown.snapshot.layers, shown.dataset
    a = np.tanh(dataset.train_features.astype(float) @ layers[0].weights + layers[0].bias)
    z = a @ layers[1].weights + layers[1].bias
    right = np.mean(z.argmax(axis=1) == dataset.train_labels)
    person.wait(lambda: f"right in training {100 * right:.1f} %" in told(person))
    assert told(person).startswith("Now, after epoch 4")
