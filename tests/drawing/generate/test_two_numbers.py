"""Where two numbers that play against each other stand, and how they came there."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.drawing.generate.two_numbers import two_numbers
from nnviz.training.adversarial_presets import ADVERSARIAL
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer


@pytest.fixture(scope="module")
def circles() -> tuple[Timeline, list[tuple[float, float]]]:
    """A game without damping, and the same worked out by hand: both take their step at once, in
    D(x) = sigmoid(psi x) with the real point at 0, where L_G = softplus(-psi theta)."""
    experiment = ADVERSARIAL["dirac_circles"].experiment.with_(epochs=30)
    trainer, timeline = Trainer(experiment), Timeline()
    for _ in trainer.run():
        timeline.keep(trainer.snapshot())
    first = timeline.snapshots[0]
    theta, psi = (float(first.of(place).layers[0].weights.item()) for place in (0, 1))
    by_hand, updates = [(theta, psi)], experiment.updates
    rate = experiment.learning_rate
    for _ in range(30):
        for _ in range(updates):
            said = 1 / (1 + np.exp(-psi * theta))
            theta, psi = theta + rate * (1 - said) * psi, psi - rate * said * theta
        by_hand.append((theta, psi))
    return timeline, by_hand


def test_the_way_is_that_of_both_weights_up_to_the_moment_shown(circles) -> None:
    timeline, by_hand = circles
    whole = two_numbers(timeline, timeline.snapshots[30])
    np.testing.assert_allclose(whole.path, by_hand, rtol=1e-3, atol=1e-4)
    then = two_numbers(timeline, timeline.snapshots[12])
    assert then.epochs == tuple(range(13))
    np.testing.assert_allclose(then.now, by_hand[12], rtol=1e-3, atol=1e-4)
    assert then.away == pytest.approx(np.hypot(*by_hand[12]), rel=1e-3)


def test_the_plane_has_all_of_the_way_and_0_in_its_middle(circles) -> None:
    timeline, _ = circles
    shown = two_numbers(timeline, timeline.snapshots[30])
    assert shown.low == -shown.high
    np.testing.assert_allclose(shown.shares(np.zeros((1, 2))), [[0.5, 0.5]])
    places = shown.shares(shown.path)
    assert ((places > 0) & (places < 1)).all()


def test_larger_networks_have_no_such_plane() -> None:
    trainer = Trainer(ADVERSARIAL["ring_of_8"].experiment)
    assert two_numbers(Timeline(), trainer.snapshot()) is None
