"""What a project keeps of the window: the drawing in the canvas, what the lines show, what is picked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from nnviz.drawing.selection import Selection
from nnviz.files.project import Drawing, Project
from nnviz.session.preferences import LinesMode
from nnviz.session.project_state import show_sample
from nnviz.session.samples import sample_of
from nnviz.ui.canvas import DrawingCanvas

if TYPE_CHECKING:
    from nnviz.ui.main_window import MainWindow

_LABELS = (None, *range(10))


def view_of(window: MainWindow) -> tuple[Mapping[str, Any], Drawing | None]:
    """How the window is, in values that JSON knows, and the drawing in its canvas."""
    selection = window.diagram.selection
    view: dict[str, Any] = {"lines": window.preferences.lines}
    if selection is not None:
        view["selection"] = [selection.kind, selection.layer, selection.unit, selection.source]
    strokes = _strokes(window)
    if strokes:
        index, labels = window.input_panel.digits
        view["digits"] = {"read": index, "labels": list(labels)}
    return view, Drawing(strokes, window.input_panel.drawing_label) if strokes else None


def _strokes(window: MainWindow) -> tuple[Any, ...]:
    canvas = window.input_panel.findChild(DrawingCanvas)
    return canvas.strokes if canvas is not None else ()


def show_view(window: MainWindow, project: Project) -> None:
    """Let the window be as it was; what cannot be is left as it is."""
    view, session = project.view, window.session
    drawing = project.drawing.strokes if project.drawing is not None else ()
    if drawing or _strokes(window):
        label = None if project.drawing is None else project.drawing.label
        window.input_panel.set_drawing([np.asarray(stroke).clip(0, 1) for stroke in drawing], label)
        _show_digits(window, view.get("digits"))
        show_sample(session, project)
    if session.sample is None and session.dataset is not None:
        session.set_sample(sample_of(session.dataset, "test", 0))
    if view.get("lines") in get_args(LinesMode):
        window.set_lines(view["lines"])
    window.diagram.select(_selection(view.get("selection"), window))


def _show_digits(window: MainWindow, described: Any) -> None:
    """Which digit of the drawing is read, and what the others are meant to be."""
    match described:
        case {"read": int(index), "labels": [*labels]} if all(label in _LABELS for label in labels):
            window.input_panel.set_digits(index, labels)


def _selection(described: Any, window: MainWindow) -> Selection | None:
    """What was picked, where it is there."""
    layers = window.session.shown.layers if window.session.shown is not None else ()
    match described:
        case [("neuron" | "edge" | "input") as kind, int(layer), int(unit), int(source)] if layers:
            sizes = [len(layers[0].weights), *(state.units for state in layers)]
            inside = -1 <= layer < len(layers) and 0 <= unit < sizes[layer + 1]
            if inside and (kind != "edge" or (layer >= 0 and 0 <= source < sizes[layer])):
                return Selection(kind, layer, unit, source)
    return None
