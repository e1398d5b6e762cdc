"""A lesson in the window: the person's own runs wait behind it, and are as they were afterwards."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QListView

from nnviz.lessons import course as catalogue
from nnviz.session.lesson_progress import Progress
from nnviz.session.preferences import Preferences
from nnviz.session.presenting_kept import Kept, PresentingFolder
from nnviz.session.session import Session
from nnviz.training.experiment import Experiment
from nnviz.ui.main_window import MainWindow
from tests.gui.conftest import RING, Person
from tests.gui.test_ways_in import drop as let_go
from tests.helpers.small_course import small_course

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def lessons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A course of small lessons."""
    there = small_course(tmp_path / "course")
    monkeypatch.setattr(catalogue, "course", lambda: there)
    return there


def ready(person: Person) -> None:
    person.wait(lambda: person.window.learn.lesson.runner.told.ready)


def picture(window: MainWindow) -> QImage:
    """The window with everything in it at rest."""
    QApplication.processEvents()
    window.views.stage.rest_now()
    QApplication.processEvents()
    return window.grab().toImage()


def open_lesson(person: Person) -> None:
    person.click(person.window.header.tabs.row.button("learn"))
    person.key(Qt.Key.Key_Return)  # the card that is chosen
    assert person.window.pages.name == "lesson"
    ready(person)


def test_a_lesson_leaves_the_persons_runs_as_they_were_with_undo(open_ring) -> None:
    person = open_ring()
    window = person.window
    person.train_to(3)
    person.desk.change(person.desk.experiment.with_(learning_rate=0.02), "rate")
    person.train_to(5)
    person.desk.look_at(2)
    person.wait(lambda: person.desk.shown.exact and person.desk.shown.epoch == 2)
    run = person.session.runs.current
    parameters, timeline, undo = (
        run.snapshot.parameters.copy(),
        run.timeline,
        window.header.undo_button.toolTip(),
    )
    before = picture(window)

    open_lesson(person)
    lesson = window.learn.lesson
    assert lesson.page.isVisible()
    assert lesson.desk.shown.snapshot.layers[0].weights[0, 0] == 2
    lesson.runner.go(1)
    ready(person)
    lesson.runner.predict(1.6, "sure")
    person.wait(lambda: lesson.runner.told.right is not None)
    assert lesson.runner.told.right
    lesson.runner.run_on()
    for key in (Qt.Key.Key_R, Qt.Key.Key_Z, Qt.Key.Key_B, Qt.Key.Key_L):
        person.key(key, CTRL)
    lesson.page.leave_requested.emit()
    assert window.pages.name == "course"
    assert window.learn.lesson is None
    person.click(window.header.tabs.row.button("playground"))

    assert person.session.runs.all == (run,)
    np.testing.assert_array_equal(run.snapshot.parameters, parameters)
    assert run.timeline is timeline
    assert person.desk.cursor == 2
    assert window.header.undo_button.toolTip() == undo
    assert picture(window) == before
    person.key(Qt.Key.Key_Z, CTRL)
    person.wait(lambda: person.desk.experiment.learning_rate == 0.05)


def test_training_rests_and_the_lesson_waits_while_one_is_elsewhere(open_ring) -> None:
    person = open_ring()
    window = person.window
    person.session.training.set_speed(30.0)
    person.desk.play()
    open_lesson(person)
    assert not person.desk.playing
    lesson = window.learn.lesson
    lesson.runner.go(2)
    ready(person)
    person.key(Qt.Key.Key_F4)
    assert window.pages.name == ""
    assert window.learn.lesson is lesson
    person.click(window.header.tabs.row.button("learn"))
    assert window.pages.name == "lesson"
    assert lesson.runner.place == 2
    assert lesson.page.isVisible()


def test_where_a_lesson_was_left_is_kept(open_ring, lessons) -> None:
    person = open_ring()
    open_lesson(person)
    lesson = person.window.learn.lesson
    assert person.session.progress.present == "lesson-1"
    lesson.runner.go(1)
    ready(person)
    lesson.page.leave_requested.emit()
    assert person.session.progress.present == ""
    side = person.window.learn.course.side
    assert side.go_on.text() == "Continue at step 2"
    person.click(side.go_on)
    assert person.window.learn.lesson.runner.place == 1
    person.window.learn.leave_lesson()
    person.click(side.again)
    assert person.window.learn.lesson.runner.place == 0


def test_runs_of_a_lesson_can_be_kept(open_ring) -> None:
    person = open_ring()
    open_lesson(person)
    lesson = person.window.learn.lesson
    lesson.page.keep_requested.emit(lesson.runner.kept_runs())
    assert [run.letter for run in person.session.runs.all] == ["A", "B"]
    kept = person.session.runs.all[1]
    assert kept.name == "Lesson of 1: A weight"
    assert kept.snapshot.layers[0].weights[0, 0] == 2
    assert "Kept in your project" in person.window.message_row.text
    assert person.window.message_row.isVisible()
    assert person.session.runs.current.letter == "A"


def test_the_door_of_start_leads_into_the_lesson_that_comes_next(open_ring) -> None:
    person = open_ring()
    person.click(person.window.header.logo)
    page = person.window.learn.start.page
    person.wait(lambda: page.lesson.accessibleDescription().startswith("Lesson of 1. 11 minutes"))
    page.lesson.setFocus()
    person.key(Qt.Key.Key_Space)
    assert person.window.pages.name == "lesson"
    ready(person)


def drop(person: Person, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    let_go(person.window, data)


def test_a_lesson_file_is_dropped_and_its_mistakes_are_listed(open_ring, tmp_path: Path, lessons) -> None:
    person = open_ring()
    text = (lessons[0].path / "lesson.md").read_text()
    own = tmp_path / "my lesson.md"
    own.write_text(text.replace("lesson-1", "mine").replace('loss = "mse"', 'los = "mse"'))
    drop(person, own)
    assert person.window.pages.name == "lesson"
    assert person.window.learn.lesson.lesson.id == "mine"
    lines = [list_.model().index(0, 0).data() for list_ in person.window.findChildren(QListView)]
    assert [line for line in lines if line and line.startswith("my lesson.md:18: “los”")]
    ready(person)
    drop(person, lessons[1].path)  # a folder
    assert person.window.learn.lesson.lesson.id == "lesson-2"
    empty = tmp_path / "empty.md"
    empty.write_text("nothing")
    drop(person, empty)
    assert person.window.learn.lesson.lesson.id == "lesson-2"


def test_a_lesson_that_is_being_written_keeps_its_step(open_ring, tmp_path: Path, lessons) -> None:
    person = open_ring()
    own = tmp_path / "own.md"
    text = (lessons[0].path / "lesson.md").read_text().replace("lesson-1", "own")
    own.write_text(text)
    drop(person, own)
    runner = person.window.learn.lesson.runner
    runner.go(1)
    ready(person)
    begun = "## Before it {look}\n\nNew.\n\n## A weight {look}"
    own.write_text(text.replace("## A weight {look}", begun).replace("[[2]]", "[[3]]"))
    person.wait(lambda: len(runner.lesson.steps) == 4)
    assert runner.told.step.title == "How far?"
    ready(person)
    assert person.window.learn.lesson.desk.shown.snapshot.layers[0].weights[0, 0] == 3
    replaced = tmp_path / "saved"  # as some editors save
    replaced.write_text(text.replace('kind = "number"', 'kind = "numbr"'))
    replaced.replace(own)
    person.wait(lambda: "In this lesson file" in person.window.message_row.text)
    assert "numbr" in person.window.message_row.text
    own.write_text(text.replace("The slope is 4.", "The slope is four."))
    person.wait(lambda: not person.window.message_row.text)
    assert runner.told.step.body == "The slope is four."
    person.window.learn.leave_lesson()
    own.write_text(text)


def test_a_project_that_is_opened_leads_back_to_the_workspace(open_ring, tmp_path: Path) -> None:
    person = open_ring()
    person.train_to(2)
    files = person.window.project_files.projects
    files.save(tmp_path / "two.nnviz")
    person.wait(lambda: files.path is not None)
    open_lesson(person)
    drop(person, tmp_path / "two.nnviz")
    person.wait(lambda: person.window.pages.name == "")
    assert person.session.runs.current.snapshot.epoch == 2


def test_a_save_within_a_lesson_saves_the_persons_own(open_ring, tmp_path: Path) -> None:
    person = open_ring()
    person.train_to(2)
    files = person.window.project_files.projects
    path = tmp_path / "mine.nnviz"
    files.save(path)
    person.wait(lambda: files.path is not None and not files.busy)
    open_lesson(person)
    path.unlink()
    person.key(Qt.Key.Key_S, CTRL)
    person.wait(path.exists)
    from nnviz.files.project import read_project

    person.wait(lambda: not files.busy)
    assert [run.experiment.data for run in read_project(path).runs] == ["ring"]


def test_a_lesson_is_presented_and_the_window_waits_beside_it(open_ring, lessons) -> None:
    person = open_ring()
    person.click(person.window.header.tabs.row.button("learn"))
    course = person.window.learn.course
    course.path.choose(2)
    person.click(course.present)
    now = person.window.presents.now
    person.wait(lambda: now.runner.told is not None and now.runner.told.ready)
    assert now.runner.lesson.id == "lesson-2"
    assert now.presenting.phase == "title"
    assert person.session.progress.kept("lesson-2") is None, "a class is no pupil"
    now.next_lesson_wished.emit()
    assert now.runner.lesson.id == "lesson-5"
    course.path.choose(9)
    person.click(course.present)  # the one that is presented is another now
    assert person.window.presents.now is now
    assert now.runner.lesson.id == "lesson-9"
    now.end()
    assert person.window.presents.now is None
    person.click(course.side.go_on)
    ready(person)
    person.window.learn.lesson.page.present_requested.emit()
    now = person.window.presents.now
    assert now.runner.lesson.id == person.window.learn.lesson.lesson.id
    person.window.close()  # ends it too
    assert person.window.presents.now is None


def test_after_a_crash_one_is_in_the_lesson_again(open_ring, lessons, tmp_path: Path) -> None:
    first = open_ring()
    progress = first.session.progress
    open_lesson(first)
    first.window.learn.lesson.runner.go(1)
    ready(first)
    file = tmp_path / "lessons.json"
    left = Progress(file)
    left.come_to(first.window.learn.lesson.lesson, progress.way(first.window.learn.lesson.lesson).step)
    left.save()  # and there it ended
    session = Session(Experiment(**RING), lessons_file=file)
    window = MainWindow(session, Preferences(theme="dark"), at_start=True)
    window.show()
    window.start()
    assert window.pages.name == "start"
    window.learn.come_back()
    assert window.pages.name == "lesson"
    first.wait(lambda: window.learn.lesson.runner.told.ready)
    assert window.learn.lesson.runner.place == 1
    window.close()
    window.deleteLater()
    assert Progress(file).present == "", "it was closed as it should be"
    assert Progress(file).kept("lesson-1").step == lessons[0].read().lesson.steps[1].key


def test_after_a_crash_one_is_in_a_lesson_of_ones_own_again(open_ring, lessons, tmp_path: Path) -> None:
    own = tmp_path / "mine"
    shutil.copytree(lessons[0].path, own)
    first, file = open_ring(), tmp_path / "lessons.json"
    first.window.learn.open_file(own)
    ready(first)
    kept = first.session.progress
    assert kept.present_file == str(own)
    left = Progress(file)
    left.come_to(first.window.learn.lesson.lesson, first.window.learn.lesson.lesson.steps[1].key)
    left.come_from(kept.present_file)
    left.save()  # and there it ended
    again = Progress(file)
    assert again.present_file == str(own)
    first.window.learn.open_entry(lessons[1])
    assert kept.present_file == ""
    kept.come_from(again.present_file)
    first.window.learn.come_back()
    ready(first)
    assert first.window.learn.lesson.lesson.id == lessons[0].read().lesson.id
    shutil.rmtree(own)
    first.window.learn.come_back()  # it is gone: one stays where one is


def test_after_a_crash_a_class_is_in_its_lesson_again(open_ring, lessons, tmp_path: Path) -> None:
    folder = PresentingFolder(tmp_path / "presenting")
    lesson = lessons[1].read().lesson
    folder.keep_place(Kept(lesson.id, lesson.steps[1].key, "ask"))
    session = Session(Experiment(**RING), lessons_file=tmp_path / "lessons.json")
    window = MainWindow(session, Preferences(theme="dark"))
    window.show()
    window.start()
    assert window.presents.come_back()
    now = window.presents.now
    assert now.runner.lesson.id == "lesson-2"
    assert now.runner.place == 1
    open_ring().wait(lambda: now.runner.told.ready)
    window.close()
    window.deleteLater()
    assert folder.place() is None


def test_enter_presses_the_button_that_has_the_keys(open_window) -> None:
    person = open_window()
    open_lesson(person)
    runner = person.window.learn.lesson.runner
    assert runner.place == 0
    person.key(Qt.Key.Key_Return)
    person.wait(lambda: runner.place == 1)


def test_a_moment_is_kept_as_a_step_of_a_lesson(open_ring, tmp_path: Path) -> None:
    person = open_ring()
    person.train_to(3)
    person.desk.look_at(2)
    person.wait(lambda: person.desk.shown.exact and person.desk.shown.epoch == 2)
    said: list = []
    person.window.learn.message_raised.connect(said.append)
    file = tmp_path / "mine.md"
    person.window.learn.keep_step_in(file)
    assert [message.kind for message in said] == ["info"]
    moment = person.desk.shown.snapshot
    person.window.learn.open_file(file)
    ready(person)
    there = person.window.learn.lesson.desk.shown
    person.wait(lambda: person.window.learn.lesson.desk.shown is not None)
    there = person.window.learn.lesson.desk.shown
    np.testing.assert_array_equal(there.snapshot.parameters, moment.parameters)
    person.window.learn.keep_step_in(tmp_path / "no" / "such" / "folder.md")
    assert said[-1].kind == "warning"
