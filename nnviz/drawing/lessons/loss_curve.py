"""The loss of a network over one of its parameters, all others staying as they are: the real one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.engine import Network
from nnviz.said import translate
from nnviz.training.snapshot import Snapshot

POINTS: Final = 161
#: Numbers multiplied for a whole curve up to which nobody waits for it: some 20 ms.
QUICK: Final = 100_000_000


@dataclass(frozen=True, eq=False)
class LossCurve:
    """``losses`` (n,) of all training samples with the parameter at ``places`` (n,)."""

    places: NDArray[np.float64]
    losses: NDArray[np.float64]


class LossOver:
    """The loss of a moment's network on its training samples, as a function of one parameter.

    ``block`` is what the network calls it (“dense1.weights”), ``index`` which number of it. Raises
    ``ValueError`` with one sentence where there is no such number, or no loss of single samples.
    """

    def __init__(self, snapshot: Snapshot, dataset: Dataset, block: str, index: tuple[int, ...]) -> None:
        if not snapshot.ends.learns_samples:
            raise ValueError(translate("Lessons", "What this network learns has no such loss."))
        self._network: Network = snapshot.network()
        found = [one for one in self._network.blocks if one.name == block]
        if not found or len(found[0].parameter.shape) != len(index):
            raise ValueError(
                translate("Lessons", "The network has no number “{name}”.").format(
                    name=f"{block}{list(index)}"
                )
            )
        self._values = found[0].of(self._network.parameters)
        self._slopes = found[0].of(self._network.gradients)
        if any(place >= size for place, size in zip(index, self._values.shape, strict=True)):
            raise ValueError(
                translate("Lessons", "The network has no number “{name}”.").format(
                    name=f"{block}{list(index)}"
                )
            )
        self._index, self._dataset = index, dataset
        self.value = float(self._values[index])
        wanted = dataset.train_features if snapshot.ends.itself else dataset.train_labels
        self._samples = self._network.prepare(dataset.train_features, wanted)

    @property
    def count(self) -> int:
        """How many samples it is over."""
        return len(self._samples)

    @property
    def quick(self) -> bool:
        """Whether a whole curve is there at once."""
        return POINTS * self.count * self._network.size <= QUICK

    def at(self, value: float) -> float:
        """The loss with the parameter at ``value``."""
        self._values[self._index] = value
        loss, _ = self._network.evaluate_samples(self._samples)
        loss += self._network.penalty
        self._values[self._index] = self.value
        return float(loss)

    def slope(self) -> float:
        """dL/d of it where it is."""
        self._network.gradient_step_rows(self._samples)
        return float(self._slopes[self._index])

    def curve(
        self, span: tuple[float, float], stopped: Callable[[], bool] = lambda: False, points: int = POINTS
    ) -> LossCurve:
        """The loss from one end of ``span`` to the other; cut short where it is ``stopped``."""
        places: NDArray[Any] = np.linspace(*span, points)
        losses = np.full(points, np.nan)
        for k, place in enumerate(places):
            if stopped():
                break
            losses[k] = self.at(float(place))
        return LossCurve(places, losses)
