"""Micro-steps on maps: the cells, which place and weight are spoken of, and the chain through the places."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.engine import Conv, Dense, GlobalMaxPool, MaxPool
from nnviz.training.experiment import Experiment
from nnviz.training.kernel_chain import LISTED
from nnviz.training.kernel_gradient import KernelWeight
from nnviz.training.micro import Micro
from nnviz.training.places import Place
from nnviz.training.trainer import Trainer
from tests.helpers.convolving import DESIGN


def looked_at(layers, data: str = "figures", batches: int = 3, **settings: object) -> Micro:
    trainer = Trainer(Experiment.on(data, layers=layers, batch_size=16, learning_rate=0.003, **settings))
    for _ in range(batches):
        trainer.advance()
    return Micro.of(trainer.snapshot(), trainer.dataset)


@pytest.fixture(scope="module")
def micro() -> Micro:
    return looked_at(DESIGN)


def at(micro: Micro, phase: str, label: str) -> Micro:
    place = next(i for i, cell in enumerate(micro.cells) if (cell.phase, cell.label) == (phase, label))
    return micro.at(place)


def test_every_layer_of_maps_has_its_cells_there_and_back(micro: Micro) -> None:
    labels = {phase: [micro.cells[i].label for i in micro.places(phase)] for phase in ("forward", "backward")}
    assert labels["forward"][:7] == [
        "x", "conv1: window", "conv1: z", "conv1: a", "maxpool1: window", "maxpool1: a", "maxpool1: winner",
    ]  # fmt: skip
    assert labels["backward"][4:] == [
        "maxpool2: ∂L/∂a",
        *(f"conv2: {what}" for what in ("∂L/∂a", "∂a/∂z", "∂L/∂z", "∂L/∂W")),
        "maxpool1: ∂L/∂a",
        *(f"conv1: {what}" for what in ("∂L/∂a", "∂a/∂z", "∂L/∂z", "∂L/∂W")),
    ]  # fmt: skip
    cell = at(micro, "backward", "conv2: ∂L/∂W").cell
    assert [step.kind for step in cell.steps] == ["dW", "db"]
    shown = {id(step) for one in micro.cells for step in one.steps}
    assert shown == {id(step) for step in micro.batch.steps}


def own_gradient(micro: Micro, weight: KernelWeight) -> tuple[np.ndarray, np.ndarray]:
    """(places' products of the example, gradient of each example), gone through place by place in float64."""
    batch, layer = micro.batch, micro.batch.learner.layers[weight.layer]
    x = batch.trace.layers[weight.layer - 1].a if weight.layer else batch.inputs
    x = np.asarray(x, np.float64).reshape(batch.n, *layer.input_shape)
    dz = np.asarray(batch.trace.layers[weight.layer].dz, np.float64).reshape(batch.n, *layer.output_shape)
    down, across = layer.output_shape[1:]
    products = np.zeros((batch.n, down, across))
    for r in range(down):
        for c in range(across):  # DESIGN has no padding and goes one by one
            products[:, r, c] = (
                x[:, weight.channel, r + weight.row, c + weight.column] * dz[:, weight.unit, r, c]
            )
    return products[micro.example], products.sum(axis=(1, 2))


@pytest.mark.parametrize("weight", [KernelWeight(0, 4, 0, 1, 3), KernelWeight(2, 7, 5, 2, 0)])
def test_the_places_sum_to_the_example_and_the_examples_to_the_gradient(
    micro: Micro, weight: KernelWeight
) -> None:
    label = "conv1: ∂L/∂W" if weight.layer == 0 else "conv2: ∂L/∂W"
    total = 0.0
    for example in range(micro.batch.n):
        here = at(micro.with_example(example), "backward", label).with_kernel(weight)
        chain, (products, each) = here.kernel_chain, own_gradient(here, weight)
        assert here.asked == weight
        assert chain.share == pytest.approx(products.sum(), rel=1e-9, abs=1e-15)
        assert chain.share == pytest.approx(each[example], rel=1e-9, abs=1e-15)
        assert chain.alive == np.count_nonzero(products)
        largest = sorted(np.abs(products.ravel()))[::-1][:LISTED]
        listed = [abs(path.product) for path in chain.paths]
        assert listed == pytest.approx([one for one in largest if one] or largest[:1], rel=1e-9)
        assert sum(path.product for path in chain.paths) + chain.rest == pytest.approx(chain.share, abs=1e-15)
        for path in chain.paths:
            assert path.delta == pytest.approx(path.da * path.slope, rel=1e-5, abs=1e-12)
            assert path.product == pytest.approx(products[path.row, path.column], rel=1e-12)
        total += chain.share
        learned = here.batch.update.data_gradient[here.parameter]
        assert chain.gradient == learned
    name = micro.batch.update.names[here.parameter]
    assert name.endswith(f"[{weight.unit}, {weight.channel}, {weight.row}, {weight.column}]"), name
    assert total == pytest.approx(float(learned), rel=1e-4, abs=1e-7)


def test_dense_weights_behind_maps_keep_their_chain(micro: Micro) -> None:
    numbers = micro.batch.layers[0]
    for source, unit in ((3, 0), (200, 5), (None, 2)):
        here = micro.with_weight(0, source, unit)
        assert here.asked is None
        total = sum(here.with_example(row).chain.share for row in range(micro.batch.n))
        right = numbers.db[unit] if source is None else numbers.dW[source, unit]
        assert total == pytest.approx(float(right), rel=1e-4, abs=1e-7)


def test_the_place_is_kept_and_found_again_in_the_pooling_behind(micro: Micro) -> None:
    here = at(micro, "forward", "conv1: a").with_spot(Place(0, 2, 7, 10))
    assert here.looked == Place(0, 2, 7, 10)
    assert at(here, "forward", "maxpool1: a").looked == Place(1, 2, 3, 5)
    assert at(here, "backward", "conv1: ∂L/∂W").asked.unit == 2
    nobody = at(micro, "forward", "conv1: a").looked
    a = np.asarray(micro.batch.trace.layers[0].a[0]).reshape(6, 24, 24)
    assert a[nobody.unit, nobody.row, nobody.column] == a.max()
    with_weight = here.with_kernel(KernelWeight(0, 5, 0, 4, 4))
    assert with_weight.looked.unit == 5
    assert with_weight.with_spot(Place(0, 1, 0, 0)).asked == KernelWeight(0, 1, 0, 4, 4)
    assert with_weight.with_weight(0, 3, 1).kernel is None


def test_the_update_is_of_the_weight_asked_about(micro: Micro) -> None:
    last = micro.at(len(micro.cells) - 1)
    assert last.looked is None
    asked = last.with_kernel(KernelWeight(2, 3, 1, 0, 2))
    assert asked.asked == KernelWeight(2, 3, 1, 0, 2)
    one = asked.batch.update.of(asked.parameter)
    kernels = asked.batch.learner.layers[2].values["weights"]
    assert one.old == float(kernels[3, 1, 0, 2])
    assert one.name == "conv2.weights[3, 1, 0, 2]"


def test_wishes_that_cannot_be_are_one_sentence(micro: Micro) -> None:
    here = at(micro, "forward", "conv1: a")
    for place in (Place(0, 6, 0, 0), Place(0, 0, 24, 0), Place(9, 0, 0, 0)):
        with pytest.raises(ValueError, match=r"^(There is no place|Layer 10 has no places).*\.$"):
            here.with_spot(place)
    for weight in (KernelWeight(0, 0, 1, 0, 0), KernelWeight(0, 6, 0, 0, 0)):
        with pytest.raises(ValueError, match=r"^There is no weight .*\.$"):
            here.with_kernel(weight)
    with pytest.raises(ValueError, match=r"no convolution"):
        here.with_kernel(KernelWeight(1, 0, 0, 0, 0))


def test_what_was_looked_at_is_looked_at_in_the_next_batch_if_it_is_there(micro: Micro) -> None:
    chosen = at(micro, "forward", "conv1: a").with_kernel(KernelWeight(0, 3, 0, 2, 2))
    again = Micro.of(micro.snapshot, micro.dataset, chosen)
    assert (again.kernel, again.spot) == (chosen.kernel, chosen.spot)
    other = looked_at((Conv(2, 3), GlobalMaxPool()))
    fewer = Micro.of(other.snapshot, other.dataset, chosen)
    assert (fewer.kernel, fewer.spot) == (None, None)


@pytest.mark.parametrize(
    "layers",
    [
        (Conv(3, 3, stride=2), MaxPool(3), Dense(5, "tanh")),
        (Conv(4, 3, padding="valid", activation="softmax"), GlobalMaxPool()),
        (Conv(3, 5, bias=False),),
    ],
    ids=["strided", "softmax", "no bias"],
)
def test_no_place_raises_whatever_the_layers(layers) -> None:
    micro = looked_at(layers, data="shapes", batches=1)
    for place in range(len(micro.cells)):
        here = micro.at(place)
        chain = here.kernel_chain
        assert (chain is None) == (here.asked is None)
        if chain is not None:
            assert chain.share == pytest.approx(sum(p.product for p in chain.paths) + chain.rest, abs=1e-12)
    assert replace(micro, place=0).looked is None
