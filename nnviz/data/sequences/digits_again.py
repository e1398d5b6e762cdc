"""Six digits to be said again, backwards or sorted; while answering, what was said so far is read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import Following, RawData
from nnviz.data.sequences.symbols import NOTHING, of_symbols
from nnviz.data.steady import last_ones

SEQUENCES = 4500  # of which a ninth is kept for testing
DIGITS = 6
SYMBOLS = tuple("0123456789")


def reverse(seed: int, test_share: float) -> RawData:
    """The last digit first: each answer stands mirrored in what was read."""
    given = _given(seed)
    return _said_again(given, given[:, ::-1], test_share)


def sort(seed: int, test_share: float) -> RawData:
    """The smallest digit first."""
    given = _given(seed)
    return _said_again(given, np.sort(given, axis=1), test_share)


def _given(seed: int) -> NDArray[np.int64]:
    """(``SEQUENCES``, ``DIGITS``) digits by chance, no two sequences alike."""
    numbers = np.random.default_rng(seed).choice(len(SYMBOLS) ** DIGITS, SEQUENCES, replace=False)
    return np.asarray(numbers[:, np.newaxis] // 10 ** np.arange(DIGITS)[::-1] % 10, dtype=np.int64)


def _said_again(given: NDArray[np.int64], answer: NDArray[np.int64], test_share: float) -> RawData:
    """Read are the digits and all of the answer but its end; asked is from the last digit given on."""
    rows = np.concatenate([given, answer[:, :-1]], axis=1)
    labels = np.full_like(rows, NOTHING)
    labels[:, DIGITS - 1 :] = answer
    return of_symbols(
        SYMBOLS,
        rows,
        labels,
        SYMBOLS,
        tested=last_ones(SEQUENCES, test_share),
        following=Following(within=True),
    )
