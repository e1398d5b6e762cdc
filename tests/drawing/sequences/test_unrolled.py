"""The rows of an unrolled network, as numbers: against NumPy that goes through the steps by hand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from nnviz.drawing.sequences.asked import Asked, bands, leaned_at
from nnviz.drawing.sequences.bars import bars
from nnviz.drawing.sequences.card import card_of
from nnviz.drawing.sequences.content import Content, blame_row, content_of, usual_unit
from nnviz.drawing.sequences.layout import Rows, lay_out, shown_units, window
from nnviz.drawing.sequences.log_axis import log_axis, power, ratio_words
from nnviz.drawing.sequences.reads import Reads, typed, typed_text
from nnviz.training.gates import SCHEMES
from nnviz.training.through_time import Blame, Unrolled
from tests.helpers import unrolled as by_hand

SYMBOLS = ("X", "Y", "a", "b")
STEPS, UNITS = 12, 3


def layer(kind: str, seed: int = 0) -> Unrolled:
    rng = np.random.default_rng(seed)
    x = np.zeros((len(SYMBOLS), STEPS))
    x[rng.integers(0, len(SYMBOLS), STEPS), np.arange(STEPS)] = 1
    p = by_hand.parameters(kind, len(SYMBOLS), UNITS, seed)
    values = by_hand.BY_KIND[kind](x, p)
    sums = values["z"].reshape(by_hand.SUMS[kind], UNITS, STEPS)
    return Unrolled(0, f"{kind}1", SCHEMES[kind], x, values, sums, p, {"x": rng.normal(size=x.shape)})


def content(kind: str = "lstm") -> Content:
    made = layer(kind)
    return content_of(made, Reads(made.x, SYMBOLS), None)


@pytest.mark.parametrize("kind", SCHEMES)
def test_the_parts_of_a_sum_are_that_sum_and_lead_to_its_gate(kind: str) -> None:
    made = layer(kind)
    bend = {True: np.tanh, False: by_hand.sigmoid}
    for gate in made.scheme.gates:
        for step in (0, 1, STEPS - 1):
            parts = made.parts(gate, 2, step)
            assert parts.symbol + parts.state + parts.bias == pytest.approx(parts.z, abs=1e-12)
            assert parts.value == pytest.approx(float(bend[gate.signed](parts.z)), abs=1e-12)
        before = 0.0 if not gate.resets else made.parameters["state_bias"][gate.block * UNITS + 2]
        reset = made.values[gate.resets][2, 0] if gate.resets else 0.0
        assert made.parts(gate, 2, 0).state == pytest.approx(reset * before)  # there is no last h yet


@pytest.mark.parametrize("kind", ["lstm", "gru"])
def test_kept_and_written_are_what_is_held(kind: str) -> None:
    made = layer(kind).conveyor()
    assert made.kept is not None
    np.testing.assert_allclose(made.kept + made.written, made.held, atol=1e-12)
    np.testing.assert_allclose(made.forgotten + made.kept, made.before, atol=1e-12)
    np.testing.assert_array_equal(made.before[:, 1:], made.held[:, :-1])


def test_a_plain_one_keeps_nothing_apart() -> None:
    made = layer("rnn").conveyor()
    assert made.kept is None
    np.testing.assert_array_equal(made.written, made.held)


def test_blocks_stand_on_one_scale_with_their_zero() -> None:
    shown = content()
    layout = lay_out(Rows(STEPS, UNITS, 4), 832, 668, 1.0, (1, 5))
    assert layout.conveyor is not None
    opposing = (shown.conveyor.written * shown.conveyor.kept < 0).any(axis=1)
    unit = int(opposing.argmax())
    made = bars(shown.conveyor, unit, layout, layout.conveyor)
    kept = {block.step: block for block in made.blocks if block.kind == "kept"}
    for step, (_, y, _) in enumerate(made.ticks):
        assert y == pytest.approx(made.scale.y(shown.conveyor.held[unit, step]))
        assert layout.conveyor.top - 1e-6 <= y <= layout.conveyor.bottom + 1e-6
        high = kept[step].bottom - kept[step].top
        assert high == pytest.approx(abs(shown.conveyor.kept[unit, step]) * made.scale.by)
    opposed = [
        block for block in made.blocks if block.kind == "written" and block.value * kept[block.step].value < 0
    ]
    assert opposed
    assert all(block.wide < kept[block.step].wide for block in opposed)


def test_the_card_shows_each_gate_and_adds_up() -> None:
    shown = content()
    card = card_of(shown, 1, 4)
    assert card.title == "Cell 2 at step 5"
    assert [row.name for row in card.rows] == ["f", "i", "g", "o"]
    values = shown.layer.values
    kept, written = values["f"][1, 4] * values["c"][1, 3], values["i"][1, 4] * values["g"][1, 4]
    lines = {str(line.name): str(line.value).replace("−", "-") for line in card.lines}
    assert float(lines["kept f·c"]) == pytest.approx(kept, abs=5e-4)
    assert float(lines["written i·g"]) == pytest.approx(written, abs=5e-4)
    assert float(lines["c now"]) == pytest.approx(kept + written, abs=5e-4)
    assert float(lines["h = o·tanh(c)"]) == pytest.approx(values["h"][1, 4], abs=5e-4)


@pytest.mark.parametrize("kind", ["gru", "rnn"])
def test_cards_of_the_other_kinds(kind: str) -> None:
    card = card_of(content(kind), 0, 3)
    assert card.title == "Unit 1 at step 4"
    now = next(line for line in card.lines if line.name == "h now")
    assert float(str(now.value).replace("−", "-")) == pytest.approx(layer(kind).values["h"][0, 3], abs=5e-4)


def test_a_window_of_steps_and_a_fold_of_units() -> None:
    assert window(80, 40, 80) == (0, 80)
    assert window(100, 50, 80) == (30, 40)
    assert window(100, 99, 80) == (60, 40)
    assert shown_units(30, 3, 30) == tuple(range(30))
    folded = shown_units(64, 5, 100)
    assert len(folded) == 24
    assert 5 in folded


@pytest.mark.parametrize("size", [(832, 668), (480, 400), (1600, 1100), (700, 300)])
@pytest.mark.parametrize("units", [1, 8, 24, 64])
def test_rows_lie_below_one_another_within_the_stage(size: tuple[int, int], units: int) -> None:
    layout = lay_out(Rows(100, units, 4), *size, 1.0, (0, 50))
    spans = [layout.symbols, *layout.strips, layout.conveyor, layout.asked, layout.blame, layout.overview]
    there = [span for span in spans if span is not None]
    assert layout.conveyor is not None
    for one, other in pairwise(there):
        assert one.bottom <= other.top
    assert there[-1].bottom <= layout.axis <= size[1]
    assert layout.shows(50)
    for step in range(layout.first, layout.last + 1):
        assert layout.step_at(layout.x(step)) == step
    strip = layout.strips[2]
    at = layout.cell_at(layout.x(50), strip.top + 0.5 * layout.row)
    assert at == (2, layout.units[0], 50)


def test_no_value_is_beyond_the_axis() -> None:
    values = [np.array([3e-10, 1e-3, 1.0]), np.array([0.0, np.nan, 40.0])]
    axis = log_axis(values)
    assert (axis.low, axis.high) == (-10, 2)
    assert all(0 <= axis.share(float(value)) <= 1 for value in (3e-10, 1.0, 40.0))
    assert log_axis([np.zeros(3)]).ticks == (0, -1)
    assert (power(-3), power(0)) == ("10⁻³", "1")
    assert (ratio_words(0.42), ratio_words(1.5e-9), ratio_words(0.0)) == ("0.42", "1.5·10⁻⁹", "0")


def test_blame_is_a_share_of_the_last_steps() -> None:
    row = blame_row(
        Blame(7, np.array([1.0, 2.0, 4.0])), "LSTM", 3, (Blame(7, np.array([0.0, 1.0, 2.0])), "RNN")
    )
    assert [line.ratio for line in row.lines] == [0.25, 0.0]
    assert "7 test sequences" in row.told
    other = Blame(7, np.ones(5))  # of sequences of another length: no line beside these
    assert len(blame_row(Blame(7, np.ones(3)), "LSTM", 3, (other, "RNN")).lines) == 1


def test_the_true_class_lies_on_top_and_all_add_up() -> None:
    rng = np.random.default_rng(0)
    shares = rng.dirichlet(np.ones(12), 6)
    asked = Asked(shares, tuple("abcdefghijkl"), False, np.full(6, 3))
    made = bands(asked, 3)
    assert made[-1].true
    assert made[-1].class_ == 3
    assert len(made) <= 7
    np.testing.assert_allclose(made[-1].high, 1.0)
    np.testing.assert_allclose(made[-1].high - made[-1].low, shares[:, 3])


def test_since_when_it_leans_to_an_answer() -> None:
    outputs = np.array([[0.9, 0.1], [0.4, 0.6], [0.7, 0.3], [0.2, 0.8], [0.3, 0.7]])
    asked = Asked(outputs, ("a", "b"), False)
    assert leaned_at(asked, 1) == 3
    assert leaned_at(asked, 0) is None


def test_what_is_typed_is_read() -> None:
    reads = Reads(typed("aXb", SYMBOLS, 5), SYMBOLS)
    assert reads.places.tolist() == [2, 0, 3, -1, -1]
    assert (reads.length, typed_text(reads)) == (3, "aXb")
    assert [reads.is_key(step) for step in range(5)] == [False, True, False, False, False]
    for wrong in ("aQ", "", "aaaaaa"):
        with pytest.raises(ValueError, match=r"^(There is no symbol|It takes)"):
            typed(wrong, SYMBOLS, 5)


def test_the_unit_that_holds_most_is_looked_at_first() -> None:
    made = layer("lstm").conveyor()
    assert usual_unit(made) == int(np.abs(made.held).max(axis=1).argmax())


def test_a_layer_behind_a_pooling_reads_what_enters_it() -> None:
    made = layer("lstm")
    sequence = np.repeat(made.x, 2, axis=1)  # of which a pooling has taken every second step
    shown = content_of(made, Reads(sequence, SYMBOLS), None)
    assert (shown.steps, shown.reads.steps, shown.reads.length) == (STEPS, STEPS, STEPS)
    np.testing.assert_array_equal(shown.reads.values, made.x)
    assert shown.reads.symbols == (), "between symbols there are numbers"
