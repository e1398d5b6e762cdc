"""A folder of pictures of digits: files in folders called by the digit, or called by it themselves.

What says no digit, cannot be read or shows none is left out and counted; the rest is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnviz.data.hands.store import Counts
from nnviz.data.ink_image import prepare_image
from nnviz.data.picture_file import read_image
from nnviz.data.saving import why_not
from nnviz.files.labels import label_in, labels_of_names
from nnviz.said import joined, translate

MOST_FILES = 5_000  # each takes some hundredths of a second
#: Endings that files of pictures have; whether they are any is found out when they are read.
_PICTURES = (
    ".png", ".jpg", ".jpeg", ".jfif", ".jpe", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".avif", ".pgm",
    ".pbm", ".ppm", ".heic", ".heif", ".svg", ".pdf", ".jxl", ".jp2",
)  # fmt: skip


_ONE = (
    translate("Files", "1 file was left out: the name says no digit, as “{first}”."),
    translate("Files", "1 file was left out: hidden, as “{first}”."),
    translate("Files", "1 file was left out that cannot be read: {first}"),
    translate("Files", "1 file was left out: no digit is to be seen, as in “{first}”."),
)
_MANY = (
    translate("Files", "{count:,} files were left out: the name says no digit, as “{first}”."),
    translate("Files", "{count:,} files were left out: hidden, as “{first}”."),
    translate("Files", "{count:,} files were left out that cannot be read: {first}"),
    translate("Files", "{count:,} files were left out: no digit is to be seen, as in “{first}”."),
)


@dataclass
class _LeftOut:
    """What is not taken, and why: the first of each kind by name or in a sentence, and how many."""

    hidden: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)

    @property
    def notes(self) -> tuple[str, ...]:
        whys = zip((self.unnamed, self.hidden, self.unread, self.blank), _ONE, _MANY, strict=True)
        return tuple(
            (one if len(names) == 1 else many).format(count=len(names), first=names[0])
            for names, one, many in whys
            if names
        )


def read_folder(
    path: Path, progress: Callable[[float], None]
) -> tuple[Counts, NDArray[np.int64], tuple[str, ...]]:
    """Counts (n, 64) and labels (n,) of the pictures in a folder, and what was left out, in sentences.

    Raises ``ValueError`` with one sentence if there are none, or too many.
    """
    left_out = _LeftOut()
    try:
        found = _labelled(path, left_out)
    except OSError as error:
        raise ValueError(
            translate("Files", "“{path}” cannot be read: {why}.").format(path=path, why=why_not(error))
        ) from None
    if len(found) > MOST_FILES:
        raise ValueError(
            translate("Files", "“{path}” has more than {most_files:,} pictures.").format(
                path=path, most_files=MOST_FILES
            )
        )
    counts, labels = [], []
    for number, (file, label) in enumerate(found, start=1):
        try:
            seen = prepare_image(read_image(file, f"“{file.name}”")).seen
        except ValueError as sentence:
            left_out.unread.append(str(sentence))
        else:
            if seen.any():
                counts.append(seen.astype(np.uint8))
                labels.append(label)
            else:
                left_out.blank.append(file.name)
        progress(number / len(found))
    if not counts:
        needed = translate(
            "Files",
            "“{path}” has no pictures of digits: it needs a folder for each digit (0 to 9) with pictures "
            "in it, or pictures called by their digit, such as “7.png” or “7_anna.png”.",
        ).format(path=path)
        raise ValueError(joined([needed, *left_out.notes]))
    return np.array(counts), np.array(labels, dtype=np.int64), left_out.notes


def _labelled(path: Path, left_out: _LeftOut) -> list[tuple[Path, int]]:
    """The picture files of a folder and of those in it, and the digit each is said to be."""
    inside = sorted(path.iterdir())
    own = _pictures(inside, left_out)
    found = []
    for file, label in zip(own, labels_of_names([file.stem for file in own]), strict=True):
        if label is None:
            left_out.unnamed.append(file.name)
        else:
            found.append((file, label))
    for folder in inside:
        label = label_in(folder.name)
        if label is not None and folder.is_dir():
            found += [(file, label) for file in _pictures(sorted(folder.iterdir()), left_out)]
    return found


def _pictures(files: list[Path], left_out: _LeftOut) -> list[Path]:
    """Those that end like pictures; macOS puts hidden ones, such as “._7.png”, beside others."""
    pictures = [file for file in files if file.suffix.lower() in _PICTURES and not file.is_dir()]
    left_out.hidden += [file.name for file in pictures if file.name.startswith(".")]
    return [file for file in pictures if not file.name.startswith(".")]
