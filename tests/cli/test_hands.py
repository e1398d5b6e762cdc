"""``nnviz hands``."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from nnviz.cli import main
from nnviz.data.hands.drawings import my_digit, write_drawings
from nnviz.data.hands.store import hands_folder, kept_sets, my_digits_file, read_set
from tests.helpers.small_pictures import small_pictures
from tests.helpers.strokes import DIGIT_STROKES, as_arrays


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    pictures, labels = small_pictures(20)
    np.savez(tmp_path / "Class 7b.npz", images=pictures, labels=labels)
    return tmp_path / "Class 7b.npz"


def test_pictures_are_opened_listed_learned_from_and_deleted(mine: Path, capsys):
    assert main(["hands", "open", str(mine)]) == 0
    assert "class-7b: 20 pictures" in capsys.readouterr().out
    my_digits_file().write_bytes(write_drawings([my_digit(as_arrays(DIGIT_STROKES[7]), 7)]))
    assert main(["hands"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:3] == ["class-7b", "20", "pictures:"]
    assert "1 of 7" in lines[1]
    assert any("“nnviz hands get mnist” gets it" in line for line in lines)

    assert main(["train", "--data", "hands", "--epochs", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["test_accuracy"] > 0.3
    assert main(["hands", "delete", "class-7b"]) == 0
    assert kept_sets() == ()


@pytest.mark.parametrize("damaged", ["another.npz", "../my-digits.npz"])
def test_one_that_is_damaged_keeps_no_other_from_being_listed(mine: Path, damaged: str, capsys):
    assert main(["hands", "open", str(mine)]) == 0
    assert main(["hands", "open", str(mine), "--name", "zebra"]) == 0
    (hands_folder() / damaged).write_bytes(b"PK")
    capsys.readouterr()
    assert main(["hands"]) == 0
    out, error = capsys.readouterr()
    assert error == ""
    names = ["another", "class-7b", "zebra", "My digits"]
    lines = {name: line for line in out.splitlines() for name in names if line.startswith(name)}
    assert "20 pictures" in lines["class-7b"]
    assert "20 pictures" in lines["zebra"]
    told = lines["another" if damaged == "another.npz" else "My digits"]
    assert "damaged" in told


def test_a_second_folder_of_the_same_name_replaces_nothing_unasked(tmp_path: Path, mine: Path, capsys):
    pictures, labels = small_pictures(30)
    other = tmp_path / "elsewhere" / mine.name
    other.parent.mkdir()
    np.savez(other, images=pictures, labels=labels)
    for path in (mine, other):
        assert main(["hands", "open", str(path)]) == 0
    assert kept_sets() == ("class-7b", "class-7b-2")
    assert [len(read_set(name)[1]) for name in kept_sets()] == [20, 30]
    capsys.readouterr()
    assert main(["hands", "open", str(other)]) == 2
    assert "are there already: they are the set “class-7b-2”" in capsys.readouterr().err
    assert main(["hands", "open", str(other), "--name", "class-7b"]) == 2
    assert "--replace replaces it" in capsys.readouterr().err
    assert len(read_set("class-7b")[1]) == 20
    assert main(["hands", "open", str(other), "--name", "class-7b", "--replace"]) == 0
    assert len(read_set("class-7b")[1]) == 30


def test_what_was_found_and_left_out_is_told(tmp_path: Path, capsys):
    pictures, labels = small_pictures(20)
    np.savez(tmp_path / "lying.npz", images=pictures.swapaxes(1, 2), labels=labels)
    assert main(["hands", "open", str(tmp_path / "lying.npz"), "--json"]) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["notes"] == ["They came with rows and columns exchanged, and were put upright."]
    assert main(["hands", "open", str(tmp_path / "lying.npz"), "--name", "again"]) == 0
    assert "were put upright." in capsys.readouterr().out


def test_lines_for_programs(mine: Path, capsys):
    assert main(["hands", "open", str(mine), "--name", "seven", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[-1] == {"set": "seven", "pictures": 20}
    assert {"doing": "count", "share": 1.0} in lines


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["get", "emnist"], "There is no handwriting “emnist” to get; there is optdigits, mnist."),
        (["open", "nowhere.npz"], "“nowhere.npz” is not there."),
        (["delete", "nothing"], "cannot be deleted"),
        (["delete", "../x"], "cannot be called"),
        (["train"], "no more handwriting yet"),
        (["juggle"], "nnviz hands --help"),
    ],
)
def test_what_cannot_be_is_one_sentence(arguments: list[str], sentence: str, capsys):
    assert main(["hands", *arguments]) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert sentence in error
    assert error.count("\n") == 1


def test_an_opened_set_never_takes_the_place_of_a_published_one(mine: Path):
    assert main(["hands", "open", str(mine), "--name", "mnist"]) == 0
    assert kept_sets() == ("my-mnist",)


@pytest.mark.parametrize("words", [["train"], ["open", "mine.npz"], ["open", "mine.npz", "--name", "A/B"]])
def test_where_nothing_can_be_kept_is_said_before_the_work(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
):
    def begun(*_: object) -> None:
        raise AssertionError("the work has begun")

    for work in ("open_pictures", "train_with_hands"):
        monkeypatch.setattr(f"nnviz.cli.hands.{work}", begun)
    (tmp_path / "data").write_text("a file where the folder should be")
    assert main(["hands", *words]) == 2
    error = capsys.readouterr().err
    assert error.endswith(".\n")
    assert error.count("\n") == 1
