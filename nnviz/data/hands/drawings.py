"""Digits that a person drew and said what they are: values, and the file that keeps them.

The file is a collection of strokes as ``nnviz.data.strokes`` describes it, with labels and two more arrays of
an entry each: ``when`` (seconds since 1970, float64) and ``id`` (int64). Digits that were cut out of a
picture have no strokes; where there are any, ``counts`` (n, 64), uint8, has their counts 0 to 16, and zeros
for drawings.
"""

from __future__ import annotations

import math
import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data.ink import prepare
from nnviz.data.strokes import StrokeSet, read_strokes_npz, strokes_npz
from nnviz.said import translate

MOST_DRAWINGS = 2_000
MOST_POINTS = 20_000  # of one drawing; a digit drawn slowly with a tablet has a few hundred
_FARTHEST = 10.0  # canvas widths


@dataclass(frozen=True, eq=False)
class MyDigit:
    """A drawing and what it is: ``strokes`` (n, 2) float32 each, read-only, in canvas coordinates 0..1.

    A digit that was cut out of a picture has no strokes but ``counts`` (64,) uint8, read-only, 0 to 16.
    ``when`` is in seconds since 1970; ``id`` is never given to another drawing.
    """

    id: int
    label: int
    when: float
    strokes: tuple[NDArray[np.float32], ...]
    counts: NDArray[np.uint8] | None = None

    @property
    def content(self) -> bytes:
        """The same bytes for the same drawing with the same label, whenever it was made."""
        counts = b"" if self.counts is None else self.counts.tobytes()
        return b"".join([bytes([self.label]), *(stroke.tobytes() + b"|" for stroke in self.strokes), counts])

    def renewed(self) -> MyDigit:
        """The same under an id of its own."""
        return replace(self, id=_new_id())


def my_digit(strokes: Sequence[ArrayLike], label: int, when: float | None = None) -> MyDigit:
    """A drawing that has just been made (or at ``when``), checked and copied, under an id of its own.

    Raises ``ValueError`` with one sentence if it has no point, too many, one that is far off the canvas, or
    if the label is no digit.
    """
    _check_label(label)
    copied = []
    for stroke in strokes:
        points = np.array(stroke, dtype=np.float32)
        if points.size and (points.ndim != 2 or points.shape[1] != 2):
            raise ValueError(translate("Data", "A stroke is a list of points [x, y]."))
        if not (np.abs(points) <= _FARTHEST).all():  # catches NaN as well
            raise ValueError(translate("Data", "A point of the drawing lies far off the canvas."))
        if len(points):
            points.setflags(write=False)
            copied.append(points)
    count = sum(map(len, copied))
    if not 0 < count <= MOST_POINTS:
        raise ValueError(
            translate(
                "Data",
                "The drawing has {count:,} points; there must be at least one and at most {most_points:,}.",
            ).format(count=count, most_points=MOST_POINTS)
        )
    return MyDigit(_new_id(), int(label), _moment(when), tuple(copied))


def my_counts(counts: ArrayLike, label: int, when: float | None = None) -> MyDigit:
    """A digit cut out of a picture, as the counts (64,), 0..16, that the network sees; else as ``my_digit``.

    Raises ``ValueError`` with one sentence if these are no counts, or nothing is there.
    """
    _check_label(label)
    given = np.asarray(counts, dtype=np.float64)
    if given.shape != (64,) or not ((given >= 0) & (given <= 16)).all():
        raise ValueError(translate("Data", "A digit of a picture is 64 counts from 0 to 16."))
    kept = np.rint(given).astype(np.uint8)
    if not kept.any():
        raise ValueError(translate("Data", "There is no ink in this picture."))
    kept.setflags(write=False)
    return MyDigit(_new_id(), int(label), _moment(when), (), kept)


def _check_label(label: int) -> None:
    if isinstance(label, bool) or label not in range(10):
        raise ValueError(
            translate("Data", "A drawing is one of the digits 0 to 9, not {label}.").format(
                label=str(label)[:20]
            )
        )


def _new_id() -> int:
    return secrets.randbits(62)


def _moment(when: float | None) -> float:
    return time.time() if when is None or not math.isfinite(when) else float(when)


def write_drawings(digits: Sequence[MyDigit]) -> bytes:
    """The bytes of the file that ``read_drawings`` reads."""
    about: dict[str, NDArray[Any]] = {}
    if any(digit.counts is not None for digit in digits):
        none = np.zeros(64, np.uint8)
        about["counts"] = np.array([none if digit.counts is None else digit.counts for digit in digits])
    return strokes_npz(
        [digit.strokes for digit in digits],
        [digit.label for digit in digits],
        when=np.array([digit.when for digit in digits], dtype=np.float64),
        id=np.array([digit.id for digit in digits], dtype=np.int64),
        **about,
    )


def read_drawings(path: Path) -> tuple[MyDigit, ...]:
    """The labelled drawings of a collection of strokes, oldest first; those without any ink are left out.

    Raises ``ValueError`` with one sentence for a file that cannot be read or used, or that holds too much;
    its size is checked before anything of it is read.
    """
    collection = read_strokes_npz(path)
    if collection.labels is None:
        raise ValueError(
            translate(
                "Data", "“{path}” does not say which digits its drawings are: it has no labels."
            ).format(path=path)
        )
    if len(collection) > MOST_DRAWINGS:
        raise ValueError(
            translate(
                "Data", "“{path}” holds {count:,} drawings; My digits takes at most {most_drawings:,}."
            ).format(path=path, count=len(collection), most_drawings=MOST_DRAWINGS)
        )
    return tuple(sorted(_digits(collection, collection.labels), key=lambda digit: digit.when))


def _digits(collection: StrokeSet, labels: NDArray[np.int64]) -> Iterable[MyDigit]:
    count = len(collection)
    whens = _numbers(collection, "when", count, "f")
    ids = _numbers(collection, "id", count, "iu")
    counts = _counts(collection, count)
    known: set[int] = set()
    for i in range(count):
        strokes, label, when = collection[i], int(labels[i]), None if whens is None else float(whens[i])
        if sum(map(len, strokes)):
            digit = my_digit(strokes, label, when)
        elif counts is not None and counts[i].any():
            digit = my_counts(counts[i], label, when)
        else:
            continue
        if ids is not None and int(ids[i]) not in known:
            digit = replace(digit, id=int(ids[i]))
        known.add(digit.id)
        yield digit


def _numbers(collection: StrokeSet, name: str, count: int, kinds: str) -> NDArray[Any] | None:
    array = collection.about.get(name)
    return array if array is not None and array.dtype.kind in kinds and array.shape == (count,) else None


def _counts(collection: StrokeSet, count: int) -> NDArray[Any] | None:
    array = collection.about.get("counts")
    if array is None or array.shape != (count, 64) or array.dtype != np.uint8 or array.max(initial=0) > 16:
        return None
    return array


def counted(digits: Sequence[MyDigit]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """What the network is to learn of them: counts (n, 64) float32, 0 to 16, and labels (n,).

    A millisecond each; drawings too small to be a digit are left out.
    """
    seen = [(prepare(d.strokes).seen if d.counts is None else d.counts, d.label) for d in digits]
    kept = [(counts, label) for counts, label in seen if counts.any()]
    counts = np.array([one for one, _ in kept], dtype=np.float32).reshape(-1, 64)
    return counts, np.array([label for _, label in kept], dtype=np.int64)
