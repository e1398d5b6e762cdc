"""Digits are read wherever they stand, and what is none is said to be none."""

from __future__ import annotations

import itertools
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image, ImageDraw

from nnviz import Reading, read_digit, read_number, read_picture
from nnviz.data.augment import enlarged
from nnviz.training.reader import load_reader
from nnviz.training.reading import SURE
from tests.helpers.counts import count
from tests.helpers.scribbles import letters, scribbles
from tests.helpers.strokes import DIGIT_STROKES, as_arrays, moved

PLACES = [
    (1.0, (0.0, 0.0)),
    (0.25, (-0.36, -0.34)),
    (0.25, (0.36, 0.34)),
    (1.45, (0.0, 0.0)),
    (0.4, (0.3, -0.3)),
]


@pytest.mark.parametrize("digit", sorted(DIGIT_STROKES))
@pytest.mark.parametrize(("scale", "shift"), PLACES)
@pytest.mark.parametrize("tilt", [-8, 0, 8])
def test_every_digit_is_read_in_every_place_and_tilt(digit, scale, shift, tilt):
    reading = read_digit(moved(DIGIT_STROKES[digit], scale=scale, shift=shift, tilt=tilt))
    assert reading.label == digit


@pytest.mark.parametrize("digit", sorted(DIGIT_STROKES))
def test_a_reading_says_what_it_rests_on(digit):
    reading = read_digit(DIGIT_STROKES[digit])
    assert isinstance(reading, Reading)
    assert (reading.probabilities.shape, reading.seen.shape) == ((10,), (64,))
    assert reading.probabilities.sum() == pytest.approx(1)
    assert reading.best == reading.label == reading.probabilities.argmax()
    assert reading.confidence == reading.probabilities[digit]
    assert reading.probabilities[reading.runner_up] == np.sort(reading.probabilities)[-2]
    assert (reading.verdict == "sure") == (reading.confidence >= SURE)
    assert reading.distance <= reading.limit
    assert str(reading.best) in reading.sentence
    once = read_digit(DIGIT_STROKES[digit], turned=False)
    assert not np.array_equal(once.probabilities, reading.probabilities)
    np.testing.assert_array_equal(once.seen, reading.seen)
    with pytest.raises(ValueError, match="read-only"):
        reading.probabilities[0] = 1


def test_the_distance_is_to_a_digit_that_it_names() -> None:
    known = load_reader().known
    named = []
    for drawing in [*DIGIT_STROKES.values(), *scribbles(20), *letters(26)]:
        reading = read_digit(drawing, turned=False)
        index, distances = known.nearest(reading.seen[np.newaxis] / 16)
        assert reading.nearest == known.labels[index[0, 0]]
        assert reading.distance == pytest.approx(distances[0, 0])
        named.append(reading.nearest == reading.best)
    assert not all(named), "the nearest digit need not be the best answer"


AMERICAN = {
    "1 with a foot": (1, [[(0.36, 0.3), (0.5, 0.18), (0.5, 0.82)], [(0.32, 0.82), (0.68, 0.82)]]),
    "0 with a slash": (0, [as_arrays(DIGIT_STROKES[0])[0].tolist(), [(0.66, 0.25), (0.34, 0.75)]]),
    "7 with a bar": (7, [*DIGIT_STROKES[7], [(0.42, 0.52), (0.7, 0.5)]]),
    "4 closed": (4, [[(0.6, 0.85), (0.6, 0.18), (0.28, 0.6), (0.76, 0.6)]]),
    "4 open": (4, [[(0.34, 0.18), (0.32, 0.52), (0.7, 0.52)], [(0.64, 0.2), (0.62, 0.85)]]),
    "1 plain": (1, [[(0.5, 0.15), (0.5, 0.85)]]),
}


@pytest.mark.parametrize("style", AMERICAN)
@pytest.mark.parametrize("tilt", [-6, 0, 6])
def test_styles_that_the_training_writers_did_not_have(style, tilt):
    digit, drawing = AMERICAN[style]
    assert read_digit(moved(drawing, tilt=tilt)).best == digit


@pytest.mark.parametrize("nothing", [[], [[]], [[(0.5, 0.5)]], [[(0.5, 0.5), (0.505, 0.5)]]])
def test_a_blank_canvas_is_no_digit(nothing):
    reading = read_digit(nothing)
    assert (reading.label, reading.verdict, reading.confidence) == (None, "no digit", 0.0)
    assert reading.sentence == "There is nothing to read."
    assert read_number(nothing) == []


def test_four_fifths_of_scribbles_and_letters_are_refused():
    for drawings in (scribbles(60), letters(60)):
        verdicts = [read_digit(drawing).verdict for drawing in drawings]
        assert verdicts.count("no digit") >= 0.8 * len(drawings)
        assert verdicts.count("sure") <= 0.1 * len(drawings)


def test_digits_it_never_saw_are_not_refused():
    reader = load_reader()
    data = reader.dataset
    sheets = 1 - enlarged(data.raw(data.test_features[: count(60, 120)])).clip(0, 1)
    readings = [read_picture(np.pad(sheet, 20, constant_values=1.0)) for sheet in sheets]
    right = [reading.best == label for reading, label in zip(readings, data.test_labels, strict=False)]
    assert np.mean(right) >= 0.97
    assert np.mean([reading.verdict == "sure" for reading in readings]) >= 0.9


def year(side=40, ink=0, paper=255):
    """2026 in a row, as a picture and as strokes."""
    image = Image.new("L", (360, 120), paper)
    pen = ImageDraw.Draw(image)
    strokes = []
    for place, digit in enumerate((2, 0, 2, 6)):
        for stroke in as_arrays(DIGIT_STROKES[digit]):
            strokes.append((stroke - 0.5) * 0.35 + [0.14 + 0.24 * place, 0.5])
            pen.line([(45 + 90 * place + (x - 0.5) * 120, 60 + (y - 0.5) * 120) for x, y in stroke], ink, 5)
    return np.asarray(image), strokes


def test_several_digits_are_read_from_left_to_right():
    picture, strokes = year()
    for drawing in (picture, 255 - picture, strokes, strokes[::-1], [stroke.tolist() for stroke in strokes]):
        readings = read_number(drawing)
        assert [reading.label for reading in readings] == [2, 0, 2, 6]
        boxes = [reading.box for reading in readings]
        assert all(first[2] < second[0] for first, second in itertools.pairwise(boxes))
        assert all(0 <= edge <= 1 for box in boxes for edge in box)


def test_the_strokes_of_one_digit_stay_together():
    for digit, drawing in DIGIT_STROKES.items():
        (reading,) = read_number(as_arrays(drawing))
        assert reading.label == digit


def test_what_is_no_drawing_is_a_sentence():
    for nothing in (None, 7):
        for reader in (read_digit, read_number):
            with pytest.raises(ValueError, match=r"^A drawing is a list of strokes, .*\.$"):
                reader(nothing)
    for read in (read_digit, read_number):
        with pytest.raises(ValueError, match=r"^Stroke 1 "):
            read([[(0.1, 0.2, 0.3)]])
    with pytest.raises(ValueError, match=r"^A picture of grey values"):
        read_picture(np.zeros((2, 2, 2)))


def test_reading_needs_neither_qt_nor_scikit_learn():
    script = (
        "import sys, nnviz\n"
        "assert 'numpy' not in sys.modules\n"
        "reading = nnviz.read_digit([[(0.5, 0.1), (0.5, 0.9)]])\n"
        "assert reading.label == 1, reading\n"
        "assert not {'PySide6', 'pyqtgraph', 'sklearn', 'scipy'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=240)
