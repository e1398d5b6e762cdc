"""Families, workspaces and data sets are lines of tables: whoever adds one adds nothing else."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nnviz.data import DATASETS, FAMILIES, RawData, Source, load_dataset, make_dataset
from nnviz.training.experiment import Experiment
from nnviz.training.presets import PRESETS
from nnviz.training.trainer import Trainer
from nnviz.training.workspaces import WORKSPACES, Workspace
from tests.helpers.made_up_data import SEA


def test_every_data_set_is_of_a_family_and_at_home_in_a_workspace_that_takes_it() -> None:
    for name, source in DATASETS.items():
        assert source.family in FAMILIES
        home = Experiment.on(name).home
        assert source.family in WORKSPACES[home].families
    assert {name: Experiment.on(name).home for name in ("ring", "drawn", "digits", "iris", "xor")} == {
        "ring": "playground",
        "drawn": "playground",
        "digits": "digits",
        "iris": "table",
        "xor": "table",
    }


def test_every_workspace_begins_with_what_it_takes() -> None:
    assert list(PRESETS) == list(WORKSPACES)
    for name, preset in PRESETS.items():
        assert preset.validated().home == name


@pytest.mark.parametrize("name", ["digits", "ring", "xor", "iris"])
def test_samples_are_what_their_family_says(name: str) -> None:
    dataset = load_dataset(name)
    family = FAMILIES[dataset.family]
    assert dataset.family == DATASETS[name].family
    assert family.placed == dataset.planar == (dataset.train_points is not None)
    assert family.ink == (dataset.feature_shape == (8, 8))
    assert family.ink == (name == "digits"), "a table meets no pen"


def test_own_data_are_a_table_unless_they_are_said_to_be_something_else() -> None:
    raw = RawData(np.eye(4), [0, 1, 0, 1], ("a", "b"), whole=True)
    assert make_dataset("own", raw, test_share=0.5, split_seed=0, scale="none").family == "table"


@pytest.mark.parametrize(
    ("experiment", "sentence"),
    [
        (Experiment(workspace="kitchen"), "no workspace “kitchen”; there are playground, digits"),
        (Experiment(workspace=3), "no workspace “3”"),
        (
            Experiment(workspace="playground"),
            "“digits” is none of the workspace “playground” but",
        ),
        (Experiment.on("ring", workspace="digits"), "“ring” is none of the workspace “digits” but of"),
    ],
)
def test_a_workspace_that_does_not_take_the_data_is_one_sentence(
    experiment: Experiment, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        experiment.validated()


def test_a_table_that_digits_took_once_opens_where_tables_are_now() -> None:
    """Files of 0.1.0 may name it; on the command line it is refused."""
    written = Experiment.on("iris").to_dict() | {"workspace": "digits"}
    assert Experiment.from_dict(written).home == "table"
    with pytest.raises(ValueError, match="none of the workspace “digits” but of “table”"):
        Experiment.on("iris", workspace="digits").validated()
    with pytest.raises(ValueError, match="none of the workspace “images”"):
        Experiment.from_dict(written | {"workspace": "images"})


def test_an_experiment_names_its_workspace_or_opens_where_its_data_belong() -> None:
    named = Experiment(workspace="digits").validated()
    assert (named.home, named.workspace, Experiment().workspace) == ("digits", "digits", "")
    assert Experiment.from_dict(json.loads(json.dumps(named.to_dict()))) == named
    assert Experiment().with_(data="ring").home == "playground"


def test_a_made_up_family_data_set_and_workspace_are_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    def tides() -> RawData:
        hours = np.arange(48.0)[:, np.newaxis]
        return RawData(hours, np.sin(hours / 6), feature_names=("hour",), family="sea")

    monkeypatch.setitem(FAMILIES, "sea", SEA)
    source = Source("tides", "Tides", "Water by the hour.", "standard", "sea", "regression", load=tides)
    monkeypatch.setitem(DATASETS, "tides", source)
    monkeypatch.setitem(WORKSPACES, "beach", Workspace("beach", "Beach", "By the sea.", ("sea", "table")))
    experiment = Experiment.on("tides", layers=(8,), epochs=200, learning_rate=0.02).validated()
    assert experiment.home == "beach"
    assert Experiment.on("iris", workspace="beach").validated().home == "beach"
    assert Experiment.on("iris").home == "table", "where it opens of itself stays"
    trainer = Trainer(experiment)
    rows = [*trainer.run()]
    assert rows[-1]["test_loss"] < rows[0]["test_loss"]
    assert trainer.dataset.family == "sea"
    assert not trainer.dataset.planar
