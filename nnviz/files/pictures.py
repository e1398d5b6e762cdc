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
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from nnviz.data.hands.pictures import SMALL, count_pictures
from nnviz.data.hands.store import MOST_PICTURES, Counts, check_counts
from nnviz.data.ink_image import prepare_image
from nnviz.data.ordinary import open_ordinary
from nnviz.data.picture_file import read_image
from nnviz.data.saving import why_not
from nnviz.files.arrays import read_arrays

MOST_BYTES = 256_000_000  # of an IDX file, unpacked
MOST_FILES = 5_000  # of a folder: each takes a hundredth of a second
_IDX_BYTES = 0x08  # the type code of unsigned bytes
_PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp")

Progress = Callable[[float], None]
_Sets = list[tuple[NDArray[Any], NDArray[Any]]]


def open_pictures(path: Path, progress: Progress = lambda share: None) -> tuple[Counts, Counts]:
    """Counts (n, 64) and labels (n,) of the labelled digits in a file or folder.

    An IDX file of pictures needs that of its labels beside it, named alike (``train-images-idx3-ubyte`` and
    ``train-labels-idx1-ubyte``, with or without ``.gz``); either may be given. An ``.npz`` file has one or
    more pairs of pictures (n, h, w) or (n, 64) counts, and labels: ``x_train`` and ``y_train``, ``images``
    and ``labels``, and the like. A folder has a folder for each digit, or files whose names begin with it.
    Raises ``ValueError`` with one sentence for anything else.
    """
    if _is_folder(path):
        return _kept(path, *_folder(path, progress))
    sets = _npz(path) if path.suffix.lower() == ".npz" else _idx_pair(path)
    total = sum(len(labels) for _, labels in sets)
    if total > MOST_PICTURES:
        raise ValueError(f"“{path}” has {total:,} pictures, and at most {MOST_PICTURES:,} are taken.")
    done, counts = 0, []
    for pictures, labels in sets:
        part = partial(_tell_part, progress, done / total, len(labels) / total)
        counts.append(_counted(path, pictures, part))
        done += len(labels)
    return _kept(path, np.concatenate(counts), np.concatenate([labels for _, labels in sets]))


def _tell_part(progress: Progress, start: float, length: float, share: float) -> None:
    progress(start + length * share)


def _kept(path: Path, counts: Counts, labels: NDArray[Any]) -> tuple[Counts, Counts]:
    """Those pictures on which there is a digit."""
    if len(labels) and not np.isin(labels, np.arange(10)).all():
        raise ValueError(f"“{path}” has a label that is no digit from 0 to 9.")
    there = counts.any(axis=1)
    if not there.any():
        raise ValueError(f"“{path}” has no picture of a digit.")
    counts, labels = counts[there], labels[there].astype(np.uint8)
    check_counts(counts, labels)
    return counts, labels


def _counted(path: Path, pictures: NDArray[Any], progress: Progress) -> Counts:
    """(n, 64) counts of pictures (n, h, w), or of what are counts already."""
    if not np.isfinite(pictures).all() or pictures.min() < 0:
        raise ValueError(f"“{path}” has a pixel that is no number from 0 up.")
    most = float(pictures.max())
    side = math.isqrt(pictures.shape[1])
    if pictures.ndim == 3 and pictures.shape[1:] == (8, 8):
        pictures, side = pictures.reshape(-1, 64), 8
    if pictures.ndim == 2 and side == 8 and most <= 16:
        return np.asarray(np.rint(pictures), dtype=np.uint8)
    if pictures.ndim == 2 and side * side == pictures.shape[1]:
        pictures = pictures.reshape(-1, side, side)
    if pictures.ndim != 3 or min(pictures.shape[1:]) <= 8 or max(pictures.shape[1:]) > SMALL:
        raise ValueError(
            f"“{path}” has pictures of the shape {pictures.shape[1:]}; they must be of 9 to {SMALL} pixels a "
            "side, or 64 counts from 0 to 16."
        )
    if most > 255:
        raise ValueError(f"“{path}” has a pixel of {most:g}; the most is 255.")
    pixels = np.rint(pictures * (255 if most <= 1 else 1)).astype(np.uint8)
    edges = np.concatenate([pixels[:, 0].ravel(), pixels[:, -1].ravel()])
    if np.median(edges) > 127:  # dark ink on light paper
        pixels = 255 - pixels
    return count_pictures(pixels, lambda done: progress(done / len(pixels)))


def _npz(path: Path) -> _Sets:
    """The pairs of pictures and labels in an .npz file."""
    arrays = read_arrays(path)
    sets = []
    for name, array in arrays.items():
        partner = _partner(name, arrays)
        if partner is not None and array.ndim in (2, 3) and array.dtype.kind in "buif" and array.size:
            labels = arrays[partner]
            if labels.shape != array.shape[:1] or labels.dtype.kind not in "uif":
                raise ValueError(f"“{path}”: the labels “{partner}” do not fit the pictures “{name}”.")
            sets.append((array, labels))
    if not sets:
        raise ValueError(
            f"“{path}” has no pictures with labels: arrays called images and labels, or x_train and y_train."
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
        raise ValueError(f"“{path}” holds an array of {array.ndim} dimensions: neither pictures nor labels.")
    words = ("images", "labels") if array.ndim == 3 else ("labels", "images")
    numbers = ("idx3", "idx1") if array.ndim == 3 else ("idx1", "idx3")
    name = path.name.replace(*words).replace(*numbers)
    plain = name.removesuffix(".gz")
    found = [path.with_name(other) for other in (name, plain, f"{plain}.gz")]
    partner = next((other for other in found if other != path and other.is_file()), None)
    if partner is None:
        raise ValueError(
            f"“{path}” has only the {words[0]}: the file “{name}” of their {words[1]} must be beside it."
        )
    pictures, labels = (array, _idx(partner)) if array.ndim == 3 else (_idx(partner), array)
    if pictures.ndim != 3 or labels.shape != pictures.shape[:1]:
        raise ValueError(f"“{path.name}” and “{partner.name}” do not belong together.")
    return [(pictures, labels)]


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
                    f"“{path}” unpacks to {size / 1e6:,.0f} MB, at most {MOST_BYTES / 1e6:,.0f} MB are read."
                )
            content = file.read(size)
            if len(content) < size or file.read(1):
                raise EOFError
    except OSError as error:
        raise ValueError(f"“{path}” cannot be read: {error.strerror or 'it is damaged'}.") from None
    except (EOFError, zlib.error):
        raise ValueError(f"“{path}” is an IDX file that is not as long as it says.") from None
    except (struct.error, ValueError) as error:
        text = str(error)
        raise ValueError(
            text
            if text.startswith("“")
            else f"“{path}” is no IDX file of bytes (as MNIST's are), and no .npz file."
        ) from None
    return np.frombuffer(content, np.uint8).reshape(shape)


def _is_folder(path: Path) -> bool:
    """Whether it is a folder, not a file. Raises ``ValueError`` unless it is there and may be looked into."""
    try:
        if stat.S_ISDIR(path.stat().st_mode):
            os.scandir(path).close()
            return True
    except (FileNotFoundError, NotADirectoryError):
        raise ValueError(f"“{path}” is not there.") from None
    except OSError as error:
        raise ValueError(f"“{path}” cannot be read: {why_not(error)}.") from None
    return False


def _folder(path: Path, progress: Progress) -> tuple[Counts, NDArray[Any]]:
    """The picture files of a folder, and the digit each is."""
    found = []
    for file in sorted([*path.glob("*"), *path.glob("[0-9]/*")]):
        digit = file.parent.name if file.parent != path else file.name[:1]
        if file.suffix.lower() in _PICTURES and len(digit) == 1 and digit in "0123456789":
            found.append((file, int(digit)))
        if len(found) > MOST_FILES:
            raise ValueError(f"“{path}” has more than {MOST_FILES:,} pictures.")
    if not found:
        raise ValueError(
            f"“{path}” has no pictures of digits: it needs a folder for each digit (0 to 9) with picture "
            "files in it, or files whose names begin with the digit."
        )
    counts = np.zeros((len(found), 64), np.uint8)
    for i, (file, _) in enumerate(found):
        counts[i] = prepare_image(read_image(file)).seen
        progress((i + 1) / len(found))
    return counts, np.array([digit for _, digit in found])
