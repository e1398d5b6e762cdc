"""What a lesson calls the numbers and neurons of a network: “dense1.weights[0, 2]”, “dense1[3]”."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from nnviz.drawing.selection import Selection
from nnviz.said import translate
from nnviz.training.edits import Edit
from nnviz.training.snapshot import LayerState, Snapshot

_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

#: What the inputs of a network are called.
INPUTS: Final = "inputs"
_FORM = re.compile(r"(?P<layer>[A-Za-z_]\w*)(?:\.(?P<block>[A-Za-z_]\w*))?(?:\[(?P<index>[\d,\s]+)\])?")
#: Blocks of which each number belongs to a unit: one index says which.
_OF_UNITS: Final = frozenset({"bias", "a", "z", "dz"})


@dataclass(frozen=True)
class Named:
    """A ``layer`` by its name, a ``block`` of it (“weights”; "" for its units), and the ``index`` of one
    number or unit, empty for all."""

    layer: str
    block: str = ""
    index: tuple[int, ...] = ()

    def __str__(self) -> str:
        place = f"[{', '.join(map(str, self.index))}]" if self.index else ""
        return f"{self.layer}{'.' * bool(self.block)}{self.block}{place}"

    def covers(self, other: Named) -> bool:
        """Whether ``other`` is the same, or one of those that this names together."""
        same = (self.layer, self.block) == (other.layer, other.block)
        return same and other.index[: len(self.index)] == self.index

    @property
    def of_weights(self) -> bool:
        """Whether it is a weight, or all of a layer, rather than a unit or something that each unit has."""
        return bool(self.block) and self.block not in _OF_UNITS

    # ---- in a network
    def place(self, snapshot: Snapshot) -> int:
        """Where its layer stands among those with weights; raises ``ValueError`` where there is none."""
        names = [layer.name for layer in snapshot.layers]
        if self.layer not in names:
            raise ValueError(
                translate("Lessons", "There is no layer “{name}”; there are {names}.").format(
                    name=self.layer, names=", ".join(names)
                )
            )
        return names.index(self.layer)

    def state(self, snapshot: Snapshot) -> LayerState:
        """Its layer at that moment."""
        return snapshot.layers[self.place(snapshot)]

    def value(self, snapshot: Snapshot) -> float:
        """The one parameter that it names; raises ``ValueError`` where there is no such number."""
        layer = self.state(snapshot)
        values = {"weights": layer.weights, "bias": layer.bias, **layer.parameters}.get(self.block)
        if values is None or len(self.index) != np.ndim(values):
            raise ValueError(translate("Lessons", "“{name}” is no number of it.").format(name=str(self)))
        try:
            return float(values[self.index])
        except IndexError:
            text = translate("Lessons", "“{name}” is no number of it.").format(name=str(self))
            raise ValueError(text) from None

    def check(self, snapshot: Snapshot) -> None:
        """Raise ``ValueError`` with one sentence unless the network has what it names."""
        if self.block and self.layer != INPUTS and self.block not in ("a", "z", "dz"):
            if self.index:
                self.value(snapshot)
            else:
                self.place(snapshot)
            return
        count = snapshot.input_size if self.layer == INPUTS else self.state(snapshot).units
        if self.index and self.index[0] >= count:
            raise ValueError(
                translate("Lessons", "“{name}” is not there: “{layer}” has {count}, counted from 0.").format(
                    name=str(self), layer=self.layer, count=count
                )
            )

    def edit(self, snapshot: Snapshot, value: float) -> Edit:
        """That weight or bias of a dense layer, set to ``value``."""
        layer = self.place(snapshot)
        if self.block == "bias":
            return Edit(layer, None, self.index[0], value)
        return Edit(layer, self.index[0], self.index[1], value)

    def letter(self, snapshot: Snapshot) -> str:
        """What it is called beside the network: of a lone neuron “w”, “w₁” and “b”, else by its name."""
        layer = snapshot.layers[0]
        lone = len(snapshot.layers) == 1 and layer.units == 1 and self.layer == layer.name
        if lone and self.block == "bias":
            return "b"
        if lone and self.block == "weights" and len(self.index) == 2:
            return "w" if layer.weights.shape[0] == 1 else f"w{1 + self.index[0]}".translate(_BELOW)
        return str(self)

    def symbol(self, snapshot: Snapshot) -> str:
        """Its matrix and its place in it, as “W₂[1, 0]” and “b₁[0]”; of others its name."""
        matrix = {"weights": "W", "bias": "b"}.get(self.block)
        if matrix is None:
            return str(self)
        place = ", ".join(map(str, self.index))
        number = str(1 + self.place(snapshot)).translate(_BELOW)
        return f"{matrix}{number}[{place}]"

    def selection(self, snapshot: Snapshot) -> Selection | None:
        """As it is picked in the diagram; None for what is no single thing there."""
        if self.layer == INPUTS:
            return Selection("input", -1, self.index[0]) if self.index else None
        layer = self.place(snapshot)
        if self.of_weights:
            return Selection("edge", layer, self.index[1], self.index[0]) if len(self.index) == 2 else None
        return Selection("neuron", layer, self.index[0]) if self.index else None


def read_named(text: str) -> Named:
    """What a ``text`` names. Raises ``ValueError`` with one sentence if it is no such name."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise ValueError(
            translate(
                "Lessons", "“{text}” names nothing of a network; a weight is called “dense1.weights[0, 2]”."
            ).format(text=text)
        )
    index = tuple(int(part) for part in (found["index"] or "").split(",") if part.strip())
    return Named(found["layer"], found["block"] or "", index)


def allowed(controls: Iterable[str]) -> tuple[Named, ...]:
    """The weights and biases that a step lets be changed: of “weight:dense1.weights[0, 0]” and the like."""
    kinds = ("weight", "bias")
    parts = [control.partition(":") for control in controls]
    return tuple(read_named(name) for kind, mark, name in parts if mark and kind.strip() in kinds)


def pointed(selection: Selection, snapshot: Snapshot) -> Named:
    """What something picked in the diagram is called: a unit by its layer alone."""
    if selection.kind == "input":
        return Named(INPUTS, "", (selection.unit,))
    name = snapshot.layers[selection.layer].name
    if selection.kind == "edge":
        return Named(name, "weights", (selection.source, selection.unit))
    return Named(name, "", (selection.unit,))


def asked_of(truth: str) -> Named | None:
    """What is to be pointed at where the answer is an “argmax(dense1.a @ ...)”: any unit, or weight, of that
    layer; None where it is no such truth."""
    found = re.match(
        r"\s*arg(?:max|min)\s*\(\s*(?:abs\s*\(\s*)?(?:[A-Z]\.)?(?P<path>[a-z_]\w*(?:\.\w+)?)", truth
    )
    if found is None:
        return None
    named = read_named(found["path"])
    return named if named.of_weights else Named(named.layer)
