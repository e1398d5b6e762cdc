"""Autoencoders and diffusions from the command line: trained, saved, gone on with, asked, checked."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nnviz import cli
from nnviz.data import load_dataset

KINDS = {
    "autoencoder": ("--workspace", "generate", "--objective", "reconstruct", "--epochs"),
    "diffusion": ("--workspace", "generate", "--objective", "denoise", "--data", "moons", "--epochs"),
}


def result(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, object]:
    assert cli.main(["train", *map(str, arguments), "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    values: dict[str, object] = json.loads(captured.out.splitlines()[-1])
    return values


def model(capsys: pytest.CaptureFixture[str], folder: Path, kind: str, epochs: int = 2) -> Path:
    path = folder / f"{kind}.npz"
    result(capsys, *KINDS[kind], epochs, "--save", path)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_saved_gone_on_with_and_the_same_again(
    kind: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "model.npz"
    first = result(capsys, *KINDS[kind], 2, "--save", path)
    again = result(capsys, *KINDS[kind], 2)
    assert first["metrics"] == again["metrics"]
    assert result(capsys, *KINDS[kind], 0, "--weights", path)["test_loss"] == pytest.approx(
        first["test_loss"]
    )
    with np.load(path, allow_pickle=False) as held:
        names = set(held)
    assert {"dense1.weights", "dense2.bias"} <= names
    assert ("code1.weights" in names) == (kind == "autoencoder")


def test_what_is_measured_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["train", *KINDS["autoencoder"], "1"]) == 0
    said = capsys.readouterr().out
    assert "64-32-code(2)-32-64" in said
    assert "the mean squared error of the pixels of the test pictures" in said
    assert "nan" not in said


@pytest.mark.parametrize("kind", KINDS)
def test_its_gradients_are_checked(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = cli.main(["gradcheck", *KINDS[kind][:-1], "--json"])
    captured = capsys.readouterr()
    assert (status, captured.err) == (0, "")
    assert json.loads(captured.out)["wrong"] == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_micro_step_is_told_at_an_epoch(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = result(capsys, *KINDS[kind], 2, "--at", 1, "--micro-step", "backward:1")
    assert found["at"]["epochs"] == 1
    assert found["at"]["micro_step"]


def test_an_autoencoder_gives_a_picture_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = model(capsys, tmp_path, "autoencoder", 30)
    data = load_dataset("digits")
    ink = data.raw(data.test_features[3]).reshape(8, 8)
    picture = tmp_path / "digit.png"
    Image.fromarray((255 - 15.9 * ink).astype(np.uint8)).resize((64, 64), Image.Resampling.NEAREST).save(
        picture
    )
    assert cli.main(["predict", "--model", str(path), "--json", str(picture)]) == 0
    line = json.loads(capsys.readouterr().out)
    given, seen = np.array(line["given_back"]), np.array(line["seen"])
    assert len(line["code"]) == 2
    assert line["error"] == pytest.approx(np.square((given - seen) / 16).mean())
    assert line["error"] < 0.1
    assert cli.main(["predict", "--model", str(path), str(picture)]) == 0
    assert "given back with an error of" in capsys.readouterr().out


def test_a_diffusion_makes_the_same_points_of_the_same_noise(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = model(capsys, tmp_path, "diffusion")
    for count in (3, 2):
        assert cli.main(["predict", "--model", str(path), "--made", str(count), "--json"]) == 0
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [line["index"] for line in lines] == list(range(count))
        if count == 3:
            first = lines
    np.testing.assert_allclose([one["made"] for one in lines], [one["made"] for one in first[:2]], rtol=1e-4)
    assert np.abs([one["made"] for one in first]).max() < 10


@pytest.mark.parametrize(
    ("kind", "words", "sentence"),
    [
        ("diffusion", ("--made", "0"), "--made must be from 1 to 2000, not 0"),
        ("autoencoder", ("--made", "3"), "has no network that makes samples of noise"),
        (None, ("--made", "3"), "name it with --model"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    kind: str | None,
    words: tuple[str, ...],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    named = () if kind is None else ("--model", str(model(capsys, tmp_path, kind, 0)))
    assert cli.main(["predict", *named, *words]) == 2
    assert sentence in capsys.readouterr().err
