"""Each lesson of the course from its first step to its last: wrong by the keyboard alone, then right by the
mouse alone, against answers written down apart from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.drawing.lessons.sketch import top_for
from nnviz.lessons.lesson import Lesson, Predict
from nnviz.session.lesson_setups import Setups
from nnviz.ui.learn.answering import NumberAnswering, OptionsAnswering, OrderAnswering
from nnviz.ui.paper_view import PaperView
from nnviz.ui.widgets import PushButton
from tests.helpers.counts import count
from tests.helpers.lesson_pupil import Pupil, pupils, stroke, tab_to
from tests.lessons.courses import FOLDERS, lesson_in
from tests.lessons.test_course_truths import ANSWERS, CHOICES

ENTER, NEXT, UP = Qt.Key.Key_Return, Qt.Key.Key_PageDown, Qt.Key.Key_Up


#: With every kind of prediction that the course has; with --long all of it.
DRIVEN = FOLDERS if count(0, 1) else [folder for folder in FOLDERS if folder.name[:2] in ("02", "10", "16")]


@pytest.fixture
def pupil(qtbot) -> Iterator[Callable[..., Pupil]]:
    with pupils(qtbot) as opened:
        yield opened


def answer_of(number: int, lesson: Lesson, place: int) -> Any:
    """What is right, as it was written down; a curve as it is."""
    step = lesson.steps[place]
    asked = step.predict
    assert asked is not None
    if asked.kind == "choice":
        return CHOICES[number, step.key]
    if asked.kind == "curve":
        return Setups(lesson).truth(place, None, lambda: False)
    found = ANSWERS[number, step.key]
    if asked.kind == "direction":
        return "same" if found == 0 else "up" if found > 0 else "down"
    return found


def wrong_one(asked: Predict, right: Any) -> Any:
    """Something else of the same kind."""
    return {
        "number": lambda: right + 1000,
        "choice": lambda: (right + 1) % len(asked.options),
        "direction": lambda: "down" if right != "down" else "up",
        "order": lambda: tuple(reversed(right)),
        "curve": lambda: tuple(2 * max(right) for _ in right),
    }[asked.kind]()


def by_keys(one: Pupil, value: Any) -> None:
    asking = one.asking
    if isinstance(asking, NumberAnswering):
        one.write(as_typed(value))
        one.press(ENTER)
    elif isinstance(asking, OrderAnswering):
        for at, name in enumerate(value):  # the next one goes up to its place
            line = [asking.list.item(row).text().partition(":")[0] for row in range(asking.list.count())]
            while asking.list.currentRow() != line.index(name):
                one.press(Qt.Key.Key_Down if asking.list.currentRow() < line.index(name) else UP)
            for _ in range(line.index(name) - at):
                one.press(UP, alt=True)
        one.press(ENTER)
    elif isinstance(asking, OptionsAnswering):
        at = asking.asked.kind == "choice" and value
        if at is not False:
            one.write("abcdef"[at])
        else:
            one.press(*[Qt.Key.Key_Right] * ["up", "down", "same"].index(value), ENTER)
    else:
        one.press(*[UP] * 8, ENTER)
    one.press(ENTER)  # how sure, or that it is the answer


def by_mouse(one: Pupil, value: Any) -> None:
    asking, box = one.asking, one.page.card.question
    if isinstance(asking, NumberAnswering):
        one.click(asking.pad_button)
        QApplication.processEvents()
        keys = {key.text(): key for key in asking.pad.findChildren(PushButton)}
        for sign in as_typed(abs(value)):
            QTest.mouseClick(keys[sign], Qt.MouseButton.LeftButton)
        if value < 0:
            QTest.mouseClick(keys["−"], Qt.MouseButton.LeftButton)
    elif isinstance(asking, OrderAnswering):
        for at, name in enumerate(value):
            line = [asking.list.item(row).text().partition(":")[0] for row in range(asking.list.count())]
            middle = asking.list.visualItemRect(asking.list.item(line.index(name))).center()
            QTest.mouseClick(asking.list.viewport(), Qt.MouseButton.LeftButton, pos=middle)
            for _ in range(line.index(name) - at):
                one.click(asking.up)
    elif isinstance(asking, OptionsAnswering):
        place = value if asking.asked.kind == "choice" else ["up", "down", "same"].index(value)
        QTest.mouseClick(asking.options.buttons[place], Qt.MouseButton.LeftButton)
    else:
        sheet = one.page.stage.view("curves").widget.findChild(PaperView)
        top, wide = top_for(value[0], ""), len(value) - 1
        stroke(sheet, [(at / wide, height / top) for at, height in enumerate(value)])
    last = box.sureness.button("sure") if asking.asked.confidence else box.commit
    QTest.mouseClick(last, Qt.MouseButton.LeftButton)


def as_typed(value: float) -> str:
    return f"{value:.8f}".rstrip("0").rstrip(".")


@pytest.mark.parametrize("folder", DRIVEN, ids=lambda folder: folder.name)
def test_each_lesson_is_driven_to_its_end(pupil, folder: Path) -> None:
    lesson, number = lesson_in(folder), int(folder.name[:2])
    one = pupil(lesson)
    for hand in ("keys", "mouse"):
        for place, step in enumerate(lesson.steps):
            one.come_to(step.key)
            assert one.told.fault == ""
            if step.predict is not None:
                right = answer_of(number, lesson, place)
                if hand == "keys":
                    by_keys(one, wrong_one(step.predict, right))
                else:
                    by_mouse(one, right)
                one.rest()
                if one.told.phase == "ask":  # another try is left
                    assert hand == "keys"
                    tab_to(one, one.page.card.question.show_me)
                    one.press(ENTER)
                    one.rest()
                assert one.told.right is (hand == "mouse")
                assert one.page.card.both.isVisible()
            elif one.told.goal is not None and one.told.goal.options:
                choose(one, hand)
            if hand == "keys":
                one.press(NEXT)
            else:
                QTest.mouseClick(one.page.card.next, Qt.MouseButton.LeftButton)
        assert one.page.end.isVisible()
        if hand == "keys":
            tab_to(one, one.page.end.again)
            one.press(Qt.Key.Key_Space)


def choose(one: Pupil, hand: str) -> None:
    """The right one of the options of a principle."""
    goal = one.told.goal
    options = one.page.card.goal.options
    place = next(at for at, option in enumerate(goal.options) if option.right)
    if hand == "keys":
        tab_to(one, next(button for button in options.buttons if button.focusPolicy()))
        one.write("abcdef"[place])
    else:
        QTest.mouseClick(options.buttons[place], Qt.MouseButton.LeftButton)
    one.wait_until(lambda: one.told.answer.done)
