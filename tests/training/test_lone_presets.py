"""What the presets of autoencoder and diffusion come to, and the page that says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nnviz.training.generate_presets import GENERATE
from nnviz.training.presets import NAMED, begins_with, begun_on, preset_of
from nnviz.training.reconstruct import compared
from nnviz.training.trainer import Trainer

ROOT = Path(__file__).parents[2]


def ended(name: str, seed: int) -> Trainer:
    experiment = GENERATE[name].experiment
    trainer = Trainer(experiment.with_(seed=seed, evaluate_every=experiment.epochs))
    for _ in trainer.run():
        pass
    return trainer


def test_each_is_found_by_its_settings_and_lasts_as_long_as_its_story() -> None:
    for name, preset in GENERATE.items():
        assert NAMED["generate"][name] is preset
        assert preset.experiment.home == "generate"
        assert preset_of(preset.experiment.with_(seed=7)) is preset
        assert 10 <= preset.experiment.epochs / preset.speed <= 20
        assert GENERATE[preset.beside].fails != preset.fails
        assert not preset.rival or NAMED["generate"][preset.rival].experiment.data == preset.experiment.data


@pytest.mark.parametrize("seed", range(10))
def test_digits_come_back_through_two_numbers(seed: int) -> None:
    assert ended("autoencoder", seed).metrics["test_mse"] <= 0.040


def test_without_bends_it_does_as_well_as_two_principal_components() -> None:
    trainer = ended("autoencoder_linear", 0)
    assert trainer.metrics["test_mse"] == pytest.approx(compared(trainer.dataset, 2)[1], rel=0.01)


def test_a_diffusion_finds_all_of_the_ring() -> None:
    metrics = ended("diffusion_ring", 0).metrics
    assert metrics["modes_found"] == 8
    assert metrics["share_within_3_sigma"] >= 0.9


def test_a_small_network_does_not() -> None:
    assert ended("diffusion_ring_small", 0).metrics["share_within_3_sigma"] < 0.5


def test_data_and_objective_choose_what_a_workspace_begins_with() -> None:
    assert begins_with("generate", "reconstruct") == GENERATE["autoencoder"].experiment
    assert begun_on("generate", "moons", "denoise") == GENERATE["diffusion_moons"].experiment
    other = begun_on("generate", "line", "denoise")
    assert (other.data, other.objective, other.loss) == ("line", "denoise", "mse")


def test_every_test_that_the_page_names_is_there() -> None:
    page = (ROOT / "docs" / "kinds.md").read_text(encoding="utf-8")
    part = page[page.index("of an autoencoder and of a diffusion") : page.index("## Which test shows it")]
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", part)
    assert len(named) > 20
    for file, test in named:
        assert f"def {test}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), test
