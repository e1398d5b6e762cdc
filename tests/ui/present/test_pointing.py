"""Pointing on the laptop's picture appears in the room, at the same place of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication


def move(picture, at: QPointF, buttons=Qt.MouseButton.NoButton) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, picture.mapToGlobal(at), Qt.MouseButton.NoButton, buttons,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(picture, event)


def colour_in_room(teacher, x: float, y: float) -> QColor:
    scene = teacher.presentation.scene
    image = scene.grab().toImage()
    return image.pixelColor(round(x * (image.width() - 1)), round(y * (image.height() - 1)))


def test_the_dot_is_where_it_is_pointed_and_nowhere_on_the_bars(teach):
    teacher = teach()
    teacher.shown()
    teacher.presenting.next()
    picture, marks = teacher.page.picture, teacher.presentation.marks
    picture.resize(picture.width(), 700)  # higher than the picture: bars above and below
    box = picture.box
    assert box.width() / box.height() == pytest.approx(16 / 9, abs=0.01)
    assert box.top() > 20
    move(picture, QPointF(box.left() + 0.25 * box.width(), box.top() + 0.5 * box.height()))
    assert (marks.at.x(), marks.at.y()) == (pytest.approx(0.25), pytest.approx(0.5))
    assert colour_in_room(teacher, 0.25, 0.5) == teacher.presentation.view.theme.accent()
    move(picture, QPointF(box.left() + 5, box.top() - 5))
    assert marks.at is None
    assert colour_in_room(teacher, 0.25, 0.5) != teacher.presentation.view.theme.accent()


def test_a_spotlight_is_round_and_leaves_a_third_of_the_light_elsewhere(teach):
    teacher = teach()
    teacher.presenting.next()
    QTest.mouseClick(teacher.page.tools.buttons["spotlight"], Qt.MouseButton.LeftButton)
    teacher.presentation.marks.move(QPointF(0.9, 0.9))
    white = QColor("white")
    assert colour_in_room(teacher, 0.92, 0.95) == white
    assert colour_in_room(teacher, 0.02, 0.97).lightnessF() == pytest.approx(0.35, abs=0.01)


def test_what_is_drawn_is_in_the_room_until_the_next_step(teach):
    teacher = teach()
    teacher.presenting.next()
    QTest.mouseClick(teacher.page.tools.buttons["draw"], Qt.MouseButton.LeftButton)
    picture = teacher.page.picture
    box = picture.box
    start = QPoint(round(box.left() + 0.1 * box.width()), round(box.top() + 0.9 * box.height()))
    QTest.mousePress(picture, Qt.MouseButton.LeftButton, pos=start)
    move(picture, QPointF(start) + QPointF(0.3 * box.width(), 0), Qt.MouseButton.LeftButton)
    QTest.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=start)
    ink = teacher.presentation.view.theme.gradient
    assert colour_in_room(teacher, 0.25, 0.9) == ink
    assert teacher.page.tools.clear.isEnabled()
    teacher.presenting.next()
    assert colour_in_room(teacher, 0.25, 0.9) != ink
    assert not teacher.page.tools.clear.isEnabled()


def test_a_lens_shows_the_room_twice_as_large(teach):
    teacher = teach()
    teacher.presenting.next()
    teacher.presentation.marks.choose("lens")
    head = teacher.presentation.view.head
    x = 0.5
    y = (head.height() - 1) / teacher.presentation.view.height()
    plain = colour_in_room(teacher, x, y + 0.02)
    teacher.presentation.marks.move(QPointF(x, y + 0.02))
    # what is under the middle of the lens stays there; the line above it is twice as far away
    assert colour_in_room(teacher, x, y + 0.02) == plain
    assert colour_in_room(teacher, x, y - 0.02) != colour_in_room(teacher, x, y - 0.06)
