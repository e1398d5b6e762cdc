"""Which update it was, whose batch, and the mistake that nudging finds; each found here the long way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nnviz
from nnviz.lessons.lesson import Asked
from nnviz.lessons.recorded import Recorded
from nnviz.lessons.setup import Setup, set_up
from nnviz.lessons.truth import check_truth, read_truth
from nnviz.training.trainer import Trainer


def ask(setup: Setup | Recorded, text: str) -> Any:
    recorded = setup if isinstance(setup, Recorded) else Recorded(setup)
    truth = read_truth(text)
    check_truth(truth, {"A": recorded.setup})
    return truth.value({"A": recorded})


@pytest.fixture(scope="module")
def digits() -> Setup:
    """Too fast a learner, which forgets."""
    return set_up(
        Asked(settings={"layers": [8], "learning_rate": 0.05, "batch_size": 64, "epochs": 2, "seed": 1})
    )


def test_the_update_that_made_a_digit_wrong_and_its_batch(digits: Setup) -> None:
    trainer = digits.trainer()
    data = trainer.dataset
    answers, batches = [], []
    for _ in range(46):
        answers.append(trainer.network.predict(data.test_features).argmax(axis=1))
        batches.append(next(iter(trainer.micro_steps())).values.copy())
        trainer = digits.trainer()
        for _ in range(len(answers)):
            trainer.advance()
        if len(answers) == 30:
            break
    right = np.array(answers) == data.test_labels
    last = len(right) - 1
    lost = np.flatnonzero(~right[last] & right[:last].any(axis=0))
    never = np.flatnonzero(~right.any(axis=0))
    assert len(lost)
    assert len(never)
    for sample in lost[:3].tolist():
        update = 1 + int(np.flatnonzero(right[:last, sample]).max())
        recorded = Recorded(digits)
        assert ask(recorded, f"went_wrong(test {sample}) @ update {last}") == update
        numbers = ask(recorded, f"batch(update {update})")
        rows = [int(np.flatnonzero(data.train_indices == number)[0]) for number in numbers]
        np.testing.assert_array_equal(data.train_features[rows], batches[update - 1])
    with pytest.raises(ValueError, match="has never been answered right before"):
        ask(digits, f"went_wrong(test {never[0]}) @ update {last}")
    with pytest.raises(ValueError, match="is answered right at that moment"):
        ask(digits, f"went_wrong(test {np.flatnonzero(right[last])[0]}) @ update {last}")


def test_the_update_that_killed_a_unit() -> None:
    rows = tuple((x / 4, 0.0) for x in range(1, 9))
    setup = set_up(
        Asked(
            rows=rows,
            settings={"loss": "mse", "layers": [3], "learning_rate": 0.2, "batch_size": 1, "epochs": 4},
            weights={
                "dense1.weights": [[1.0, 0.4, 0.3]],
                "dense1.bias": [0, 0, 0.3],
                "dense2.weights": [[1.0], [0.5], [-0.2]],
            },
        )
    )
    trainer = setup.trainer()
    silent = []
    for _ in range(16):
        hidden = trainer.network.forward(trainer.dataset.test_features).stages[0].a
        silent.append((hidden == 0).all(axis=1))
        trainer.advance()
    states = np.array(silent)
    dead = np.flatnonzero(states[-1] & ~states[0])
    assert len(dead)
    for unit in dead.tolist():
        update = 1 + int(np.flatnonzero(~states[:, unit]).max())
        assert ask(setup, f"died(dense1[{unit}]) @ update 15") == update
    alive = np.flatnonzero(~states[-1])
    if len(alive):
        with pytest.raises(ValueError, match="is not dead at that moment"):
            ask(setup, f"died(dense1[{alive[0]}]) @ update 15")


def test_the_run_is_gone_through_once_for_all_that_is_asked_of_one_unit(
    digits: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = []
    each = Recorded.each_update

    def counted(recorded: Recorded, *moment: Any) -> Iterator[Trainer]:
        gone.append(moment)
        return each(recorded, *moment)

    monkeypatch.setattr(Recorded, "each_update", counted)
    recorded = Recorded(digits)
    for often in (1, 2):
        for update in (3, 4):
            with suppress(ValueError):  # it may live on
                ask(recorded, f"died(dense1[0]) @ update {update}")
            with suppress(ValueError):
                ask(recorded, f"died(dense1[1]) @ update {update}")
            with suppress(ValueError):
                ask(recorded, f"went_wrong(test 0) @ update {update}")
        assert len(gone) == 6, often


def by_hand(loss: str = "half_squared_error", **settings: Any) -> Setup:
    """Lesson 9's network: two sigmoids and one."""
    return set_up(
        Asked(
            rows=((1.0, 0.5, 1.0),),
            settings={
                "loss": loss,
                "layers": [2],
                "activation": "sigmoid",
                "output_activation": "sigmoid",
                **settings,
            },
            weights={
                "dense1.weights": [[0.5, -1.0], [1.0, 2.0]],
                "dense1.bias": [0, 0],
                "dense2.weights": [[2.0], [-1.0]],
                "dense2.bias": [0],
            },
        )
    )


def test_d4_the_gradients_of_the_tutorials_lack_a_slope() -> None:
    h = 1 / (1 + np.exp(-np.array([1.0, 0.0])))
    y = float(1 / (1 + np.exp(-(2 * h[0] - h[1]))))
    wrong = "sabotaged(slope, dense2, dense2.bias[0]) @ epoch 0"
    caught = "caught(slope, dense2, dense2.bias[0]) @ epoch 0"
    right = "gradient(dense2.bias[0]) @ epoch 0"
    numeric = "numeric(dense2.bias[0]) @ epoch 0"
    squared, logarithm = by_hand(), by_hand("binary_crossentropy")
    assert ask(squared, wrong) == pytest.approx(y - 1)
    assert ask(logarithm, wrong) == pytest.approx(-1 / y)
    for setup, true in ((squared, (y - 1) * y * (1 - y)), (logarithm, y - 1)):
        assert ask(setup, right) == pytest.approx(true)
        assert ask(setup, numeric) == pytest.approx(true, rel=1e-6)
        assert ask(setup, caught) is True


def test_a_mistake_in_a_hidden_layer_spoils_what_lies_before_it_and_no_more() -> None:
    setup = by_hand()
    for name in ("dense2.weights[0, 0]", "dense2.bias[0]"):
        assert ask(setup, f"caught(slope, dense1, {name}) @ 0") is False
        assert ask(setup, f"sabotaged(slope, dense1, {name}) @ 0") == pytest.approx(
            ask(setup, f"gradient({name}) @ 0")
        )
    for unit, h in enumerate(1 / (1 + np.exp(-np.array([1.0, 0.0])))):
        name = f"dense1.bias[{unit}]"
        true = ask(setup, f"gradient({name}) @ 0")
        assert ask(setup, f"sabotaged(slope, dense1, {name}) @ 0") == pytest.approx(true / (h * (1 - h)))
        assert ask(setup, f"caught(slope, dense1, {name}) @ 0") is True
        assert ask(setup, f"sabotaged(sign, dense1, {name}) @ 0") == pytest.approx(-true)
        assert ask(setup, f"sabotaged(twice, dense1, {name}) @ 0") == pytest.approx(2 * true)


def test_weights_that_are_not_transposed_on_the_way_back() -> None:
    w2 = np.array([[0.3, 0.9], [-0.5, 0.2]])
    setup = set_up(
        Asked(
            rows=((1.0, 0.5, 1.0, 0.0),),
            targets=2,
            settings={"loss": "half_squared_error", "layers": [2], "activation": "linear"},
            weights={"dense1.weights": [[1, 0], [0, 1]], "dense2.weights": w2.tolist()},
        )
    )
    error = np.array([1.0, 0.5]) @ w2 - [1.0, 0.0]
    for unit in (0, 1):
        name = f"dense1.bias[{unit}]"
        assert ask(setup, f"gradient({name}) @ 0") == pytest.approx((error @ w2.T)[unit], abs=1e-6)
        assert ask(setup, f"sabotaged(transpose, dense2, {name}) @ 0") == pytest.approx(
            (error @ w2)[unit], abs=1e-6
        )
        assert ask(setup, f"caught(transpose, dense2, {name}) @ 0") is True


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("went_wrong(test 3000)", "have no “test 3000”"),
        ("went_wrong(epoch 3)", "takes a sample"),
        ("went_wrong(dense1)", "is written “went_wrong"),
        ("died(dense1)", r"has the units dense1\[0\] to dense1\[7\]"),
        ("died(dense1[8])", r"has the units dense1\[0\] to dense1\[7\]"),
        ("died(dense2[0])", "its activation is softmax"),
        ("died(dence1[0])", "did you mean “dense1”"),
        ("batch(epoch 3)", "takes an update"),
        ("batch(update 0)", "takes an update"),
        ("sabotaged(sine, dense1, dense1.bias[0])", "did you mean “sign”"),
        ("sabotaged(sign, dense3, dense1.bias[0])", "is no layer"),
        ("sabotaged(sign, dense1, dense1.z[0])", "is no parameter"),
        ("sabotaged(sign, dense1, dense1.bias)", "is several numbers"),
        ("sabotaged(transpose, dense1, dense1.bias[0]) @ 0", "Only square weights"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(digits: Setup, text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as refused:
        ask(digits, text)
    assert "\n" not in str(refused.value)


def test_a_set_of_values_has_no_wrong_class() -> None:
    with pytest.raises(ValueError, match="have no class"):
        ask(by_hand(), "went_wrong(row 0)")


def test_nothing_that_trains_knows_the_mistakes() -> None:
    root = Path(nnviz.__file__).parent
    knowing = {
        file.relative_to(root).as_posix()
        for file in root.rglob("*.py")
        if "training.sabotage" in file.read_text(encoding="utf-8")
    }
    assert knowing == {"lessons/truths/causes.py", "lessons/truths/functions.py"}
