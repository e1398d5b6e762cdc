"""The colours of the classes on the plane: the same class has the same colour wherever it is shown."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from nnviz.ui.theme import Theme

#: Stop of the signed ramps that the first two classes take: 3 to 1 at least against the stage.
_STOP: Final = {"dark": 7, "light": 7, "projector": 6}
#: Classes 2 to 5. Found by search: any two of the six differ by at least 0.14 in OKLab, by 0.10 with
#: protanopia, deuteranopia or tritanopia; none is near the accent's or the gradient's hue.
_FURTHER: Final = {
    "dark": ("#3F7B04", "#9E4EE5", "#F2408B", "#D7D7D7"),
    "light": ("#0E3703", "#6019A5", "#8D2851", "#8C8C8C"),
    "projector": ("#769358", "#4F2A71", "#4F0918", "#656565"),
}
#: As many classes as there are colours for.
MAX_CLASSES: Final = 6


def class_colour(theme: Theme, index: int, count: int) -> QColor:
    """The colour of class ``index`` of ``count`` (2 to 6); the first two are the cool and the warm ramp.

    A class keeps its colour when there are more of them. Raises ``IndexError`` for a class there is not.
    """
    if not 0 <= index < min(count, MAX_CLASSES):
        raise IndexError(f"There is no class {index} among {count}.")
    if index < 2:
        return theme.ramp(1 if index else -1, _STOP[theme.name])
    return QColor(_FURTHER[theme.name][index - 2])


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
