"""Every figure of the reference cases N, A, L, E, B and D stands in the lesson that is named for it, and is
what the engine comes to in the run of the step that shows it."""

from __future__ import annotations

import re

import numpy as np
import pytest

from nnviz.engine import Dense, Network
from nnviz.lessons.moment import Moment, read_sample
from nnviz.lessons.truth import read_truth
from tests.lessons.courses import runs_of, said_in, step_of

#: Case, lesson, step, the figure as it is written there, and the truth that it is.
FIGURES = [
    ("N1", 1, "what-comes-out", "7", "dense1.z[0] @ epoch 0"),
    ("N1", 1, "say-what-you-saw", "0.9990889488055994", "dense1.a[0] @ epoch 0"),
    ("N2", 4, "a-very-loud-neuron", "787", "dense1.z[0] @ epoch 0"),
    ("N2", 4, "as-wrong-as-can-be", "1", "dense1.a[0] @ epoch 0"),
    ("N3", 2, "say-what-you-saw", "2.66", "dense1.z[0] @ epoch 0"),
    ("N4", 4, "exactly-one", "49.8", "dense1.z[0] @ epoch 0"),
    ("N4", 4, "exactly-one", "1", "dense1.a[0] @ epoch 0"),
    ("A1", 4, "louder-still", "1.0", "dense1.a[0] @ epoch 0 row 0"),
    ("A1", 4, "louder-still", "0.0", "dense1.a[0] @ epoch 0 row 1"),
    *(
        ("A2", 3, "all-eight", text, f"dense1.a[0] @ epoch 0 row {row}")
        for row, text in enumerate(("0", "2", "0", "3.3", "2.7", "1.1", "2.2", "0"))
    ),
    ("A3", 3, "how-steep-is-a-sigmoid", "0.5", "dense1.a[0] @ epoch 0"),
    ("A3", 3, "shares-of-one", "0.67", "dense1.a[2] @ epoch 0"),
    *(
        ("L1", 5, "all-nine-at-once", text, f"dense1.a[{place % 3}] @ epoch 0 row {place // 3}")
        for place, text in enumerate(
            ["2.26", "2.995", "3.3", "2.75", "8.39", "7.4", "−0.879", "3.321", "−0.09"]
        )
    ),
    *(
        ("L1", 5, "two-layers-or-one", text, f"dense2.a[{place % 3}] @ epoch 0 row {place // 3}")
        for place, text in enumerate(
            ["−3.00665", "5.20545", "0.2516", "−6.4153", "8.3099", "2.302", "−2.02747", "5.62761", "3.58856"]
        )
    ),
    ("L2", 6, "puzzle-wake-the-silent-one", "−0.458", "dense1.z[3] @ epoch 0"),
    ("L3", 7, "say-what-you-saw", "942", "dense1.z[0] @ epoch 0"),
    ("L3", 7, "the-hidden-layer", "609", "dense1.z[1] @ epoch 0"),
    ("L3", 7, "the-hidden-layer", "1145", "dense1.z[2] @ epoch 0"),
    ("L3", 7, "the-last-squash", "37", "dense2.z[0] @ epoch 0"),
    ("L3", 7, "the-last-squash", "1.0", "dense2.a[0] @ epoch 0"),
    ("E1", 8, "say-what-you-saw", "0.3333333333333333", "train_loss @ epoch 0"),
    ("E2", 8, "sure-and-wrong", "0.10536", "A.train_loss @ epoch 0"),
    ("E2", 8, "sure-and-wrong", "2.30259", "B.train_loss @ epoch 0"),
    ("E2", 8, "infinite", "49.8", "train_loss @ epoch 0"),
    ("E3", 8, "one-of-several", "0.38506", "train_loss @ epoch 0"),
    ("E3", 8, "one-of-several", "0.35667", "loss @ epoch 0 row 0"),
    ("E3", 8, "one-of-several", "0.69315", "loss @ epoch 0 row 1"),
    ("E3", 8, "one-of-several", "0.10536", "loss @ epoch 0 row 2"),
    ("B1", 9, "one-blame-worked-whole", "−0.276", "gradient(dense2.a[0]) @ epoch 0"),
    ("B1", 9, "one-blame-worked-whole", "0.731", "dense1.a[0] @ epoch 0"),
    ("B1", 9, "one-blame-worked-whole", "−0.0404", "gradient(dense2.weights[0, 0]) @ epoch 0"),
    ("B1", 9, "the-last-factor-is-yours", "−0.0553", "gradient(dense2.z[0]) @ epoch 0"),
    ("B1", 9, "the-last-factor-is-yours", "−0.0217", "gradient(dense1.z[0]) @ epoch 0"),
    ("B1", 9, "the-last-two-are-yours", "0.0553", "gradient(dense1.a[1]) @ epoch 0"),
    ("B1", 9, "the-last-two-are-yours", "0.5", "dense1.a[1] @ epoch 0"),
    ("B2", 10, "a-weight-and-a-bias", "−10", "gradient(dense1.weights[0, 0]) @ epoch 0"),
    ("B2", 10, "a-weight-and-a-bias", "−5", "gradient(dense1.bias[0]) @ epoch 0"),
    ("B2", 10, "a-weight-and-a-bias", "0.6", "dense1.weights[0, 0] @ update 1"),
    ("B5", 10, "say-what-you-saw", "0.98304", "dense1.weights[0, 0] @ update 5"),
    ("B5", 10, "four-rates", "7.4", "A.train_loss @ update 5"),
    ("B5", 10, "four-rates", "23", "C.train_loss @ update 5"),
    ("B3", 11, "before-it-has-learned", "0.52614", "mean_error @ epoch 0"),
    ("B3", 11, "before-it-has-learned", "−0.25091976", "dense1.weights[0, 0] @ epoch 0"),
    ("B3", 11, "before-it-has-learned", "0.90142861", "dense1.weights[1, 0] @ epoch 0"),
    ("B3", 11, "before-it-has-learned", "0.46398788", "dense1.weights[2, 0] @ epoch 0"),
    ("B3", 11, "say-what-you-saw", "0.02613", "mean_error @ epoch 1000"),
    ("B3", 11, "eight-thousand-more", "0.00839", "mean_error @ epoch 9000"),
    *(
        ("B3", 11, "the-last-forward-pass", text, f"dense1.a[0] @ epoch 9999 row {row}")
        for row, text in enumerate(("0.00966808", "0.00786589", "0.99358863", "0.99211705"))
    ),
    *(
        ("B3", 11, "the-last-forward-pass", text, f"dense1.weights[{place}, 0] @ epoch 10000")
        for place, text in enumerate(("9.67256303", "−0.20811174", "−4.62926144"))
    ),
    ("D4", 15, "with-the-log-loss", "−0.2765", "gradient(dense2.bias[0]) @ epoch 0"),
    ("D4", 15, "the-hunt", "−0.0404", "gradient(dense2.weights[0, 0]) @ epoch 0"),
    ("D4", 15, "the-hunt", "−0.0276", "gradient(dense2.weights[1, 0]) @ epoch 0"),
    ("D4", 15, "the-hunt", "−0.0553", "gradient(dense2.bias[0]) @ epoch 0"),
    ("D4", 15, "the-hunt", "−0.0217", "gradient(dense1.bias[0]) @ epoch 0"),
    ("D4", 15, "the-hunt", "0.0138", "gradient(dense1.bias[1]) @ epoch 0"),
    ("D4", 15, "the-hunt", "−0.1106", "sabotaged(slope, dense1, dense1.bias[0]) @ epoch 0"),
    ("D4", 15, "the-hunt", "0.0553", "sabotaged(slope, dense1, dense1.bias[1]) @ epoch 0"),
]


def number(value: object) -> float:
    """A truth that is a single number."""
    assert isinstance(value, float)
    return value


@pytest.mark.parametrize(("case", "number", "key", "text", "truth"), FIGURES)
def test_a_figure_of_a_case_is_shown_and_is_the_engines(
    case: str, number: int, key: str, text: str, truth: str
) -> None:
    lesson, step = step_of(number, key)
    assert re.search(rf"(?<![\d.]){re.escape(text)}(?![\d]|\.\d)", said_in(step)), case
    digits = len(text.partition(".")[2])
    value = read_truth(truth).value(runs_of(lesson, step))
    assert float(text.replace("−", "-")) == pytest.approx(value, abs=max(0.5000001 * 10**-digits, 1e-7))


def test_the_sentence_about_shapes_is_the_engines() -> None:
    """Case L2: the tutorial's layer takes two numbers, and four come."""
    network = Network(2, (Dense(5, "relu"), Dense(1, "linear")), "mse")
    with pytest.raises(ValueError, match="cannot enter") as refused:
        network.predict(np.zeros((3, 4)))
    _, step = step_of(6, "a-box-that-does-not-fit")
    assert str(refused.value) in step.body


def test_the_slopes_of_lesson_3_are_those_of_a3() -> None:
    _, step = step_of(3, "where-s-1-s-comes-from")
    for slope in ("*s*(1 − *s*)", "1 − *t*²", "0 or 1", "s_i(δ_ij − s_j)"):
        assert slope in said_in(step)


def test_number_31_is_what_scikit_learn_has() -> None:
    """Case D2: its 64 numbers, its label, and what is said of the network's answer."""
    from sklearn.datasets import load_digits

    lesson, step = step_of(13, "sixty-four-numbers")
    recorded = runs_of(lesson, step)["A"]
    sample = recorded.sample_at(read_sample("digit 31"))
    digits = load_digits()
    most = np.maximum(digits.images[recorded.dataset.train_indices].max(axis=0), 1)
    np.testing.assert_allclose(np.asarray(sample.features).reshape(8, 8) * most, digits.images[31], atol=1e-6)
    assert "**9**" in step_of(13, "picture-and-table")[1].body
    shares = [
        number(read_truth(f"dense2.a[{digit}] @ epoch 1000").value({"A": recorded})) for digit in range(10)
    ]
    assert np.argmax(shares) == digits.target[31] == 9
    assert 0.5 < shares[9] < 0.95


def test_the_digits_are_learned_as_case_d1_has_it() -> None:
    lesson, step = step_of(13, "say-what-you-saw")
    metrics = runs_of(lesson, step)["A"].metrics(Moment("epoch", 1000))
    assert 0.911 <= metrics.get("test_accuracy") <= 0.939
    said = said_in(step_of(13, "let-it-learn")[1])
    for figure in ("91.1", "93.9 %", "92.6 %", "1,437", "360"):
        assert figure in said


def test_deep_networks_of_any_layers_learn() -> None:
    """Case D3: the figures of lesson 14 and of its glossary of cures."""
    lesson, step = step_of(14, "one-layer-or-six")
    runs = runs_of(lesson, step)
    deep, shallow = (runs[name].metrics(Moment("epoch", 10)).get("test_accuracy") for name in "AB")
    assert deep < 0.6
    assert shallow == pytest.approx(0.91, abs=0.005)
    assert "91 %" in said_in(step)


def test_methods_are_compared_as_lesson_12_tells() -> None:
    """Case B4: seven methods from one start; B began at 5.5, went above 8 and came back to 3.6."""
    lesson, step = step_of(12, "who-is-who")
    runs = runs_of(lesson, step)
    assert [run.experiment.optimizer for run in runs.values()] == [
        "sgd", "sgd", "sgd", "momentum", "adagrad", "rmsprop", "adam",
    ]  # fmt: skip
    assert [run.experiment.batch_size for run in runs.values()] == [None, 1, 4, None, None, None, None]
    told = [float(runs["B"].metrics(Moment("update", update)).get("train_loss")) for update in (0, 5, 10)]
    assert told == pytest.approx([5.5, 8.2, 3.6], abs=0.06)
    lowest = runs["F"].metrics(Moment("epoch", 20)).get("train_loss")
    assert 0.163 < lowest < 0.18
