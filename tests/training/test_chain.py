from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.data import Dataset
from nnviz.engine import ACTIVATIONS, LOSSES, BatchNorm, Dense, Dropout
from nnviz.training.chain import LISTED, Weight
from nnviz.training.chain_links import links_to
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Micro
from nnviz.training.micro_batch import MicroBatch
from nnviz.training.trainer import Trainer
from tests.helpers.counts import count

DATA = {
    loss: Experiment.on("iris" if rule.classification else "two_layers", loss=loss)
    for loss, rule in LOSSES.items()
}
SETS: dict[str, Dataset] = {}


def dataset(experiment: Experiment) -> Dataset:
    return SETS.setdefault(experiment.data, experiment.dataset())


def path_total(batch: MicroBatch, weight: Weight, example: int) -> float:
    """What all paths sum to, by matrix products of the very factors that they list."""
    head, links = links_to(batch, weight.layer, example)
    blame = head.matrix
    with np.errstate(all="ignore"):
        for link in links:
            blame = blame * link.matrix if link.matrix.ndim == 1 else blame @ link.matrix
    source = weight.source
    entering = 1.0 if source is None else float(batch.layers[weight.layer].entering[example, source])
    return float(blame[weight.unit]) * entering


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    loss = draw(st.sampled_from([*LOSSES]))
    names = st.sampled_from([*ACTIVATIONS])
    layers = [Dense(draw(st.integers(1, 5)), draw(names)) for _ in range(draw(st.integers(0, 5)))]
    if draw(st.booleans()) and layers:
        layers.insert(draw(st.integers(1, len(layers))), draw(st.sampled_from([Dropout(0.4), BatchNorm()])))
    return replace(
        DATA[loss],
        layers=tuple(layers),
        batch_size=draw(st.sampled_from([None, 1, 3])),
        dtype="float64",
        seed=draw(st.integers(0, 99)),
        initializer="glorot",
    )


PICKS = st.tuples(*[st.integers(0, 999)] * 4)


def chosen(experiment: Experiment, picks: tuple[int, ...]) -> Micro:
    """A batch of it, with the weight (or bias) and the example that the picks come to."""
    trainer = Trainer(experiment, dataset(experiment))
    trainer.advance()
    micro = Micro.of(trainer.snapshot(), trainer.dataset)
    layer = picks[0] % len(micro.batch.layers)
    inputs, units = micro.batch.layers[layer].weights.shape
    source = picks[1] % (inputs + 1)
    micro = micro.with_weight(layer, source if source < inputs else None, picks[2] % units)
    return micro.with_example(picks[3] % micro.batch.n)


@settings(max_examples=count(40, 120))
@given(experiments(), PICKS)
def test_the_paths_sum_to_the_gradient_of_the_ledger(experiment: Experiment, picks: tuple[int, ...]) -> None:
    micro = chosen(experiment, picks)
    chain, batch = micro.chain, micro.batch
    size = max(1e-12, float(np.abs(batch.layers[chain.weight.layer].dz).max()))
    assert path_total(batch, chain.weight, chain.example) == pytest.approx(
        chain.share, rel=2e-3, abs=2e-3 * size
    )
    if chain.count <= len(chain.paths):
        assert sum(path.product for path in chain.paths) == pytest.approx(
            path_total(batch, chain.weight, chain.example), rel=1e-9, abs=1e-12 * size
        )
    shares = [micro.with_example(row).chain.share for row in range(min(batch.n, 40))]
    if batch.n <= 40:
        assert sum(shares) == pytest.approx(chain.gradient, rel=1e-9, abs=1e-12 * size)


@settings(max_examples=count(20, 60))
@given(experiments(), PICKS)
def test_every_factor_is_a_number_of_the_ledger_and_has_its_cell(
    experiment: Experiment, picks: tuple[int, ...]
) -> None:
    micro = chosen(experiment, picks)
    chain, values = micro.chain, {(step.kind, step.layer): step.values for step in micro.batch.steps}
    assert 1 <= len(chain.paths) <= LISTED
    sizes = [abs(path.product) for path in chain.paths]
    assert sizes == sorted(sizes, reverse=True)
    for path in chain.paths:
        product, places = 1.0, []
        for factor in path.factors:
            product *= factor.value
            assert factor.so_far == product
            places.append(micro.place_of(*factor.step))
            row = values[factor.step]
            if factor.kind in ("loss", "logit", "later"):
                assert factor.value == row[chain.example, factor.bottom.unit]
            elif factor.kind == "slope":
                found = row[chain.example, factor.top.unit]
                assert factor.value == (found if row.ndim == 2 else found[factor.bottom.unit])
            elif factor.kind == "weight":
                layer = micro.batch.layers[factor.place.layer]
                assert factor.value == layer.weights[factor.place.source, factor.place.unit]
        assert places == sorted(places), "the factors appear in the order of the list"
        assert path.units[chain.weight.layer] == chain.weight.unit
        assert all(one.bottom == two.top for one, two in zip(path.factors, path.factors[1:], strict=False))


def test_three_paths_through_the_middle_are_all_listed() -> None:
    experiment = Experiment.on(
        "xor", layers=(Dense(3, "tanh"), Dense(3, "sigmoid")), loss="mse", dtype="float64"
    )
    trainer = Trainer(experiment)
    chain = Micro.of(trainer.snapshot(), trainer.dataset).with_weight(0, 0, 1).with_example(2).chain
    assert (chain.count, len(chain.paths), chain.samples, chain.mean) == (3, 3, 4, True)
    kinds = [[factor.kind for factor in path.factors] for path in chain.paths]
    assert kinds == [["loss", "slope", "weight", "slope", "weight", "slope", "input"]] * 3
    assert {path.units[1] for path in chain.paths} == {0, 1, 2}
    assert sum(path.product for path in chain.paths) == pytest.approx(chain.share, rel=1e-12)


def test_many_paths_are_counted_and_the_strongest_listed() -> None:
    experiment = Experiment.on(
        "iris", layers=(Dense(9, "tanh"), Dense(8, "tanh"), Dense(7, "tanh")), batch_size=5, dtype="float64"
    )
    trainer = Trainer(experiment, dataset(experiment))
    micro = Micro.of(trainer.snapshot(), trainer.dataset).with_weight(0, 2, 3)
    chain = micro.chain
    # 3 sums of the softmax that the right answer depends on, 7 units, 8 units
    assert (chain.count, len(chain.paths)) == (3 * 7 * 8, LISTED)
    last, third, second = (micro.batch.layers[k] for k in (3, 2, 1))
    blame = np.outer(last.dz[0], np.ones(7)) * last.weights.T * third.slope[0]
    products = blame[:, :, None] * third.weights.T[None] * second.slope[0][None, None]
    products = products * second.weights[3] * micro.batch.layers[0].slope[0, 3] * micro.batch.inputs[0, 2]
    # dz of the last layer is one product per sum here: the loss has a single right answer
    sizes = np.sort(np.abs(products).ravel())[::-1][:LISTED]
    np.testing.assert_allclose([abs(path.product) for path in chain.paths], sizes, rtol=1e-9)


def test_paths_too_small_for_the_sum_are_still_in_the_order_of_their_products() -> None:
    """Products of 1e-17 down: ranked by what they are, with a dead one after all of them."""
    trainer = Trainer(Experiment.on("two_layers", layers=(Dense(1), Dense(12)), loss="mse", dtype="float64"))
    sizes = 1e-17 * np.array([3, 1, -4, 0, 1.5, -9, 2.6, 5, 3.5, -8, 9.7, 0.9])
    inputs = trainer.dataset.train_features.shape[1]
    weights = [(np.ones((inputs, 1)), np.zeros(1)), (sizes[np.newaxis], np.zeros(12))]
    trainer.load_weights([*weights, (np.eye(1, 3) * np.ones((12, 1)), np.zeros(3))])
    chain = Micro.of(trainer.snapshot(), trainer.dataset).with_weight(0, 0, 0).chain
    assert [path.units[1] for path in chain.paths] == [10, 5, 9, 7, 2, 8, 0, 6]
    assert chain.count == 11


def test_where_the_factors_have_rounded_away_the_chain_begins_with_their_product() -> None:
    trainer = Trainer(Experiment.on("xor", layers=(), seed=3))
    trainer.load_weights([(np.array([[900.0, -900.0], [900.0, -900.0]]), np.zeros(2))])
    micro = Micro.of(trainer.snapshot(), trainer.dataset).with_example(1).with_weight(0, 1, 1)
    path = micro.chain.paths[0]
    assert [factor.kind for factor in path.factors] == ["logit", "input"]
    assert path.product == pytest.approx(micro.chain.share)
    assert np.isfinite(path.product)


def test_a_dead_neuron_has_one_path_and_no_blame() -> None:
    trainer = Trainer(Experiment.on("xor", layers=(Dense(2, "relu"),), loss="mse", dtype="float64"))
    weights = [(-np.ones((2, 2)), -np.ones(2)), (np.ones((2, 1)), np.zeros(1))]
    trainer.load_weights(weights)
    chain = Micro.of(trainer.snapshot(), trainer.dataset).with_example(3).with_weight(0, 0, 0).chain
    assert (len(chain.paths), chain.share, chain.gradient) == (1, 0.0, 0.0)
    assert chain.paths[0].product == 0
