"""The presets of Images: those that are there to learn do, and those that are there to fail do."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import mean

import pytest

from nnviz.cli import main
from nnviz.data import DATASETS
from nnviz.drawing.speed import SPEEDS
from nnviz.engine import Conv, Dense, Network
from nnviz.training.experiment import Experiment
from nnviz.training.image_presets import IMAGES
from nnviz.training.presets import NAMED, PRESETS, preset_on
from nnviz.training.settings import read_layers
from nnviz.training.trainer import Trainer
from nnviz.training.workspaces import WORKSPACES
from tests.helpers.counts import count

#: By name: parameters, and from and to which share of the test samples is right at the last epoch.
GOALS = {
    "figures": (2622, 0.97, 1.0),
    "figures_fast": (2622, 0.0, 0.2),
    "shapes": (134, 0.99, 1.0),
    "shapes_dense": (4838, 0.0, 0.6),
    "digits": (1898, 0.975, 1.0),
    "digits_zero": (1898, 0.0, 0.12),
    "moved_digits": (5130, 0.93, 1.0),
    "moved_digits_dense": (9930, 0.0, 0.86),
    "centred_digits": (5130, 0.6, 0.86),
    "centred_digits_dense": (9930, 0.0, 0.25),
}
#: Those that take a second or more, and are measured in the long set only.
SLOW = {"figures", "figures_fast", "moved_digits", "centred_digits"}
#: They learn from what has to be got first, and cannot be measured here.
FETCHED = {"mnist28", "mnist28_zero"}


@pytest.mark.parametrize("name", [name for name in GOALS if count(0, 10) or name not in SLOW])
def test_a_preset_comes_to_what_it_is_there_for(name: str) -> None:
    parameters, least, most = GOALS[name]
    experiment = IMAGES[name].experiment
    dataset, reached = experiment.dataset(), []
    for seed in range(count(1, 10)):
        trainer = Trainer(experiment.with_(seed=seed, evaluate_every=experiment.epochs), dataset)
        assert trainer.network.size == parameters
        reached.append([*trainer.run()][-1]["test_accuracy"])
        assert least <= reached[-1] <= most, f"seed {seed}"
    if name == "digits" and len(reached) == 10:
        assert mean(reached) >= 0.983


def test_the_table_has_every_goal_and_everyone_has_one_beside_it() -> None:
    assert GOALS.keys() | FETCHED == IMAGES.keys()
    assert IMAGES is NAMED["images"]
    assert PRESETS["images"] is next(iter(IMAGES.values())).experiment
    for name, preset in IMAGES.items():
        other = IMAGES[preset.beside]
        assert (preset.name, other.beside) == (name, name)
        assert preset.fails != other.fails
        assert preset.fails == name.endswith(("_fast", "_dense", "_zero"))
        assert preset.experiment.validated().home == "images"
        differing = preset.experiment.differing(other.experiment)
        assert differing <= {"layers", "learning_rate"} or differing == {"initializer"}


def test_a_story_lasts_10_to_20_seconds() -> None:
    for name, preset in IMAGES.items():
        assert preset.speed in SPEEDS
        assert name in FETCHED or 10 <= preset.experiment.epochs / preset.speed <= 20


def test_networks_of_the_presets_convolve_unless_they_are_dense_on_purpose() -> None:
    for name, preset in IMAGES.items():
        convolves = any(isinstance(layer, Conv) for layer in preset.experiment.layers)
        assert convolves != name.endswith("_dense")


def test_data_of_a_workspace_begin_with_the_preset_made_for_them_or_for_their_family() -> None:
    for name, source in DATASETS.items():
        if source.unchosen or source.brought or source.family not in WORKSPACES["images"].families:
            continue
        preset = preset_on("images", name)
        assert preset.data == name if name in IMAGES else preset.data == "digits"
    assert preset_on("digits", "iris") == Experiment()


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, float]:
    assert main(["train", "--json", *words]) == 0
    return json.loads(capsys.readouterr().out.splitlines()[-1])  # type: ignore[no-any-return]


def test_the_command_line_begins_with_the_preset_of_the_data(capsys: pytest.CaptureFixture[str]) -> None:
    preset = IMAGES["shapes"].experiment
    row = [*Trainer(preset, preset.dataset()).run()][-1]
    result = told(capsys, "--workspace", "images", "--data", "shapes")
    assert result["epochs"] == preset.epochs
    assert result["test_loss"] == pytest.approx(row["test_loss"], abs=0)
    other = preset.with_(epochs=3, learning_rate=0.02)
    row = [*Trainer(other, preset.dataset()).run()][-1]
    options = ("--epochs", "3", "--learning-rate", "0.02")
    result = told(capsys, "--workspace", "images", "--data", "shapes", *options)
    assert result["test_loss"] == pytest.approx(row["test_loss"], abs=0)
    dense = IMAGES["shapes_dense"].experiment.with_(learning_rate=preset.learning_rate, epochs=2)
    row = [*Trainer(dense, preset.dataset()).run()][-1]
    options = ("--epochs", "2", "--layers", "32")
    result = told(capsys, "--workspace", "images", "--data", "shapes", *options)
    assert result["test_loss"] == pytest.approx(row["test_loss"], abs=0)


def test_digits_are_convolved_in_images_and_dense_in_digits(capsys: pytest.CaptureFixture[str]) -> None:
    epochs = ("--data", "digits", "--epochs", "1")
    experiment = IMAGES["digits"].experiment.with_(epochs=1)
    row = [*Trainer(experiment).run()][-1]
    assert told(capsys, "--workspace", "images", *epochs)["test_loss"] == pytest.approx(
        row["test_loss"], abs=0
    )
    row = [*Trainer(Experiment(epochs=1)).run()][-1]
    assert told(capsys, *epochs)["test_loss"] == pytest.approx(row["test_loss"], abs=0)


def test_the_page_says_what_the_presets_are() -> None:
    page = (Path(__file__).parents[2] / "docs" / "kinds.md").read_text(encoding="utf-8")
    rows = [[cell.strip(" *`") for cell in line.split("|")[1:-1]] for line in page.splitlines()]
    told = {row[0]: row for row in rows if len(row) == 5 and row[0] in IMAGES}  # other kinds have other rows
    assert told.keys() == IMAGES.keys()
    for name, (_, layers, how, parameters, _) in told.items():
        experiment = IMAGES[name].experiment
        if not layers.startswith("the same"):
            assert read_layers(layers) == experiment.layers
        rate, epochs = (float(number.strip(" *")) for number in how.split(","))
        assert (rate, epochs) == (experiment.learning_rate, experiment.epochs)
        last = Dense(10, "softmax")
        size = (
            GOALS[name][0]
            if name in GOALS
            else Network((1, 28, 28), (*experiment.layers, last), experiment.loss).size
        )
        assert int(parameters.replace(",", "")) == size
