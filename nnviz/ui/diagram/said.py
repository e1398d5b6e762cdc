"""The words of a drawing in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from nnviz.drawing.describe import Said
from nnviz.drawing.numbers import MINUS
from nnviz.session.sentences import told

translate = QCoreApplication.translate


def texts(found: Said) -> tuple[str, str]:
    """A title and one line of numbers."""
    return told(found[0]), " · ".join(map(told, found[1]))


def sentence(title: str, text: str) -> str:
    """A title and numbers as one sentence to be read aloud."""
    return f"{title}: {text}".replace(MINUS, translate("Diagram", "minus "))
