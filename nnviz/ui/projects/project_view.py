"""What a project keeps of the window: the drawing in the canvas, what the lines show, what is picked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import numpy as np
from PySide6.QtCore import QObject, Signal

from nnviz.drawing.inspector.selected import siblings
from nnviz.drawing.selection import Selection
from nnviz.files.project import Drawing, Project
from nnviz.session.desk import Desk
from nnviz.session.preferences import LinesMode
from nnviz.session.project_state import show_sample
from nnviz.session.shown import Shown
from nnviz.training.samples import begun_with
from nnviz.ui.canvas import DrawingCanvas, InputPanel
from nnviz.ui.looks import Looks
from nnviz.ui.network_stage import NetworkStage

_LABELS = (None, *range(10))


class ProjectView(QObject):
    """The drawing and the selection of a window, as a project has them.

    ``lines_requested(mode)``: what the lines are to show.
    """

    lines_requested = Signal(str)

    def __init__(self, desk: Desk, panel: InputPanel, stage: NetworkStage, looks: Looks) -> None:
        super().__init__(panel)
        self._desk, self._panel, self._stage, self._looks = desk, panel, stage, looks

    def now(self) -> tuple[Mapping[str, Any], Drawing | None]:
        """How the window is, in values that JSON knows, and the drawing in its canvas."""
        selection, shown = self._desk.selection, self._desk.shown
        view: dict[str, Any] = {"lines": self._looks.preferences.lines}
        if shown is not None and len(shown.players) > 1:
            view["network"] = shown.players[shown.player]
        if selection is not None:
            cell = [selection.row, selection.column, selection.behind] if selection.cell else []
            view["selection"] = [selection.kind, selection.layer, selection.unit, selection.source, *cell]
        strokes = self._strokes
        if strokes:
            view["digits"] = {"read": self._panel.drawn.index, "labels": list(self._panel.drawn.labels)}
        return view, Drawing(strokes, self._panel.drawn.label) if strokes else None

    @property
    def _strokes(self) -> tuple[Any, ...]:
        canvas = self._panel.findChild(DrawingCanvas)
        return canvas.strokes if canvas is not None else ()

    def show(self, project: Project) -> None:
        """Let the window be as it was; what cannot be is left as it is."""
        view = project.view
        drawing = project.drawing.strokes if project.drawing is not None else ()
        if drawing or self._strokes:
            label = None if project.drawing is None else project.drawing.label
            self._panel.set_drawing([np.asarray(stroke).clip(0, 1) for stroke in drawing], label)
            _show_digits(self._panel, view.get("digits"))
            show_sample(self._desk, project)
        if self._desk.sample is None and self._desk.dataset is not None:
            self._desk.set_sample(begun_with(self._desk.dataset))
        if view.get("lines") in get_args(LinesMode):
            self.lines_requested.emit(view["lines"])
        self._look_at(view.get("network"))
        selection = _selection(view.get("selection"), self._desk.shown)
        self._stage.select(selection)
        if self._stage.isHidden():  # what is picked elsewhere is nothing to the diagram
            self._desk.select(selection)

    def _look_at(self, name: Any) -> None:
        """The network of that name, where it plays."""
        shown = self._desk.shown
        if shown is not None and name in shown.players:
            self._desk.look_at_network(shown.players.index(name))


def _show_digits(panel: InputPanel, described: Any) -> None:
    """Which digit of the drawing is read, and what the others are meant to be."""
    match described:
        case {"read": int(index), "labels": [*labels]} if all(label in _LABELS for label in labels):
            panel.drawn.set_labels(labels)
            panel.drawn.choose(index)


def _selection(described: Any, shown: Shown | None) -> Selection | None:
    """What was picked, where it is there."""
    match described:
        case ["neuron", int(layer), int(unit), -1, int(row), int(column), int(behind)] if shown is not None:
            selection = Selection("neuron", layer, unit, -1, row, column, behind, shown.player)
            return selection if siblings(shown.snapshot, selection) else None
        case [("neuron" | "edge" | "input") as kind, int(layer), int(unit), int(source)] if shown is not None:
            selection = Selection(kind, layer, unit, source, player=shown.player)
            return selection if siblings(shown.snapshot, selection) else None
    return None
