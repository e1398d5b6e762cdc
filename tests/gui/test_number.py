"""A number drawn by mouse in the real window, and what a stroke is worth."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.data.test_rows import written
from tests.helpers.pointer import point_at
from tests.helpers.strokes import DIGIT_STROKES
from tests.helpers.truth_texts import painted


@pytest.fixture
def reader(person):
    person.desk.show_reader(True)
    return person


def hints(person, text: str) -> bool:
    """Whether the canvas says so in its corner."""
    return text in [said for _, _, said in painted(person.canvas)]


@pytest.mark.parametrize(("number", "size"), [("2026", 0.3), ("47", 0.45)])
def test_a_number_is_read_digit_by_digit(reader, number, size) -> None:
    panel = reader.window.input_panel
    pitch = 0.22 if len(number) == 4 else 0.35
    for digit in written(number, size, pitch):
        reader.draw(digit)
    reader.wait(lambda: hints(reader, f"Reads {number}"))
    answer = reader.window.results.answer
    reader.wait(lambda: f"one digit of {number}" in answer.answer.detail)
    probe = reader.desk.shown.probe
    assert probe.answer == int(number[-1]), "the digit drawn last is the sample"
    reader.canvas.setFocus()
    reader.key(Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert reader.desk.shown.probe.answer == int(number[-2])
    side = reader.canvas.width()
    x0, _, x1, y1 = reader.canvas.marks.boxes[0]
    QTest.mouseClick(
        reader.canvas, Qt.MouseButton.LeftButton, pos=QPoint(round((x0 + x1) / 2 * side), round(y1 * side))
    )
    assert reader.desk.shown.probe.answer == int(number[0])
    assert len(reader.desk.sample.strokes) == len(DIGIT_STROKES[int(number[0])])
    panel.samples.sample_requested.emit(3)
    reader.wait(lambda: "one digit of" not in answer.answer.detail)


def test_a_comma_drawn_between_digits_is_no_digit(reader) -> None:
    one, five = written("15", 0.4, 0.4)
    comma = [[(0.47, 0.6), (0.48, 0.63), (0.45, 0.68)]]
    for strokes in (one, five, comma):
        reader.draw(strokes)
    reader.wait(lambda: hints(reader, "Reads 1?5"))
    reader.wait(lambda: reader.window.results.answer.answer.headline == "This is a sign, not a digit")


def test_a_stroke_pointed_at_in_the_inspector_is_left_out(reader) -> None:
    inspector, panel = reader.window.results.inspector, reader.window.input_panel
    reader.draw_digit(4)
    reader.wait(lambda: inspector.reasons.why is not None and len(inspector.reasons.why.without) == 2)
    reader.window.place.settle()  # what comes after a moment would move what is pointed at
    QApplication.processEvents()
    view, why = inspector.reasons, inspector.reasons.why
    told = painted(view)
    title = next(
        place for place, (_, _, text) in enumerate(told) if text.startswith("without the pale stroke")
    )
    x, y, _ = told[title + 2]  # of the words below the second picture
    at = QPoint(round(x) + 4, round(y) - 24)
    point_at(view, at)
    reader.wait(lambda: panel.previews)
    assert len(reader.desk.sample.strokes) == 1
    assert reader.desk.shown.probe.answer == why.without[1].answer
    reader.wait(lambda: hints(reader, f"Without this stroke: {why.without[1].answer}"))
    QTest.qWait(300)
    assert inspector.reasons.why is why, "the reasons do not change while one of them is looked at"
    point_at(view, QPoint(5, 5))
    reader.wait(lambda: not panel.previews)
    assert reader.desk.shown.probe.answer == 4
    view.setFocus()
    reader.key(Qt.Key.Key_Right)
    assert panel.previews
    reader.key(Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert not panel.previews
