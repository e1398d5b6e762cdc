"""Every command with what it cannot use: status 2 and one sentence, whatever it is; never a traceback."""

from __future__ import annotations

import io
import os
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nnviz import cli
from nnviz.files.project import write_project
from tests.helpers.counts import count
from tests.helpers.projects import full_project
from tests.helpers.small_pictures import small_pictures

NO_NUMBERS = (
    *("nan", "-nan", "inf", "-inf", "1e999", "-1", "-0.0", "1e-400", "9" * 5000, "1e", "0x10", "1,5", "1_0"),
    *(
        "",
        " ",
        "none",
        "x",
        "-",
        "é",
        "\udcff",
        "a\nb",
        "\x1b[2J",
        "None",
        "True",
        "[]",
        "٣",
        "½",
        "∞",
        "%s",
        "{0}",
    ),
)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def ends_in_a_sentence(capsys: pytest.CaptureFixture[str], *arguments: object, may_do: bool = False) -> None:
    """Run it: it cannot be done, or perhaps it can; but nothing else happens."""
    status = cli.main([str(argument) for argument in arguments])
    error = capsys.readouterr().err
    if may_do and status == 0:
        assert error == ""
        return
    assert (status, error[:7], error[-2:], error.count("\n")) == (2, "nnviz: ", ".\n", 1), (arguments, error)
    assert "Traceback" not in error
    assert "inside nnviz" not in error


def options_of(*command: str) -> list[str]:
    """Every option that the command's help names, with a value."""
    done: list[str] = []
    with pytest.MonkeyPatch.context() as patch, io.StringIO() as out:
        patch.setattr("sys.stdout", out)
        cli.main([*command, "--help"])
        done = re.findall(r"^  (--[a-z0-9-]+) [A-Z]", out.getvalue(), flags=re.MULTILINE)
    assert done
    return done


QUICK = {
    "train": ["--epochs", "0", "--layers", "4", "--json"],
    "gradcheck": ["--layers", "4", "--parameters", "5", "--samples", "5", "--json"],
}


@pytest.mark.parametrize(
    ("command", "option"), [(command, option) for command in QUICK for option in options_of(command)]
)
def test_an_option_with_what_is_no_such_value(
    command: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of digits and on the plane: each value on one of the two, with --long on both."""
    places = [], ["--data", "moons"]
    for number, value in enumerate(NO_NUMBERS):
        for where in (places[number % 2 :] + places[: number % 2])[: count(1, 2)]:
            ends_in_a_sentence(capsys, command, *QUICK[command], *where, f"{option}={value}", may_do=True)
    ends_in_a_sentence(capsys, command, option)


@pytest.mark.parametrize(
    ("command", "option"),
    [("screenshot", option) for option in options_of("screenshot")]
    + [("replay", option) for option in options_of("replay")],
)
def test_a_picture_with_what_is_no_such_value(
    command: str, option: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can be pictured after all is not."""
    monkeypatch.setattr("nnviz.app.screenshot.off_screen", _not_pictured)
    monkeypatch.setattr("nnviz.app.replay.off_screen", _not_pictured)
    Path("p.nnviz").write_bytes(write_project(full_project()))
    words = ["out.png"] if command == "screenshot" else ["p.nnviz", "--frames", "frames"]
    for value in NO_NUMBERS:
        ends_in_a_sentence(capsys, command, *words, f"{option}={value}", may_do=True)
    ends_in_a_sentence(capsys, command, option)


def _not_pictured(*_: object) -> None:
    raise SystemExit(0)


# Files


def npz(**arrays: object) -> bytes:
    file = io.BytesIO()
    np.savez(file, allow_pickle=True, **arrays)
    return file.getvalue()


def packed(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def picture() -> bytes:
    file = io.BytesIO()
    Image.fromarray(255 - small_pictures()[0][7]).resize((140, 140)).save(file, "PNG")
    return file.getvalue()


CONTENTS: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "text": lambda: b"Dear diary,\n",
    "zeros": lambda: bytes(1000),
    "noise": lambda: np.random.default_rng(0).bytes(5000),
    "not-utf-8": lambda: b"\xff\xfe\xff",
    "zip": lambda: packed("a.txt", b"nothing"),
    "no-array": lambda: packed("W1.npy", b"\x93NUMPY\x01\x00"),
    "project": lambda: packed("project.json", b"[]"),
    "nested": lambda: b"[" * 100_000,
    "json": lambda: b'{"a": NaN}',
    "empty-arrays": lambda: npz(
        W1=np.zeros((0, 0)), b1=np.zeros(0), images=np.zeros((0, 8, 8)), labels=np.zeros(0)
    ),
    "empty-strokes": lambda: npz(points=np.zeros((0, 2)), strokes=np.zeros(0), drawings=np.zeros(0)),
    "odd-shapes": lambda: npz(
        W1=np.zeros((2, 3, 4)), b1=np.zeros(()), images=np.zeros((3, 28, 0)), labels=np.zeros(3, int)
    ),
    "objects": lambda: npz(W1=np.array([object]), images=np.array([{}]), labels=np.array([1])),
    "no-numbers": lambda: npz(
        W1=np.full((64, 10), np.nan),
        b1=np.zeros(10),
        x_train=np.full((3, 8, 8), np.nan),
        y_train=np.arange(3),
    ),
    "words": lambda: npz(
        images=np.full((3, 28, 28), "x"), labels=np.array(["a", "b", "c"]), W1=np.array("x")
    ),
    "huge-labels": lambda: npz(images=np.ones((2, 28, 28)), labels=np.array([2**62, -1])),
    "damaged.png": lambda: picture()[:200],
    "damaged.gz": lambda: b"\x1f\x8b\x08\0\0\0\0\0",
    "idx": lambda: b"\0\0\x08\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
}
#: Where a file is read, as words around its name.
READ = {
    "train --weights": ["train", "--epochs", "0", "--weights", "{}"],
    "predict": ["predict", "{}"],
    "predict --row": ["predict", "--row", "--json", "{}"],
    "predict --model": ["predict", "p.png", "--model", "{}"],
    "predict --strokes": ["predict", "--strokes", "{}"],
    "hands open": ["hands", "open", "{}"],
    "screenshot --draw": ["screenshot", "out.png", "--draw", "{}"],
    "screenshot --open": ["screenshot", "out.png", "--open", "{}"],
    "replay": ["replay", "{}", "--frames", "frames"],
    "lesson check": ["lesson", "check", "{}"],
    "lesson answers": ["lesson", "answers", "{}"],
    "lesson print": ["lesson", "print", "{}", "out.pdf"],
    "lesson shots": ["lesson", "shots", "{}", "shots"],
}


@pytest.mark.parametrize("place", READ)
def test_a_file_that_is_none_of_that_kind(
    place: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnviz.app.screenshot.off_screen", _not_pictured)
    monkeypatch.setattr("nnviz.app.replay.off_screen", _not_pictured)
    Path("p.png").write_bytes(picture())
    Path("folder").mkdir()
    names = ["folder", "missing", "x" * 300, "p.png/inside", ""]
    if sys.platform != "win32":
        os.mkfifo("pipe")
        Path("loop").symlink_to("loop")
        names += [
            "pipe",
            "loop",
            "/dev/zero",
            "/dev/null",
            "/proc/self/mem",
            b"surrogate\xff".decode(errors="surrogateescape"),
        ]
    for name, content in CONTENTS.items():
        for suffix in ("", ".npz", ".png", ".nnviz"):
            Path(name + suffix).write_bytes(content())
            names.append(name + suffix)
    for name in names:
        ends_in_a_sentence(capsys, *(word.format(name) if word == "{}" else word for word in READ[place]))


#: Where a file is written, or files in a folder, as words around its name.
WRITTEN = {
    "train --save": ["train", "--epochs", "0", "--save", "{}"],
    "train --history": ["train", "--epochs", "0", "--history", "{}"],
    "train-reader": ["train-reader", "--output", "{}"],
    "screenshot": ["screenshot", "{}"],
    "replay": ["replay", "p.nnviz", "--frames", "{}"],
}


@pytest.mark.parametrize("place", WRITTEN)
def test_a_place_where_nothing_can_be_written_is_said_before_the_work(
    place: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for work in ("train.Trainer", "train_reader.train_reader"):
        monkeypatch.setattr(f"nnviz.cli.{work}", _begun)
    for work in ("screenshot", "replay"):
        monkeypatch.setattr(f"nnviz.app.{work}.off_screen", _begun)
    Path("p.nnviz").write_bytes(write_project(full_project()))
    Path("file").write_bytes(b"")
    names = ["no/such/folder", "file/inside", "x" * 300]
    if sys.platform != "win32":
        os.mkfifo("pipe")
        Path("loop").symlink_to("loop")
        names += ["/dev/null", "/dev/full", "pipe", "loop", "/proc/nothing"]
    if place == "replay":
        names += ["file"]
    else:
        Path("read-only").write_bytes(b"mine")
        Path("read-only").chmod(0o444)
        names += ["read-only", ".", ""]
    for name in names:
        ends_in_a_sentence(capsys, *(word.format(name) if word == "{}" else word for word in WRITTEN[place]))
    assert place == "replay" or Path("read-only").read_bytes() == b"mine"


def _begun(*_: object) -> None:
    raise AssertionError("the work has begun")


@pytest.mark.parametrize("command", ["get", "delete", "open p.npz --name"])
@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", "x" * 300, "Ä", "\udcff", "a\nb", "-x"])
def test_a_set_that_cannot_be_called_so(command: str, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    pictures, labels = small_pictures(20)
    np.savez("p.npz", images=pictures, labels=labels)
    ends_in_a_sentence(capsys, "hands", *command.split(), name)


@pytest.mark.parametrize(
    "command",
    [
        "",
        *cli.COMMANDS,
        "hands get",
        "hands list",
        "hands train",
        "lesson check",
        "lesson answers",
        "lesson print",
    ],
)
@pytest.mark.parametrize("words", ["--nosuch", "--nosuch=1", "-x", "a -b", "a --nosuch b", "--help=1"])
def test_words_that_mean_nothing(command: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    ends_in_a_sentence(capsys, *command.split(), *words.split())
