"""As many b as a: after each b it is asked whether another one comes. Who is to know has to count.

Gers and Schmidhuber, "LSTM recurrent networks learn simple context-free and context-sensitive languages",
IEEE Transactions on Neural Networks 12, 2001.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnviz.data.dataset import RawData
from nnviz.data.sequences.symbols import NOTHING, Places, of_symbols, padded

MOST = 10  # a, and as many b, of the longest sequence that is learned
FURTHEST = 25  # of the longest one that is shown beyond
SYMBOLS = ("a", "b")
NEXT = ("b", "end")
_A, _B = 0, 1
_ANOTHER, _END = 0, 1


def anbn() -> RawData:
    """The sequences of 1 to ``MOST`` a and as many b, all learned and tested, and longer ones beyond."""
    rows, labels = _counted(range(1, MOST + 1))
    return of_symbols(SYMBOLS, rows, labels, NEXT, longer=_counted(range(MOST + 1, FURTHEST + 1)))


def _counted(counts: Sequence[int]) -> tuple[Places, Places]:
    """(n, T) symbols and labels: nothing is asked at an a, since more of them may always come."""
    rows = padded([[_A] * count + [_B] * count for count in counts])
    labels = padded([[NOTHING] * count + [_ANOTHER] * (count - 1) + [_END] for count in counts])
    return np.asarray(rows), np.asarray(labels)
