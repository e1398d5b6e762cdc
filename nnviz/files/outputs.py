"""Where results are to go, looked at before the work begins: nobody waits for what cannot be kept."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from nnviz.data.saving import why_not
from nnviz.said import translate


def check_outputs(
    outputs: Mapping[str, Path | None], inputs: Mapping[str, Path | None] | None = None
) -> None:
    """Raise ``ValueError`` with one sentence unless each file can be made or replaced, as far as can be told.

    Files are named by what asked for them, as ``{"--save": path}``; None was not asked for. No two outputs
    may be the same file, nor may one be an input. What is there already is replaced only if it is an ordinary
    file that may be written.
    """
    seen = {name: path for name, path in (inputs or {}).items() if path is not None}
    for name, path in outputs.items():
        if path is None:
            continue
        check_output(path)
        for other, known in seen.items():
            if _same(path, known):
                raise ValueError(
                    translate(
                        "Files", "“{path}” is given for {other} and for {name}: one of them would be lost."
                    ).format(path=path, other=other, name=name)
                )
        seen[name] = path


def check_output(path: Path) -> None:
    """As ``check_outputs``, of one file."""
    try:
        there = path.stat()
    except FileNotFoundError:
        there = None
    except (OSError, ValueError) as error:  # the latter for a zero byte in the name
        raise ValueError(
            translate("Files", "“{path}” cannot be written: {why}.").format(path=path, why=why_not(error))
        ) from None
    if there is not None and stat.S_ISDIR(there.st_mode):
        raise ValueError(
            translate("Files", "“{path}” is a folder; the name of a file is needed.").format(path=path)
        )
    if there is not None and not stat.S_ISREG(there.st_mode):
        raise ValueError(
            translate("Files", "“{path}” is no ordinary file, and is not replaced.").format(path=path)
        )
    if there is not None and not (there.st_mode & 0o222 and os.access(path, os.W_OK)):
        raise ValueError(
            translate("Files", "“{path}” may not be written: it is read-only.").format(path=path)
        )
    if not path.parent.is_dir():
        raise ValueError(
            translate("Files", "There is no folder “{parent}” to save “{name}” in.").format(
                parent=path.parent, name=path.name
            )
        )
    _check_folder_takes_files(path.parent, path)


def check_output_folder(folder: Path) -> None:
    """Raise ``ValueError`` with one sentence unless the folder, or files in it, can be made."""
    try:
        is_folder, exists = folder.is_dir(), folder.exists()
    except (OSError, ValueError) as error:
        raise ValueError(
            translate("Files", "“{folder}” cannot be used: {why}.").format(folder=folder, why=why_not(error))
        ) from None
    if exists and not is_folder:
        raise ValueError(translate("Files", "“{folder}” is no folder.").format(folder=folder))
    if not exists and not folder.parent.is_dir():
        raise ValueError(
            translate("Files", "There is no folder “{parent}” to make “{name}” in.").format(
                parent=folder.parent, name=folder.name
            )
        )
    _check_folder_takes_files(folder if is_folder else folder.parent, folder)


def make_folder(folder: Path, free_of: str) -> None:
    """Make the folder if it is not there. Raises ``ValueError`` with one sentence if that cannot be, or it
    holds files like ``free_of`` already.
    """
    try:
        folder.mkdir(exist_ok=True)
        if any(folder.glob(free_of)):
            raise ValueError(
                translate("Files", "“{folder}” holds frames already; give another folder.").format(
                    folder=folder
                )
            )
    except OSError as error:
        raise ValueError(
            translate("Files", "“{folder}” cannot be made: {why}.").format(folder=folder, why=why_not(error))
        ) from None


def _check_folder_takes_files(folder: Path, wanted: Path) -> None:
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ValueError(
            translate("Files", "“{wanted}” cannot be written: {why}.").format(
                wanted=wanted, why=why_not(error)
            )
        ) from None


def _same(one: Path, other: Path) -> bool:
    """Whether two names are of one file, which need not be there."""
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return os.path.realpath(one) == os.path.realpath(other)
