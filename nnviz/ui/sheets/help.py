"""The list of shortcuts, and what nnviz is."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication, QSize, QStringListModel, Qt, qVersion
from PySide6.QtWidgets import QGridLayout, QListView, QWidget

from nnviz import __version__
from nnviz.said import translate
from nnviz.session.sentences import told
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.shortcuts import GROUPS, LOCAL_KEYS, SHORTCUTS, keys_in_use
from nnviz.ui.widgets import SectionTitle, TextLabel

_LOCAL = translate("shortcuts", "In the parts of the window")
_LIST = QSize(520, 260)


def shortcuts_sheet(changed: Mapping[str, str], parent: QWidget) -> Sheet:
    """A table of all keys, after the person's changes."""
    sheet = Sheet(QCoreApplication.translate("shortcuts", "Shortcuts"), parent)
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(2)
    keys = keys_in_use(changed)
    off = QCoreApplication.translate("shortcuts", "off")
    groups = [
        (heading, [(keys[name] or off, SHORTCUTS[name].text) for name in names]) for heading, names in GROUPS
    ]
    groups.append((_LOCAL, list(LOCAL_KEYS)))
    every = sum(len(rows) + 1 for _, rows in groups)
    places = [0, 0]  # rows that are taken, in the left half and in the right one
    for heading, rows in groups:
        half = int(places[0] + len(rows) + 1 > (every + 3) // 2)
        title = SectionTitle(told(heading))
        grid.addWidget(title, places[half], 2 * half, 1, 2)
        for row, (key, text) in enumerate(rows, start=places[half] + 1):
            grid.addWidget(TextLabel(told(key), "label", "primary", family="mono"), row, 2 * half)
            grid.addWidget(TextLabel(told(text), "label", "secondary"), row, 2 * half + 1)
        places[half] += len(rows) + 1
    sheet.body.addLayout(grid)
    return sheet


def messages_sheet(messages: Sequence[tuple[str, str, str]], parent: QWidget) -> Sheet:
    """Kind, title and text of the messages so far, in a list."""
    sheet = Sheet(QCoreApplication.translate("messages", "Messages so far"), parent)
    if not messages:
        none = QCoreApplication.translate("messages", "There are no messages yet.")
        sheet.body.addWidget(TextLabel(none, "body", "secondary"))
        return sheet
    lines = [
        " ".join(part for part in (title and f"{title}.", text) if part) for _kind, title, text in messages
    ]
    view = QListView()
    view.setModel(QStringListModel(lines, view))
    view.setAccessibleName(QCoreApplication.translate("messages", "Messages, the newest first"))
    view.setWordWrap(True)
    view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
    view.setMinimumSize(_LIST)
    sheet.body.addWidget(view)
    return sheet


def about_sheet(log_file: str, parent: QWidget) -> Sheet:
    """Name, version, what it runs on, and where its log is."""
    sheet = Sheet(QCoreApplication.translate("about", "About nnviz"), parent)
    words = QCoreApplication.translate(
        "about",
        "Watch a neural network think and learn. Every mark on the screen is a number of the network.",
    )
    versions = (
        f"nnviz {__version__} · Python {platform.python_version()} · Qt {qVersion()} · NumPy {np.__version__}"
    )
    licences = QCoreApplication.translate(
        "about", "MIT licence. Fonts: Inter, JetBrains Mono, STIX Two Text (SIL Open Font Licence 1.1)."
    )
    for text, color in ((words, "primary"), (versions, "secondary"), (licences, "secondary")):
        sheet.add_words(text, "body", color)
    if log_file:
        text = QCoreApplication.translate("about", "Log: {file}").format(file=log_file)
        place = sheet.add_words(text, "label", "tertiary")
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return sheet
