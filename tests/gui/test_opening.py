"""The first frame: there at once, and nothing that it shows jumps when the views come."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor

from nnviz.session.preferences import Preferences
from nnviz.session.session import Session
from nnviz.training.experiment import Experiment
from nnviz.ui.appearance import dress
from nnviz.ui.main_window import MainWindow

LIGHT = """
import sys
import nnviz.app.window, nnviz.ui.main_window, nnviz.session.preferences, nnviz.ui.appearance
heavy = "nnviz.engine nnviz.data nnviz.session.session nnviz.ui.views nnviz.ui.widgets pyqtgraph"
print([name for name in heavy.split() if name in sys.modules])
"""


def test_what_the_first_frame_imports_is_light() -> None:
    ended = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("theme", "size"), [("dark", (1440, 900)), ("light", (1100, 760)), ("projector", (1920, 1080))]
)
def test_name_grounds_and_hairlines_stay_where_they_are(qapp, qtbot, theme: str, size) -> None:
    dress(qapp)
    session = Session(Experiment())
    window = MainWindow(lambda: session, Preferences(theme=theme))
    window.resize(*size)
    with qtbot.waitSignal(window.painted):
        window.show()
    before = window.grab().toImage()
    window.start()
    qtbot.waitUntil(lambda: session.runs.current.snapshot is not None, timeout=20_000)
    after = window.grab().toImage()
    unit = window.theme.unit
    name = QRect(0, 0, round(110 * unit), window.header.height())
    assert before.copy(name) == after.copy(name)
    corners = [view.mapTo(window, QPoint(2, 2)) for view in (window.input_panel, window.transport)]
    corners.append(window.diagram.mapTo(window, QPoint(1, 1)))
    if window.results.isVisible():
        corners.append(window.results.mapTo(window, QPoint(0, 2)))  # its hairline
    for place in corners:
        assert before.pixelColor(place) == after.pixelColor(place) != QColor()
    window.close()
    window.deleteLater()


def test_the_page_start_comes_in_the_place_of_the_first_frame(qapp, qtbot) -> None:
    dress(qapp)
    session = Session(Experiment())
    window = MainWindow(lambda: session, Preferences(theme="dark"), at_start=True)
    window.resize(1440, 900)
    with qtbot.waitSignal(window.painted):
        window.show()
    before = window.grab().toImage()
    window.start()
    assert window.pages.name == "start"
    assert window.learn.start.page.isVisible()
    qtbot.waitUntil(lambda: session.runs.current.snapshot is not None, timeout=20_000)
    after = window.grab().toImage()
    name = QRect(0, 0, 110, window.header.height())
    assert before.copy(name) == after.copy(name)
    for place in (QPoint(2, 60), QPoint(2, 896), QPoint(1437, 896), QPoint(700, 47)):
        assert before.pixelColor(place) == after.pixelColor(place) != QColor()
    window.close()
    window.deleteLater()


def test_a_window_closed_before_it_started_is_remembered(qapp, qtbot) -> None:
    dress(qapp)
    asked = []
    preferences = Preferences(theme="dark")
    window = MainWindow(lambda: asked.append(1), preferences)
    window.show()
    window.close()
    assert not asked
    assert not Preferences.load().geometry.isEmpty()
    window.deleteLater()
