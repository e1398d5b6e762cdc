"""Doodles: drawings of a person's own classes, and how they become pictures that are learned.

Few drawings are learned from in changed copies as well, turned, stretched and slanted a little: never the
drawings that are kept for testing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data.dataset import Dataset, Kind, RawData, make_dataset
from nnviz.data.framed import prepare_in
from nnviz.data.frames import Frame
from nnviz.data.hands.drawings import MOST_DRAWINGS, MyDigit, my_digit
from nnviz.data.own.content import Content, packed_texts, texts_of
from nnviz.data.own.own import Own
from nnviz.data.strokes import read_strokes_npz, strokes_npz
from nnviz.said import translate

CLASSES: Final = (2, 10)
LONGEST: Final = 24  # letters of a class
SIDE: Final = 28
#: Every doodle is as large, and in the middle, however it was drawn.
FRAME: Final = Frame(SIDE, spans=(22.0, 22.0), pens=(1.6, 2.4), room=0.0)
MOST_COPIES: Final = 50
_MOST_PICTURES = 800  # with all copies; each takes a millisecond or two to make
_BYTES = 4 * LONGEST
_TURN, _STRETCH, _SLANT = 0.25, 0.15, 0.2  # radians, share, share

Strokes = Sequence[NDArray[np.floating[Any]]]


@dataclass(frozen=True, eq=False)
class Doodle:
    """A drawing of what ``label`` says: as ``MyDigit``, but that words are its labels."""

    id: int
    label: str
    when: float
    strokes: tuple[NDArray[np.float32], ...]
    counts: None = None

    @property
    def content(self) -> bytes:
        """The same bytes for the same drawing of the same thing."""
        return b"|".join([self.label.encode(), *(stroke.tobytes() for stroke in self.strokes)])

    def renewed(self) -> Doodle:
        """The same under an id of its own."""
        return _doodle(my_digit(self.strokes, 0, self.when), self.label)


def doodle(strokes: Sequence[ArrayLike], label: str, when: float | None = None) -> Doodle:
    """A drawing that has just been made. Raises ``ValueError`` with one sentence as ``my_digit`` does, and
    for what is no name of a class."""
    return _doodle(my_digit(strokes, 0, when), class_name(label))


def _doodle(drawn: MyDigit, label: str) -> Doodle:
    return Doodle(drawn.id, label, drawn.when, drawn.strokes)


def class_name(text: str) -> str:
    """A name as it is kept. Raises ``ValueError`` with one sentence for none, or one that is too long."""
    name = " ".join(text.split())
    if not name or len(name) > LONGEST or not name.isprintable():
        raise ValueError(
            translate("Data", "The name of a class has 1 to {most} letters.").format(most=LONGEST)
        )
    return name


# --- the file that keeps them -------------------------------------------------------------------------------
def write_doodles(doodles: Sequence[Doodle]) -> bytes:
    """The bytes of the file that ``read_doodles`` reads: a collection of strokes as ``data.strokes`` has it,
    with ``word`` (n, 96) uint8, the name of the class in UTF-8, zeros behind it."""
    names = [*dict.fromkeys(each.label for each in doodles)]
    words = np.zeros((len(doodles), _BYTES), np.uint8)
    for row, each in zip(words, doodles, strict=True):
        coded = each.label.encode()[:_BYTES]
        row[: len(coded)] = np.frombuffer(coded, np.uint8)
    return strokes_npz(
        [each.strokes for each in doodles],
        [names.index(each.label) % CLASSES[1] for each in doodles],
        when=np.array([each.when for each in doodles], dtype=np.float64),
        id=np.array([each.id for each in doodles], dtype=np.int64),
        word=words,
    )


def read_doodles(path: Path) -> tuple[Doodle, ...]:
    """The doodles in a file, oldest first. Raises ``ValueError`` with one sentence for any other."""
    collection = read_strokes_npz(path)
    count, word = len(collection), collection.about.get("word")
    if word is None or word.dtype != np.uint8 or word.shape != (count, _BYTES):
        raise ValueError(
            translate("Data", "“{path}” does not say what its drawings are of: it has no words.").format(
                path=path
            )
        )
    if count > MOST_DRAWINGS:
        raise ValueError(
            translate("Data", "“{path}” holds {count:,} drawings; at most {most:,} are taken.").format(
                path=path, count=count, most=MOST_DRAWINGS
            )
        )
    whens = collection.about.get("when")
    known = whens is not None and whens.shape == (count,) and whens.dtype.kind == "f"
    found = []
    for i in range(count):
        strokes = collection[i]
        if sum(map(len, strokes)):
            name = word[i].tobytes().rstrip(b"\0").decode("utf-8", "replace")
            when = float(whens[i]) if known and whens is not None else None
            found.append(doodle(strokes, name, when))
    return tuple(sorted(found, key=lambda each: each.when))


# --- as data ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class DoodleRecipe:
    """Each drawing that is learned from is so in ``copies`` changed ones as well."""

    copies: int = 8

    @property
    def kind(self) -> Kind:
        """Classes are learned."""
        return "classification"

    @property
    def frame(self) -> Frame:
        """How a drawing becomes one of the pictures."""
        return FRAME

    @property
    def scaled(self) -> bool:
        """Classes have no scale."""
        return False

    @property
    def whole(self) -> bool:
        """Some are kept for testing, where there are enough."""
        return False

    def to_dict(self) -> dict[str, Any]:
        """The same as values that JSON knows."""
        return asdict(self)


def read_recipe(values: Mapping[str, Any]) -> DoodleRecipe:
    """What ``DoodleRecipe.to_dict`` wrote. Raises ``ValueError`` with one sentence for anything else."""
    match values:
        case {"copies": int(copies), **other} if not other and not isinstance(copies, bool):
            if 0 <= copies <= MOST_COPIES:
                return DoodleRecipe(copies=copies)
    raise ValueError(translate("Data", "The recipe of the doodles is described in a way that cannot be."))


def doodle_content(doodles: Sequence[Doodle], classes: Sequence[str]) -> Content:
    """Those of the ``classes``, in their order."""
    kept = [each for each in doodles if each.label in classes]
    strokes = [stroke for each in kept for stroke in each.strokes]
    words, lengths = packed_texts(classes)
    return Content(
        {"name": "doodles"},
        {
            "points": np.concatenate([np.zeros((0, 2), np.float32), *strokes]),
            "stroke_start": np.cumsum([0, *map(len, strokes)]).astype(np.int32),
            "sample_start": np.cumsum([0, *(len(each.strokes) for each in kept)]).astype(np.int32),
            "labels": np.array([classes.index(each.label) for each in kept], np.int32),
            "classes": words,
            "class_lengths": lengths,
        },
    )


@dataclass(frozen=True, eq=False)
class _Opened:
    drawings: tuple[Strokes, ...]
    labels: NDArray[np.int32]
    classes: tuple[str, ...]


@lru_cache(maxsize=4)
def _opened(content: Content) -> _Opened:
    fault = ValueError(translate("Data", "The data of one's own hold no doodles of two classes or more."))
    names = {"points", "stroke_start", "sample_start", "labels", "classes", "class_lengths"}
    arrays = content.arrays
    if arrays.keys() != names:
        raise fault
    points, labels = arrays["points"], arrays["labels"]
    starts, samples = arrays["stroke_start"], arrays["sample_start"]
    classes = tuple(texts_of(arrays["classes"], arrays["class_lengths"]))
    sound = (
        points.ndim == 2
        and points.shape[1] == 2
        and points.dtype == np.float32
        and all(one.ndim == 1 and one.dtype == np.int32 for one in (starts, samples, labels))
        and _counts_up(starts, len(points))
        and _counts_up(samples, len(starts) - 1)
        and len(samples) == len(labels) + 1
        and 0 < len(labels) <= MOST_DRAWINGS
        and CLASSES[0] <= len(classes) <= CLASSES[1]
        and len({class_name(name) for name in classes}) == len(classes)
    )
    if not sound or labels.min() < 0 or labels.max() >= len(classes) or not np.isfinite(points).all():
        raise fault
    strokes = [points[start:end] for start, end in pairwise(starts.tolist())]
    drawings = tuple(tuple(strokes[start:end]) for start, end in pairwise(samples.tolist()))
    return _Opened(drawings, labels, classes)


def _counts_up(starts: NDArray[Any], end: int) -> bool:
    """Whether these are the beginnings of parts of so many, the last one being their end."""
    return bool(len(starts) and starts[0] == 0 and starts[-1] == end and (np.diff(starts) >= 0).all())


def check(content: Content) -> None:
    """Raise ``ValueError`` with one sentence unless it holds doodles."""
    _opened(content)


@lru_cache(maxsize=2)  # a look back, a branch and micro-steps ask for the same again
def make(own: Own, test_share: float, seed: int, scale: str) -> Dataset:
    """The data set. Raises ``ValueError`` with one sentence where the content holds none."""
    recipe, found = own.recipe, _opened(own.content)
    assert isinstance(recipe, DoodleRecipe)
    tested = _tested(found.labels, test_share)
    rng = np.random.default_rng(seed)
    copies = min(recipe.copies, max(0, _MOST_PICTURES // len(found.labels) - 1))
    pictures, labels, kept = [], [], []
    for strokes, label, test in zip(found.drawings, found.labels.tolist(), tested.tolist(), strict=True):
        versions = [strokes] if test else [strokes, *(_changed(strokes, rng) for _ in range(copies))]
        for version in versions:
            pictures.append(prepare_in(FRAME, version).seen)
            labels.append(label)
            kept.append(test)
    raw = RawData(
        np.array(pictures, np.float32),
        np.array(labels, np.int64),
        found.classes,
        feature_shape=(SIDE, SIDE),
        tested=np.array(kept) if any(kept) else None,
        whole=not any(kept),
        family="images",
        frame=FRAME,
    )
    return make_dataset(own.source, raw, test_share=test_share, split_seed=seed, scale=scale)


def _tested(labels: NDArray[np.int32], share: float) -> NDArray[np.bool_]:
    """(n,) whether a drawing is kept for testing: the last ones of each class that has three or more."""
    tested = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        mine = np.flatnonzero(labels == label)
        if len(mine) > 2:
            tested[mine[-min(len(mine) - 2, max(1, round(share * len(mine)))) :]] = True
    return tested


def _changed(strokes: Strokes, rng: np.random.Generator) -> list[NDArray[np.floating[Any]]]:
    """The drawing turned, stretched and slanted a little, about its middle."""
    turn = rng.uniform(-_TURN, _TURN)
    wide, high = 1 + rng.uniform(-_STRETCH, _STRETCH, 2)
    slant = rng.uniform(-_SLANT, _SLANT)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = matrix @ np.array([[wide, slant], [0.0, high]])
    middle = np.concatenate(strokes).mean(axis=0)
    return [(stroke - middle) @ matrix.T + middle for stroke in strokes]
