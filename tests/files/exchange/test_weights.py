"""Weights by name, from safetensors and .npz: the network answers what the program did that made them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.data.npz import DamagedError
from nnviz.engine import Dense, Network
from nnviz.files.exchange.brought import Brought, Wanted, as_run, moment_of
from nnviz.files.exchange.models import read_model_file
from nnviz.files.exchange.taken_in import import_model
from nnviz.files.exchange.tensors import tensor_bytes
from nnviz.files.model import write_model
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer
from tests.data.own.made import MASS, birds, own
from tests.helpers.counts import count

MADE = Path(__file__).parent / "made_by_others"


def answered(brought: Brought, samples: Any) -> Any:
    return moment_of(as_run(brought, "made")).network().predict(samples.reshape(len(samples), -1))


CASES = {
    "sequential": (Wanted(activation="tanh"), ()),
    "net": (
        Wanted(
            activation="relu",
            layers="conv(4, 3), batchnorm, maxpool(2), conv(5, 3), maxpool(2), 7",
            input_shape=(8, 8),
        ),
        (),
    ),
    "lstm": (Wanted(input_shape=(7, 3)), (0, 2, 1)),
    "gru": (Wanted(input_shape=(7, 3)), (0, 2, 1)),
}


@pytest.mark.parametrize("case", CASES)
def test_weights_of_pytorch_answer_what_pytorch_answered(case: str) -> None:
    wanted, turned = CASES[case]
    stored = np.load(MADE / f"{case}-answers.npz")
    samples = stored["x"].transpose(turned) if turned else stored["x"]
    brought = read_model_file(MADE / f"{case}.safetensors", wanted)
    np.testing.assert_allclose(answered(brought, samples), stored["y"], atol=1e-6)
    assert any("without an activation" in one for one in brought.told)


@pytest.mark.parametrize(
    ("case", "wanted", "said"),
    [
        ("sequential", Wanted(), "does not say the activation of 0"),
        ("net", Wanted(activation="relu"), "--input-shape 1x28x28"),
        ("net", Wanted(activation="relu", input_shape=(8, 8)), "--layers"),
        ("net", Wanted(activation="relu", input_shape=(8, 8), layers="conv(4, 3), 7"), "conv2|bn1"),
        ("net", replace(CASES["net"][0], layers="conv(4, 5), batchnorm, conv(5, 3), 7"), "conv1 has numbers"),
        ("lstm", Wanted(), "--input-shape 50x3"),
        ("sequential", Wanted(activation="mish"), "The activation .mish. is not known"),
    ],
)
def test_what_a_file_does_not_say_is_asked_for(case: str, wanted: Wanted, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_model_file(MADE / f"{case}.safetensors", wanted)


def test_what_a_file_says_of_itself_is_taken(tmp_path: Path) -> None:
    weights = {"a.weight": np.ones((3, 2), np.float32), "b.weight": np.ones((2, 3), np.float32)}
    path = tmp_path / "made.safetensors"
    said = {"activation": "relu", "output_activation": "softmax", "classes": "no, yes"}
    path.write_bytes(tensor_bytes(weights, said))
    brought = read_model_file(path)
    assert brought.layers == (Dense(3, "relu"), Dense(2, "softmax"))
    assert brought.classes == ("no", "yes")


def test_that_a_plain_recurrent_layer_is_taken_to_have_tanh_is_told(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    shapes = {"weight_ih_l0": (4, 2), "weight_hh_l0": (4, 4), "bias_ih_l0": 4, "bias_hh_l0": 4}
    weights = {f"rnn.{name}": rng.standard_normal(shape) for name, shape in shapes.items()}
    weights |= {"out.weight": rng.standard_normal((3, 4)), "out.bias": np.zeros(3)}
    path = tmp_path / "made.safetensors"
    path.write_bytes(tensor_bytes(weights))
    told = read_model_file(path, Wanted(input_shape=(5, 2))).told
    assert any("rnn is taken to have tanh" in one for one in told)
    said = read_model_file(path, Wanted(input_shape=(5, 2), layers="rnn(4, relu)"))
    assert not any("tanh" in one for one in said.told)
    lstm = read_model_file(MADE / "lstm.safetensors", CASES["lstm"][0])
    assert not any("tanh" in one for one in lstm.told)


def test_w1_b1_are_a_network(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    weights = {"W1": rng.standard_normal((2, 5)), "b1": rng.standard_normal(5)}
    weights |= {"W2": rng.standard_normal((5, 1)), "b2": rng.standard_normal(1)}
    path = tmp_path / "made.npz"
    np.savez(path, **weights)
    brought = read_model_file(path, Wanted(activation="tanh", output_activation="sigmoid"))
    x = rng.standard_normal((4, 2))
    hidden = np.tanh(x @ weights["W1"] + weights["b1"])
    wanted = 1 / (1 + np.exp(-(hidden @ weights["W2"] + weights["b2"])))
    np.testing.assert_allclose(answered(brought, x), wanted, atol=1e-7)


def test_what_nnviz_saved_needs_nothing_said(tmp_path: Path) -> None:
    trainer = Trainer(Experiment.on("moons", layers="8, batchnorm, 4", epochs=1))
    [*trainer.run()]
    path = tmp_path / "mine.npz"
    write_model(path, trainer.snapshot(), trainer.dataset)
    brought = read_model_file(path)
    features = trainer.dataset.test_features
    np.testing.assert_allclose(answered(brought, features), trainer.network.predict(features), atol=1e-6)
    assert brought.classes == trainer.dataset.class_names


def test_values_of_ones_own_table_are_no_classes(tmp_path: Path) -> None:
    trainer = Trainer(Experiment.on("own_table", own=own(MASS, birds()), layers=(4,), epochs=1))
    path = tmp_path / "mine.npz"
    write_model(path, trainer.snapshot(), trainer.dataset)
    brought = read_model_file(path)
    assert brought.values is True
    told = as_run(brought, "mine.npz").source.told
    assert told
    assert not any("classes" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("name", "said"),
    [("a.pt", "can hold a program"), ("b.keras", "nnviz.from_keras"), ("c.txt", "no model that is read")],
)
def test_files_that_are_programs_are_not_read(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / name).write_bytes(b"cos\nsystem\n")
    with pytest.raises(ValueError, match=said):
        read_model_file(tmp_path / name)


@pytest.mark.parametrize(
    "arrays",
    [
        {},
        {"x": np.ones(3)},
        {"a.weight": np.full((2, 2), np.nan)},
        {"a.weight": np.ones((2, 2), np.int64)},
        {"a.weight": np.ones((2, 3)), "b.weight": np.ones((2, 5))},
        {"a.weight": np.ones((2, 0))},
        {"rnn.weight_ih_l0": np.ones((8, 3)), "rnn.weight_hh_l0": np.ones((8, 3))},
        {"rnn.weight_ih_l0": np.ones((8, 3))},
        {"a.weight": np.ones((1, 1, 1, 1, 1))},
        {"dense1.weights": np.ones((2, 2)), "conv9.nothing": np.ones(3)},
    ],
)
def test_weights_that_cannot_be_are_a_sentence(arrays: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "made.safetensors"
    path.write_bytes(tensor_bytes(arrays))
    with pytest.raises(ValueError, match=r"^.{20,300}\.$"):
        as_run(read_model_file(path, Wanted(activation="relu", input_shape=(4, 4))), "made")


def test_mutations_of_a_file_never_do_anything_else(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    names = [*CASES]
    path = tmp_path / "made.safetensors"
    for number in range(count(60, 2_000)):
        case = names[number % len(names)]
        content = bytearray((MADE / f"{case}.safetensors").read_bytes())
        for _ in range(int(rng.integers(1, 4))):
            at = int(rng.integers(min(len(content), 1_500)))
            if rng.random() < 0.7:
                content[at] = int(rng.integers(256))
            else:
                del content[at : at + int(rng.integers(1, 30))]
        path.write_bytes(bytes(content))
        with suppress(ValueError, DamagedError):
            as_run(read_model_file(path, CASES[case][0]), "made")


def test_a_network_is_what_its_file_says(tmp_path: Path) -> None:
    """Names and shapes of nnviz itself, every kind of layer that has weights of its own."""
    network = Network((3, 6), [Dense(4, "relu"), Dense(2, "linear")], loss="mse")
    network.initialize(np.random.default_rng(1), "he")
    path = tmp_path / "made.npz"
    np.savez(path, **{one.name: one.of(network.parameters) for one in network.blocks})
    brought = read_model_file(path, Wanted(activation="relu", input_shape=(3, 6), family="sequences"))
    x = np.random.default_rng(2).standard_normal((2, 18))
    np.testing.assert_allclose(answered(brought, x), network.predict(x), atol=1e-6)


def test_an_activation_that_is_said_may_be_a_formula(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    weights = {"dense1.weights": rng.normal(size=(3, 4)), "dense1.bias": np.zeros(4),
               "dense2.weights": rng.normal(size=(4, 2)), "dense2.bias": np.zeros(2)}  # fmt: skip
    np.savez(tmp_path / "own.npz", **weights)
    found = import_model(tmp_path / "own.npz", activation="x * tanh(x)")
    z = np.ones((1, 3)) @ weights["dense1.weights"]
    np.testing.assert_allclose(
        found.predict(np.ones((1, 3))), (z * np.tanh(z)) @ weights["dense2.weights"], rtol=1e-5
    )
