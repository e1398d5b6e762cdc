"""A micro-step of a transformer: which of its lanes are worked out, and the numbers of its card."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnviz.drawing.micro.lane_state import LaneState
from nnviz.drawing.micro.time_lines import told_of
from nnviz.drawing.micro.time_state import TimeState
from nnviz.session.sentences import told
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Micro
from nnviz.training.settings import read_layers
from nnviz.training.trainer import Trainer

LAYERS = "embedding(8), positions(learned), residual(layernorm, attention(2)), residual(layernorm, 12, 8)"
EMBEDDING, POSITIONS, NORM, ATTENTION, ADDED, SECOND_NORM, DENSE, BACK, THOUGHT, SAYS = range(10)


@pytest.fixture(scope="module")
def micro() -> Micro:
    experiment = Experiment.on("reverse", workspace="sequences", layers=read_layers(LAYERS), batch_size=8)
    dataset = experiment.dataset()
    return Micro.of(Trainer(experiment, dataset).snapshot(), dataset)


def at(micro: Micro, kind: str, layer: int) -> Micro:
    return micro.at(micro.place_of(kind, layer))


def test_what_comes_later_is_not_known(micro) -> None:
    cases = {
        ("a", EMBEDDING): ((True, False, False), False, False),  # the vectors of symbols stand there
        ("a", POSITIONS): ((True, False, False), False, False),
        ("scores", ATTENTION): ((True, False, False), False, False),
        ("shares", ATTENTION): ((True, False, False), True, False),
        ("a", ADDED): ((True, True, False), True, False),
        ("a", THOUGHT): ((True, True, True), True, False),
        ("da", THOUGHT): ((True, True, True), True, True),
        ("dscores", ATTENTION): ((True, True, True), True, True),
    }
    for (kind, layer), (strips, shares, says) in cases.items():
        known = LaneState(at(micro, kind, layer)).known
        assert (known.strips, known.blocks, known.says) == (strips, (shares,), says), (kind, layer)
    assert LaneState(micro.at(0)).known.strips == (False, False, False)


def test_only_steps_of_layers_without_a_stage_of_their_own_stand_on_lanes(micro) -> None:
    for kind, layer in (("shares", ATTENTION), ("normal", NORM), ("a", EMBEDDING), ("skip", ADDED)):
        assert at(micro, kind, layer).on_lanes
    for kind, layer in (("z", DENSE), ("a", SAYS), ("loss", None)):
        assert not at(micro, kind, layer).on_lanes


def test_a_strip_shows_what_a_layer_makes_of_it(micro) -> None:
    state = LaneState(at(micro, "normal", SECOND_NORM))
    shown = state.lanes.blocks[0].strips
    assert [told(strip.title) for strip in shown] == ["Starts as", "Normed", "Thought"]
    x = np.asarray(state.probe.layers[ADDED].a, np.float64).reshape(8, -1)
    wanted = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-5)
    np.testing.assert_allclose(shown[1].values, wanted, atol=1e-4)
    assert state.known.now == 1


def test_shares_are_told_as_powers_of_scores(micro) -> None:
    here = at(micro, "shares", ATTENTION).with_step(3)
    said = told_of(TimeState(here))
    assert told(said.title) == "Forward: shares, what is looked at"
    named = LaneState(here).probe.layers[ATTENTION].named
    scores = np.asarray(named["scores"], np.float64)[0, 3, :4]
    line = said.lines[1]
    power, total = line.factors.removeprefix("e^").replace("−", "-").split(" ÷ ")
    share = math.exp(scores[0]) / np.exp(scores).sum()
    assert float(power) == pytest.approx(scores[0], rel=5e-3)
    assert float(total) == pytest.approx(np.exp(scores).sum(), rel=1e-3)
    assert float(told(line.value)) == pytest.approx(share, abs=6e-5)


def test_a_mixture_is_told_as_shares_times_values(micro) -> None:
    said = told_of(TimeState(at(micro, "mixed", ATTENTION).with_step(2)))
    lines = said.lines[1:4]
    products = []
    for line in lines:
        share, value = (float(part.replace("−", "-")) for part in line.factors.split(" × "))
        products.append(share * value)
        assert float(told(line.value).replace("−", "-")) == pytest.approx(share * value, rel=1e-2, abs=1e-3)
    total = float(told(said.lines[4].value).replace("−", "-"))
    assert total == pytest.approx(sum(products), rel=1e-2, abs=3e-3)


def test_every_step_on_the_lanes_has_words_and_numbers(micro) -> None:
    for place in range(len(micro.cells)):
        here = micro.at(place)
        if here.on_lanes and here.cell.kind != "input":
            said = told_of(TimeState(here))
            assert told(said.title).startswith(("Forward: ", "Backward: "))
            assert said.lines
