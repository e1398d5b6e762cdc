from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.training.chain import Weight
from nnviz.training.nudge import FEWEST, POINTS, Nudge, nudged
from tests.helpers.micros import EXPERIMENTS, trained_micro
from tests.helpers.networks import dense_layers


def worked_out(name: str, weight: Weight | None = None) -> Nudge:
    micro = trained_micro(name)
    found = [*nudged(micro.batch, weight or micro.weight)]
    assert all(part is None for part in found[:-1])
    assert found[-1] is not None
    return found[-1]


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_numerical_gradient_stands_beside_that_of_the_ledger(name: str) -> None:
    nudge = worked_out(name)
    assert nudge.check.kink or nudge.check.numeric == pytest.approx(nudge.slope, rel=1e-3, abs=1e-6)
    assert nudge.check.kink or nudge.agrees
    assert 0 < nudge.told < 1e-4
    assert FEWEST <= len(nudge.weights) <= POINTS
    middle = len(nudge.weights) // 2
    assert nudge.weights[middle] == pytest.approx(nudge.weight)
    assert nudge.losses[middle] == pytest.approx(nudge.loss)
    assert nudge.loss == pytest.approx(trained_micro(name).batch.loss, rel=1e-5)


def test_the_curve_is_that_of_the_real_network() -> None:
    micro = trained_micro("iris")
    nudge = worked_out("iris", Weight(1, 2, 1))
    network = micro.snapshot.network().with_dtype("float64")
    for at in (3, 40):
        dense_layers(network)[1].weights[2, 1] = nudge.weights[at]
        loss = network.evaluate(micro.batch.inputs, micro.batch.targets)[0]
        assert nudge.losses[at] == pytest.approx(loss, rel=1e-9)


def test_a_bias_is_nudged_under_the_dropout_masks_of_this_very_batch() -> None:
    nudge = worked_out("mixed", Weight(1, None, 2))
    assert nudge.check.numeric == pytest.approx(nudge.slope, rel=1e-3, abs=1e-6)
    assert np.isfinite(nudge.losses).all()


def test_a_slope_that_is_off_by_more_than_can_be_told_does_not_agree() -> None:
    nudge = worked_out("iris")
    assert not replace(nudge, data_slope=nudge.slope + 2 * nudge.told).agrees
    assert replace(nudge, data_slope=nudge.check.numeric + 0.9 * nudge.told).agrees


def test_nothing_of_the_batch_is_changed() -> None:
    micro = trained_micro("xor")
    before = micro.snapshot.parameters.tobytes()
    worked_out("xor")
    assert micro.snapshot.parameters.tobytes() == before
