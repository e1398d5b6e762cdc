"""Whatever is pressed in the real window, in whatever order, it shows what the Session says."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from nnviz.engine import Dense
from nnviz.training.presets import workspace_of
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
    window, session = person.window, person.session
    if window.rooms.comparing:
        expected = "compare"
    elif session.step_unit == "micro":
        expected = "micro"
    else:
        expected = workspace_of(session.experiment.data)
    assert window.rooms.name == expected
    room = window.rooms.current
    assert room.stage.isVisible()
    others = [view for built in window.rooms._built.values() for view in views(built)]
    assert not [view for view in others if view.isVisible() and view not in views(room)]
    tip = Qt.WindowType.ToolTip
    tops = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.windowType() != tip]
    assert tops == [window]
    assert session.run in session.runs
    assert len({run.letter for run in session.runs}) == len(session.runs)


def views(room) -> list:
    return [room.left, room.stage, room.right]


def resting(person: Person) -> bool:
    """Whether nothing is on its way from the training thread, a recomputation or a file."""
    session, thread = person.session, person.session.running.thread_now
    trainer, snapshot = thread._trainer, session.snapshot
    if trainer is None or snapshot is None or not session.run.begun or thread._unshown:
        return False
    if session.looking._work is not None or person.window.project_files.projects.busy:
        return False
    there = (trainer.step, trainer.waits, thread.mailbox._announced) == (snapshot.step, False, False)
    return there and trainer.experiment == session.experiment and not session.run.edits


def state(person: Person) -> str:
    session, thread = person.session, person.session.running.thread_now
    trainer, snapshot = thread._trainer, session.snapshot
    return (
        f"trainer at {trainer and trainer.step}, waits {trainer and trainer.waits}, shown {snapshot.step}, "
        f"begun {session.run.begun}, unshown {thread._unshown}, announced {thread.mailbox._announced}, "
        f"recomputing {session.looking._work}, saving {person.window.project_files.projects.busy}, "
        f"edits {session.run.edits}, same settings {trainer and trainer.experiment == session.experiment}"
    )


def come_to_rest(person: Person) -> None:
    person.session.pause()
    end = time.monotonic() + PATIENCE
    while not resting(person):
        live(0.01)
        assert time.monotonic() < end, f"It does not come to rest: {state(person)}"


def all_show_the_same(person: Person) -> None:
    """Every view has the moment that the cursor names."""
    window, session = person.window, person.session
    shown = session.shown
    epoch = session.snapshot.epoch if session.cursor is None else session.cursor
    assert session.looking.shown.epoch == epoch
    assert window.transport.readout._counter._text == str(shown.epoch)
    room = window.rooms.name
    if room in ("digits", "playground"):
        parameters = window.diagram.scene.snapshot.parameters
        assert parameters is shown.parameters, "in the diagram"
        inspector = window.rooms.current.right.inspector
        assert inspector._snapshot.parameters is shown.parameters, "in the Inspector"
    if room == "micro" and session.micro is not None:
        np.testing.assert_array_equal(session.micro.snapshot.parameters, session.looking.shown.parameters)


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
    person.session.set_speed(200.0)
    presser = Presser(person.window, seed, tmp_path)
    faults: list[str] = []
    person.session.fault_raised.connect(faults.append)
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
