"""The strip at the top: the name, the workspaces that exist, panels, theme and help."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QPoint, Signal, Slot
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QSpacerItem, QWidget

from nnviz.ui.logo_button import LogoButton
from nnviz.ui.runs_menu import RunsMenu
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import IconButton, PushButton, Segmented
from nnviz.ui.widgets.segmented import Segment
from nnviz.ui.workspace_tabs import WorkspaceTabs

LEARN = "learn"  # the tab of what is no workspace: the course


class HeaderBar(QWidget):
    """Name and workspaces, then the drawers (when folded), the theme and the help menu.

    The name leads to Start, the first tab to the course; while such a page stands in the place of a
    workspace, what is of workspaces alone is not here.
    """

    workspace_requested = Signal(str)
    learn_requested = Signal()
    start_requested = Signal()
    theme_requested = Signal(str)
    undo_requested = Signal()
    redo_requested = Signal()
    compare_requested = Signal(bool)
    sweep_requested = Signal(bool)
    drawer_requested = Signal(str)  # "left" or "right": open it, or close it when open

    def __init__(self, workspaces: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._page, self._workspace, self._folded = "", "", False
        self.logo = LogoButton()
        self.tabs = WorkspaceTabs([(LEARN, self.tr("Learn")), *workspaces], self)
        self.runs = RunsMenu()
        self.compare_button = PushButton(self.tr("Compare"), "cmp", kind="ghost")
        self.compare_button.setCheckable(True)
        self.compare_button.setToolTip(self.tr("Runs side by side (Ctrl+K)"))
        self.sweep_button = IconButton("many", self.tr("Does it always? Many seeds (Ctrl+Shift+K)"))
        self.sweep_button.setCheckable(True)
        self.undo_button = IconButton("undo", self.tr("Undo"))
        self.redo_button = IconButton("redo", self.tr("Redo"))
        self.left_button = IconButton("panel-left", self.tr("Show or hide the input panel (F2)"))
        self.right_button = IconButton("panel-right", self.tr("Show or hide the results panel (F3)"))
        self._themes = Segmented(
            [
                Segment("dark", self.tr("Dark"), "moon", self.tr("Dark: for a screen of your own")),
                Segment("light", self.tr("Light"), "sun", self.tr("Light: for a bright room")),
                Segment(
                    "projector",
                    self.tr("Projector"),
                    "proj",
                    self.tr("Projector: larger and stronger, for the back row"),
                ),
            ],
            self.tr("Theme"),
        )
        self.help_button = IconButton("help", self.tr("Help: shortcuts, messages, about"))
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.logo)
        self._space = QSpacerItem(0, 0)  # for the tabs, which stand in the middle of the window if they can
        self._row.addSpacerItem(self._space)
        self._row.addWidget(self.runs)
        self._row.addWidget(self.compare_button)
        for button in (self.sweep_button, self.undo_button, self.redo_button):
            self._row.addWidget(button)
        for button in (self.left_button, self.right_button):
            self._row.addWidget(button)
        self._row.addWidget(self._themes)
        self._row.addWidget(self.help_button)
        self.set_undo("", "")
        self.tabs.chosen.connect(self._on_chosen)
        self.logo.clicked.connect(self.start_requested)
        self.compare_button.clicked.connect(self.compare_requested)
        self.sweep_button.clicked.connect(self.sweep_requested)
        self._themes.chosen.connect(self.theme_requested)
        self.undo_button.clicked.connect(self.undo_requested)
        self.redo_button.clicked.connect(self.redo_requested)
        self.left_button.clicked.connect(self._on_left)
        self.right_button.clicked.connect(self._on_right)
        self.help_button.clicked.connect(self._on_help)
        self._help_actions: list[QAction] = []

    def add_menu(self, menu: QWidget) -> None:
        """Give a menu its place beside the name."""
        self._row.insertWidget(1, menu)
        self._row.insertSpacing(1, 12)

    def set_workspace(self, name: str) -> None:
        """Which workspace is shown, or waits behind a page."""
        self._workspace = name
        self._show_current()

    def set_page(self, page: str) -> None:
        """Which page stands in the place of the workspace, "" for none; "start" has no tab."""
        self._page = page
        self._show_current()
        self._show_controls()

    def _show_current(self) -> None:
        page = {"": self._workspace, "start": ""}.get(self._page, LEARN)
        self.tabs.set_current(page)
        self._place_tabs()

    def set_beside(self, *, comparing: bool, sweeping: bool) -> None:
        """Whether runs are compared, or many of them asked."""
        self.compare_button.setChecked(comparing)
        self.sweep_button.setChecked(sweeping)

    @Slot()
    def leave_sweep(self) -> None:
        """A run of the sweep is to be looked at."""
        self.sweep_requested.emit(False)

    def set_help_actions(self, actions: Sequence[QAction]) -> None:
        """The entries of the help menu."""
        self._help_actions = list(actions)

    def set_undo(self, undo: str, redo: str) -> None:
        """What undo and redo would do; a button with nothing to do is off."""
        for button, word, change in (
            (self.undo_button, self.tr("Undo"), undo),
            (self.redo_button, self.tr("Redo"), redo),
        ):
            button.setEnabled(bool(change))
            button.setToolTip(
                f"{word}: {change}" if change else self.tr("Nothing to {word}").format(word=word.lower())
            )
            button.setAccessibleName(f"{word} {change}".strip())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedHeight(theme.layout("header"))
        self._row.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self._row.setSpacing(theme.px(8))
        self._themes.set_current(theme.name)
        self._show_controls()
        self.tabs.set_theme(theme)
        fixed, growing = QSizePolicy.Policy.Minimum, QSizePolicy.Policy.MinimumExpanding
        self._space.changeSize(self.tabs.least(), 0, growing, fixed)
        self._row.invalidate()
        self._place_tabs()
        self.update()

    def set_folded(self, folded: bool, open_sides: Collection[str]) -> None:
        """Show the drawer buttons when a panel is folded or hidden; mark what is open."""
        self._folded = folded
        for side, button in (("left", self.left_button), ("right", self.right_button)):
            button.setCheckable(True)
            button.setChecked(side in open_sides)
        self._show_controls()

    def _show_controls(self) -> None:
        """In front of a class most stand under the menu sign; beside a page there is nothing to change."""
        far = self._theme.projector
        for widget in (
            self.runs, self.compare_button, self.sweep_button, self.undo_button, self.redo_button
        ):  # fmt: skip
            widget.setVisible(not far and not self._page)
        for widget in (self.left_button, self.right_button):
            widget.setVisible(self._folded and not self._page)
        self.help_button.setVisible(not far)

    def _place_tabs(self) -> None:
        self._row.activate()
        space = self._space.geometry()
        self.tabs.fit(space.width())
        size = self.tabs.size()
        left = min(max((self.width() - size.width()) // 2, space.left()), space.right() + 1 - size.width())
        self.tabs.move(max(0, left), (self.height() - size.height()) // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_tabs()

    def event(self, event: QEvent) -> bool:
        """What stands beside the tabs has another width."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._place_tabs()
        return done

    @Slot(str)
    def _on_chosen(self, name: str) -> None:
        self._place_tabs()
        if name == LEARN:
            self.learn_requested.emit()
        else:
            self.workspace_requested.emit(name)

    @Slot()
    def _on_left(self) -> None:
        self.drawer_requested.emit("left")

    @Slot()
    def _on_right(self) -> None:
        self.drawer_requested.emit("right")

    @Slot()
    def _on_help(self) -> None:
        menu = QMenu(self)
        menu.addActions(self._help_actions)
        menu.aboutToHide.connect(menu.deleteLater)
        corner = self.help_button.mapToGlobal(QPoint(self.help_button.width(), self.help_button.height() + 4))
        menu.popup(corner - QPoint(menu.sizeHint().width(), 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("panel"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.surface("hairline"))
        painter.end()
