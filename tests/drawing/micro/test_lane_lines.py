"""Micro-steps over attention: every number against the example gone through by hand, and nudged."""

from __future__ import annotations

import re

import numpy as np
import pytest

from nnviz.drawing.micro.lane_lines import blame_past
from nnviz.drawing.micro.time_lines import told_of, unit_words
from nnviz.drawing.micro.time_state import TimeState
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Micro
from nnviz.training.settings import read_layers
from nnviz.training.trainer import Trainer
from tests.helpers import attending as by_hand

LAYERS = "embedding(8), positions(learned), residual(layernorm, attention(2)), residual(layernorm, 12, 8)"
STEP, EXAMPLE = 7, 2


@pytest.fixture(scope="module")
def micro() -> Micro:
    experiment = Experiment.on("reverse", layers=read_layers(LAYERS), epochs=0, batch_size=5).validated()
    dataset = experiment.dataset()
    return Micro.of(Trainer(experiment, dataset).snapshot(), dataset).with_example(EXAMPLE)


@pytest.fixture(scope="module")
def named(micro):
    network = micro.snapshot.network()
    return {b.name: np.asarray(b.of(network.parameters), np.float64) for b in network.blocks}


@pytest.fixture(scope="module")
def right(micro, named):
    x = np.asarray(micro.batch.inputs[EXAMPLE], np.float64).reshape(10, 11)
    return by_hand.transformer(x, named, 2)


def told(micro: Micro, kind: str, layer: int):
    state = TimeState(micro.at(micro.place_of(kind, layer)).with_step(STEP))
    return told_of(state), state


def numbers_of(lines) -> list[float]:
    found = [re.findall(r"[−+]\d+\.\d+", line.value) for line in lines]
    return [float(one.replace("−", "-")) for line in found for one in line]


@pytest.mark.parametrize("kind", ["scores", "shares"])
def test_what_every_head_looks_at_from_the_step(micro, right, kind: str) -> None:
    shown, state = told(micro, kind, 3)
    assert str(unit_words(state)) == f"attention1 at step {STEP + 1}"
    wanted = []
    for head in range(2):
        wanted += right[kind][head, STEP, : STEP + 1].tolist()  # all eight that it looks at
        wanted += [1.0] if kind == "shares" else []
    np.testing.assert_allclose(numbers_of(shown.lines), wanted, atol=6e-5)


def test_queries_values_and_mixtures(micro, right, named) -> None:
    entering = by_hand.norm(right["start"], named["layernorm1.scale"], named["layernorm1.shift"])
    for kind, name in (("q", "query"), ("k", "key"), ("v", "value")):
        shown, _ = told(micro, kind, 3)
        made = named[f"attention1.{name}_weights"].T @ entering + named[f"attention1.{name}_bias"][:, None]
        np.testing.assert_allclose(numbers_of(shown.lines), made[:, STEP], atol=6e-3)
    shown, _ = told(micro, "mixed", 3)
    wanted, mixed = [], right["mixed"].reshape(2, 4, 11)[:, :, STEP]
    v = named["attention1.value_weights"].T @ entering + named["attention1.value_bias"][:, None]
    for head in range(2):  # of the number that is largest: its parts, which are eight, and their sum
        largest = int(np.abs(mixed[head]).argmax())
        wanted += (right["shares"][head, STEP] * v.reshape(2, 4, 11)[head, largest])[: STEP + 1].tolist()
        wanted += [mixed[head, largest]]
    np.testing.assert_allclose(numbers_of(shown.lines), wanted, atol=6e-4)
    shown, _ = told(micro, "a", 3)
    np.testing.assert_allclose(numbers_of(shown.lines), right["a"][:, STEP], atol=6e-3)


def test_what_leaves_a_block_is_a_sum(micro, right) -> None:
    shown, _ = told(micro, "a", 4)
    number = int(np.abs(right["looked"][:, STEP]).argmax())
    wanted = [right[name][number, STEP] for name in ("a", "start", "looked")]
    np.testing.assert_allclose(numbers_of(shown.lines), wanted, atol=6e-5)


def test_blame_in_front_of_a_block_came_two_ways(micro, right, named) -> None:
    shown, state = told(micro, "da", 1)
    through, past, total = numbers_of(shown.lines)
    assert through + past == pytest.approx(total, abs=2e-4)
    behind = state.probe.layers[4].named["da"].astype(np.float64)  # blame of what leaves the block
    number = int(np.abs(state.probe.layers[1].named["da"][:, STEP]).argmax())
    assert past == pytest.approx(behind[number, STEP], abs=6e-5)

    def block(start) -> float:
        entering = by_hand.norm(start, named["layernorm1.scale"], named["layernorm1.shift"])
        return float((behind * by_hand.attention(entering, named, "attention1", 2)["a"]).sum())

    nudge = np.zeros((8, 11))
    nudge[number, STEP] = 1e-5
    slope = (block(right["start"] + nudge) - block(right["start"] - nudge)) / 2e-5
    assert through == pytest.approx(slope, abs=6e-5)
    assert blame_past(state.network, state.probe, 2) is None  # within the block there is one way only


def test_every_micro_step_is_told_with_its_formula(micro) -> None:
    for place, cell in enumerate(micro.cells):
        if cell.kind == "update":
            continue
        shown = told_of(TimeState(micro.at(place)))
        assert str(shown.title)
        assert str(shown.words)


def test_a_layer_behind_a_pooling_reads_what_that_lets_through():
    experiment = Experiment.on("temporal_order", layers=read_layers("maxpool(2), rnn(3)"), epochs=0)
    dataset = experiment.dataset()
    micro = Micro.of(Trainer(experiment, dataset).snapshot(), dataset)
    state = TimeState(micro.at(micro.place_of("a", 1)))
    sequence = np.asarray(micro.batch.inputs[0]).reshape(6, -1)
    pairs = sequence.reshape(6, -1, 2).max(axis=2)
    np.testing.assert_array_equal(state.reads.values, pairs)
    assert state.content.reads.steps == state.steps == pairs.shape[1]
