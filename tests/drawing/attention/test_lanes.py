"""What is seen of a network with attention, and where: against the network gone through by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from nnviz.drawing.attention.card import MOST_ROWS, card_of
from nnviz.drawing.attention.content import lanes_of
from nnviz.drawing.attention.layout import Columns, lay_out
from nnviz.drawing.attention.words import square_words
from nnviz.drawing.sequences.asked import Asked
from nnviz.drawing.sequences.reads import Reads
from nnviz.engine import Dense, Network
from nnviz.training.settings import read_layers
from tests.helpers import attending as by_hand

SYMBOLS = tuple("abcde")
BLOCKS = "residual(layernorm, attention(2)), residual(layernorm, 12, 8)"


def lanes(steps: int = 7, blocks: int = 1, given: int | None = 4):
    """With what a network of so many blocks was gone through by, of one block by hand."""
    words = ", ".join(["embedding(8), positions(learned)", *[BLOCKS] * blocks])
    network = Network(
        (len(SYMBOLS), steps),
        (*read_layers(words), Dense(len(SYMBOLS), "softmax")),
        loss="categorical_crossentropy",
    )
    rng = np.random.default_rng(4)
    network.parameters[:] = rng.normal(0, 0.5, network.parameters.size)
    x = np.zeros((len(SYMBOLS), steps))
    x[rng.integers(0, len(SYMBOLS), steps), np.arange(steps)] = 1
    trace = network.trace(x.ravel())
    outputs = trace.layers[-1].a.reshape(len(SYMBOLS), steps).T
    truth = np.where(np.arange(steps) < (given or 1) - 1, -1, 0)
    made = lanes_of(network, trace, Reads(x, SYMBOLS), Asked(outputs, SYMBOLS, True, truth), given, own=False)
    named = {block.name: block.of(network.parameters) for block in network.blocks}
    return made, by_hand.transformer(x, named, 2) if blocks == 1 else {}


def test_strips_are_what_is_on_the_lanes_and_share_one_scale() -> None:
    made, right = lanes()
    strips = made.blocks[0].strips
    assert [str(strip.title) for strip in strips] == ["Starts as", "Looked", "Thought"]
    assert [str(strip.words) for strip in strips] == ["symbol + place", "lane + heads", "+ 12 ReLU"]
    for strip, name in zip(strips, ("start", "looked", "thought"), strict=True):
        np.testing.assert_allclose(strip.values, right[name], atol=2e-5)
    assert [strip.added for strip in strips] == [False, True, True]
    assert made.full == pytest.approx(max(np.abs(strip.values).max() for strip in strips))


def test_of_several_layers_each_has_what_entered_it() -> None:
    made, _ = lanes(blocks=2)
    first, second = made.blocks
    np.testing.assert_array_equal(first.after[-1].values, second.before.values)
    assert str(second.before.title) == "Enters"


def test_the_numbers_of_the_card_multiply_out() -> None:
    made, right = lanes()
    card = card_of(made, 0, 1, 5, 2)
    assert str(card.title) == "Head 2, answer 2"
    assert card.size == 4
    assert [str(row.where) for row in card.rows] == [
        *[f"place {n}" for n in range(1, 5)],
        "answer 1",
        "answer 2",
    ]
    for row in card.rows:
        assert row.score == pytest.approx(right["scores"][1, 5, row.step], abs=2e-5)
        assert row.power == pytest.approx(np.exp(row.score))
        assert row.share == pytest.approx(row.power / card.power, abs=1e-6)
    assert card.power == pytest.approx(sum(row.power for row in card.rows))
    assert card.share == pytest.approx(1, abs=1e-6)
    np.testing.assert_allclose(card.carried, right["shares"][1, 5, 2] * right["values"][1, :, 2], atol=2e-5)
    np.testing.assert_allclose(card.mixed, right["mixed"][1, :, 5], atol=2e-5)


def test_of_many_steps_the_small_shares_are_one_row() -> None:
    made, right = lanes(steps=30, given=None)
    card = card_of(made, 0, 0, 29, 0)
    assert len(card.rows) == MOST_ROWS + 1
    last, shown = card.rows[-1], [row.step for row in card.rows[:-1]]
    rest = [step for step in range(30) if step not in shown]
    assert last.step is None
    assert last.count == 30 - MOST_ROWS
    assert last.share == pytest.approx(right["shares"][0, 29, rest].sum(), abs=1e-5)
    assert min(right["shares"][0, 29, shown]) >= max(right["shares"][0, 29, rest]) - 1e-6
    assert sum(row.power for row in card.rows) == pytest.approx(card.power)


def test_what_must_not_be_looked_at_is_said_so() -> None:
    made, _ = lanes()
    assert "must not look at" in str(square_words(made, 0, 0, 2, 5))
    assert "share" in str(square_words(made, 0, 0, 5, 2))


@pytest.mark.parametrize("number", [np.nan, 1e30])
def test_of_a_network_that_has_diverged_numbers_are_told_as_they_are(number: float) -> None:
    words = f"embedding(8), positions(learned), {BLOCKS}"
    network = Network(
        (len(SYMBOLS), 5),
        (*read_layers(words), Dense(len(SYMBOLS), "softmax")),
        loss="categorical_crossentropy",
    )
    network.parameters[:] = number
    x = np.zeros((len(SYMBOLS), 5))
    x[0] = 1
    with np.errstate(all="ignore"):
        trace = network.trace(x.ravel())
    outputs = trace.layers[-1].a.reshape(len(SYMBOLS), 5).T
    made = lanes_of(network, trace, Reads(x, SYMBOLS), Asked(outputs, SYMBOLS, True), None, own=False)
    card = card_of(made, 0, 0, 4, 2)
    assert np.isfinite(made.full)
    assert not np.isfinite(card.power)
    assert "share not a number" in str(square_words(made, 0, 0, 4, 2))


SIZES = [(752, 560, 1.0), (832, 690, 1.0), (1204, 800, 1.5), (1700, 1100, 1.15)]


@pytest.mark.parametrize(("width", "height", "unit"), SIZES)
@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("heads", [(1,), (2,), (8,), (2, 2, 2)])
@pytest.mark.parametrize("steps", [11, 32])
def test_nothing_lies_over_another_or_outside(width, height, unit, alone, heads, steps) -> None:
    chosen = (len(heads) - 1, heads[0] - 1, steps // 2)
    columns = Columns(steps, heads, 16, (True, True), 10, 6)
    made = lay_out(columns, width, height, unit, chosen, alone=alone)
    assert made.says is not None
    spans = [(made.token.left, made.token.right), (made.says.left, made.says.right)]
    spans += [(one.left, one.right) for one in made.strips if one.width]
    spans += [(x, x + steps * made.square) for _, x in made.heads]
    spans += [(x, x + side) for x, side in {(mini.x, mini.side) for mini in made.minis}]
    spans.sort()
    assert spans[0][0] >= 0
    assert spans[-1][1] <= width
    for one, other in itertools.pairwise(spans):
        assert one[1] <= other[0] + 1, spans
    assert chosen[1] in dict(made.heads)
    assert made.shows(chosen[2])
    assert made.y(made.last) + made.pitch / 2 <= height - 30 * unit
    folded = {(mini.block, mini.head) for mini in made.minis}
    opened = {(chosen[0], head) for head, _ in made.heads}
    assert not folded & opened
    assert len(folded | opened) == sum(heads)


def test_a_square_is_where_it_is_painted() -> None:
    made = lay_out(Columns(11, (2,), 16, (True, True), 10, 6), 832, 690, 1.0, (0, 0, 7), alone=False)
    for head, x in made.heads:
        for query, key in ((0, 0), (7, 3), (10, 10)):
            assert made.square_at(made.key_x(x, key), made.y(query)) == (head, query, key)
