"""The header, wide and narrow."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.session.run import Run
from nnviz.training.experiment import Experiment
from nnviz.ui.header import HeaderBar
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets import Segmented


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
    every = header.findChildren(Segmented)
    workspaces = next(one for one in every if one.accessibleName().startswith("Workspace"))
    tabs = workspaces.geometry()
    assert header.rect().contains(tabs)
    children = header.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    others = [widget for widget in children if widget.isVisible() and widget is not workspaces]
    assert not any(tabs.intersects(widget.geometry()) for widget in others)
    if width == 1440:
        assert abs(tabs.center().x() - width / 2) <= 1
