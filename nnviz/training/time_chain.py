"""The chain rule for a weight that is used at every step: what each step adds, over how many paths.

From its sum at step t blame comes on every path that leads through later steps to what leaves the layer. Of
these there are more than anyone could list; the way back adds them all, one product a step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.engine.layers import Layer
from nnviz.training.gates import SCHEMES
from nnviz.training.micro_batch import MicroBatch
from nnviz.training.time_weights import TimeWeight, blamed, index_of, met, unit_of, units_of

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TimeChain:
    """All of dL/dw for one weight, step by step.

    ``met`` x ``delta`` = ``products``, each (T,), of the ``example``: what the weight met, dL/d of its sum,
    and what the step adds. ``whole`` (T,) is what it adds over all ``samples`` of the batch. ``ways`` (T,)
    are the numbers of paths from the sum at a step to what leaves the layer.
    """

    weight: TimeWeight
    example: int
    met: Floats
    delta: Floats
    whole: Floats
    ways: tuple[int, ...]
    gradient: float
    samples: int
    mean: bool

    @property
    def products(self) -> Floats:
        return self.met * self.delta

    @property
    def share(self) -> float:
        """What the example adds to the gradient of the batch."""
        return float(self.products.sum())

    @property
    def paths(self) -> int:
        """How many paths the share is a sum of: those of the steps at which the weight met something."""
        return sum(ways for ways, value in zip(self.ways, self.met, strict=True) if value)

    @property
    def largest(self) -> int:
        """The step that adds the most."""
        return int(np.nan_to_num(np.abs(self.products)).argmax())


def time_chain_of(batch: MicroBatch, weight: TimeWeight, example: int) -> TimeChain:
    """The chain for that weight and that row of the batch."""
    layer, index = batch.learner.layers[weight.layer], index_of(batch.learner, weight)
    found = met(layer, *_formed(batch, weight.layer), weight.parameter)[weight.source]
    delta = blamed(layer, batch.trace.layers[weight.layer].named, weight.parameter)[weight.column]
    return TimeChain(
        weight,
        example,
        found[:, example],
        delta[:, example],
        (found * delta).sum(axis=1),
        ways_through(layer, weight),
        float(batch.update.data_gradient[index]),
        batch.n,
        not batch.rule.is_sum,
    )


def most_blamed(batch: MicroBatch, example: int, place: int, unit: int | None = None) -> TimeWeight:
    """The weight of that layer (of that unit) with the largest share of this example in its gradient.

    Of a recurrent layer a weight of its state.
    """
    layer = batch.learner.layers[place]
    name = "state_weights" if layer.spec.kind in SCHEMES else "weights"
    x, named = _formed(batch, place)
    own = {key: values[example : example + 1] for key, values in named.items()}
    found, delta = met(layer, x[example : example + 1], own, name), blamed(layer, own, name)
    size = np.nan_to_num(np.abs(found[:, :, 0] @ delta[:, :, 0].T))
    if unit is not None:
        size[:, np.arange(size.shape[1]) % units_of(layer) != unit] = -1.0
    source, column = np.unravel_index(int(size.argmax()), size.shape)
    return TimeWeight(place, name, int(source), int(column))


def ways_through(layer: Layer, weight: TimeWeight) -> tuple[int, ...]:
    """(T,) how many paths lead from the weight's sum at each step to what leaves the layer.

    A path goes on through every weight of the state that is not 0, and along what is kept.
    """
    steps, kind = layer.input_shape[1], layer.spec.kind
    if kind not in SCHEMES:
        return (1,) * steps
    unit, units = unit_of(layer, weight), units_of(layer)
    leads = (layer.values["state_weights"] != 0).astype(int).astype(object).reshape(units, -1, units)
    if leads.all():  # every unit alike
        leads, unit = np.array([[[units]] * leads.shape[1]], dtype=object), 0
    every = len(layer.output_shape) > 1
    held = _nothing(leads)
    found = []
    later: NDArray[Any] | None = None
    for step in reversed(range(steps)):
        state = _nothing(leads) + int(every or step == steps - 1)
        if later is not None:
            state = state + np.einsum("ugv,gv->u", leads, later)
        if kind == "gru":
            state = state + held  # kept as it is
        held = state + (held if kind == "lstm" else 0)
        later = np.stack([held if _through_cell(kind, block) else state for block in range(leads.shape[1])])
        found.append(int(later[weight.column // units, unit]))
    return tuple(reversed(found))


def _through_cell(kind: str, block: int) -> bool:
    """Whether that gate of an LSTM leads to the cell: all but the last, o."""
    return kind == "lstm" and block < 3


def _nothing(leads: NDArray[Any]) -> NDArray[Any]:
    return np.zeros(len(leads), dtype=object)


def _formed(batch: MicroBatch, place: int) -> tuple[NDArray[Any], dict[str, NDArray[Any]]]:
    """(what enters (n, features, T), the layer's quantities)."""
    layer = batch.learner.layers[place]
    entering = batch.trace.layers[place - 1].a if place else batch.inputs
    return entering.reshape(batch.n, *layer.input_shape), dict(batch.trace.layers[place].named)
