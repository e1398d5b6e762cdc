"""The window stands on the screen that is there, whole."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication

from nnviz.session.preferences import Preferences
from nnviz.session.session import Session
from nnviz.training.experiment import Experiment
from nnviz.ui.appearance import dress
from nnviz.ui.main_window import MainWindow
from nnviz.ui.window_place import fitted


@pytest.fixture
def shown(qapp, qtbot):
    """Shows and starts a window as the program does."""
    dress(qapp)
    windows: list[MainWindow] = []

    def show(preferences: Preferences) -> MainWindow:
        window = MainWindow(partial(Session, Experiment()), preferences)
        windows.append(window)
        window.painted.connect(window.start)
        with qtbot.waitSignal(window.painted):
            window.show()
        return window

    yield show
    for window in windows:
        window.close()
        window.deleteLater()


def screen() -> QRect:
    return QGuiApplication.primaryScreen().availableGeometry()


def test_the_first_window_fits_the_screen(shown):
    window, free = shown(Preferences()), screen()
    assert free.contains(window.frameGeometry())
    if free.width() > 1500 and free.height() > 1000:  # a real one; the off-screen platform's is 800x800
        assert window.size() == QSize(1440, 900)


def test_a_window_remembered_on_a_screen_that_has_gone_comes_back_whole(shown):
    first = shown(Preferences())
    first.setMinimumSize(0, 0)
    first.setGeometry(4000, 3000, 1900, 1000)
    left = first.saveGeometry()
    window = shown(Preferences(geometry=left))
    assert screen().contains(window.frameGeometry())


@pytest.mark.parametrize(
    ("wanted", "free", "stands"),
    [
        ((0, 0, 1440, 900), (0, 0, 1366, 728), (0, 0, 1366, 728)),
        ((0, 0, 1440, 900), (0, 0, 1280, 680), (0, 0, 1280, 680)),  # 2560x1440 at scale 2
        ((200, 100, 1440, 900), (0, 0, 1920, 1080), (200, 100, 1440, 900)),
        ((2500, 700, 1440, 900), (0, 0, 1920, 1080), (480, 180, 1440, 900)),
        ((-3000, -40, 1000, 800), (1920, 24, 1280, 1000), (1920, 24, 1000, 800)),
    ],
)
def test_no_more_is_changed_than_must_be(wanted, free, stands):
    assert fitted(QRect(*wanted), QRect(*free)) == QRect(*stands)
