"""The answer in words: true in every state, never a wrong answer for an empty canvas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.data import load_dataset
from nnviz.drawing import numbers
from nnviz.drawing.answer import called, describe
from nnviz.engine.layers import Conv, GlobalMaxPool
from nnviz.training.derived import Derived
from nnviz.training.experiment import Experiment
from nnviz.training.reader import load_reader
from nnviz.training.reading import doubted, read_digit
from nnviz.training.samples import sample_of
from nnviz.training.trainer import Trainer
from nnviz.ui.answer import AnswerView
from tests.helpers.convolving import trained
from tests.helpers.scribbles import letters
from tests.helpers.snapshots import hand_built_snapshot
from tests.helpers.strokes import DIGIT_STROKES
from tests.helpers.truth_texts import painted

DIGITS = load_dataset("digits")


def with_output(shares, *, label=None, epoch=30, loss=None, activation="softmax"):
    snapshot = hand_built_snapshot(epoch=epoch, label=label)
    last = replace(snapshot.layers[-1], activation=activation)
    snapshot = replace(snapshot, layers=(*snapshot.layers[:-1], last))
    probe = snapshot.probe
    output = np.asarray(shares, dtype=np.float32)
    layers = (*probe.layers[:-1], replace(probe.layers[-1], a=output))
    return replace(snapshot, probe=replace(probe, layers=layers, loss=loss, label=label))


SURE = [0.02, 0.02, 0.01, 0.01, 0.74, 0.06, 0.01, 0.05, 0.04, 0.04]


def test_sentence_of_the_picture():
    answer = describe(with_output(SURE), DIGITS)
    assert answer.digit == "4"
    assert answer.headline.replace("\xa0", " ") == "74 % sure it is a 4"
    assert answer.detail.replace("\xa0", " ") == "could be 5 (6 %) or 7 (5 %)"
    assert answer.label == ""


def test_eight_takes_an():
    shares = [0.01] * 8 + [0.91, 0.01]
    assert describe(with_output(shares), DIGITS).headline.endswith("sure it is an 8")


def test_nothing_else_comes_near():
    shares = [0.001] * 10
    shares[2] = 0.991
    assert describe(with_output(shares), DIGITS).detail == "nothing else comes near"


@pytest.mark.parametrize("snapshot", [None, hand_built_snapshot(probed=False)])
def test_blank_canvas_asks_for_a_digit(snapshot):
    answer = describe(snapshot, DIGITS)
    assert answer.digit == ""
    assert answer.headline == "Draw a digit"
    assert "sure" not in answer.detail


def test_before_training_it_says_so():
    assert "not learned yet" in describe(with_output(SURE, epoch=0), DIGITS).detail


@pytest.mark.parametrize(("label", "right"), [(4, True), (5, False)])
def test_loss_of_what_was_meant(label, right):
    answer = describe(with_output(SURE, label=label, loss=0.3011), DIGITS)
    assert answer.verdict is right
    assert answer.label == f"You meant {label}  ·  loss 0.30"


def test_a_sample_s_own_label_is_nobody_s_meaning():
    assert describe(with_output(SURE, label=4, loss=0.3), DIGITS, drawn=False).label.startswith("It is 4")


def test_what_is_no_number_is_named_without_an_article():
    """A class can be a thing, a property, or two words of a person's own."""
    snapshot = trained((Conv(6, 5, activation="relu"), GlobalMaxPool()), sample=8)
    data = load_dataset("figures")
    answer = describe(snapshot, data, drawn=False)
    best = int(np.argmax(snapshot.probabilities))
    name, share = data.class_names[best], round(100 * float(snapshot.probabilities[best]))
    assert answer.headline.replace("\xa0", " ") == f"{share} % sure: {name}"
    right = data.class_names[data.test_labels[8]]
    assert answer.label == f"Label: {right}  ·  loss {snapshot.probe.loss:.2f}"


def test_numbers_out_of_bounds_are_no_answer():
    assert describe(with_output([np.nan] * 10), DIGITS).headline == "No answer"


def test_one_sigmoid_unit_tells_two_classes():
    data = load_dataset("breast_cancer")
    answer = describe(with_output([0.25], activation="sigmoid"), data)
    assert answer.digit == "malignant"
    assert answer.headline.replace("\xa0", " ") == "75 % sure: malignant"
    assert answer.detail.replace("\xa0", " ") == "could be benign (25 %)"


def test_sigmoids_that_sum_to_anything_are_no_percentages():
    """Ten outputs of mean squared error, which sum to 1.40."""
    outputs = [0.05, 0.0, 0.1, 0.0, 0.55, 0.2, 0.0, 0.1, 0.0, 0.4]
    assert sum(outputs) == pytest.approx(1.4)
    answer = describe(with_output(outputs, activation="sigmoid"), DIGITS)
    assert (answer.digit, answer.headline) == ("4", "It says 4")
    assert answer.detail == "highest output: 0.55; next: 9 with 0.40"
    assert "%" not in answer.headline + answer.detail


def test_a_value_is_no_class():
    """The network says 484, and is not 484 % sure of anything."""
    answer = describe(with_output([484.0], activation="linear"), load_dataset("diabetes"))
    assert (answer.digit, answer.headline) == ("484.00", "The network says 484.00")


@pytest.mark.parametrize(
    ("data", "invitation"),
    [("digits", "Draw a digit"), ("iris", "Choose a row"), ("ring", "Point at the map")],
)
def test_the_invitation_is_that_of_the_family(data, invitation):
    assert describe(None, load_dataset(data)).headline == invitation


def test_numbers_have_an_article_and_names_have_none():
    names = ("8", "4", "11", "18", "80", "0", "virginica")
    assert [called(name) for name in names] == ["an 8", "a 4", "an 11", "an 18", "an 80", "a 0", "virginica"]


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
    assert answer.detail.replace("\xa0", " ").startswith("raw 74 %; ")
    assert "the mean of 3 readings" in tip
    assert "read once: 74 % for 4" in tip
    other = [0.02] * 10
    other[9] = 0.82
    assert shown(qtbot, reading, raw=other)[0].detail.replace("\xa0", " ").startswith("raw 82 % 9; ")
    once = read_digit(DIGIT_STROKES[4], turned=False)
    assert "mean of" not in shown(qtbot, once)[1]


@pytest.mark.parametrize(
    ("doubt", "headline", "detail"),
    [
        ("cut off", "Perhaps a 4", "reaches the edge"),
        ("patch", "Perhaps a 4", "not a line"),
        ("sign", "This is a sign, not a digit", "comma"),
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


@pytest.mark.parametrize("width", [240, 300])
def test_what_needs_more_room_than_a_line_goes_on_in_the_next(qtbot, width):
    view = AnswerView()
    qtbot.addWidget(view)
    view.resize(width, view.sizeHint().height())
    view.set_dataset(DIGITS)
    view.show_snapshot(with_output([0.02, 0.19, 0.0, 0.24, 0.55, 0.0, 0.0, 0.0, 0.0, 0.0]))
    view.show()
    written = " ".join(text for _, _, text in painted(view))
    assert "…" not in written
    assert written.endswith(view.answer.detail)


def test_what_is_wanted_of_a_row_of_values_is_told_beside_the_answer() -> None:
    data = load_dataset("rows", rows=((1.0, 2.0, 0.5),), targets=2)
    trainer = Trainer(Experiment.on("rows", rows=((1.0, 2.0, 0.5),), targets=2, layers=(), dtype="float64"))
    trainer.load_weights({"dense1.weights": np.array([[1.0, 0.5]]), "dense1.bias": np.zeros(2)})
    shown = Derived(trainer.snapshot(), data).probed(sample_of(data, "test", 0))
    answer = describe(shown, data, drawn=False)
    assert answer.digit == "1.00, 0.50"
    assert answer.label == "Wanted: 2.00, 0.50  ·  loss 0.50"
    assert answer.verdict is None
