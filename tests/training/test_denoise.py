"""Diffusion: noise takes points apart step by step, a network learns what it was and brings them back."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import Dense
from nnviz.training import diffusion
from nnviz.training.derived import Derived
from nnviz.training.diffusion import KEPT, POINTS, STEPS, cleaned, mean_step, noised, spread, timed, way
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Micro
from nnviz.training.replay import replayed_from
from nnviz.training.samples import sample_of
from nnviz.training.trainer import Trainer
from tests.training.lone_curves import kept_after


def denoiser(**settings: object) -> Experiment:
    usual = {"data": "ring_of_8", "points": 400, "layers": (Dense(12, "relu"),), "loss": "mse", "epochs": 3}
    return Experiment.on(**{"objective": "denoise", "learning_rate": 0.01, "seed": 4} | usual | settings)


def test_what_is_left_of_a_point_is_the_product_of_the_steps_of_the_paper() -> None:
    np.testing.assert_allclose(KEPT, kept_after(np.arange(STEPS + 1)), rtol=1e-12)
    assert KEPT[0] == 1
    assert KEPT[STEPS] < 1e-4


def test_noise_of_many_small_steps_is_that_of_one_large_step() -> None:
    rng = np.random.default_rng(0)
    at = points = np.full((200_000, 1), 2.0)
    for step in range(1, 31):
        share = KEPT[step] / KEPT[step - 1]
        at = np.sqrt(share) * at + np.sqrt(1 - share) * rng.standard_normal(points.shape)
    once = noised(points, np.full(len(points), 30), rng.standard_normal(points.shape))
    assert at.mean() == pytest.approx(once.mean(), abs=0.01)
    assert at.std() == pytest.approx(once.std(), abs=0.01)
    assert once.mean() == pytest.approx(2 * np.sqrt(KEPT[30]), abs=0.01)


@pytest.mark.parametrize("step", [1, 2, 25, STEPS])
def test_a_step_back_is_that_of_a_point_whose_origin_is_known(step: int) -> None:
    """The posterior of Ho et al., (6) and (7), written down from x0."""
    rng = np.random.default_rng(step)
    x0, e = rng.standard_normal((2, 5, 2))
    x = noised(x0, np.full(5, step), e)
    np.testing.assert_allclose(cleaned(x, step, e), x0, atol=1e-9)
    before, after = KEPT[step - 1], KEPT[step]
    beta = 1 - after / before
    mean = (np.sqrt(before) * beta * x0 + np.sqrt(1 - beta) * (1 - before) * x) / (1 - after)
    np.testing.assert_allclose(mean_step(x, step, e), mean, atol=1e-9)
    assert spread(step) == pytest.approx(np.sqrt(beta * (1 - before) / (1 - after)), abs=1e-12)


def test_time_enters_as_sines_and_cosines_beside_the_point() -> None:
    entered = timed(np.array([[0.5, -1.0]]), STEPS)
    np.testing.assert_allclose(entered, [[0.5, -1, 1, 0, 0, -1, 0, 1, 0, 1]], atol=1e-12)
    one_third = timed(np.zeros((2, 1)), np.array([STEPS / 3, 0]))
    np.testing.assert_allclose(one_third[:, 1:3], [[0.5, np.sqrt(0.75)], [0, 1]], atol=1e-12)
    assert diffusion.TIME_NAMES == (
        "sin τ",
        "cos τ",
        "sin 2τ",
        "cos 2τ",
        "sin 4τ",
        "cos 4τ",
        "sin 8τ",
        "cos 8τ",
    )


def test_the_way_is_the_same_every_time_and_each_step_follows_from_the_one_before() -> None:
    network = Trainer(denoiser()).network
    found = way(network, 40)
    assert found.points.shape == (STEPS + 1, 40, 2)
    for step in (STEPS, 17, 1):
        x, said = found.points[step], network.predict(timed(found.points[step], step))
        np.testing.assert_allclose(found.said[step], said)
        after = mean_step(x, step, said) + spread(step) * found.fresh[step]
        np.testing.assert_allclose(found.points[step - 1], after)
    np.testing.assert_array_equal(found.made, found.points[0])
    np.testing.assert_allclose(way(network, POINTS).made[:40], found.made, rtol=1e-4, atol=1e-5)
    assert not found.said[0].any()
    assert not found.fresh[0].any()


def test_one_who_knows_the_noise_makes_what_the_noise_was_put_on() -> None:
    """For data that are all at one place the noise in x_t is known: everything comes back there."""

    class Knowing:
        output_size = 2

        def predict(self, entered: np.ndarray) -> np.ndarray:
            angle = np.arctan2(entered[0, 2], entered[0, 3])
            kept = KEPT[round(angle / (np.pi / 2) * STEPS)]
            return (entered[:, :2] - np.sqrt(kept) * np.array([3.0, -1.0])) / np.sqrt(1 - kept)

    np.testing.assert_allclose(way(Knowing(), 30).made, np.tile([3.0, -1.0], (30, 1)), atol=1e-6)


def test_an_update_draws_noise_of_its_own_and_micro_steps_the_same() -> None:
    one, other = Trainer(denoiser()), Trainer(denoiser())
    one.advance()
    steps = [*other.micro_steps()]
    assert [step.kind for step in steps if step.layer is None] == ["input", "loss", "update"]
    assert one.snapshot().parameters.tobytes() == other.snapshot().parameters.tobytes()
    assert one.snapshot().generators == other.snapshot().generators
    assert one.snapshot().generators["noise"] != Trainer(denoiser()).snapshot().generators["noise"]
    batch = Micro.of(one.snapshot(), one.dataset).batch
    assert batch.inputs.shape == (32, 10)
    assert batch.loss == pytest.approx(np.square(batch.outputs - batch.targets).mean(), rel=1e-5)


def test_micro_steps_that_are_left_leave_all_as_it_was() -> None:
    trainer = Trainer(denoiser())
    before = trainer.snapshot()
    running = trainer.micro_steps()
    next(running)
    running.close()
    after = trainer.snapshot()
    assert after.generators == before.generators
    assert after.parameters.tobytes() == before.parameters.tobytes()


def test_it_replays_to_the_bit_with_every_change() -> None:
    trainer = Trainer(denoiser())
    trainer.advance(3)
    start = trainer.snapshot()
    trainer.change(learning_rate=0.002, frozen=(0,))
    for _ in trainer.run():
        pass
    again = replayed_from(start, trainer.changes, trainer.epoch, trainer.dataset)
    assert again is not None
    end = trainer.snapshot()
    assert again.parameters.tobytes() == end.parameters.tobytes()
    assert (again.metrics, again.generators) == (end.metrics, end.generators)


def test_what_is_measured_is_of_fixed_noise() -> None:
    trainer = Trainer(denoiser())
    names = [kind.name for kind in trainer.metrics.kinds]
    assert names[:2] == ["train_loss", "test_loss"]
    assert names[2:] == ["share_within_3_sigma", "modes_found", "js_distance"]
    assert trainer.measured() == trainer.metrics
    trainer.network.parameters[:] = 0
    assert trainer.measured()["train_loss"] == pytest.approx(1, abs=0.2), "of who sees no noise"
    curve = Trainer(denoiser(data="moons", scale="quarter"))
    assert "coverage_real" in [kind.name for kind in curve.metrics.kinds]


def test_what_is_sent_through_is_a_point_of_noise_with_its_time() -> None:
    trainer = Trainer(denoiser())
    snapshot = trainer.snapshot()
    assert snapshot.ends.input_names(trainer.dataset) == ("x₁", "x₂", *diffusion.TIME_NAMES)
    assert snapshot.ends.output_names(trainer.dataset) == ("ε₁", "ε₂")
    probe = Derived(snapshot, trainer.dataset).probe(sample_of(trainer.dataset, "test", 0))
    assert probe is not None
    sin, cos = probe.inputs[2:4]
    assert sin**2 + cos**2 == pytest.approx(1)
    assert probe.loss is None


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"features": ("x1", "x1x2")}, "x1 and x2 alone"),
        ({"data": "digits"}, "“Diffusion” cannot learn from “digits”"),
        ({"data": "temporal_order"}, "“Diffusion” cannot learn from “temporal_order”"),
    ],
)
def test_what_does_not_go_together_is_one_sentence(settings: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Trainer(denoiser(**settings))
