"""The header, wide and narrow."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.session.run import Run
from nnviz.training.experiment import Experiment
from nnviz.ui.header import HeaderBar
from nnviz.ui.theme import Theme, apply_theme


@pytest.mark.parametrize("name", ["A", "Adam, rate 0.002", "a name of forty letters, which is the most"])
@pytest.mark.parametrize(
    ("theme", "width"),
    [(Theme("light"), 1440), (Theme("dark"), 1024), (Theme("projector", window_height=700), 1024)],
)
def test_nothing_lies_over_the_tabs(qtbot, theme, width, name):
    header = HeaderBar([("playground", "Playground"), ("digits", "Digits")])
    qtbot.addWidget(header)
    apply_theme(header, theme)
    header.runs.show_runs((Run("A", name, 0, Experiment()),), "A")
    header.set_folded(width < 1280, {"left"})
    header.resize(width, header.height())
    header.show()
    qtbot.waitExposed(header)
    QApplication.processEvents()
    assert header.width() == width
    workspaces = header.tabs
    tabs = workspaces.geometry()
    assert header.rect().contains(tabs)
    children = header.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    others = [widget for widget in children if widget.isVisible() and widget is not workspaces]
    assert not any(tabs.intersects(widget.geometry()) for widget in others)
    if width == 1440:
        assert abs(tabs.center().x() - width / 2) <= 1


SEVEN = [
    (name.lower(), name)
    for name in ("Learn", "Playground", "Digits", "Images", "Sequences", "Generate", "My data")
]


def seven(qtbot, theme: Theme, width: int) -> HeaderBar:
    header = HeaderBar(SEVEN[1:])
    qtbot.addWidget(header)
    apply_theme(header, theme)
    header.runs.show_runs((Run("A", "A", 0, Experiment()),), "A")
    header.set_folded(width < 1280, {"left"})
    header.resize(width, header.height())
    header.show()
    qtbot.waitExposed(header)
    QApplication.processEvents()
    return header


def seen(header: HeaderBar) -> list[str]:
    return [button.text() for button in header.tabs.row.buttons if button.isVisible()]


def test_a_wide_header_holds_seven_workspaces(qtbot) -> None:
    header = seven(qtbot, Theme("light"), 1440)
    assert seen(header) == [title for _, title in SEVEN]
    assert not header.tabs.more.isVisible()


@pytest.mark.parametrize("theme", [Theme("dark"), Theme("light", text_scale=1.2)])
def test_in_a_narrow_one_the_rest_stands_under_more(qtbot, theme) -> None:
    header = seven(qtbot, theme, 1024)
    header.set_workspace("generate")
    tabs = header.tabs
    hidden = [title for _, title in SEVEN if title not in seen(header)]
    assert "Generate" in seen(header)  # the open one is always there
    assert hidden
    assert tabs.more.isVisible()
    assert all(title in tabs.more.toolTip() for title in hidden)
    assert header.rect().contains(tabs.geometry())
    assert tabs.rect().contains(tabs.more.geometry())
    for button in tabs.row.buttons:
        assert not button.isVisible() or button.width() >= button.sizeHint().width()
    asked = []
    header.workspace_requested.connect(asked.append)
    menu = tabs.menu_now()
    assert [action.text() for action in menu.actions()] == hidden
    menu.actions()[-1].trigger()
    menu.deleteLater()
    assert asked == [name for name, title in SEVEN if title == hidden[-1]]
    assert hidden[-1] in seen(header)


def test_arrow_keys_go_along_the_tabs_that_are_seen(qtbot) -> None:
    header = seven(qtbot, Theme("dark"), 1024)
    header.set_workspace("learn")
    there = seen(header)
    button = header.tabs.row.buttons[0]
    button.setFocus()
    asked = []
    header.workspace_requested.connect(asked.append)
    qtbot.keyClick(button, Qt.Key.Key_Left)
    assert asked == [name for name, title in SEVEN if title == there[-1]]
