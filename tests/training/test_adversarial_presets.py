"""What the presets of two networks come to: on the seeds of the benchmark, where there is time for it."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from nnviz.training.adversarial_presets import ADVERSARIAL
from nnviz.training.generated import QUALITY, judged, real_quality
from nnviz.training.presets import NAMED, begun_on, preset_of
from nnviz.training.trainer import Trainer


def trained(name: str, seed: int = 0, epochs: int | None = None) -> Trainer:
    experiment = ADVERSARIAL[name].experiment
    end = experiment.epochs if epochs is None else epochs
    trainer = Trainer(experiment.with_(seed=seed, epochs=end, evaluate_every=max(1, end)))
    for _ in trainer.run():
        pass
    return trainer


def away(trainer: Trainer) -> float:
    """How far the two numbers are from (0, 0), which are the weights: both biases are held at 0."""
    (theta, held), (psi, also) = (player.network.parameters.tolist() for player in trainer.game.players)
    assert held == also == 0
    return math.hypot(theta, psi)


def test_each_is_found_by_its_settings_and_lasts_as_long_as_its_story() -> None:
    for name, preset in ADVERSARIAL.items():
        assert NAMED["generate"][name] is preset
        assert preset.name == name
        assert preset.experiment.home == "generate"
        assert preset_of(preset.experiment.with_(seed=7)) is preset
        assert 10 <= preset.experiment.epochs / preset.speed <= 20
        beside = ADVERSARIAL[preset.beside]
        assert beside.fails != preset.fails
        assert beside.experiment.data == preset.experiment.data


@pytest.mark.parametrize("name", [name for name, preset in ADVERSARIAL.items() if not preset.fails])
def test_data_begin_with_what_works_on_them(name: str) -> None:
    assert begun_on("generate", name) == ADVERSARIAL[name].experiment


def test_two_numbers_spiral_in_with_r1_and_circle_without() -> None:
    assert away(trained("dirac", epochs=0)) == 1
    assert away(trained("dirac")) < 0.001
    assert away(trained("dirac_circles")) == pytest.approx(0.644, abs=0.001)


def test_a_line_is_covered() -> None:
    metrics = trained("line").metrics
    assert metrics["coverage_real"] >= 0.95
    assert metrics["coverage_made"] >= 0.95


def test_a_generator_that_runs_ahead_makes_but_one_thing() -> None:
    metrics = trained("collapse", epochs=30).metrics
    assert metrics["modes_found"] <= 2


def test_a_ring_is_found_whole() -> None:
    metrics = trained("ring_of_8").metrics
    assert metrics["modes_found"] == 8
    assert metrics["share_within_3_sigma"] >= 0.8


def test_the_page_says_what_the_presets_are_and_what_real_samples_get() -> None:
    page = (Path(__file__).parents[2] / "docs" / "kinds.md").read_text(encoding="utf-8")
    part = page[page.index("## Two networks against each other") : page.index("## Digits through two")]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in part.splitlines()]
    told = {row[1].strip("`"): row for row in rows if len(row) == 6 and row[1].strip("`") in ADVERSARIAL}
    for name, preset in ADVERSARIAL.items():
        if name not in told:
            assert name.endswith("_collapse")
            assert f"`{name}`" in part
            continue
        r1, epochs = told[name][3].split(" of ")[0].split(", ")
        assert float(r1) == preset.experiment.r1
        assert int(epochs) == preset.experiment.epochs
        assert ("fails" in told[name][4]) == preset.fails
    metrics = {row[0].strip("`"): row[2] for row in rows if len(row) == 3}
    found = {}
    for name in ("ring_of_8", "grid_of_25", "line", "moons", "digits"):
        data = ADVERSARIAL[name].experiment.dataset()
        for kind, value in zip(QUALITY[judged(data)], real_quality(data), strict=True):
            found.setdefault(kind.name, []).append(f"{value:.0f}" if value >= 2 else f"{value:.3f}")
    for name, values in found.items():
        for value in values:
            assert value in metrics[name], (name, value)
