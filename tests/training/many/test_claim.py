"""Claims as they are written, and when they hold of a run."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.training.experiment import Experiment
from nnviz.training.many.claim import Claim, read_claim, usual_claim
from nnviz.training.measures import MetricsTable

KINDS = Experiment.on("moons").kinds


def table(*accuracies: float, first: int = 0) -> MetricsTable:
    """A run whose test accuracy goes so, epoch by epoch."""
    place = KINDS.places["test_accuracy"]
    rows = np.zeros((len(accuracies), 1 + len(KINDS)))
    rows[:, 0], rows[:, 1 + place] = np.arange(first, first + len(accuracies)), accuracies
    return MetricsTable(KINDS, rows)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("test_accuracy >= 0.9 within 50 epochs", Claim("test_accuracy", ">=", 0.9, 50)),
        (" test_loss<.1 ", Claim("test_loss", "<", 0.1)),
        ("test_accuracy ≥ 90 % within 1 epoch.", Claim("test_accuracy", ">=", 0.9, 1)),
        ("test_r2 > −2.5e-1", Claim("test_r2", ">", -0.25)),
    ],
)
def test_a_claim_is_read_and_written(text: str, claim: Claim) -> None:
    assert read_claim(text) == claim
    assert read_claim(str(claim)) == claim


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it begins with the name"),
        ("0.9", "it begins with the name"),
        ("test_loss", "is followed by"),
        ("test_loss == 3", "is followed by"),
        ("test_loss > high", "a number is missing"),
        ("test_loss > 0,1", "only “within N epochs”"),
        ("test_loss > 1 within 5 updates", "only “within N epochs”"),
        ("test_loss > 1e999", "must be finite"),
        ("test_loss > 1 within 99999999 epochs", "at most 10000000 epochs"),
        ("a" * 300, "at most 200 characters"),
        ("__import__('os').system('x') > 1", "is followed by"),
    ],
)
def test_what_is_no_claim_is_said_in_one_sentence(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=r"\.$") as caught:
        read_claim(text)
    assert why in str(caught.value)


def test_a_claim_holds_once_it_was_so_in_time_or_at_the_end() -> None:
    early, late, falling = table(0.2, 0.9, 0.5), table(0.2, 0.5, 0.9), table(0.9, 0.5)
    within, ending = read_claim("test_accuracy >= 0.9 within 1 epochs"), read_claim("test_accuracy >= 0.9")
    assert [within.reached(one) for one in (early, late, falling, table(0.1))] == [1, 2, 0, None]
    assert [within.holds(one) for one in (early, late, falling)] == [True, False, True]
    assert [ending.holds(one) for one in (early, late, falling)] == [False, True, False]
    # one that broke had kept the first before that, and has no end
    assert within.holds(early, broke=True)
    assert not ending.holds(late, broke=True)


def test_a_claim_must_be_about_what_is_measured_while_the_runs_last() -> None:
    read_claim("test_accuracy >= 0.9 within 60 epochs").check(KINDS, 60)
    with pytest.raises(ValueError, match=r"no “reward”; there are train_loss, .*\.$"):
        read_claim("reward > 3").check(KINDS, 60)
    with pytest.raises(ValueError, match=r"about 61 epochs, but a run has 60: give it more\.$"):
        read_claim("test_accuracy >= 0.9 within 61 epochs").check(KINDS, 60)


def test_the_usual_claim_is_the_goal_that_there_is() -> None:
    assert str(usual_claim(KINDS, 40)) == "test_accuracy >= 0.9 within 40 epochs"
    assert usual_claim(Experiment.on("waves").kinds, 5).metric == "test_r2"
