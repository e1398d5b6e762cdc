"""Where real and made points meet: all that stands on the plane at one moment of two networks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.drawing.generate.arrows import EVERY
from nnviz.drawing.generate.sheet import sheet
from nnviz.said import Sentence, translate
from nnviz.training.game_losses import GAME_LOSSES
from nnviz.training.generated import SAMPLES, mode_counts, placed, quality
from nnviz.training.pulling import pulls
from nnviz.training.snapshot import Snapshot

Floats = NDArray[np.floating[Any]]

#: Points that are drawn of each sort; what is counted and measured is of all.
SHOWN: Final = 200


@dataclass(frozen=True, eq=False)
class Meeting:
    """In the units of the plane: ``real`` and ``made`` (n, 2), of which the first ``SHOWN`` are drawn.

    ``inputs`` (n, d) are the made ones as the discriminator takes them. ``gradient`` (m, 2) is that of the
    generator's loss by the made points that can have an arrow, every third, None where it is not of the
    ``learner``: an average learns nothing. ``sheet`` (lines, pieces, 2) is where lines of equal noise lie,
    None unless there are two noise numbers. ``counts`` (K,) are the made points within 3 sigma of each mode.
    ``right`` are the shares of the test samples, and of the made ones, that the discriminator is right on,
    None where it gives scores; ``quality`` is what is measured of the made points.
    """

    real: Floats
    made: Floats
    inputs: Floats
    gradient: Floats | None
    sheet: Floats | None
    counts: NDArray[np.int64] | None
    learner: bool
    right: tuple[float, float] | None
    quality: tuple[float, ...]

    @property
    def whose(self) -> Sentence:
        """Whose points they are."""
        if self.learner:
            return translate("Generate", "made by the generator as it learns")
        return translate("Generate", "made by the average of the generator")


def meeting(snapshot: Snapshot, dataset: Dataset, *, learner: bool) -> Meeting:
    """What stands on the plane at that moment.

    ``learner`` is of no account where there is no average. Raises ``ValueError`` with one sentence where
    the data are no points of the plane.
    """
    learner = learner or snapshot.players[0].averaged is None
    network, ends = (snapshot if learner else snapshot.averaged(0)).network(0), snapshot.players[0].ends
    inputs = network.predict(ends.drawn(SAMPLES))
    made = placed(dataset, inputs)
    assert dataset.train_points is not None
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
    points = dataset.train_points
    right, told = _right(snapshot, dataset, inputs), tuple(map(float, quality(dataset, inputs)))
    return Meeting(points, made, inputs, gradient, lines, counts, learner, right, told)


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
