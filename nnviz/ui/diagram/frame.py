"""Paints a frame of the diagram: ground and lines, neurons, what is selected and pointed at."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import QPainter

from nnviz.drawing.layout import DiagramLayout
from nnviz.drawing.selection import Selection
from nnviz.ui.diagram import overlay
from nnviz.ui.diagram.editing import Editing
from nnviz.ui.diagram.finding_marks import FindingMark, paint_findings
from nnviz.ui.diagram.lit import LitPicture
from nnviz.ui.diagram.nodes import NodePainter
from nnviz.ui.diagram.picture import LinesPicture, apply_viewport
from nnviz.ui.diagram.plane_nodes import PlaneNodePainter
from nnviz.ui.diagram.pointing import Pointing
from nnviz.ui.diagram.scene import Scene
from nnviz.ui.theme import Theme


class FramePainter:
    """Puts together what scene, picture and pointing hold."""

    def __init__(self, scene: Scene, picture: LinesPicture, pointing: Pointing, editing: Editing) -> None:
        self._scene, self._picture, self._pointing, self._editing = scene, picture, pointing, editing
        self.marks: tuple[FindingMark, ...] = ()
        self._dpr = 1.0
        self._lit = LitPicture()
        self._theme = Theme()
        self._nodes: NodePainter | PlaneNodePainter | None = None

    def set_layout(self, layout: DiagramLayout, theme: Theme, dpr: float) -> None:
        """Another layout, look or zoom; ``dpr`` is in pixels of the device for a px of the layout."""
        self._theme, self._dpr = theme, dpr
        if layout.planar:
            self._nodes = PlaneNodePainter(layout, theme, dpr, self._scene)
        else:
            self._nodes = NodePainter(layout, theme, dpr, self._scene.names)

    def paint(self, painter: QPainter, stage: QRect, dirty: QRect) -> None:
        """Paint what lies in ``dirty``; ``stage`` is the whole widget."""
        scene, viewport, nodes = self._scene, self._pointing.viewport, self._nodes
        layout, snapshot = scene.layout, scene.snapshot
        if layout is None or snapshot is None or nodes is None:
            return
        target, ends = self._pointing.lit, None
        if target is not None and scene.exists(target):
            image = self._lit.image(target, self._picture, scene, nodes, self._theme, viewport)
            painter.drawImage(QPoint(0, 0), image)
            ends = self._lit.ends
        else:
            self._picture.paint(painter)
            if viewport.fitted and dirty.right() < layout.inputs.right and not layout.planar:
                return  # only the legend has other numbers
        painter.save()
        apply_viewport(painter, viewport)
        if snapshot.experiment.cut:
            overlay.paint_cut(painter, snapshot.experiment.cut, target, layout, self._theme)
        nodes.paint(painter, snapshot, ends)
        paint_findings(painter, self.marks, self._theme, self._dpr)
        if self._pointing.selection is not None:
            overlay.paint_frame(painter, self._pointing.selection, layout, self._theme)
        painter.restore()
        if not scene.showable:
            self._paint_missing(painter, layout)
        held, note = self._editing.held, self._editing.note
        if held is not None and note is not None:
            self._paint_note(painter, held, note, layout, stage)
        elif isinstance(self._pointing.hover, Selection):
            texts = scene.texts(self._pointing.hover, with_earlier=True)
            self._paint_note(painter, self._pointing.hover, texts, layout, stage)

    def _paint_missing(self, painter: QPainter, layout: DiagramLayout) -> None:
        """Why there are no lines, where they would be."""
        translate, snapshot = QCoreApplication.translate, self._scene.snapshot
        if layout.planar:
            text = translate("DiagramView", "Move over the map to see the signal of a point")
        else:
            text = translate("DiagramView", "Draw a digit or pick a sample to see its signal")
        if snapshot is not None and snapshot.probe is not None and layout.planar:
            text = translate("DiagramView", "Click a point of the map to see its gradient")
        elif snapshot is not None and snapshot.probe is not None:
            text = translate("DiagramView", "Say which digit it is to see its gradient")
        middle = QPointF((layout.inputs.right + layout.labels.bar_x) / 2, layout.centre_y)
        overlay.paint_hint(painter, text, middle, self._theme)

    def _paint_note(
        self, painter: QPainter, target: Selection, texts: tuple[str, str] | None, layout: DiagramLayout,
        stage: QRect,
    ) -> None:  # fmt: skip
        if texts is None:
            return
        viewport, box = self._pointing.viewport, overlay.frame_of(target, layout)[0]
        beside = QRectF(
            *viewport.to_widget(box.x(), box.y()), box.width() * viewport.scale, box.height() * viewport.scale
        )
        overlay.paint_note(painter, beside, texts, self._theme, QRectF(stage))
