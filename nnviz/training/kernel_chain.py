"""The chain rule for one weight of a kernel and one sample: a path through every place of its map.

At a place the loss asks for dL/da of the number there, its activation for da/dz, and the weight met one
number of what enters: the three multiply to what the place adds to dL/dw, and the places sum to the sample's
share. All numbers are the ledger's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.training.kernel_batch import batch_gradient
from nnviz.training.kernel_gradient import KernelWeight, WeightGradient, weight_gradient
from nnviz.training.micro_batch import MicroBatch
from nnviz.training.places import leaving

Floats = NDArray[np.float64]

#: How many places are listed, the strongest first; what the others add is always there.
LISTED = 7


@dataclass(frozen=True)
class PlacePath:
    """The way through one place (``row``, ``column``) of the map.

    ``product`` = ``delta`` x ``met``, and ``delta`` = dL/dz is the step's own ``da`` x ``slope``; the slope
    is None where the activation mixes its units.
    """

    row: int
    column: int
    da: float
    slope: float | None
    delta: float
    met: float
    product: float


@dataclass(frozen=True, eq=False)
class KernelChain:
    """All of dL/dw for one weight of a kernel.

    ``alive`` of all ``places`` add something. ``share`` is what this sample adds to ``gradient``, that of the
    batch of ``samples`` as the network learns it; both have been divided by their number where the loss is a
    ``mean``. ``found`` has the maps; ``da`` and ``slope`` (rows, columns) are those of the weight's filter.
    """

    weight: KernelWeight
    example: int
    found: WeightGradient
    da: Floats
    slope: Floats | None
    alive: int
    share: float
    gradient: float
    samples: int
    mean: bool

    @property
    def places(self) -> int:
        """How many numbers the weight met."""
        return self.found.places

    @property
    def rest(self) -> float:
        """What the places add that ``paths`` does not list."""
        return self.share - sum(path.product for path in self.paths)

    @cached_property
    def paths(self) -> tuple[PlacePath, ...]:
        """The strongest ways; the one with the largest product where none adds anything."""
        sizes = np.abs(self.found.products)
        order = np.argsort(-sizes.ravel(), kind="stable")[: min(LISTED, max(1, self.alive))]
        return tuple(self.at(*divmod(int(at), sizes.shape[1])) for at in order)

    def at(self, row: int, column: int) -> PlacePath:
        """The way through that place."""
        where = row, column
        return PlacePath(
            row,
            column,
            float(self.da[where]),
            None if self.slope is None else float(self.slope[where]),
            float(self.found.delta[where]),
            float(self.found.met[where]),
            float(self.found.products[where]),
        )


def kernel_chain_of(batch: MicroBatch, weight: KernelWeight, example: int) -> KernelChain:
    """The chain for that weight and that row of the batch. Raises ``ValueError`` where there is no kernel."""
    network, probe = batch.learner, batch.probe(example)
    found = weight_gradient(network, probe, weight)
    da, slope = _of_filter(batch, weight, example)
    return KernelChain(
        weight=weight,
        example=example,
        found=found,
        da=da,
        slope=slope,
        alive=int(np.count_nonzero(found.products)),
        share=found.value,
        gradient=batch_gradient(batch.learned, weight).learned,
        samples=batch.n,
        mean=not batch.rule.is_sum,
    )


def _of_filter(batch: MicroBatch, weight: KernelWeight, example: int) -> tuple[Floats, Floats | None]:
    """dL/da and da/dz of the weight's filter, (rows, columns) each."""
    network, traced = batch.learner, batch.trace.layers[weight.layer]
    da = leaving(network, traced.da[example], weight.layer)[weight.unit].astype(np.float64)
    if not network.layers[weight.layer].activation.elementwise:
        return da, None
    slopes = batch.value("slope", weight.layer)[example].reshape(-1)
    return da, leaving(network, slopes, weight.layer)[weight.unit].astype(np.float64)
