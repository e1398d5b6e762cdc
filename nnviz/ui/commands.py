"""What the person does to the window itself, by key, menu or header: its theme, sheets, lines."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from nnviz.session.desk import Desk
from nnviz.session.preferences import LinesMode
from nnviz.ui.actions import Actions
from nnviz.ui.diagram import DiagramView
from nnviz.ui.looks import Looks
from nnviz.ui.network_wishes import NetworkWishes
from nnviz.ui.sheet_opener import SheetOpener
from nnviz.ui.theme import THEMES
from nnviz.ui.views import Views
from nnviz.ui.wishes import Wishes
from nnviz.ui.workspaces.place import Place


class Commands(QObject):
    """Slots for the actions, and for the views' wishes that are none of the Session's."""

    def __init__(
        self,
        actions: Actions,
        views: Views,
        looks: Looks,
        desk: Desk,
        wishes: Wishes,
        network: NetworkWishes,
        place: Place,
        sheets: SheetOpener,
    ) -> None:
        super().__init__(views)
        self._views, self._looks = views, looks
        views.input_panel.brush_changed.connect(self._on_brush_changed)
        views.diagram.lines_requested.connect(self.set_lines)
        views.stage.network_added.connect(self._on_network_added)
        views.header.theme_requested.connect(self._on_theme_requested)
        for name, slot in (
            ("play", desk.toggle_playing),
            ("step", desk.step),
            ("step_back", desk.step_back),
            ("newest", desk.look_at_newest),
            ("branch", desk.branch),
            ("new_run", wishes.on_new_run),
            ("compare", place.toggle_comparing),
            ("sweep", place.toggle_sweeping),
            ("workspace", views.header.tabs.choose_next),
            ("export", sheets.export),
            ("take_out", sheets.take_out),
            ("enlarge", views.enlarge_or_shrink),
            ("diagram", desk.toggle_diagram),
            ("reset", wishes.on_reset),
            ("new_weights", wishes.on_new_weights),
            ("undo", wishes.on_undo),
            ("redo", wishes.on_redo),
            ("teach", views.results.foot.teach.click),
            ("lines_signal", self._on_lines_signal),
            ("lines_weights", self._on_lines_weights),
            ("lines_gradient", self._on_lines_gradient),
            ("add_layer", network.on_layer_added_last),
            ("remove_layer", network.on_last_layer_removed),
            ("theme", self._on_next_theme),
            ("shortcuts", sheets.shortcuts),
            ("messages", sheets.messages),
            ("about", sheets.about),
            ("hands", sheets.hands),
            ("pictures", sheets.pictures),
            ("doodles", sheets.doodles),
            ("preferences", sheets.preferences),
        ):
            actions[name].triggered.connect(slot)
        views.header.set_help_actions([actions[name] for name in ("shortcuts", "messages", "about")])

    @Slot(str)
    def set_lines(self, mode: LinesMode) -> None:
        """What the diagram's lines show."""
        self._looks.preferences.lines = mode
        self._views.stage.set_lines(mode)

    @Slot(int, object)
    def _on_network_added(self, place: int, diagram: DiagramView) -> None:
        diagram.lines_requested.connect(self.set_lines)

    @Slot()
    def _on_lines_signal(self) -> None:
        self.set_lines("signal")

    @Slot()
    def _on_lines_weights(self) -> None:
        self.set_lines("weights")

    @Slot()
    def _on_lines_gradient(self) -> None:
        self.set_lines("gradient")

    @Slot(float)
    def _on_brush_changed(self, brush: float) -> None:
        self._looks.preferences.brush = brush

    @Slot(str)
    def _on_theme_requested(self, name: str) -> None:
        self._looks.set("theme", name)

    @Slot()
    def _on_next_theme(self) -> None:
        name = self._looks.theme.name
        self._looks.set("theme", THEMES[(THEMES.index(name) + 1) % len(THEMES)])
