"""Presenting a lesson, with both windows."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.session.preferences import Preferences
from nnviz.ui.appearance import dress
from nnviz.ui.present.awake import Awake
from nnviz.ui.present.presentation import Presentation
from tests.helpers.lesson_made import a_lesson


@dataclass
class Teacher:
    """Somebody at the lectern."""

    presentation: Presentation
    qtbot: object

    @property
    def presenting(self):
        return self.presentation.presenting

    @property
    def page(self):
        return self.presentation.page

    def press(
        self, key: Qt.Key, window: QWidget | None = None, modifier=Qt.KeyboardModifier.NoModifier
    ) -> None:
        """A key, to what has the focus in the laptop's window, or to the room's window."""
        window = window or self.presentation.window
        QTest.keyClick(window.focusWidget() or window, key, modifier)

    @property
    def at(self) -> tuple[int, str]:
        """The step, from 1, and its phase."""
        return self.presenting.runner.place + 1, self.presenting.phase

    def shown(self) -> None:
        """Wait until there is a moment to be seen."""
        self.qtbot.waitUntil(lambda: self.presentation.desk.shown is not None)


@pytest.fixture
def teach(qapp, qtbot, tmp_path):
    """Opens presentations that are ended after the test."""
    dress(qapp)
    opened: list[Teacher] = []

    def begin(lesson=None, preferences=None, *, window=True) -> Teacher:
        presentation = Presentation(
            preferences or Preferences(theme="dark"), tmp_path / "kept", awake=Awake(lambda: (), bus=False)
        )
        teacher = Teacher(presentation, qtbot)
        opened.append(teacher)
        presentation.begin(lesson or a_lesson())
        presentation.window.resize(1600, 1000)
        teacher.page.asks.put_away("awake")
        if window:
            presentation.page.head.plain_wished.emit()
            presentation.room.resize(960, 540)
        presentation.window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is presentation.window)
        return teacher

    yield begin
    for teacher in opened:
        teacher.presentation.end()
        teacher.presentation.deleteLater()
