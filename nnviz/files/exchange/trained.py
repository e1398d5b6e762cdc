"""The trained network in forms of other programs: ONNX, safetensors, and nnviz's own ``.npz``."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np

from nnviz import __version__
from nnviz.data.entered import Target
from nnviz.engine import Network
from nnviz.engine.arrays import Array
from nnviz.engine.layers import layer_to_dict
from nnviz.files.exchange.onnx_graph import Graph, check_library
from nnviz.files.exchange.onnx_layers import NODES
from nnviz.files.exchange.onnx_names import OWN_UNIT
from nnviz.files.exchange.subject import Subject
from nnviz.files.exchange.tensors import tensor_bytes
from nnviz.files.model import model_bytes
from nnviz.said import translate
from nnviz.training.trainer import Trainer


def named_arrays(network: Network) -> dict[str, Array]:
    """All parameters, and what layers keep beside them, by their names."""
    found = {block.name: block.of(network.parameters) for block in network.blocks}
    return found | {block.name: block.of(network.statistics) for block in network.statistic_blocks}


def scaled_answers(subject: Subject) -> Target | None:
    """How the answers are scaled where they are values of a column of one's own table, else None."""
    entered = None if subject.ends.noise else subject.dataset.entered
    return entered.target if entered is not None and entered.target.scaled else None


def _told(subject: Subject) -> dict[str, str]:
    """What is to be known of the arrays, as text."""
    target = scaled_answers(subject)
    names = () if subject.ends.noise else subject.ends.output_names(subject.dataset)
    return {
        "made_by": f"nnviz {__version__}",
        "layers": json.dumps([layer_to_dict(spec) for spec in subject.network.specs]),
        "loss": subject.network.loss.name,
        "shape": json.dumps(subject.network.input_shape),
        "classes": json.dumps(names, ensure_ascii=False),
        "experiment": json.dumps(subject.experiment.to_dict(), allow_nan=False),
        **({} if target is None else {"target": json.dumps(asdict(target), ensure_ascii=False)}),
    }


def _scaling(subject: Subject) -> dict[str, Array]:
    """What brings the data's own units into the network's, where they differ: (x - offset) * factor."""
    if subject.ends.noise:
        return {}
    offset, factor = subject.dataset.offset, subject.dataset.factor
    return {} if (offset == 0).all() and (factor == 1).all() else {"offset": offset, "factor": factor}


def safetensors_bytes(subject: Subject) -> bytes:
    """The arrays by nnviz's names for them; ``offset`` and ``factor`` where inputs are scaled."""
    return tensor_bytes(named_arrays(subject.network) | _scaling(subject), _told(subject))


def onnx_bytes(subject: Subject) -> bytes:
    """A model that takes samples in the units of the data and gives the network's answers, those of a column
    of values in the unit of the table."""
    network, graph = subject.network, Graph()
    end, scaling = "samples", _scaling(subject)
    if scaling:
        shape = network.input_shape
        offset, factor = (graph.constant(a.reshape(1, *shape), name) for name, a in scaling.items())
        end = graph.add("Mul", graph.add("Sub", end, offset), factor)
    entered = []
    for place, (layer, name) in enumerate(zip(network.layers, network.names, strict=True)):
        entered.append(end)
        if layer.spec.over:
            end = graph.add("Add", end, entered[place - layer.spec.over])
            continue
        if layer.spec.kind not in NODES:
            raise ValueError(
                translate("Files", "The layer “{name}” cannot be written as ONNX.").format(name=name)
            )
        end = NODES[layer.spec.kind](graph, layer, end, name)
    if (target := scaled_answers(subject)) is not None:
        factor, offset = OWN_UNIT
        end = graph.add("Div", end, graph.constant(target.factor, factor))
        end = graph.add("Add", end, graph.constant(target.offset, offset))
    return graph.model(end, network.input_shape, network.output_shape, _told(subject))


def check_finite(subject: Subject) -> None:
    """Raise ``ValueError`` with one sentence for a network that has diverged."""
    if not np.isfinite(subject.network.parameters).all():
        raise ValueError(translate("Files", "The network holds numbers that are infinite or none at all."))


def check_onnx(subject: Subject) -> None:
    """Raise ``ValueError`` with one sentence for what cannot be ONNX, or where its library is missing."""
    check_finite(subject)
    check_library()


def npz_bytes(subject: Subject) -> bytes:
    """The file that ``nnviz train --save`` writes."""
    if subject.snapshot is None:
        raise ValueError(translate("Files", "This is such a file already."))
    changed, begun = _history(subject)
    return model_bytes(subject.snapshot, subject.dataset, begun=begun, changed=changed)


def _history(subject: Subject) -> tuple[bool, dict[str, Array]]:
    """(whether it is more than its settings and its beginning, that where it is not what the seed draws)."""
    try:
        start, changed = subject.start, bool(subject.changes)
    except ValueError:
        return True, {}
    drawn = Trainer(start.experiment, subject.dataset).snapshot()
    begun: dict[str, Array] = {}
    for place, name in enumerate(start.experiment.players):
        before = f"{name}." if len(start.players) > 1 else ""
        if not np.array_equal(start.players[place].parameters, drawn.players[place].parameters):
            network = start.network(place)
            begun |= {before + block.name: block.of(network.parameters).copy() for block in network.blocks}
    return changed, begun
