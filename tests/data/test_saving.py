"""A file is written whole or not at all, and only where a file may be."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from nnviz.data.saving import chosen_path, save_bytes

posix = pytest.mark.skipif(os.name == "nt", reason="as POSIX has it")


def test_a_file_is_made_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    save_bytes(path, b"one")
    save_bytes(path, b"two")
    assert path.read_bytes() == b"two"
    assert [*tmp_path.iterdir()] == [path]


@posix
def test_a_new_file_has_the_usual_permissions_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    usual, kept = tmp_path / "usual", tmp_path / "kept"
    (tmp_path / "by_hand").write_bytes(b"")
    save_bytes(usual, b"")
    assert usual.stat().st_mode == (tmp_path / "by_hand").stat().st_mode
    kept.write_bytes(b"")
    kept.chmod(0o640)
    save_bytes(kept, b"new")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o640


@posix
def test_a_symbolic_link_stays_one_and_its_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    target, link = tmp_path / "folder" / "real.bin", tmp_path / "link.bin"
    link.symlink_to(target)
    for content in (b"made", b"replaced"):
        save_bytes(link, content)
        assert link.is_symlink()
        assert target.read_bytes() == content


@posix
def test_what_is_no_ordinary_file_or_read_only_is_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ValueError, match=r"pipe” cannot be written: it is no ordinary file\.$"):
        save_bytes(tmp_path / "pipe", b"x")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    (tmp_path / "folder").mkdir()
    with pytest.raises(ValueError, match=r"folder” cannot be written: is a directory\.$"):
        save_bytes(tmp_path / "folder", b"x")
    (tmp_path / "mine").write_bytes(b"mine")
    (tmp_path / "mine").chmod(0o400)
    if not os.access(tmp_path / "mine", os.W_OK):  # who may do everything may do that too
        with pytest.raises(ValueError, match="it is read-only"):
            save_bytes(tmp_path / "mine", b"x")
    assert (tmp_path / "pipe").exists()
    with pytest.raises(ValueError, match="cannot be written"):
        save_bytes(tmp_path / "a\0b", b"x")


@posix
@pytest.mark.parametrize(
    ("number", "why"), [(errno.ENOSPC, "the disk is full"), (errno.EIO, "input/output error")]
)
def test_why_it_fails_is_said_and_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, why: str
) -> None:
    path = tmp_path / "a.bin"
    save_bytes(path, b"old")

    def fails(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("nnviz.data.saving.os.fsync", fails)
    with pytest.raises(ValueError, match=rf"a\.bin” cannot be written: {why}\.$"):
        save_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_device_is_not_replaced() -> None:
    with pytest.raises(ValueError, match="it is no ordinary file"):
        save_bytes(Path("/dev/full"), b"x")
    assert Path("/dev/full").exists()


@posix
def test_a_name_that_is_no_text_can_be_written(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/d\xe9j\xe0.bin"))
    save_bytes(path, b"x")
    assert os.listdir(os.fsencode(tmp_path)) == [b"d\xe9j\xe0.bin"]


def test_the_ending_is_added_unless_it_is_there_and_replaces_nothing_unasked(tmp_path: Path) -> None:
    assert chosen_path(tmp_path / "Lesson 1.5", ".nnviz") == tmp_path / "Lesson 1.5.nnviz"
    assert chosen_path(tmp_path / "a.NPZ", ".npz") == tmp_path / "a.NPZ"
    (tmp_path / "Lesson 1.5.nnviz").write_bytes(b"")
    with pytest.raises(ValueError, match=r"^“Lesson 1\.5\.nnviz” is there already: pick it"):
        chosen_path(tmp_path / "Lesson 1.5", ".nnviz")
    asked_about = tmp_path / "Lesson 1.5.nnviz"
    assert chosen_path(asked_about, ".nnviz") == asked_about
