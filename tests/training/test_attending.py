"""What every head looks at, how often that means something, and its own answers, worked out apart."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.data import load_dataset
from nnviz.engine import Dense, Network
from nnviz.training.attending import (
    aim_of,
    attended,
    attention_places,
    found_by,
    given_steps,
    own_answers,
)
from nnviz.training.settings import read_layers
from tests.helpers import attending as by_hand

LAYERS = "embedding(8), positions(learned), residual(layernorm, attention(2)), residual(layernorm, 12, 8)"


@pytest.fixture(scope="module")
def reverse():
    return load_dataset("reverse")


@pytest.fixture(scope="module")
def network(reverse):
    layers = (*read_layers(LAYERS), Dense(10, "softmax"))
    made = Network(reverse.feature_shape, layers, loss="categorical_crossentropy")
    made.parameters[:] = np.random.default_rng(1).normal(0, 0.4, made.parameters.size)
    return made


def gone_through(network, row):
    """A sample by hand."""
    named = {block.name: block.of(network.parameters) for block in network.blocks}
    return by_hand.transformer(row.reshape(network.input_shape).astype(np.float64), named, 2)


def test_scores_shares_and_what_they_carry(network, reverse) -> None:
    (place,) = attention_places(network)
    layer = attended(network, network.trace(reverse.test_features[3]), place)
    right = gone_through(network, reverse.test_features[3])
    assert layer.name == "attention1"
    for mine, theirs in ((layer.scores, "scores"), (layer.shares, "shares"), (layer.mixed, "mixed")):
        np.testing.assert_allclose(mine, right[theirs], atol=2e-5)
    assert np.isnan(layer.shares[0, 2, 3])
    assert list(layer.seen(2)) == [0, 1, 2]
    for head, query in ((0, 0), (1, 7)):
        parts = [layer.carried(head, query, key) for key in range(layer.shares.shape[1])]
        np.testing.assert_allclose(np.sum(parts, axis=0), layer.mixed[head, :, query], atol=1e-5)
        assert layer.strongest(head, query) == int(np.nanargmax(right["shares"][head, query]))


def test_how_often_the_largest_share_is_on_the_mirrored_place(network, reverse) -> None:
    aim = aim_of(reverse)
    assert aim is not None
    found = found_by(network, reverse, attention_places(network)[0], aim)
    hits, chances = [], []
    for row in reverse.test_features[: found.count]:
        shares = gone_through(network, row)["shares"]
        for answer in range(6):  # given at 0 to 5, and asked for from step 5 on
            step, mirrored = 5 + answer, 5 - answer
            hits.append([int(np.nanargmax(shares[head, step])) == mirrored for head in range(2)])
            chances.append(1 / (step + 1))
    np.testing.assert_allclose(found.shares, np.mean(hits, axis=0), atol=1e-12)
    assert found.chance == pytest.approx(np.mean(chances))


def test_of_sorted_ones_it_is_any_place_with_the_digit_said_next() -> None:
    dataset = load_dataset("sort")
    layers = (*read_layers(LAYERS), Dense(10, "softmax"))
    made = Network(dataset.feature_shape, layers, loss="categorical_crossentropy")
    made.parameters[:] = np.random.default_rng(2).normal(0, 0.4, made.parameters.size)
    aim = aim_of(dataset)
    assert aim is not None
    found = found_by(made, dataset, attention_places(made)[0], aim)
    hits, chances = [], []
    for row, labels in zip(dataset.test_features[: found.count], dataset.test_labels, strict=False):
        shares, digits = gone_through(made, row)["shares"], row.reshape(10, 11).argmax(axis=0)
        for step in range(5, 11):
            same = [key for key in range(step + 1) if digits[key] == labels[step]]
            hits.append([int(np.nanargmax(shares[head, step])) in same for head in range(2)])
            chances.append(len(same) / (step + 1))
    np.testing.assert_allclose(found.shares, np.mean(hits, axis=0), atol=1e-12)
    assert found.chance == pytest.approx(np.mean(chances))


def test_its_own_answers_are_read_one_after_the_other(network, reverse) -> None:
    given = reverse.test_features[0].reshape(10, 11)[:, :6]
    wrote = own_answers(network, reverse, given)
    assert wrote is not None
    assert given_steps(reverse) == 6
    read = np.zeros((10, 11))
    read[:, :6] = given
    for answer in range(6):
        says = gone_through(network, read)["says"][:, 5 + answer]
        assert wrote.places[answer] == int(says.argmax())
        assert wrote.shares[answer] == pytest.approx(says.max(), abs=1e-5)
        if answer < 5:
            read[int(says.argmax()), 6 + answer] = 1
    np.testing.assert_array_equal(wrote.read, read)
    assert own_answers(network, reverse, given[:, :5]) is None  # it is not yet asked


def test_where_nothing_is_known_there_is_no_aim_and_nothing_given() -> None:
    temporal, rhyme = load_dataset("temporal_order"), load_dataset("rhyme")
    assert aim_of(temporal) is None
    assert given_steps(temporal) is None
    assert aim_of(rhyme) is not None
    assert given_steps(rhyme) is None
