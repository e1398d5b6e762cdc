"""Small parts of the sheet of hands: a row of widgets, and what a set has in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.data.hands.store import read_set
from nnviz.session.sentences import told


def row_of(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets side by side; None is a gap that grows."""
    row = QHBoxLayout()
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row


def set_size(name: str) -> str:
    """How many pictures a set has, or what is wrong with it."""
    try:
        return QCoreApplication.translate("HandsSheet", "{count} pictures").format(
            count=f"{len(read_set(name)[1]):,}"
        )
    except ValueError as sentence:
        return told(sentence)
