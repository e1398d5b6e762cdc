"""One neuron at one moment: what enters, by which weights, what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from nnviz.engine.activations import Activation
from nnviz.said import translate
from nnviz.training.snapshot import Snapshot

MOST: Final = 6  # inputs that are shown one by one


@dataclass(frozen=True)
class Term:
    """What one input adds: its number among all, its ``name``, value and weight."""

    source: int
    name: str
    value: float
    weight: float

    @property
    def product(self) -> float:
        """Value times weight."""
        return self.value * self.weight


@dataclass(frozen=True, eq=False)
class Unit:
    """Neuron number ``unit`` of the layer number ``layer`` among those with weights.

    ``terms`` are its inputs, or the largest of them; ``rest`` is how many more there are, and what these come
    to. The ``bias`` is None where it is held at 0. ``target`` is what is to come out of a network that has
    this unit alone.
    """

    layer: int
    unit: int
    terms: tuple[Term, ...]
    rest: tuple[int, float]
    bias: float | None
    z: float
    a: float
    activation: Activation
    target: float | None = None

    @cached_property
    def parts(self) -> tuple[float, ...]:
        """What is added up: the products, the rest if there is any, the bias."""
        found = [term.product for term in self.terms]
        found += [self.rest[1]] if self.rest[0] else []
        return tuple(found if self.bias is None else [*found, self.bias])


def unit_of(snapshot: Snapshot, names: tuple[str, ...], layer: int, unit: int) -> Unit:
    """The neuron with the sample that the snapshot has sent through it; ``names`` are those of the inputs.

    Raises ``ValueError`` with one sentence where no sample is sent, or it is no neuron of a dense layer.
    """
    probe, states = snapshot.probe, snapshot.layers
    if probe is None:
        raise ValueError(translate("Lessons", "No sample is sent through the network."))
    if not (0 <= layer < len(states) and states[layer].weights.ndim == 2 and unit < states[layer].units):
        raise ValueError(translate("Lessons", "There is no such neuron to show."))
    state = states[layer]
    entering = np.ravel(probe.entering[layer]).astype(float)
    weights = state.weights[:, unit].astype(float)
    if len(entering) != len(weights) or len(np.ravel(probe.z[layer])) != state.units:
        raise ValueError(translate("Lessons", "A neuron of such a layer is no single sum."))
    order = np.arange(len(weights))
    if len(weights) > MOST:
        order = np.sort(np.argsort(-np.abs(entering * weights), kind="stable")[: MOST - 1])
    shown = [Term(int(k), _name(names, layer, int(k)), entering[k], weights[k]) for k in order]
    left = np.setdiff1d(np.arange(len(weights)), order)
    cut = (layer, -1, unit) in snapshot.experiment.cut
    lone = layer == len(states) - 1 and state.units == 1 and probe.target is not None
    return Unit(
        layer=layer,
        unit=unit,
        terms=tuple(shown),
        rest=(len(left), float((entering[left] * weights[left]).sum())),
        bias=None if cut else float(state.bias[unit]),
        z=float(np.ravel(probe.z[layer])[unit]),
        a=float(np.ravel(probe.a[layer])[unit]),
        activation=snapshot.network().layers[state.place].activation,
        target=float(np.ravel(probe.target)[0]) if lone and probe.target is not None else None,
    )


def _name(names: tuple[str, ...], layer: int, source: int) -> str:
    """What an input is called: by its name if that is a letter, else by its number."""
    if layer > 0:
        return f"a{source + 1}"
    name = names[source] if source < len(names) else ""
    return name if name[:1].isalpha() and name[1:].isdecimal() and len(name) <= 3 else f"x{source + 1}"
