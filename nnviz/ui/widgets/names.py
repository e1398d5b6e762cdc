"""What runs are called on the screen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def run_name(letter: str, name: str) -> str:
    """ "Run A", or "A Adam" for one that has been given a name."""
    if name == letter:
        return QCoreApplication.translate("RunsMenu", "Run {letter}").format(letter=letter)
    return f"{letter} {name}"
