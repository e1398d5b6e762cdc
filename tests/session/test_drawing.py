"""Points drawn by hand while a network learns them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from nnviz.training.changes import effect
from nnviz.training.experiment import Experiment
from tests.session.conftest import Stage, toy

Open = Callable[..., Stage]
FOUR = ((-2.0, -2.0, 0.0), (2.0, 2.0, 1.0), (-2.0, 2.0, 1.0), (2.0, -2.0, 0.0))


LEARNED = {"data": "drawn", "scale": "none", "loss": "binary_crossentropy"}


def drawn(*more: tuple[float, float, float]) -> Experiment:
    return toy(**LEARNED, drawn=(*FOUR, *more))


def test_drawn_points_alone_keep_the_weights() -> None:
    assert effect(frozenset({"drawn"})) == "keeps"
    assert effect(frozenset({"drawn", "classes"})) == "restarts"


def test_painting_goes_on_from_the_weights_and_is_one_step_to_undo(open_session: Open) -> None:
    stage = open_session(**LEARNED, drawn=FOUR)
    session = stage.session
    desk = stage.desk
    stage.train_to(3)
    before = session.runs.current.snapshot
    assert before is not None
    experiment = desk.experiment
    for step in range(5):
        desk.change(replace(experiment, drawn=drawn(*[(step / 2, 1.0, 1.0)] * (step + 1)).drawn), "drawing")
        stage.wait_for_run()
    now = session.runs.current.snapshot
    assert now is not None
    assert now.epoch == 0
    np.testing.assert_array_equal(now.parameters, before.parameters)
    assert desk.dataset is not None
    points = np.concatenate([desk.dataset.points("train"), desk.dataset.points("test")])
    assert len(points) == 9
    assert session.runs.ghosts == ()  # what was left learned other points: no curve to compare with
    assert stage.heard.message is None
    session.settings.undo()
    stage.wait_for_run()
    assert desk.experiment == experiment
    assert session.runs.current.snapshot is not None
    assert session.runs.current.snapshot.epoch == 3
    np.testing.assert_array_equal(session.runs.current.snapshot.parameters, before.parameters)
    assert stage.heard.undo[-1] == ("", "drawing")


def test_a_drawing_after_another_change_is_a_step_of_its_own(open_session: Open) -> None:
    stage = open_session(**LEARNED, drawn=FOUR)
    session = stage.session
    desk = stage.desk
    desk.change(replace(desk.experiment, drawn=drawn((0.0, 0.0, 1.0)).drawn), "drawing")
    desk.change(replace(desk.experiment, learning_rate=0.5), "rate")
    desk.change(replace(desk.experiment, drawn=FOUR), "drawing")
    session.settings.undo()
    assert len(desk.experiment.drawn) == 5
    session.settings.undo()
    assert desk.experiment.learning_rate == drawn().learning_rate
    session.settings.undo()
    assert desk.experiment == drawn()
