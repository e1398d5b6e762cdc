"""An ONNX model, read: one sample's way from the input to the output, in the layers of nnviz.

The file is read as if somebody hostile had made it: its size is known before anything is taken in, nothing
that it points to outside itself is opened, and what is not known is named in a sentence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.npz import DamagedError
from nnviz.data.ordinary import open_ordinary
from nnviz.files.exchange.brought import Brought, Wanted
from nnviz.files.exchange.onnx_flow import Flow, Node, Way, unsuitable
from nnviz.files.exchange.onnx_names import OWN_UNIT, by_our_names
from nnviz.files.exchange.onnx_nodes import NODES
from nnviz.files.exchange.stack import check_size
from nnviz.files.exchange.written_here import classes_in, network_written_here
from nnviz.said import Sentence, translate

Array = NDArray[Any]

MOST_BYTES = 128_000_000
_MOST_NODES, _MOST_NAMES = 2_000, 5_000
_KINDS = "fiub"


def read_onnx(path: Path, wanted: Wanted) -> Brought:
    """The network in an ONNX file; the shape of a sample may be ``wanted``.

    Raises ``ValueError`` with one sentence for what cannot be taken.
    """
    with open_ordinary(path, MOST_BYTES) as file:
        content = file.read(MOST_BYTES + 1)
    try:
        return from_onnx(content, wanted.input_shape)
    except DamagedError as error:
        raise ValueError(
            translate("Exchange", "“{name}” cannot be used: {why}.").format(name=path.name, why=error)
        ) from None


def from_onnx(content: bytes, shape: tuple[int, ...] | None = None) -> Brought:
    """The network in the bytes of an ONNX file, for samples of that ``shape`` where it leaves that open.

    Raises ``DamagedError`` where they are none, else ``ValueError``.
    """
    model = _parsed(content)
    graph = model.graph
    if not graph.node:
        raise DamagedError(translate("Exchange", "it has no layers, or is no ONNX file"))
    if len(graph.node) > _MOST_NODES or len(graph.initializer) > _MOST_NAMES:
        raise DamagedError(
            translate("Exchange", "it has {count} nodes, and at most {most} are read").format(
                count=len(graph.node), most=_MOST_NODES
            )
        )
    if model.functions or graph.sparse_initializer:
        raise DamagedError(translate("Exchange", "it has functions or sparse weights, which are not read"))
    constants = {one.name: _array(one) for one in graph.initializer}
    said = {one.key: one.value for one in model.metadata_props}
    own_unit = frozenset(OWN_UNIT) if "target" in said else frozenset()
    try:
        brought = _walked(graph, constants, shape, own_unit)
    except ValueError:
        described = _described(constants, said)
        if described is None:
            raise
        return described
    return _with_what_it_says(brought, said)


def _walked(
    graph: Any, constants: Mapping[str, Array], shape: tuple[int, ...] | None, own_unit: frozenset[str]
) -> Brought:
    """The network by the nodes of the graph, but for those that take the numbers of ``own_unit``."""
    way = Way(_input_shape(graph, constants, shape))
    values: dict[str, Any] = {**constants, _input(graph, constants).name: way.start}
    with np.errstate(all="ignore"):  # what overflows is found where it is put into a layer
        for number, proto in enumerate(graph.node):
            if len(proto.input) == 2 and proto.input[1] in own_unit and proto.input[0] in values:
                values[proto.output[0]] = values[proto.input[0]]
                continue
            _take(_node(proto, number, values), way, values)
        return _finished(graph, way, values)


def _described(constants: Mapping[str, Array], said: Mapping[str, str]) -> Brought | None:
    """The network by what nnviz wrote beside the nodes, for layers that these do not show; None where it
    wrote nothing, or the weights are not all there."""
    try:
        brought = network_written_here(by_our_names(constants), said)
    except ValueError:
        return None
    if brought is None:
        return None
    told = translate("Exchange", "Its layers are taken as nnviz described them in the file.")
    return replace(brought, told=(told, *brought.told))


def _with_what_it_says(brought: Brought, said: Mapping[str, str]) -> Brought:
    """The network with its loss and the names of its classes, where nnviz itself wrote the file."""
    names = classes_in(said.get("classes", ""))
    if names is None:
        return brought
    if "target" in said:
        text = translate(
            "Exchange",
            "Its answers are scaled, as they were learned: what brings them into their unit is left.",
        )
        brought = replace(brought, told=(*brought.told, text))
    return replace(brought, classes=names or None, values=not names, loss=said.get("loss", ""))


def _parsed(content: bytes) -> Any:
    try:
        import onnx
    except ImportError:
        raise ValueError(
            translate("Exchange", "Reading ONNX needs the package onnx: pip install “nnviz-desktop[onnx]”.")
        ) from None
    model = onnx.ModelProto()
    try:
        model.ParseFromString(content)
    except Exception:  # whatever protobuf makes of what is none
        raise DamagedError(translate("Exchange", "it is damaged, or no ONNX file")) from None
    return model


def _array(tensor: Any) -> Array:
    """The numbers of a weight. Raises ``DamagedError``."""
    from onnx import TensorProto, numpy_helper

    name = tensor.name[:60]
    if tensor.external_data or tensor.data_location == TensorProto.EXTERNAL:
        raise DamagedError(
            translate(
                "Exchange", "the numbers of {name} are in another file, and only what is in it is read"
            ).format(name=name)
        )
    if any(size < 0 for size in tensor.dims) or math.prod(tensor.dims) > MOST_BYTES:
        raise DamagedError(translate("Exchange", "the shape of {name} cannot be").format(name=name))
    try:
        array = np.asarray(numpy_helper.to_array(tensor))
    except Exception:  # whatever the library makes of what cannot be
        array = None
    if array is None or array.dtype.kind not in _KINDS or array.shape != tuple(tensor.dims):
        raise DamagedError(translate("Exchange", "{name} holds nothing that can be read").format(name=name))
    return array


def _inputs(graph: Any, constants: Mapping[str, Array]) -> list[Any]:
    return [one for one in graph.input if one.name not in constants]


def _input(graph: Any, constants: Mapping[str, Array]) -> Any:
    """The one input of the network."""
    inputs = _inputs(graph, constants)
    if len(inputs) != 1:
        raise ValueError(
            translate("Exchange", "It takes {count} inputs; a network of nnviz takes one.").format(
                count=len(inputs)
            )
        )
    return inputs[0]


def _input_shape(
    graph: Any, constants: Mapping[str, Array], given: tuple[int, ...] | None
) -> tuple[int, ...]:
    """The shape of what enters, 0 for sizes that are open; the samples are its first axis, as a rule."""
    told = _input(graph, constants).type.tensor_type
    sizes = tuple(int(one.dim_value) for one in told.shape.dim)
    if given is not None:
        fitting = all(one in (0, other) for one, other in zip(sizes[1:], given, strict=False))
        if len(given) != len(sizes) - 1 or not fitting:
            raise ValueError(
                translate("Exchange", "Samples of the shape {given} do not fit its input, {shape}.").format(
                    given=given, shape=sizes
                )
            )
        sizes = (0, *given)
    if not 2 <= len(sizes) <= 4 or any(not 0 <= size < 2**31 for size in sizes):
        raise ValueError(
            translate("Exchange", "Its input has the shape {shape}, which is none of samples.").format(
                shape=sizes
            )
        )
    check_size(tuple(max(1, size) for size in sizes[1:]))
    return sizes


def _node(proto: Any, number: int, values: Mapping[str, Any]) -> Node:
    """A node with what enters it."""
    kind = proto.op_type
    name = f"{kind} “{(proto.name or f'node {number + 1}')[:60]}”"
    if proto.domain not in ("", "ai.onnx"):
        raise unsuitable(name)
    entering = []
    for each in proto.input:
        if each and each not in values:
            raise ValueError(
                translate("Exchange", "{name} takes “{missing}”, which is nowhere.").format(
                    name=name, missing=each[:60]
                )
            )
        entering.append(values[each] if each else None)
    return Node(kind, name, entering, {one.name: one for one in proto.attribute}, list(proto.output))


def _take(node: Node, way: Way, values: dict[str, Any]) -> None:
    """Go on by a node."""
    known = NODES.get(node.kind)
    if known is None:
        # What is of no account to the output is left out: it is only missed where it is used.
        for name in node.leaving:
            values[name] = _Missing(node.name)
        return
    for one in node.entering:
        if isinstance(one, _Missing):
            raise unsuitable(one.name)
    try:
        found = known(node, way)
    except (TypeError, IndexError, KeyError, ArithmeticError, MemoryError):  # of a damaged file
        raise unsuitable(node.name) from None
    except ValueError as error:
        if isinstance(str(error), Sentence):
            raise
        raise unsuitable(node.name) from None  # of NumPy, about numbers that do not go together
    leaving = found if isinstance(found, tuple) else (found,)
    values.update(zip(node.leaving, leaving, strict=False))


class _Missing:
    """What a node gives that is not known here."""

    def __init__(self, name: str) -> None:
        self.name = name


def _finished(graph: Any, way: Way, values: Mapping[str, Any]) -> Brought:
    """The network up to the first output that follows from the sample by what is known."""
    missing = None
    for one in graph.output:
        found = values.get(one.name)
        if isinstance(found, Flow):
            if len(graph.output) > 1:
                way.told.append(
                    translate("Exchange", "Of its {count} outputs “{name}” is taken.").format(
                        count=len(graph.output), name=one.name[:60]
                    )
                )
            return way.finished(found)
        missing = found if isinstance(found, _Missing) else missing
    if missing is not None:
        raise unsuitable(missing.name)
    raise ValueError(translate("Exchange", "Its output does not follow from its input."))
