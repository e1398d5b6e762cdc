"""What every neuron makes of the whole plane, for networks whose inputs come from its points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.data.dataset import frozen
from nnviz.data.planar import EXTENT
from nnviz.engine import Network, Samples
from nnviz.engine.program import Program
from nnviz.said import translate
from nnviz.training.outputs import classes
from nnviz.training.snapshot import Snapshot

Floats = NDArray[np.float32]
Middles = NDArray[Any]  # float64

NOISE_REACH = 2.4  # of each noise number: 98 % of all that is drawn
CHUNK = 1024  # points sent through the network at a time: a layer of 8 units then takes 32 kB


@dataclass(frozen=True, eq=False)
class PlaneMaps:
    """The plane from -``extent`` to ``extent`` in ``resolution`` x ``resolution`` square cells.

    ``inputs`` is (d, r, r) and each of ``layers`` (units, r, r), float32: what enters the network, and every
    unit's activation, in the middle of each cell. Row 0 is the top, where x2 is largest; column 0 is the
    left, where x1 is smallest. Read-only.
    """

    resolution: int
    inputs: Floats
    layers: tuple[Floats, ...]
    extent: float = EXTENT

    @property
    def answers(self) -> NDArray[np.int64]:
        """(r, r) the class that the network answers in the middle of each cell."""
        outputs = self.layers[-1]
        return classes(outputs.reshape(len(outputs), -1).T).reshape(outputs.shape[1:])


def cell_middles(resolution: int) -> Middles:
    """(resolution,) the middles of so many cells from -EXTENT to EXTENT."""
    return (np.arange(resolution) + 0.5) * (2 * EXTENT / resolution) - EXTENT


@lru_cache(maxsize=4)
def grid(resolution: int) -> Middles:
    """(resolution², 2) the middles of the cells as points (x1, x2), row by row from the top."""
    x1, x2 = np.meshgrid(cell_middles(resolution), -cell_middles(resolution))
    return frozen(np.stack([x1.ravel(), x2.ravel()], axis=1))


def plane_maps(
    snapshot: Snapshot, dataset: Dataset, resolution: int, network: Network | None = None
) -> PlaneMaps:
    """The maps of ``snapshot``, in one batched pass: once for each picture that is drawn, not each epoch.

    ``dataset`` is the one that the network learns, ``network`` that of the snapshot, where somebody has
    made it. Raises ``ValueError`` if it is not on the plane, or has other inputs than the network.
    """
    network = network or snapshot.network()
    if dataset.input_size != network.input_size:
        raise ValueError(
            translate(
                "Training", "The network takes {input_size} inputs, but the data have {input_size2}."
            ).format(input_size=network.input_size, input_size2=dataset.input_size)
        )
    return _maps(network, dataset.at(grid(resolution)), resolution, EXTENT)


def noise_maps(network: Network, resolution: int) -> PlaneMaps:
    """What every neuron makes of noise, for a network of two noise numbers: as of the plane, from
    -``NOISE_REACH`` to it."""
    return _maps(network, grid(resolution) * (NOISE_REACH / EXTENT), resolution, NOISE_REACH)


def _maps(network: Network, features: NDArray[Any], resolution: int, extent: float) -> PlaneMaps:
    count = len(features)
    size = min(CHUNK, count)
    samples = Samples.empty(size, network.input_size, network.output_size, network.dtype)
    program = Program(network.layers, network.loss, samples, training=False)
    units = [program.stages[place] for place in network.weighted]
    layers = [np.empty((len(stage.a), count), dtype=np.float32) for stage in units]
    with np.errstate(all="ignore"):
        for start in range(0, count, size):
            first = min(start, count - size)  # the last chunk is as long as the others
            samples.inputs[:, :-1] = features[first : first + size]
            program.predict()
            for stage, values in zip(units, layers, strict=True):
                values[:, first : first + size] = stage.a
    shape = (-1, resolution, resolution)
    inputs = np.ascontiguousarray(features.T).reshape(shape)
    made = tuple(frozen(values.reshape(shape)) for values in layers)
    return PlaneMaps(resolution, frozen(inputs), made, extent)
