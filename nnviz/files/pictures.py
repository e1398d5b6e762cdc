"""Pictures of digits in files of others: MNIST's IDX files, ``.npz`` files, folders of picture files.

They become the counts that a network sees. Files are read as if made by somebody hostile: sizes are checked
before anything is unpacked, and what cannot be used is one sentence.
"""

from __future__ import annotations

import gzip
import math
import os
import re
import stat
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from nnviz.data.hands.store import MOST_PICTURES, Counts, check_counts
from nnviz.data.npz import read_arrays
from nnviz.data.ordinary import open_ordinary
from nnviz.data.saving import why_not
from nnviz.files.labels import labels_in
from nnviz.files.picture_arrays import counted, one_channel
from nnviz.files.picture_folder import read_folder
from nnviz.said import translate

MOST_BYTES = 256_000_000  # of an IDX file, unpacked
_IDX_BYTES = 0x08  # the type code of unsigned bytes

_BLANK = (
    translate("Files", "1 is blank, and left out."),
    translate("Files", "{count:,} are blank, and left out."),
)

Progress = Callable[[float], None]
_Sets = list[tuple[NDArray[Any], NDArray[np.int64]]]


@dataclass(frozen=True, eq=False)
class Taken:
    """What was taken in: counts (n, 64), labels (n,), and what was found or left out, in sentences.

    ``pixels`` (n, side * side) are those that it was published with.
    """

    counts: Counts
    labels: Counts
    notes: tuple[str, ...] = ()
    pixels: Counts | None = None


def open_pictures(path: Path, progress: Progress = lambda share: None) -> Taken:
    """The labelled digits in a file or folder.

    An IDX file of pictures needs that of its labels beside it, named alike (``train-images-idx3-ubyte`` and
    ``train-labels-idx1-ubyte``, with or without ``.gz``); either may be given. An ``.npz`` file has one or
    more pairs of pictures, with or without colours, and labels: ``x_train`` and ``y_train``, ``images`` and
    ``labels``, and the like; see ``picture_arrays`` and ``labels``. A folder: see ``picture_folder``.
    Raises ``ValueError`` with one sentence for anything else.
    """
    if _is_folder(path):
        return _kept(path, *read_folder(path, progress))
    try:
        return _read(path, _npz(path) if path.suffix.lower() == ".npz" else _idx_pair(path), progress)
    except _UnusableError as why:
        raise ValueError(
            translate("Files", "“{path}” cannot be used: it {why}.").format(path=path, why=why)
        ) from None


class _UnusableError(Exception):
    """What is wrong with the arrays of a file, as the end of a sentence."""


def _read(path: Path, sets: _Sets, progress: Progress) -> Taken:
    total = sum(len(labels) for _, labels in sets)
    if total > MOST_PICTURES:
        raise _UnusableError(
            translate("Files", "has {total:,} pictures, and at most {most_pictures:,} are taken").format(
                total=total, most_pictures=MOST_PICTURES
            )
        )
    done, counts, notes = 0, [], []
    for pictures, labels in sets:
        try:
            part, told = counted(pictures, labels, partial(_tell_part, progress, done, total))
        except ValueError as why:
            raise _UnusableError(str(why)) from None
        counts.append(part)
        notes += [note for note in told if note not in notes]
        done += len(labels)
    return _kept(path, np.concatenate(counts), np.concatenate([labels for _, labels in sets]), tuple(notes))


def _tell_part(progress: Progress, before: int, total: int, done: int) -> None:
    progress((before + done) / total)


def _kept(path: Path, counts: Counts, labels: NDArray[np.int64], notes: tuple[str, ...]) -> Taken:
    """Those pictures on which there is a digit."""
    there = np.asarray(counts.any(axis=1))
    if not there.any():
        raise ValueError(translate("Files", "“{path}” has no picture of a digit.").format(path=path))
    blank = len(there) - int(there.sum())
    if blank:
        notes = (*notes, _BLANK[blank != 1].format(count=blank))
    taken = Taken(counts[there], labels[there].astype(np.uint8), notes)
    check_counts(taken.counts, taken.labels)
    return taken


def _npz(path: Path) -> _Sets:
    """The pairs of pictures and labels in an .npz file."""
    arrays = read_arrays(path)
    sets = []
    for name, array in arrays.items():
        partner = _partner(name, arrays)
        if partner is None or array.ndim not in (2, 3, 4) or array.dtype.kind not in "buif" or not array.size:
            continue
        said = arrays[partner]
        count = len(said) if said.ndim else 0
        pictures = one_channel(array, count)
        try:
            labels = labels_in(said, len(pictures)) if said.ndim else None
        except ValueError as why:
            raise _UnusableError(str(why)) from None
        if labels is None:
            raise ValueError(
                translate(
                    "Files", "“{path}”: the labels “{partner}” do not fit the pictures “{name}”."
                ).format(path=path, partner=partner, name=name)
            )
        sets.append((pictures, labels))
    if not sets:
        raise ValueError(
            translate(
                "Files",
                "“{path}” has no pictures with labels: arrays called images and labels, or x_train "
                "and y_train.",
            ).format(path=path)
        )
    return sets


def _partner(name: str, arrays: Mapping[str, NDArray[Any]]) -> str | None:
    """The name of the labels that belong to the pictures of that name."""
    for pictures, labels in (
        (r"^x(.*)$", r"y\1"),
        (r"^X(.*)$", r"y\1"),
        (r"^(.*)(?:images|pictures|data|counts)$", r"\1labels"),
        (r"^(.*)data$", r"\1target"),
    ):
        partner = re.sub(pictures, labels, name)
        if partner != name and partner in arrays:
            return partner
    return None


def _idx_pair(path: Path) -> _Sets:
    """Pictures and labels from two IDX files, of which one is given."""
    array = _idx(path)
    if array.ndim not in (1, 3) or not len(array):
        raise ValueError(
            translate(
                "Files", "“{path}” holds an array of {ndim} dimensions: neither pictures nor labels."
            ).format(path=path, ndim=array.ndim)
        )
    words = ("images", "labels") if array.ndim == 3 else ("labels", "images")
    numbers = ("idx3", "idx1") if array.ndim == 3 else ("idx1", "idx3")
    name = path.name.replace(*words).replace(*numbers)
    plain = name.removesuffix(".gz")
    found = [path.with_name(other) for other in (name, plain, f"{plain}.gz")]
    partner = next((other for other in found if other != path and other.is_file()), None)
    if partner is None:
        raise ValueError(
            translate(
                "Files",
                "“{path}” has only the {words}: the file “{name}” of their {others} must be beside it.",
            ).format(path=path, words=words[0], name=name, others=words[1])
        )
    pictures, labels = (array, _idx(partner)) if array.ndim == 3 else (_idx(partner), array)
    if pictures.ndim != 3 or labels.shape != pictures.shape[:1]:
        raise ValueError(
            translate("Files", "“{name}” and “{name2}” do not belong together.").format(
                name=path.name, name2=partner.name
            )
        )
    if labels.max() > 9:
        raise _UnusableError(translate("Files", "has a label that is no digit from 0 to 9"))
    return [(pictures, labels.astype(np.int64))]


def _is_packed(file: BinaryIO) -> bool:
    packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    return packed


def _idx(path: Path) -> NDArray[np.uint8]:
    """The array in an IDX file: two zero bytes, the type, the number of sizes, the sizes, the numbers."""
    try:
        with open_ordinary(path) as plain, gzip.open(plain) if _is_packed(plain) else plain as file:
            zero, kind, dimensions = struct.unpack(">HBB", file.read(4))
            if zero or kind != _IDX_BYTES or not 1 <= dimensions <= 4:
                raise ValueError
            shape = struct.unpack(f">{dimensions}I", file.read(4 * dimensions))
            size = math.prod(shape)
            if size > MOST_BYTES:
                raise ValueError(
                    translate(
                        "Files", "“{path}” unpacks to {size:,.0f} MB, at most {most_bytes:,.0f} MB are read."
                    ).format(path=path, size=size / 1e6, most_bytes=MOST_BYTES / 1e6)
                )
            content = file.read(size)
            if len(content) < size or file.read(1):
                raise EOFError
    except OSError as error:
        raise ValueError(
            translate("Files", "“{path}” cannot be read: {why}.").format(
                path=path, why=error.strerror or translate("Files", "it is damaged")
            )
        ) from None
    except (EOFError, zlib.error):
        raise ValueError(
            translate("Files", "“{path}” is an IDX file that is not as long as it says.").format(path=path)
        ) from None
    except (struct.error, ValueError) as error:
        text = str(error)
        raise ValueError(
            text
            if text.startswith("“")
            else translate(
                "Files", "“{path}” is no IDX file of bytes (as MNIST's are), and no .npz file."
            ).format(path=path)
        ) from None
    return np.frombuffer(content, np.uint8).reshape(shape)


def _is_folder(path: Path) -> bool:
    """Whether it is a folder, not a file. Raises ``ValueError`` unless it is there and may be looked into."""
    try:
        if stat.S_ISDIR(path.stat().st_mode):
            os.scandir(path).close()
            return True
    except (FileNotFoundError, NotADirectoryError):
        raise ValueError(translate("Files", "“{path}” is not there.").format(path=path)) from None
    except OSError as error:
        raise ValueError(
            translate("Files", "“{path}” cannot be read: {why}.").format(path=path, why=why_not(error))
        ) from None
    return False
