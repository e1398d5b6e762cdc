"""Formulas as text of other programs: run there, they come to the same numbers."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine.formulas.coding import DIALECTS, code, onnx_steps
from nnviz.engine.formulas.functions import FUNCTIONS
from nnviz.engine.formulas.own import own_curve, own_error
from nnviz.engine.formulas.reading import read_formula
from nnviz.engine.formulas.values import value_of

TEXTS = ["x * tanh(log(1 + exp(x)))", "max(x, 0.1 * x)",
         "where(x > 0.2, x, exp(x) - 1)", "2**x / (1 + x**2)**3",
         "-(x - 1) - (2 - x)", "x / (2 * (1 + abs(x)))", "(-x)**2 * sqrt(2 / pi)", "max(0, min(x, 3))",
         "atan(x) - sin(x) * cos(-x)", "1 - (1 - (1 - x))", "x**(2 * 2) - 3", "relu(x) + softplus(x)",
         "sigmoid(-x) + sinh(x) / cosh(x) + sign(x) * where(1 > 2, x, 3)"]  # fmt: skip
Z = np.linspace(-3, 3, 60).reshape(4, 15) + 0.0123


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_text_comes_to_what_the_formula_does(text, dialect):
    module = pytest.importorskip({"numpy": "numpy", "torch": "torch", "keras": "keras"}[dialect])
    own = own_curve(text)
    for node in (own.value, own.slope, read_formula(text)):
        given = {"torch": "tensor", "numpy": "asarray"}.get(dialect, "")
        given = getattr(module, given)(Z) if given else module.ops.convert_to_tensor(Z)
        known = {{"numpy": "np", "torch": "torch", "keras": "keras"}[dialect]: module, "sums": given}
        got = np.asarray(eval(code(node, dialect, {"x": "sums"}), known), dtype=float)
        close = 1e-12 if dialect != "keras" else 1e-5
        np.testing.assert_allclose(
            np.broadcast_to(got, Z.shape), value_of(node, {"x": Z}), rtol=close, atol=close
        )


def test_torch_is_given_numbers_of_the_type_of_the_sums():
    node = own_curve("max(0, min(x, 3))").value
    assert (
        code(node, "torch", {"x": "z"})
        == "torch.maximum(z.new_tensor(0.0), torch.minimum(z, z.new_tensor(3.0)))"
    )
    assert code(read_formula("where(x > 1, 2, x)"), "torch") == "torch.where(x > 1.0, x.new_tensor(2.0), x)"
    assert code(read_formula("where(1 > 2, x, 3 * x)"), "torch") == "3.0 * x"
    loss = own_error("max(abs(y - t), 1)").value
    assert code(loss, "torch", {"y": "a"}) == "torch.maximum(torch.abs(a - t), a.new_tensor(1.0))"


def test_every_function_can_be_written():
    for calls in DIALECTS.values():
        assert set(FUNCTIONS) <= set(calls)


def test_a_loss_is_written_with_its_slope():
    own = own_error("where(abs(y - t) < 1, (y - t)**2 / 2, abs(y - t) - 0.5)")
    y, t = np.linspace(-2, 2, 9), np.zeros(9)
    value = eval(code(own.value, "numpy"), {"np": np, "y": y, "t": t})
    assert value == pytest.approx(np.where(abs(y) < 1, y**2 / 2, abs(y) - 0.5))
    slope = eval(code(own.slope, "numpy"), {"np": np, "y": y, "t": t})
    assert slope == pytest.approx(np.clip(y, -1, 1))


@pytest.mark.parametrize("text", TEXTS)
def test_onnx_comes_to_the_same(text):
    onnx = pytest.importorskip("onnx")
    from onnx import TensorProto, helper, numpy_helper
    from onnx.reference import ReferenceEvaluator

    node = own_curve(text).value
    constants: dict[float, str] = {}
    steps = onnx_steps(node, {"x": "sums"}, "a")
    name = lambda one: one if isinstance(one, str) else constants.setdefault(one, f"c{len(constants)}")  # noqa: E731
    nodes = [
        helper.make_node(step.operation, [name(one) for one in step.inputs], [step.output]) for step in steps
    ]
    ends = [helper.make_tensor_value_info(one, TensorProto.DOUBLE, [4, 15]) for one in ("sums", "a")]
    kept = [numpy_helper.from_array(np.array(value), one) for value, one in constants.items()]
    model = helper.make_model(
        helper.make_graph(nodes, "own", ends[:1], ends[1:], kept), opset_imports=[helper.make_opsetid("", 17)]
    )
    onnx.checker.check_model(model)
    (got,) = ReferenceEvaluator(model).run(None, {"sums": Z})
    np.testing.assert_allclose(got, value_of(node, {"x": Z}), rtol=1e-12, atol=1e-12)
