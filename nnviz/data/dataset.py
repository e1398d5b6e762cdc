"""The frozen data set that an experiment trains and tests on, and how one is made: split, then scaled."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data.entered import Entered
from nnviz.data.families import FAMILIES
from nnviz.data.frames import Frame
from nnviz.data.modes import Modes
from nnviz.data.planar import planar_features
from nnviz.said import Sentence, translate

Kind = Literal["classification", "regression", "nothing"]
#: What is asked of a sample, which decides what is measured: a class or values, a class at every step, or
#: nothing: there are only more to be made of the same. Of values at every step the same is measured as of
#: others.
Asked = Literal["classification", "regression", "nothing", "each_step"]
Floats = NDArray[np.float32]

_BLOCK = 4096  # samples that are scaled at once


@dataclass(frozen=True, eq=False)
class Longer:
    """Sequences of more steps T than those of a data set, to see how far what was learned reaches.

    ``features`` (m, features * T) float32 are in the units of the source, ``labels`` (m, T). Read-only.
    """

    features: Floats
    labels: NDArray[Any]


@dataclass(frozen=True)
class Following:
    """How sequences are gone on with: what is asked at a step is what is read at the next.

    ``begins`` is the symbol that is read before all, "" for none; behind ``ends`` nothing follows.
    ``within``: nothing is read beyond the steps of the data set.
    """

    begins: str = ""
    ends: str = ""
    within: bool = False

    @property
    def temperature(self) -> float:
        """The usual one to draw at; 0, the likeliest, where there is but one right answer."""
        return 0.0 if self.within else 1.0


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples to learn from and samples to be tested on. All arrays are read-only.

    ``train_features`` and ``test_features`` are (n, d) float32 in the network's units; the units of the
    source are ``raw(features)``. ``train_labels`` and ``test_labels`` are (n,) int64 class numbers, or
    (n,) or (n, k) float32 values where ``kind`` is "regression"; where it is "nothing", (n, 0).
    ``train_indices`` and ``test_indices`` say where each sample stood in the set as it was published.

    A sequence has the ``feature_shape`` (features, steps). Where it is of symbols, one-hot, ``symbols`` names
    the features. Asked ``every_step``, its labels are (n, steps): class numbers with -1, or values with NaN,
    where nothing is asked. Where what is asked is what is read next, ``following`` says how it is gone on
    with. ``longer`` are sequences beyond the length of those that are learned.

    ``family`` says what a sample is (``FAMILIES``). A set on the plane has ``made_of``, the names of the
    features that the inputs are made of, and its ``train_points`` and ``test_points``, (n, 2) float32; one
    whose points heap up has its ``modes``.
    ``frame``: what a drawing has to become to be one of its pictures (``data.framed``). Where samples have
    ``sample_names``, these are those of the test part.
    ``entered``: which columns of a table of one's own its inputs and its target are. Of values that are
    scaled, the labels are what the network learns; ``in_own_unit`` brings them back.
    """

    name: str
    train_features: Floats
    train_labels: NDArray[Any]
    test_features: Floats
    test_labels: NDArray[Any]
    train_indices: NDArray[np.int64]
    test_indices: NDArray[np.int64]
    class_names: tuple[str, ...]
    feature_names: tuple[str, ...]
    feature_shape: tuple[int, ...]
    kind: Kind
    offset: Floats
    factor: Floats
    made_of: tuple[str, ...] = ()
    train_points: Floats | None = None
    test_points: Floats | None = None
    family: str = "table"
    frame: Frame | None = None
    symbols: tuple[str, ...] = ()
    every_step: bool = False
    following: Following | None = None
    longer: Longer | None = None
    modes: Modes | None = None
    entered: Entered | None = None
    sample_names: tuple[str, ...] = ()

    @property
    def asked(self) -> Asked:
        """What is asked of a sample."""
        return asked_of(self.kind, self.every_step)

    @cached_property
    def labelled(self) -> bool:
        """Whether there are test samples, and of each is known what is right."""
        labels = self.test_labels
        known = np.isfinite(labels) if self.kind == "regression" else labels >= 0
        return bool(len(labels)) and bool(known.any() if self.every_step else known.all())

    @property
    def planar(self) -> bool:
        """Whether the samples are points of the plane."""
        return FAMILIES[self.family].placed

    def at(self, points: ArrayLike) -> Floats:
        """(n, d) what the network takes at the (n, 2) points of the plane.

        Raises ``ValueError`` for a set that is not on the plane, and for points that are no pairs.
        """
        where = np.asarray(points, dtype=np.float64)
        if not self.planar or where.ndim != 2 or where.shape[1] != 2:
            raise ValueError(
                translate("Data", "The data set “{name}” has no inputs at {shape} points of a plane.").format(
                    name=self.name, shape=where.shape
                )
            )
        return self.scaled(planar_features(where, self.made_of))

    def points(self, part: Literal["train", "test"]) -> Floats | None:
        """(n, 2) where the samples of that part lie on the plane; None for a set that is not on it."""
        return self.train_points if part == "train" else self.test_points

    @property
    def input_size(self) -> int:
        """How many numbers a sample has."""
        return int(self.train_features.shape[1])

    @property
    def output_size(self) -> int:
        """How many numbers a regression asks for, of a sample or of a step, or how many classes there are."""
        values = self.train_labels
        single = values.ndim == 1 or self.every_step
        return len(self.class_names) or (1 if single else int(values.shape[1]))

    def scaled(self, raw: NDArray[Any]) -> Floats:
        """(..., d) numbers in the source's units (pixels 0 to 16) as the network takes them."""
        return ((raw - self.offset) * self.factor).astype(np.float32)

    def in_own_unit(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """Values of a regression as they were before they were scaled."""
        return np.asarray(values, np.float64) if self.entered is None else self.entered.target.own(values)

    def raw(self, features: NDArray[Any]) -> Floats:
        """(..., d) network inputs in the units of the source; the inverse of ``scaled``."""
        return (features / self.factor + self.offset).astype(np.float32)


def asked_of(kind: Kind, every_step: bool) -> Asked:
    """What is asked of samples of that kind, once or at every step."""
    return "each_step" if every_step and kind == "classification" else kind


_Fit = Callable[[NDArray[Any]], tuple[NDArray[np.float64], NDArray[np.float64]]]


@dataclass(frozen=True)
class Scale:
    """A way to bring features into the network's units, in words, with a note of what that comes to.

    ``fit`` makes (offset, factor), each (d,), of training features (n, d); they are applied as
    ``(x - offset) * factor``.
    """

    label: Sentence
    note: Sentence
    fit: _Fit


def _fixed(offset: float, factor: float) -> _Fit:
    """The same for every feature, whatever it holds."""

    def scale(train: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        size = train.shape[1]
        return np.full(size, offset), np.full(size, factor)

    return scale


def _minmax(train: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    low = train.min(axis=0).astype(np.float64)
    span = train.max(axis=0) - low
    return low, 1 / np.where(span > 0, span, 1)


def _standard(train: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    train = np.asarray(train, dtype=np.float64)
    deviation = train.std(axis=0)
    return train.mean(axis=0), 1 / np.where(deviation > 0, deviation, 1)


_ALIKE = translate("Data", "The same for both coordinates")

#: By name; fitted on the training part alone, where a constant feature keeps factor 1.
SCALES: dict[str, Scale] = {
    "sixteenth": Scale(
        translate("Data", "divided by 16"),
        translate("Data", "0 to 1, the same for every pixel"),
        _fixed(0.0, 1 / 16),
    ),
    "minmax": Scale(
        translate("Data", "0 to 1 each"),
        translate("Data", "Each pixel's own smallest and largest count become 0 and 1"),
        _minmax,
    ),
    "standard": Scale(
        translate("Data", "standardised"),
        translate("Data", "Each pixel with mean 0 and deviation 1"),
        _standard,
    ),
    "half": Scale(translate("Data", "divided by 2"), _ALIKE, _fixed(0.0, 1 / 2)),
    "quarter": Scale(translate("Data", "divided by 4"), _ALIKE, _fixed(0.0, 1 / 4)),
    "around_eight": Scale(
        translate("Data", "less 8, divided by 8"),
        translate("Data", "-1 to 1, the same for every pixel"),
        _fixed(8.0, 1 / 8),
    ),
    "none": Scale(translate("Data", "as they are"), translate("Data", "Counts of 0 to 16"), _fixed(0.0, 1.0)),
}


def split(count: int, test_share: float, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Indices of the training and the test samples, as scikit-learn's ``train_test_split`` draws them.

    The same numbers as ``train_test_split(..., test_size=test_share, random_state=seed)`` without
    stratification. Raises ``ValueError`` if either part would be empty.
    """
    tested = math.ceil(count * test_share)
    if not 0 < tested < count:
        raise ValueError(
            translate(
                "Data",
                "A test share of {test_share:g} splits {count} samples into {count2} to learn from "
                "and {tested} to test: both parts need at least one.",
            ).format(test_share=test_share, count=count, count2=count - tested, tested=tested)
        )
    order = np.random.RandomState(seed).permutation(
        count
    )  # the legacy generator that scikit-learn draws from
    return order[tested:].astype(np.int64), order[:tested].astype(np.int64)


@dataclass(frozen=True, eq=False)
class RawData:
    """A data set before it is split and scaled: features (n, d) and labels.

    Labels are class numbers (n,) with ``class_names``; without, values (n,) or (n, k) of a regression; or
    (n, 0) where nothing is asked.
    Words are labels too: of classes in the order of ``class_names``, or else of the alphabet.
    ``whole``: too few samples to split; all are learned from, and all tested. ``tested`` (n,) says which
    samples are kept for testing, None that the seed decides. A set on the plane has its (n, 2) ``points``,
    and the names of the features that were ``made_of`` them. ``family``: see ``FAMILIES``, ``frame``: see
    ``Frame``; ``symbols``, ``every_step``, ``following`` and ``longer`` of sequences, and ``modes``: see
    ``Dataset``.
    """

    features: NDArray[Any]
    labels: NDArray[Any]
    class_names: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()
    feature_shape: tuple[int, ...] = ()
    whole: bool = False
    tested: NDArray[np.bool_] | None = None
    points: NDArray[np.float64] | None = None
    made_of: tuple[str, ...] = ()
    family: str = "table"
    frame: Frame | None = None
    symbols: tuple[str, ...] = ()
    every_step: bool = False
    following: Following | None = None
    longer: Longer | None = None
    modes: Modes | None = None


def make_dataset(name: str, raw: RawData, *, test_share: float, split_seed: int, scale: str) -> Dataset:
    """Split by ``split_seed``, fit the scale on the training part, freeze.

    Raises ``ValueError`` with one sentence for an unknown scale, a part or a list of features that would be
    empty, numbers that are not finite, labels that do not fit, and a single class where it is split.
    """
    check_scale(scale)
    raw = _tidied(raw)
    _check(name, raw)
    train, test = _parts(raw, test_share, split_seed)
    offset, factor = SCALES[scale].fit(raw.features[train])
    kind = _kind(raw)
    targets = np.asarray(raw.labels, dtype=np.int64 if raw.class_names else np.float32)
    width = raw.features.shape[1]
    return Dataset(
        name=name,
        train_features=frozen(_inputs(raw.features, train, offset, factor)),
        train_labels=frozen(targets[train]),
        test_features=frozen(_inputs(raw.features, test, offset, factor)),
        test_labels=frozen(targets[test]),
        train_indices=frozen(train.astype(np.int64)),
        test_indices=frozen(test.astype(np.int64)),
        class_names=raw.class_names,
        feature_names=raw.feature_names or tuple(f"x{i + 1}" for i in range(width)),
        feature_shape=raw.feature_shape or (width,),
        kind=kind,
        offset=frozen(offset.astype(np.float32)),
        factor=frozen(factor.astype(np.float32)),
        made_of=raw.made_of,
        train_points=None if raw.points is None else frozen(raw.points[train].astype(np.float32)),
        test_points=None if raw.points is None else frozen(raw.points[test].astype(np.float32)),
        family=raw.family,
        frame=raw.frame,
        symbols=raw.symbols,
        every_step=raw.every_step,
        following=raw.following,
        modes=raw.modes,
        longer=raw.longer and Longer(frozen(raw.longer.features), frozen(raw.longer.labels)),
    )


def check_scale(scale: str) -> None:
    """Raise ``ValueError`` with one sentence unless there is a scale of that name."""
    if scale not in SCALES:
        raise ValueError(
            translate("Data", "There is no scale “{scale}”; there are {scales}.").format(
                scale=scale, scales=", ".join(SCALES)
            )
        )


def _kind(raw: RawData) -> Kind:
    if raw.class_names:
        return "classification"
    return "nothing" if raw.labels.shape[1:] == (0,) else "regression"


def _inputs(
    features: NDArray[Any], chosen: NDArray[np.int64], offset: NDArray[Any], factor: NDArray[Any]
) -> Floats:
    """(n, d) the chosen samples in the network's units, in blocks: MNIST would take a gigabyte at once."""
    inputs = np.empty((len(chosen), features.shape[1]), dtype=np.float32)
    for start in range(0, len(chosen), _BLOCK):
        block = chosen[start : start + _BLOCK]
        inputs[start : start + _BLOCK] = (features[block].astype(np.float64) - offset) * factor
    return inputs


def _parts(raw: RawData, test_share: float, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Indices of the training and of the test samples."""
    everything = np.arange(len(raw.features))
    if raw.whole:
        return everything, everything
    if raw.tested is not None:
        return everything[~raw.tested], everything[raw.tested]
    return split(len(everything), test_share, seed)


def _tidied(raw: RawData) -> RawData:
    """The same with arrays for lists, tuples of texts for arrays of them, and class numbers for words.

    Classes in a column become a row. Words that are no class are left for ``_check`` to find.
    """
    features, labels = np.asarray(raw.features), np.asarray(raw.labels)
    names = tuple(str(name) for name in raw.class_names)
    if labels.dtype.kind in "OSU" and all(isinstance(label, str) for label in labels.ravel().tolist()):
        names = names or tuple(np.unique(labels.astype(str)).tolist())
        if set(labels.ravel().tolist()) <= set(names):
            labels = np.array([names.index(label) for label in labels.ravel()]).reshape(labels.shape)
    if names and labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    words = tuple(str(name) for name in raw.feature_names)
    return replace(raw, features=features, labels=labels, class_names=names, feature_names=words)


def _check(name: str, raw: RawData) -> None:
    shape, labels = np.shape(raw.features), raw.labels
    if len(shape) != 2 or not shape[1] or labels.shape[:1] != shape[:1] or labels.ndim > 2:
        raise ValueError(
            translate(
                "Data",
                "The data set “{name}” needs features (n, d) and as many labels, not {shape} and {shape2}.",
            ).format(name=name, shape=shape, shape2=labels.shape)
        )
    if raw.features.dtype.kind not in "biuf":
        raise ValueError(
            translate("Data", "The features of the data set “{name}” must be numbers.").format(name=name)
        )
    if labels.dtype.kind not in "biuf":
        text = translate("Data", "The labels of the data set “{name}” must be numbers.")
        if raw.class_names:
            text = translate(
                "Data", "The labels of the data set “{name}” must be class names, or class numbers."
            )
        raise ValueError(text.format(name=name))
    asked = _asked(name, raw)
    if not (np.isfinite(raw.features).all() and np.isfinite(asked).all()):
        raise ValueError(
            translate(
                "Data", "The data set “{name}” holds numbers that are infinite or no numbers at all."
            ).format(name=name)
        )
    if not raw.class_names:
        return
    count = len(raw.class_names)
    found = np.unique(asked)
    if asked.ndim != 1 or not np.isin(found, np.arange(count)).all():
        raise ValueError(
            translate(
                "Data", "The labels of the data set “{name}” are not class numbers from 0 to {count}."
            ).format(name=name, count=count - 1)
        )
    if len(found) < 2 and not raw.whole:
        raise ValueError(
            translate(
                "Data", "The data set “{name}” has samples of {count} class only; at least 2 are needed."
            ).format(name=name, count=len(found))
        )


def _asked(name: str, raw: RawData) -> NDArray[Any]:
    """The labels, of those at every step (m,) the ones that are asked for.

    Raises ``ValueError`` with one sentence where they are of other steps, or nothing is asked of a sample.
    """
    labels = raw.labels
    if not raw.every_step:
        return labels
    if labels.ndim != 2 or raw.feature_shape[1:] != labels.shape[1:]:
        raise ValueError(
            translate(
                "Data",
                "The data set “{name}” needs a label at each step of its sequences {shape}, not {shape2}.",
            ).format(name=name, shape=raw.feature_shape, shape2=labels.shape[1:])
        )
    asked = labels != -1 if raw.class_names else ~np.isnan(labels)
    if not asked.any(axis=1).all():
        raise ValueError(
            translate("Data", "The data set “{name}” has a sequence of which nothing is asked.").format(
                name=name
            )
        )
    return np.asarray(labels[asked])


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """The same array, from now on read-only."""
    array.flags.writeable = False
    return array
