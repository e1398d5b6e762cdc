"""The colours of the classes on the plane: the same class has the same colour wherever it is shown."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


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
