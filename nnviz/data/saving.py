"""Files written whole or not at all: killed at any instant, the old one is there, or the new one."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from nnviz.said import Sentence, translate

_FULL = (errno.ENOSPC, errno.EDQUOT)


def save_bytes(path: Path, content: bytes) -> None:
    """Write a file. Raises ``ValueError`` with one sentence if it cannot be; the old one is then whole.

    Where ``path`` is a symbolic link it stays one, and what it points to is written. Whatever is there but
    no ordinary file, or read-only, is left alone.
    """
    with whole_file(path) as file:
        file.write(content)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """As ``save_bytes``, for what is written bit by bit; an exception on the way leaves all as it was."""
    try:
        with _replaced(Path(os.path.realpath(_without_zero(path)))) as file:
            yield file
    except OSError as error:
        raise ValueError(
            translate("Data", "“{path}” cannot be written: {why}.").format(path=path, why=why_not(error))
        ) from None


def _without_zero(path: Path) -> Path:
    if "\0" in str(path):
        raise OSError(translate("Data", "its name has a zero byte"))
    return path


@contextmanager
def _replaced(target: Path) -> Iterator[IO[bytes]]:
    mode = target.stat().st_mode if target.exists() else None
    if mode is not None and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(translate("Data", "it is no ordinary file"))
    if mode is not None and not os.access(target, os.W_OK):
        raise OSError(translate("Data", "it is read-only"))
    unfinished = target.with_name(f".{target.name[:40]}.{secrets.token_hex(4)}.part")
    try:
        with unfinished.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            unfinished.chmod(stat.S_IMODE(mode))
        os.replace(unfinished, target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def why_not(error: Exception) -> str:
    """Why a file could not be read or written, as the end of a sentence without its full stop."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return translate("Data", "the disk is full")
    text = (isinstance(error, OSError) and error.strerror) or str(error)
    if isinstance(text, Sentence):
        return text
    return (text[:1].lower() + text[1:]).rstrip(".")


def with_ending(path: Path, ending: str) -> Path:
    """The path with this ending, as ".png", which is added unless it is there; "Lesson 1.5" has none."""
    return path if path.suffix.lower() == ending else path.with_name(path.name + ending)


def chosen_path(named: Path, ending: str) -> Path:
    """What was named in a dialog, with its ending.

    Raises ``ValueError`` with one sentence where that is another file, about which nobody was asked.
    """
    path = with_ending(named, ending)
    if path != named and os.path.exists(path):
        raise ValueError(
            translate("Data", "“{name}” is there already: pick it in the dialog to replace it.").format(
                name=path.name
            )
        )
    return path


def put_aside(path: Path) -> Path | None:
    """Give a file that cannot be used another name, under which somebody may still save what is in it.

    None if that cannot be.
    """
    number = 1
    while (other := path.with_name(f"{path.stem}-damaged-{number}{path.suffix}")).exists():
        number += 1
    try:
        return path.rename(other)
    except OSError:
        return None
