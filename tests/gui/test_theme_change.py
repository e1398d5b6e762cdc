"""Another theme is another palette for all that Qt paints itself, at once and everywhere in the window."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.ui.theme import THEMES, Theme

ROLES = QPalette.ColorRole
SEEN = (ROLES.Window, ROLES.Base, ROLES.Button, ROLES.Highlight, ROLES.Link, ROLES.Mid, ROLES.ToolTipBase)


def colours(widget: QWidget) -> list[str]:
    return [widget.palette().color(role).name() for role in SEEN]


@pytest.mark.parametrize("first", THEMES)
def test_every_widget_has_the_palette_of_the_theme(open_window, first):
    person = open_window()
    window = person.window
    for name in (first, *THEMES, first):
        window.looks.set("theme", name)
        QApplication.processEvents()
        right = [Theme(name).palette().color(role).name() for role in SEEN]
        parts = (window, window.header, window.diagram, window.transport, window.message_row)
        assert [colours(part) for part in parts] == [right] * len(parts), name
