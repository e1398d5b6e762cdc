"""What is selected: whether the network still has it, its neighbours, and what the Inspector says of it."""

from __future__ import annotations

from dataclasses import replace

from nnviz.data import Dataset
from nnviz.drawing.inspector.content import Content
from nnviz.drawing.inspector.edge import describe_edge
from nnviz.drawing.inspector.names import Names
from nnviz.drawing.inspector.network import describe_input, describe_network
from nnviz.drawing.inspector.neuron import describe_neuron
from nnviz.drawing.selection import Selection
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline


def describe(
    snapshot: Snapshot | None,
    dataset: Dataset | None,
    timeline: Timeline | None,
    selection: Selection | None,
    sample: str | None,
) -> Content:
    """The neuron, line or input that is selected, else the network as a whole.

    Earlier weights are looked up in ``timeline``; ``sample`` is what the one shown is called.
    """
    if snapshot is None or selection is None or not siblings(snapshot, selection):
        return describe_network(snapshot, dataset, sample)
    names = Names.of(snapshot, dataset)
    if selection.kind == "neuron":
        return describe_neuron(snapshot, names, selection.layer, selection.unit)
    if selection.kind == "edge":
        return describe_edge(snapshot, names, timeline, selection)
    return describe_input(snapshot, names, dataset, selection.unit)


def siblings(snapshot: Snapshot, selection: Selection) -> int:
    """How many there are of what is selected, itself among them: neurons of its layer, lines into its
    neuron, inputs; 0 where the network has it no more, since layers may have shrunk, or another
    network is looked at."""
    if selection.player != snapshot.player:
        return 0
    if selection.kind == "input":
        return snapshot.input_size if 0 <= selection.unit < snapshot.input_size else 0
    if not 0 <= selection.layer < len(snapshot.layers):
        return 0
    units = snapshot.layers[selection.layer].units
    if not 0 <= selection.unit < units:
        return 0
    if selection.kind == "neuron":
        return units
    sources = snapshot.sources(selection.layer)
    return sources if 0 <= selection.source < sources else 0


def neighbour(snapshot: Snapshot, selection: Selection, by: int) -> Selection | None:
    """The one ``by`` places further on, round and round; None where there is nothing to go from."""
    count = siblings(snapshot, selection)
    if not count:
        return None
    if selection.kind == "edge":
        return replace(selection, source=(selection.source + by) % count)
    return replace(selection, unit=(selection.unit + by) % count)
