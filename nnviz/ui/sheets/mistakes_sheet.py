"""What is wrong with a lesson file, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, QStringListModel
from PySide6.QtWidgets import QListView, QWidget

from nnviz.lessons.mistakes import Mistake
from nnviz.session.sentences import told
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.widgets import TextLabel

_LIST = QSize(560, 280)


def mistakes_sheet(mistakes: Sequence[Mistake], *, opened: bool, parent: QWidget) -> Sheet:
    """All of them; ``opened``: the lesson is there as far as it could be read."""
    sheet = Sheet(QCoreApplication.translate("mistakes", "Mistakes in this lesson file"), parent)
    words = (
        QCoreApplication.translate("mistakes", "The lesson is open as far as it could be read.")
        if opened
        else QCoreApplication.translate("mistakes", "There is nothing of it to be opened.")
    )
    sheet.body.addWidget(TextLabel(words, "body", "secondary"))
    lines = [f"{Path(mistake.file).name}:{mistake.line}: {told(mistake.sentence)}" for mistake in mistakes]
    view = QListView()
    view.setModel(QStringListModel(lines, view))
    view.setAccessibleName(QCoreApplication.translate("mistakes", "Mistakes, with file and line"))
    view.setWordWrap(True)
    view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
    view.setMinimumSize(_LIST)
    sheet.body.addWidget(view)
    return sheet
