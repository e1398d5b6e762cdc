"""The loss over one weight: the curve, the slope and the places are those of the network."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import numpy as np
import pytest

from nnviz.drawing.lessons import loss_curve
from nnviz.drawing.lessons.loss_curve import LossOver
from nnviz.drawing.lessons.marks import Disc, Path
from nnviz.engine.layers import Dense
from nnviz.lessons.answers import Given
from nnviz.lessons.lesson import Option, Predict
from nnviz.session.shown import Shown
from tests.helpers.lessons import moment_of, rows_of, run_of, told_of

WHERE = Predict(ask="Where to?", kind="number", truth="dense1.weights[0, 0] @ update 1")


def one_weight(updates: int = 0, rate: float = 0.1):
    """L = w²: one input 1, one weight from 3 on, no bias, target 0."""
    weights = {"dense1.weights": [[3.0]], "dense1.bias": [0.0]}
    return run_of(rows_of([(1, 0)]), weights, updates, cut=((0, -1, 0),), learning_rate=rate)


def step(**more):
    return told_of("loss", of="dense1.weights[0, 0]", span=(-1.2, 4.2), **more)


def test_before_the_reveal_the_slope_is_there_and_the_answer_is_not(on_stage) -> None:
    pupil = on_stage(one_weight(), step(predict=WHERE))
    texts = pupil.texts("loss")
    assert {"slope +6", "now w = 3", "loss 9", "0.1", "?"} <= set(texts)
    assert not any("2.4" in text for text in texts)
    slope = Predict(ask="How steep?", kind="number", truth="gradient(dense1.weights[0, 0] @ update 0)")
    pupil.stage.show_step(step(predict=slope))
    assert not any("slope" in text or "+6" in text for text in pupil.texts("loss"))
    assert "slope" not in pupil.paper("loss").accessibleDescription()


def test_guess_and_truth_stand_on_the_curve(on_stage) -> None:
    pupil = on_stage(one_weight(), step(predict=WHERE))
    told = {"phase": "revealed", "given": Given(3.6), "truth": 2.4}
    pupil.stage.show_step(step(predict=WHERE, answers=told))
    texts = pupil.texts("loss")
    assert {"your guess", "loss 12.96", "one step", "loss 5.76", "start", "loss 9", "+0.6"} <= set(texts)
    assert {"−0.1 × 6", "2.4"} <= set(texts)
    spots = {spot.name: spot.told for spot in pupil.paper("loss").sheet.spots}
    assert spots["guess"] == "Your guess is 3.6; the loss there is 12.96."
    assert spots["truth"] == "It is 2.4; the loss there is 5.76."


def test_a_guess_that_is_right_is_a_ring_round_the_truth(on_stage) -> None:
    told = {"phase": "revealed", "given": Given(2.4), "truth": 2.4}
    pupil = on_stage(one_weight(), step(predict=WHERE, answers=told))
    texts = pupil.texts("loss")
    assert "as you said" in texts
    assert "your guess" not in texts
    assert [text for text in texts if text == "loss 5.76"] == ["loss 5.76"]
    discs = [mark for mark in pupil.paper("loss").sheet.marks if isinstance(mark, Disc)]
    ring, truth = discs[0], discs[-1]
    assert (ring.x, ring.y) == pytest.approx((truth.x, truth.y))
    assert ring.radius > truth.radius


def test_a_truth_of_something_else_is_no_place_of_the_weight(on_stage) -> None:
    slope = Predict(ask="How steep?", kind="number", truth="gradient(dense1.weights[0, 0] @ update 0)")
    pupil = on_stage(one_weight(), step(predict=slope))
    told = {"phase": "revealed", "given": Given(3.6), "truth": 6.0}
    pupil.stage.show_step(step(predict=slope, answers=told))
    spots = {spot.name for spot in pupil.paper("loss").sheet.spots}
    assert spots == {"stand:0"}
    assert "slope +6" in pupil.texts("loss")
    assert "?" in pupil.texts("loss")  # where the next update leads has not been seen
    # Two updates on it is no single step of the rule.
    later = Predict(ask="Where to?", kind="number", truth="dense1.weights[0, 0] @ update 2")
    told = {"phase": "revealed", "given": Given(3.6), "truth": 1.92}
    pupil.stage.show_step(step(predict=later, answers=told))
    assert "?" in pupil.texts("loss")
    assert "−1.08" in pupil.texts("loss")
    assert not any("×" in text for text in pupil.texts("loss"))


def test_steps_are_followed_and_going_back_takes_them_back(on_stage) -> None:
    pupil = on_stage(one_weight(), step())
    timeline = pupil.desk.shown.timeline

    def after(updates: int) -> Shown:
        return replace(moment_of(one_weight(updates)), timeline=timeline)

    for updates in (1, 2, 3):
        pupil.stage.show_moment(after(updates))
    w = 3 * 0.8**3
    told = {spot.name: spot.told for spot in pupil.paper("loss").sheet.spots}
    assert told["stand:3"] == f"After update 3: w is {w:.3f}, the loss {w * w:.3f}."
    assert "3 steps" in pupil.texts("loss")
    pupil.stage.show_moment(after(1))
    assert "one step" in pupil.texts("loss")
    assert "stand:2" not in {spot.name for spot in pupil.paper("loss").sheet.spots}
    pupil.stage.show_moment(moment_of(one_weight(2)))  # of another run, which has come from nowhere here
    assert "now w = 1.92" in pupil.texts("loss")


def test_numbers_to_choose_from_stand_on_the_axis(on_stage) -> None:
    options = [Option(text=text, when="dense1.weights[0, 0] @ update 1 < 0") for text in ("2,4", "-1", "3.6")]
    asked = Predict(ask="Where to?", kind="choice", options=tuple(options))
    pupil = on_stage(one_weight(), step(predict=asked))
    told = {spot.name: spot.told for spot in pupil.paper("loss").sheet.spots}
    assert told["letter:A"] == "Answer A: 2.4."
    assert told["letter:C"] == "Answer C: 3.6."


def test_the_curve_is_that_of_the_network(on_stage, monkeypatch) -> None:
    rows = [(0.5, -1.0, 0.3), (1.5, 2.0, -0.7), (0.1, 0.4, 0.2)]
    weights = {"dense1.weights": [[0.5, -1.0], [2.0, 0.25]], "dense1.bias": [0.1, 0.5]}
    weights |= {"dense2.weights": [[1.0], [-0.5]], "dense2.bias": [0.25]}
    run = run_of(rows_of(rows), weights, layers=(Dense(2, "tanh"),))
    over = LossOver(run.snapshot, run.dataset, "dense1.weights", (1, 0))

    def loss(w: float) -> float:
        first = np.array([[0.5, -1.0], [w, 0.25]])
        table = np.array(rows)
        out = np.tanh(table[:, :2] @ first + [0.1, 0.5]) @ [[1.0], [-0.5]] + 0.25
        return float(np.mean((out[:, 0] - table[:, 2]) ** 2))

    # the engine holds its data as float32
    assert over.slope() == pytest.approx((loss(2 + 1e-5) - loss(2 - 1e-5)) / 2e-5, rel=1e-5)
    curve = over.curve((-4, 4), points=9)
    assert curve.losses == pytest.approx([loss(w) for w in curve.places], rel=1e-6)
    assert over.at(2.0) == pytest.approx(loss(2.0), rel=1e-6)
    # Slow, it comes later, from another thread; in the end it is the same.
    monkeypatch.setattr(loss_curve, "QUICK", 0)
    asked, at_work = Event(), LossOver.curve

    def patient(over, *span):
        assert asked.wait(60)
        return at_work(over, *span)

    monkeypatch.setattr(LossOver, "curve", patient)
    pupil = on_stage(run, told_of("loss", of="dense1.weights[1, 0]", span=(-4, 4)))
    assert "being worked out …" in pupil.texts("loss")
    asked.set()
    pupil.wait(lambda: "of this network on its 3 training samples" in pupil.texts("loss"))
    paths = [mark for mark in pupil.paper("loss").sheet.marks if isinstance(mark, Path)]
    assert max(len(path.points) for path in paths) == loss_curve.POINTS


def test_what_is_no_number_of_the_network_is_a_sentence(on_stage) -> None:
    pupil = on_stage(one_weight(), told_of("loss", of="dense1.weights[4, 0]"))
    assert pupil.texts("loss") == ["The network has no number “dense1.weights[4, 0]”."]
