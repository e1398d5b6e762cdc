"""Cut edges and frozen layers do not move by a bit, whatever the optimiser would do."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.data import Dataset
from nnviz.engine import OPTIMIZERS, BatchNorm, Dense, Dropout
from nnviz.training.edits import Change, Edit
from nnviz.training.experiment import Experiment
from nnviz.training.replay import replayed
from nnviz.training.snapshot import Snapshot, layer_states
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Diverged, Trainer
from tests.helpers.networks import dense_layers

CUT = ((0, 1, 2), (1, 0, 0), (2, 2, 0))
SMALL = Experiment(
    data="moons", layers=(Dense(4, "tanh"), Dense(3, "tanh")), batch_size=13, points=60, learning_rate=0.05
)


@pytest.fixture(scope="module")
def moons() -> Dataset:
    return SMALL.dataset()


def epochs(trainer: Trainer, count: int) -> Snapshot:
    end = trainer.epoch + count
    while trainer.epoch < end:
        trainer.advance(100)
    return trainer.snapshot()


def changed(trainer: Trainer, **settings: Any) -> Snapshot:
    trainer.change(**settings)
    trainer.take_changes()
    return trainer.snapshot()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(
    "rules", [{}, {"l1": 0.01, "l2": 0.1, "clip_norm": 0.1, "max_norm": 0.5, "weight_decay": 0.5}]
)
def test_held_through_everything(moons: Dataset, optimizer: str, rules: dict[str, float]) -> None:
    trainer = Trainer(replace(SMALL, optimizer=optimizer, **rules), moons)
    epochs(trainer, 2)  # the optimiser has a memory of what is to be held
    before = changed(trainer, cut=CUT, frozen=(1,))
    after = epochs(trainer, 3)
    for layer, source, unit in CUT:
        assert before.layers[layer].weights[source, unit] == 0
        assert after.layers[layer].weights[source, unit] == 0
    assert after.layers[1].weights.tobytes() == before.layers[1].weights.tobytes()
    assert after.layers[1].bias.tobytes() == before.layers[1].bias.tobytes()
    for index in (0, 2):
        moved = after.layers[index].weights != before.layers[index].weights
        still = {(source, unit) for layer, source, unit in CUT if layer == index}
        assert {tuple(map(int, place)) for place in np.argwhere(~moved)} <= still


def test_what_is_held_does_not_count_for_the_norm_that_is_clipped(moons: Dataset) -> None:
    """All but one parameter held: that one takes the whole norm."""
    experiment = replace(SMALL, optimizer="sgd", clip_norm=1e-3, learning_rate=1.0, frozen=(0, 1), cut=())
    trainer = Trainer(experiment, moons)
    outputs = dense_layers(trainer.network)[-1]
    cut = tuple(
        (2, source, unit)
        for source in range(outputs.input_size)
        for unit in range(outputs.output_size)
        if (source, unit) != (0, 0)
    )
    before = changed(trainer, cut=cut)
    trainer.advance()
    moved = np.abs(trainer.network.parameters - before.parameters)
    # That weight and the biases of the output layer.
    assert np.linalg.norm(moved) == pytest.approx(1e-3, rel=1e-2)


@pytest.mark.parametrize("extra", [BatchNorm(), Dropout(0.3)])
def test_layers_without_weights_lie_between(moons: Dataset, extra: BatchNorm | Dropout) -> None:
    experiment = replace(SMALL, layers=(Dense(4, "tanh"), extra, Dense(3, "relu")), frozen=(1,), cut=CUT)
    trainer = Trainer(experiment, moons)
    before = trainer.snapshot()
    after = epochs(trainer, 2)
    assert after.layers[1].weights.tobytes() == before.layers[1].weights.tobytes()
    assert [after.layers[layer].weights[source, unit] for layer, source, unit in CUT] == [0, 0, 0]


def test_a_cut_edge_comes_back_with_the_weight_it_had(moons: Dataset) -> None:
    trainer = Trainer(SMALL, moons)
    before = epochs(trainer, 1)
    changed(trainer, cut=CUT)
    middle = epochs(trainer, 2)
    assert middle.cut_weights == tuple(
        float(before.layers[layer].weights[source, unit]) for layer, source, unit in CUT
    )
    for again in (trainer, Trainer(middle.experiment, moons, start=middle)):
        after = changed(again, cut=CUT[1:])
        layer, source, unit = CUT[0]
        assert after.layers[layer].weights[source, unit] == before.layers[layer].weights[source, unit]
        assert after.layers[1].weights[0, 0] == 0
        assert len(after.cut_weights) == 2
        last = changed(again, cut=())
        assert last.layers[1].weights[0, 0] == before.layers[1].weights[0, 0]


def test_begun_with_cuts_and_gone_on_with_others(moons: Dataset) -> None:
    plain = Trainer(SMALL, moons).snapshot()
    cut = Trainer(replace(SMALL, cut=CUT), moons).snapshot()
    assert cut.layers[0].weights[1, 2] == 0
    assert cut.metrics != plain.metrics
    other = Trainer(replace(SMALL, cut=((0, 0, 0),)), moons, start=cut)
    now = other.snapshot()
    assert now.layers[0].weights[0, 0] == 0
    assert now.layers[0].weights[1, 2] == plain.layers[0].weights[1, 2]
    assert other.changes == [Change(0, 0, "cut", ((0, 0, 0),))]
    assert (now.changes, now.whole, cut.whole) == (1, False, True)


def test_edits_reach_what_is_held_too(moons: Dataset) -> None:
    trainer = Trainer(replace(SMALL, frozen=(0,), cut=((1, 0, 0),)), moons)
    trainer.edit(Edit(0, 1, 2, 0.75), Edit(0, None, 3, -2.0), Edit(1, 0, 0, 0.5))
    trainer.take_changes()
    after = epochs(trainer, 1)
    assert after.layers[0].weights[1, 2] == 0.75
    assert after.layers[0].bias[3] == -2
    assert after.layers[1].weights[0, 0] == 0  # cut; it will come back with the weight that was set
    assert after.cut_weights == (0.5,)
    assert [change.name for change in trainer.changes] == ["edit"] * 3


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda trainer: trainer.edit(Edit(3, 0, 0, 1.0)), "no edge from 0 to 0 in layer 4"),
        (lambda trainer: trainer.edit(Edit(0, 2, 0, 1.0)), "no edge from 2 to 0 in layer 1"),
        (lambda trainer: trainer.edit(Edit(0, -1, 0, 1.0)), "no edge from -1"),
        (lambda trainer: trainer.edit(Edit(2, None, 9, 1.0)), "no bias of neuron 9 in layer 3"),
        (lambda trainer: trainer.edit(Edit(0, 0, 0, float("inf"))), "finite number, not inf"),
        (lambda trainer: trainer.edit(Edit(0, 0, 0, 1e39)), "finite number, not 1e"),
        (lambda trainer: trainer.change(cut=((0, 2, 0),)), "no edge from 2 to 0 in layer 1"),
        (lambda trainer: trainer.change(cut=((2, 0, 9),)), "no edge from 0 to 9 in layer 3"),
        (lambda trainer: trainer.change(cut=((0, 0, 0), (0, 0, 0))), "only once"),
        (lambda trainer: trainer.change(cut=((0, 0),)), "three whole numbers"),
        (lambda trainer: trainer.change(frozen=(3,)), "different ones of the 3"),
        (lambda trainer: trainer.change(frozen=(-1,)), "whole numbers"),
        (lambda trainer: trainer.change(frozen=(1, 1)), "different ones"),
    ],
)
def test_what_cannot_be_is_refused(moons: Dataset, call: Any, sentence: str) -> None:
    trainer = Trainer(SMALL, moons)
    with pytest.raises(ValueError, match=sentence):
        call(trainer)
    trainer.take_changes()
    assert trainer.changes == []


def test_a_network_that_lacks_the_edge_is_refused(moons: Dataset) -> None:
    with pytest.raises(ValueError, match="no edge from 5 to 0 in layer 1"):
        Trainer(replace(SMALL, cut=((0, 5, 0),)), moons)


def test_a_moment_whose_own_edges_are_not_there_is_refused(moons: Dataset) -> None:
    start = Trainer(SMALL, moons).snapshot()
    wrong = replace(start, experiment=replace(SMALL, cut=((0, 900, 0),)))
    with pytest.raises(ValueError, match="no edge from 900 to 0 in layer 1"):
        Trainer(SMALL, moons, start=wrong)
    with pytest.raises(ValueError, match="no edge from 900 to 0 in layer 1"):
        Trainer(SMALL, moons, keep_fitting=wrong)


# The ledger


@pytest.mark.parametrize("optimizer", ["momentum", "adamw"])
def test_the_ledger_says_that_nothing_moved(moons: Dataset, optimizer: str) -> None:
    trainer = Trainer(replace(SMALL, optimizer=optimizer, l2=0.1, clip_norm=0.3, max_norm=0.6), moons)
    epochs(trainer, 1)
    changed(trainer, cut=CUT, frozen=(1,))
    start = trainer.snapshot()
    update = list(trainer.micro_steps())[-1].update
    assert update is not None
    held = np.zeros(start.parameters.size, bool)
    places = layer_states(start.network(), np.arange(held.size))
    for layer, source, unit in CUT:
        held[int(places[layer].weights[source, unit])] = True
    for block in (places[1].weights, places[1].bias):  # of the frozen layer
        held[block.astype(int)] = True
    assert held.sum() == 3 + 5 * 3 - 1  # one of the cut edges leads into the frozen layer
    for numbers in (update.step, update.gradient):
        assert not numbers[held].any()
        assert numbers[~held].any()
    assert update.data_gradient[held].any()
    np.testing.assert_array_equal(update.old - update.step, update.new)
    np.testing.assert_array_equal(update.new[held], start.parameters[held])
    np.testing.assert_array_equal(update.limited[held], start.parameters[held])
    other = Trainer(start.experiment, moons, start=start)
    other.advance()
    assert other.snapshot().parameters.tobytes() == trainer.snapshot().parameters.tobytes()


# Divergence


def test_back_at_the_last_good_moment_later_changes_wait(moons: Dataset) -> None:
    trainer = Trainer(replace(SMALL, optimizer="sgd", loss="half_squared_error"), moons)
    good = epochs(trainer, 1)
    trainer.edit(Edit(0, 0, 0, 3.0))
    trainer.change(learning_rate=100.0, l2=10.0, cut=CUT)
    with pytest.raises(Diverged) as caught:
        epochs(trainer, 200)
    last = caught.value.last_good
    assert last.whole
    if last.epoch == 1:
        assert trainer.changes == []
        assert last.parameters.tobytes() == good.parameters.tobytes()
        assert last.experiment == good.experiment
    trainer.change(learning_rate=0.01)
    trainer.take_changes()
    assert (trainer.experiment.l2, trainer.experiment.learning_rate) == (10.0, 0.01)
    assert trainer.experiment.cut == CUT
    assert trainer.snapshot().layers[0].weights[1, 2] == 0


MAPS = Experiment.on(
    "digits", layers="conv(4, 3), maxpool(2), conv(5, 3, bias=no), globalmaxpool, 6", learning_rate=0.01
)


@pytest.mark.parametrize("optimizer", ["adam", "momentum"])
def test_a_frozen_filter_stays_to_the_bit_and_the_others_learn(optimizer: str) -> None:
    trainer = Trainer(replace(MAPS, optimizer=optimizer, l2=0.01, max_norm=1.0))
    trainer.advance(5)
    trainer.change(frozen=((0, 2), (1, 4), (2, 0)))
    trainer.take_changes()
    before = {block.name: block.of(trainer.network.parameters).copy() for block in trainer.network.blocks}
    trainer.advance(10)
    for block in trainer.network.blocks:
        moved = before[block.name] != block.of(trainer.network.parameters)
        still = {"conv1": 2, "conv2": 4, "dense1": 0}.get(block.name.partition(".")[0])
        units = np.moveaxis(moved, block.parameter.axis, 0).reshape(
            block.parameter.shape[block.parameter.axis], -1
        )
        if still is not None:
            assert not units[still].any(), block.name
            units = np.delete(units, still, axis=0)
        assert units.any(), block.name
    trainer.change(frozen=())
    trainer.advance(1)
    first = trainer.network.blocks[0]
    assert (first.of(trainer.network.parameters)[2] != before[first.name][2]).any()


def test_a_frozen_unit_is_replayed_and_kept_in_json() -> None:
    experiment = MAPS.with_(frozen=((0, 1), 2), epochs=2)
    assert Experiment.from_dict(json.loads(json.dumps(experiment.to_dict()))) == experiment
    trainer = Trainer(experiment)
    start = trainer.network.parameters.copy()
    timeline = Timeline()
    timeline.begin(trainer.snapshot())
    list(trainer.run())
    again = replayed(timeline, 2, trainer.dataset)
    assert again is not None
    assert again.parameters.tobytes() == trainer.snapshot().parameters.tobytes()
    first = trainer.network.blocks[0]
    np.testing.assert_array_equal(first.of(trainer.network.parameters)[1], first.of(start)[1])


@pytest.mark.parametrize(
    ("frozen", "sentence"),
    [
        (((0, 4),), "Frozen layers and neurons must be different ones of the 4 layers there are"),
        (((4, 0),), "must be different ones of the 4 layers"),
        (((0, 1), (0, 1)), "must be different ones"),
        (((0, -1),), "or pairs of layer and neuron"),
        (((0, 1, 2),), "or pairs of layer and neuron"),
        (((0, 1.5),), "or pairs of layer and neuron"),
        (("conv1",), "or pairs of layer and neuron"),
    ],
)
def test_a_unit_that_cannot_be_frozen_is_one_sentence(frozen: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        MAPS.with_(frozen=frozen).validated()


def test_a_unit_that_the_last_layer_does_not_have_is_one_sentence() -> None:
    trainer = Trainer(MAPS)
    with pytest.raises(ValueError, match="no unit 10 to freeze in layer 4; it has 10"):
        trainer.change(frozen=((3, 10),))
