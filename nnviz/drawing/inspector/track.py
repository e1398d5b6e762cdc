"""A number of what is selected over the epochs: which there are, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.drawing import numbers
from nnviz.drawing.inspector.names import Names
from nnviz.drawing.selection import Selection
from nnviz.said import translate
from nnviz.training.history import History, Place, Quantity


@dataclass(frozen=True)
class Track:
    """One curve: of what, and which of its numbers; an edge with a cell is a single weight of its kernel."""

    selection: Selection
    quantity: Quantity

    @property
    def place(self) -> Place:
        """Where the number stands in the network."""
        selection = self.selection
        if selection.kind != "edge":
            return Place(selection.layer, selection.unit, player=selection.player)
        cell = (selection.row, selection.column) if selection.cell else None
        return Place(selection.layer, selection.unit, selection.source, cell, selection.player)

    @property
    def selected(self) -> Selection:
        """What a click on the curve selects: of a kernel's weight its line."""
        return self.selection.whole if self.selection.kind == "edge" else self.selection

    def name(self, names: Names) -> str:
        """``weight, hidden 6 → output 4``."""
        selection, edge = self.selection, self.selection.kind == "edge"
        unit = names.unit(selection.layer, selection.unit)
        single = edge and selection.cell
        quantity = quantity_name(self.quantity, edge, names.several(selection) and not single)
        if single:
            quantity = translate("Inspector", "{quantity} ({row}, {column})").format(
                quantity=quantity, row=selection.row + 1, column=selection.column + 1
            )
        if not edge:
            return translate("Inspector", "{quantity}, {unit}").format(quantity=quantity, unit=unit)
        return translate("Inspector", "{quantity}, {source} → {unit}").format(
            quantity=quantity, source=names.unit(selection.layer - 1, selection.source), unit=unit
        )


def quantities(selection: Selection | None) -> tuple[Quantity, ...]:
    """The numbers of a line, or of a neuron, that change over the epochs."""
    if selection is None or selection.kind == "input":
        return ()
    return ("weight", "gradient") if selection.kind == "edge" else ("activation", "bias", "gradient")


def quantity_name(quantity: Quantity, edge: bool, several: bool = False) -> str:
    """The quantity as a word on a switch; ``several``: of a line of several weights, or of a map."""
    if several and edge:
        largest = translate("Inspector", "largest {letter}")
        return largest.format(letter="w" if quantity == "weight" else "∂L/∂w")
    most = translate("Inspector", "largest activation")
    names = {
        "weight": translate("Inspector", "weight"),
        "bias": translate("Inspector", "bias"),
        "activation": most if several else translate("Inspector", "activation"),
        "gradient": "∂L/∂w" if edge else "∂L/∂b" if several else "∂L/∂z",
    }
    return names[quantity]


def known_of(found: History) -> str:
    """Where a curve begins, how far it goes, and at how many of its epochs it is known."""
    values, epochs = found.values, found.epochs
    if not values.size:
        return translate("Inspector", "There is no earlier moment, or no sample, to read it from.")
    text = translate(
        "Inspector", "{first} at epoch {start}, from {low} to {high} since; known at {n} of {all} epochs"
    )
    return text.format(
        first=numbers.fitted(float(values[0]), 3, sign=True),
        start=numbers.count(int(epochs[0])),
        low=numbers.fitted(float(values.min()), 3, sign=True),
        high=numbers.fitted(float(values.max()), 3, sign=True),
        n=numbers.count(values.size),
        all=numbers.count(int(epochs[-1] - epochs[0]) + 1),
    )
