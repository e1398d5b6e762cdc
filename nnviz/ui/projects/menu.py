"""The menu of the project, beside the name in the header."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.ui.widgets import IconButton


class ProjectMenu(IconButton):
    """A button whose menu has the actions of projects and the files used last."""

    recent_requested = Signal(object)  # the Path of a file

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__("menu", "", parent=parent)
        self.setAccessibleName(self.tr("Project"))
        self.setToolTip(self.tr("Project: new, open, save"))
        self._new, self._open, *self._save = actions
        self._recent: tuple[Path, ...] = ()
        self.clicked.connect(self._on_clicked)

    def set_recent(self, recent: Sequence[Path]) -> None:
        """The files used last, the newest first."""
        self._recent = tuple(recent)

    def menu_now(self) -> QMenu:
        """The menu as it is at present; it deletes itself when it is closed."""
        menu = QMenu(self)
        menu.addActions([self._new, self._open])
        recent = menu.addMenu(self.tr("Open recent"))
        recent.setToolTipsVisible(True)
        recent.setEnabled(bool(self._recent))
        for path in self._recent:
            action = recent.addAction(path.name.replace("&", "&&"))
            action.setToolTip(str(path))
            action.setData(str(path))
            action.triggered.connect(self._on_recent)
        menu.addSeparator()
        menu.addActions(self._save)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    @Slot()
    def _on_clicked(self) -> None:
        self.menu_now().popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    @Slot()
    def _on_recent(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.recent_requested.emit(Path(str(action.data())))
