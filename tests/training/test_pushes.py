"""Why a class: what each map adds, what is left when a patch is erased, which pictures excite a map most."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.data import load_dataset
from nnviz.engine import Conv, Dense, Flatten, GlobalAvgPool, GlobalMaxPool, MaxPool
from nnviz.training.erasing import Patch, erase, usual_side
from nnviz.training.exciting import strongest
from nnviz.training.lattice import lattice
from nnviz.training.pushes import pushes
from nnviz.training.snapshot import probe
from tests.training.test_places import network, picture

NETWORKS = {
    "flattened": (Conv(3, 3, activation="relu"), MaxPool(2), Flatten(), Dense(4, "softmax")),
    "two dense layers": (Conv(3, 3, activation="relu"), Flatten(), Dense(6, "relu"), Dense(4, "softmax")),
    "the largest of each map": (Conv(5, 3), GlobalMaxPool(), Dense(4, "softmax")),
    "the mean of each map": (Conv(5, 3), GlobalAvgPool(), Dense(4, "softmax")),
    "tanh": (Conv(3, 3, activation="tanh"), Flatten(), Dense(6, "tanh"), Dense(4, "softmax")),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_what_the_maps_add_and_the_rest_are_the_difference(name: str) -> None:
    net = network(*NETWORKS[name])
    sent = probe(net, picture())
    found = pushes(net, sent)
    z = np.sort(sent.layers[-1].z.astype(float))
    assert found.total == pytest.approx(z[-1] - z[-2], abs=2e-5)
    assert found.values.sum() + found.rest == pytest.approx(found.total, abs=1e-9)
    np.testing.assert_allclose(found.by_map, found.values.sum(axis=(1, 2)))
    order = list(found.order())
    assert sorted(order) == list(range(len(found.by_map)))
    assert np.all(np.diff(np.abs(found.by_map[order])) <= 0)


def test_with_one_layer_after_the_maps_each_place_is_its_value_times_two_weights() -> None:
    net = network(*NETWORKS["flattened"])
    sent = probe(net, picture())
    found = pushes(net, sent, answer=2)
    z = sent.layers[-1].z
    best = next(k for k in np.argsort(-z) if k != 2)
    weights = net.layers[-1].values["weights"].astype(float)
    wanted = sent.layers[1].a.astype(float) * (weights[:, 2] - weights[:, best])
    assert (found.answer, found.against, found.layer) == (2, best, 1)
    np.testing.assert_allclose(found.values.ravel(), wanted, rtol=1e-6, atol=1e-9)
    bias = net.layers[-1].values["bias"].astype(float)
    assert found.rest == pytest.approx(bias[2] - bias[best], abs=1e-6)


def test_of_a_whole_map_only_the_winning_place_pushes() -> None:
    net = network(*NETWORKS["the largest of each map"])
    sent = probe(net, picture())
    found, maps = pushes(net, sent), sent.layers[0].a.reshape(5, 72)
    assert [int(np.flatnonzero(row.ravel())[0]) for row in found.values] == maps.argmax(axis=1).tolist()
    assert all(np.count_nonzero(row) == 1 for row in found.values)


def test_a_network_without_maps_is_not_explained_by_them() -> None:
    net = network(Flatten(), Dense(3, "softmax"))
    assert pushes(net, probe(net, picture())) is None


def test_where_the_places_of_a_map_lie_on_the_picture() -> None:
    convolved = Conv(2, 5, padding="valid"), MaxPool(2), Conv(3, 3, padding="valid"), MaxPool(2)
    net = network(*convolved, Flatten(), Dense(2, "softmax"), shape=(1, 28, 28))
    found = lattice(net, 3)  # twelve pixels are seen from the first place, four to the next
    assert found.first == (6.0, 6.0)
    assert found.pitch == (4.0, 4.0)


def test_a_patch_is_painted_over_with_paper_and_the_network_asked() -> None:
    dataset = load_dataset("digits", test_share=0.2, split_seed=0, scale="standard")
    net = network(Conv(3, 3, activation="relu"), Flatten(), Dense(10, "softmax"), shape=(1, 8, 8))
    x = dataset.test_features[3]
    patch = Patch.around(0, 7, 3, (8, 8))
    assert (patch.top, patch.left, patch.bottom, patch.right) == (0, 6, 2, 8)
    found = erase(net, dataset, x, patch)
    raw = dataset.raw(x).reshape(8, 8).copy()
    raw[0:2, 6:8] = 0
    wanted = net.predict(dataset.scaled(raw.ravel())[None])[0]
    np.testing.assert_allclose(found.outputs, wanted, atol=1e-5)
    np.testing.assert_allclose(found.before, net.predict(x[None])[0], atol=1e-6)
    assert found.answer == int(wanted.argmax())
    assert usual_side((28, 28)) == 6
    assert usual_side((8, 8)) == 2


def test_the_pictures_that_excite_a_map_most_in_their_order() -> None:
    net = network(Conv(4, 3, activation="relu"), Flatten(), Dense(2, "softmax"))
    pictures = np.random.default_rng(3).random((150, 72)).astype("f4")
    pictures[140] = pictures[7]  # two that are alike
    parts = list(strongest(net, pictures, 0, 2, 150))
    assert parts[:-1] == [None] * 3
    found = parts[-1]
    largest = [probe(net, one).layers[0].a.reshape(4, 72)[2] for one in pictures]
    order = sorted(range(150), key=lambda k: (-largest[k].max(), k))
    assert [one.index for one in found] == order
    for one in found:
        assert one.value == pytest.approx(largest[one.index].max(), abs=1e-6)
        assert (one.place.row, one.place.column) == divmod(int(largest[one.index].argmax()), 8)


@pytest.mark.parametrize("name", ["flattened", "two dense layers", "the mean of each map"])
def test_biases_that_are_zero_add_zero_not_what_was_rounded_off(name: str) -> None:
    net = network(*NETWORKS[name])
    for layer in net.layers:
        if "bias" in layer.values:
            layer.values["bias"][...] = 0.0
    sent = probe(net, picture())
    assert [pushes(net, sent, answer=answer).rest for answer in range(4)] == [0.0] * 4
