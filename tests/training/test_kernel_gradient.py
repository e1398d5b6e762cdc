"""Where the gradient of a kernel's weight, and of a pixel, comes from; and why a place gets none."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import Conv, Dense, Flatten, GlobalMaxPool, MaxPool, Network
from nnviz.training.experiment import Experiment
from nnviz.training.kernel_batch import NextBatch, batch_gradient
from nnviz.training.kernel_gradient import (
    KernelWeight,
    filter_gradient,
    nudged_slope,
    parameter_index,
    pixel_gradient,
    weight_gradient,
)
from nnviz.training.no_blame import tally, why_none
from nnviz.training.places import Place
from nnviz.training.snapshot import probe
from nnviz.training.trainer import Trainer
from tests.training.test_places import network, picture

LAYERS = (
    Conv(3, 3, 2, "same", "relu"), Conv(4, 3, 1, "valid", "tanh"), Flatten(), Dense(3, "softmax"),
)  # fmt: skip


def slope_at(net: Network, x: np.ndarray, label: int, index: int, step: float = 1e-5) -> float:
    """dL/dw of one example by moving the weight, with the loss worked out here."""
    twin = net.with_dtype("float64")
    losses = []
    for sign in (1, -1):
        twin.parameters[...] = net.parameters
        twin.parameters[index] += sign * step
        losses.append(-np.log(twin.predict(x[None])[0, label]))
    return float(losses[0] - losses[1]) / (2 * step)


@pytest.mark.parametrize("layer", [0, 1])
def test_products_of_every_weight_add_up_to_its_slope(layer: int) -> None:
    net, x = network(*LAYERS), picture()
    sent = probe(net, x, 2)
    kernels = net.layers[layer].values["weights"].shape
    rng = np.random.default_rng(0)
    for unit, channel, row, column in rng.integers(0, kernels, (12, 4)).tolist():
        weight = KernelWeight(layer, unit, channel, row, column)
        found = weight_gradient(net, sent, weight)
        index = parameter_index(net, weight)
        name = net.names[layer]
        assert net.parameter_name(index) == f"{name}.weights[{unit}, {channel}, {row}, {column}]"
        assert found.value == pytest.approx(slope_at(net, x, 2, index), abs=2e-6)
        assert nudged_slope(net, sent, weight).numeric == pytest.approx(found.value, abs=2e-6)
        assert found.products.sum() == pytest.approx(found.value, abs=1e-12)
        assert found.products.shape == net.layers[layer].output_shape[1:]
        assert found.places == found.products.size
        assert abs(found.products[found.largest]) == np.abs(found.products).max()
        assert found.rest + found.products[found.largest] == pytest.approx(found.value, abs=1e-12)
        assert found.zeros == int(
            (sent.layers[layer].dz.reshape(net.layers[layer].output_shape)[unit] == 0).sum()
        )


@pytest.mark.parametrize("layer", [0, 1])
def test_all_weights_of_a_filter_at_once_are_each_alone(layer: int) -> None:
    net = network(*LAYERS)
    sent = probe(net, picture(), 2)
    found = filter_gradient(net, sent, layer, 1)
    assert found.shape == net.layers[layer].values["weights"].shape[1:]
    for at in np.ndindex(found.shape):
        assert found[at] == pytest.approx(
            weight_gradient(net, sent, KernelWeight(layer, 1, *at)).value, abs=1e-12
        )


def test_what_a_corner_weight_meets_beyond_the_edge_is_padding() -> None:
    net = network(Conv(1, 3), Flatten(), Dense(2, "softmax"))
    found = weight_gradient(net, probe(net, picture(), 0), KernelWeight(0, 0, 0, 0, 2))
    assert found.padded[0].all()
    assert found.padded[:, -1].all()
    assert not found.padded[1:, :-1].any()
    assert (found.met[found.padded] == 0).all()
    x = picture().reshape(9, 8)
    np.testing.assert_array_equal(found.met[1:, :-1], x[:-1, 1:])


def test_without_a_label_there_is_no_gradient() -> None:
    net = network(*LAYERS)
    with pytest.raises(ValueError, match="Without a label"):
        weight_gradient(net, probe(net, picture()), KernelWeight(0, 0, 0, 0, 0))
    with pytest.raises(ValueError, match="no convolution"):
        weight_gradient(net, probe(net, picture(), 1), KernelWeight(2, 0, 0, 0, 0))


def test_all_windows_that_hold_a_pixel_add_up_to_its_slope() -> None:
    net, x = network(*LAYERS), picture()
    sent, twin = probe(net, x, 1), net.with_dtype("float64")
    for row, column in ((0, 0), (4, 3), (8, 7), (5, 6)):
        found = pixel_gradient(net, sent, 0, 0, row, column)
        moved = []
        for sign in (1, -1):
            other = x.astype(float)
            other[row * 8 + column] += sign * 1e-5
            moved.append(-np.log(twin.predict(other[None])[0, 1]))
        assert found.value == pytest.approx((moved[0] - moved[1]) / 2e-5, abs=3e-6)
        np.testing.assert_allclose(found.products, found.weights.astype(float) * found.delta, rtol=1e-6)
        # every window told holds it, and none is left out
        down, across = net.layers[0].windows.places
        holding = {
            (r, c)
            for r in range(down)
            for c in range(across)
            if 2 * r - 1 <= row < 2 * r + 2 and 2 * c - 1 <= column < 2 * c + 2
        }
        told = {(found.top + i, found.left + j) for i, j in np.ndindex(found.products.shape[1:])}
        assert told == holding


def test_why_a_place_has_no_blame() -> None:
    net = network(Conv(4, 3, activation="relu"), MaxPool(2), Flatten(), Dense(3, "softmax"))
    net.layers[0].values["weights"][3], net.layers[0].values["bias"][3] = 0.0, -1.0
    sent = probe(net, picture(), 1)
    z = sent.layers[0].z.reshape(4, 9, 8)
    a, dz = np.maximum(z, 0), sent.layers[0].dz.reshape(4, 9, 8)
    seen = set()
    for unit, row, column in np.ndindex(4, 9, 8):
        found = why_none(net, sent, Place(0, unit, row, column), silent=unit == 3)
        assert (found is None) == (dz[unit, row, column] != 0)
        if found is None:
            continue
        seen.add(found.kind)
        if z[unit, row, column] <= 0:
            assert found.kind == ("dead" if unit == 3 else "held")
        elif row == 8:
            assert found.kind == "unseen"  # nine rows are four windows and a rest
        else:
            top, left = row // 2 * 2, column // 2 * 2
            window = a[unit, top : top + 2, left : left + 2]
            winner = np.unravel_index(window.argmax(), (2, 2))
            assert found.kind == "lost"
            assert found.winner == (top + winner[0], left + winner[1])
    assert seen == {"held", "dead", "unseen", "lost"}
    for unit in range(4):
        reasons = [why_none(net, sent, Place(0, unit, *at)) for at in np.ndindex(9, 8)]
        kinds = [one.kind for one in reasons if one is not None]
        assert tally(net, sent, 0, unit) == {kind: kinds.count(kind) for kind in set(kinds)}


def test_of_a_whole_map_only_the_winner_has_blame() -> None:
    net = network(Conv(2, 3), GlobalMaxPool(), Dense(2, "softmax"))
    sent = probe(net, picture(), 0)
    a = sent.layers[0].a.reshape(2, 9, 8)
    best = divmod(int(a[1].argmax()), 8)
    for row, column in np.ndindex(9, 8):
        found = why_none(net, sent, Place(0, 1, row, column))
        if (row, column) == best:
            assert found is None
        else:
            assert (found.kind, found.winner) == ("lost", best)


def test_an_answer_that_is_exactly_right_blames_nothing() -> None:
    net = network(Conv(2, 3), Flatten(), Dense(2, "softmax"))
    net.layers[-1].values["bias"][...] = [500.0, -500.0]
    found = why_none(net, probe(net, picture(), 0), Place(0, 0, 2, 2))
    assert found.kind == "right"


def test_over_the_batch_the_examples_and_the_places_add_up_to_what_is_learned() -> None:
    layers = (Conv(3, 3, activation="relu"), MaxPool(2), Conv(4, 3, activation="relu"))
    experiment = Experiment.on("digits", layers=layers, batch_size=16)
    dataset = experiment.dataset()
    snapshot = Trainer(experiment, dataset).snapshot()
    batch = NextBatch.after(snapshot, dataset)
    assert len(batch.trace.inputs) == 16
    net = snapshot.network()
    for layer in (0, 2):
        for unit, channel, row, column in ((0, 0, 1, 2), (2, 0, 0, 0)):
            weight = KernelWeight(layer, unit, channel, row, column)
            found = batch_gradient(batch, weight)
            assert found.value == pytest.approx(found.learned, abs=1e-6)
            assert found.products.sum() == pytest.approx(found.value, abs=1e-12)
            # each example alone, in a mean over sixteen
            labels = batch.trace.targets.argmax(axis=1)
            alone = [
                weight_gradient(net, probe(net, x, int(label)), weight).value / 16
                for x, label in zip(batch.trace.inputs, labels, strict=True)
            ]
            np.testing.assert_allclose(found.examples, alone, atol=1e-6)
