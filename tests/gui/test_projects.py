"""Projects by keys, menu, dialogs and drops, in the real window."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QTreeView

from nnviz.drawing.selection import Selection
from nnviz.files.project import Drawing, Project, read_project, write_project
from nnviz.session.preferences import Preferences
from nnviz.training.presets import PRESETS
from nnviz.ui.projects.unsaved_question import UnsavedQuestion
from nnviz.ui.ways_in.drop_cover import DropCover
from tests.gui.conftest import Person
from tests.helpers.projects import full_project, same_snapshot

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def _own_dialogs():
    """Qt's own dialogs, which a test can fill in."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, True)
    yield
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, False)


def idle(person: Person) -> None:
    person.wait(lambda: not person.window.project_files.projects.busy)


def choose(person: Person, path: Path) -> None:
    """Fill in the file dialog that is open."""
    dialogs = lambda: [d for d in person.window.findChildren(QFileDialog) if d.isVisible()]  # noqa: E731
    person.wait(lambda: len(dialogs()) == 1)
    (dialog,) = dialogs()
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # that would be asked without end
    person.qtbot.wait(100)  # until it has read its folder, and says so in the field of the name
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(path))
    dialog.accept()
    idle(person)
    if person.window.isVisible():
        person.window.activateWindow()
        person.wait(person.window.isActiveWindow)


def train(person: Person, epochs: int) -> None:
    """Train up to that epoch."""
    person.desk.advance(epochs - person.session.runs.current.snapshot.epoch)
    person.wait(lambda: person.session.runs.current.snapshot.epoch == epochs)


def question(person: Person) -> UnsavedQuestion:
    person.wait(lambda: len(questions(person)) == 1)
    return questions(person)[0]


def questions(person: Person) -> list[UnsavedQuestion]:
    return [asked for asked in person.window.findChildren(UnsavedQuestion) if asked.isVisible()]


def answer(person: Person, button: str) -> None:
    person.click(getattr(question(person), f"{button}_button"))
    person.wait(lambda: not questions(person))


def protect(person: Person, folder: Path) -> None:
    person.window.project_files.protect(folder)


def test_a_project_is_saved_and_opened_by_keys_and_dialogs(
    open_window: Callable[..., Person], tmp_path: Path
) -> None:
    person = open_window()
    desk = person.desk
    window, session = person.window, person.session
    person.draw_digit(3)
    person.wait(lambda: desk.sample is not None and desk.sample.source == "drawing")
    desk.set_label(3)
    window.commands.set_lines("weights")
    train(person, 4)
    window.diagram.select(Selection("neuron", 0, 5))
    person.wait(lambda: window.isWindowModified())
    assert window.windowTitle() == "nnviz[*]"
    person.key(Qt.Key.Key_S, CTRL)
    choose(person, tmp_path / "mine.nnviz")
    assert window.windowTitle() == "mine[*] – nnviz"
    assert not window.isWindowModified()
    held = read_project(tmp_path / "mine.nnviz")
    assert held.drawing is not None
    assert held.drawing.label == 3
    train(person, 6)
    person.key(Qt.Key.Key_S, CTRL)  # into the same file, unasked
    idle(person)
    newest = read_project(tmp_path / "mine.nnviz").runs[0].timeline.newest
    assert newest is not None
    same_snapshot(newest, session.runs.current.snapshot)
    person.key(Qt.Key.Key_S, CTRL | SHIFT)
    choose(person, tmp_path / "other")
    assert (tmp_path / "other.nnviz").is_file()

    other = open_window()
    other.key(Qt.Key.Key_O, CTRL)
    choose(other, tmp_path / "mine.nnviz")
    assert other.window.windowTitle() == "mine[*] – nnviz"
    same_snapshot(other.session.runs.current.snapshot, session.runs.current.snapshot)
    for mine, theirs in zip(person.canvas.strokes, other.canvas.strokes, strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-12)
    assert other.desk.sample.source == "drawing"
    assert other.desk.sample.label == 3
    assert other.window.diagram.selection == Selection("neuron", 0, 5)
    assert other.window.looks.preferences.lines == "weights"
    other.wait(lambda: not other.window.project_files.projects.look())


@pytest.mark.parametrize("theme", ["dark", "light", "projector"])
def test_words_of_file_dialogs_are_in_the_colour_of_text(
    open_window: Callable[..., Person], theme: str
) -> None:
    window = open_window(preferences=Preferences(theme=theme)).window
    window.project_files.save_as()
    (dialog,) = window.findChildren(QFileDialog)
    labels = [dialog.findChild(QLabel, name) for name in ("lookInLabel", "fileNameLabel", "fileTypeLabel")]
    for words in (*labels, dialog.findChild(QTreeView, "treeView")):
        role = words.foregroundRole()
        assert words.palette().color(role).name() == window.theme.text().name()
    dialog.reject()


def test_of_several_digits_the_same_one_is_read_again(
    open_window: Callable[..., Person], tmp_path: Path
) -> None:
    person = open_window()
    desk = person.desk
    panel = person.window.input_panel
    panel.set_drawing([[[x, 0.2], [x, 0.5], [x, 0.8]] for x in (0.15, 0.5, 0.85)])
    panel.drawn.set_labels((None, None, 1))
    panel.drawn.choose(2)
    panel.drawn.choose(0)
    desk.set_label(7)
    person.wait(lambda: (panel.drawn.index, panel.drawn.labels) == (0, (7, None, 1)))
    person.window.project_files.projects.save(tmp_path / "number.nnviz")
    idle(person)

    other = open_window()
    other.window.project_files.open(tmp_path / "number.nnviz")
    idle(other)
    other.wait(lambda: other.desk.sample is not None and other.desk.sample.source == "drawing")
    drawn = other.window.input_panel.drawn
    assert (drawn.index, drawn.labels) == (0, (7, None, 1))
    assert other.desk.sample.label == 7
    np.testing.assert_array_equal(other.desk.sample.features, desk.sample.features)


def test_a_file_that_the_dialog_has_not_asked_about_stays(person: Person, tmp_path: Path) -> None:
    files = person.window.project_files
    (tmp_path / "Lesson 1.5.nnviz").write_bytes(b"another lesson")
    files.save_named(tmp_path / "Lesson 1.5")
    idle(person)
    assert "“Lesson 1.5.nnviz” is there already" in person.window.message_row.text
    assert (tmp_path / "Lesson 1.5.nnviz").read_bytes() == b"another lesson"
    files.save_named(tmp_path / "Lesson 1.6")
    idle(person)
    assert files.projects.path == tmp_path / "Lesson 1.6.nnviz"


def test_a_project_is_dropped_on_the_window(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "p.nnviz"
    path.write_bytes(write_project(replace(full_project(), cursor=None)))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, *none)
    QApplication.sendEvent(person.window, enter)
    assert enter.isAccepted()
    cover = person.window.findChild(DropCover)
    assert cover.isVisible()
    assert cover.accessibleName() == "Drop the project to open it"
    QApplication.sendEvent(person.window, QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, *none))
    person.wait(lambda: len(person.session.runs.all) == 2)
    idle(person)
    assert not cover.isVisible()
    assert person.session.runs.current.letter == "B"
    assert len(person.canvas.strokes) == 2


def test_what_cannot_be_opened_is_a_sentence_in_the_window(person: Person, tmp_path: Path) -> None:
    (tmp_path / "bad.nnviz").write_bytes(b"nothing")
    before = person.session.runs.current.snapshot
    person.window.project_files.open(tmp_path / "bad.nnviz")
    idle(person)
    assert "no project of nnviz" in person.window.message_row.text
    assert person.session.runs.current.snapshot.parameters is before.parameters


def test_new_begins_anew_and_the_menu_has_the_files_used_last(
    open_window: Callable[..., Person], tmp_path: Path
) -> None:
    person = open_window()
    files = person.window.project_files
    train(person, 3)
    for name in ("a", "b & c"):
        files.projects.save(tmp_path / name)
        idle(person)
    person.key(Qt.Key.Key_N, CTRL)
    person.wait(lambda: files.projects.path is None and person.session.runs.current.snapshot is not None)
    person.wait(lambda: person.session.runs.current.snapshot.epoch == 0)
    assert person.window.windowTitle() == "nnviz[*]"
    menu = files.menu.menu_now()
    texts = [action.text() for action in menu.actions()]
    assert texts[0] == "New project"
    recent = next(action.menu() for action in menu.actions() if action.menu())
    assert [action.text() for action in recent.actions()] == ["b && c.nnviz", "a.nnviz"]
    recent.actions()[1].trigger()
    idle(person)
    assert person.session.runs.current.snapshot.epoch == 3
    assert files.projects.path == tmp_path / "a.nnviz"
    menu.close()
    menu.deleteLater()


# ---- the question
def test_closing_asks_once_and_cancel_stays(open_window: Callable[..., Person], tmp_path: Path) -> None:
    person = open_window()
    protect(person, tmp_path / "r")
    train(person, 2)
    assert not person.window.close()
    assert not person.window.close()  # the one question, again
    answer(person, "cancel")
    assert person.window.isVisible()
    assert person.session.runs.current.snapshot.epoch == 2
    train(person, 3)  # all goes on
    person.window.close()
    QTest.keyClick(question(person), Qt.Key.Key_Escape)
    person.wait(lambda: not questions(person))
    assert person.window.isVisible()
    person.window.close()
    answer(person, "discard")
    person.wait(lambda: not person.window.isVisible())
    assert not [*(tmp_path / "r").iterdir()]


def test_save_saves_and_then_closes(open_window: Callable[..., Person], tmp_path: Path) -> None:
    person = open_window()
    protect(person, tmp_path / "r")
    train(person, 2)
    person.window.close()
    QTest.keyClick(question(person), Qt.Key.Key_Return)
    choose(person, tmp_path / "kept.nnviz")
    person.wait(lambda: not person.window.isVisible())
    newest = read_project(tmp_path / "kept.nnviz").runs[0].timeline.newest
    assert newest is not None
    assert newest.epoch == 2


def test_where_saving_fails_the_window_stays(open_window: Callable[..., Person], tmp_path: Path) -> None:
    person = open_window()
    protect(person, tmp_path / "r")
    train(person, 2)
    person.window.close()
    answer(person, "save")
    (tmp_path / "folder.nnviz").mkdir()
    files = person.window.project_files
    files.projects.save(tmp_path / "folder.nnviz")
    idle(person)
    assert person.window.isVisible()
    assert "cannot be written" in person.window.message_row.text
    for dialog in person.window.findChildren(QFileDialog):
        dialog.reject()
    person.wait(lambda: files.projects.modified)
    person.window.close()
    answer(person, "discard")


def test_nothing_is_asked_where_nothing_is_lost(open_window: Callable[..., Person], tmp_path: Path) -> None:
    person = open_window()
    protect(person, tmp_path / "r")
    assert person.window.close()
    other = open_window()
    protect(other, tmp_path / "r")
    train(other, 1)
    other.window.project_files.projects.save(tmp_path / "p.nnviz")
    idle(other)
    assert other.window.close()


def test_opening_asks_too(open_window: Callable[..., Person], tmp_path: Path) -> None:
    person = open_window()
    protect(person, tmp_path / "r")
    (tmp_path / "p.nnviz").write_bytes(write_project(full_project()))
    train(person, 2)
    person.window.project_files.open(tmp_path / "p.nnviz")
    answer(person, "cancel")
    assert len(person.session.runs.all) == 1
    person.window.project_files.open(tmp_path / "p.nnviz")
    answer(person, "discard")
    person.wait(lambda: len(person.session.runs.all) == 2)
    idle(person)


def test_a_bad_file_is_known_before_anything_is_asked(
    open_window: Callable[..., Person], tmp_path: Path
) -> None:
    person = open_window()
    protect(person, tmp_path / "r")
    (tmp_path / "p.nnviz").write_bytes(write_project(full_project())[:-200])
    train(person, 2)
    person.window.project_files.open(tmp_path / "p.nnviz")
    person.wait(lambda: "cannot be opened" in person.window.message_row.text)
    idle(person)
    assert not questions(person)
    assert len(person.session.runs.all) == 1
    assert person.session.runs.current.snapshot.epoch == 2
    person.window.close()
    answer(person, "discard")


def test_what_is_saved_when_asked_is_saved_before_the_other_project_is_shown(
    open_window: Callable[..., Person], tmp_path: Path
) -> None:
    person = open_window()
    protect(person, tmp_path / "r")
    (tmp_path / "p.nnviz").write_bytes(write_project(full_project()))
    mine = tmp_path / "mine.nnviz"
    person.window.project_files.save_named(mine)
    person.wait(lambda: mine.exists())
    idle(person)
    train(person, 3)
    person.window.project_files.open(tmp_path / "p.nnviz")
    answer(person, "save")
    person.wait(lambda: len(person.session.runs.all) == 2)
    idle(person)
    assert person.window.project_files.projects.path == tmp_path / "p.nnviz"
    assert read_project(mine).runs[0].timeline.newest.epoch == 3


def test_after_a_crash_the_work_is_a_press_away(open_window: Callable[..., Person], tmp_path: Path) -> None:
    folder = tmp_path / "r"
    folder.mkdir()
    strokes = (np.array([[0.2, 0.2], [0.8, 0.8]]),)
    left = replace(full_project(), drawing=Drawing(strokes, None))
    (folder / "running-1-ab.nnviz").write_bytes(write_project(left))
    person = open_window()
    protect(person, folder)
    assert "ended before your work was saved" in person.window.message_row.text
    person.window.message_row.action_requested.emit("recover")
    person.wait(lambda: len(person.session.runs.all) == 2)
    idle(person)
    assert person.window.isWindowModified()
    assert len(person.canvas.strokes) == 1
    person.window.close()
    answer(person, "discard")


@pytest.mark.parametrize(
    "view",
    [
        {"lines": "all", "selection": ["neuron", 99, 0, 0], "speed": "fast", "step_unit": "day", "sample": 7},
        {
            "lines": [],
            "selection": {},
            "speed": -1,
            "step_unit": None,
            "sample": {"source": "test", "index": -1},
        },
        {"selection": ["edge", 0, 0, 10**9], "speed": True, "sample": {"source": "test", "index": 10**12}},
        {"selection": ["input", -1, 64, -1], "file": 7, "reading": "yes", "unknown": [[{}]]},
        {"digits": {"read": 10**9, "labels": [[], "7"]}},
        {"digits": {"read": -1, "labels": [True] * 3}},
    ],
)
def test_a_view_that_cannot_be_is_no_damage(person: Person, tmp_path: Path, view: dict[str, object]) -> None:
    project = Project(runs=full_project().runs, current="B", view=json.loads(json.dumps(view)))
    (tmp_path / "p.nnviz").write_bytes(write_project(project))
    person.window.project_files.open(tmp_path / "p.nnviz")
    person.wait(lambda: len(person.session.runs.all) == 2)
    idle(person)
    assert person.window.diagram.selection is None
    assert Preferences.load().recent


def test_the_menu_has_what_belongs_to_the_whole_program(person):
    menu = person.window.project_files.menu.menu_now()
    words = [action.text() for action in menu.actions() if not action.isSeparator()]
    expected = [
        "Does it always",
        "pictures",
        "My digits",
        "Take the run out",
        "film",
        "Preferences",
        "Full screen",
        "Quit",
    ]
    assert [one for one in expected if any(one in word for word in words)] == expected
    quits = next(action for action in menu.actions() if "Quit" in action.text())
    assert quits.shortcut().toString() == "Ctrl+Q"
    menu.close()


@pytest.mark.parametrize(("preset", "name"), [("digits", "Digits"), ("playground", "Playground")])
def test_a_project_without_a_file_is_offered_a_name_in_a_folder_that_is_there(open_window, preset, name):
    person = open_window(**vars(PRESETS[preset]))
    person.key(Qt.Key.Key_S, CTRL)
    (dialog,) = person.window.findChildren(QFileDialog)
    person.wait(dialog.isVisible)
    (wanted,) = map(Path, dialog.selectedFiles())
    assert wanted.name == f"{name}.nnviz"
    assert wanted.parent.is_dir()
    dialog.reject()


def test_the_name_of_what_is_shown_is_whole_as_soon_as_a_project_is_open(open_window, tmp_path):
    person = open_window(size=(1024, 700))
    train(person, 2)
    person.desk.show_reader(True)
    person.window.project_files.projects.save(tmp_path / "reader.nnviz")
    idle(person)
    other = open_window(size=(1024, 700))
    projects, runs = other.window.project_files.projects, other.window.header.runs
    rooms: list[tuple[str, bool]] = []
    projects.opened.connect(lambda _: rooms.append((runs.text(), runs.width() >= runs.sizeHint().width())))
    other.window.project_files.open(tmp_path / "reader.nnviz")
    other.wait(lambda: len(rooms) == 1)
    assert rooms == [("Reader", True)]
