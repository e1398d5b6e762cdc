"""The hero of the window: the network, drawn and pointed at."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.training.plane import PlaneMaps
from nnviz.training.snapshot import EdgeKind, Snapshot
from nnviz.training.timeline import Timeline
from nnviz.ui.diagram import overlay
from nnviz.ui.diagram.density import BARE_DENSITIES
from nnviz.ui.diagram.describe import sentence
from nnviz.ui.diagram.fold_popup import open_popup
from nnviz.ui.diagram.frame import FramePainter
from nnviz.ui.diagram.furniture import Furniture
from nnviz.ui.diagram.picture import LinesPicture
from nnviz.ui.diagram.pointing import Pointing
from nnviz.ui.diagram.scene import Scene
from nnviz.ui.ratio import device_ratio
from nnviz.ui.selection import Selection
from nnviz.ui.theme import Theme

DIGITS = tuple("0123456789")
MAP_CELLS, STILL_MAP_CELLS = 64, 128  # of a map across, while it plays (a pixel of a tile each) and at rest


class DiagramView(QWidget):
    """Shows one Snapshot as a network; asks for layers and units; tells what is selected.

    ``feature_shape`` is (rows, columns) of a picture or (features,); ``class_names`` name the outputs.
    ``rested`` is emitted when every line that the law draws is painted, ``activation_requested`` with a
    hidden layer and the name of an activation. ``bare``: the network alone, without headers and legend.
    """

    units_requested = Signal(int, int)
    layer_added_requested = Signal(int)
    layer_removed_requested = Signal(int)
    activation_requested = Signal(int, str)
    lines_requested = Signal(str)
    selection_changed = Signal(object)
    hover_changed = Signal(object)
    rested = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        feature_shape: Sequence[int] = (8, 8),
        class_names: Sequence[str] = DIGITS,
        bare: bool = False,
    ) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._scene = Scene(feature_shape, class_names)
        if bare:
            self._scene.densities = BARE_DENSITIES
        self.last_paint_ms = 0.0
        self._compose_ms = 0.0
        self._picture = LinesPicture(self)
        self._pointing = Pointing(self)
        self._frame = FramePainter(self._scene, self._picture, self._pointing)
        self._furniture = Furniture(self, bare)
        self._connect()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 300)
        self._tell()

    def _connect(self) -> None:
        self._picture.changed.connect(self._on_picture_changed)
        self._picture.refined.connect(self.rested)
        self._pointing.selection_changed.connect(self._on_selection_changed)
        self._pointing.hover_changed.connect(self._on_hover_changed)
        self._pointing.viewport_changed.connect(self._on_viewport_changed)
        self._pointing.fold_pressed.connect(self._on_all_units_requested)
        headers = self._furniture.headers
        headers.units_requested.connect(self.units_requested)
        headers.layer_added_requested.connect(self.layer_added_requested)
        headers.layer_removed_requested.connect(self.layer_removed_requested)
        headers.activation_requested.connect(self.activation_requested)
        headers.all_units_requested.connect(self._on_all_units_requested)
        self._furniture.legend.lines_requested.connect(self._on_lines_requested)
        self._furniture.fit.clicked.connect(self._pointing.fit)

    # ---- what is shown
    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show ``snapshot``; None while there is none yet."""
        start = time.perf_counter()
        self._scene.snapshot = snapshot
        self._arrange()
        self._draw()
        self._compose_ms = (time.perf_counter() - start) * 1e3
        self._tell()

    def set_dataset_shape(
        self, feature_shape: Sequence[int], class_names: Sequence[str], feature_names: Sequence[str] = ()
    ) -> None:
        """What the inputs look like and are called (without names they are numbered), and the outputs."""
        self._scene.shape, self._scene.names = tuple(feature_shape), tuple(class_names)
        self._scene.features_named = tuple(feature_names)
        self._refresh()

    # ---- the plane
    @property
    def map_resolution(self) -> int:
        """In how many cells across the maps are wanted: more where nothing moves."""
        return MAP_CELLS if self._picture.playing else STILL_MAP_CELLS

    def set_maps(self, maps: PlaneMaps | None) -> None:
        """Show every neuron as a tile of these; None: the network is not one on the plane.

        To be called before :meth:`show_snapshot` with the maps of that snapshot.
        """
        another = (maps is None) != (self._scene.maps is None)
        self._scene.maps = maps
        if another:
            self._refresh()
        else:
            self.update()

    def set_point(self, point: tuple[float, float] | None) -> None:
        """Mark the point (x1, x2) in every tile."""
        if point != self._scene.point:
            self._scene.point = point
            self.update()

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Where the note of an edge finds its weight of ten epochs earlier."""
        self._scene.timeline = timeline

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._furniture.set_theme(theme)
        self._refresh()

    def set_lines(self, kind: EdgeKind) -> None:
        """Let the lines show "signal", "weights" or "gradient"."""
        self._scene.kind = kind
        self._furniture.legend.set_kind(kind)
        self._draw()

    def set_playing(self, playing: bool) -> None:
        """While it plays the picture is the quick one; stopped, it is refined without waiting."""
        self._picture.set_playing(playing)

    def select(self, selection: Selection | None) -> None:
        """Select from outside; a unit that is folded is shown from now on."""
        if selection is not None and not self._scene.exists(selection):
            selection = None
        if selection is not None and selection.kind == "neuron":
            self._pin(selection.layer, selection.unit)
        self._pointing.select(selection)

    @property
    def selection(self) -> Selection | None:
        return self._pointing.selection

    @property
    def lines_shown(self) -> tuple[int, int]:
        """How many lines are painted, and how many the network has."""
        return self._picture.shown, self._scene.lines.total

    @property
    def resting(self) -> bool:
        """Whether the picture is the full one."""
        return self._picture.resting

    def output_row(self, unit: int) -> QRectF | None:
        """Where an output's bead and name stand, in px of the widget; None where it is not shown."""
        layout, viewport = self._scene.layout, self._pointing.viewport
        if layout is None or unit not in layout.layers[-1].units:
            return None
        box, labels = layout.layers[-1], layout.labels
        half = min(labels.pitch / 2, box.radius + 5 * layout.unit)
        left = float(box.bead_x[0]) - box.radius - 8 * layout.unit
        right = labels.text_x + 17 * layout.unit
        y = float(box.y[box.slot_of(unit)])
        return QRectF(viewport.to_widget(left, y - half), viewport.to_widget(right, y + half))

    def rest_now(self) -> None:
        """Paint the full picture at once, for a screenshot."""
        self._picture.rest_now()

    # ---- layout
    def _refresh(self) -> None:
        self._scene.forget_layout()
        self._arrange()
        self._draw()

    def _arrange(self) -> None:
        scene = self._scene
        corner = self._furniture.corner()
        changed = scene.arrange(self.width(), self.height(), self._theme, corner)
        if scene.layout is None or scene.snapshot is None:
            self._furniture.hide()
            self._pointing.set_scene(None, scene.lines)
            return
        self._furniture.set_strip(scene.layout)
        if not changed:
            return
        if self.selection is not None and scene.keep_in_sight(self.selection):
            scene.arrange(self.width(), self.height(), self._theme, corner)
        self._furniture.place(scene, scene.layout, self._pointing.viewport)
        if self.selection is not None and not scene.exists(self.selection):
            self._pointing.select(None)
        self._set_picture()

    def _set_picture(self) -> None:
        layout, viewport, dpr = self._scene.layout, self._pointing.viewport, device_ratio(self)
        if layout is not None:
            self._frame.set_layout(layout, self._theme, dpr * viewport.scale)
            self._picture.set_scene(layout, self._theme, self.size(), dpr, viewport)

    def _pin(self, layer: int, unit: int) -> None:
        if self._scene.pin(layer, unit):
            self._arrange()
            self._draw()

    def _draw(self) -> None:
        lines = self._scene.draw(self._theme)
        if self._scene.layout is None:
            self.update()
            return
        self._pointing.set_scene(self._scene.layout, lines)
        self._picture.show(lines, self._scene.features)

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        start = time.perf_counter()
        painter = QPainter(self)
        if self._scene.layout is None or self._picture.empty:
            painter.fillRect(self.rect(), self._theme.surface("stage"))
            middle = QPointF(self.width() / 2, self.height() / 2)
            overlay.paint_hint(painter, self.tr("Loading the data…"), middle, self._theme)
        else:
            self._frame.paint(painter, self.rect(), event.rect())
        painter.end()
        self.last_paint_ms = self._compose_ms + (time.perf_counter() - start) * 1e3

    # ---- what is told to who cannot see it
    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Network diagram"))
        text = self.tr("Arrow keys go from neuron to neuron.")
        texts = None if self.selection is None else self._scene.texts(self.selection)
        if texts is not None:
            text = sentence(*texts)
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            if self.hasFocus():
                changed = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
                QAccessible.updateAccessibility(changed)

    # ---- slots
    @Slot(bool)
    def _on_picture_changed(self, inputs: bool) -> None:
        lines = self._scene.lines
        self._furniture.legend.set_numbers(self._picture.shown, lines.total, lines.clips)
        layout, pointing = self._scene.layout, self._pointing
        if layout is None or not pointing.viewport.fitted or pointing.lit or not self._scene.showable:
            self.update()
        else:
            self.update(self._furniture.changing(layout, inputs))

    @Slot(str)
    def _on_lines_requested(self, kind: EdgeKind) -> None:
        self.set_lines(kind)
        self.lines_requested.emit(kind)

    @Slot(object)
    def _on_selection_changed(self, selection: Selection | None) -> None:
        self._tell()
        self.update()
        self.selection_changed.emit(selection)

    @Slot(object)
    def _on_hover_changed(self, target: Selection | None) -> None:
        pointing = self._pointing.hover is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if pointing else Qt.CursorShape.ArrowCursor)
        self.update()
        self.hover_changed.emit(target)

    @Slot()
    def _on_viewport_changed(self) -> None:
        self._set_picture()
        self._draw()
        if self._scene.layout is not None:
            self._furniture.headers.place(self._scene.layout, self._pointing.viewport)

    @Slot(int)
    def _on_all_units_requested(self, layer: int) -> None:
        layout, snapshot = self._scene.layout, self._scene.snapshot
        if snapshot is not None and layout is not None:
            box = layout.layers[layer]
            beside = self._pointing.viewport.to_widget(box.right + 8, layout.centre_y)
            popup = open_popup(box, snapshot, self._theme, self, beside)
            popup.picked.connect(self._on_unit_picked)

    @Slot(int, int)
    def _on_unit_picked(self, layer: int, unit: int) -> None:
        self.select(Selection("neuron", layer, unit))

    # ---- events
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._pointing.fit()
        self._refresh()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and self._pointing.gesture(event):
            return True
        handled = super().event(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._refresh()
        return handled

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pointing.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointing.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointing.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pointing.double_click(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointing.leave()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._pointing.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._pointing.key(event):
            event.ignore()
