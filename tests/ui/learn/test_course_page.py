"""The course page: its cards, the lesson beside them, and how far somebody is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from sklearn.datasets import load_digits

from nnviz.lessons.answers import Answer, Given
from nnviz.session.lesson_progress import Progress
from nnviz.ui.learn.course_page import CoursePage
from nnviz.ui.learn.glyphs import GLYPHS, NINE
from nnviz.ui.learn.tallies_view import TalliesView
from nnviz.ui.theme import Theme, apply_theme
from tests.helpers.small_course import small_course


@pytest.fixture
def progress(qapp):
    made = Progress()
    yield made
    made.shut_down()


@pytest.fixture
def page(qtbot, tmp_path: Path, progress):
    made = CoursePage(small_course(tmp_path), progress)
    qtbot.addWidget(made)
    apply_theme(made, Theme("light"))
    made.resize(1440, 852)
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    return made


def texts(page: CoursePage) -> list[str]:
    labels = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    return labels + [button.text() for button in page.findChildren(QAbstractButton) if button.isVisible()]


def test_arrow_keys_go_along_the_path_and_up_and_down(page) -> None:
    opened = []
    page.lesson_requested.connect(lambda entry, place: opened.append((entry.number, place)))
    seen = []
    page.path.chosen.connect(lambda entry: seen.append(entry.number))
    for key in (
        Qt.Key.Key_Right,  # 2
        Qt.Key.Key_Down,  # 6, below it
        Qt.Key.Key_Right,  # 9: the next one of the path
        Qt.Key.Key_Up,  # 5
        Qt.Key.Key_Up,  # 1
        Qt.Key.Key_Up,  # there is none
        Qt.Key.Key_End,
        Qt.Key.Key_Home,
        Qt.Key.Key_Left,
    ):
        QTest.keyClick(QApplication.focusWidget(), key)
    assert seen == [2, 6, 9, 5, 1, 9, 1]
    assert "Lesson of 1" in texts(page)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert opened == [(1, 0)]


def test_a_click_chooses_a_step_opens_there(page) -> None:
    opened = []
    page.lesson_requested.connect(lambda entry, place: opened.append((entry.number, place)))
    QTest.mouseClick(page.path.cards[5], Qt.MouseButton.LeftButton)
    assert not opened
    assert "Lesson 5, 15 minutes, 3 steps" in texts(page)
    assert [row.text() for row in page.side.steps.buttons] == ["A weight", "How far?", "Below a hundredth"]
    QTest.mouseClick(page.side.steps.buttons[1], Qt.MouseButton.LeftButton)
    QTest.mouseClick(page.side.go_on, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(page.path.cards[6], Qt.MouseButton.LeftButton)
    assert opened == [(5, 1), (5, 0), (6, 0)]


def test_progress_is_told_and_leads_on(page, progress) -> None:
    entries = {card.entry.number: card.entry for card in page.path.cards.values()}
    assert "0 of 5 done, about 1 h 15 min left" in texts(page)  # 11 + 12 + 15 + 16 + 19
    first, second = (entries[number].read().lesson for number in (1, 2))
    progress.come_to(first, first.steps[2].key)
    progress.finish(first)
    progress.come_to(second, second.steps[0].key)
    progress.come_to(second, second.steps[1].key)
    for key, right, sure in (("a", True, "guess"), ("b", False, "guess"), ("c", True, "sure")):
        progress.answer(second, key, Answer(given=Given(1.0, sure), right=right))
    assert "1 of 5 done, about 1 h left" in texts(page)  # 62 minutes
    page.path.choose(2)
    assert "Continue at step 2" in texts(page)
    assert page.side.again.isVisible()
    assert page.path.cards[1].accessibleName() == "1 Lesson of 1, 11 minutes, done"
    assert page.path.cards[2].accessibleName() == "2 Lesson of 2, 12 minutes, begun"
    names = [widget.accessibleName() for widget in page.side.findChildren(TalliesView)]
    assert names == ["a guess: 1 of 2 right; sure: 1 of 1 right"]
    again = []
    page.again_requested.connect(lambda entry: again.append(entry.number))
    QTest.mouseClick(page.side.again, Qt.MouseButton.LeftButton)
    assert again == [2]
    progress.again(second)
    assert "Begin" in texts(page)
    page.path.choose(1)
    assert "Do it again" in texts(page)


@pytest.mark.parametrize(
    ("theme", "size"),
    [
        (Theme("dark"), (1024, 652)),
        (Theme("light", text_scale=1.6), (1024, 652)),
        (Theme("projector", window_height=1080), (1920, 1004)),
        (Theme("dark", large=True), (2560, 1385)),
    ],
)
def test_cards_overlap_nothing_at_any_size(page, theme: Theme, size: tuple[int, int]) -> None:
    apply_theme(page, theme)
    page.resize(*size)
    QApplication.processEvents()
    boxes = [card.geometry() for card in page.path.cards.values()]
    assert not [a for k, a in enumerate(boxes) for b in boxes[k + 1 :] if a.intersects(b)]
    assert all(page.path.rect().contains(box) for box in boxes)
    assert page.path.width() <= page.rows.viewport().width(), "nothing is cut at the side"
    for card in page.path.cards.values():
        assert card.height() >= card.height_for(card.width())
    foot = page.side.go_on
    assert page.side.rect().contains(foot.geometry())
    assert foot.width() >= foot.sizeHint().width()


def test_the_card_that_is_chosen_is_seen(page) -> None:
    page.resize(1024, 480)
    QApplication.processEvents()
    page.path.choose(9)
    QApplication.processEvents()
    card = page.path.cards[9]
    top = card.mapTo(page, QPoint(0, 0)).y()
    assert top >= 0
    assert top + card.height() <= page.height()


def test_without_lessons_it_says_so(qtbot) -> None:
    page = CoursePage((), Progress())
    qtbot.addWidget(page)
    apply_theme(page, Theme("dark"))
    page.show()
    assert any("No lesson came with this nnviz" in text for text in texts(page))
    assert page.open_file.isVisible()
    assert not page.side.isVisible()


def test_a_lesson_that_cannot_be_read_says_why(qtbot, tmp_path: Path) -> None:
    entries = small_course(tmp_path, (1,))
    (entries[0].path / "lesson.md").write_text('+++\ntitle = "Lesson of 1"\n+++\n\nNo step.\n')
    page = CoursePage(entries, Progress())
    qtbot.addWidget(page)
    apply_theme(page, Theme("dark"))
    page.show()
    assert any("There is no step" in text for text in texts(page))
    assert not page.side.go_on.isEnabled()


def test_every_lesson_has_a_picture_and_the_nine_is_that_of_the_digits() -> None:
    assert sorted(GLYPHS) == list(range(1, 21))
    assert load_digits().images[31].astype(int).tolist() == [list(row) for row in NINE]
