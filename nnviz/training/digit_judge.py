"""The judge of made digits: a small convolutional network that learned scikit-learn's digits.

It is not the Reader, and has learned nothing but digits. Its file is what this command wrote, the same
numbers on one machine::

    nnviz train --data digits --layers "conv(16, 3), maxpool(2), conv(32, 3), maxpool(2)" \\
        --learning-rate 0.003 --epochs 30 --save resources/digit_judge.npz
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.assets import read_asset
from nnviz.data.npz import unpacked
from nnviz.engine import Dense, Network
from nnviz.training.settings import read_layers

LAYERS = "conv(16, 3), maxpool(2), conv(32, 3), maxpool(2)"
#: From which probability on the judge counts as sure.
SURE = 0.9
_FILE = "digit_judge.npz"


@cache
def load_judge() -> Network:
    """The judge that nnviz comes with. Raises ``FileNotFoundError`` if the installation lacks it."""
    layers = (*read_layers(LAYERS), Dense(10, "softmax"))
    network = Network((1, 8, 8), layers, loss="categorical_crossentropy")
    arrays = unpacked(BytesIO(read_asset(_FILE)))
    network.load({block.name: arrays[block.name].astype(np.float64) for block in network.blocks})
    return network


def judged_digits(pixels: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """(n, 10) how probable each digit is, of pictures (n, 64) with pixels from 0 to 16."""
    return load_judge().predict(np.asarray(pixels, np.float32) / 16)
