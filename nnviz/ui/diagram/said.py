"""The words of a drawing in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from nnviz.drawing.describe import Said
from nnviz.drawing.numbers import MINUS
from nnviz.drawing.words import Words


def tr(text: str) -> str:
    """``text`` in the language of the window."""
    return QCoreApplication.translate("Diagram", text)


def said(words: Words) -> str:
    """``words`` in the language of the window."""
    return words.said(tr)


def texts(found: Said) -> tuple[str, str]:
    """A title and one line of numbers."""
    return said(found[0]), " · ".join(said(part) for part in found[1])


def sentence(title: str, text: str) -> str:
    """A title and numbers as one sentence to be read aloud."""
    return f"{title}: {text}".replace(MINUS, tr("minus "))
