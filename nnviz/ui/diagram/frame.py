"""Paints a frame of the diagram: ground and lines, neurons, what is selected and pointed at."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from nnviz.drawing.cells import tiles_of
from nnviz.drawing.drawing import Drawing
from nnviz.drawing.findings import FindingMark
from nnviz.drawing.hit_test import Through
from nnviz.drawing.layout import DiagramLayout
from nnviz.drawing.legend import missing
from nnviz.drawing.lines import translucent
from nnviz.drawing.lit import Slots, frame_of, joined, lit_lines
from nnviz.drawing.scene import Scene
from nnviz.drawing.selection import Selection
from nnviz.drawing.shapes import Answers, Shares
from nnviz.drawing.viewport import Viewport
from nnviz.session.sentences import told
from nnviz.ui.diagram import overlay
from nnviz.ui.diagram.editing import Editing
from nnviz.ui.diagram.finding_marks import paint_findings
from nnviz.ui.diagram.nodes import ShapePainters
from nnviz.ui.diagram.picture import LinesPicture, apply_viewport
from nnviz.ui.diagram.pointing import Pointing
from nnviz.ui.diagram.said import texts
from nnviz.ui.diagram.windows import WindowPainter, paint_kernels, paint_seen_by
from nnviz.ui.theme import Theme, with_alpha

VEIL = 0.68  # of the stage's colour over what is not lit


class LitPicture:
    """The picture with one neuron's connections in full, and all else dimmed; kept until the picture below
    it or what is lit is another.

    ``ends`` are the slots of each layer that the lit connections join: they are not in the picture, but
    are to be painted over it.
    """

    def __init__(self) -> None:
        self._image, self._key = QImage(), (Selection("input", -1, -1), -1)
        self.ends: tuple[Slots, ...] = ()

    def image(
        self, target: Selection, picture: LinesPicture, scene: Scene, nodes: ShapePainters, theme: Theme,
        viewport: Viewport,
    ) -> QImage:  # fmt: skip
        """``picture`` with its ``nodes``, dimmed, and the connections of ``target`` over it."""
        key, edges, drawing, moment = (
            (target, picture.version),
            picture.edge_painter,
            scene.drawing,
            scene.moment,
        )
        if key == self._key or drawing is None or moment is None or edges is None:
            return self._image
        image, layout = picture.copy(), drawing.layout
        painter = QPainter(image)
        painter.save()
        apply_viewport(painter, viewport)
        nodes.paint(painter, drawing.nodes)
        painter.restore()
        left = viewport.to_widget(layout.inputs.right, 0)[0]
        veiled = QRectF(left, 0, image.width(), image.height())  # not the inputs: they are no lines
        painter.fillRect(veiled, with_alpha(theme.surface("stage"), VEIL))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        apply_viewport(painter, viewport)
        lines = lit_lines(target, moment, layout, scene.kind, theme.look.line_widths)
        edges.paint(painter, lines, translucent(lines, theme.look), 0, len(lines))
        painter.end()
        self.ends = joined(target, lines, layout)
        self._image, self._key = image, key
        return image


class FramePainter:
    """Puts together what scene, picture and pointing hold."""

    def __init__(self, scene: Scene, picture: LinesPicture, pointing: Pointing, editing: Editing) -> None:
        self._scene, self._picture, self._pointing, self._editing = scene, picture, pointing, editing
        self.marks: tuple[FindingMark, ...] = ()
        self._dpr = 1.0
        self._lit = LitPicture()
        self._theme = Theme()
        self._nodes = ShapePainters(self._theme, 1.0)

    def set_layout(self, theme: Theme, dpr: float) -> None:
        """Another layout, look or zoom; ``dpr`` is in pixels of the device for a px of the layout."""
        self._theme, self._dpr = theme, dpr
        self._nodes = ShapePainters(theme, dpr)

    def paint(self, painter: QPainter, stage: QRect, dirty: QRect, legend: QRect) -> None:
        """Paint what lies in ``dirty``; ``stage`` is the whole widget, ``legend`` free of neurons."""
        scene, viewport, nodes = self._scene, self._pointing.viewport, self._nodes
        drawing, snapshot = scene.drawing, scene.snapshot
        if drawing is None or snapshot is None:
            return
        layout = drawing.layout
        target, ends = self._pointing.lit, None
        if target is not None and scene.exists(target):
            image = self._lit.image(target, self._picture, scene, nodes, self._theme, viewport)
            painter.drawImage(QPoint(0, 0), image)
            ends = self._lit.ends
        else:
            self._picture.paint(painter)
            if viewport.fitted and legend.contains(dirty):
                return  # it alone has other numbers
        painter.save()
        apply_viewport(painter, viewport)
        overlay.paint_cut(painter, drawing.cut, target, layout, self._theme)
        if ends is None:
            nodes.paint(painter, drawing.nodes)
        else:
            nodes.paint(painter, [shape for shape in drawing.nodes if not isinstance(shape, Shares)], ends)
            self._paint_answers(painter, drawing, ends)
        if ends is not None and target is not None and target.kind == "neuron" and scene.moment is not None:
            paint_kernels(painter, target, layout, scene.moment, self._theme)
        paint_findings(painter, self.marks, self._theme, self._dpr)
        cell = self._pointing.cell
        if cell is not None and scene.moment is not None and scene.exists(cell):
            WindowPainter(cell, scene.seen(cell), layout, scene.moment, self._theme).paint(painter)
        if (pixel := self._pointing.pixel) is not None and scene.exists(pixel):
            paint_seen_by(painter, pixel, scene.seen_by(pixel), layout, self._theme)
        if self._pointing.selection is not None:
            overlay.paint_frame(painter, self._pointing.selection, layout, self._theme)
        painter.restore()
        if not scene.showable:
            self._paint_missing(painter, layout)
        held, note = self._editing.held, self._editing.note
        if held is not None and note is not None:
            self._paint_note(painter, held, note, layout, stage)
        elif isinstance(self._pointing.hover, Selection | Through):
            words = scene.words(self._pointing.hover, with_earlier=True)
            if words is not None:
                self._paint_note(painter, self._pointing.hover, texts(words), layout, stage)

    def _paint_answers(self, painter: QPainter, drawing: Drawing, ends: tuple[Slots, ...]) -> None:
        """What it answers, also where the output is dimmed: names and percentages stay legible."""
        box, labels = drawing.layout.layers[-1], drawing.layout.labels
        dimmed = *ends[:-1], frozenset(range(box.slots)) - frozenset(ends[-1])
        beside = labels.text_x - max(10 * drawing.layout.unit, labels.text_width / 2)
        painter.save()
        painter.setClipRect(QRectF(beside, 0, drawing.layout.width, drawing.layout.height))
        self._nodes.paint(painter, [one for one in drawing.nodes if isinstance(one, Answers)], dimmed)
        self._nodes.paint(painter, [one for one in drawing.nodes if isinstance(one, Shares)])
        painter.restore()

    def paint_drawing(self, painter: QPainter) -> None:
        """Paint the network alone: nothing is lit, selected or warned of."""
        drawing = self._scene.drawing
        self._picture.paint(painter)
        painter.save()
        apply_viewport(painter, self._pointing.viewport)
        if drawing is not None:
            overlay.paint_cut(painter, drawing.cut, None, drawing.layout, self._theme)
            self._nodes.paint(painter, drawing.nodes)
        painter.restore()

    def _paint_missing(self, painter: QPainter, layout: DiagramLayout) -> None:
        """Why there are no lines, where they would be."""
        snapshot = self._scene.snapshot
        if not self._scene.hints or snapshot is None:
            return
        there, computable = snapshot.probe is not None, snapshot.computable
        text = told(missing(layout.planar, there, layout.inputs.by_row, computable=computable))
        middle = QPointF((layout.inputs.right + layout.labels.bar_x) / 2, layout.centre_y)
        overlay.paint_hint(painter, text, middle, self._theme)

    def _paint_note(
        self, painter: QPainter, target: Selection | Through, words: tuple[str, str],
        layout: DiagramLayout, stage: QRect,
    ) -> None:  # fmt: skip
        viewport, frames = self._pointing.viewport, frame_of(target, layout)
        if not frames:
            return
        box = QRectF(*frames[0])
        cell = target if isinstance(target, Selection) and target.cell else None
        tiles = None if cell is None else tiles_of(cell, layout)
        if cell is not None and tiles is not None:  # not over the map that the cell is in
            box = QRectF(*tiles.rect(tiles.units.index(cell.unit)))
        if target == self._pointing.pixel and (picture := layout.inputs.picture) is not None:
            box = QRectF(QPointF(picture.x, picture.y), QPointF(picture.right, picture.bottom))
        beside = QRectF(
            *viewport.to_widget(box.x(), box.y()), box.width() * viewport.scale, box.height() * viewport.scale
        )
        # left of a cell are its windows, right of the picture who sees its pixels
        below, room = target == self._pointing.pixel, self._room_of_notes(layout, stage)
        overlay.paint_note(painter, beside, words, self._theme, room, left=cell is None, below=below)

    def _room_of_notes(self, layout: DiagramLayout, stage: QRect) -> QRectF:
        """The stage as far as the names of the outputs and their percentages, which no note covers."""
        room, labels = QRectF(stage), layout.layers[-1].labels
        if labels is not None and labels.bar_width:
            left = labels.text_x - max(18 * layout.unit, labels.text_width / 2)
            right = self._pointing.viewport.to_widget(left, 0)[0]
            if right > room.center().x():  # else the outputs are where most of the stage is
                room.setRight(min(room.right(), right))
        return room
