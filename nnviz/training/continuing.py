"""A sequence gone on with by a network: what it says at the last step is what it reads at the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.data.sequences.symbols import one_hot
from nnviz.engine import Network
from nnviz.said import translate

Array = NDArray[np.floating[Any]]

MOST = 1000  # symbols or values that a sequence is gone on by at once


@dataclass(frozen=True, eq=False)
class Continued:
    """What followed: of symbols their ``places`` (m,) and the ``shares`` (m, symbols) that they were drawn
    by, of values the ``values`` (m,).
    """

    places: NDArray[np.int64]
    shares: Array
    values: Array


class SequenceReader:
    """A network that reads sequences of any length, as far as its layers allow.

    One with weights for every step of its own, such as learned positions, reads shorter ones with nothing
    behind them and of longer ones the last steps. The parameters are those that the network has now.
    """

    def __init__(self, network: Network, dataset: Dataset) -> None:
        self.dataset = dataset
        self._network, self._of_length = network, dict[int, Network]()
        features, self._steps = network.input_shape
        self._offset, self._factor = (
            values.reshape(features, -1).astype(np.float64) for values in (dataset.offset, dataset.factor)
        )
        same = all((values == values[:, :1]).all() for values in (self._offset, self._factor))
        self._any_length = same and of_length(network, self._steps + 1) is not None

    def outputs(self, features: Array) -> Array:
        """(units, T) what it says at each step of (features, T) in the units of the source, or (units,) at
        the end.

        T may be less than that of the features where it reads the last steps only. Raises ``ValueError`` with
        one sentence where one answer is given to sequences of one length.
        """
        network, steps, read = self._network, features.shape[1], features
        offset, factor = self._offset, self._factor
        if self._any_length and steps != self._steps:
            network = self._of(steps)
            offset, factor = offset[:, :1], factor[:, :1]
        elif len(network.output_shape) == 1 and steps != self._steps:
            raise ValueError(
                translate("Training", "The network reads {steps} steps, no fewer and no more.").format(
                    steps=self._steps
                )
            )
        elif steps < self._steps:
            read = np.pad(features, ((0, 0), (0, self._steps - steps)))
        else:
            read = features[:, -self._steps :]
        entering = ((read - offset) * factor).astype(np.float32)
        said = network.predict(entering.reshape(1, -1))[0]
        return np.asarray(said if said.ndim == 1 else said[:, :steps])

    def _of(self, steps: int) -> Network:
        if steps not in self._of_length:
            self._of_length[steps] = of_length(self._network, steps) or self._network
        return self._of_length[steps]


def of_length(network: Network, steps: int) -> Network | None:
    """The same network for sequences of so many steps; None where its parameters are for its own."""
    shape = (network.input_shape[0], steps)
    try:
        other = Network(shape, network.specs, loss=network.loss.name, dtype=network.dtype.name)
    except ValueError:
        return None  # a window wider than the sequence
    if [block.parameter.shape for block in other.blocks] != [
        block.parameter.shape for block in network.blocks
    ]:
        return None
    other.parameters[:] = network.parameters
    other.statistics[:] = network.statistics
    return other


def continued(
    reader: SequenceReader, given: Array, count: int, *, temperature: float = 1.0, seed: int = 0
) -> Continued:
    """Go on with ``given`` (features, T >= 1), in the units of the source, by at most ``count`` steps.

    Symbols are drawn, by ``seed``, from p^(1 / temperature), made to sum to 1; at 0 the likeliest is taken.
    It ends where the data set's sequences do. Raises ``ValueError`` with one sentence for a data set whose
    sequences are not gone on with, and for a temperature or count that cannot be.
    """
    dataset, chance = reader.dataset, np.random.default_rng(seed)
    _check(dataset, count, temperature)
    assert dataset.following is not None
    if dataset.following.within:
        count = min(count, dataset.feature_shape[1] - given.shape[1] + 1)
    read, places, shares, values = given, list[int](), list[Array](), list[float]()
    for _ in range(count):
        said = reader.outputs(read)[:, -1]
        if dataset.symbols:
            shares.append(_shares(said, temperature))
            places.append(_drawn(shares[-1], chance))
            following = one_hot(np.array([[places[-1]]]), len(dataset.symbols))[0][:, np.newaxis]
            if dataset.symbols[places[-1]] == dataset.following.ends:
                break
        else:
            values.append(float(said[0]))
            following = said[:, np.newaxis]
        read = np.concatenate([read, following], axis=1)
    symbols = max(1, len(dataset.symbols))
    return Continued(np.array(places, np.int64), np.array(shares).reshape(-1, symbols), np.array(values))


def _shares(said: Array, temperature: float) -> Array:
    """(symbols,) how probable each is drawn, of what the network said of them."""
    if not temperature:
        return np.asarray(np.arange(len(said)) == said.argmax(), np.float64)
    with np.errstate(divide="ignore"):
        logs = np.log(np.asarray(said, np.float64)) / temperature
    shares = np.exp(logs - logs.max())
    return np.asarray(shares / shares.sum())


def _drawn(shares: Array, chance: np.random.Generator) -> int:
    """The first symbol whose shares up to it are more than a number by chance, 0 to 1."""
    place = int(np.searchsorted(np.cumsum(shares), chance.random(), side="right"))
    return min(place, len(shares) - 1)  # the sum may be a last bit below 1


def _check(dataset: Dataset, count: int, temperature: float) -> None:
    if dataset.following is None:
        raise ValueError(
            translate(
                "Training",
                "The sequences of “{name}” are not gone on with: what is asked is not what is read next.",
            ).format(name=dataset.name)
        )
    if not 0 <= temperature <= 10:
        raise ValueError(
            translate("Training", "The temperature must be from 0 to 10, not {value}.").format(
                value=temperature
            )
        )
    if not 1 <= count <= MOST:
        raise ValueError(
            translate("Training", "A sequence is gone on with by 1 to {most} steps, not {count}.").format(
                most=MOST, count=count
            )
        )
