"""A bare table: what a click and the keys choose, and which keys it leaves to the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QWidget

from nnviz.ui.theme import Theme
from nnviz.ui.widgets.rows_view import Rows


class Window(QWidget):
    """Keeps the keys that come to it."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[int] = []

    def keyPressEvent(self, event) -> None:
        self.got.append(event.key())


@pytest.fixture
def window(qtbot) -> Window:
    window = Window()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def rows(window) -> Rows:
    model = QStringListModel(["one", "two", "three"], window)
    rows = Rows("Numbers", lambda: {Qt.Key.Key_Down: model.index(1), Qt.Key.Key_Up: model.index(-1)})
    rows.setParent(window)
    rows.setModel(model)
    rows.set_theme(Theme())
    window.resize(200, 200)
    window.show()
    rows.setFocus()
    return rows


def test_a_click_and_a_key_choose_a_row(rows, qtbot):
    with qtbot.waitSignal(rows.chosen) as signal:
        at = rows.visualRect(rows.model().index(2)).center()
        qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert signal.args[0].data() == "three"
    with qtbot.waitSignal(rows.chosen) as signal:
        qtbot.keyClick(rows, Qt.Key.Key_Down)
    assert signal.args[0].data() == "two"


def test_at_the_end_a_key_chooses_nothing_and_does_not_fall_through(rows, window, qtbot):
    with qtbot.assertNotEmitted(rows.chosen):
        qtbot.keyClick(rows, Qt.Key.Key_Up)
    assert window.got == []


def test_all_other_keys_are_the_windows(rows, window, qtbot):
    wanted = [Qt.Key.Key_T, Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_Return]
    with qtbot.assertNotEmitted(rows.chosen):
        for key in wanted:
            qtbot.keyClick(rows, key)
    assert window.got == wanted


def test_it_is_framed_only_where_the_keyboard_is_used(rows, window):
    plain = rows.grab().toImage()
    window.setProperty("keyboard_focus", True)
    assert rows.grab().toImage() != plain
    window.setProperty("keyboard_focus", False)
    assert rows.grab().toImage() == plain
