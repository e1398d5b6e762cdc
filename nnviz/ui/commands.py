"""What the person does to the window itself, by key, menu or header: its theme, drawers, sheets, lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from nnviz.session.preferences import LinesMode
from nnviz.ui.theme import THEMES

if TYPE_CHECKING:
    from nnviz.ui.main_window import MainWindow, Side


class Commands(QObject):
    """Slots for the actions, and for the views' wishes that are none of the Session's."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._connect_views()
        self._connect_actions()

    def _connect_views(self) -> None:
        window = self._window
        window.input_panel.brush_changed.connect(self._on_brush_changed)
        window.diagram.lines_requested.connect(self._on_lines_requested)
        window.header.theme_requested.connect(self._on_theme_requested)
        window.header.drawer_requested.connect(self._on_drawer_requested)

    def _connect_actions(self) -> None:
        window = self._window
        actions, session, sheets = window.actions_, window.session, window.sheets
        for name, slot in (
            ("play", session.toggle_playing),
            ("step", session.step),
            ("step_back", session.step_back),
            ("newest", session.look_at_newest),
            ("branch", window.wishes.on_branch),
            ("new_run", window.wishes.on_new_run),
            ("compare", self._on_compare),
            ("workspace", window.wishes.on_next_workspace),
            ("export", sheets.export),
            ("reset", session.reset),
            ("new_weights", session.new_weights),
            ("undo", session.undo),
            ("redo", session.redo),
            ("teach", window.results.foot.teach.click),
            ("lines_signal", self._on_lines_signal),
            ("lines_weights", self._on_lines_weights),
            ("lines_gradient", self._on_lines_gradient),
            ("left", self._on_left),
            ("right", self._on_right),
            ("enlarge", window.views.enlarge_or_shrink),
            ("theme", self._on_next_theme),
            ("full_screen", self._on_full_screen),
            ("shortcuts", sheets.shortcuts),
            ("messages", sheets.messages),
            ("about", sheets.about),
            ("hands", sheets.hands),
            ("preferences", sheets.preferences),
            ("quit", window.close),
        ):
            actions[name].triggered.connect(slot)
        window.addActions(list(actions.by_name.values()))
        self.fill_menu()
        window.header.set_help_actions([actions[name] for name in ("shortcuts", "messages", "about")])

    def fill_menu(self) -> None:
        """What the menu holds beside the project; on a projector also what the header has else."""
        actions, menu = self._window.actions_, self._window.project_files.menu
        program = [("export", "hands"), ("preferences", "full_screen"), ("quit",)]
        far = self._window.theme.projector
        if far:
            program = [
                ("undo", "redo", "compare"),
                *program[:2],
                ("shortcuts", "messages", "about"),
                ("quit",),
            ]
        menu.set_groups([[actions[name] for name in group] for group in program])
        menu.set_runs(self._window.header.runs if far else None)

    @Slot(str)
    def _on_lines_requested(self, mode: LinesMode) -> None:
        self._window.set_lines(mode)

    @Slot()
    def _on_lines_signal(self) -> None:
        self._window.set_lines("signal")

    @Slot()
    def _on_lines_weights(self) -> None:
        self._window.set_lines("weights")

    @Slot()
    def _on_lines_gradient(self) -> None:
        self._window.set_lines("gradient")

    @Slot(float)
    def _on_brush_changed(self, brush: float) -> None:
        self._window.preferences.brush = brush

    @Slot(str)
    def _on_theme_requested(self, name: str) -> None:
        self._window.set_preference("theme", name)

    @Slot()
    def _on_next_theme(self) -> None:
        name = self._window.theme.name
        self._window.set_preference("theme", THEMES[(THEMES.index(name) + 1) % len(THEMES)])

    @Slot(str)
    def _on_drawer_requested(self, side: Side) -> None:
        self._window.open_drawer(side)

    @Slot()
    def _on_left(self) -> None:
        self._window.open_drawer("left")

    @Slot()
    def _on_right(self) -> None:
        self._window.open_drawer("right")

    @Slot()
    def _on_compare(self) -> None:
        rooms = self._window.rooms
        rooms.compare(not rooms.comparing)

    @Slot()
    def _on_full_screen(self) -> None:
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)
