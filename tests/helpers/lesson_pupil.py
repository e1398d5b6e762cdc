"""Somebody who takes a lesson at its page, by the keyboard alone or by the mouse alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.lessons.lesson import Lesson
from nnviz.session.lesson_progress import Progress
from nnviz.session.lesson_runner import LessonRunner, StepShown
from nnviz.session.preferences import Preferences
from nnviz.session.session import Session
from nnviz.ui.learn.lesson_page import LessonPage
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.looks import Looks
from nnviz.ui.style import style_sheet
from nnviz.ui.theme import Theme, apply_theme

Open = Callable[..., "Pupil"]


@dataclass
class Pupil:
    """Somebody who takes a lesson at its page."""

    session: Session
    runner: LessonRunner
    page: LessonPage
    wait_until: Callable[..., None]

    @property
    def told(self) -> StepShown:
        told = self.runner.told
        assert told is not None
        return told

    def rest(self) -> StepShown:
        """Wait until the step stands, and what was said has been judged."""
        self.wait_until(lambda: (self.told.ready or bool(self.told.fault)) and not self.told.counting)
        QApplication.processEvents()
        return self.told

    def come_to(self, key: str) -> None:
        """The open step is that one."""
        self.wait_until(lambda: self.told.step.key == key)
        self.rest()

    # ---- keys go where the focus is, a press to a widget in sight
    def press(self, *keys: Qt.Key, alt: bool = False) -> None:
        modifier = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
        for key in keys:
            QTest.keyClick(self.page.focusWidget() or self.page, key, modifier)

    def write(self, text: str) -> None:
        QTest.keyClicks(self.page.focusWidget(), text)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        assert widget.isVisible()
        assert widget.isEnabled()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())

    @property
    def asking(self):
        return self.page.card.question.answering

    @property
    def words(self) -> str:
        """What stands beside the guess."""
        return self.page.card.both.accessibleName()


@contextmanager
def pupils(qtbot) -> Iterator[Open]:
    """Opens lessons at a page of their own, and ends all of them."""
    made: list[Pupil] = []

    def opened(lesson: Lesson, *, theme: str = "dark", size: tuple[int, int] = (1440, 852)) -> Pupil:
        session = Session()
        desk = session.desk(parent=session)
        runner = LessonRunner(session, desk, Progress(), session)
        looks = Looks(Preferences(), session)
        looks.theme = Theme(theme, window_height=size[1] + 48)
        page = LessonPage(runner, desk, ViewParts.of(session, desk, looks))
        page.setStyleSheet(style_sheet(looks.theme))
        apply_theme(page, looks.theme)
        page.resize(*size)
        qtbot.addWidget(page)
        pupil = Pupil(session, runner, page, qtbot.waitUntil)
        made.append(pupil)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        runner.open(lesson, 0)
        pupil.rest()
        return pupil

    yield opened
    for one in made:
        one.page.shut_down()
        one.runner.shut_down()
        one.runner.desk.shut_down()
        one.session.shut_down()


def tab_to(one: Pupil, widget: QWidget) -> None:
    """Tab there."""
    for _ in range(60):
        if one.page.focusWidget() is widget:
            return
        one.press(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not come to {widget.accessibleName()}")


def spot(sheet: QWidget, across: float, up: float) -> QPoint:
    """The pixel of a sheet to draw on, at these shares of its width and height."""
    low, high = sheet.picture.shares(0, 0), sheet.picture.shares(sheet.width(), sheet.height())
    x = (across - low[0]) / (high[0] - low[0]) * sheet.width()
    y = (up - low[1]) / (high[1] - low[1]) * sheet.height()
    return QPoint(round(x), round(y))


def stroke(sheet: QWidget, places: list[tuple[float, float]]) -> None:
    """Draw along these shares of the sheet, in one stroke of the mouse."""
    sheet.grab()  # what is drawn on is painted
    points = [spot(sheet, *place) for place in places]
    QTest.mousePress(sheet, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(sheet, point)
    QTest.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=points[-1])
