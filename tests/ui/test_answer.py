"""The answer in words: true in every state, never a wrong answer for an empty canvas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.drawing import numbers
from nnviz.session.values import Sample
from nnviz.training.reader import load_reader
from nnviz.training.reading import doubted, read_digit
from nnviz.ui.answer import AnswerView, describe
from tests.helpers.scribbles import letters
from tests.helpers.snapshots import hand_built_snapshot
from tests.helpers.strokes import DIGIT_STROKES

NAMES = tuple("0123456789")


def with_output(shares, *, label=None, epoch=30, loss=None):
    snapshot = hand_built_snapshot(epoch=epoch, label=label)
    probe = snapshot.probe
    output = np.asarray(shares, dtype=np.float32)
    layers = (*probe.layers[:-1], replace(probe.layers[-1], a=output))
    return replace(snapshot, probe=replace(probe, layers=layers, loss=loss, label=label))


SURE = [0.02, 0.02, 0.01, 0.01, 0.74, 0.06, 0.01, 0.05, 0.04, 0.04]


def test_sentence_of_the_picture():
    answer = describe(with_output(SURE), NAMES)
    assert answer.digit == "4"
    assert answer.headline.replace("\xa0", " ") == "74 % sure it is a 4"
    assert answer.detail.replace("\xa0", " ") == "could be 5 (6 %) or 7 (5 %)"
    assert answer.label == ""


def test_eight_takes_an():
    shares = [0.01] * 8 + [0.91, 0.01]
    assert describe(with_output(shares), NAMES).headline.endswith("sure it is an 8")


def test_nothing_else_comes_near():
    shares = [0.001] * 10
    shares[2] = 0.991
    assert describe(with_output(shares), NAMES).detail == "nothing else comes near"


@pytest.mark.parametrize("snapshot", [None, hand_built_snapshot(probed=False)])
def test_blank_canvas_asks_for_a_digit(snapshot):
    answer = describe(snapshot, NAMES)
    assert answer.digit == ""
    assert answer.headline == "Draw a digit"
    assert "sure" not in answer.detail


def test_before_training_it_says_so():
    assert "not learned yet" in describe(with_output(SURE, epoch=0), NAMES).detail


@pytest.mark.parametrize(("label", "right"), [(4, True), (5, False)])
def test_loss_of_what_was_meant(label, right):
    answer = describe(with_output(SURE, label=label, loss=0.3011), NAMES)
    assert answer.verdict is right
    assert answer.label == f"You meant {label}  ·  loss 0.30"


def test_a_sample_s_own_label_is_nobody_s_meaning():
    sample = Sample(np.zeros(64, np.float32), 4, "test", 3)
    assert describe(with_output(SURE, label=4, loss=0.3), NAMES, sample).label.startswith("It is 4")


def test_numbers_out_of_bounds_are_no_answer():
    assert describe(with_output([np.nan] * 10), NAMES).headline == "No answer"


def test_one_sigmoid_unit_tells_two_classes():
    answer = describe(with_output([0.25]), ("cat", "dog"))
    assert answer.digit == "cat"
    assert "75" in answer.headline


def shown(qtbot, reading, *, raw=SURE):
    """What the view says with a reading beside raw outputs, and its tooltip, with plain spaces."""
    view = AnswerView()
    qtbot.addWidget(view)
    view.set_dataset(load_reader().dataset)
    view.show_snapshot(with_output(raw))
    view.show_reading(reading)
    return view.answer, view.toolTip().replace("\xa0", " ")


def test_what_is_no_digit_names_the_digit_that_the_distance_is_to(qtbot):
    for drawing in letters(26):
        reading = read_digit(drawing)
        if reading.verdict == "no digit" and reading.nearest != reading.best:
            break
    answer, tip = shown(qtbot, reading)
    article = "an" if reading.nearest == 8 else "a"
    assert f"nearest: {article} {reading.nearest}, {reading.distance:.1f} away" in answer.detail
    assert str(reading.best) not in answer.detail.replace(f"{reading.distance:.1f}", "").replace(
        f"{reading.limit:.1f}", ""
    )
    assert f"99 of 100 digits lie within {load_reader().limit:.2f}" in tip
    assert f"{reading.limit:.2f} here" in tip


def test_the_raw_answer_beside_the_calibrated_one_is_named_and_explained(qtbot):
    reading = read_digit(DIGIT_STROKES[4])
    answer, tip = shown(qtbot, reading)
    assert answer.headline.replace(
        "\xa0", " "
    ) == f"{numbers.percent(reading.confidence)} sure it is a 4".replace("\xa0", " ")
    assert answer.detail.replace("\xa0", " ").endswith("; raw 74 %")
    assert "the mean of 3 readings" in tip
    assert "read once: 74 % for 4" in tip
    other = [0.02] * 10
    other[9] = 0.82
    assert shown(qtbot, reading, raw=other)[0].detail.replace("\xa0", " ").endswith("; raw 82 % 9")
    once = read_digit(DIGIT_STROKES[4], turned=False)
    assert "mean of" not in shown(qtbot, once)[1]


@pytest.mark.parametrize(
    ("doubt", "headline", "detail"),
    [
        ("cut off", "Perhaps a 4", "reaches the edge"),
        ("patch", "Perhaps a 4", "no line"),
        ("sign", "This is a sign, and no digit", "comma"),
    ],
)
def test_what_is_doubtful_is_said(qtbot, doubt, headline, detail):
    answer, _ = shown(qtbot, doubted(read_digit(DIGIT_STROKES[4]), doubt))
    assert answer.headline == headline
    assert detail in answer.detail
    assert answer.doubtful


def test_view_tells_it_to_those_who_listen(qtbot):
    view = AnswerView()
    qtbot.addWidget(view)
    assert "Draw a digit" in view.accessibleDescription()
    view.show_snapshot(with_output(SURE))
    assert "sure it is a 4" in view.accessibleDescription()
    view.show_snapshot(None)
    assert "Draw a digit" in view.accessibleDescription()
