"""The plane of two inputs on a lesson's stage; the line of a lone neuron can be moved where it is allowed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.lessons.plane import CELLS, Border, PlanePicture, PlaneScene
from nnviz.lessons.named import Named, allowed
from nnviz.session.lesson_runner import StepShown
from nnviz.session.shown import Shown
from nnviz.training.derived import maps_the_plane
from nnviz.training.edits import Edit
from nnviz.training.outputs import classes
from nnviz.training.samples import place_of, sample_of
from nnviz.ui.learn.views.stacked import Stacked
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.paper_view import PaperView
from nnviz.ui.playground.output_map import OutputMap

_RESOLUTION = 64  # of the map of the Playground
_OWN = ("x₁", "x₂")  # the inputs of the Playground that are the plane's own
_STEP = 0.05  # of the plane, for a press of plus or minus on a handle


class PlaneView(QObject):
    """The map of the Playground where the data are on its plane, and for any other two inputs one with axes
    of their own; see ``LessonView``."""

    answer_offered = Signal(object)

    def __init__(self, parts: ViewParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._map = OutputMap()
        self._sheet = _Sheet(self.tr("Plane"), self._draw)
        self._widget = Stacked("stage")
        self._widget.addWidget(self._map)
        self._widget.addWidget(self._sheet)
        if parts.by_hand:
            self._map.point_hovered.connect(parts.desk.set_point)
            self._map.sample_requested.connect(self._on_sample)
        self._sheet.spot_pressed.connect(self._on_pressed)
        self._sheet.dragged.connect(self._on_dragged)
        self._sheet.changed.connect(self._on_changed)
        self._told: StepShown | None = None
        self._shown: Shown | None = None
        self._scene: PlaneScene | None = None
        self._moves = ""

    @property
    def widget(self) -> QWidget:
        return self._widget

    # ---- what is shown
    def show_step(self, told: StepShown) -> None:
        self._told = told
        if self._shown is not None and not self._planar(self._shown):
            self._show_sheet(self._shown)

    @staticmethod
    def _planar(shown: Shown) -> bool:
        """Whether it is for the map of the Playground: but for a lone neuron, whose line is wanted."""
        return maps_the_plane(shown.derived) and border_of(shown) is None

    def show(self, shown: Shown, before: Shown | None) -> None:
        self._shown = shown
        self._widget.setCurrentIndex(0 if self._planar(shown) else 1)
        if not self._planar(shown):
            if shown.another_moment(before) or before is None:
                self._show_sheet(shown)
            return
        if before is None or shown.dataset is not before.dataset:
            self._map.set_dataset(shown.dataset)
        if shown.another_network(before):
            self._map.set_maps(shown.maps(_RESOLUTION))
        if shown.another_moment(before):
            self._map.show_snapshot(shown.snapshot, shown.derived)
        self._map.show_sample(shown.sample)
        self._map.set_point(None if shown.sample is None else place_of(shown.sample))

    def _show_sheet(self, shown: Shown) -> None:
        self._scene = scene_of(shown) if shown.network.input_size == 2 else None
        if self._scene is not None:
            self._moves = self._movable(shown) if self._parts.by_hand else ""
            self._scene = replace(self._scene, movable=bool(self._moves and self._scene.border is not None))
        self._sheet.redraw()

    def _movable(self, shown: Shown) -> str:
        """What of the line the step lets be changed: “all” of it, its “bias”, or nothing."""
        told = self._told
        named = allowed(told.step.runs[0].allow) if told is not None and told.step.runs else ()
        name = shown.snapshot.layers[-1].name
        wanted = [Named(name, "bias", (0,)), Named(name, "weights", (0, 0)), Named(name, "weights", (1, 0))]
        free = [any(one.covers(each) for one in named) for each in wanted]
        return "all" if all(free) else "bias" if free[0] else ""

    def _draw(self, paper: Paper) -> str:
        if self._scene is None:
            text = self.tr("A plane has two inputs; this network has others.")
            grey = paper.look.text("secondary")
            paper.words(text, paper.width / 2, paper.height / 2, paper.size("body"), grey)
            return text
        self._sheet.picture = PlanePicture(paper, self._scene)
        return self._sheet.picture.draw()

    # ---- what is done here
    @Slot(str, int)
    def _on_sample(self, part: str, index: int) -> None:
        if self._shown is not None:
            of: Literal["train", "test"] = "train" if part == "train" else "test"
            self._parts.desk.set_sample(sample_of(self._shown.dataset, of, index))

    @Slot(str)
    def _on_pressed(self, name: str) -> None:
        kind, _, number = name.partition(":")
        if kind == "point" and self._parts.by_hand:
            self._on_sample("train", int(number))

    @Slot(int, object)
    def _on_dragged(self, handle: int, to: tuple[float, float]) -> None:
        """The line goes through there now, and as before through its other handle."""
        picture, scene = self._sheet.picture, self._scene
        if picture is None or scene is None or scene.border is None or not scene.movable:
            return
        held = picture.handles
        if len(held) == 2:
            other = picture.point(*held[1 - handle])
            ends = (to, other) if handle == 0 else (other, to)
            border = scene.border
            self._set(border.shifted(to) if self._moves == "bias" else border.through(*ends))

    @Slot(str, int)
    def _on_changed(self, name: str, steps: int) -> None:
        """Plus and minus on a handle: it goes across the line."""
        kind, _, number = name.partition(":")
        picture, scene = self._sheet.picture, self._scene
        if kind != "handle" or picture is None or scene is None or scene.border is None:
            return
        x1, x2 = picture.point(*picture.handles[int(number)])
        border = scene.border
        length = float(np.hypot(border.w1, border.w2)) or 1.0
        by = steps * _STEP * (scene.high - scene.low) / 2
        self._on_dragged(int(number), (x1 + by * border.w1 / length, x2 + by * border.w2 / length))

    def _set(self, border: Border) -> None:
        """In the units in which the inputs enter."""
        shown = self._shown
        assert shown is not None
        factor, offset = shown.dataset.factor.astype(float), shown.dataset.offset.astype(float)
        weights = np.array([border.w1, border.w2]) / factor
        bias = border.bias + float(weights @ (offset * factor))
        edits = [Edit(0, None, 0, round(bias, 4))]
        if self._moves == "all":
            edits += [Edit(0, source, 0, round(float(value), 4)) for source, value in enumerate(weights)]
        self._parts.desk.edit(*edits)

    def settle(self) -> None:
        """Nothing is put off."""

    def shut_down(self) -> None:
        """Nothing is done in the background."""


def scene_of(shown: Shown) -> PlaneScene:
    """The plane of a network of two inputs, in the units of the data as published."""
    dataset, network = shown.dataset, shown.network
    points = np.asarray(dataset.raw(dataset.train_features), dtype=np.float64)
    low, high = float(points.min()), float(points.max())
    room = 0.35 * ((high - low) or 1.0)
    low, high = low - room, high + room
    centres = low + (high - low) * (np.arange(CELLS) + 0.5) / CELLS
    x1, x2 = np.meshgrid(centres, centres)
    grid = np.column_stack([x1.ravel(), x2.ravel()])
    said = _signed(shown, np.asarray(network.predict(dataset.scaled(grid)))).reshape(CELLS, CELLS)
    sample = shown.sample
    at = sample.index if sample is not None and sample.source == "train" else None
    labels = np.asarray(dataset.train_labels, dtype=np.float64).reshape(len(points), -1)[:, 0]
    if dataset.class_names:
        labels = np.where(labels > 0, 1.0, -1.0)
    return PlaneScene(
        low=low,
        high=high,
        field=said,
        points=points,
        labels=labels,
        answers=_signed(shown, np.asarray(shown.derived.outputs("train"))),
        names=(_name(dataset.feature_names[0], "x1"), _name(dataset.feature_names[1], "x2")),
        classes=dataset.class_names,
        border=border_of(shown),
        shown=-1 if at is None else at,
    )


def _name(name: str, plain: str) -> str:
    """What an axis is called: as the input where that is short."""
    return name if len(name) <= 2 and name.isascii() else plain


def border_of(shown: Shown) -> Border | None:
    """The line of a network that is one neuron with the two inputs themselves, in their own units."""
    dataset, layers = shown.dataset, shown.snapshot.layers
    lone = len(layers) == 1 and layers[0].units == 1 and layers[0].weights.shape == (2, 1)
    if not lone or (dataset.planar and dataset.feature_names != _OWN):
        return None
    state = layers[0]
    factor, offset = dataset.factor.astype(float), dataset.offset.astype(float)
    weights = state.weights[:, 0].astype(float) * factor
    bias = float(state.bias[0]) - float(weights @ offset)
    level = 0.5 if state.activation == "linear" and dataset.class_names else 0.0
    return Border(float(weights[0]), float(weights[1]), bias, level)


def _signed(shown: Shown, outputs: NDArray[Any]) -> NDArray[np.float64]:
    """(n,) what is said of each point, -1 to 1: of two classes how sure, which 0.5 has in its middle."""
    said: NDArray[np.float64] = outputs[:, 0].astype(np.float64)
    if shown.dataset.class_names and outputs.shape[1] == 1:
        said = 2 * said - 1
    elif shown.dataset.class_names:
        sure = outputs.max(axis=1)
        said = np.where(classes(outputs) > 0, sure, -sure)
    return np.clip(said, -1, 1)


class _Sheet(PaperView):
    """``dragged(handle, (x1, x2))``: one end of the line is drawn there."""

    dragged = Signal(int, object)
    picture: PlanePicture | None = None
    _held: int | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        spot = self.spot_at(event.position())
        kind, _, number = ("", "", "") if spot is None else spot.name.partition(":")
        self._held = int(number) if kind == "handle" else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if (
            self._held is not None
            and self.picture is not None
            and event.buttons() & Qt.MouseButton.LeftButton
        ):
            at = event.position()
            self.dragged.emit(self._held, self.picture.point(at.x(), at.y()))
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None
