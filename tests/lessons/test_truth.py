"""Truths and claims: what they come to, worked out here by hand, and what is said of those that are wrong."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.lessons.lesson import Asked
from nnviz.lessons.recorded import Recorded, Stopped
from nnviz.lessons.setup import Setup, set_up
from nnviz.lessons.truth import check_truth, read_claim, read_truth
from nnviz.lessons.truths.functions import FUNCTIONS
from nnviz.lessons.truths.working import written
from nnviz.training.trainer import Trainer
from tests.helpers.counts import count


def parabola(rate: float = 0.1, **settings: Any) -> Setup:
    """L = w², from w = 2: w is multiplied by 1 - 2 rate in each update."""
    return set_up(
        Asked(
            rows=((1.0, 0.0),),
            settings={"loss": "mse", "learning_rate": rate, "epochs": 100, **settings},
            bias=False,
            weights={"dense1.weights": [[2.0]]},
        )
    )


def two_rows(**settings: Any) -> Setup:
    """x = 1 and 3 with targets 0 and 1, through w = 0.5, b = 0.25 and a sigmoid."""
    return set_up(
        Asked(
            rows=((1.0, 0.0), (3.0, 1.0)),
            settings={"loss": "mse", "output_activation": "sigmoid", "learning_rate": 1.0, **settings},
            weights={"dense1.weights": [[0.5]], "dense1.bias": [0.25]},
        )
    )


def asked(text: str, *setups: Setup) -> Any:
    runs = {name: Recorded(setup) for name, setup in zip("ABC", setups or (parabola(),), strict=False)}
    return read_truth(text).value(runs)


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dense1.weights[0, 0] @ update 1", 1.6),
        ("A.dense1.weights[0, 0] @ update 1", 1.6),
        ("dense1.weights @ epoch 2", 1.28),
        ("dense1.weights[0, 0] @ last", 2 * 0.8**100),
        ("dense1.weights[0, 0]", 2 * 0.8**100),
        ("train_loss @ 1", 1.6**2),
        ("test_loss @ epoch 1", 1.6**2),
        ("gradient(dense1.weights[0, 0] @ epoch 0)", 4.0),
        ("gradient(dense1.weights[0, 0]) @ epoch 1", 3.2),
        ("step(dense1.weights[0, 0]) @ epoch 1", 0.32),
        ("dense1.z[0] @ epoch 0", 2.0),
        ("dense1.dW[0, 0] @ epoch 0", 4.0),
        ("output @ epoch 1", 1.6),
        ("loss @ epoch 1", 1.6**2),
        ("target @ epoch 1", 0.0),
        ("change(dense1.weights[0, 0], epoch 0, update 1)", -0.4),
        ("change(train_loss, 0, 1)", 1.6**2 - 4),
        ("abs(change(train_loss, 0, 1))", 4 - 1.6**2),
        ("first(train_loss <= 0.001)", math.ceil(math.log(0.001 / 4) / math.log(0.64))),
        ("first(dense1.weights < 1)", 4),
        ("first_update(dense1.weights < 1)", 4),
        ("updates @ last", 100),
        ("epoch @ last", 100),
        ("learning_rate @ last", 0.1),
        ("count(parameters)", 2),
        ("count(weights)", 1),
        ("count(biases) @ epoch 0", 1),
        ("mean_error @ epoch 1", 1.6),
        ("micro(1, 0, 0) @ epoch 0", 2.0),
        ("share(3 seeds, train_loss < 0.01 within 50 epochs)", 1.0),
        ("train_loss < 0.01 @ last", True),
        ("train_loss @ last < 0.01", True),
        ("train_loss < 0.01 @ epoch 1", False),
        ("train_loss < 0.01 within 10 epochs", False),
        ("train_loss < 0.01 within 14 updates", True),
        ("train_loss < 0.01 within 13 updates", False),
        ("dense1.weights[0, 0] @ 0 = 2", True),
        ("dense1.weights[0, 0] @ 0 ≠ 2", False),
        ("2 ≤ dense1.weights[0, 0] @ 0", True),
        ("-2e0 > 3", False),
    ],
)
def test_what_is_asked_of_one_weight(text: str, expected: float | bool) -> None:
    assert asked(text) == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert isinstance(asked(text), bool) == isinstance(expected, bool)


def test_what_layers_have_of_a_sample_and_of_a_batch() -> None:
    setup = two_rows()
    z = [0.75, 1.75]
    a = [sigmoid(one) for one in z]
    for row, target in ((0, 0.0), (1, 1.0)):
        where = f"@ epoch 0 row {row}"
        dz = 2 * (a[row] - target) * a[row] * (1 - a[row])
        assert asked(f"dense1.z[0] {where}", setup) == pytest.approx(z[row])
        assert asked(f"dense1.a[0] {where}", setup) == pytest.approx(a[row])
        assert asked(f"dense1.slope[0] {where}", setup) == pytest.approx(a[row] * (1 - a[row]))
        assert asked(f"dense1.da[0] {where}", setup) == pytest.approx(2 * (a[row] - target))
        assert asked(f"dense1.dz[0] {where}", setup) == pytest.approx(dz)
        assert asked(f"gradient(dense1.weights[0, 0]) {where}", setup) == pytest.approx(dz * (1.0, 3.0)[row])
        assert asked(f"gradient(dense1.z[0]) {where}", setup) == pytest.approx(dz)
        # Of the batch the loss is the mean over both, hence so is what each has part in.
        assert asked(f"dense1.dz[{row}, 0] @ epoch 0 batch", setup) == pytest.approx(dz / 2)
        assert asked(f"input[0] {where}", setup) == (1.0, 3.0)[row]
    assert asked("dense1.z @ epoch 0 batch", setup).ravel() == pytest.approx(z)
    assert asked("mean_error @ 0", setup) == pytest.approx((a[0] + 1 - a[1]) / 2)


def test_places_of_the_largest_and_the_smallest() -> None:
    setup = set_up(
        Asked(
            rows=((1.0, 2.0, 1.0),),
            settings={"layers": [3], "loss": "mse", "activation": "linear"},
            weights={"dense1.weights": [[1, 2, 3], [0.5, -7, 1]], "dense1.bias": [0, 0, 0]},
        )
    )
    assert asked("argmax(dense1.a @ 0)", setup) == (2,)
    assert asked("argmin(dense1.a @ 0)", setup) == (1,)
    assert asked("argmax(abs(dense1.weights @ 0))", setup) == (1, 1)
    assert asked("argmax(dense1.weights[0, :] @ 0)", setup) == (2,)
    assert (asked("largest(dense1.a) @ 0", setup), asked("smallest(dense1.a) @ 0", setup)) == (5, -12)
    assert asked("sum(dense1.weights) @ 0", setup) == pytest.approx(0.5)
    assert asked("norm(dense1.weights[:, 1]) @ 0", setup) == pytest.approx(math.sqrt(4 + 49))
    assert asked("dense1.weights[:, 1] @ 0", setup).tolist() == [2, -7]


def test_classes_and_probabilities_of_a_digit() -> None:
    setup = set_up(Asked(settings={"layers": [8], "epochs": 2}, sample="digit 31"))
    trainer = Trainer(setup.experiment)
    part, place = setup.sample.place(trainer.dataset) if setup.sample else ("train", 0)
    features = getattr(trainer.dataset, f"{part}_features")[place]
    trainer.advance(1000)
    trainer.advance(1000)
    said = trainer.network.predict(features[np.newaxis])[0]
    assert asked("label", setup) == 9 == getattr(trainer.dataset, f"{part}_labels")[place]
    assert asked("answer @ last", setup) == said.argmax()
    assert asked("probability[9] @ last", setup) == pytest.approx(said[9])
    assert asked("loss @ last", setup) == pytest.approx(-math.log(said[9]), rel=1e-5)
    assert asked("label = 9", setup) is True


def test_runs_are_told_apart_by_their_names() -> None:
    slow, quick = parabola(0.05), parabola(0.2)
    assert asked("order(A.train_loss @ 5, B.train_loss @ 5)", slow, quick) == ("B", "A")
    assert asked("order(first(A.train_loss < 0.1), first(B.train_loss < 0.1))", slow, quick) == ("B", "A")
    assert asked("order(A.train_loss @ 5, A.train_loss @ 2)", slow) == (
        "A.train_loss @ epoch 5",
        "A.train_loss @ epoch 2",
    )
    assert asked("A.train_loss @ 5 < B.train_loss @ 5", slow, quick) is False
    assert asked("B.first(train_loss < 0.1)", slow, quick) == asked("first(train_loss < 0.1)", quick)
    assert asked("B.micro(1, 0, 0) @ 3", slow, quick) == asked("dense1.z[0] @ 3", quick)
    with pytest.raises(ValueError, match="“C” is no run; there are A, B"):
        asked("C.first(train_loss < 0.1)", slow, quick)
    broken = parabola(100.0)
    assert asked("order(first(A.train_loss < 0.1), first(B.train_loss < 0.1))", broken, quick) == ("B", "A")


def test_a_curve_is_of_all_evaluated_epochs() -> None:
    curve = asked("curve(train_loss, epoch 1, 3)")
    assert curve[:, 0].tolist() == [1, 2, 3]
    assert curve[:, 1] == pytest.approx([4 * 0.64**n for n in (1, 2, 3)])
    every = asked("curve(train_loss, 0, 9)", parabola(evaluate_every=4))
    assert every[:, 0].tolist() == [0, 4, 8]


def test_the_share_is_that_of_the_single_runs() -> None:
    setup = set_up(
        Asked(
            settings={"data": "xor", "layers": [2], "activation": "tanh", "learning_rate": 0.5, "epochs": 9}
        )
    )
    claim = "train_accuracy >= 1 within 9 epochs"
    single = [asked(claim, setup.with_seed(seed)) for seed in range(12)]
    assert 0 < sum(single) < 12
    told: list[Any] = []
    share = read_truth(f"share(12 seeds, {claim})").value({"A": Recorded(setup)}, told.append)
    assert share == sum(single) / 12
    assert [outcome.holds for outcome in told] == single
    assert [outcome.seed for outcome in told] == [*range(12)]
    assert asked("share(2 seeds, train_loss < 1e9 @ epoch 50)", parabola(100.0)) == 0  # both broke before


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("dense1.", r"character 8\): a name is expected"),
        ("dense1.weights[", r"a place counted from 0, or “:”, is expected"),
        ("dense1.weights[0", r"a “,” is missing"),
        ("dense1.weights[]", "1 to 6 places"),
        ("dense1.weights[-1]", "a place counted from 0"),
        ("test_loss @", "a moment is expected"),
        ("test_loss @ epoch", "a moment is expected"),
        ("test_loss @ epoch 1.5", "a moment is expected"),
        ("test_loss @ epoch 1 row", "the number of the sample"),
        ("test_loss 5", r"at “5” \(character 11\): nothing is expected"),
        ("test_loss >= ", "a name or a number is missing"),
        ("test_loss >= 1 within", "a number of epochs or updates"),
        ("test_loss >= 1 within 5", "“epochs” or “updates” is expected"),
        ("test_loss + 1", "“\\+” .*none of its signs|none of its signs"),
        ("__import__('os')", "none of its signs"),
        ("frist(test_loss > 1)", "did you mean “first”"),
        ("first(test_loss)", "is written “first"),
        ("first()", "is written “first"),
        ("share(test_loss > 1, 3)", "is written “share"),
        ("share(0 seeds, test_loss > 1)", "from 1 to 1000 seeds"),
        ("change(test_loss, 0)", "is written “change"),
        ("micro(x)", "is written “micro"),
        ("1e999", "too large"),
        ("first(" * 9, "too many brackets"),
        ("x" * 501, "at most 500 characters"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_that_says_where(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as refused:
        read_truth(text)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("tset_loss @ last", "did you mean “test_loss”"),
        ("dense1.weigths[0, 0]", "did you mean “weights”"),
        ("dense3.weights[0, 0]", "did you mean “dense1"),
        ("dense1.weights[1, 0] @ 0", r"outside of the shape 1 × 1; places count from 0"),
        ("dense1.weights[0, 0, 0] @ 0", "has more places than its shape 1 × 1 has axes"),
        ("train_loss[0] @ 0", "is a single number"),
        ("B.train_loss", "“B” is no run; there are A"),
        ("loss @ 0 row 3", "The data have no “row 3”"),
    ],
)
def test_names_and_places_that_there_are_not(text: str, sentence: str) -> None:
    for ask in (lambda: asked(text), lambda: check_truth(read_truth(text), {"A": parabola()})):
        with pytest.raises(ValueError, match=sentence):
            ask()


@pytest.mark.parametrize(
    ("text", "setup", "sentence"),
    [
        ("test_r2 @ 3", parabola(), "“test_r2 @ 3” is not a number here"),
        ("test_r2 > 0.5 @ 3", parabola(), "“test_r2” is not a number here"),
        ("train_loss @ epoch 900", parabola(100.0), r"^Training diverged in step \d+"),
        ("first(train_loss < 0)", parabola(), "never comes about"),
        ("first(train_loss < 1e-9)", parabola(100.0), "never comes about"),
        ("dense1.z[0] @ 0", two_rows(), "“dense1.z.0. @ epoch 0” is of a sample: say which"),
        ("probability[0] @ 0", parabola(), "no probabilities"),
        ("answer @ 0", parabola(), "have no class"),
        (
            "dense1.weights > 1",
            set_up(Asked(settings={"data": "xor"})),
            "Only single numbers can be compared",
        ),
        ("curve(train_loss, 5, 2)", parabola(), "from an earlier epoch to a later one"),
        ("curve(train_loss, update 1, 2)", parabola(), "from epoch to epoch"),
        ("curve(dense1.weights, 0, 2)", parabola(), "of a metric"),
        ("curve(train_r2, 0, 2)", parabola(), "is no number in some"),
        ("change(train_loss, 0, test_loss)", parabola(), "takes moments"),
        ("micro(99) @ 0", parabola(), "no micro-step 99"),
        ("step(dense1.z) @ 0", parabola(), "is no parameter"),
        ("gradient(dense1.slope[0]) @ 0", parabola(), "has no gradient"),
        ("epoch 3", parabola(), "alone are no number"),
    ],
)
def test_what_is_not_computed_is_a_sentence_and_never_0(text: str, setup: Setup, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        asked(text, setup)


def test_a_claim_is_a_comparison() -> None:
    assert read_claim("train_loss < 1 within 5 epochs").holds({"A": Recorded(parabola())})
    for text in ("train_loss @ last", "first(train_loss < 1)", "5"):
        with pytest.raises(ValueError, match="is no claim"):
            read_claim(text)


def test_checking_trains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def trained(*_: object) -> None:
        raise AssertionError

    setup = set_up(Asked(settings={"layers": [8], "epochs": 1000}, sample="digit 31"))
    monkeypatch.setattr(Trainer, "advance", trained)
    for text in (
        "test_loss @ last",
        "dense1.a[3] @ epoch 5 sample 31",
        "share(seeds, test_accuracy >= 0.9 within 50 epochs)",
        "first(test_accuracy >= 0.9)",
        "order(A.test_loss @ 50, A.train_loss @ 50)",
        "count(weights) @ epoch 0",
        "argmax(probability @ last)",
    ):
        check_truth(read_truth(text), {"A": setup})


def test_it_can_be_ended_early() -> None:
    with pytest.raises(Stopped):
        read_truth("share(seeds, test_loss < 0 within 9 epochs)").value(
            {"A": Recorded(parabola(), lambda: True)}
        )


def test_every_function_says_how_it_is_written() -> None:
    for name, function in FUNCTIONS.items():
        assert function.usage.startswith(f"{name}(")
        assert function.says


_PIECES = st.sampled_from(
    [
        *FUNCTIONS,
        *"()[],.:@<>= ",
        "dense1",
        "weights",
        "epoch",
        "update",
        "last",
        "seeds",
        "within",
        "batch",
        "row",
        "test_loss",
        "A.",
        "0",
        "7",
        "-1.5e3",
        "99999999999999999999",
        "٣",
        "\n",
        "“",
    ]
)


@settings(max_examples=count(400, 20_000), deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(_PIECES, max_size=30).map("".join),
        st.lists(_PIECES, max_size=30).map(" ".join),
    )
)
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    refused = ""
    try:
        node = read_truth(text).node
    except ValueError as error:
        refused = str(error)
    if refused:
        assert refused.endswith((".", "?"))
        return
    again = written(node)
    assert written(read_truth(again).node) == again


_WORTH = st.sampled_from(
    [
        *(f"{name}(" for name in FUNCTIONS),
        *("dense1.weights[0, 0]", "dense1.a", "test_loss", "loss", "argmax(", "A.", "B."),
        *(" @ epoch 2", " @ update 1", " @ last", " @ 0 batch", " @ 0 row 0", "epoch 0", "update 1"),
        *(
            " > ",
            " <= ",
            "0.5",
            "3",
            ", ",
            ")",
            ")",
            "2 seeds",
            "row 0",
            " within 3 epochs",
            "slope",
            "dense1",
        ),
    ]
)
_TINY = parabola(epochs=4)


@settings(max_examples=count(150, 20_000), deadline=None)
@given(st.lists(_WORTH, min_size=1, max_size=8).map("".join))
def test_whatever_can_be_read_is_worked_out_or_refused_in_a_sentence(text: str) -> None:
    try:
        truth = read_truth(text)
    except ValueError:
        return
    runs = {"A": Recorded(_TINY)}
    for ask in (lambda: check_truth(truth, {"A": _TINY}), lambda: truth.value(runs)):
        try:
            ask()
        except ValueError as error:
            refused = str(error)
        else:
            continue
        assert refused.endswith((".", "?"))


def test_each_of_two_networks_has_its_own_next_update() -> None:
    setup = set_up(Asked(settings={"preset": "dirac", "epochs": 5}))
    trainer = setup.trainer()
    before = [player.network.parameters.copy() for player in trainer.players]
    updates = [step.update for step in trainer.micro_steps() if step.update is not None]
    assert len(updates) == len(before) == 2
    for player, name in enumerate(setup.experiment.players):
        block = trainer.players[player].network.blocks[0]
        update = next(one for one in updates if one.old.tobytes() == before[player].tobytes())
        path = f"{name}.{block.name}[0, 0]"
        assert asked(f"gradient({path}) @ 0", setup) == update.data_gradient[0]
        assert asked(f"step({path}) @ 0", setup) == update.step[0]
        assert asked(f"{path} @ update 1", setup) == pytest.approx(update.limited[0])


def test_a_share_that_has_been_worked_out_is_not_trained_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    recorded, truth = Recorded(parabola()), read_truth("share(3 seeds, train_loss < 0.01 within 20 epochs)")
    first = truth.value({"A": recorded})
    monkeypatch.setattr(Trainer, "advance", lambda *_: pytest.fail("trained"))
    assert truth.value({"A": recorded.asked_as(recorded.setup)}) == first == 1
    assert truth.seeds == 3


def test_of_no_run_nothing_can_be_asked() -> None:
    for text in ("dense1.weights[0, 0]", "order(train_loss, test_loss)", "batch(update 1)", "label = 3"):
        truth = read_truth(text)
        for ask in (lambda truth=truth: truth.value({}), lambda truth=truth: check_truth(truth, {})):
            with pytest.raises(ValueError, match="no run that could be asked"):
                ask()
    with pytest.raises(ValueError, match="no run that could be asked"):
        read_claim("train_loss < 1").holds({})
