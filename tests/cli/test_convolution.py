"""Networks with convolutions from the command line: trained, saved, read, gone on with, checked."""

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
from nnviz.data import load_dataset
from nnviz.engine import LAYERS
from nnviz.files.model import read_model

LAYERS_OF = "conv(6, 3), maxpool(2), conv(8, 3), maxpool(2)"
OPTIONS = ("--layers", LAYERS_OF, "--learning-rate", "0.01")


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[str], str]:
    status = cli.main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out.splitlines(), captured.err


def result(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, float]:
    status, lines, error = run(capsys, "train", *arguments, "--json")
    assert (status, error) == (0, "")
    values: dict[str, float] = json.loads(lines[-1])
    return values


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "model.npz"
    assert cli.main(["train", *OPTIONS, "--epochs", "12", "--save", str(path)]) == 0
    return path


def test_it_learns_and_is_printed_as_it_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines, _ = run(capsys, "train", *OPTIONS, "--epochs", 10)
    assert status == 0
    assert lines[-4].startswith(f"digits: 1×8×8 → {LAYERS_OF}, 10, 830 parameters")
    assert json.loads(lines[-1])["test_accuracy"] > 0.93


def test_the_same_command_gives_the_same_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = (result(capsys, *OPTIONS, "--epochs", 2, "--seed", 7) for _ in range(2))
    del first["seconds"], second["seconds"]
    assert first == second


def test_what_is_saved_has_the_names_and_shapes_of_the_design(model: Path) -> None:
    with np.load(model, allow_pickle=False) as held:
        shapes = {name: held[name].shape for name in held if "." in name}
    assert shapes == {
        "conv1.weights": (6, 1, 3, 3),
        "conv1.bias": (6,),
        "conv2.weights": (8, 6, 3, 3),
        "conv2.bias": (8,),
        "dense1.weights": (32, 10),
        "dense1.bias": (10,),
    }


def test_training_goes_on_from_what_was_saved(capsys: pytest.CaptureFixture[str], model: Path) -> None:
    network, data = read_model(model).network, load_dataset("digits")
    values = result(capsys, *OPTIONS, "--weights", model, "--epochs", 0)
    answers = network.predict(data.test_features).argmax(axis=1)
    assert values["test_accuracy"] == pytest.approx((answers == data.test_labels).mean())
    assert result(capsys, *OPTIONS, "--weights", model, "--epochs", 1)["epochs"] == 1
    wider = LAYERS_OF.replace("conv(6", "conv(5")
    status, _, error = run(capsys, "train", "--layers", wider, "--weights", model)
    assert status == 2
    assert "conv1.weights has the shape (6, 1, 3, 3), where (5, 1, 3, 3) is needed" in error


def test_pictures_are_read_with_it(capsys: pytest.CaptureFixture[str], model: Path, tmp_path: Path) -> None:
    data, paths = load_dataset("digits"), []
    for index in range(8):
        pixels = data.raw(data.test_features[index]).reshape(8, 8)
        large = Image.fromarray((255 - pixels * 255 / 16).astype(np.uint8))
        sheet = Image.new("L", (200, 200), 255)
        sheet.paste(large.resize((80, 128), Image.Resampling.BICUBIC), (60, 30))
        paths.append(tmp_path / f"{index}.png")
        sheet.save(paths[-1])
    status, lines, _ = run(capsys, "predict", "--model", model, *paths, "--json")
    values = [json.loads(line) for line in lines]
    assert status == 0
    right = [value["label"] == label for value, label in zip(values, data.test_labels[:8], strict=True)]
    assert sum(right) >= 6
    seen = np.array([value["seen"] for value in values]) / 16
    expected = read_model(model).network.predict(seen)
    np.testing.assert_allclose([value["probabilities"] for value in values], expected, rtol=1e-3, atol=1e-5)


def test_its_gradients_are_checked_and_corners_are_called_so(capsys: pytest.CaptureFixture[str]) -> None:
    options = "--layers conv(4,3),maxpool(2),conv(3,3),globalmaxpool --parameters 80 --samples 9"
    status, lines, _ = run(capsys, "gradcheck", *options.split())
    values = json.loads(lines[-1])
    assert status == 0
    assert (values["checked"], values["wrong"]) == (80, 0)
    assert 0 < values["kinks"] < 12
    corners = [line for line in lines if line.endswith("corner within the step")]
    assert len(corners) == min(values["kinks"], 10)
    assert any(line.startswith("conv1.bias") for line in corners), "blank pixels: z is the bias, which is 0"


def test_the_list_has_every_kind(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines, _ = run(capsys, "list", "layers")
    assert status == 0
    assert [line.split()[0] for line in lines] == list(LAYERS)


@pytest.mark.parametrize(
    ("layers", "sentence"),
    [
        ("conv(8,3),maxpool(9)", "A pooling of 9 × 9 does not fit into samples of the shape (8, 8, 8)."),
        (
            "16,conv(4,3)",
            "A conv layer takes pictures (channels, rows, columns), not samples of the shape (16,).",
        ),
        ("conv(8,9,padding=valid)", "A kernel of 9 × 9 does not fit within samples of the shape (1, 8, 8)"),
        (
            "conv(8,3),conv1d(4,3)",
            "A conv1d layer takes sequences (features, time), not samples of the shape (8, 8, 8)",
        ),
        ("globalmaxpool,maxpool(2)", "not samples of the shape (1,)."),
    ],
)
def test_a_layer_that_does_not_fit_is_one_sentence_with_both_shapes(
    capsys: pytest.CaptureFixture[str], layers: str, sentence: str
) -> None:
    status, lines, error = run(capsys, "train", "--layers", layers)
    assert (status, lines) == (2, [])
    assert sentence in error
    assert len(error.splitlines()) == 1


def test_on_data_that_are_no_pictures_it_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, error = run(capsys, "train", "--data", "iris", "--layers", "conv(4,3)")
    assert status == 2
    assert "takes pictures (channels, rows, columns), not samples of the shape (4,)" in error


def test_a_picture_of_a_micro_step_is_taken(tmp_path: Path) -> None:
    """In a process of its own, as the command is used: the picture is that of the place asked for.

    The first is of the convolution, the second of its global pooling.
    """
    pictures = []
    for place in ("forward:2", "forward:6"):
        path = tmp_path / f"{place[0]}.png"
        words = [
            "screenshot",
            "--workspace",
            "images",
            "--data",
            "shapes",
            "--epochs",
            "2",
            "--at",
            "1",
            "--micro-step",
        ]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, "-m", "nnviz", *words, place, str(path)]
        subprocess.run(command, check=True, env=environment, timeout=120)
        pictures.append(Image.open(path).convert("L"))
    assert pictures[0].size == pictures[1].size == (1440, 900)
    assert pictures[0].tobytes() != pictures[1].tobytes()
