"""ONNX models as networks: what they answer is what onnxruntime answers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

from nnviz.data.npz import DamagedError
from nnviz.files.exchange.brought import Brought, as_run, moment_of
from nnviz.files.exchange.onnx_model import from_onnx
from tests.files.exchange.onnx_graphs import answers, helper, model, node
from tests.helpers.counts import count

RNG = np.random.default_rng(5)
Made = tuple[list[Any], dict[str, Any], tuple[Any, ...]]


def w(*shape: int) -> Any:
    return (RNG.standard_normal(shape) / np.sqrt(max(shape))).astype(np.float32)


def ints(*values: int) -> Any:
    return np.array(values, np.int64)


def given_by(brought: Brought, samples: Any) -> Any:
    """(n, ...) what nnviz's network answers for samples (n, *shape), shaped as nnviz has them."""
    network = moment_of(as_run(brought, "made.onnx")).network()
    flat = samples.reshape(len(samples), -1)
    if brought.offset is not None:
        flat = flat - brought.offset
    if brought.factor is not None:
        flat = flat * brought.factor
    return network.predict(flat)


def dense(activation: str, **settings: Any) -> Callable[[], Made]:
    def made() -> Made:
        nodes = [
            node("Gemm", "x a b", "h", transB=1),
            node(activation, "h", "g", **settings),
            node("Gemm", "g c d", "z"),
            node("Softmax", "z", "y"),
        ]
        return nodes, {"a": w(7, 5), "b": w(7), "c": w(7, 3), "d": w(3)}, (5,)

    return made


def matmul_silu() -> Made:
    nodes = [
        node("MatMul", "x a", "h"),
        node("Add", "h b", "z"),
        node("Sigmoid", "z", "s"),
        node("Mul", "z s", "g"),
        node("MatMul", "g c", "y0"),
        node("Add", "d y0", "y"),
    ]
    return nodes, {"a": w(4, 6), "b": w(6), "c": w(6, 1), "d": w(1)}, (4,)


def gelu_in_steps() -> Made:
    """0.5 z (1 + tanh(k (z + 0.044715 z^3)))"""
    nodes = [
        node("Gemm", "x a b", "z"),
        node("Pow", "z three", "p"),
        node("Mul", "p small", "q"),
        node("Add", "z q", "r"),
        node("Mul", "r k", "s"),
        node("Tanh", "s", "t"),
        node("Add", "t one", "u"),
        node("Mul", "z u", "v"),
        node("Mul", "v half", "g"),
        node("Gemm", "g c d", "l"),
        node("Sigmoid", "l", "y"),
    ]
    numbers = {"three": 3.0, "small": 0.044715, "k": np.sqrt(2 / np.pi), "one": 1.0, "half": 0.5}
    scalars = {name: np.float32(value) for name, value in numbers.items()}
    return nodes, {"a": w(4, 6), "b": w(6), "c": w(6, 1), "d": w(1), **scalars}, (4,)


def scaled_input() -> Made:
    nodes = [
        node("Sub", "x m", "x1"),
        node("Div", "x1 s", "x2"),
        node("Mul", "x2 two", "x3"),
        node("Gemm", "x3 a b", "h"),
        node("Tanh", "h", "g"),
        node("Gemm", "g c d", "y"),
    ]
    scale = {"m": w(4), "s": np.abs(w(4)) + 0.5, "two": np.float32(2)}
    return nodes, {**scale, "a": w(4, 6), "b": w(6), "c": w(6, 2), "d": w(2)}, (4,)


def norms() -> Made:
    """Batch normalisation with a dense layer before its activation, and layer normalisation."""
    nodes = [
        node("Gemm", "x a b", "h"),
        node("BatchNormalization", "h s t m v", "i", epsilon=1e-3),
        node("Relu", "i", "j"),
        node("LayerNormalization", "j u r", "k", axis=-1, epsilon=1e-4),
        node("Gemm", "k c d", "z"),
        node("Softmax", "z", "y"),
    ]
    batch = {"s": w(6), "t": w(6), "m": w(6), "v": np.abs(w(6)) + 0.1, "u": w(6), "r": w(6)}
    return nodes, {"a": w(4, 6), "b": w(6), "c": w(6, 3), "d": w(3), **batch}, (4,)


def activation_alone() -> Made:
    nodes = [
        node("LayerNormalization", "x u r", "k"),
        node("Elu", "k", "e", alpha=0.7),
        node("Gemm", "e c d", "y"),
    ]
    return nodes, {"u": w(4), "r": w(4), "c": w(4, 3), "d": w(3)}, (4,)


def convolving() -> Made:
    """As PyTorch exports it: convolution, pooling, flattening by the shape of what is there."""
    nodes = [
        node("Conv", "x k1 b1", "h1", kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[1, 1]),
        node("LeakyRelu", "h1", "g1", alpha=0.2),
        node("MaxPool", "g1", "p1", kernel_shape=[2, 2], strides=[2, 2]),
        node("Conv", "p1 k2", "h2", kernel_shape=[3, 3]),
        node("BatchNormalization", "h2 s t m v", "n2"),
        node("AveragePool", "n2", "p2", kernel_shape=[2, 2], strides=[2, 2]),
        node("Shape", "p2", "sh"),
        node("Gather", "sh zero", "n", axis=0),
        node("Unsqueeze", "n axis0", "n1"),
        node("Concat", "n1 rest", "to", axis=0),
        node("Reshape", "p2 to", "f"),
        node("Gemm", "f c d", "z", transB=1),
        node("Softmax", "z", "y"),
    ]
    weights = {"k1": w(4, 1, 3, 3), "b1": w(4), "k2": w(5, 4, 3, 3), "c": w(3, 20), "d": w(3)}
    norm = {"s": w(5), "t": w(5), "m": w(5), "v": np.abs(w(5)) + 0.1}
    return nodes, {**weights, **norm, "zero": np.int64(0), "axis0": ints(0), "rest": ints(-1)}, (1, 12, 12)


def relu_after_pooling() -> Made:
    nodes = [
        node("Conv", "x k b", "h", auto_pad="SAME_UPPER"),
        node("MaxPool", "h", "p", kernel_shape=[2, 2], strides=[2, 2]),
        node("Relu", "p", "g"),
        node("GlobalAveragePool", "g", "q"),
        node("Flatten", "q", "f"),
        node("Softmax", "f", "y"),
    ]
    return nodes, {"k": w(3, 2, 3, 3), "b": w(3)}, (2, 6, 6)


def channels_last() -> Made:
    """As TensorFlow exports it: turned, convolved, turned back and flattened."""
    nodes = [
        node("Transpose", "x", "t", perm=[0, 3, 1, 2]),
        node("Conv", "t k b", "h", kernel_shape=[3, 3]),
        node("Relu", "h", "g"),
        node("Transpose", "g", "u", perm=[0, 2, 3, 1]),
        node("Reshape", "u to", "f"),
        node("MatMul", "f c", "y0"),
        node("Add", "y0 d", "y"),
    ]
    return nodes, {"k": w(4, 1, 3, 3), "b": w(4), "to": ints(-1, 64), "c": w(64, 3), "d": w(3)}, (6, 6, 1)


def in_time() -> Made:
    nodes = [
        node("Conv", "x k b", "h", kernel_shape=[3], pads=[1, 1]),
        node("Tanh", "h", "g"),
        node("MaxPool", "g", "p", kernel_shape=[2], strides=[2]),
        node("ReduceMean", "p", "q", axes=[2], keepdims=0),
        node("Gemm", "q c d", "y"),
    ]
    return nodes, {"k": w(5, 3, 3), "b": w(5), "c": w(5, 2), "d": w(2)}, (3, 8)


def flat_to_picture() -> Made:
    nodes = [
        node("Reshape", "x to", "r"),
        node("Conv", "r k b", "h", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1]),
        node("Softplus", "h", "g"),
        node("Flatten", "g", "f"),
        node("Gemm", "f c d", "y"),
    ]
    return nodes, {"to": ints(0, 1, 8, 8), "k": w(2, 1, 3, 3), "b": w(2), "c": w(32, 2), "d": w(2)}, (64,)


def recurrent(kind: str, gates: int, both: bool, last: str, **settings: Any) -> Callable[[], Made]:
    def made() -> Made:
        ways, units = 1 + both, 4
        weights = {
            "w": w(ways, gates * units, 3),
            "r": w(ways, gates * units, units),
            "b": w(ways, 2 * gates * units),
            "c": w(ways * units, 2),
            "d": w(2),
        }
        direction = {"direction": "bidirectional"} if both else {}
        nodes = [
            node("Transpose", "x", "t", perm=[1, 0, 2]),
            node(kind, "t w r b", "every end", hidden_size=units, **direction, **settings),
        ]
        if last == "state":
            nodes += [
                node("Transpose", "end", "e", perm=[1, 0, 2]),
                node("Reshape", "e to", "l"),
            ]
            weights["to"] = ints(0, -1)
        elif last == "step":
            nodes += [
                node("Squeeze", "every one", "s"),
                node("Transpose", "s", "u", perm=[1, 0, 2]),
                node("Gather", "u minus", "l", axis=1),
            ]
            weights |= {"one": ints(1), "minus": np.int64(-1)}
        else:
            nodes += [
                node("Transpose", "every", "e", perm=[2, 0, 1, 3]),
                node("Reshape", "e to", "l"),
            ]
            weights["to"] = ints(0, 0, -1)
        nodes += [node("MatMul", "l c", "z"), node("Add", "z d", "y")]
        return nodes, weights, (6, 3)

    return made


CASES: dict[str, Callable[[], Made]] = {
    **{kind: dense(kind) for kind in ("Relu", "Tanh", "Sigmoid", "Elu", "LeakyRelu", "Softplus")},
    "slope": dense("LeakyRelu", alpha=0.3),
    "silu": matmul_silu,
    "gelu": gelu_in_steps,
    "scaled": scaled_input,
    "norms": norms,
    "alone": activation_alone,
    "conv": convolving,
    "pooled": relu_after_pooling,
    "last": channels_last,
    "time": in_time,
    "flat": flat_to_picture,
    "lstm": recurrent("LSTM", 4, False, "step"),
    "lstm ends": recurrent("LSTM", 4, False, "state"),
    "lstm both": recurrent("LSTM", 4, True, "state"),
    "gru": recurrent("GRU", 3, False, "state", linear_before_reset=1),
    "gru each": recurrent("GRU", 3, True, "each", linear_before_reset=1),
    "rnn": recurrent("RNN", 1, False, "each"),
    "rnn relu": recurrent("RNN", 1, False, "state", activations=["Relu"]),
}


@pytest.mark.parametrize("case", CASES)
def test_a_network_answers_what_onnxruntime_answers(case: str) -> None:
    nodes, weights, shape = CASES[case]()
    content = model(nodes, weights, shape)
    brought = from_onnx(content)
    samples = np.random.default_rng(1).standard_normal((5, *shape)).astype(np.float32)
    wanted = answers(content, samples)
    if len(shape) == 2 and len(brought.shape) == 2 and brought.shape != shape:
        samples = samples.transpose(0, 2, 1)  # features come first here
    if case == "last":
        samples = samples.transpose(0, 3, 1, 2)
    found = given_by(brought, samples)
    if found.ndim == 3:
        found = found.transpose(0, 2, 1)
    np.testing.assert_allclose(found, wanted, atol=1e-6, rtol=2e-6)


def test_what_was_done_to_it_is_told() -> None:
    assert any("batchnormalization_i" in one.lower() for one in from_onnx(model(*norms())).told)
    assert any("only passes its 4 numbers on" in one for one in from_onnx(model(*activation_alone())).told)


def one(kind: str, **settings: Any) -> bytes:
    nodes = [node("Gemm", "x a b", "h"), node(kind, "h", "y", **settings)]
    return model(nodes, {"a": w(4, 3), "b": w(3)}, (4,))


def skipping() -> bytes:
    nodes = [
        node("Gemm", "x a b", "h"),
        node("Relu", "h", "r"),
        node("Gemm", "r a b", "g"),
        node("Add", "g h", "y"),
    ]
    return model(nodes, {"a": w(4, 4), "b": w(4)}, (4,))


def resetting() -> bytes:
    return model(*recurrent("GRU", 3, False, "state")())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda: one("Softsign"), "no activation of nnviz"),
        (lambda: one("Gelu"), "no activation of nnviz"),
        (lambda: one("LpNormalization"), "nnviz has no layer for LpNormalization “lpnormalization_y”"),
        (skipping, "At Add “add_y” two ways meet or part"),
        (resetting, "GRU “gru_every” resets the state before its product"),
    ],
)
def test_what_cannot_be_taken_is_named(content: Callable[[], bytes], said: str) -> None:
    with pytest.raises(ValueError, match=r"nnviz|ways") as raised:
        from_onnx(content())
    assert said in str(raised.value)


def outside() -> bytes:
    made = helper.make_model(helper.make_graph([node("Gemm", "x a b", "y")], "g", [], []))
    made.ParseFromString(model([node("Gemm", "x a b", "y")], {"a": w(4, 3), "b": w(3)}, (4,)))
    tensor = made.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = 1
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "../../../etc/passwd"
    return made.SerializeToString()


def lying() -> bytes:
    made = helper.make_model(helper.make_graph([], "g", [], []))
    made.ParseFromString(model([node("Gemm", "x a b", "y")], {"a": w(4, 3), "b": w(3)}, (4,)))
    made.graph.initializer[0].dims[0] = 2**40
    return made.SerializeToString()


def not_finite() -> bytes:
    return model([node("Gemm", "x a b", "y")], {"a": w(4, 3) * np.nan, "b": w(3)}, (4,))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"junk" * 50,
        outside(),
        lying(),
        not_finite(),
        model([node("Gemm", "x a b", "y")], {"a": w(4, 3)}, (4,)),
        model([node("Gemm", "x a b", "y")], {"a": w(5, 3), "b": w(3)}, (4,)),
        model([node("ConstantOfShape", "s", "y")], {"s": ints(100_000, 100_000)}, (4,)),
        model([node("Identity", "x", "y")], {}, (4,)),
        model([node("Sub", "x a", "y")], {"a": w(1, 2)}, (2**20, 2**20, 2)),
        model(
            [node("Flatten", "x", "f"), node("Gemm", "f a b", "y")], {"a": w(4, 3), "b": w(3)}, (2**30, 4, 4)
        ),
        model([node("Conv", "x a", "h"), node("Flatten", "h", "y")], {"a": w(900, 1, 1, 1)}, (1, 300, 300)),
        model([node("Gemm", "x a b", "y")], {"a": w(4, 3), "b": w(3)}, ("k",)),
    ],
)
def test_hostile_files_are_a_sentence(content: bytes) -> None:
    with pytest.raises((ValueError, DamagedError)) as raised:
        as_run(from_onnx(content), "made.onnx")
    assert len(str(raised.value)) < 300


def test_the_mutations_of_a_file_never_do_anything_else() -> None:
    """Bits and bytes changed, cut out, doubled: a sentence, or a network."""
    sources = [model(*CASES[case]()) for case in ("conv", "lstm", "norms", "silu")]
    rng = np.random.default_rng(11)
    for number in range(count(60, 3_000)):
        content = bytearray(sources[number % len(sources)])
        for _ in range(int(rng.integers(1, 4))):
            at = int(rng.integers(len(content)))
            what = rng.integers(4)
            if what == 0:
                content[at] = int(rng.integers(256))
            elif what == 1:
                content[at] ^= 1 << int(rng.integers(8))
            elif what == 2:
                del content[at : at + int(rng.integers(1, 40))]
            else:
                content[at:at] = content[at : at + int(rng.integers(1, 40))]
        with suppress(ValueError, DamagedError):
            as_run(from_onnx(bytes(content)), "made.onnx")
