"""The ways from the loss through all layers to one weight of a kernel, gone through one by one apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from nnviz.engine import AvgPool, BatchNorm, Conv, Dense, Dropout, GlobalAvgPool, GlobalMaxPool, MaxPool
from nnviz.training.kernel_gradient import KernelWeight
from nnviz.training.kernel_way import LISTED, ways_through
from nnviz.training.micro import Micro
from nnviz.training.places import Place
from tests.training.test_kernel_chain import looked_at

SMALL = (Conv(2, 3, activation="tanh"), MaxPool(2), Conv(3, 3, stride=2, activation="relu"))


def own_ways(micro: Micro, layer: int, at: tuple[int, ...]) -> Iterator[float]:
    """The product of every way from the loss to a number that leaves ``layer``, by going on from it."""
    network, trace, row = micro.batch.learner, micro.batch.trace.layers, micro.example
    if layer == len(network.layers) - 1:
        yield float(trace[layer].dz[row].reshape(-1)[at[0]])  # softmax: straight to the sum
        return
    after = network.layers[layer + 1]
    x = np.asarray(trace[layer].a[row], np.float64).reshape(network.layers[layer].output_shape)
    spec = after.spec
    if isinstance(spec, Dense):
        source = int(np.ravel_multi_index(at, network.layers[layer].output_shape))
        following = [((unit,), float(after.values["weights"][source, unit])) for unit in range(spec.units)]
    elif isinstance(spec, Conv):
        weights, following = after.values["weights"], []
        before = (spec.size - 1) // 2 if spec.padding == "same" else 0
        for f, r, c in np.ndindex(after.output_shape):
            i, j = (at[1 + k] - place * spec.stride + before for k, place in enumerate((r, c)))
            if 0 <= i < spec.size and 0 <= j < spec.size:
                following.append(((f, r, c), float(weights[f, at[0], i, j])))
    elif isinstance(spec, MaxPool | AvgPool):
        r, c = at[1] // spec.size, at[2] // spec.size
        if not (r < after.output_shape[1] and c < after.output_shape[2]):
            return
        window = x[at[0], r * spec.size : (r + 1) * spec.size, c * spec.size : (c + 1) * spec.size]
        share = 1 / spec.size**2
        if isinstance(spec, MaxPool):
            share = float(window.argmax() == at[1] % spec.size * spec.size + at[2] % spec.size)
        following = [((at[0], r, c), share)]
    elif isinstance(spec, GlobalMaxPool | GlobalAvgPool):
        share = 1 / x[at[0]].size
        if isinstance(spec, GlobalMaxPool):
            share = float(x[at[0]].argmax() == at[1] * x.shape[2] + at[2])
        following = [((at[0],), share)]
    else:
        raise AssertionError(spec)
    for there, factor in following:
        slope = 1.0
        if spec.weighted and after.activation.elementwise:
            z, a = (
                np.asarray(v[row]).reshape(after.output_shape)[there]
                for v in (trace[layer + 1].z, trace[layer + 1].a)
            )
            slope = float(after.activation.derivative(np.array([z]), np.array([a]))[0])
        for product in own_ways(micro, layer + 1, there):
            yield factor * slope * product


def own_last(micro: Micro, weight: KernelWeight, row: int, column: int) -> float:
    """The slope at the place times what the weight met there; kernels have a padding of one here."""
    layer, trace = micro.batch.learner.layers[weight.layer], micro.batch.trace.layers
    x = trace[weight.layer - 1].a if weight.layer else micro.batch.inputs
    x = np.asarray(x[micro.example], np.float64).reshape(layer.input_shape)
    z, a = (
        np.asarray(values[micro.example]).reshape(layer.output_shape)[weight.unit, row, column]
        for values in (trace[weight.layer].z, trace[weight.layer].a)
    )
    slope = float(layer.activation.derivative(np.array([z]), np.array([a]))[0])
    padded = np.pad(x[weight.channel], 1)
    stride = layer.spec.stride
    return slope * float(padded[row * stride + weight.row, column * stride + weight.column])


@pytest.mark.parametrize(
    "behind",
    [(), (MaxPool(2),), (AvgPool(2),), (GlobalMaxPool(),), (GlobalAvgPool(), Dense(4, "tanh"))],
    ids=lambda behind: "+".join(spec.kind for spec in behind) or "dense",
)
def test_every_way_is_there_and_the_strongest_are_listed(behind) -> None:
    micro = looked_at((*SMALL, *behind), "shapes", dtype="float64")
    found = 0
    for weight in (KernelWeight(0, 1, 0, 0, 2), KernelWeight(2, 2, 1, 1, 0)):
        down, across = micro.batch.learner.layers[weight.layer].output_shape[1:]
        for row, column in list(np.ndindex(down, across))[:: 1 if down < 5 else 7]:
            ways = ways_through(micro.batch, weight, 0, row, column)
            last = own_last(micro, weight, row, column)
            own = [way * last for way in own_ways(micro, weight.layer, (weight.unit, row, column))]
            alive = sorted((way for way in own if way), key=lambda way: -abs(way))
            assert ways.count == len(alive)
            assert ways.total == pytest.approx(sum(own), rel=1e-9, abs=1e-18)
            if alive:
                products = [way.product for way in ways.ways]
                assert np.abs(products) == pytest.approx(np.abs(alive[:LISTED]), rel=1e-9)
                found += len(alive)
            for way in ways.ways:
                assert way.product == pytest.approx(np.prod([one.value for one in way.factors]), rel=1e-12)
    assert found > 3, "the places that are looked at are not all dead"


def test_a_way_names_the_numbers_it_passes() -> None:
    micro = looked_at((*SMALL, MaxPool(2)), "shapes")
    weight = KernelWeight(0, 1, 0, 1, 1)
    chain = micro.at(len(micro.cells) - 2).with_kernel(weight).kernel_chain
    row, column = chain.found.largest
    way = ways_through(micro.batch, weight, 0, row, column).ways[0]
    assert [factor.kind for factor in way.factors] == [
        "sum", "weight", "taken", "slope", "weight", "taken", "slope", "met",
    ]  # fmt: skip
    assert way.factors[-2].to == Place(0, 1, row, column)
    pooled = way.factors[4].to
    assert pooled == Place(1, 1, row // 2, column // 2)
    assert [factor.above for factor in way.factors[1:]] == [factor.to for factor in way.factors[:-1]]


def test_dropout_keeps_or_leaves_out_and_batch_normalisation_is_where_the_chain_begins() -> None:
    micro = looked_at((*SMALL, Dropout(0.5)), "shapes", dtype="float64")
    weight, values = KernelWeight(2, 0, 0, 1, 1), set()
    for place in np.ndindex(3, 3):
        for way in ways_through(micro.batch, weight, 0, *place).ways:
            values |= {factor.value for factor in way.factors if factor.kind == "kept"}
    assert values == {0.0, 2.0}
    micro = looked_at((*SMALL, BatchNorm(), MaxPool(2)), "shapes", dtype="float64")
    ways = ways_through(micro.batch, weight, 0, 2, 1)
    assert [factor.kind for factor in ways.ways[0].factors] == ["later", "slope", "met"]
    assert ways.ways[0].product == pytest.approx(ways.total, rel=1e-9, abs=1e-18)
