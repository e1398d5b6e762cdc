"""Pictures of a person's own, read from a folder: one subfolder a class, or a table that names the class."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nnviz.data.own.content import Content
from nnviz.data.own.pictures import MOST_CLASSES, SIDES, picture_content
from nnviz.data.picture_file import read_colours
from nnviz.data.saving import why_not
from nnviz.said import translate

MOST_FILES: Final = 20_000
#: Endings that files of pictures have; whether they are any is found out when they are read.
ENDINGS: Final = frozenset(
    (
        ".png", ".jpg", ".jpeg", ".jfif", ".jpe", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".avif", ".pgm",
        ".pbm", ".ppm",
    )
)  # fmt: skip
_PARTS: Final = {"train": False, "training": False, "test": True, "val": True, "valid": True}
_MOST_TABLE = 10_000_000  # bytes of a table of labels
_GREY = 6  # counts of 255 that red, green and blue of a grey picture may be apart, as in a JPEG


@dataclass(frozen=True, eq=False)
class Found:
    """What was read, and why files were ``skipped``: a sentence each."""

    content: Content
    skipped: tuple[str, ...]


@dataclass(frozen=True)
class _Named:
    """A file, the class that it shows, and whether it is kept for testing."""

    path: Path
    label: str
    tested: bool = False


def read_pictures(
    folder: Path,
    labels: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Found:
    """All pictures of a folder, cut to a square and shrunk to at most 64 pixels.

    The subfolders are the classes, below “train” and “test” where there are such; or a table, ``labels`` or
    the only .csv file of the folder, has the file's name in its first column and the class in its second.
    What cannot be read is skipped and told. Raises ``ValueError`` with one sentence where nothing can be
    learned from it, and for more than 20,000 files; ``progress`` is told how many are done, of how many.
    """
    from PIL import Image

    try:
        named = _named(folder, labels)
    except OSError as error:
        raise ValueError(
            translate("Data", "“{folder}” cannot be read: {why}.").format(folder=folder, why=why_not(error))
        ) from None
    read, kept, skipped = [], [], []
    for done, one in enumerate(named):
        if cancelled():
            raise ValueError(translate("Data", "Reading the pictures was cancelled."))
        if progress is not None:
            progress(done, len(named))
        try:
            square = _square(read_colours(one.path, f"“{one.path.relative_to(folder).as_posix()}”"))
        except ValueError as sentence:
            skipped.append(str(sentence))
            continue
        side = min(len(square), SIDES[1])
        read.append(np.asarray(Image.fromarray(square).resize((side, side), Image.Resampling.BOX)))
        kept.append(one)
    if not kept:
        raise ValueError(
            translate(
                "Data", "None of the {count:,} files in “{folder}” is a picture that can be read."
            ).format(count=len(named), folder=folder.name)
        )
    classes = sorted({one.label for one in kept})
    if len(classes) < 2:
        raise ValueError(
            translate(
                "Data", "All pictures in “{folder}” show “{name}”: there is nothing to tell apart."
            ).format(folder=folder.name, name=classes[0])
        )
    side = max(SIDES[0], max(map(len, read)))
    pixels = np.empty((len(read), side, side, 3), np.uint8)
    for place, picture in enumerate(read):
        pixels[place] = np.asarray(Image.fromarray(picture).resize((side, side), Image.Resampling.BILINEAR))
    if np.ptp(pixels, axis=-1).max() <= _GREY:
        pixels = pixels[..., 1:2]
    tested = np.array([one.tested for one in kept])
    numbers = np.array([classes.index(one.label) for one in kept])
    files = [one.path.relative_to(folder).as_posix() for one in kept]
    content = picture_content(
        folder.name, pixels, numbers, classes, files, tested if tested.any() and not tested.all() else None
    )
    return Found(content, tuple(skipped))


def _square(colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The middle of a picture (h, w, 3)."""
    height, width = colours.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return np.ascontiguousarray(colours[top : top + side, left : left + side])


def _named(folder: Path, labels: Path | None) -> list[_Named]:
    """The files of the pictures, each with its class."""
    if not folder.is_dir():
        raise ValueError(translate("Data", "“{folder}” is no folder.").format(folder=folder))
    tables = [one for one in _files(folder, deep=False) if one.suffix.lower() == ".csv"]
    parted = [one for one in sorted(folder.iterdir()) if one.is_dir() and one.name.lower() in _PARTS]
    if labels is None and len(tables) == 1 and not any(_classes(folder)):
        labels = tables[0]
    if labels is not None:
        named = _by_table(folder, labels)
    elif {_PARTS[one.name.lower()] for one in parted} == {True, False}:
        named = [
            _Named(path, name, _PARTS[part.name.lower()]) for part in parted for name, path in _classes(part)
        ]
    else:
        named = [_Named(path, name) for name, path in _classes(folder)]
    if not named:
        raise ValueError(
            translate(
                "Data",
                "“{folder}” has no pictures in subfolders: put those of each class into a folder of its own, "
                "or add a table with the columns file and class.",
            ).format(folder=folder.name)
        )
    if len(named) > MOST_FILES:
        raise ValueError(
            translate("Data", "“{folder}” has {count:,} pictures; up to {most:,} can be opened.").format(
                folder=folder.name, count=len(named), most=MOST_FILES
            )
        )
    if (count := len({one.label for one in named})) > MOST_CLASSES:
        raise ValueError(
            translate("Data", "“{folder}” has {count:,} classes; at most {most} can be told apart.").format(
                folder=folder.name, count=count, most=MOST_CLASSES
            )
        )
    return named


def _classes(folder: Path) -> Iterator[tuple[str, Path]]:
    """The pictures below a folder, each with the name of the subfolder that is its class."""
    for place in sorted(folder.iterdir()):
        if place.is_dir() and not place.is_symlink() and not place.name.startswith("."):
            for path in _files(place, deep=True):
                if path.suffix.lower() in ENDINGS:
                    yield place.name, path


def _files(folder: Path, deep: bool) -> Iterator[Path]:
    """Ordinary files, hidden ones and links left out, in the order of their names."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if deep and not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


def _by_table(folder: Path, labels: Path) -> list[_Named]:
    """Files and classes as a table has them, with or without a first row of titles."""
    if labels.stat().st_size > _MOST_TABLE:
        raise ValueError(
            translate("Data", "“{file}” is too large for a table of labels.").format(file=labels.name)
        )
    text = labels.read_bytes().decode("utf-8-sig", "replace")
    comma = max(",;\t", key=text[:10_000].count)
    rows = list(csv.reader(text.splitlines(), delimiter=comma))
    inside = folder.resolve()
    named = []
    for number, row in enumerate(rows, 1):
        if not any(cell.strip() for cell in row):
            continue
        name, label = (row[0].strip(), row[1].strip()) if len(row) > 1 else (row[0], "")
        path = folder / name
        there = bool(name) and "\0" not in name and path.is_file()
        if not there and number == 1:
            continue  # the titles
        if not there or not path.resolve().is_relative_to(inside):
            raise ValueError(
                translate(
                    "Data", "Line {line} of “{file}” names “{name}”, which is not in the folder."
                ).format(line=number, file=labels.name, name=name[:60])
            )
        if not label:
            raise ValueError(
                translate("Data", "Line {line} of “{file}” does not say what “{name}” shows.").format(
                    line=number, file=labels.name, name=name[:60]
                )
            )
        named.append(_Named(path, label))
    return named
