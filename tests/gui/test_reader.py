"""The Reader in the real window: it reads at once, says when it is not sure, and learns a hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from nnviz.drawing.selection import Selection
from nnviz.session.preferences import Preferences
from nnviz.session.session import Session
from nnviz.training.experiment import Experiment
from nnviz.ui.appearance import dress
from nnviz.ui.canvas.body import PanelBody
from nnviz.ui.main_window import MainWindow
from nnviz.ui.sheets.sheet import Sheet
from tests.gui.conftest import Person
from tests.helpers.seen import button
from tests.helpers.sheets import sheet

SCRIBBLE = [np.array([[0.2, 0.2], [0.8, 0.8], [0.2, 0.8], [0.8, 0.2], [0.2, 0.2], [0.5, 0.9], [0.9, 0.1]])]


@pytest.fixture
def reader(qapp, qtbot) -> Iterator[Person]:
    """The window as the program opens it, showing the Reader."""
    dress(qapp)
    session = Session(Experiment())
    window = MainWindow(session, Preferences(theme="dark"), reading=True)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    window.start()
    person = Person(window, session, qtbot)
    person.wait(lambda: window.desk.shown is not None)
    yield person
    window.close()
    window.deleteLater()
    del person.window, person.session


def drawn(person: Person, digit: int, **where: object) -> None:
    person.window.input_panel.set_drawing([])
    QApplication.processEvents()
    person.draw_digit(digit, **where)
    person.wait(lambda: person.desk.sample is not None and person.desk.sample.source == "drawing")
    QApplication.processEvents()


def test_drawing_works_at_once(reader: Person) -> None:
    answer = reader.window.results.answer
    read = []
    for digit in (0, 1, 2, 3, 4, 7):
        drawn(reader, digit, size=0.4, at=(0.5, 0.1))
        reader.wait(lambda: answer.answer.headline != "")
        read.append(answer.answer.digit)
    assert sum(a == str(b) for a, b in zip(read, (0, 1, 2, 3, 4, 7), strict=True)) >= 5
    assert reader.window.results.foot.other.text() == "Run A: untrained"
    assert reader.window.header.runs.isVisible()


def test_play_shows_the_run_and_a_click_the_reader(reader: Person) -> None:
    desk = reader.desk
    window, session = reader.window, reader.session
    drawn(reader, 4)
    desk.play()
    assert not window.header.runs.reading
    assert not window.results.foot.calibrated, "the network in training is shown raw"
    reader.wait(lambda: session.runs.current.snapshot.epoch >= 2)
    desk.pause()
    assert window.results.foot.other.text().startswith("Reader: 4 (")
    reader.click(window.results.foot.other)
    assert desk.reading
    assert window.header.runs.reading
    assert window.results.inspector.content.summary[0][1] == "64 → 128 → 64 → 10"
    assert window.results.foot.other.text().startswith("Run A:")


def test_a_scribble_is_no_digit_but_raw_it_is_one(reader: Person) -> None:
    view, foot = reader.window.results.answer, reader.window.results.foot
    reader.window.input_panel.set_drawing(SCRIBBLE)
    reader.wait(lambda: view.answer.headline == "This is no digit I know")
    assert view.answer.digit == "?"
    foot.kind.setFocus()
    reader.key(Qt.Key.Key_Left)
    assert not foot.calibrated
    assert view.answer.digit == str(reader.desk.shown.probe.answer)
    assert "sure it is" in view.answer.headline


def test_the_run_can_be_calibrated(reader: Person) -> None:
    desk = reader.desk
    session, foot = reader.session, reader.window.results.foot
    drawn(reader, 7)
    desk.advance(5)
    reader.wait(lambda: session.runs.current.snapshot.epoch >= 5)
    foot.kind.setFocus()
    reader.key(Qt.Key.Key_Right)
    assert foot.calibrated
    reader.wait(lambda: "nothing else comes near" not in reader.window.results.answer.answer.detail)
    assert desk.shown.calibrated_reader.temperature != 1


def test_a_network_without_a_softmax_is_not_calibrated_and_gives_no_percentages(reader: Person) -> None:
    """Ten sigmoids of mean squared error are numbers of their own: neither do they sum to 1."""
    desk, results = reader.desk, reader.window.results
    desk.change(desk.experiment.with_(loss="mse"), "loss")
    desk.show_reader(False)
    drawn(reader, 4)
    desk.advance(3)
    reader.wait(lambda: desk.shown.epoch >= 3)
    outputs = desk.shown.probe.output
    best, second = np.sort(outputs)[::-1][:2]
    assert results.answer.answer.headline == f"It says {int(outputs.argmax())}"
    assert results.answer.answer.detail.startswith(f"highest output: {best:.2f}; next: ")
    assert results.answer.answer.detail.endswith(f"with {second:.2f}")
    assert desk.shown.calibrated_reader is None
    assert not results.foot.kind.button("calibrated").isEnabled()
    assert not results.foot.plot.isEnabled()
    assert "softmax" in results.foot.plot.toolTip()
    desk.show_reader(True)
    assert results.foot.plot.isEnabled()
    assert results.foot.other.text() == f"Run A: {int(outputs.argmax())} ({best:.2f})"


def test_teach_by_key_and_undo(reader: Person) -> None:
    desk = reader.desk
    window, session = reader.window, reader.session
    foot = window.results.foot
    drawn(reader, 4)
    assert not foot.teach.isEnabled(), "first say what you meant"
    reader.canvas.setFocus()
    reader.key(Qt.Key.Key_9)
    assert foot.teach.text() == "Teach: 9"
    reader.key(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert "learning" in foot.state.text()
    reader.wait(lambda: not session.reader.teaching)
    assert foot.state.text() == "My digits: 1 taught"
    assert desk.shown.probe.answer == 9
    reader.click(button(window.message_row, "Undo"))
    reader.wait(lambda: desk.shown.probe.answer == 4)
    assert foot.state.text() == "My digits: none yet"


def test_the_readers_layers_stay(reader: Person) -> None:
    layers = reader.desk.run.experiment.layers
    reader.window.diagram.units_requested.emit(0, 5)
    assert not reader.desk.reading
    assert reader.desk.run.experiment.layers == layers


def test_sheets_open_from_the_foot(reader: Person) -> None:
    foot = reader.window.results.foot
    for opener, kind in ((foot.plot, "calibration"), (foot.hand, "hand_round")):
        reader.click(opener)
        sheet = next(s for s in reader.window.findChildren(Sheet) if s.objectName() == kind)
        assert sheet.isVisible()
        sheet.close()


def test_the_inspector_says_why(reader: Person) -> None:
    inspector = reader.window.results.inspector
    drawn(reader, 4)
    reader.wait(lambda: inspector.reasons.why is not None and inspector.reasons.why.answer == 4)
    assert inspector.reasons.isVisible()
    assert inspector.reasons.title.startswith("Why a 4, not a")
    reader.window.diagram.select(Selection("neuron", 2, 7))
    reader.wait(lambda: inspector.reasons.why is not None and inspector.reasons.why.answer == 7)
    reader.window.diagram.select(Selection("neuron", 0, 3))
    reader.wait(lambda: not inspector.reasons.isVisible())


def test_a_lesson_is_taken_back_by_the_keys_of_undo_before_the_stroke_is(reader: Person) -> None:
    desk = reader.desk
    session, ctrl = reader.session, Qt.KeyboardModifier.ControlModifier
    drawn(reader, 4)
    reader.canvas.setFocus()
    reader.key(Qt.Key.Key_9)
    reader.key(Qt.Key.Key_T, ctrl)
    reader.wait(lambda: not session.reader.teaching and len(session.my_digits.drawings) == 1)
    taught = session.my_digits.drawings[0].id
    reader.key(Qt.Key.Key_Z, ctrl)
    assert session.my_digits.drawings == ()
    assert len(reader.canvas.strokes) == 2, "the drawing stays"
    assert desk.reading
    reader.key(Qt.Key.Key_Z, ctrl | Qt.KeyboardModifier.ShiftModifier)
    assert [digit.id for digit in session.my_digits.drawings] == [taught]
    reader.key(Qt.Key.Key_Z, ctrl)  # of the stroke now
    assert len(reader.canvas.strokes) == 1
    assert len(session.my_digits.drawings) == 1


def test_a_digit_of_an_opened_picture_is_taught(reader: Person, tmp_path) -> None:
    desk = reader.desk
    session, foot = reader.session, reader.window.results.foot
    sheet((2, 0, 2, 6)).save(tmp_path / "number.png")
    reader.window.ways_in.open_file(str(tmp_path / "number.png"))
    reader.wait(lambda: desk.sample is not None and desk.sample.source == "picture")
    assert not foot.teach.isEnabled()
    reader.window.input_panel.findChild(PanelBody).label_row.toggle(7)
    assert foot.teach.text() == "Teach: 7"
    reader.click(foot.teach)
    reader.wait(lambda: not session.reader.teaching and len(session.my_digits.drawings) == 1)
    (digit,) = session.my_digits.drawings
    assert np.array_equal(digit.counts, desk.sample.seen)
    assert desk.shown.probe.answer == 7
    reader.window.sheets.hands()
    shown = next(s for s in reader.window.findChildren(Sheet) if s.objectName() == "hands")
    assert shown.list.count() == 1
    shown.close()
    session.settings.undo()
    reader.wait(lambda: desk.shown.probe.answer == 2)
