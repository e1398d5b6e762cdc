"""ONNX models made for tests, and what onnxruntime says of samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402

Array = Any


def model(
    nodes: Sequence[Any],
    weights: Mapping[str, Array],
    shape: Sequence[Any],
    output: str = "y",
    *,
    more: Sequence[str] = (),
    opset: int = 17,
) -> bytes:
    """A model with the input x (N, *shape), these nodes and weights, and its output."""
    graph = helper.make_graph(
        list(nodes),
        "made",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", *shape])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in (output, *more)],
        [numpy_helper.from_array(np.asarray(array), name) for name, array in weights.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    return made.SerializeToString()


def node(kind: str, entering: str, leaving: str, **settings: Any) -> Any:
    """A node; the names of what enters and leaves have a space between, “-” for none."""
    taken = ["" if name == "-" else name for name in entering.split()]
    return helper.make_node(
        kind, taken, leaving.split(), name=f"{kind.lower()}_{leaving.split()[0]}", **settings
    )


def answers(content: bytes, samples: Array) -> Array:
    """What onnxruntime gives for samples."""
    runtime = pytest.importorskip("onnxruntime")
    session = runtime.InferenceSession(content, providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: samples.astype(np.float32)})[0]
