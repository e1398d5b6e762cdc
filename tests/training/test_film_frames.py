"""The small pictures along the timeline have the numbers of the network."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from nnviz.engine import Dense
from nnviz.training.experiment import Experiment
from nnviz.training.film_frames import RESOLUTION, Frame, made
from nnviz.training.made import made as made_of_noise
from nnviz.training.plane import plane_maps
from nnviz.training.trainer import Trainer


def trained(epochs: int, **settings: object) -> Trainer:
    trainer = Trainer(Experiment(**settings))
    for _ in islice(trainer.run(), epochs + 1):
        pass
    return trainer


def frame_of(trainer: Trainer, *, plane: bool) -> Frame:
    steps = list(made(trainer.snapshot(), trainer.dataset, plane=plane))
    assert steps[:-1] == [None] * (len(steps) - 1)
    return steps[-1]


@pytest.fixture
def hidden() -> tuple[Dense, ...]:
    return (Dense(6, "tanh"), Dense(4, "tanh"))


def test_one_sigmoid_s_half_is_zero(hidden: tuple[Dense, ...]) -> None:
    trainer = trained(1, data="spirals", layers=hidden, loss="binary_crossentropy")
    frame = frame_of(trainer, plane=True)
    output = plane_maps(trainer.snapshot(), trainer.dataset, RESOLUTION).layers[-1][0]
    assert (frame.epoch, frame.kind) == (1, "value")
    np.testing.assert_allclose(frame.values, 2 * output - 1)
    assert not frame.values.flags.writeable


def test_more_classes_are_told_apart(hidden: tuple[Dense, ...]) -> None:
    trainer = trained(1, data="clouds", classes=3, layers=hidden)
    frame = frame_of(trainer, plane=True)
    assert frame.kind == "classes"
    outputs = plane_maps(trainer.snapshot(), trainer.dataset, RESOLUTION).layers[-1]
    np.testing.assert_allclose(frame.values, outputs)
    np.testing.assert_allclose(frame.values.sum(axis=0), np.ones((RESOLUTION, RESOLUTION)), rtol=1e-5)


def test_digits_frames_are_the_confusion_of_the_test_part() -> None:
    trainer = trained(2)
    dataset = trainer.dataset
    frame = frame_of(trainer, plane=False)
    answers = trainer.network.predict(dataset.test_features).argmax(axis=1)
    for label in range(10):
        of_label = answers[dataset.test_labels == label]
        np.testing.assert_allclose(frame.values[label], np.bincount(of_label, minlength=10) / len(of_label))


def test_a_network_of_other_inputs_has_no_frame() -> None:
    digits = Experiment().dataset()
    assert not list(made(trained(1, data="moons").snapshot(), digits, plane=False))


def test_a_frame_of_what_is_made_has_the_points_where_they_are() -> None:
    settings = {"objective": "denoise", "points": 300, "layers": (Dense(16, "relu"),), "learning_rate": 0.02}
    trainer = Trainer(Experiment.on("ring_of_8", epochs=3, **settings))
    for _ in trainer.run():
        pass
    (frame,) = made(trainer.snapshot(), trainer.dataset, plane=True)
    assert frame.kind == "density"
    points = made_of_noise(trainer.snapshot(), 400) * 4
    edges = np.linspace(-6, 6, RESOLUTION + 1)
    counts = np.histogram2d(points[:, 1], points[:, 0], bins=(edges, edges))[0][::-1]
    np.testing.assert_allclose(frame.values, np.sqrt(counts / counts.max()), atol=1e-6)


def test_a_frame_of_an_autoencoder_is_what_it_gives_back() -> None:
    trainer = Trainer(Experiment.on("digits", objective="reconstruct", layers=(8,), epochs=1))
    (frame,) = made(trainer.snapshot(), trainer.dataset, plane=False)
    assert frame.kind == "pictures"
    given = trainer.network.predict(trainer.dataset.test_features[:4]).reshape(4, 8, 8)
    np.testing.assert_allclose(frame.values[:8, 8:], given[1], atol=1e-6)
    np.testing.assert_allclose(frame.values[8:, :8], given[2], atol=1e-6)
