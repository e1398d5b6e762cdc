"""Recurrent networks from the command line: trained, saved, gone on with, checked, pictured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nnviz import cli

DATA = ("--workspace", "sequences", "--data", "temporal_order", "--length", "20", "--batch-size", "64")
KINDS = {"rnn(3)": (1, 1), "lstm(3)": (4, 1), "gru(3)": (3, 2)}  # sums of a unit, and biases of each


def result(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, float]:
    assert cli.main(["train", *map(str, arguments), "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    values: dict[str, float] = json.loads(captured.out.splitlines()[-1])
    return values


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_saved_with_its_names_gone_on_with_and_the_same_again(
    kind: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    model = tmp_path / "model.npz"
    options = (*DATA, "--layers", kind, "--epochs")
    first = result(capsys, *options, 2, "--save", model)
    again = result(capsys, *options, 2)
    assert first["test_loss"] == again["test_loss"]
    assert result(capsys, *options, 0, "--weights", model)["test_loss"] == pytest.approx(first["test_loss"])
    name, (sums, biases) = kind[: kind.index("(")] + "1", KINDS[kind]
    with np.load(model, allow_pickle=False) as held:
        shapes = {one: held[one].shape for one in held if one.startswith(name)}
    own = {f"{name}.input_weights": (6, 3 * sums), f"{name}.state_weights": (3, 3 * sums)}
    own |= {f"{name}.{one}": (3 * sums,) for one in ("bias", "state_bias")[:biases]}
    assert shapes == own


@pytest.mark.parametrize("kind", KINDS)
def test_its_gradients_are_checked(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = cli.main(["gradcheck", *DATA, "--layers", kind])
    captured = capsys.readouterr()
    assert (status, captured.err) == (0, "")


def test_a_picture_of_a_micro_step_is_taken(tmp_path: Path) -> None:
    """In a process of its own, as the command is used: a step forward, and one back through time."""
    pictures = []
    for place in ("forward:9", "backward:9"):
        path = tmp_path / f"{place[0]}.png"
        words = ["screenshot", *DATA[:6], "--layers", "lstm(3)", "--epochs", "1", "--micro-step"]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, "-m", "nnviz", *words, place, str(path)]
        subprocess.run(command, check=True, env=environment, timeout=120)
        pictures.append(Image.open(path).convert("L"))
    assert pictures[0].size == pictures[1].size == (1440, 900)
    assert pictures[0].tobytes() != pictures[1].tobytes()


def test_pictures_of_each_kind_are_taken(tmp_path: Path) -> None:
    """Each in a process of its own: recurrent layers unrolled, attention on its lanes."""
    pictures = set()
    attention = ["--data", "reverse", "--layers", "embedding(8), positions(sine), attention(2)"]
    kinds = [[*DATA[2:6], "--layers", kind] for kind in ("rnn(3)", "gru(3)")]
    for number, words in enumerate([*kinds, attention]):
        path = tmp_path / f"{number}.png"
        command = [sys.executable, "-m", "nnviz", "screenshot", "--workspace", "sequences", *words]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        subprocess.run([*command, "--epochs", "1", str(path)], check=True, env=environment, timeout=120)
        picture = Image.open(path).convert("L")
        assert picture.size == (1440, 900)
        pictures.add(picture.tobytes())
    assert len(pictures) == 3
