"""What stands below the header in the place of a workspace: Start, the course, a lesson."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.ui.actions import Actions
from nnviz.ui.views import Views

PageName = Literal["start", "course", "lesson"]


class Pages(QObject):
    """One page at a time, or the workspace, which waits as it is meanwhile: keys that are of workspaces alone
    do nothing then.

    ``turned(name)``: another page is there, "" for the workspace.
    """

    turned = Signal(str)

    def __init__(self, views: Views, actions: Actions, window: QWidget) -> None:
        super().__init__(window)
        self._views, self._actions, self._window = views, actions, window
        self._name: PageName | Literal[""] = ""

    @property
    def name(self) -> PageName | Literal[""]:
        """Which page is there, "" for the workspace."""
        return self._name

    @property
    def parent_widget(self) -> QWidget:
        """The window, for dialogs about what is on a page."""
        return self._window

    def turn_to(self, name: PageName, page: QWidget) -> None:
        """Let this page stand there; it has the keys."""
        self._show(name, page)
        page.setFocus()

    @Slot()
    def leave(self) -> None:
        """Give the workspace back."""
        if self._name:
            self._show("", None)
            self._window.setFocus()

    def _show(self, name: PageName | Literal[""], page: QWidget | None) -> None:
        self._name = name
        self._actions.set_anywhere(bool(name))
        self._views.header.set_page(name)
        self._views.show_page(page)
        self.turned.emit(name)
