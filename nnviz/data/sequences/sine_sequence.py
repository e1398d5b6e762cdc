"""A sine of one frequency, begun anywhere: at every step its next value is to be said."""

from __future__ import annotations

import numpy as np

from nnviz.data.dataset import Following, RawData
from nnviz.data.steady import last_ones
from nnviz.said import translate

SEQUENCES = 320  # of which a fifth is kept for testing
TURN = 0.3  # radians a step: a period is almost 21 steps
_VALUE = translate("Data", "value at step {step}")


def sine_sequence(seed: int, test_share: float, *, length: int) -> RawData:
    """``length`` values of a sine from a phase by chance, and of each the next one.

    After the first value nothing is asked: whether the sine rises or falls cannot be told from one.
    """
    phases = np.random.default_rng(seed).uniform(0, 2 * np.pi, SEQUENCES)
    values = np.sin(phases[:, np.newaxis] + TURN * np.arange(length + 1))
    following = values[:, 1:].copy()
    following[:, 0] = np.nan
    return RawData(
        values[:, :-1],
        following,
        feature_names=tuple(_VALUE.format(step=step) for step in range(1, length + 1)),
        feature_shape=(1, length),
        tested=last_ones(SEQUENCES, test_share),
        every_step=True,
        following=Following(),
    )
