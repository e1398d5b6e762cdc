"""What training may not move: cut edges, held at 0, and frozen layers, held as they are."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import Network, Optimizer
from nnviz.said import translate
from nnviz.training.edits import Edge, Edit, Frozen, check_place

Array = NDArray[np.floating[Any]]


class Holding:
    """Holds the cut edges, frozen layers and units of a network, exactly, whatever an optimiser would do.

    A parameter that is held is given no gradient, hence none counts for the norm that is clipped and what
    an optimiser remembers of it fades; after each update it is put back to the last bit. ``weights`` are
    those of the cut edges before they were cut, in the order of ``cut``.
    """

    def __init__(self, network: Network, optimizer: Optimizer | None = None) -> None:
        self._network, self._optimizer = network, optimizer
        self._weighted = [(network.part(place), network.layers[place]) for place in network.weighted]
        self._mask: NDArray[np.bool_] | None = None
        self._values: Array = network.parameters[:0]
        self.cut: tuple[Edge, ...] = ()
        self.weights: tuple[float, ...] = ()

    def check(self, cut: tuple[Edge, ...], frozen: tuple[Frozen, ...]) -> None:
        """Raise ``ValueError`` with one sentence for an edge, layer or unit that is not there."""
        shapes = [self._network.layers[place].edges for place in self._network.weighted]
        for layer, source, unit in cut:
            check_place(shapes, layer, None if source == -1 else source, unit)
        for one in frozen:
            layer, unit = one if isinstance(one, tuple) else (one, 0)
            if layer >= len(shapes):
                raise ValueError(
                    translate("Training", "There is no layer {layer} to freeze; there are {count}.").format(
                        layer=layer + 1, count=len(shapes)
                    )
                )
            if unit >= shapes[layer][1]:
                raise ValueError(
                    translate(
                        "Training", "There is no unit {unit} to freeze in layer {layer}; it has {count}."
                    ).format(unit=unit, layer=layer + 1, count=shapes[layer][1])
                )

    def hold(self, cut: tuple[Edge, ...], frozen: tuple[Frozen, ...]) -> None:
        """From now on hold these; an edge that is cut no more gets back the weight that it had."""
        known = dict(zip(self.cut, self.weights, strict=True))
        for edge in known.keys() - set(cut):
            self._set(edge, known.pop(edge))
        for edge in set(cut) - known.keys():
            known[edge] = float(self._network.parameters[self._index(*edge)])
            self._set(edge, 0.0)
        self.cut, self.weights = cut, tuple(known[edge] for edge in cut)
        self._hold_frozen(frozen)

    def _hold_frozen(self, frozen: tuple[Frozen, ...]) -> None:
        if not (self.cut or frozen):
            self._mask = None
            return
        mask = self._mask = np.zeros(self._network.size, dtype=bool)
        mask[[self._index(*edge) for edge in self.cut]] = True
        for one in frozen:
            mask[self._weighted[one][0] if isinstance(one, int) else self._into(*one)] = True
        self._values = self._network.parameters[mask]

    def restore(
        self, cut: tuple[Edge, ...], weights: tuple[float, ...], frozen: tuple[Frozen, ...]
    ) -> Holding:
        """Hold these in a network whose parameters already are what they were then; as ``check``."""
        self.check(cut, frozen)
        self.cut = cut
        self.weights = (*weights, *(0.0,) * len(cut))[: len(cut)]
        self._hold_frozen(frozen)
        return self

    def edit(self, edit: Edit) -> None:
        """Set a weight or a bias by hand; of a cut edge, the weight that it will come back with."""
        edge = (edit.layer, edit.source if edit.source is not None else -1, edit.unit)
        if edge in self.cut:
            value = float(self._network.dtype.type(edit.value))
            self.weights = tuple(
                value if at == edge else w for at, w in zip(self.cut, self.weights, strict=True)
            )
            return
        self._network.parameters[self._index(*edge)] = edit.value
        if self._mask is not None:
            self._values = self._network.parameters[self._mask]

    @property
    def count(self) -> int:
        """How many parameters are held."""
        return 0 if self._mask is None else int(np.count_nonzero(self._mask))

    def before_update(self) -> None:
        """Take away the gradient of what is held."""
        if self._mask is not None:
            self._network.gradients[self._mask] = 0

    def after_update(self) -> None:
        """Put back what is held, to the last bit; of it nothing was subtracted."""
        if self._mask is not None:
            self._network.parameters[self._mask] = self._values
            if self._optimizer is not None:
                self._optimizer.update[self._mask] = 0

    def _set(self, edge: Edge, value: float) -> None:
        self._network.parameters[self._index(*edge)] = value

    def _into(self, layer: int, unit: int) -> NDArray[np.intp]:
        """Where all that leads into a unit is in the flat vector: its weights, and biases if it has any."""
        part, held = self._weighted[layer]
        return held.into(unit) + np.intp(part.start)

    def _index(self, layer: int, source: int, unit: int) -> int:
        """Where a weight, or with ``source`` -1 a bias, is in the flat vector."""
        part, held = self._weighted[layer]
        return int(part.start) + held.index(None if source < 0 else source, unit)
