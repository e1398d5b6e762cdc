"""Samples: made for a data set, and what a network that learned another one is given of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.data import FAMILIES, Dataset
from nnviz.data.framed import prepare_in
from nnviz.data.ink import Doubt, InkPicture, prepare
from nnviz.data.steps import Steps
from nnviz.said import Sentence, translate
from nnviz.training.snapshot import Snapshot

Array = NDArray[np.floating[Any]]
Strokes = tuple[NDArray[np.floating[Any]], ...]


@dataclass(frozen=True, eq=False)
class Sample:
    """What is being sent through the network.

    ``features`` is (d,) as a network takes it that learned ``dataset``, the one that the sample was made for;
    another network is given what ``samples.fitted`` makes of it. ``index`` is the sample's place in the test
    or training part, or its place among the digits of an opened picture. A drawing has its ``strokes``, each
    (n, 2), and what they count up to, as a picture has: ``seen`` (64,), 0 to 16. A ``point`` of the plane is
    (x1, x2). ``copy`` tells the changed copies of a training sample (1, 2, ...) from the sample itself (0).
    ``doubt`` is that of the ink it was made of. Of a row that was typed the columns ``missing`` are gaps.
    """

    features: Array
    label: int | None = None
    source: Literal["drawing", "picture", "written", "typed", "test", "train", "point"] = "drawing"
    index: int | None = None
    strokes: Strokes | None = None
    seen: Array | None = None
    point: tuple[float, float] | None = None
    copy: int = 0
    dataset: Dataset | None = None
    doubt: Doubt = ""
    missing: tuple[int, ...] | None = None

    @property
    def from_person(self) -> bool:
        """Drawn, written or brought along, not one of the data set: its label is what somebody meant."""
        return self.source in ("drawing", "picture", "written", "typed")

    @property
    def learned(self) -> bool:
        """Whether a network that learns its data set learns from it."""
        return self.source == "train" and self.index is not None


def sample_of(dataset: Dataset, part: Literal["test", "train"], index: int) -> Sample:
    """The sample at ``index`` of that part. Raises ``IndexError`` if there is none."""
    features = dataset.test_features if part == "test" else dataset.train_features
    labels = dataset.test_labels if part == "test" else dataset.train_labels
    label = int(labels[index]) if dataset.asked == "classification" and labels[index] >= 0 else None
    label = None if label == -1 else label  # nobody knows
    seen = dataset.raw(features[index])
    return Sample(features=features[index], label=label, source=part, index=index, seen=seen, dataset=dataset)


def begun_with(dataset: Dataset) -> Sample | None:
    """The sample to begin with: one of the test part. Where there is none a person draws it or points at it;
    where nobody can, it is one whose numbers are all 0 in the units of the network."""
    if len(dataset.test_features):
        return sample_of(dataset, "test", telling(dataset))
    if dataset.planar or takes_drawings(dataset):
        return None
    features = np.zeros(dataset.input_size, np.float32)
    return Sample(features, None, "written", seen=dataset.raw(features), dataset=dataset)


def written_sample(dataset: Dataset, values: Array) -> Sample:
    """A sequence (features, steps) that a person wrote, in the units of the source."""
    seen = np.asarray(values, dtype=np.float32).ravel()
    return Sample(dataset.scaled(seen), None, "written", seen=seen, dataset=dataset)


def truth_of(sample: Sample, dataset: Dataset) -> NDArray[Any] | None:
    """(T,) what is right at each step; None where nobody knows."""
    if sample.index is None or sample.source not in ("test", "train"):
        return None
    labels = dataset.test_labels if sample.source == "test" else dataset.train_labels
    if dataset.every_step:
        truth = np.asarray(labels[sample.index])
        unknown = truth == -1 if dataset.kind == "classification" else np.isnan(truth)
        return None if unknown.all() else truth
    if dataset.kind == "classification" and labels[sample.index] == -1:
        return None
    return np.full(dataset.feature_shape[1], labels[sample.index])


def values_of(sample: Sample, dataset: Dataset) -> NDArray[Any] | None:
    """(k,) the values that are wanted of a sample of data with values; None where nobody knows, and of
    others."""
    if dataset.kind != "regression" or dataset.every_step or sample.index is None or sample.copy:
        return None
    if sample.source not in ("test", "train") or sample.dataset is not dataset:
        return None
    labels = dataset.test_labels if sample.source == "test" else dataset.train_labels
    values = np.atleast_1d(labels[sample.index])
    return None if np.isnan(values).any() else values


def sample_name(sample: Sample) -> Sentence:
    """What a sample is called within a sentence: “test image 5”, “training row 3”, “your drawing”."""
    number = str(1 + (sample.index or 0))
    if sample.source == "drawing":
        return translate("Data", "your drawing")
    if sample.source == "written":
        dataset = sample.dataset
        if dataset is not None and not FAMILIES[dataset.family].steps:
            return translate("Data", "your sample")
        return translate("Data", "your sequence")
    if sample.source == "typed":
        return translate("Data", "your row")
    if sample.source == "picture":
        return translate("Data", "digit {n} of the picture").format(n=number)
    if sample.index is None and sample.dataset is not None and not sample.dataset.planar:
        return translate("Data", "a sample of other data")
    if sample.source == "point" or sample.index is None:
        return translate("Data", "the point in the crosshair")
    names = () if sample.dataset is None else sample.dataset.sample_names
    if sample.index < len(names):
        return Sentence("", names[sample.index])
    family = FAMILIES["digits" if sample.dataset is None else sample.dataset.family]
    name = family.one[sample.source].format(n=number)
    if not sample.copy:
        return name
    return translate("Data", "{sample}, changed copy {copy}").format(sample=name, copy=sample.copy)


def takes_ink(dataset: Dataset) -> bool:
    """Whether what is drawn, or found in a picture, can be a sample of this data set: digits of 8 x 8."""
    return FAMILIES[dataset.family].ink


def takes_drawings(dataset: Dataset) -> bool:
    """Whether what is drawn can be a sample of this data set, on as many pixels as its pictures have."""
    return takes_ink(dataset) or dataset.frame is not None


def drawn_picture(
    strokes: Strokes, dataset: Dataset, steps: Steps | None = None, brush: float = 0.06
) -> InkPicture:
    """What a network is to see of a drawing that learns such data, which take drawings.

    Raises ``ValueError`` with one sentence if a stroke is no list of points.
    """
    if dataset.frame is None:
        return prepare(strokes, **(steps or Steps()).options, brush=brush)
    return prepare_in(dataset.frame, strokes, steps, brush)


def ink_sample(
    ink: InkPicture,
    dataset: Dataset,
    label: int | None,
    *,
    strokes: Strokes | None = None,
    index: int | None = None,
) -> Sample | None:
    """What was drawn with these ``strokes``, or without any found in a picture as its digit ``index``.

    None where there is no ink, or the data set has no such pictures.
    """
    if ink.empty or not takes_drawings(dataset) or ink.seen.size != dataset.input_size:
        return None
    source: Literal["drawing", "picture"] = "picture" if strokes is None else "drawing"
    features = dataset.scaled(ink.seen)
    return Sample(features, label, source, index, strokes, ink.seen, dataset=dataset, doubt=ink.doubt)


def point_sample(point: tuple[float, float], dataset: Dataset) -> Sample | None:
    """The point (x1, x2) of the plane; None where the data set is not on it."""
    if not dataset.planar:
        return None
    return Sample(dataset.at(np.array([point]))[0], source="point", point=point, dataset=dataset)


@lru_cache(maxsize=8)
def telling(dataset: Dataset) -> int:
    """The test sample to begin with; of sequences of symbols the first of those in which most is read."""
    if not len(dataset.test_features):
        return 0
    read = dataset.test_features.reshape(-1, *dataset.feature_shape).any(axis=1)
    return int(read.sum(axis=1).argmax()) if dataset.symbols else 0


def fitted(sample: Sample, dataset: Dataset | None) -> Sample | None:
    """The sample as a network takes it that learned ``dataset``; None where it is no sample of such data.

    Points of the plane are points of every set on it, digits of 8 x 8 are digits, and a drawing is made anew
    for pictures that are made otherwise; a row of a table belongs to that table alone. A label that came with
    a sample means nothing to data of other classes. Asked again of the same two it is the same sample, so
    that what follows from it need not be worked out again.
    """
    if dataset is None:
        return None
    label = _known(sample, dataset)
    if sample.dataset is dataset:
        return sample if label == sample.label else replace(sample, label=label)
    own = _found(sample, dataset)
    if own is not None:
        return replace(own, label=label)
    if (drawn := _drawn_anew(sample, dataset)) is not None:
        return replace(drawn, label=label)
    features: NDArray[Any]
    if dataset.planar and (place := place_of(sample)) is not None:
        features = dataset.at(np.array([place]))[0]
    elif sample.seen is not None and sample.seen.size == dataset.input_size and _alike(dataset, sample):
        features = dataset.scaled(np.asarray(sample.seen))
    else:
        return None
    index = sample.index if sample.from_person or sample.copy else None
    return replace(sample, features=features, label=label, index=index, dataset=dataset)


def place_of(sample: Sample) -> tuple[float, float] | None:
    """Where a sample lies on the plane; None for one that does not."""
    if sample.point is not None or sample.dataset is None or sample.index is None or sample.from_person:
        return sample.point
    points = sample.dataset.points("train" if sample.source == "train" else "test")
    if points is None:
        return None
    x1, x2 = points[sample.index].tolist()
    return x1, x2


def _known(sample: Sample, dataset: Dataset) -> int | None:
    """The label of the sample, if it is a class of this data set."""
    made_for = sample.dataset
    same = made_for is None or made_for.name == dataset.name or _same_classes(made_for, dataset)
    known = same and sample.label is not None and 0 <= sample.label < len(dataset.class_names)
    return sample.label if known else None


def _same_classes(one: Dataset, other: Dataset) -> bool:
    """Whether pictures of both are of the same things."""
    return takes_drawings(one) and takes_drawings(other) and one.class_names == other.class_names


def _drawn_anew(sample: Sample, dataset: Dataset) -> Sample | None:
    """A drawing that was made for other pictures as one of this data set; None for any other sample."""
    made_for = sample.dataset
    if sample.strokes is None or made_for is None or not takes_drawings(dataset):
        return None
    if (made_for.frame, made_for.input_size) == (dataset.frame, dataset.input_size):
        return None
    return ink_sample(drawn_picture(sample.strokes, dataset), dataset, sample.label, strokes=sample.strokes)


def _alike(dataset: Dataset, sample: Sample) -> bool:
    """Whether a sample that lies on no plane can be one of this data set."""
    if takes_ink(dataset):
        return sample.seen is not None and sample.seen.size == dataset.input_size
    made_for = sample.dataset
    if FAMILIES[dataset.family].named and made_for is not None:
        return (made_for.name, made_for.feature_names) == (dataset.name, dataset.feature_names)
    if made_for is not None and made_for.frame is not None and made_for.frame == dataset.frame:
        return True
    return made_for is not None and (made_for.name, made_for.planar) == (dataset.name, False)


def learned_sample(learned: Dataset, originals: int, place: int) -> Sample:
    """The sample at ``place`` among training samples, of which the first ``originals`` have copies."""
    copy, index = divmod(place, originals)
    return replace(sample_of(learned, "train", place), index=index, copy=copy)


def test_answers(snapshot: Snapshot, dataset: Dataset) -> NDArray[np.int64]:
    """(n_test,) the class that the snapshot's network answers for every test sample."""
    outputs = snapshot.network().predict(dataset.test_features)
    if outputs.shape[1] == 1:
        return (outputs[:, 0] > 0.5).astype(np.int64)
    answers: NDArray[np.int64] = outputs.argmax(axis=1)
    return answers


def refitted(sample: Sample, old: Dataset, new: Dataset) -> Sample | None:
    """The sample for another data set that takes the place of the old; one of its parts if it was one.

    None where it is not there.
    """
    if new.name != old.name:
        return None
    if sample.from_person or sample.index is None:
        return fitted(sample, new)
    return _at_its_place(sample, old, new)


def _found(sample: Sample, dataset: Dataset) -> Sample | None:
    """The very same sample among those of a data set of the same name; None if it is not there."""
    made_for = sample.dataset
    if made_for is None or sample.index is None or sample.from_person or sample.copy:
        return None
    there = _at_its_place(sample, made_for, dataset) if made_for.name == dataset.name else None
    if there is None or place_of(there) != place_of(sample):
        return None
    return there if dataset.planar or _seen_alike(sample.seen, there.seen) else None


def _seen_alike(one: NDArray[Any] | None, other: NDArray[Any] | None) -> bool:
    """Whether two samples are the same values; of sequences of other lengths they are not."""
    return (
        one is not None
        and other is not None
        and one.shape == other.shape
        and np.allclose(one, other, atol=1e-4)
    )


def _at_its_place(sample: Sample, old: Dataset, new: Dataset) -> Sample | None:
    """The sample that was published at the same place, in whichever part it is now."""
    indices = old.test_indices if sample.source == "test" else old.train_indices
    published = indices[sample.index]
    for part, places in (("test", new.test_indices), ("train", new.train_indices)):
        found = np.flatnonzero(places == published)
        if found.size:
            return sample_of(new, "test" if part == "test" else "train", int(found[0]))
    return None
