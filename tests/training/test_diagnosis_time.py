"""What ails a recurrent layer: each finding in a network made to have it, and not in one that has not."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import GRU, LSTM, RNN, Dense
from nnviz.engine.layers import LayerSpec
from nnviz.training.diagnosis import FINDINGS, diagnose
from nnviz.training.examination import Examination
from nnviz.training.experiment import Experiment
from nnviz.training.patient import Finding
from nnviz.training.trainer import Trainer

KINDS = {"dead", "saturated", "equal_states", "vanishing_time", "exploding_time"}


def fresh(*layers: LayerSpec, data: str = "temporal_order", length: int = 60) -> Trainer:
    own = {} if data == "sine_sequence" else {"length": length}
    trainer = Trainer(Experiment.on(data, layers=layers, seed=1, **own))
    trainer.advance()
    return trainer


def found(trainer: Trainer) -> dict[str, list[Finding]]:
    by_kind: dict[str, list[Finding]] = {}
    for one in diagnose(trainer.snapshot(), trainer.dataset):
        by_kind.setdefault(one.kind, []).append(one)
    return by_kind


def values(trainer: Trainer):
    return trainer.network.layers[0].values


@pytest.mark.parametrize("layer", [LSTM(6), GRU(6, True)])
def test_a_network_that_is_well_has_none_of_them(layer: LayerSpec) -> None:
    data = "echo" if layer.every_step else "temporal_order"  # type: ignore[attr-defined]
    assert not KINDS & set(found(fresh(layer, data=data, length=20)))


@pytest.mark.parametrize(("gate", "block", "bias"), [("i", 0, -30), ("o", 3, 30), ("f", 1, -30)])
def test_a_gate_that_is_shut_or_open_is_saturated(gate: str, block: int, bias: float) -> None:
    trainer = fresh(LSTM(4))
    values(trainer)["bias"][block * 4 + 2] = bias
    (one,) = [one for one in found(trainer)["saturated"] if one.units == (2,)]
    assert one.layer == 0
    assert one.text.startswith(f"Unit 3 of layer 1 has saturated gates ({gate}): at 100 % of all steps")
    assert one.advice


def test_a_gate_that_keeps_may_be_open() -> None:
    trainer = fresh(LSTM(4))
    values(trainer)["bias"][4 + 2] = 30
    assert "saturated" not in found(trainer)
    trainer = fresh(GRU(4))
    values(trainer)["bias"][4 + 2] = 30
    assert "saturated" not in found(trainer)
    values(trainer)["bias"][2] = 30
    (one,) = found(trainer)["saturated"]
    assert "(r)" in one.text


def test_a_unit_with_relu_whose_state_is_always_0_is_dead() -> None:
    trainer = fresh(RNN(4, relu=True))
    values(trainer)["state_weights"][...] = 0
    values(trainer)["bias"][...] = 5
    assert "dead" not in found(trainer)
    values(trainer)["bias"][1] = -50
    assert [one.units for one in found(trainer)["dead"]] == [(1,)]
    assert "Unit 2 of layer 1 is dead" in found(trainer)["dead"][0].text
    other = fresh(RNN(4))
    values(other)["bias"][1] = -50
    assert "dead" not in found(other), "tanh has a slope everywhere"


def test_a_dense_unit_at_every_step_is_called_a_unit() -> None:
    trainer = fresh(GRU(4, True), Dense(3, "relu"), data="echo", length=20)
    trainer.network.layers[1].values["bias"][0] = -50
    (one,) = found(trainer)["dead"]
    assert one.text.startswith("Unit 1 of layer 2 is dead: its activation is 0 at every step of each of the")


def test_the_state_that_is_the_same_for_all_is_told() -> None:
    trainer = fresh(RNN(5))
    assert "equal_states" not in found(trainer)
    values(trainer)["input_weights"][...] *= 1e-5
    values(trainer)["state_weights"][...] *= 0.2
    (one,) = found(trainer)["equal_states"]
    states = trainer.network.followed(trainer.dataset.test_features[:256]).stages[0].named["h"]
    assert one.value == pytest.approx(float((states.max(axis=2) - states.min(axis=2)).max()))


def _ratio(trainer: Trainer) -> float:
    """|dL/dh_1| / |dL/dh_T| of a tanh layer gone back through by hand, means over the samples."""
    network, data = trainer.network, trainer.dataset
    x = data.test_features[:256].astype(np.float64).reshape(-1, *data.feature_shape)
    p = {name: v.astype(np.float64) for name, v in network.layers[0].values.items()}
    w, b = (network.layers[1].values[name].astype(np.float64) for name in ("weights", "bias"))
    h, states = np.zeros((len(x), len(p["state_weights"]))), []
    for t in range(x.shape[2]):
        h = np.tanh(x[:, :, t] @ p["input_weights"] + h @ p["state_weights"] + p["bias"])
        states.append(h)
    z = h @ w + b
    shares = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    blame = (shares - np.eye(w.shape[1])[data.test_labels[:256]]) @ w.T
    last = np.linalg.norm(blame, axis=1).mean()
    for t in range(x.shape[2] - 1, 0, -1):
        blame = (blame * (1 - states[t] ** 2)) @ p["state_weights"].T
    return float(np.linalg.norm(blame, axis=1).mean() / last)


def test_a_gradient_that_vanishes_through_time_is_told_with_the_number() -> None:
    trainer = fresh(RNN(6))
    values(trainer)["state_weights"][...] *= 0.5
    (one,) = found(trainer)["vanishing_time"]
    assert one.value == pytest.approx(_ratio(trainer), rel=1e-3)
    assert one.value < 1e-3
    assert "at the first of 60 steps" in one.text
    short = fresh(RNN(6), length=20)
    values(short)["state_weights"][...] = np.linalg.qr(np.random.default_rng(0).normal(size=(6, 6)))[0]
    values(short)["input_weights"][...] *= 0.1
    assert "vanishing_time" not in found(short)


def test_a_gradient_that_explodes_through_time_is_told_with_the_number() -> None:
    trainer = fresh(RNN(6))
    values(trainer)["state_weights"][...] = 0
    np.fill_diagonal(values(trainer)["state_weights"], 1.5)
    values(trainer)["input_weights"][...] *= 1e-9
    values(trainer)["bias"][...] = 0
    (one,) = found(trainer)["exploding_time"]
    assert one.value > 1e3
    assert one.value == pytest.approx(_ratio(trainer), rel=1e-2)


def test_since_when_it_has_been_so_and_every_kind_has_its_words() -> None:
    trainer = fresh(RNN(4, relu=True))
    well = trainer.snapshot()
    values(trainer)["bias"][1] = -50
    ill = trainer.snapshot()
    looked = Examination(ill, (well,), (), trainer.dataset, {})
    dead = next(one for one in looked.findings() if one.kind == "dead")
    assert dead.since == ill.epoch
    assert set(FINDINGS) >= KINDS
    assert all(FINDINGS[kind].word and "{layer}" in FINDINGS[kind].noted for kind in KINDS)
