"""Pen strokes in files: drawings as JSON, collections of labelled drawings as ``.npz``.

A collection holds NumPy arrays, never pickled: ``points`` (P, 2) floats in canvas coordinates, x right and y
down; ``stroke_start`` (S + 1,) integers, stroke j being ``points[stroke_start[j]:stroke_start[j + 1]]``;
``sample_start`` (N + 1,) integers, sample i being the strokes from ``sample_start[i]`` up to, but without,
``sample_start[i + 1]``; and, if known, ``labels`` (N,) integers 0..9. Other arrays may be there as well, one
entry a sample.
"""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data.npz import DamagedError, read_arrays
from nnviz.data.ordinary import open_ordinary
from nnviz.said import translate

Strokes = list[NDArray[np.float64]]

MOST_TEXT = 5_000_000  # characters of JSON
MOST_POINTS = 5_000_000
_MOST_BYTES = 1_000_000  # of a file with one drawing
_NEEDED = ("points", "stroke_start", "sample_start")
_DRAWING = translate("Data", "a drawing is a list of strokes, each a list of points [x, y] between 0 and 1")


@dataclass(frozen=True, eq=False)
class StrokeSet:
    """Drawings and, where known, what they are; arrays are read-only.

    points (P, 2) float64; stroke_start (S + 1,) and sample_start (N + 1,) int64, as in the file;
    labels (N,) int64 or None; about: the file's other arrays that have an entry for each sample, by name.
    """

    points: NDArray[np.float64]
    stroke_start: NDArray[np.int64]
    sample_start: NDArray[np.int64]
    labels: NDArray[np.int64] | None = None
    about: Mapping[str, NDArray[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for array in (self.points, self.stroke_start, self.sample_start, self.labels, *self.about.values()):
            if array is not None:
                array.setflags(write=False)

    def __len__(self) -> int:
        return len(self.sample_start) - 1

    def __getitem__(self, index: int) -> Strokes:
        """The strokes of one drawing, (n, 2) float64 each."""
        if not 0 <= index < len(self):
            raise IndexError(
                translate("Data", "There is no drawing {index} among {count}.").format(
                    index=index, count=len(self)
                )
            )
        ends = self.stroke_start[self.sample_start[index] : self.sample_start[index + 1] + 1]
        return [self.points[start:end] for start, end in itertools.pairwise(ends)]


def read_strokes_file(path: Path) -> Strokes:
    """A drawing of a person from a JSON file, as ``read_strokes_json`` reads it.

    Raises ``ValueError`` with one sentence if the file cannot be read or holds no drawing.
    """
    with open_ordinary(path, _MOST_BYTES) as file:
        content = file.read()
    try:
        strokes = read_strokes_json(content)
    except ValueError as sentence:
        raise ValueError(
            translate("Data", "“{path}” is no drawing. {why}").format(path=path, why=str(sentence))
        ) from None
    if not any(len(stroke) for stroke in strokes):
        raise ValueError(translate("Data", "“{path}” is no drawing: it has no points.").format(path=path))
    return strokes


def read_strokes_json(text: str | bytes) -> Strokes:
    """The drawing in a JSON text: a list of strokes, each a list of points [x, y] in 0..1, y down.

    Bytes may be UTF-8, -16 or -32, with or without a mark of which it is. Raises ValueError, in a sentence,
    for anything else.
    """
    if len(text) > MOST_TEXT:
        raise ValueError(
            translate("Data", "The drawing is too long: {count:,} characters, at most {most_text:,}.").format(
                count=len(text), most_text=MOST_TEXT
            )
        )
    try:
        drawing = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise ValueError(
            translate("Data", "This is no drawing in JSON: {drawing}.").format(drawing=_DRAWING)
        ) from None
    if not isinstance(drawing, list):
        raise ValueError(
            translate("Data", "The JSON text holds no drawing: {drawing}.").format(drawing=_DRAWING)
        )
    return [_stroke(stroke, number) for number, stroke in enumerate(drawing, start=1)]


def _refuse_constant(name: str) -> None:
    raise ValueError(translate("Data", "{name} is no number").format(name=name))


def _stroke(stroke: object, number: int) -> NDArray[np.float64]:
    """A stroke of a JSON drawing as an (n, 2) array."""
    if not isinstance(stroke, list):
        raise ValueError(
            translate("Data", "Stroke {number} of the drawing is no list of points: {drawing}.").format(
                number=number, drawing=_DRAWING
            )
        )
    for point in stroke:
        if not (isinstance(point, list) and len(point) == 2 and all(map(_is_coordinate, point))):
            shown = json.dumps(point)
            shown = shown if len(shown) <= 40 else shown[:37] + "..."
            raise ValueError(
                translate("Data", "Stroke {number} of the drawing holds {shown}: {drawing}.").format(
                    number=number, shown=shown, drawing=_DRAWING
                )
            )
    return np.array(stroke, dtype=np.float64).reshape(-1, 2)


def _is_coordinate(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def write_strokes_json(strokes: Sequence[ArrayLike]) -> str:
    """The text that ``read_strokes_json`` reads, coordinates to four decimals (a 10,000th of the canvas)."""
    rounded = [np.round(np.asarray(stroke, dtype=np.float64).reshape(-1, 2), 4) for stroke in strokes]
    return json.dumps([stroke.clip(0, 1).tolist() for stroke in rounded])


def strokes_npz(
    drawings: Sequence[Sequence[ArrayLike]], labels: ArrayLike | None = None, **about: NDArray[Any]
) -> bytes:
    """A collection as the bytes of a file that ``read_strokes_npz`` reads; points become float32.

    about: other arrays with an entry for each drawing.
    """
    strokes = [np.asarray(stroke, np.float32).reshape(-1, 2) for drawing in drawings for stroke in drawing]
    arrays: dict[str, NDArray[Any]] = {
        "points": np.concatenate([np.zeros((0, 2), np.float32), *strokes]),
        "stroke_start": np.cumsum([0, *map(len, strokes)]).astype(np.int64),
        "sample_start": np.cumsum([0, *map(len, drawings)]).astype(np.int64),
    }
    if labels is not None:
        arrays["labels"] = np.asarray(labels, dtype=np.uint8)
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays, **about)
    return file.getvalue()


def write_strokes_npz(
    path: str | Path, drawings: Sequence[Sequence[ArrayLike]], labels: ArrayLike | None = None
) -> None:
    """Write drawings as a collection that ``read_strokes_npz`` reads; points become float32."""
    Path(path).write_bytes(strokes_npz(drawings, labels))


def read_strokes_npz(path: str | Path) -> StrokeSet:
    """The collection of drawings in an ``.npz`` file, as the module's text describes it.

    Raises ValueError, in a sentence, for a file that cannot be read, is no such collection, or is too large;
    sizes are checked before anything is unpacked.
    """
    arrays = read_arrays(Path(path))
    try:
        return _stroke_set({name: array for name, array in arrays.items() if array.dtype.kind in "biuf"})
    except DamagedError as error:
        raise ValueError(
            translate("Data", "“{path}” is no collection of strokes: {error}.").format(path=path, error=error)
        ) from None


def _stroke_set(arrays: dict[str, NDArray[Any]]) -> StrokeSet:
    """The arrays checked against one another."""
    missing = [name for name in _NEEDED if name not in arrays]
    if missing:
        raise DamagedError(
            translate("Data", "the array {low} is missing or holds no numbers").format(low=missing[0])
        )
    points = arrays["points"]
    if points.ndim != 2 or points.shape[1] != 2:
        raise DamagedError(
            translate("Data", "points has the shape {shape} instead of (number, 2)").format(
                shape=points.shape
            )
        )
    if len(points) > MOST_POINTS:
        raise DamagedError(
            translate("Data", "it has {count:,} points, at most {most_points:,}").format(
                count=len(points), most_points=MOST_POINTS
            )
        )
    with np.errstate(over="ignore"):
        points = points.astype(np.float64)
    if not np.isfinite(points).all():
        raise DamagedError(translate("Data", "a point has a coordinate that is not a number"))
    stroke_start = _starts(arrays["stroke_start"], "stroke_start", len(points))
    sample_start = _starts(arrays["sample_start"], "sample_start", len(stroke_start) - 1)
    count = len(sample_start) - 1
    about = {
        name: array.copy()
        for name, array in arrays.items()
        if name not in (*_NEEDED, "labels") and array.ndim in (1, 2) and len(array) == count
    }
    labels = _labels(arrays["labels"], count) if "labels" in arrays else None
    return StrokeSet(points, stroke_start, sample_start, labels, about)


def _starts(array: NDArray[Any], name: str, end: int) -> NDArray[np.int64]:
    """Where things begin: integers that rise from 0 to ``end``."""
    if array.ndim != 1 or array.dtype.kind not in "iu" or len(array) == 0:
        raise DamagedError(translate("Data", "{name} is no list of whole numbers").format(name=name))
    if array[0] != 0 or array[-1] != end or (array[1:] < array[:-1]).any():
        raise DamagedError(
            translate("Data", "{name} does not rise from 0 to {end}").format(name=name, end=end)
        )
    return array.astype(np.int64)


def _labels(array: NDArray[Any], count: int) -> NDArray[np.int64]:
    if array.shape != (count,) or array.dtype.kind not in "iu":
        raise DamagedError(
            translate("Data", "labels is not a list of {count} whole numbers").format(count=count)
        )
    if count and (array.min() < 0 or array.max() > 9):
        raise DamagedError(translate("Data", "labels has a number that is no digit"))
    return array.astype(np.int64)
