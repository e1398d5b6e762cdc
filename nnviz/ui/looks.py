"""What a window wears, and what is remembered of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.ui.theme import Theme

if TYPE_CHECKING:
    from nnviz.session.preferences import (
        Preferences,  # with all the data sets, for which no first frame waits
    )


class Looks(QObject):
    """The preferences, and the theme of the moment; ``changed(field)`` tells of another preference."""

    changed = Signal(str)

    def __init__(self, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self.preferences = preferences
        self.theme = Theme()

    def set(self, field: str, value: object) -> None:
        """Take one changed preference, and remember it."""
        setattr(self.preferences, field, value)
        self.changed.emit(field)
        self.preferences.save()

    @Slot(object)
    def remember_drawn(self, points: dict[str, object]) -> None:
        """The points drawn by hand on the plane, by what they are for."""
        self.preferences.drawn_points = points
