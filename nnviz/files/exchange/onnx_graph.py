"""An ONNX graph that grows node by node; the library is imported when one is begun."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import Any

import numpy as np

from nnviz import __version__
from nnviz.engine.arrays import Array
from nnviz.engine.formulas.coding import OnnxStep
from nnviz.said import translate

OPSET, IR = 17, 8
"""Of 2022: what runs ONNX at all reads them."""


def check_library() -> None:
    """Raise ``ValueError`` with one sentence where the library is not installed; it is not imported here."""
    if find_spec("onnx") is None:
        raise ValueError(
            translate(
                "Files", "ONNX needs its own library: install it with “pip install nnviz-desktop[onnx]”."
            )
        )


class Graph:
    """The nodes of a graph from its input to where it has come.

    Raises ``ValueError`` with one sentence where the library is not installed.
    """

    def __init__(self) -> None:
        check_library()
        import onnx

        self._onnx = onnx
        self._nodes: list[Any] = []
        self._constants: dict[str, Array] = {}

    def constant(self, values: Any, name: str = "") -> str:
        """The name of an array that stands in the model: floats become float32."""
        array = np.asarray(values, order="C")
        if array.dtype.kind == "f":
            array = array.astype(np.float32)
        name = name or f"constant{len(self._constants)}"
        self._constants[name] = array
        return name

    def add(self, kind: str, *inputs: str, outputs: int = 1, **attributes: Any) -> str:
        """A node; the name of its last output, those before it being unused, as the hidden state is taken."""
        number = len(self._nodes)
        made = ["" for _ in range(outputs - 1)] + [f"{kind.lower()}{number}"]
        self._nodes.append(
            self._onnx.helper.make_node(kind, [*inputs], made, name=f"{kind}_{number}", **attributes)
        )
        return made[-1]

    def steps(self, steps: Iterable[OnnxStep]) -> str:
        """The nodes of a formula; the name of its value."""
        named: dict[str, str] = {}
        end = ""
        for step in steps:
            inputs = [
                named.get(one, one) if isinstance(one, str) else self.constant(np.float32(one))
                for one in step.inputs
            ]
            named[step.output] = end = self.add(step.operation, *inputs)
        return end

    def turned(self, x: str, *order: int) -> str:
        """With its axes in that order."""
        return self.add("Transpose", x, perm=[*order])

    def model(
        self, end: str, inputs: tuple[int, ...], outputs: tuple[int, ...], told: Mapping[str, str]
    ) -> bytes:
        """The bytes of the whole model: “samples” (N, *inputs) go in, “answers” (N, *outputs) come out."""
        onnx = self._onnx
        helper, number = onnx.helper, onnx.TensorProto.FLOAT
        self._nodes.append(helper.make_node("Identity", [end], ["answers"], name="answers"))
        graph = helper.make_graph(
            self._nodes,
            "nnviz",
            [helper.make_tensor_value_info("samples", number, ["N", *inputs])],
            [helper.make_tensor_value_info("answers", number, ["N", *outputs])],
            [onnx.numpy_helper.from_array(array, name) for name, array in self._constants.items()],
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR,
            producer_name="nnviz",
            producer_version=__version__,
        )
        helper.set_model_props(model, dict(told))
        onnx.checker.check_model(model, full_check=True)
        content: bytes = model.SerializeToString()
        return content
