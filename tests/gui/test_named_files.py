"""Files that were named when nnviz was started."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication

from nnviz.app.window import take_care
from nnviz.cli.named_files import file_paths
from nnviz.files.project import write_project
from nnviz.session import messages
from nnviz.session.preferences import Preferences
from nnviz.session.session import Session
from nnviz.training.experiment import Experiment
from nnviz.ui.appearance import dress
from nnviz.ui.main_window import MainWindow
from nnviz.ui.widgets.buttons import IconButton
from tests.gui.conftest import Person
from tests.helpers.projects import full_project
from tests.helpers.small_course import small_course
from tests.helpers.small_pictures import small_pictures


@pytest.fixture
def starting(qapp, qtbot) -> Iterator[Person]:
    """The window as the program opens it, with the Reader, at the instant at which the files are opened."""
    dress(qapp)
    session = Session(Experiment())
    window = MainWindow(session, Preferences(theme="dark"), reading=True)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    window.start()
    person = Person(window, session, qtbot)
    yield person
    window.close()
    window.deleteLater()
    del person.window, person.session


def settled(person: Person) -> None:
    """The start is over, and so is what it had to say."""
    projects = person.window.project_files.projects
    person.wait(lambda: person.desk.shown is not None and not projects.busy)
    for _ in range(20):
        QApplication.processEvents()


@pytest.mark.parametrize("name", ["missing.nnviz", "damaged.nnviz", "damaged.png"])
def test_what_cannot_be_opened_stays_said_and_the_greeting_waits(
    starting: Person, tmp_path: Path, name: str
) -> None:
    (tmp_path / "damaged.nnviz").write_bytes(b"PK")
    (tmp_path / "damaged.png").write_bytes(b"\x89PNG")
    take_care(starting.window, [tmp_path / name])
    bar = starting.window.message_row
    starting.wait(lambda: name in bar.text)
    settled(starting)
    assert name in bar.text
    starting.session.signals.message_raised.emit(messages.reader(60))  # the Reader is there, sooner or later
    assert name in bar.text
    starting.click(bar.findChild(IconButton))
    assert "Draw a digit" in bar.text


def test_a_project_and_a_picture_are_opened(starting: Person, tmp_path: Path) -> None:
    (tmp_path / "lesson.nnviz").write_bytes(write_project(full_project()))
    take_care(starting.window, [tmp_path / "lesson.nnviz"])
    starting.wait(lambda: starting.window.project_files.projects.path == tmp_path / "lesson.nnviz")
    settled(starting)
    assert [run.letter for run in starting.session.runs.all] == [run.letter for run in full_project().runs]


def test_a_lesson_is_opened(starting: Person, tmp_path: Path) -> None:
    lesson = small_course(tmp_path, (4,))[0].path
    take_care(starting.window, [lesson])
    starting.wait(lambda: starting.window.pages.name == "lesson")
    assert starting.window.learn.lesson.lesson.title == "Lesson of 4"
    assert file_paths([str(lesson)]) == (lesson,)
    assert file_paths(["my.nnlesson", "my.md"]) == (Path("my.nnlesson"), Path("my.md"))


def test_a_picture_is_read(starting: Person, tmp_path: Path) -> None:
    Image.fromarray(255 - small_pictures()[0][7]).resize((140, 140)).save(tmp_path / "seven.PNG")
    take_care(starting.window, [tmp_path / "seven.PNG"])
    starting.wait(lambda: starting.window.input_panel.source == "picture")
    settled(starting)
    assert starting.window.input_panel.photo.is_open
    assert starting.window.results.answer.answer.digit == "7"


def test_each_other_file_has_a_window_of_its_own(
    starting: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[list[str]] = []
    monkeypatch.setattr(QProcess, "startDetached", lambda program, words: begun.append(words))
    files = [tmp_path / name for name in ("a.nnviz", "b.nnviz", "c.png")]
    take_care(starting.window, files)
    settled(starting)
    assert [words[-1] for words in begun] == [str(path) for path in files[1:]]
    assert "a.nnviz" in starting.window.message_row.text
