"""``nnviz train --images``: a folder of pictures on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nnviz.cli import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Lines that go down and lines that go across, black on white."""
    for name, axis in {"across": 0, "down": 1}.items():
        (tmp_path / name).mkdir()
        for number in range(20):
            values = np.full((20, 20), 255, np.uint8)
            np.moveaxis(values, axis, 0)[number % 16 + 2] = 0
            Image.fromarray(values).save(tmp_path / name / f"{number}.png")
    (tmp_path / "down" / "letter.png").write_text("dear teacher")
    return tmp_path


def test_a_folder_is_learned_saved_and_known_again(folder: Path, tmp_path: Path, capfd) -> None:
    model = tmp_path / "model.npz"
    assert main(["train", "--images", str(folder), "--side", "12", "--json", "--save", str(model)]) == 0
    told = capfd.readouterr()
    lines = [json.loads(line) for line in told.out.splitlines()]
    assert lines[-1]["epochs"] == 20
    assert lines[-1]["test_accuracy"] >= 0.75
    assert "“down/letter.png” is no picture" in told.err
    with np.load(model) as arrays:
        assert arrays["conv1.weights"].shape == (8, 1, 3, 3)
        assert json.loads(str(arrays["experiment"]))["data"]["own"]["recipe"] == {
            "side": 12, "colour": False, "dark": True, "split_by": "evenly",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--side", "200"], "8 to 64 pixels"),
        (["--split-pictures", "never"], "--split-pictures is one of evenly, share, folders, not “never”"),
        (["--split-pictures", "folders"], "There are no folders “train” and “test”"),
        (["--data", "digits"], "leave out --data"),
        (["--csv", "table.csv"], "--csv"),
    ],
)
def test_what_cannot_be_is_a_sentence(folder: Path, options: list[str], says: str, capfd) -> None:
    assert main(["train", "--images", str(folder), "--epochs", "1", *options]) == 2
    assert says in capfd.readouterr().err


def test_a_mistake_is_said_before_the_folder_is_read(tmp_path: Path, capfd) -> None:
    assert main(["train", "--images", str(tmp_path / "nowhere"), "--side", "200"]) == 2
    assert "8 to 64 pixels" in capfd.readouterr().err


def test_an_option_of_pictures_needs_a_folder(capfd) -> None:
    assert main(["train", "--side", "12"]) == 2
    assert "--side is about pictures" in capfd.readouterr().err
