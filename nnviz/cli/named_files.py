"""Files named on the command line, as paths or as the ``file:`` addresses that file managers hand over."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit
from urllib.request import url2pathname

from nnviz.said import translate

MOST_FILES = 10  # each has a window of its own


def looks_like_file(text: str) -> bool:
    """Whether this names a file, there or not, rather than a command."""
    return (
        bool(_scheme(text))
        or bool(Path(text).suffix)
        or os.path.basename(text) != text
        or os.path.exists(text)
    )


def file_paths(texts: Sequence[str]) -> tuple[Path, ...]:
    """The paths that are named. Raises ``ValueError`` with one sentence for anything but local files."""
    if len(texts) > MOST_FILES:
        raise ValueError(
            translate("Cli", "{count} files are named, and at most {most_files} are opened at once.").format(
                count=len(texts), most_files=MOST_FILES
            )
        )
    return tuple(_path(text) for text in texts)


def _path(text: str) -> Path:
    if text.startswith("-") or not looks_like_file(text):
        raise ValueError(
            translate(
                "Cli", "“{text}” is no file that is there; a command comes first, before all options."
            ).format(text=text)
        )
    if not (scheme := _scheme(text)):
        return Path(text)
    parts = urlsplit(text)
    if scheme != "file" or parts.netloc not in ("", "localhost"):
        raise ValueError(
            translate("Cli", "“{text}” is not on this computer: save it first, and open the file.").format(
                text=text
            )
        )
    if os.name == "nt":
        return Path(url2pathname(parts.path))
    return Path(os.fsdecode(unquote_to_bytes(parts.path)))


def _scheme(text: str) -> str:
    """“file” of file:///home/ada/a.nnviz; "" for a path, on Windows too."""
    scheme, colon, _ = text.partition(":")
    return (
        scheme.lower() if colon and len(scheme) > 1 and scheme.isalnum() and not os.path.exists(text) else ""
    )
