"""Pictures by file, clipboard and drag and drop, into the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QLineEdit

from nnviz.ui.canvas.photo_view import PhotoView
from nnviz.ui.ways_in.drop_cover import DropCover
from tests.helpers.sheets import blackboard, png, sheet

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def learned(person):
    """The window after 30 epochs."""
    person.desk.advance(30)
    person.wait(lambda: person.session.runs.current.snapshot.epoch == 30)
    return person


@pytest.fixture
def clipboard(qapp):
    yield qapp.clipboard()
    qapp.clipboard().clear()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "number.png"
    sheet((2, 0, 2, 6)).save(path)
    return path


def says(person, text: str) -> bool:
    """Whether the panel with the picture says so."""
    labels = person.window.input_panel.findChildren(QLabel)
    return any(text in label.text() for label in labels if label.isVisible())


def is_read(person, number: str) -> None:
    panel = person.window.input_panel
    person.wait(lambda: says(person, f"Reads {number}"))
    assert panel.source == "picture"
    assert person.desk.sample.source == "picture"
    assert person.desk.shown.probe is not None


def drop(window, data: QMimeData) -> None:
    """What the window system does when something is dragged in and let go."""
    over = QDragEnterEvent(
        QPoint(600, 400), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    )
    QApplication.sendEvent(window, over)
    assert over.isAccepted()
    assert window.findChild(DropCover).isVisible()
    let_go = QDropEvent(
        QPointF(600, 400), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    )
    QApplication.sendEvent(window, let_go)
    assert not window.findChild(DropCover).isVisible()


def test_a_pasted_number_is_read_and_each_digit_can_be_looked_at(learned, clipboard) -> None:
    learned.draw_digit(4)
    strokes = learned.canvas.strokes
    clipboard.setImage(QImage.fromData(png(blackboard((2, 0, 2, 6)))))
    learned.key(Qt.Key.Key_V, CTRL)
    is_read(learned, "2026")
    view = learned.window.findChild(PhotoView)
    assert learned.desk.shown.probe.answer == 2
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.box_of(3).center().toPoint())
    assert learned.desk.sample.index == 3
    assert learned.desk.shown.probe.answer == 6
    assert learned.canvas.strokes is not None
    assert [s.tolist() for s in learned.canvas.strokes] == [s.tolist() for s in strokes]


def test_a_file_is_opened_by_its_dialog(learned, file, qtbot) -> None:
    learned.key(Qt.Key.Key_O, CTRL)
    dialog = learned.window.findChild(QFileDialog)
    learned.wait(dialog.isVisible)
    dialog.fileSelected.emit(str(file))
    dialog.close()
    is_read(learned, "2026")


def test_the_dialog_begins_in_a_folder_that_is_there(person, monkeypatch, tmp_path) -> None:
    nowhere = str(tmp_path / "Pictures")
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: nowhere)
    person.key(Qt.Key.Key_O, CTRL)
    dialog = person.window.findChild(QFileDialog)
    person.wait(dialog.isVisible)
    assert Path(dialog.directory().absolutePath()) == Path.home()
    assert dialog.findChild(QLineEdit, "fileNameEdit").text() == ""
    dialog.close()


def test_a_dropped_file_and_a_dropped_image_are_read(learned, file) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    drop(learned.window, data)
    is_read(learned, "2026")
    image = QMimeData()
    image.setImageData(QImage.fromData(png(sheet((7,)))))
    drop(learned.window, image)
    is_read(learned, "7")


def test_a_drag_that_goes_away_leaves_nothing(person) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("a.png")])
    window = person.window
    over = QDragEnterEvent(
        QPoint(600, 400), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    )
    QApplication.sendEvent(window, over)
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not window.findChild(DropCover).isVisible()
    words = QMimeData()
    words.setText("seven")
    over = QDragEnterEvent(
        QPoint(600, 400), Qt.DropAction.CopyAction, words, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)
    )
    over.ignore()
    QApplication.sendEvent(window, over)
    assert not over.isAccepted()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"no picture", "“a.png” is no picture that can be read"),
        (png(sheet((), (200, 100))), "“a.png” shows nothing that could be a digit"),
        (None, "“a.png” is not there."),
    ],
)
def test_what_cannot_be_read_is_a_sentence_and_nothing_is_lost(person, tmp_path, content, word) -> None:
    person.draw_digit(4)
    person.wait(lambda: person.desk.sample is not None and person.desk.sample.source == "drawing")
    if content is not None:
        (tmp_path / "a.png").write_bytes(content)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png"))])
    drop(person.window, data)
    person.wait(lambda: bool(person.window.message_row.text))
    assert word in person.window.message_row.text
    assert person.window.input_panel.source == "draw"
    assert person.desk.sample.source == "drawing"
    assert len(person.canvas.strokes) > 0


@pytest.mark.parametrize("kind", ["nothing", "text", "far away"])
def test_pasting_without_a_picture_says_so(person, clipboard, kind) -> None:
    clipboard.clear()
    if kind == "text":
        clipboard.setText("seven")
    elif kind == "far away":
        data = QMimeData()
        data.setUrls([QUrl("https://example.org/seven.png")])
        clipboard.setMimeData(data)
    person.key(Qt.Key.Key_V, CTRL)
    assert person.window.message_row.isVisible()
    assert "picture" in person.window.message_row.text


def test_of_two_pictures_the_later_is_shown(learned, tmp_path) -> None:
    sheet((2, 0, 2, 6), (2400, 1600)).save(tmp_path / "large.png")
    sheet((7,)).save(tmp_path / "small.png")
    for name in ("large.png", "small.png"):
        learned.window.ways_in.open_file(str(tmp_path / name))
    is_read(learned, "7")
    assert learned.window.input_panel.photo.name == "“small.png”"


def test_the_number_follows_the_training(person, file) -> None:
    person.window.ways_in.open_file(str(file))
    person.wait(lambda: says(person, "Reads "))
    person.desk.advance(30)
    is_read(person, "2026")


def test_in_a_narrow_window_the_panel_opens(open_window, file) -> None:
    person = open_window(size=(1024, 700))
    person.window.open_drawer("right")
    assert not person.window.input_panel.isVisible()
    person.window.ways_in.open_file(str(file))
    person.wait(lambda: person.window.input_panel.isVisible())
    assert person.window.input_panel.source == "picture"


def test_closing_while_a_picture_is_read(open_window, file) -> None:
    person = open_window()
    person.window.ways_in.open_file(str(file))
    person.window.close()


def test_the_reader_reads_it_before_anything_was_trained(person, file) -> None:
    person.desk.show_reader(True)
    assert person.session.runs.current.snapshot.epoch == 0
    person.window.ways_in.open_file(str(file))
    is_read(person, "2026")
    assert person.desk.shown.probe.answer == 2


def test_a_picture_that_lies_on_its_side_is_turned(person, tmp_path) -> None:
    person.desk.show_reader(True)
    buttons = person.window.input_panel.findChildren(QAbstractButton)
    turn = next(button for button in buttons if button.accessibleName().startswith("Turn the picture"))
    assert not turn.isEnabled()
    image = sheet((2, 0, 2, 6))
    image.rotate(180).save(tmp_path / "number.png")
    person.window.ways_in.open_file(str(tmp_path / "number.png"))
    person.wait(turn.isEnabled)
    for _ in range(2):
        person.click(turn)
    is_read(person, "2026")
