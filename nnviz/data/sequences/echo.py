"""The echo: say at every step what was read some steps ago."""

from __future__ import annotations

import numpy as np

from nnviz.data.dataset import RawData
from nnviz.data.sequences.symbols import NOTHING, of_symbols
from nnviz.data.steady import last_ones

SEQUENCES = 1200  # of which a fifth is kept for testing
SYMBOLS = ("a", "b", "c", "d")


def echo(seed: int, test_share: float, *, length: int, delay: int) -> RawData:
    """Sequences of ``length`` symbols by chance, each of them to be said ``delay`` steps later.

    Before, nothing is asked; ``delay`` is less than ``length``.
    """
    rows = np.random.default_rng(seed).integers(0, len(SYMBOLS), (SEQUENCES, length))
    labels = np.full_like(rows, NOTHING)
    labels[:, delay:] = rows[:, :-delay]
    return of_symbols(SYMBOLS, rows, labels, SYMBOLS, tested=last_ones(SEQUENCES, test_share))
