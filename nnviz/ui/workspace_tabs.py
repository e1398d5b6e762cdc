"""The tabs of the workspaces; those that the header has no room for stand under “More”."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.ui.plain import plain_item
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import PushButton, Segmented
from nnviz.ui.widgets.segmented import EDGE


class WorkspaceTabs(QWidget):
    """A row of tabs, as many as fit into the width that :meth:`fit` is told; the open one is always there.

    ``chosen(name)``: the person has chosen a workspace, by its tab or from the menu of the others.
    """

    chosen = Signal(str)

    def __init__(self, workspaces: Sequence[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._titles = dict(workspaces)
        self._under: tuple[str, ...] = ()
        self.row = Segmented(workspaces, self.tr("Workspace"), parent=self)
        self.more = PushButton(self.tr("More"), "chev", kind="ghost", small=True, icon_last=True, parent=self)
        self.more.setAccessibleName(self.tr("More workspaces"))
        self.more.hide()
        self.row.chosen.connect(self.chosen)
        self.more.clicked.connect(self._on_more)

    def set_current(self, name: str) -> None:
        """Which workspace is open, "" for none of them; :meth:`fit` comes next."""
        self.row.set_current(name)

    def choose_next(self) -> None:
        """As if the person had chosen the tab after the open one, round and round."""
        names = list(self._titles)
        here = self.row.current
        name = names[(names.index(here) + 1) % len(names)] if here else names[0]
        self.set_current(name)
        self.chosen.emit(name)

    def fit(self, room: int) -> None:
        """Show as many tabs as fit into ``room`` px, in their order, and the open one instead of the last."""
        wide = {name: self.row.button(name).sizeHint().width() + 1 for name in self._titles}
        left = room - 2 * EDGE
        shown = list(self._titles)
        if sum(wide.values()) > left:
            current = [self.row.current] if self.row.current else []
            left -= self.more.sizeHint().width() + self._gap + sum(wide[name] for name in current)
            shown = current
            for name in self._titles:
                if name != self.row.current:
                    left -= wide[name]
                    if left < 0:
                        break
                    shown.append(name)
        self._under = tuple(name for name in self._titles if name not in shown)
        for name in self._titles:
            self.row.button(name).setVisible(name in shown)
        self.more.setVisible(bool(self._under))
        words = ", ".join(self._titles[name] for name in self._under)
        self.more.setToolTip(self.tr("More workspaces: {0}").format(words))
        self._place()

    @property
    def _gap(self) -> int:
        return self._theme.px(4)

    def _place(self) -> None:
        self.row.updateGeometry()
        row, more = self.row.sizeHint(), self.more.sizeHint()
        self.resize(self.sizeHint())
        self.row.setGeometry(0, (self.height() - row.height()) // 2, row.width(), row.height())
        self.more.setGeometry(
            row.width() + self._gap, (self.height() - more.height()) // 2, more.width(), more.height()
        )

    def sizeHint(self) -> QSize:
        row, more = self.row.sizeHint(), self.more.sizeHint()
        if not self._under:
            return row
        return QSize(row.width() + self._gap + more.width(), max(row.height(), more.height()))

    def least(self) -> int:
        """How wide it is with one tab, which is as narrow as it can be; the widest name is reckoned with."""
        wide = max(self.row.button(name).sizeHint().width() for name in self._titles)
        alone = len(self._titles) == 1
        return wide + 5 + (0 if alone else self._gap + self.more.sizeHint().width())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.row.set_theme(theme)
        self.more.set_theme(theme)

    def menu_now(self) -> QMenu:
        """The workspaces without a tab; the menu deletes itself when it is closed."""
        menu = QMenu(self)
        for name in self._under:
            action = menu.addAction(plain_item(self._titles[name]))
            action.setData(name)
            action.triggered.connect(self._on_picked)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    @Slot()
    def _on_more(self) -> None:
        self.menu_now().popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))

    @Slot()
    def _on_picked(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.set_current(action.data())
            self.chosen.emit(action.data())
