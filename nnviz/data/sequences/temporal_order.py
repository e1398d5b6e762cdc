"""Temporal order: which of two keys came when, with noise before, between and behind them.

Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation 9, 1997, experiment 6a.
"""

from __future__ import annotations

import numpy as np

from nnviz.data.dataset import RawData
from nnviz.data.sequences.symbols import of_symbols
from nnviz.data.steady import in_turn, two_parts

SEQUENCES = 1536  # of which a third is kept for testing
SYMBOLS = ("X", "Y", "a", "b", "c", "d")
ORDERS = ("XX", "XY", "YX", "YY")
#: Where the keys stand: the first and last place of each, as shares of the length.
PLACES = ((0.1, 0.2), (0.5, 0.6))
_KEYS = 2


def temporal_order(seed: int, test_share: float, *, length: int) -> RawData:
    """Sequences of ``length`` symbols; asked at the end which key came first and which second.

    Drawn by ``seed``: the same one draws the same sequences, whatever is kept for testing.
    """
    generator = np.random.default_rng(seed)
    orders = in_turn(generator, SEQUENCES, len(ORDERS))
    rows = generator.integers(_KEYS, len(SYMBOLS), (SEQUENCES, length))
    everyone = np.arange(SEQUENCES)
    for key, (first, last) in zip((orders // _KEYS, orders % _KEYS), PLACES, strict=True):
        places = generator.integers(int(length * first), int(length * last) + 1, SEQUENCES)
        rows[everyone, places] = key
    return of_symbols(SYMBOLS, rows, orders, ORDERS, tested=two_parts(orders, test_share))
