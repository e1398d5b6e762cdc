"""Where results go is looked at before the work begins."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from nnviz.files.outputs import check_output, check_output_folder, check_outputs

LONG = "x" * 300


def test_what_can_be_written_is_let_through_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "old.npz").write_bytes(b"old")
    (tmp_path / "link.npz").symlink_to(tmp_path / "old.npz")
    check_outputs(
        {"--save": tmp_path / "old.npz", "--history": tmp_path / "new.csv", "--other": None},
        {"--weights": tmp_path / "weights.npz"},
    )
    check_output(tmp_path / "link.npz")
    check_output_folder(tmp_path)
    check_output_folder(tmp_path / "frames")
    assert (tmp_path / "old.npz").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.npz", "old.npz"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (".", "is a folder"),
        ("no/such/a.npz", "There is no folder"),
        ("file/a.npz", "not a directory"),
        (LONG, "file name too long"),
        ("read-only", "it is read-only"),
        ("zero\0byte", "null"),
    ],
)
def test_what_cannot_be_written_is_a_sentence(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "read-only").write_bytes(b"mine")
    (tmp_path / "read-only").chmod(0o444)
    with pytest.raises(ValueError, match=sentence) as told:
        check_output(tmp_path / name)
    assert str(told.value).endswith(".")


@pytest.mark.skipif(sys.platform == "win32", reason="these are files of Unix")
def test_devices_and_pipes_are_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (Path("/dev/null"), Path("/dev/full"), tmp_path / "pipe"):
        with pytest.raises(ValueError, match="no ordinary file"):
            check_output(path)


def test_a_folder_that_takes_no_files_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o555)
    if os.access(tmp_path / "closed", os.W_OK):
        pytest.skip("root may write anywhere")
    for check, path in (
        (check_output, "closed/a"),
        (check_output_folder, "closed"),
        (check_output_folder, "closed/f"),
    ):
        with pytest.raises(ValueError, match="permission denied"):
            check(tmp_path / path)


def test_one_file_is_not_given_twice(tmp_path: Path) -> None:
    (tmp_path / "weights.npz").write_bytes(b"")
    (tmp_path / "link.csv").symlink_to(tmp_path / "weights.npz")
    for one, other in (("a.npz", "a.npz"), ("a.npz", "./a.npz"), ("weights.npz", "link.csv")):
        with pytest.raises(ValueError, match="is given for --save and for --history"):
            check_outputs({"--save": tmp_path / one, "--history": tmp_path / other})
    with pytest.raises(ValueError, match="is given for --weights and for --history"):
        check_outputs({"--history": tmp_path / "link.csv"}, {"--weights": tmp_path / "weights.npz"})


@pytest.mark.parametrize(
    ("name", "sentence"), [("file", "is no folder"), ("no/such", "There is no folder"), (LONG, "too long")]
)
def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ValueError, match=sentence):
        check_output_folder(tmp_path / name)
