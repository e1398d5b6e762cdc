"""``nnviz predict --text``: what a network of sequences answers to one, or how it goes on."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from nnviz.cli import main
from nnviz.data.sequences import names


def trained(folder: Path, data: str, *options: str) -> Path:
    path = folder / f"{data}.npz"
    words = ("train", "--json", "--data", data, "--layers", "16", "--save", str(path), *options)
    assert main(words) == 0
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


def said(capsys: pytest.CaptureFixture[str], *words: str | Path) -> list[dict[str, object]]:
    capsys.readouterr()
    assert main(["predict", "--json", *map(str, words)]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_names_go_on_to_their_end(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = trained(folder, "names", "--epochs", "30", "--learning-rate", "0.01")
    lines = said(capsys, "--model", path, "--text", "ka", "--text", "", "--text", "", "--seed", "3")
    assert [line["text"] for line in lines] == ["ka", "", ""]
    assert lines[1]["continued"] != lines[2]["continued"], "each is drawn by a seed of its own"
    for line in lines:
        shares = np.array(line["probabilities"])
        assert shares.shape == (len(str(line["continued"])) + 1, len(names.SYMBOLS)), "the end is drawn too"
        np.testing.assert_allclose(shares.sum(axis=1), 1)
    again = said(capsys, "--model", path, "--text", "ka", "--seed", "3")
    assert again == lines[:1]
    three = said(capsys, "--model", path, "--text", "ka", "--count", "3", "--temperature", "0")
    likeliest = [names.SYMBOLS[int(np.argmax(each))] for each in three[0]["probabilities"]]  # type: ignore
    assert str(three[0]["continued"]) == "".join(likeliest).removesuffix(names.BORDER)
    assert main(["predict", "--model", str(path), "--text", "ka", "--count", "3", "--temperature", "0"]) == 0
    assert capsys.readouterr().out == f"ka: ka{three[0]['continued']}\n"


def test_what_is_asked_once_is_answered_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = trained(folder, "temporal_order", "--epochs", "2", "--length", "20")
    text = "abXdcbdacbaYbcddabca"
    line = said(capsys, "--model", path, "--text", text)[0]
    shares = line["probabilities"]
    assert isinstance(shares, list)
    assert len(shares) == 4
    assert line["label"] == int(np.argmax(shares))
    assert main(["predict", "--model", str(path), "--text", text]) == 0
    assert capsys.readouterr().out.startswith(f"{text}: {('XX', 'XY', 'YX', 'YY')[int(np.argmax(shares))]} (")


def test_what_is_asked_at_every_step_is_answered_at_every_step(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = trained(folder, "anbn", "--epochs", "2")
    line = said(capsys, "--model", path, "--text", "aaabbb")[0]
    assert line["answers"] == [("b", "end")[label] for label in line["labels"]]  # type: ignore[attr-defined]
    assert np.shape(line["probabilities"]) == (6, 2)


def test_values_go_on_as_numbers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = trained(folder, "sine_sequence", "--epochs", "2")
    line = said(capsys, "--model", path, "--text", "0, 0.3, 0.56", "--count", "7")[0]
    assert np.shape(line["continued"]) == (7,)


def test_what_cannot_be_read_is_said_and_the_others_are_read(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(trained(folder, "anbn", "--epochs", "2"))
    capsys.readouterr()
    assert main(["predict", "--model", path, "--text", "abc", "--text", "ab"]) == 2
    out, error = capsys.readouterr()
    assert out.startswith("ab: ")
    assert error == "nnviz: There is no “c” in the data set “anbn”; there are a b.\n"
    for words, sentence in (
        (("--text", "ab"), "A text is read by a network of yours: name it with --model."),
        ((), "Give picture files, or --strokes with a file of pen strokes, or --text with a sequence."),
        (("--model", path, "--text", "ab", "picture.png"), "Give picture files, or --strokes"),
    ):
        assert main(["predict", *words]) == 2
        assert sentence in capsys.readouterr().err
    iris = str(trained(folder, "iris", "--epochs", "1"))
    assert main(["predict", "--model", iris, "--text", "ab"]) == 2
    assert "reads no sequences: it learned “iris”." in capsys.readouterr().err
