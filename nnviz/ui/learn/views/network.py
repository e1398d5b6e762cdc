"""The network on a lesson's stage; where one is asked to point at something in it, it takes the answer."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.drawing.selection import Selection
from nnviz.lessons.named import Named, allowed, asked_of, pointed, read_named
from nnviz.session.lesson_runner import StepShown
from nnviz.session.shown import Shown
from nnviz.training.derived import maps_the_plane
from nnviz.training.edits import Edit
from nnviz.training.samples import place_of
from nnviz.ui.diagram import DiagramView
from nnviz.ui.diagram.ends import name_ends
from nnviz.ui.learn.views.hiding import asks_count, hides_values
from nnviz.ui.learn.views.view import ViewParts

_LOW = 230  # px at unit 1


class NetworkView(QObject):
    """Fed by the moment; weights can be changed as far as the step allows. See ``LessonView``."""

    answer_offered = Signal(object)

    def __init__(self, parts: ViewParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._diagram = DiagramView(bare=not parts.by_hand)
        self._diagram.installEventFilter(self)
        self._diagram.set_fixed(True)
        self._diagram.set_editable(False)
        self._diagram.edit_requested.connect(self._on_edit_requested)
        self._diagram.selection_changed.connect(self._on_selected)
        parts.desk.playing_changed.connect(self._diagram.set_playing)
        self._told: StepShown | None = None
        self._shown: Shown | None = None
        self._allowed: tuple[Named, ...] = ()
        self._wanted = ""  # what the step selects, until there is a moment to find it in

    @property
    def widget(self) -> QWidget:
        return self._diagram

    # ---- what is shown
    def show_step(self, told: StepShown) -> None:
        another = self._told is None or told.step is not self._told.step
        self._told = told
        runs = told.step.runs
        self._allowed = allowed(runs[0].allow) if runs and self._parts.by_hand else ()
        self._diagram.set_editable(bool(self._allowed))
        self._diagram.set_counted(not asks_count(told))
        if self._shown is not None:
            self._show_snapshot(self._shown)
        if another:
            self._wanted = told.step.show.select

    def show(self, shown: Shown, before: Shown | None) -> None:
        self._shown = shown
        diagram = self._diagram
        if shown.other_names(before):
            name_ends(diagram, shown.dataset, shown.snapshot.ends)
        if shown.another_history(before):
            diagram.set_timeline(shown.timeline)
        if shown.another_network(before):
            planar = maps_the_plane(shown.derived)
            diagram.set_maps(shown.maps(diagram.map_resolution) if planar else None)
        diagram.set_point(None if shown.sample is None else place_of(shown.sample))
        if shown.another_moment(before):
            self._show_snapshot(shown)
        self._select(shown)

    def _show_snapshot(self, shown: Shown) -> None:
        """The network; without the sample on its way while that is what is asked."""
        snapshot = shown.snapshot
        if hides_values(self._told, shown):
            snapshot = replace(snapshot, probe=None)
        before = self._diagram.scene.snapshot
        same = before is not None and before.parameters is snapshot.parameters
        if before is None or not same or before.probe is not snapshot.probe:
            self._diagram.show_snapshot(snapshot)

    def _select(self, shown: Shown) -> None:
        if self._wanted:
            diagram, wanted, self._wanted = self._diagram, self._wanted, ""
            diagram.blockSignals(True)  # the lesson points at it: nobody has answered
            diagram.select(read_named(wanted).selection(shown.snapshot))
            diagram.blockSignals(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """On a low stage headers and legend give way to the network."""
        if event.type() == QEvent.Type.Resize and self._parts.by_hand:
            self._diagram.set_bare(self._diagram.height() < self._parts.looks.theme.px(_LOW))
        return False

    def settle(self) -> None:
        self._diagram.rest_now()

    def shut_down(self) -> None:
        """Nothing is done in the background."""

    # ---- what is done here
    @Slot(object)
    def _on_edit_requested(self, edit: Edit) -> None:
        shown = self._shown
        if shown is None:
            return
        name = shown.snapshot.layers[edit.layer].name
        named = Named(name, "bias", (edit.unit,))
        if edit.source is not None:
            named = Named(name, "weights", (edit.source, edit.unit))
        if any(one.covers(named) for one in self._allowed):
            self._parts.desk.edit(edit)

    @Slot(object)
    def _on_selected(self, selection: Selection | None) -> None:
        told, shown = self._told, self._shown
        if selection is None or told is None or shown is None or not self._parts.by_hand:
            return
        self._parts.desk.select(selection)
        asked = told.question
        if asked is None or asked.kind != "point" or told.phase != "ask":
            return
        named, where = pointed(selection, shown.snapshot), asked_of(asked.truth)
        if where is None or where.covers(named):
            self.answer_offered.emit(named.index)
