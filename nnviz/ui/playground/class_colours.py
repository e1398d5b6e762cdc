"""The colours of the classes on the plane: the same class has the same colour wherever it is shown."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from nnviz.ui.theme import Theme


def class_colour(theme: Theme, index: int, count: int) -> QColor:
    """The colour of class ``index`` of ``count`` (2 to 6); the first two are the cool and the warm ramp.

    A class keeps its colour when there are more of them. Raises ``IndexError`` for a class there is not.
    """
    return QColor.fromRgb(theme.look.class_colour(index, count))


def class_colour_name(index: int) -> str:
    """What the colour of class ``index`` is called: “blue”, “amber”, “green”, “violet”, “rose”, “grey”."""
    word = QCoreApplication.translate
    return (
        word("ClassColours", "blue"),
        word("ClassColours", "amber"),
        word("ClassColours", "green"),
        word("ClassColours", "violet"),
        word("ClassColours", "rose"),
        word("ClassColours", "grey"),
    )[index]
