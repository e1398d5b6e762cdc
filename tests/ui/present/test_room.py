"""What the room sees: live, frozen, blank; at sizes that a room reads; in one window with the notes."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from nnviz.lessons.back_row import BackRow
from nnviz.session.preferences import Preferences
from nnviz.ui.present.back_row_check import marks_in
from tests.helpers.lesson_made import a_lesson


def grabbed(teacher):
    return teacher.presentation.scene.grab().toImage()


def answer(teacher, word: str) -> None:
    button = next(one for one in teacher.page.asks.buttons if one.text() == word)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_black_blanks_the_room_alone_and_frozen_it_stays(teach):
    teacher = teach()
    teacher.shown()
    teacher.presenting.next()
    teacher.presenting.next()
    live, picture = grabbed(teacher), teacher.page.picture.grab().toImage()
    QTest.mouseClick(teacher.page.head.room.button("black"), Qt.MouseButton.LeftButton)
    black = grabbed(teacher)
    assert {black.pixelColor(x, 100).name() for x in range(0, black.width(), 50)} == {"#000000"}
    shaded = teacher.page.picture.grab().toImage()
    assert shaded != picture
    assert teacher.page.picture.accessibleDescription() == "The room is black."
    QTest.mouseClick(teacher.page.head.room.button("live"), Qt.MouseButton.LeftButton)
    assert grabbed(teacher) == live
    QTest.mouseClick(teacher.page.head.room.button("frozen"), Qt.MouseButton.LeftButton)
    for _ in range(4):
        teacher.presenting.next()
    assert teacher.at == (2, "reveal")
    assert grabbed(teacher) == live
    teacher.presenting.live()
    assert grabbed(teacher) != live
    assert teacher.page.head.room.current == "live"


def test_no_text_of_the_room_is_below_36_px_of_1080_whatever_its_height(teach):
    lesson = a_lesson()
    shown = replace(lesson.steps[1].show, views=("network",))
    teacher = teach(replace(lesson, steps=(replace(lesson.steps[1], show=shown),)))
    teacher.shown()
    teacher.presenting.next()
    view = teacher.presentation.view
    for size in ((960, 540), (1024, 768), (1920, 1080)):
        teacher.presentation.room.resize(*size)
        assert view.height() == size[1]
        view.settle()
        marks = marks_in(view)
        texts = {mark.what: mark.size for mark in marks if not mark.line}
        assert min(texts.values()) >= 35.5, texts
        assert texts["“A”"] == pytest.approx(42, abs=1)
        question = next(px for text, px in texts.items() if "Where" in text)
        assert question >= (63 if size == (1920, 1080) else 47)
        assert min(mark.size for mark in marks if mark.line) >= 1.95
        assert not view.words.overflow or size == (1024, 768)


def test_a_far_back_row_is_warned_of_and_enlarging_helps(teach, qtbot):
    teacher = teach()
    teacher.presenting.next()
    qtbot.waitUntil(lambda: teacher.presenting.runner.told.ready)
    card, watch = teacher.page.notes.back_row, teacher.presentation.back_row
    watch.check()
    assert card.isHidden()
    watch.set_row(BackRow(14.0, 2.0))
    assert not card.isHidden()
    assert "step 1" in card.accessibleName()
    assert "“How far does one step go?” is 36 px. From row 11, on a picture 2 m high, it takes 42." in (
        card.accessibleName()
    )
    enlarge = next(one for one in card.findChildren(QAbstractButton) if one.text() == "Enlarge it")
    QTest.mouseClick(enlarge, Qt.MouseButton.LeftButton)
    assert card.isHidden()
    assert teacher.presentation.looks.preferences.back_row == (14.0, 2.0)


def test_every_step_is_measured_before_the_class_comes(teach, qtbot):
    lesson = a_lesson()
    long = replace(lesson.steps[3], body="Word after word. " * 60)
    teacher = teach(replace(lesson, steps=(*lesson.steps[:3], long, *lesson.steps[4:])))
    assert teacher.presenting.phase == "title"
    watch, card = teacher.presentation.back_row, teacher.page.notes.back_row
    watch.tour()
    qtbot.waitUntil(lambda: watch.toured)
    assert teacher.at == (1, "title")
    assert card.accessibleName() == (
        "Back row: step 4 is too small. There are more words than the room's window has place for."
    )
    show = next(one for one in card.findChildren(QAbstractButton) if one.text() == "Show me")
    QTest.mouseClick(show, Qt.MouseButton.LeftButton)
    assert teacher.at == (4, "ask")


def test_the_step_that_comes_next_is_seen_once_it_has_been_looked_at_ahead(teach, qtbot):
    teacher = teach()
    watch, thumbnail = teacher.presentation.back_row, teacher.page.notes.thumbnail
    assert thumbnail.hatched
    watch.tour([0])
    qtbot.waitUntil(lambda: watch.toured)
    assert not thumbnail.hatched, "the first step, while the title stands there"
    teacher.presenting.jump(2)
    assert watch.picture_of(3).isNull()
    watch.tour([3])
    qtbot.waitUntil(lambda: watch.toured)
    picture = watch.picture_of(3).toImage()
    assert picture.width() == 720
    assert picture != watch.picture_of(0).toImage()
    assert teacher.at[0] == 2, "nobody has gone there"


def test_without_another_screen_it_is_presented_in_one_window(teach, qtbot):
    teacher = teach(window=False)
    assert teacher.page.single
    assert not teacher.presentation.room.isVisible()
    assert teacher.presentation.view.window() is teacher.presentation.window
    drawer = teacher.page.notes
    assert drawer.isVisible()
    teacher.press(Qt.Key.Key_N)
    assert not drawer.isVisible()
    qtbot.waitUntil(lambda: teacher.presentation.view.width() == teacher.presentation.window.width())
    teacher.press(Qt.Key.Key_N)
    teacher.press(Qt.Key.Key_PageDown)
    teacher.press(Qt.Key.Key_PageDown)
    teacher.press(Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: teacher.page.hands.field(0, "before").isVisible())
    teacher.page.head.plain_wished.emit()
    assert teacher.presentation.view.window() is teacher.presentation.room
    teacher.presentation.room.close()
    assert teacher.page.single


def test_hands_are_typed_seen_and_saved(teach, tmp_path):
    teacher = teach()
    for _ in range(3):
        teacher.presenting.next()
    hands = teacher.page.hands
    for place, count in enumerate(("6", "9", "8", "4")):
        QTest.keyClicks(hands.field(place, "before"), count)
    QTest.keyClicks(hands.field(2, "after"), "0")
    QTest.keyClicks(hands.field(1, "before"), "x-")
    assert teacher.presenting.hands.after == (None, None, 0, None)
    teacher.presentation.class_wishes.save_hands(tmp_path / "hands.csv")
    assert teacher.page.asks.text == "The hands are in “hands.csv”."
    text = (tmp_path / "hands.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["before talking"] for row in rows] == ["6", "9", "8", "4"]
    assert [row["after talking"] for row in rows] == ["", "", "0", ""]
    teacher.presentation.class_wishes.save_hands(tmp_path / "none" / "hands.csv")
    assert teacher.page.asks.text.startswith("“hands.csv” cannot be written")


def test_what_comes_next_is_seen_or_stands_on_a_hatch(teach):
    teacher = teach()
    teacher.shown()
    seen = {}
    for _ in range(7):
        teacher.presenting.next()
        thumbnail = teacher.page.notes.thumbnail
        seen[teacher.at] = thumbnail.hatched, thumbnail.accessibleName()
    assert seen[1, "show"] == (True, "Step 2: Where it lands")
    assert seen[2, "ask"][0] is False
    assert seen[2, "count_after"] == (True, "The answer is worked out when it is revealed.")
    assert seen[2, "reveal"] == (True, "Step 3: As a number")


def test_an_end_is_asked_for_and_closes_both_windows(teach, qtbot):
    teacher = teach()
    teacher.presentation.window.close()
    assert teacher.presentation.window.isVisible()
    answer(teacher, "Go on")
    assert teacher.page.asks.text == ""
    teacher.presentation.window.close()
    with qtbot.waitSignal(teacher.presentation.ended):
        answer(teacher, "End")
    assert not teacher.presentation.window.isVisible()
    assert not teacher.presentation.room.isVisible()


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_at_the_smallest_size_nothing_lies_over_another(teach, theme):
    teacher = teach(preferences=Preferences(theme=theme))
    teacher.presentation.window.resize(1024, 700)
    for _ in range(5):
        teacher.presenting.next()
    page = teacher.page
    parts = (page.head, page.steps, page.picture, page.hands, page.notes, page.bar)
    places = [part.rect().translated(part.mapTo(page, part.rect().topLeft())) for part in parts]
    for place in places:
        assert page.rect().contains(place)
    for at, place in enumerate(places):
        assert not any(place.intersects(other) for other in places[at + 1 :])
    assert page.picture.box.width() > 300
    assert page.picture.grab().toImage().pixelColor(page.picture.box.center().toPoint()) != QColor("black")
