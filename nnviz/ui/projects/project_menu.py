"""The menu beside the name in the header: the project, and all that belongs to no single view."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.ui.plain import plain_item, plain_tip
from nnviz.ui.runs_menu import RunsMenu
from nnviz.ui.widgets import IconButton


class ProjectMenu(IconButton):
    """A button whose menu has the actions of projects, the files used last, and those of the program."""

    recent_requested = Signal(object)  # the Path of a file

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__("menu", "", parent=parent)
        self.setAccessibleName(self.tr("Menu"))
        self.setToolTip(self.tr("Menu: project, export, preferences, quit"))
        self._new, self._open, self._table, *self._save = actions
        self._recent: tuple[Path, ...] = ()
        self._groups: list[list[QAction]] = []
        self._runs: RunsMenu | None = None
        self.clicked.connect(self._on_clicked)

    def set_recent(self, recent: Sequence[Path]) -> None:
        """The files used last, the newest first."""
        self._recent = tuple(recent)

    def set_groups(self, groups: Sequence[Sequence[QAction]]) -> None:
        """What comes below the project, in groups with a line between them."""
        self._groups = [list(group) for group in groups]

    def set_runs(self, runs: RunsMenu | None) -> None:
        """Whose menu is to be a part of this one."""
        self._runs = runs

    def menu_now(self) -> QMenu:
        """The menu as it is at present; it deletes itself when it is closed."""
        menu = QMenu(self)
        menu.addActions([self._new, self._open, self._table])
        recent = menu.addMenu(self.tr("Open recent"))
        recent.setToolTipsVisible(True)
        recent.setEnabled(bool(self._recent))
        for path in self._recent:
            action = recent.addAction(plain_item(path.name))
            action.setToolTip(plain_tip(str(path)))
            action.setData(path)
            action.triggered.connect(self._on_recent)
        menu.addSeparator()
        menu.addActions(self._save)
        if self._runs is not None:
            menu.addSeparator()
            runs = self._runs.menu_now()
            runs.setTitle(self.tr("Runs"))
            menu.addMenu(runs)
        for group in self._groups:
            menu.addSeparator()
            menu.addActions(group)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    @Slot()
    def _on_clicked(self) -> None:
        self.menu_now().popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    @Slot()
    def _on_recent(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.recent_requested.emit(action.data())
