"""The hero of the window: the network, drawn and pointed at."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.training.snapshot import EdgeKind, Snapshot
from nnviz.training.timeline import Timeline
from nnviz.ui.diagram import overlay
from nnviz.ui.diagram.describe import describe, sentence
from nnviz.ui.diagram.edge_paint import translucent
from nnviz.ui.diagram.edges import can_show, lines_of, no_lines
from nnviz.ui.diagram.fold_popup import FoldPopup
from nnviz.ui.diagram.header_bar import HeaderBar
from nnviz.ui.diagram.layout import DiagramLayout, arrange
from nnviz.ui.diagram.legend import Legend
from nnviz.ui.diagram.nodes import NodePainter
from nnviz.ui.diagram.picture import LinesPicture
from nnviz.ui.diagram.pointing import Pointing
from nnviz.ui.selection import Selection
from nnviz.ui.theme import Theme, with_alpha
from nnviz.ui.widgets import IconButton

LINES_MOST = 1200
EARLIER = 10  # epochs back, in the note of an edge
VEIL = 0.68  # of the stage's colour over what is not lit


class DiagramView(QWidget):
    """Shows one Snapshot as a network; asks for layers and units; tells what is selected.

    ``feature_shape`` is (rows, columns) of a picture or (features,); ``class_names`` name the outputs.
    ``rested`` is emitted when every line that the law draws is painted, ``activation_requested`` with a
    hidden layer and the name of an activation.
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
        class_names: Sequence[str] = tuple("0123456789"),
    ) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._kind: EdgeKind = "signal"
        self._shape, self._names = tuple(feature_shape), tuple(class_names)
        self._snapshot: Snapshot | None = None
        self._timeline: Timeline | None = None
        self._layout: DiagramLayout | None = None
        self._layout_key: object = None
        self._nodes: NodePainter | None = None
        self._pinned: dict[int, tuple[int, ...]] = {}
        self._lines = no_lines()
        self._lit = QImage()
        self._lit_key: object = None
        self._playing = False
        self.last_paint_ms = 0.0
        self._compose_ms = 0.0
        self._picture = LinesPicture(self)
        self._pointing = Pointing(self)
        self._headers = HeaderBar(self)
        self._legend = Legend(self)
        self._fit = IconButton(
            "zoom-fit", self.tr("Show the whole network (Ctrl+0)"), small=True, parent=self
        )
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
        self._headers.units_requested.connect(self.units_requested)
        self._headers.layer_added_requested.connect(self.layer_added_requested)
        self._headers.layer_removed_requested.connect(self.layer_removed_requested)
        self._headers.activation_requested.connect(self.activation_requested)
        self._headers.all_units_requested.connect(self._on_all_units_requested)
        self._legend.lines_requested.connect(self._on_lines_requested)
        self._fit.clicked.connect(self._pointing.fit)

    # ---- what is shown
    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show ``snapshot``; None while there is none yet."""
        start = time.perf_counter()
        self._snapshot = snapshot
        self._arrange()
        self._repaint_lines()
        self._compose_ms = (time.perf_counter() - start) * 1e3
        self._tell()

    def set_dataset_shape(self, feature_shape: Sequence[int], class_names: Sequence[str]) -> None:
        """What the inputs look like and what the outputs are called."""
        self._shape, self._names = tuple(feature_shape), tuple(class_names)
        self._refresh()

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Where the note of an edge finds its weight of ten epochs earlier."""
        self._timeline = timeline

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._legend.set_theme(theme)
        self._headers.set_theme(theme)
        self._fit.set_theme(theme)
        self._refresh()

    def set_lines(self, kind: EdgeKind) -> None:
        """Let the lines show "signal", "weights" or "gradient"."""
        self._kind = kind
        self._legend.set_kind(kind)
        self._repaint_lines()

    def set_playing(self, playing: bool) -> None:
        """While it plays, snapshots follow one another and lines are painted quickly."""
        self._playing = playing

    def select(self, selection: Selection | None) -> None:
        """Select from outside; a unit that is folded is shown from now on."""
        if selection is not None and not self._exists(selection):
            selection = None
        if selection is not None and selection.kind == "neuron":
            self._pin(selection.layer, selection.unit)
        self._pointing.select(selection)

    @property
    def selection(self) -> Selection | None:
        return self._pointing.selection

    @property
    def resting(self) -> bool:
        """Whether the picture is the full one."""
        return self._picture.resting

    def rest_now(self) -> None:
        """Paint the full picture at once, for a screenshot."""
        self._picture.rest_now()

    # ---- layout
    def _refresh(self) -> None:
        self._layout_key = None
        self._arrange()
        self._repaint_lines()

    def _arrange(self) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            self._layout = None
            self._layout_key = None
            self._headers.hide()
            self._pointing.set_scene(None, no_lines())
            return
        sizes = (snapshot.layers[0].weights.shape[0], *(layer.units for layer in snapshot.layers))
        names = tuple(layer.activation for layer in snapshot.layers)
        key = (
            sizes,
            names,
            self.size(),
            self.devicePixelRatioF(),
            self._theme,
            self._shape,
            tuple(self._pinned.items()),
        )
        if key == self._layout_key:
            return
        self._layout_key = key
        shape = self._shape if int(np.prod(self._shape)) == sizes[0] else (sizes[0],)
        self._legend.set_strip(False)
        block = self._legend.sizeHint()
        unit = self._theme.unit
        self._layout = arrange(
            sizes, shape, self.width(), self.height(), unit,
            pinned=self._pinned, corner=(block.width() / unit, block.height() / unit + 20),
        )  # fmt: skip
        self._place_widgets(self._layout, snapshot, shape)
        if self.selection is not None and not self._exists(self.selection):
            self._pointing.select(None)
        self._set_scene()

    def _place_widgets(self, layout: DiagramLayout, snapshot: Snapshot, shape: tuple[int, ...]) -> None:
        theme = self._theme
        self._legend.set_strip(layout.strip)
        left, bottom = (theme.px(12), theme.px(10)) if layout.strip else (theme.px(28), theme.px(16))
        self._legend.move(left, self.height() - bottom - self._legend.height())
        self._legend.show()
        size = self._fit.sizeHint()
        self._fit.resize(size)
        self._fit.move(
            self.width() - theme.px(12) - size.width(), self.height() - theme.px(12) - size.height()
        )
        self._fit.raise_()
        self._headers.show_network(snapshot, layout, shape)
        self._headers.place(layout, self._pointing.viewport)

    def _set_scene(self) -> None:
        if self._layout is not None:
            scale = self.devicePixelRatioF() * self._pointing.viewport.scale
            self._nodes = NodePainter(self._layout, self._theme, scale, self._names)
            self._picture.set_scene(
                self._layout, self._theme, self.size(), self.devicePixelRatioF(), self._pointing.viewport
            )

    def _exists(self, selection: Selection) -> bool:
        snapshot = self._snapshot
        if snapshot is None:
            return False
        if selection.kind == "input":
            return bool(selection.unit < snapshot.layers[0].weights.shape[0])
        if selection.layer >= len(snapshot.layers):
            return False
        rows, columns = snapshot.layers[selection.layer].weights.shape
        return bool(selection.unit < columns and selection.source < rows)

    def _pin(self, layer: int, unit: int) -> None:
        if self._layout is None or unit in self._layout.layers[layer].units:
            return
        self._pinned[layer] = (*self._pinned.get(layer, ()), unit)
        self._arrange()
        self._repaint_lines()

    # ---- lines
    def _widths(self) -> tuple[float, float, float]:
        line = self._theme.line
        return line("edge_min"), line("edge_dense_max"), line("edge_max")

    def _repaint_lines(self) -> None:
        snapshot, layout = self._snapshot, self._layout
        if snapshot is None or layout is None:
            self._lines = no_lines()
            self.update()
            return
        self._lines = lines_of(snapshot, layout, self._kind, self._widths(), LINES_MOST)
        self._pointing.set_scene(layout, self._lines)
        features = np.zeros(len(layout.inputs.leave_y)) if snapshot.probe is None else snapshot.probe.inputs
        self._picture.show(self._lines, features)

    def _lit_image(self, target: Selection) -> QImage:
        """The picture dimmed, with the connections of ``target`` in full."""
        key = (target, self._picture.version)
        layout, snapshot, edges = self._layout, self._snapshot, self._picture.edge_painter
        if key == self._lit_key or layout is None or snapshot is None or edges is None:
            return self._lit
        image = self._picture.image.copy()
        painter = QPainter(image)
        painter.fillRect(self.rect(), with_alpha(self._theme.surface("stage"), VEIL))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._pointing.viewport.apply(painter)
        lines = overlay.lit_lines(target, snapshot, layout, self._kind, self._widths())
        edges.paint(painter, lines, translucent(lines, self._theme), 0, len(lines))
        painter.end()
        self._lit, self._lit_key = image, key
        return image

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        start = time.perf_counter()
        painter = QPainter(self)
        if self._snapshot is None or self._layout is None or self._picture.image.isNull():
            painter.fillRect(self.rect(), self._theme.surface("stage"))
            middle = QPointF(self.width() / 2, self.height() / 2)
            overlay.paint_hint(painter, self.tr("Loading the digits…"), middle, self._theme)
        else:
            self._paint_network(painter, self._snapshot, self._layout)
        painter.end()
        self.last_paint_ms = self._compose_ms + (time.perf_counter() - start) * 1e3

    def _paint_network(self, painter: QPainter, snapshot: Snapshot, layout: DiagramLayout) -> None:
        lit = self._pointing.lit
        painter.drawImage(QPoint(0, 0), self._picture.image if lit is None else self._lit_image(lit))
        painter.save()
        self._pointing.viewport.apply(painter)
        if self._nodes is not None:
            self._nodes.paint(painter, snapshot)
        if self.selection is not None:
            overlay.paint_frame(painter, self.selection, layout, self._theme)
        painter.restore()
        self._paint_texts(painter, snapshot, layout)

    def _paint_texts(self, painter: QPainter, snapshot: Snapshot, layout: DiagramLayout) -> None:
        stage = QRectF(self.rect())
        if not can_show(snapshot, self._kind):
            text = self.tr("Draw a digit or pick a sample to see its signal")
            if snapshot.probe is not None:
                text = self.tr("Say which digit it is to see its gradient")
            first = layout.layers[0]
            at = QPointF((layout.inputs.right + first.left) / 2, layout.centre_y)
            overlay.paint_hint(painter, text, at if at.x() > 170 else stage.center(), self._theme)
        hover = self._pointing.hover
        if isinstance(hover, Selection) and self._exists(hover):
            texts = describe(hover, snapshot, self._shape, self._names, self._earlier(snapshot))
            box = overlay.frame_of(hover, layout)[0]
            corner = self._pointing.viewport.to_widget(box.x(), box.y())
            scale = self._pointing.viewport.scale
            beside = QRectF(corner.x(), corner.y(), box.width() * scale, box.height() * scale)
            overlay.paint_note(painter, beside, texts, self._theme, stage)

    def _earlier(self, snapshot: Snapshot) -> Snapshot | None:
        if self._timeline is None or snapshot.epoch < 1:
            return None
        found = self._timeline.nearest(max(0, snapshot.epoch - EARLIER))
        return found if found is not None and found.epoch < snapshot.epoch else None

    def _changing(self) -> QRegion:
        """What a new snapshot paints anew: not the ground of the headers and the legend."""
        if not self._pointing.viewport.fitted or self._pointing.lit is not None:
            return QRegion(self.rect())
        band = QRect(0, 0, self.width(), self._theme.px(40))
        return QRegion(self.rect()).subtracted(band).subtracted(self._legend.geometry())

    # ---- what is told to who cannot see it
    def _tell(self) -> None:
        name = self.tr("Network diagram")
        text = self.tr("Arrow keys go from neuron to neuron.")
        selection, snapshot = self.selection, self._snapshot
        if selection is not None and snapshot is not None and self._exists(selection):
            text = sentence(*describe(selection, snapshot, self._shape, self._names))
        if text != self.accessibleDescription():
            self.setAccessibleName(name)
            self.setAccessibleDescription(text)
            if self.hasFocus():
                event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
                QAccessible.updateAccessibility(event)

    # ---- slots
    @Slot()
    def _on_picture_changed(self) -> None:
        self._legend.set_numbers(self._picture.shown, self._lines.total, self._lines.clips)
        self.update(self._changing())

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
        self._lit_key = None
        self._set_scene()
        self._repaint_lines()
        if self._layout is not None:
            self._headers.place(self._layout, self._pointing.viewport)

    @Slot(int)
    def _on_all_units_requested(self, layer: int) -> None:
        if self._snapshot is None or self._layout is None:
            return
        box = self._layout.layers[layer]
        popup = FoldPopup(layer, box.units, self._theme, self)
        popup.picked.connect(self._on_unit_picked)
        popup.show_snapshot(self._snapshot)
        corner = self._pointing.viewport.to_widget(box.right + 8, self._layout.centre_y)
        popup.move(
            self.mapToGlobal(QPoint(round(corner.x()), max(0, round(corner.y()) - popup.height() // 2)))
        )
        popup.show()

    @Slot(int, int)
    def _on_unit_picked(self, layer: int, unit: int) -> None:
        self._pin(layer, unit)
        self._pointing.select(Selection("neuron", layer, unit))

    # ---- events
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._pointing.fit()
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._refresh()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and self._pointing.gesture(event):
            return True
        return super().event(event)

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
