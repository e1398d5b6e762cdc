"""Layers that are met in what other programs made: an activation of its own, and one that is not known."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nnviz.engine import Dense, Network, gradient_check
from nnviz.engine.layers import (
    Activated,
    BatchNorm,
    Conv,
    Flatten,
    MaxPool,
    Unknown,
    layer_from_dict,
    layer_to_dict,
)


@pytest.mark.parametrize(
    ("shape", "layers"),
    [
        ((3,), (Dense(4), BatchNorm(), Activated("tanh"), Dense(2, "softmax"))),
        ((2, 4, 4), (Conv(3, 3), Activated("elu", 0.5), MaxPool(2), Flatten(), Dense(2, "softmax"))),
        ((3,), (Dense(2), Activated("softmax"))),
    ],
)
def test_gradients_through_an_activation_of_its_own_are_right(shape, layers):
    network = Network(shape, layers, "categorical_crossentropy", dtype="float64")
    rng = np.random.default_rng(0)
    network.initialize(rng)
    X = rng.standard_normal((6, int(np.prod(shape))))
    assert all(check.right for check in gradient_check(network, X, np.arange(6) % 2))


def test_it_is_what_the_layer_before_would_do_itself():
    rng = np.random.default_rng(0)
    own = Network((3,), (Dense(4, "silu"), Dense(2, "softmax")), "categorical_crossentropy")
    apart = Network((3,), (Dense(4), Activated("silu"), Dense(2, "softmax")), "categorical_crossentropy")
    own.initialize(rng)
    apart.parameters[:] = own.parameters
    X = rng.standard_normal((5, 3)).astype(np.float32)
    np.testing.assert_array_equal(own.predict(X), apart.predict(X))


def test_nothing_that_leaves_an_unknown_layer_is_a_number():
    layers = (Dense(4, "tanh"), Unknown("Warp", (("knots", (2, 3)),), (5,)), Dense(2, "softmax"))
    network = Network((3,), layers, "categorical_crossentropy")
    network.initialize(np.random.default_rng(0))
    assert [block.name for block in network.blocks][2] == "unknown1.knots"
    assert np.isnan(network.predict(np.ones((2, 3), np.float32))).all()
    trace = network.trace(np.ones(3))
    assert not np.isnan(trace.layers[0].a).any()


@pytest.mark.parametrize(
    "spec", [Activated("leaky_relu", 0.3), Unknown("Warp", (("a", (2, 3)), ("b", ())), (4,))]
)
def test_they_are_kept_as_they_are(spec):
    assert layer_from_dict(json.loads(json.dumps(layer_to_dict(spec)))) == spec
