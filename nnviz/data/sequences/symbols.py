"""Sequences of symbols as a network takes them, one-hot: of every symbol a row, of every step a column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import Following, Longer, RawData
from nnviz.said import translate

Places = NDArray[np.int64]

#: Where nothing is read (padding, only at the end), and where nothing is asked.
NOTHING = -1

_AT_STEP = translate("Data", "“{symbol}” at step {step}")


def one_hot(places: Places, count: int) -> NDArray[np.float32]:
    """(n, count * T) of (n, T) places among ``count`` symbols, symbols first; zeros where nothing is read."""
    rows = places[:, np.newaxis, :] == np.arange(count)[:, np.newaxis]
    return np.asarray(rows.reshape(len(places), -1), dtype=np.float32)


def padded(sequences: Sequence[Sequence[int]]) -> Places:
    """(n, T) the sequences, with ``NOTHING`` behind those that are shorter than the longest."""
    rows = np.full((len(sequences), max(map(len, sequences))), NOTHING, dtype=np.int64)
    for row, sequence in zip(rows, sequences, strict=True):
        row[: len(sequence)] = sequence
    return rows


def step_names(symbols: Sequence[str], steps: int) -> tuple[str, ...]:
    """What the inputs are called, in the order in which a sample has them."""
    return tuple(
        _AT_STEP.format(symbol=symbol, step=step) for symbol in symbols for step in range(1, steps + 1)
    )


def of_symbols(
    symbols: Sequence[str],
    places: Places,
    labels: Places,
    class_names: Sequence[str],
    *,
    tested: NDArray[np.bool_] | None = None,
    following: Following | None = None,
    longer: tuple[Places, Places] | None = None,
) -> RawData:
    """A data set of sequences (n, T) of ``symbols``, with a class each (n,) or at every step (n, T).

    ``following``: see ``Dataset``. ``longer`` are sequences and labels beyond what is learned.
    """
    steps = places.shape[1]
    return RawData(
        one_hot(places, len(symbols)),
        labels,
        class_names=tuple(class_names),
        feature_names=step_names(symbols, steps),
        feature_shape=(len(symbols), steps),
        tested=tested,
        symbols=tuple(symbols),
        every_step=labels.ndim == 2,
        following=following,
        longer=None if longer is None else Longer(one_hot(longer[0], len(symbols)), longer[1]),
    )
