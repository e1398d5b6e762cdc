"""Going on with somebody's drawings mixed in."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.data.ink import prepare
from nnviz.training.calibrated import calibrated, held_out
from nnviz.training.reader import load_reader
from nnviz.training.reading import read_digit
from nnviz.training.teaching import taught
from tests.helpers.strokes import DIGIT_STROKES


def seen(digit: int) -> np.ndarray:
    return prepare([np.asarray(stroke) for stroke in DIGIT_STROKES[digit]]).seen


def answers(reader, counts) -> list[int]:
    return reader.network.predict(reader.dataset.scaled(np.array(counts))).argmax(axis=1).tolist()


def test_a_new_meaning_is_learned_and_nothing_forgotten() -> None:
    reader = load_reader()
    counts = [seen(4), seen(7)]
    after = taught(reader, counts, [9, 1])
    assert answers(reader, counts) == [4, 7]
    assert answers(after, counts) == [9, 1]
    assert after.metrics.test_accuracy > reader.metrics.test_accuracy - 0.02
    test = after.dataset
    right = (after.network.predict(test.test_features).argmax(axis=1) == test.test_labels).mean()
    assert after.metrics.test_accuracy == pytest.approx(right), "measured, not copied"


def test_the_same_drawings_give_the_same_reader_and_leave_the_old_one() -> None:
    reader = load_reader()
    before = reader.network.parameters.copy()
    one, two = (taught(reader, [seen(3)], [3]) for _ in range(2))
    np.testing.assert_array_equal(one.network.parameters, two.network.parameters)
    np.testing.assert_array_equal(reader.network.parameters, before)
    assert (one.network.parameters != before).any()


def test_nothing_to_teach_is_the_same_reader() -> None:
    reader = load_reader()
    assert taught(reader, np.zeros((0, 64)), []) is reader


def test_a_lesson_can_be_ended() -> None:
    asked = []
    taught(load_reader(), [seen(3)], [3], stopped=lambda: asked.append(1) is None and len(asked) == 5)
    assert len(asked) == 5


def test_a_temperature_of_its_own_for_any_network() -> None:
    reader = load_reader()
    same = calibrated(reader.snapshot(), reader.dataset, reader)
    assert same.temperature == pytest.approx(reader.temperature, rel=0.5)
    assert same.limit == reader.limit
    assert same.known is reader.known
    held = held_out(reader.dataset)
    assert len(held.inputs) == len(held.labels) == 4 * len(reader.dataset.test_labels)


ODD_FOUR = [
    [(0.2, 0.2), (0.5, 0.45), (0.8, 0.2)],
    [(0.5, 0.45), (0.5, 0.8), (0.3, 0.9)],
    [(0.2, 0.8), (0.7, 0.7)],
]


def test_a_drawing_that_was_taught_is_a_digit_from_then_on() -> None:
    reader = load_reader()
    before = read_digit(ODD_FOUR, reader=reader)
    assert before.verdict == "no digit"
    after = taught(reader, [before.seen], [4])
    now = read_digit(ODD_FOUR, reader=after)
    assert now.label == now.nearest == 4
    assert now.distance < 0.7 * before.distance
    index, distances = after.known.nearest(before.seen[np.newaxis] / 16)
    assert distances[0, 0] == pytest.approx(0, abs=1e-6)
    assert after.known.is_taught(int(index[0, 0]))
    slanted = [[(x + 0.1 * (y - 0.5), y) for x, y in stroke] for stroke in ODD_FOUR]
    assert read_digit(slanted, reader=after).label == 4
    assert reader.known.taught == 0, "the Reader that was there knows what it knew"
    again = taught(after, [seen(3)], [3])
    assert again.known.taught == 1, "taught anew, with other drawings"
