"""Small pictures along the timeline: right, lazy, and never in the way."""

from __future__ import annotations

from itertools import count, islice

import numpy as np
import pytest
from PySide6.QtCore import QTimer

from nnviz.engine import Dense
from nnviz.session.film import SLICE, Film
from nnviz.training.experiment import Experiment
from nnviz.training.film_frames import RESOLUTION, made
from nnviz.training.measures import MetricsTable
from nnviz.training.plane import plane_maps
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer
from tests.helpers.seen import works

PLANE = Experiment(data="spirals", layers=(Dense(6, "tanh"), Dense(4, "tanh")))


def trained(experiment: Experiment, epochs: int) -> tuple[object, Timeline, Trainer]:
    trainer, timeline = Trainer(experiment), Timeline()
    for _ in islice(trainer.run(), epochs + 1):
        snapshot = trainer.snapshot()
        timeline.append_metrics(MetricsTable.of([snapshot.metrics]))
        timeline.keep(snapshot)
    return trainer.dataset, timeline, trainer


def asked(qtbot, film, timeline, epochs, reach=0.5):
    """The frames, once they are all there."""
    qtbot.waitUntil(lambda: None not in film.frames(timeline, epochs, reach), timeout=20_000)
    return film.frames(timeline, epochs, reach)


def test_the_plane_s_frames_are_the_maps_of_the_output(qtbot):
    dataset, timeline, _ = trained(PLANE, 3)
    film = Film(dataset)
    assert film.plane
    assert film.frames(timeline, [0, 2], 0.5) == [None, None]  # not made while it is asked
    first, third = asked(qtbot, film, timeline, [0, 2])
    assert (first.epoch, third.epoch) == (0, 2)
    assert first.kind == "value"
    cool, warm = plane_maps(timeline.snapshots[2], dataset, RESOLUTION).layers[-1]
    np.testing.assert_allclose(third.values, warm - cool)
    assert not third.values.flags.writeable
    assert film.frames(timeline, [2], 0.5)[0] is third


def test_tables_of_values_have_no_film():
    assert Film(Experiment(data="diabetes").dataset()).empty


def test_nearest_frames_stand_in_and_nothing_is_made_twice(qtbot):
    dataset, timeline, _ = trained(PLANE, 8)
    film = Film(dataset)
    (frame,) = asked(qtbot, film, timeline, [4], reach=1.0)
    assert film.frames(timeline, [5.0], 1.0) == [frame]
    assert film.frames(timeline, [7.0], 1.0) == [None]


def test_a_stand_in_gives_way_to_a_snapshot_that_is_clearly_nearer(qtbot):
    dataset, timeline, trainer = trained(PLANE, 4)
    film = Film(dataset)
    (stand_in,) = asked(qtbot, film, timeline, [8], reach=4.0)
    assert stand_in.epoch == 4
    for _ in range(4):
        next(trainer.run())
        timeline.keep(trainer.snapshot())
    assert film.frames(timeline, [8], 4.0) == [stand_in]  # until the other is there
    qtbot.waitUntil(lambda: film.frames(timeline, [8], 4.0)[0].epoch == 8)
    qtbot.waitUntil(lambda: not works(film))  # and nothing more is asked for


def test_an_edit_of_a_moment_gives_it_another_frame(qtbot):
    dataset, timeline, trainer = trained(PLANE, 2)
    film = Film(dataset)
    (before,) = asked(qtbot, film, timeline, [2])
    trainer.network.parameters[:] *= -1
    timeline.keep(trainer.snapshot())
    assert film.frames(timeline, [2], 0.5) == [None]
    (after,) = asked(qtbot, film, timeline, [2])
    assert not np.allclose(before.values, after.values)


def test_nothing_is_made_while_it_is_dragged(qtbot):
    dataset, timeline, _ = trained(PLANE, 2)
    film = Film(dataset)
    film.pause(True)
    film.frames(timeline, [0, 1, 2], 0.5)
    qtbot.wait(50)
    assert film.frames(timeline, [0, 1, 2], 0.5) == [None] * 3
    film.pause(False)
    asked(qtbot, film, timeline, [0, 1, 2])


def test_while_it_plays_a_tenth_of_the_time_is_taken(qtbot, monkeypatch):
    dataset, timeline, _ = trained(PLANE, 2)
    film = Film(dataset)
    film.set_busy(True)
    monkeypatch.setattr("nnviz.session.film.SLICE", 0.0)
    waits = []
    timer = film.findChild(QTimer)
    start = timer.start
    monkeypatch.setattr(timer, "start", lambda ms: (waits.append(ms), start(ms)))
    film.frames(timeline, [0, 1, 2], 0.5)
    clock = iter(np.arange(0, 100, 0.002))
    monkeypatch.setattr("nnviz.session.film.perf_counter", lambda: next(clock))
    monkeypatch.setattr("nnviz.session.film.SLICE", 0.003)
    timer.timeout.emit()
    assert waits[-1] >= 9 * 4  # 2 ms and the last look at the clock
    film.stop()
    assert not works(film)


def test_a_network_for_other_data_has_no_frames(qtbot):
    _, timeline, _ = trained(PLANE, 1)
    film = Film(Experiment().dataset())
    assert film.frames(timeline, [0], 0.5) == [None]
    qtbot.waitUntil(lambda: not works(film))
    assert film.frames(timeline, [0], 0.5) == [None]


@pytest.mark.parametrize("experiment", [PLANE, Experiment()], ids=["plane", "digits"])
def test_a_turn_of_work_is_one_small_step_where_time_is_up(qtbot, monkeypatch, experiment):
    dataset, timeline, _ = trained(experiment, 12)
    film = Film(dataset)
    film.pause(True)
    film.frames(timeline, list(range(12)), 0.5)
    film.pause(False)
    clock = count(0.0, 0.6 * SLICE)  # every step takes most of the time there is
    monkeypatch.setattr("nnviz.session.film.perf_counter", lambda: next(clock))
    steps = []

    def counted(*given, **how):
        for frame in made(*given, **how):
            steps.append(frame)
            yield frame

    monkeypatch.setattr("nnviz.session.film.made", counted)
    timer, turns = film.findChild(QTimer), 0
    while works(film):
        before = len(steps)
        timer.stop()
        timer.timeout.emit()
        turns += 1
        assert len(steps) - before <= 1
    assert sum(frame is not None for frame in steps) == 12
    assert turns >= len(steps) + 12, "to begin with a snapshot is a step too"
