"""What a person sees in a part of the window: its words, its buttons, and whether it is at rest."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from nnviz.ui.pace import Pace


def words(part: QWidget, kind: type[QLabel] = QLabel) -> list[str]:
    """The texts of the labels of that kind that are in sight."""
    return [label.text() for label in part.findChildren(kind) if label.isVisible() and label.text()]


def called(button: QAbstractButton) -> tuple[str, str, str]:
    """What a button is known by: its text, what is told of it, its tip."""
    return button.text(), button.accessibleName(), button.toolTip()


def button(part: QWidget, name: str) -> QAbstractButton:
    """The one button whose text, told name or tip begins with ``name``, in sight or not."""
    every = part.findChildren(QAbstractButton)
    (found,) = [one for one in every if any(known.startswith(name) for known in called(one))]
    return found


def offers(part: QWidget, name: str) -> bool:
    """Whether such a button is in sight."""
    every = [one for one in part.findChildren(QAbstractButton) if one.isVisible()]
    return any(known.startswith(name) for one in every for known in called(one))


def works(owner: QObject) -> bool:
    """Whether a timer of its own is running."""
    mine = owner.findChildren(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return any(timer.isActive() for timer in mine)


def rests(part: QObject) -> bool:
    """Whether it would show what comes next at once, having paused since the last."""
    return not any(works(pace) for pace in part.findChildren(Pace))
