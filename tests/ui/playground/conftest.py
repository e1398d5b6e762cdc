"""Widgets that are shown at some size and closed after the test."""

from __future__ import annotations

import pytest

from nnviz.ui.theme import Theme, apply_theme


@pytest.fixture
def shown(qtbot):
    """Show a widget of some size in some theme and close it afterwards."""

    def show(widget, width=272, height=900, theme="light"):
        qtbot.addWidget(widget)
        apply_theme(widget, Theme(theme))
        widget.resize(width, height)
        with qtbot.waitActive(widget):  # or keys would go nowhere on a real display
            widget.show()
            widget.activateWindow()
        return widget

    return show
