"""Micro-steps through time, each number worked out apart from the code that shows it."""

from __future__ import annotations

from functools import cache
from itertools import product

import pytest

from nnviz.engine import GRU, LSTM, RNN, Dense, Network
from nnviz.engine.layers import LayerSpec
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Micro
from nnviz.training.nudge import nudged
from nnviz.training.sequence_presets import SEQUENCES
from nnviz.training.time_blame import cell_blame, state_blame, sum_blames
from nnviz.training.time_chain import ways_through
from nnviz.training.time_weights import TimeWeight, index_of
from nnviz.training.trainer import Trainer

NETWORKS: dict[str, tuple[str, tuple[LayerSpec, ...]]] = {
    "gru each step": ("echo", (GRU(5, True),)),
    "lstm": ("temporal_order", (LSTM(4),)),
    "relu": ("temporal_order", (RNN(4, True, True), RNN(3))),
    "lstm, dense each step": ("echo", (LSTM(3, True), Dense(4, "tanh"))),
    "values": ("sine_sequence", (GRU(4, True),)),
    "dense alone": ("echo", (Dense(6, "tanh"),)),
}


@cache
def trained(name: str) -> tuple[Trainer, Micro]:
    data, layers = NETWORKS[name]
    trainer = Trainer(Experiment.on(data, layers=layers, seed=2))
    for _ in range(3):
        trainer.advance()
    return trainer, Micro.of(trainer.snapshot(), trainer.dataset)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_step_of_the_ledger_has_its_cell_and_learning_has_the_bits_shown(name: str) -> None:
    trainer, micro = trained(name)
    shown = {id(step) for cell in micro.cells for step in cell.steps}
    assert shown == {id(step) for step in micro.batch.steps}
    twin = Trainer(micro.snapshot.experiment, trainer.dataset, start=micro.snapshot)
    list(twin.micro_steps())
    assert twin.network.parameters.tobytes() == micro.batch.update.limited.tobytes()


def test_forward_goes_from_the_first_step_to_the_last_and_back_from_the_last_to_the_first() -> None:
    micro = trained("lstm")[1]
    steps = micro.batch.learner.layers[0].input_shape[1]
    kinds = [(c.time, "".join(s.kind for s in c.steps)) for c in micro.cells if c.time is not None]
    forward = [(t, names) for t in range(steps) for names in ("z", "ifgo", "c", "h")]
    back = [(t, names) for t in reversed(range(steps)) for names in ("dh", "dc", "slopedz")]
    assert kinds == forward + back
    assert micro.at(5).cell.label == "lstm1, step 2: z"
    assert micro.at(6).step == 1
    other = micro.at(6).with_step(4)
    assert (other.cell.time, [s.kind for s in other.cell.steps]) == (4, ["i", "f", "g", "o"])


@pytest.mark.parametrize("name", NETWORKS)
def test_what_the_steps_add_is_the_gradient_and_the_numerical_slope(name: str) -> None:
    micro = trained(name)[1]
    last = micro.at(len(micro.cells) - 1)
    for place in micro.batch.timed:
        for parameter in micro.batch.learner.layers[place].parameters:
            weight = TimeWeight(place, parameter.name, 0, parameter.shape[-1] - 1)
            asked = last.with_time(weight)
            chain = asked.time_chain
            assert chain is not None
            assert asked.parameter == index_of(micro.batch.learner, weight)
            gradient = float(micro.batch.update.data_gradient[asked.parameter])
            assert chain.whole.sum() == pytest.approx(gradient, rel=2e-4, abs=1e-7)
            assert chain.gradient == gradient
            shares = sum(asked.with_example(row).time_chain.share for row in range(micro.batch.n))  # type: ignore[union-attr]
            assert shares == pytest.approx(gradient, rel=2e-4, abs=1e-7)
            *_, nudge = nudged(asked.batch, asked.parameter)
            assert nudge is not None
            assert nudge.agrees


@pytest.mark.parametrize("name", ["gru each step", "lstm", "relu", "values"])
def test_the_blame_of_a_unit_is_the_sum_of_what_comes_back_to_it(name: str) -> None:
    micro = trained(name)[1]
    network, probe, place = micro.batch.learner, micro.batch.probe(1), micro.batch.timed[0]
    steps = network.layers[place].input_shape[1]
    for step, unit in product((0, steps // 2, steps - 1), (0, 2)):
        found = state_blame(network, probe, place, unit, step)
        parts = found.output + sum(value for _, value in found.gates)
        parts += 0.0 if found.kept is None else found.kept.value
        assert parts == pytest.approx(found.total, rel=1e-3, abs=1e-8)
        for blame in sum_blames(network, probe, place, unit, step):
            assert blame.product.value == pytest.approx(blame.total, rel=1e-3, abs=1e-9)
        if name == "lstm":
            cell = cell_blame(probe, place, unit, step)
            whole = cell.state.value + (0.0 if cell.kept is None else cell.kept.value)
            assert whole == pytest.approx(cell.total, rel=1e-3, abs=1e-9)


def _edges(kind: str, units: int, steps: int, zero: tuple[int, int]) -> dict[object, list[object]]:
    """Where each number of a recurrent layer leads to, drawn by hand."""
    names = {"rnn": "h", "lstm": "ifgo", "gru": "run"}[kind]
    edges: dict[object, list[object]] = {}
    for t, u in product(range(steps), range(units)):
        h = ("h", t, u)
        for gate in names if kind != "rnn" else "z":
            goal: object = h
            if kind == "lstm" and gate != "o":
                goal = ("c", t, u)
            if kind == "gru" and gate == "r":
                goal = ("z", "n", t, u)
            edges[("z", gate, t, u)] = [goal]
        edges[h] = []
        if kind == "lstm":
            edges["c", t, u] = [h] + ([("c", t + 1, u)] if t + 1 < steps else [])
        if t + 1 < steps:
            for block, gate in enumerate(names if kind != "rnn" else "z"):
                edges[h] += [("z", gate, t + 1, v) for v in range(units) if (u, block * units + v) != zero]
            if kind == "gru":
                edges[h].append(("h", t + 1, u))
    return edges


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize("cut", [False, True])
@pytest.mark.parametrize("spec", [RNN(3), LSTM(2), GRU(2)])
def test_paths_are_as_many_as_there_are_when_counted_one_by_one(
    spec: LayerSpec, cut: bool, every: bool
) -> None:
    steps, units = 4, spec.units  # type: ignore[attr-defined]
    spec = type(spec)(units, every)  # type: ignore[call-arg]
    network = Network((2, steps), (spec,), "mse")
    layer = network.layers[0]
    layer.values["state_weights"][...] = 0.5
    zero = (1, 1) if cut else (-1, -1)
    if cut:
        layer.values["state_weights"][zero] = 0
    edges = _edges(spec.kind, units, steps, zero)

    def walked(at: object) -> int:
        here = isinstance(at, tuple) and at[0] == "h" and (every or at[1] == steps - 1)
        return int(here) + sum(walked(goal) for goal in edges[at])

    names = {"rnn": "z", "lstm": "ifgo", "gru": "run"}[spec.kind]
    for block, gate in enumerate(names):
        for unit in range(units):
            found = ways_through(layer, TimeWeight(0, "bias", 0, block * units + unit))
            assert found == tuple(walked(("z", gate, t, unit)) for t in range(steps))


@pytest.mark.parametrize("name", SEQUENCES)
def test_every_preset_has_its_micro_steps_and_the_check_agrees(name: str) -> None:
    experiment = SEQUENCES[name].experiment
    trainer = Trainer(experiment.with_(batch_size=8))
    trainer.advance()
    micro = Micro.of(trainer.snapshot(), trainer.dataset)
    shown = {id(step) for cell in micro.cells for step in cell.steps}
    left = [step.kind for step in micro.batch.steps if id(step) not in shown]
    assert not set(left) - {"da", "dx"}, "but for what goes back to inputs, which learn nothing"
    place = micro.place_of("dW", (*micro.batch.timed, micro.batch.learner.weighted[-1])[0])
    *_, nudge = nudged(micro.batch, micro.at(place).parameter)
    assert nudge is not None
    assert nudge.agrees


def test_the_next_batch_keeps_the_weight_and_what_is_not_there_is_refused() -> None:
    trainer, micro = trained("lstm")
    weight = TimeWeight(0, "state_weights", 1, 6)
    chosen = micro.at(3).with_time(weight).with_time_unit(3)
    assert chosen.asked_time == TimeWeight(0, "state_weights", 1, 7)
    after = Micro.of(trainer.snapshot(), trainer.dataset, chosen)
    assert after.timed == chosen.asked_time
    for wish in (
        lambda: chosen.with_step(50),
        lambda: chosen.with_time_unit(4),
        lambda: chosen.with_time(TimeWeight(0, "state_weights", 4, 0)),
        lambda: chosen.with_time(TimeWeight(1, "weights", 0, 0)),
    ):
        with pytest.raises(ValueError, match=r"^There is no .*\.$"):
            wish()
    other = trained("gru each step")[1]
    assert Micro.of(other.snapshot, other.dataset, chosen).chosen is None
