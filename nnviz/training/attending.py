"""Attention at one moment: what every head looks at in a sample, and how often that means something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.data.sequences.symbols import NOTHING
from nnviz.engine import Network
from nnviz.engine.layers.attention import AttentionLayer
from nnviz.said import Sentence, translate
from nnviz.training.continuing import SequenceReader
from nnviz.training.derived import Derived
from nnviz.training.through_time import Followed

Array = NDArray[np.floating[Any]]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_MOST = 512  # test sequences of a mean


def attention_places(network: Network) -> tuple[int, ...]:
    """Where the layers of attention stand among all layers, input side first."""
    return tuple(place for place, layer in enumerate(network.layers) if isinstance(layer, AttentionLayer))


@dataclass(frozen=True, eq=False)
class Attended:
    """A layer of attention with one sample in it.

    ``scores`` and ``shares`` are (heads, query, key), NaN where a step does not look; ``values`` the v of
    each head, (heads, size, T); ``mixed`` what it makes of them, likewise; ``looks`` (query, key).
    """

    place: int
    name: str
    scores: Array
    shares: Array
    values: Array
    mixed: Array
    looks: Flags

    @property
    def heads(self) -> int:
        return len(self.shares)

    @property
    def size(self) -> int:
        """How many numbers a head has at a step."""
        return int(self.values.shape[1])

    def seen(self, query: int) -> NDArray[np.intp]:
        """The steps that a step looks at."""
        return np.flatnonzero(self.looks[query])

    def strongest(self, head: int, query: int) -> int:
        """The step with the largest share."""
        return int(np.nan_to_num(self.shares[head, query], nan=-1.0).argmax())

    def carried(self, head: int, query: int, key: int) -> Floats:
        """(size,) share times v: what of the step ``key`` comes to the step ``query``."""
        share = np.nan_to_num(np.float64(self.shares[head, query, key]))
        with np.errstate(all="ignore"):  # of a network that has diverged
            return np.asarray(share * self.values[head, :, key].astype(np.float64))


def attended(network: Network, sample: Followed, place: int) -> Attended:
    """The attention at that place with the sample in it."""
    layer, named = network.layers[place], sample.layers[place].named
    assert isinstance(layer, AttentionLayer)
    found = {name: np.where(layer.looks, named[name], np.nan) for name in ("scores", "shares")}
    mixed = np.asarray(named["mixed"]).reshape(np.asarray(named["v"]).shape)
    return Attended(place, network.names[place], **found, values=named["v"], mixed=mixed, looks=layer.looks)


# ---- what the heads look for
@dataclass(frozen=True)
class Aim:
    """A place that it means something to look at: ``told`` is what it is, ``marks`` where it is.

    ``marks`` takes the places of the symbols (n, T) and the answers (n, T) and gives (n, query, key).
    """

    told: Sentence
    marks: Callable[[NDArray[np.int64], NDArray[np.int64]], Flags]


def _said_next(read: NDArray[np.int64], labels: NDArray[np.int64]) -> Flags:
    return np.asarray(read[:, np.newaxis, :] == labels[:, :, np.newaxis])


def _mirrored(read: NDArray[np.int64], labels: NDArray[np.int64]) -> Flags:
    """The last that is given is said first: the steps of both add up to the same."""
    first, step = int((labels[0] != NOTHING).argmax()), np.arange(labels.shape[1])
    mirrored = step[:, np.newaxis] + step == 2 * first
    return np.broadcast_to(mirrored, (len(labels), *mirrored.shape))


_SAID_NEXT = Aim(translate("Attention", "a step with the symbol that is right next"), _said_next)
#: Of data of which it is known better than that.
AIMS = {"reverse": Aim(translate("Attention", "the mirrored step"), _mirrored)}


def aim_of(dataset: Dataset) -> Aim | None:
    """What it means something to look at; None where the answers are no symbols of each step."""
    if not dataset.symbols or not dataset.every_step or len(dataset.class_names) != len(dataset.symbols):
        return None
    return AIMS.get(dataset.name, _SAID_NEXT)


@dataclass(frozen=True, eq=False)
class Found:
    """How often the largest share of each head is at an aim, (heads,), and how often by chance it would be.

    Of all answers that are asked of ``count`` sequences. By chance: of the steps it sees each as likely.
    """

    shares: Floats
    chance: float
    count: int


def found_by(network: Network, dataset: Dataset, place: int, aim: Aim) -> Found:
    """How often the heads at that place find the aim in test sequences, behind the right answers."""
    features, labels = dataset.test_features[:_MOST], np.asarray(dataset.test_labels[:_MOST])
    read = _symbols(features, dataset)
    aims, layer, asked = aim.marks(read, labels), network.layers[place], labels != NOTHING
    assert isinstance(layer, AttentionLayer)
    looks = layer.looks
    hits = []
    for chunk in network.chunks(len(features)):
        shares = network.followed(features[chunk]).stages[place].named["shares"]  # (heads, query, key, n)
        largest = np.where(looks[None, :, :, None], shares, -1.0).argmax(axis=2)  # (heads, query, n)
        at = np.take_along_axis(aims[chunk].transpose(1, 2, 0)[None], largest[:, :, None], axis=2)[:, :, 0]
        hits.append(at[:, asked[chunk].T])
    chance = (aims & looks).sum(axis=2) / looks.sum(axis=1)
    return Found(np.concatenate(hits, axis=1).mean(axis=1), float(chance[asked].mean()), len(features))


def _symbols(features: Array, dataset: Dataset) -> NDArray[np.int64]:
    """(n, T) the places of the symbols that are read, -1 for none."""
    columns = features.reshape(len(features), *dataset.feature_shape)
    return np.where(columns.any(axis=1), columns.argmax(axis=1), NOTHING)


class Finds:
    """What the heads of moments find, worked out once for each."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Derived, dict[int, Found]] = WeakKeyDictionary()

    def of(self, derived: Derived, place: int) -> Found | None:
        """None where nothing is known that it would mean something to look at."""
        aim = aim_of(derived.dataset)
        if aim is None:
            return None
        known = self._known.setdefault(derived, {})
        if place not in known:
            known[place] = found_by(derived.network, derived.dataset, place, aim)
        return known[place]


# ---- its own answers
@dataclass(frozen=True, eq=False)
class OwnAnswers:
    """What a network answers, one after the other, reading its own: ``places`` (m,) of the likeliest symbols
    with ``shares`` (m,), how sure it is, and ``read`` (symbols, T), all that it has read in the end.
    """

    places: NDArray[np.int64]
    shares: Floats
    read: Array


def given_steps(dataset: Dataset) -> int | None:
    """How many steps are given before anything is asked; None where it is asked from the first on."""
    if not (dataset.following and dataset.following.within and dataset.symbols):
        return None
    return int((np.asarray(dataset.test_labels[0]) != NOTHING).argmax()) + 1


def own_answers(network: Network, dataset: Dataset, values: Array) -> OwnAnswers | None:
    """The network's own answers to (symbols, T), of which the given steps are read, and its answers behind.

    None where there are fewer symbols than are to be given, or nothing is given before it is asked.
    """
    given = given_steps(dataset)
    if given is None or values.shape[1] < given or not values[:, :given].any(axis=0).all():
        return None
    reader, read = SequenceReader(network, dataset), np.zeros(dataset.feature_shape, np.float32)
    read[:, :given] = values[:, :given]
    places, shares = [], []
    for step in range(given - 1, read.shape[1]):
        said = reader.outputs(read[:, : step + 1])[:, -1]
        places.append(int(said.argmax()))
        shares.append(float(said.max()))
        if step + 1 < read.shape[1]:
            read[places[-1], step + 1] = 1
    return OwnAnswers(np.array(places), np.array(shares), read)
