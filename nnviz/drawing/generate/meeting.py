"""What two networks make of noise at one moment, beside what is real: points of the plane, or digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.drawing.generate.arrows import EVERY
from nnviz.drawing.generate.sheet import sheet
from nnviz.engine import Network
from nnviz.said import Sentence, translate
from nnviz.training.digit_judge import judged_digits
from nnviz.training.game_losses import GAME_LOSSES
from nnviz.training.generated import (
    QUALITY,
    SAMPLES,
    judged,
    mode_counts,
    nearest_real,
    placed,
    quality,
)
from nnviz.training.measures import Metrics
from nnviz.training.pulling import pulls
from nnviz.training.snapshot import Snapshot

Floats = NDArray[np.floating[Any]]

#: Points that are drawn of each sort; what is counted and measured is of all.
SHOWN: Final = 200
#: Digits that are drawn.
SHEET: Final = 100


@dataclass(frozen=True, eq=False, kw_only=True)
class Made:
    """``inputs`` (n, d): made samples as the discriminator takes them, of the ``learner`` or of its average.

    ``right`` are the shares of the test samples, and of the made ones, that the discriminator is right on,
    None where it gives scores; ``quality`` is what is measured of the made ones.
    """

    inputs: Floats
    learner: bool
    right: tuple[float, float] | None
    quality: tuple[float, ...]

    @property
    def whose(self) -> Sentence:
        """Who made them."""
        if self.learner:
            return translate("Generate", "made by the generator as it learns")
        return translate("Generate", "made by the average of the generator")


@dataclass(frozen=True, eq=False, kw_only=True)
class Meeting(Made):
    """In the units of the plane: ``real`` and ``made`` (n, 2), of which the first ``SHOWN`` are drawn.

    ``gradient`` (m, 2) is that of the generator's loss by the made points that can have an arrow, every
    third, None where it is not of the learner: an average learns nothing. ``sheet`` (lines, pieces, 2) is
    where lines of equal noise lie, None unless there are two noise numbers. ``counts`` (K,) are the made
    points within 3 sigma of each mode.
    """

    real: Floats
    made: Floats
    gradient: Floats | None
    sheet: Floats | None
    counts: NDArray[np.int64] | None


@dataclass(frozen=True, eq=False, kw_only=True)
class MadeDigit:
    """One made picture (64,) with pixels from 0 to 16, what the judge reads in it and how sure it is, and the
    training digit that is nearest to it, so far away."""

    picture: Floats
    read: int
    sure: float
    near: Floats
    away: float


@dataclass(frozen=True, eq=False, kw_only=True)
class DigitSheet(Made):
    """``digits`` are the first ``SHEET``: each is of the same noise at every moment."""

    digits: tuple[MadeDigit, ...]


def digits_of(inputs: Floats, dataset: Dataset) -> tuple[MadeDigit, ...]:
    """Made pictures (n, 64), as the discriminator takes them, each looked at."""
    raw, likely = dataset.raw(inputs), judged_digits(dataset.raw(inputs))
    index, away = nearest_real(dataset, inputs)
    near = dataset.raw(dataset.train_features[index])
    return tuple(
        MadeDigit(
            picture=raw[k],
            read=int(likely[k].argmax()),
            sure=float(likely[k].max()),
            near=near[k],
            away=float(away[k]),
        )
        for k in range(len(inputs))
    )


def maker(snapshot: Snapshot, *, learner: bool) -> Network:
    """The network that makes samples, the learner or, where there is one, its average."""
    return (snapshot if learner else snapshot.averaged(0)).network(0)


def meeting(
    snapshot: Snapshot, dataset: Dataset, *, learner: bool, known: Metrics | None = None
) -> Meeting | DigitSheet:
    """What is made at that moment, beside what is real: points of the plane, or digits.

    ``learner`` is of no account where there is no average, of which ``known`` are the metrics where somebody
    has them. Raises ``ValueError`` with one sentence where the data are neither.
    """
    learner = learner or snapshot.players[0].averaged is None
    network, ends = maker(snapshot, learner=learner), snapshot.players[0].ends
    inputs = network.predict(ends.drawn(SAMPLES))
    if known is None:
        right, told = _right(snapshot, dataset, inputs), tuple(map(float, quality(dataset, inputs)))
    else:
        shares = known.get("right_on_real"), known.get("right_on_made")
        right = None if np.isnan(shares).any() else shares
        told = tuple(known.get(kind.name) for kind in QUALITY[judged(dataset)])
    about: dict[str, Any] = {"inputs": inputs, "learner": learner, "right": right, "quality": told}
    if judged(dataset) == "digits":
        return DigitSheet(digits=digits_of(inputs[:SHEET], dataset), **about)
    made = placed(dataset, inputs)
    gradient = None
    if learner:
        slopes = pulls(snapshot, inputs[:SHOWN:EVERY]) * dataset.factor
        gradient = np.zeros((len(slopes), 2))
        for column, name in enumerate(dataset.made_of):
            gradient[:, int(name[1:]) - 1] = slopes[:, column]
    lines = None
    if ends.size == 2:
        laid = sheet(network.predict)
        lines = placed(dataset, laid.reshape(-1, laid.shape[-1])).reshape(*laid.shape[:2], 2)
    counts = None if dataset.modes is None else mode_counts(made, dataset.modes)
    assert dataset.train_points is not None
    return Meeting(
        real=dataset.train_points, made=made, gradient=gradient, sheet=lines, counts=counts, **about
    )


def _right(snapshot: Snapshot, dataset: Dataset, inputs: Floats) -> tuple[float, float] | None:
    even, judge = GAME_LOSSES[snapshot.experiment.loss].even, snapshot.network(1)
    if even is None:
        return None
    real, made = (judge.predict(samples) for samples in (dataset.test_features, inputs))
    return float(np.mean(real > even)), float(np.mean(made <= even))


def nearest(points: Floats, point: tuple[float, float], reach: float) -> int | None:
    """Which of the first ``SHOWN`` points (n, 2) is the nearest to that one, no farther than ``reach``."""
    away = np.hypot(*(points[:SHOWN] - point).T)
    index = int(np.nan_to_num(away, nan=np.inf).argmin())
    return index if away[index] <= reach else None
