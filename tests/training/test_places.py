"""One place of a map: windows, kernels, products and sums, beside SciPy-free float64 loops of its own."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import AvgPool, Conv, Dense, Flatten, GlobalAvgPool, GlobalMaxPool, MaxPool, Network
from nnviz.training.places import Place, Pooled, Sums, look_into, places_of
from nnviz.training.snapshot import probe

SHAPE = (1, 9, 8)


def network(*layers, shape=SHAPE, seed: int = 0) -> Network:
    made = Network(shape, layers, "categorical_crossentropy")
    made.initialize(np.random.default_rng(seed), "he")
    made.parameters[...] += np.random.default_rng(seed + 1).normal(size=made.size).astype("f4") * 0.1
    return made


def picture(shape=SHAPE, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).random(int(np.prod(shape))).astype("f4")


def own_window(x: np.ndarray, row: int, column: int, size: int, stride: int, before: int):
    """(channels, size, size) under the kernel and what of it is beyond the edge, cell by cell."""
    values, padded = np.zeros((len(x), size, size)), np.zeros((size, size), dtype=bool)
    for i in range(size):
        for j in range(size):
            r, c = row * stride + i - before, column * stride + j - before
            if 0 <= r < x.shape[1] and 0 <= c < x.shape[2]:
                values[:, i, j] = x[:, r, c]
            else:
                padded[i, j] = True
    return values, padded


@pytest.mark.parametrize(
    ("size", "stride", "padding"),
    [(3, 1, "same"), (3, 2, "same"), (5, 1, "valid"), (2, 1, "same"), (1, 1, "valid")],
)
def test_every_place_of_two_convolutions_adds_up(size: int, stride: int, padding: str) -> None:
    net = network(
        Conv(3, size, stride, padding, "relu"), Conv(4, 3, 1, "same", "tanh"), Flatten(), Dense(3, "softmax")
    )
    sent = probe(net, picture(), 1)
    first = sent.inputs.reshape(SHAPE).astype(float)
    for layer, x in ((0, first), (1, sent.layers[0].a.reshape(net.layers[0].output_shape).astype(float))):
        units, rows, columns = net.layers[layer].output_shape
        kernels = net.layers[layer].values["weights"].astype(float)
        bias = net.layers[layer].values["bias"].astype(float)
        step, k = (stride, size) if layer == 0 else (1, 3)
        before = 0 if layer == 0 and padding == "valid" else (k - 1) // 2
        for unit, row, column in np.ndindex(units, rows, columns):
            found = look_into(net, sent, Place(layer, unit, row, column))
            assert isinstance(found, Sums)
            values, padded = own_window(x, row, column, k, step, before)
            np.testing.assert_allclose(found.under.values, values, rtol=1e-6)
            np.testing.assert_array_equal(found.under.padded, padded)
            top, left = row * step - before, column * step - before
            assert (found.under.down, found.under.across) == ((top, top + k), (left, left + k))
            products = values * kernels[unit]
            np.testing.assert_allclose(found.products, products, rtol=1e-6, atol=1e-12)
            np.testing.assert_allclose(found.sums, products.sum(axis=(1, 2)), rtol=1e-6, atol=1e-12)
            z = products.sum() + bias[unit]
            assert found.z == pytest.approx(z, abs=3e-6)
            assert found.total + found.bias == pytest.approx(z, abs=1e-6)
            a = max(0.0, z) if layer == 0 else np.tanh(z)
            assert found.a == pytest.approx(a, abs=3e-6)


def test_a_convolution_without_bias_adds_none() -> None:
    net = network(Conv(2, 3, bias=False), Flatten(), Dense(2, "softmax"))
    found = look_into(net, probe(net, picture()), Place(0, 1, 4, 4))
    assert found.bias == 0.0
    assert found.z == pytest.approx(found.total, abs=1e-6)


def test_the_largest_of_a_window_with_its_ties() -> None:
    net = network(MaxPool(2), Flatten(), Dense(2, "softmax"), shape=(2, 4, 6))
    x = np.zeros((2, 4, 6), dtype="f4")
    x[1, 2:, 2:4] = [[1.0, 3.0], [3.0, 2.0]]
    sent = probe(net, x.ravel())
    found = look_into(net, sent, Place(0, 1, 1, 1))
    assert isinstance(found, Pooled)
    assert (found.winner, found.ties, found.a) == ((2, 3), ((2, 3), (3, 2)), 3.0)
    np.testing.assert_array_equal(found.under.values, [[[1.0, 3.0], [3.0, 2.0]]])
    flat = look_into(net, sent, Place(0, 0, 0, 2))
    assert flat.winner == (0, 4)  # the first of all that are alike
    assert len(flat.ties) == 4


def test_a_mean_has_no_winner() -> None:
    net = network(AvgPool(3), Flatten(), Dense(2, "softmax"))
    sent = probe(net, picture())
    found = look_into(net, sent, Place(0, 0, 2, 1))
    assert found.winner is None
    assert found.ties == ()
    assert found.a == pytest.approx(picture().reshape(9, 8)[6:9, 3:6].astype(float).mean(), abs=1e-6)


@pytest.mark.parametrize("largest", [True, False])
def test_of_a_whole_map_the_place_is_told(largest: bool) -> None:
    pool = GlobalMaxPool() if largest else GlobalAvgPool()
    net = network(Conv(3, 3), pool, Dense(2, "softmax"))
    sent = probe(net, picture())
    maps = sent.layers[0].a.reshape(3, 9, 8)
    for unit in range(3):
        found = look_into(net, sent, Place(1, unit))
        assert isinstance(found, Pooled)
        if largest:
            assert found.winner == divmod(int(maps[unit].argmax()), 8)
            assert found.a == maps[unit].max()
        else:
            assert found.winner is None
            assert found.a == pytest.approx(maps[unit].astype(float).mean(), abs=1e-6)


def test_channels_beyond_six_are_folded_but_for_the_five_largest() -> None:
    net = network(Conv(9, 3), Conv(2, 3), Flatten(), Dense(2, "softmax"))
    found = look_into(net, probe(net, picture()), Place(1, 1, 3, 3))
    shown, folded = found.strongest(5)
    assert len(shown) == 5
    assert sorted(shown + folded) == list(range(9))
    assert min(abs(found.sums[list(shown)])) >= max(abs(found.sums[list(folded)]))
    few = look_into(net, probe(net, picture()), Place(0, 0, 0, 0))
    assert few.strongest(5) == ((0,), ())


def test_what_cannot_be_looked_into_is_said() -> None:
    net = network(Conv(2, 3), Flatten(), Dense(2, "softmax"))
    sent = probe(net, picture())
    assert places_of(net) == (0,)
    with pytest.raises(ValueError, match="Layer 2 has no places"):
        look_into(net, sent, Place(1, 0))
    with pytest.raises(ValueError, match=r"no place \(3, 1, 1\): the layer has 2 maps of 9 × 8"):
        look_into(net, sent, Place(0, 2))
