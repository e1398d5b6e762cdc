"""The plane of a diffusion: points at a step, the field of the step, and the account of one point."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.drawing.generate.way import SHOWN, account, arrows_of, kept_words, way_plane
from nnviz.engine import Dense
from nnviz.training.diffusion import KEPT, STEPS, mean_step, timed, way
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    trainer = Trainer(
        Experiment.on("ring_of_8", objective="denoise", points=400, layers=(Dense(12, "relu"),), epochs=2)
    )
    for _ in trainer.run():
        pass
    return trainer


@pytest.fixture(scope="module")
def plane(trainer: Trainer):
    return way_plane(way(trainer.network, 40), trainer.dataset)


def test_points_stand_in_the_units_of_the_plane(plane, trainer) -> None:
    assert plane.points.shape == (STEPS + 1, 40, 2)
    np.testing.assert_allclose(plane.points[7], plane.way.points[7] * 4, rtol=1e-5)
    middle = plane.shares(np.array([[0.0, 0.0], [plane.extent, plane.extent]]))
    np.testing.assert_allclose(middle, [[0.5, 0.5], [1, 0]])
    assert plane.beyond(STEPS) == int((np.abs(plane.points[STEPS]) > plane.extent).any(axis=1).sum())
    x, y = plane.shares(plane.points[20])[3]
    assert plane.nearest(x, y, 20, 0.01) == 3


def test_the_plane_is_as_large_for_every_network(trainer) -> None:
    other = Trainer(trainer.experiment.with_(seed=9), trainer.dataset)
    first = way_plane(way(trainer.network, SHOWN), trainer.dataset)
    assert way_plane(way(other.network, SHOWN), trainer.dataset).extent == first.extent
    assert first.extent >= np.abs(trainer.dataset.train_points).max()


@pytest.mark.parametrize("step", [1, 25, STEPS])
def test_arrows_are_the_mean_steps_all_by_one_factor(plane, trainer, step: int) -> None:
    found = arrows_of(trainer.network, plane, step, trainer.dataset)
    at = np.stack([found.places[:, 0] - 0.5, 0.5 - found.places[:, 1]], axis=1) * 2 * plane.extent / 4
    said = trainer.network.predict(timed(at, step))
    moved = (mean_step(at, step, said) - at) * 4 / (2 * plane.extent) * [1, -1]
    np.testing.assert_allclose(found.steps, moved * found.times, rtol=1e-3, atol=1e-6)
    digits = f"{found.times:e}"[0]
    assert digits in "125"
    assert np.hypot(*found.steps.T).max() <= 0.8 / 15 + 1e-9


def test_at_the_end_there_is_no_step(plane, trainer) -> None:
    assert not len(arrows_of(trainer.network, plane, 0, trainer.dataset).places)
    assert len(account(plane, 3, 0)) == 1


def test_the_account_of_a_point_adds_up(plane) -> None:
    lines = account(plane, 3, 20)
    numbers = {line.formula: np.array(eval_pair(line.numbers)) for line in lines}
    assert list(numbers) == ["x₂₀", "ε̂", "x̂₀", "μ", "σ z", "x₁₉"]
    np.testing.assert_allclose(numbers["μ"] + numbers["σ z"], numbers["x₁₉"], atol=2e-3)
    kept = KEPT[20]
    back = np.sqrt(kept) * numbers["x̂₀"] + np.sqrt(1 - kept) * numbers["ε̂"]
    np.testing.assert_allclose(back, numbers["x₂₀"], atol=3e-3)
    np.testing.assert_allclose(numbers["x₁₉"], plane.way.points[19, 3], atol=1e-3)


def eval_pair(text: str) -> list[float]:
    return [float(part.replace("−", "-")) for part in text.strip("()").split(",")]


def test_how_much_is_kept_is_said() -> None:
    assert "step 0 of 50; 1.00 of the variance" in str(kept_words(0))


def test_one_number_has_a_plane_too() -> None:
    one = {"features": ("x1",), "layers": (Dense(4, "relu"),), "epochs": 1}
    trainer = Trainer(Experiment.on("dirac", objective="denoise", **one))
    data = trainer.dataset
    plane = way_plane(way(trainer.network, 5), data)
    assert not plane.points[..., 1].any()
    assert not len(arrows_of(trainer.network, plane, 5, data).places)
