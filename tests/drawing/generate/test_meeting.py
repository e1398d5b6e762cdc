"""The plane where real and made points meet, against the two networks worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.drawing.generate.arrows import EVERY, LEAST, arrows
from nnviz.drawing.generate.beads import mode_beads
from nnviz.drawing.generate.ground import density_ground, histogram, verdict_ground
from nnviz.drawing.generate.meeting import SHOWN, meeting, nearest
from nnviz.drawing.generate.sheet import LINES, PIECES, REACH
from nnviz.engine import Dense
from nnviz.training.experiment import Experiment
from nnviz.training.plane import plane_maps
from nnviz.training.pulling import pulls
from nnviz.training.trainer import Trainer

HIDDEN = (Dense(6, "leaky_relu", 0.2),)


def through(layers: list[tuple[np.ndarray, np.ndarray]], x: np.ndarray) -> np.ndarray:
    """(n, k) in float64, leaky in the middle, the sums at the end."""
    for number, (weights, bias) in enumerate(layers, 1):
        x = x @ weights.astype(np.float64) + bias
        if number < len(layers):
            x = np.where(x > 0, x, 0.2 * x)
    return x


@pytest.fixture(scope="module")
def played():
    settings = {"generator.layers": HIDDEN, "discriminator.layers": HIDDEN}
    experiment = Experiment.on(
        "ring_of_8", objective="adversarial", points=300, averaging=0.9, updates=20, epochs=3, **settings
    )
    trainer = Trainer(experiment)
    for _ in trainer.run():
        pass
    return trainer


def pairs(snapshot, place):
    state = snapshot.of(place)
    return [(layer.weights, layer.bias) for layer in state.layers]


def noise(count: int) -> np.ndarray:
    return np.random.default_rng(0).standard_normal((count, 2))


def on_plane(dataset, made):
    return made / dataset.factor + dataset.offset


def test_made_points_are_those_of_the_same_noise_of_the_learner_or_the_average(played) -> None:
    snapshot, data = played.snapshot(), played.dataset
    met = meeting(snapshot, data, learner=True)
    wanted = on_plane(data, through(pairs(snapshot, 0), noise(2000)))
    np.testing.assert_allclose(met.made, wanted, rtol=1e-4, atol=1e-4)
    average = meeting(snapshot, data, learner=False)
    assert not average.learner
    assert average.gradient is None, "an average learns nothing"
    network = snapshot.network(0)
    network.parameters[:] = snapshot.players[0].averaged
    layers = [(layer.values["weights"].copy(), layer.values["bias"].copy()) for layer in network.layers]
    np.testing.assert_allclose(
        average.made, on_plane(data, through(layers, noise(2000))), rtol=1e-4, atol=1e-4
    )
    assert np.abs(average.made - met.made).max() > 0.01


def test_what_is_measured_of_the_average_is_what_the_run_measured(played) -> None:
    met = meeting(played.snapshot(), played.dataset, learner=False)
    kinds = [kind.name for kind in played.metrics.kinds]
    names = kinds[-len(met.quality) :]
    assert met.quality == pytest.approx([played.metrics[name] for name in names])
    assert met.right == pytest.approx((played.metrics["right_on_real"], played.metrics["right_on_made"]))


def test_counts_are_of_points_within_three_deviations(played) -> None:
    met, modes = meeting(played.snapshot(), played.dataset, learner=False), played.dataset.modes
    for number, centre in enumerate(modes.centres):
        near = np.linalg.norm(met.made - centre, axis=1) <= 3 * modes.sigma
        assert met.counts[number] == near.sum()


def test_the_gradient_of_a_made_point_is_what_central_differences_give(played) -> None:
    snapshot, data = played.snapshot(), played.dataset
    met = meeting(snapshot, data, learner=True)
    judge = pairs(snapshot, 1)

    def loss(point: np.ndarray) -> float:
        scaled = (point - data.offset) * data.factor
        return float(np.logaddexp(0, -through(judge, scaled[np.newaxis])[0, 0]))

    h = 1e-5
    for number in (0, 5, 20):
        point = met.made[EVERY * number]
        slopes = [(loss(point + h * way) - loss(point - h * way)) / (2 * h) for way in np.eye(2)]
        np.testing.assert_allclose(met.gradient[number], slopes, rtol=2e-3, atol=1e-6)
    assert len(met.gradient) == len(range(0, SHOWN, EVERY))


def test_each_sample_has_its_own_gradient(played) -> None:
    inputs = played.snapshot().network(0).predict(noise(5))
    together = pulls(played.snapshot(), inputs)
    alone = np.concatenate([pulls(played.snapshot(), inputs[k : k + 1]) for k in range(5)])
    np.testing.assert_allclose(together, alone, rtol=1e-5)


def test_arrows_point_against_the_gradient_and_grow_as_its_root() -> None:
    chosen, ways = arrows(np.array([[4.0, 0.0], [0.0, -1.0], [LEAST * 3.9, 0.0], [np.nan, 0.0]]), 20.0)
    assert chosen.tolist() == [0, 1]
    np.testing.assert_allclose(ways, [[-20, 0], [0, 10]])
    assert arrows(np.zeros((3, 2)), 20.0)[0].size == 0


def test_the_sheet_is_where_lines_of_equal_noise_go(played) -> None:
    snapshot, data = played.snapshot(), played.dataset
    laid = meeting(snapshot, data, learner=True).sheet
    assert laid.shape == (2 * LINES, PIECES, 2)
    corner = on_plane(data, through(pairs(snapshot, 0), np.array([[-REACH, -REACH], [REACH, -REACH]])))
    np.testing.assert_allclose(laid[0, 0], corner[0], rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(laid[LINES, -1], corner[1], rtol=1e-4, atol=1e-4)


def test_the_ground_says_what_the_discriminator_says(played) -> None:
    snapshot, data = played.snapshot(), played.dataset
    maps = plane_maps(snapshot.of(1), data, 10)
    ground = verdict_ground(maps, share=True)
    middles = (np.arange(10) + 0.5) * 1.2 - 6
    point = np.array([[middles[3], -middles[7]]])
    said = 1 / (1 + np.exp(-through(pairs(snapshot, 1), (point - data.offset) * data.factor)[0, 0]))
    assert ground.field.values[0, 7, 3] == pytest.approx(said - 0.5, abs=1e-5)
    assert ground.middle == 0.5
    assert ground.high - ground.middle == pytest.approx(ground.middle - ground.low)


def test_densities_are_shares_that_sum_to_one() -> None:
    points = np.random.default_rng(1).uniform(-5.9, 5.9, (500, 2))
    assert histogram(points).sum() == pytest.approx(1)
    one = density_ground(np.array([[-5.9, 5.9]]), np.array([[5.9, 5.9]])).field.values[0]
    assert (one[0, -1], one[0, 0]) == (1, -1), "the first row is at the top"


def test_a_bead_is_full_at_an_even_share_and_found_from_a_quarter_of_it_on() -> None:
    centres = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])
    beads = mode_beads(np.array([600, 125, 124, 0]), 2000, centres)
    assert (beads.least, beads.even, beads.found) == (125, 500, 2)
    assert [bead.found for bead in beads.beads] == [True, True, False, False]
    assert [bead.filled for bead in beads.beads] == pytest.approx([1, 0.5, np.sqrt(124 / 500), 0])
    assert beads.beads[1].y < beads.beads[0].y < beads.beads[3].y, "up is up"


def test_the_nearest_of_the_shown_points() -> None:
    points = np.array([[0.0, 0.0], [1.0, 0.0], [np.nan, 0.0]])
    assert nearest(points, (0.9, 0.1), 0.5) == 1
    assert nearest(points, (3.0, 0.0), 0.5) is None
