"""Why an answer: the parts add up, the digits alike are alike, each stroke is worth what the network says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.data.ink import prepare
from nnviz.training.calibrated import changed
from nnviz.training.experiment import Experiment
from nnviz.training.judge import reading_of, reliabilities
from nnviz.training.reader import load_reader
from nnviz.training.reasons import why
from nnviz.training.samples import Sample
from nnviz.training.teaching import taught
from tests.helpers.strokes import DIGIT_STROKES


def drawing(digit: int) -> Sample:
    strokes = tuple(np.asarray(stroke, dtype=float) for stroke in DIGIT_STROKES[digit])
    seen = prepare(strokes).seen
    return Sample(load_reader().dataset.scaled(seen), strokes=strokes, seen=seen)


def reasons(sample: Sample, answer: int | None = None):
    reader = load_reader()
    return why(reader.snapshot().probed(sample.features), sample, reader, answer)


def test_what_pixels_add_is_zero_without_ink_and_speaks_for_the_answer() -> None:
    sample = drawing(4)
    found = reasons(sample)
    assert found.answer == 4 != found.against
    assert (found.values[sample.seen == 0] == 0).all()
    assert found.values.sum() > 0
    other = reasons(sample, found.against)
    np.testing.assert_allclose(other.values, -found.values, atol=1e-5)
    assert (other.answer, other.against) == (found.against, found.answer)


def test_the_digits_most_like_a_four_are_fours() -> None:
    found = reasons(drawing(4))
    assert [one.label for one in found.alike] == [4, 4, 4]
    assert all(one.counts.shape == (64,) and one.counts.max() > 8 for one in found.alike)


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_the_digits_alike_are_those_the_reader_knows_whatever_the_run_is_split_into(share) -> None:
    from sklearn.datasets import load_digits  # here, where collecting the tests does not wait for it

    sample, reader = drawing(7), load_reader()
    dataset = Experiment(test_share=share).dataset()
    found = why(reader.snapshot().probed(sample.features), sample, changed(reader, dataset=dataset))
    assert found is not None
    pictures = load_digits()
    for one in found.alike:
        same = (pictures.data == one.counts).all(axis=1)
        assert same.any()
        assert set(pictures.target[same]) == {one.label}
    assert [one.label for one in found.alike] == [7, 7, 7]


def test_a_drawing_that_was_taught_is_most_like_itself() -> None:
    sample = drawing(4)
    reader = taught(load_reader(), [sample.seen], [9])
    found = why(reader.snapshot().probed(sample.features), sample, reader)
    assert found is not None
    assert [one.taught for one in found.alike] == [True, False, False]
    assert found.alike[0].label == 9
    np.testing.assert_allclose(found.alike[0].counts, sample.seen)


def test_without_a_stroke_it_says_what_it_says_of_the_others() -> None:
    sample, reader = drawing(4), load_reader()
    found = reasons(sample)
    assert len(found.without) == len(sample.strokes) > 1
    for one in found.without:
        rest = [stroke for k, stroke in enumerate(sample.strokes) if k != one.stroke]
        shares = reader.network.predict(reader.dataset.scaled(prepare(rest).seen[None]))[0]
        assert (one.answer, one.output) == (shares.argmax(), pytest.approx(float(shares.max()), abs=1e-5))


def test_the_ink_is_shown_only_where_it_is_what_the_network_sees() -> None:
    sample = drawing(4)
    assert reasons(sample).field.shape == (32, 32)
    naive = prepare(sample.strokes, crop=False).seen
    other = Sample(load_reader().dataset.scaled(naive), strokes=sample.strokes, seen=naive)
    assert reasons(other).field is None
    assert reasons(other).without == ()


def test_what_is_no_picture_of_a_digit_has_no_reasons() -> None:
    snapshot = load_reader().snapshot()
    assert why(snapshot, drawing(4), load_reader()) is None, "nothing was sent through the network"


def test_a_reading_is_of_what_is_seen() -> None:
    sample, reader = drawing(4), load_reader()
    assert reading_of(sample, reader).label == 4
    blank = Sample(sample.features * 0, seen=np.zeros(64))
    assert reading_of(blank, reader).label is None
    assert reading_of(Sample(np.zeros(4), seen=np.zeros(4)), reader) is None
    noise = np.random.default_rng(0).integers(0, 17, 64).astype(np.float32)
    assert reading_of(Sample(noise / 16, seen=noise), reader).verdict == "no digit"
    known = Sample(noise / 16, 3, "test", 0, seen=noise)
    assert reading_of(known, reader).verdict != "no digit", "what the data set holds is a digit"


def test_calibration_lessens_the_error() -> None:
    raw, calibrated = reliabilities(load_reader())
    assert calibrated.error < raw.error < 0.05
    assert raw.count.sum() == calibrated.count.sum() == 4 * len(load_reader().dataset.test_labels)


@pytest.mark.parametrize("source", ["drawing", "picture"])
def test_what_is_doubtful_about_the_ink_is_so_about_the_answer(source) -> None:
    plain = drawing(4)
    sample = plain if source == "drawing" else replace(plain, source=source, strokes=None)
    assert reading_of(sample, load_reader()).verdict == "sure"
    cut = reading_of(replace(sample, doubt="cut off"), load_reader())
    assert (cut.verdict, cut.best, cut.doubt) == ("not sure", 4, "cut off")
    assert reading_of(replace(sample, doubt="sign"), load_reader()).label is None
