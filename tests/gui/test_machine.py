"""Whatever is pressed in the real window, in whatever order, it shows what the Session says."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from nnviz.engine import Dense
from nnviz.ui.transport.parts import Counter
from tests.gui.conftest import Person
from tests.helpers.counts import count
from tests.helpers.presser import Presser

RUN = 50  # actions in one window
REST = 5  # every so many actions all comes to rest
PATIENCE = 30  # s; the machine may be busy


def live(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.001)


def the_room_fits(person: Person) -> None:
    """The room is that of what the Session is at, its views stand alone in the one window."""
    desk = person.desk
    window, session = person.window, person.session
    if window.place.comparing:
        expected = "compare"
    elif desk.step_unit == "micro":
        expected = "micro"
    else:
        expected = desk.experiment.home
    assert window.place.name == expected
    room = window.place.current
    assert room.stage.isVisible()
    others = [view for built in window.place._built.values() for view in views(built)]
    assert not [view for view in others if view.isVisible() and view not in views(room)]
    tip = Qt.WindowType.ToolTip
    tops = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.windowType() != tip]
    assert tops == [window]
    assert session.runs.current in session.runs.all
    assert len({run.letter for run in session.runs.all}) == len(session.runs.all)


def views(room) -> list:
    return [room.left, room.stage, room.right]


def resting(person: Person) -> bool:
    """Whether nothing is on its way from the training thread, a recomputation or a file."""
    desk = person.desk
    session, thread = person.session, person.session.training.thread_now
    trainer, snapshot = thread._trainer, session.runs.current.snapshot
    if trainer is None or snapshot is None or not session.runs.current.begun or thread._unshown:
        return False
    exact = desk.shown is not None and desk.shown.exact
    if not exact or person.window.project_files.projects.busy:
        return False
    there = (trainer.step, trainer.waits, thread.mailbox._announced) == (snapshot.step, False, False)
    return there and trainer.experiment == session.runs.current.experiment and not session.runs.current.edits


def state(person: Person) -> str:
    desk, run = person.desk, person.session.runs.current
    thread, snapshot = person.session.training.thread_now, run.snapshot
    trainer = thread._trainer
    return (
        f"trainer at {trainer and trainer.step}, waits {trainer and trainer.waits}, shown {snapshot.step}, "
        f"begun {run.begun}, unshown {thread._unshown}, announced {thread.mailbox._announced}, "
        f"exact {desk.shown and desk.shown.exact}, saving {person.window.project_files.projects.busy}, "
        f"edits {run.edits}, same settings {trainer and trainer.experiment == run.experiment}"
    )


def come_to_rest(person: Person) -> None:
    person.desk.pause()
    end = time.monotonic() + PATIENCE
    while not resting(person):
        live(0.01)
        assert time.monotonic() < end, f"It does not come to rest: {state(person)}"


def all_show_the_same(person: Person) -> None:
    """Every view has the moment that the cursor names."""
    desk = person.desk
    window, session = person.window, person.session
    shown = desk.shown
    epoch = session.runs.current.snapshot.epoch if desk.cursor is None else desk.cursor
    assert shown.reading or shown.epoch == epoch
    assert window.transport.findChild(Counter).text() == str(shown.epoch)
    room = window.place.name
    if room in ("digits", "playground"):
        parameters = window.diagram.scene.snapshot.parameters
        assert parameters is shown.snapshot.parameters, "in the diagram"
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


@pytest.mark.parametrize("seed", range(count(3, 100)))
def test_any_sequence_of_presses(open_window, tmp_path: Path, seed: int) -> None:
    person = open_window(layers=(Dense(8, "tanh"),), epochs=400)
    person.session.training.set_speed(200.0)
    presser = Presser(person.window, seed, tmp_path)
    faults: list[str] = []
    person.session.signals.fault_raised.connect(faults.append)
    done: list[tuple[str, str]] = []
    try:
        for number in range(RUN):
            done.append(presser.act())
            live(0.01)
            the_room_fits(person)
            if number % REST == REST - 1:
                come_to_rest(person)
                the_room_fits(person)
                shown_at_last(person)
            assert not faults
    except BaseException as error:
        error.add_note("\n".join(f"{kind}: {what}" for kind, what in done[-25:]))
        raise
    come_to_rest(person)
