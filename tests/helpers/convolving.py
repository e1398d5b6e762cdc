"""Networks that look at pictures, and their numbers worked out anew with NumPy loops in float64."""

from __future__ import annotations

from functools import cache

import numpy as np

from nnviz.drawing.moment import Moment, moment_of
from nnviz.drawing.part import Names
from nnviz.engine.layers import Conv, LayerSpec, MaxPool
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot
from nnviz.training.trainer import Trainer

#: M5: two convolutions without padding, each shrunk.
DESIGN = (
    Conv(6, 5, padding="valid", activation="relu"),
    MaxPool(2),
    Conv(12, 3, padding="valid", activation="relu"),
    MaxPool(2),
)


@cache
def trained(
    layers: tuple[LayerSpec, ...], data: str = "figures", updates: int = 12, sample: int = 4
) -> Snapshot:
    """A network of those layers, somewhat trained, with a sample of the test part sent through it."""
    trainer = Trainer(Experiment.on(data, layers=layers, learning_rate=0.003, batch_size=32, epochs=1))
    trainer.advance(updates)
    dataset = trainer.dataset
    return trainer.snapshot().probed(dataset.test_features[sample], int(dataset.test_labels[sample]))


def convolved(x, weights, bias, stride=1, before=0, places=None):
    """z (filters, rows, columns) of x (channels, rows, columns), term by term."""
    x, weights = np.asarray(x, np.float64), np.asarray(weights, np.float64)
    filters, channels, high, wide = weights.shape
    down, across = places
    z = np.zeros((filters, down, across))
    for f, r, q in np.ndindex(z.shape):
        total = float(bias[f])
        for c, i, j in np.ndindex(channels, high, wide):
            row, column = r * stride + i - before, q * stride + j - before
            if 0 <= row < x.shape[1] and 0 <= column < x.shape[2]:
                total += x[c, row, column] * weights[f, c, i, j]
        z[f, r, q] = total
    return z


def pooled(maps, size):
    """The largest of each window (channels, rows, columns), and the (row, column) where it is."""
    channels, down, across = len(maps), maps.shape[1] // size, maps.shape[2] // size
    found, places = np.zeros((channels, down, across)), np.zeros((channels, down, across, 2), int)
    for c, r, q in np.ndindex(found.shape):
        window = maps[c, r * size : (r + 1) * size, q * size : (q + 1) * size]
        at = np.unravel_index(window.argmax(), window.shape)
        found[c, r, q], places[c, r, q] = window[at], (r * size + at[0], q * size + at[1])
    return found, places


def picture_moment(snapshot: Snapshot, side: int = 28, names: tuple[str, ...] = ()) -> Moment:
    """What a network that looks at pictures shows."""
    return moment_of(snapshot, (side, side), Names(names))
