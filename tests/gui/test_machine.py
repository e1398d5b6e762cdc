"""Whatever is pressed in the real window, in whatever order, it shows what the Session says."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from nnviz.engine import LSTM, Conv, Dense, MaxPool
from nnviz.lessons.course import course
from nnviz.ui.transport.parts import Counter
from tests.gui.conftest import Person
from tests.gui.test_game import GAME
from tests.helpers.counts import count
from tests.helpers.presser import Presser
from tests.helpers.rest import on_its_way

RUN = 50  # actions in one window
REST = 5  # every so many actions all comes to rest
PATIENCE = 30  # s; the machine may be busy


def live(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.001)


def the_room_fits(person: Person, rooms: list) -> None:
    """The room is that of what the Session is at, its views stand alone in the one window."""
    desk = person.desk
    window, session = person.window, person.session
    if window.place.comparing:
        expected = "compare"
    elif desk.step_unit == "micro":
        expected = "micro"
    else:
        expected = desk.experiment.home
    own = f"{desk.experiment.home}/{desk.experiment.objective}"  # an objective may have views of its own
    assert window.place.name in (expected, own)
    room = window.place.current
    assert room.stage.isVisible() == (not window.pages.name)  # a page stands in its place
    others = [view for built in rooms for view in views(built)]
    assert not [view for view in others if view.isVisible() and view not in views(room)]
    tip = Qt.WindowType.ToolTip
    tops = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.windowType() != tip]
    assert tops == [window]
    assert session.runs.current in session.runs.all
    assert len({run.letter for run in session.runs.all}) == len(session.runs.all)


def views(room) -> list:
    return [room.left, room.stage, room.right]


def on_the_way(person: Person) -> str:
    """What is on its way from the training thread, a recomputation or a file; "" for nothing."""
    desk = person.desk
    if desk.shown is None or not desk.shown.exact:
        return "the moment shown is being worked out"
    if person.window.project_files.projects.busy:
        return "a file is being written or read"
    return on_its_way(person.session)


def come_to_rest(person: Person) -> None:
    person.desk.pause()
    end = time.monotonic() + PATIENCE
    while left := on_the_way(person):
        live(0.01)
        assert time.monotonic() < end, f"It does not come to rest: {left}"


def all_show_the_same(person: Person) -> None:
    """Every view has the moment that the cursor names."""
    desk = person.desk
    window, session = person.window, person.session
    shown = desk.shown
    epoch = session.runs.current.snapshot.epoch if desk.cursor is None else desk.cursor
    assert shown.reading or shown.epoch == epoch
    assert window.transport.findChild(Counter).text() == str(shown.epoch)
    room = window.place.name
    if room in ("digits", "playground", "images"):
        parameters = window.diagram.scene.snapshot.parameters
        assert parameters is shown.snapshot.parameters, "in the diagram"
    if room in ("digits", "playground"):
        inspector = window.place.current.right.inspector
        assert inspector._snapshot.parameters is shown.snapshot.parameters, "in the Inspector"
    if room == "micro" and desk.micro is not None:
        np.testing.assert_array_equal(desk.micro.snapshot.parameters, shown.snapshot.parameters)


def shown_at_last(person: Person) -> None:
    """The diagram follows a pen after a pause; then all is there."""
    end = time.monotonic() + 2
    while True:
        try:
            all_show_the_same(person)
            return
        except AssertionError:
            if time.monotonic() > end:
                raise
            live(0.02)


@pytest.mark.parametrize("seed", range(count(4, 100)))
def test_any_sequence_of_presses(open_window, tmp_path: Path, seed: int) -> None:
    """One of four begins in Images, one in Sequences and one in Generate, where F4 leads as well."""
    settings = {"layers": (Dense(8, "tanh"),), "epochs": 400}
    if seed % 4 == 3:
        settings = dict(GAME.with_(epochs=400).named())
    elif seed % 4 == 2:
        settings |= {"layers": (LSTM(3),), "workspace": "sequences", "data": "temporal_order", "length": 20}
    elif seed % 4:
        layers = (Conv(4, 3, activation="relu"), MaxPool(2), Conv(4, 3, activation="relu"))
        settings |= {"layers": layers, "workspace": "images", "data": "shapes"}
    person = open_window(**settings)
    person.session.training.set_speed(200.0)
    rooms = [person.window.place.current]
    person.window.place.built.connect(rooms.append)
    presser = Presser(person.window, seed, tmp_path)
    faults: list[str] = []
    person.session.signals.fault_raised.connect(faults.append)
    done: list[tuple[str, str]] = []
    try:
        for number in range(RUN):
            done.append(presser.act())
            live(0.01)
            the_room_fits(person, rooms)
            if number % REST == REST - 1:
                come_to_rest(person)
                the_room_fits(person, rooms)
                shown_at_last(person)
            assert not faults
    except BaseException as error:
        error.add_note("\n".join(f"{kind}: {what}" for kind, what in done[-25:]))
        raise
    come_to_rest(person)


@pytest.mark.parametrize("seed", range(count(1, 60)))
def test_any_sequence_of_presses_in_lessons(open_window, tmp_path: Path, seed: int) -> None:
    """Whatever is pressed in a lesson, the person's run stays as it is, and any step can be had at last."""
    person = open_window(layers=(Dense(4, "tanh"),), epochs=50)
    person.train_to(2)
    run = person.session.runs.current
    before, step = run.snapshot.parameters.copy(), run.snapshot.step
    learn, faults = person.window.learn, []
    learn.fault_raised.connect(faults.append)
    entries = course()
    presser, done = Presser(person.window, seed, tmp_path), []
    learn.open_entry(entries[(9 + 7 * seed) % len(entries)], 0)
    try:
        for _ in range(RUN):
            done.append(presser.in_lesson())
            live(0.01)
            assert not faults
            if learn.lesson.page.end.isVisible():
                learn.lesson.runner.go(0)
        learn.lesson.runner.go(1)
        person.wait(lambda: learn.lesson.runner.told.ready)
    except BaseException as error:
        error.add_note("\n".join(map(str, done[-25:])))
        raise
    assert learn.lesson.runner.told.fault == ""
    learn.leave_lesson()
    assert person.session.runs.current is run
    assert run.snapshot.step == step
    np.testing.assert_array_equal(run.snapshot.parameters, before)
