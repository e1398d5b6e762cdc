"""The picture with one neuron's connections and their ends in full, and all else dimmed."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from nnviz.drawing.layout import DiagramLayout
from nnviz.drawing.lines import Lines
from nnviz.drawing.selection import Selection
from nnviz.drawing.viewport import Viewport
from nnviz.ui.diagram.edge_paint import translucent
from nnviz.ui.diagram.nodes import NodePainter
from nnviz.ui.diagram.overlay import lit_lines
from nnviz.ui.diagram.picture import LinesPicture, apply_viewport
from nnviz.ui.diagram.plane_nodes import PlaneNodePainter
from nnviz.ui.diagram.scene import Scene, line_widths
from nnviz.ui.diagram.tiles import Slots
from nnviz.ui.theme import Theme, with_alpha

VEIL = 0.68  # of the stage's colour over what is not lit


class LitPicture:
    """Keeps the last such picture until the picture below it or what is lit is another.

    ``ends`` are the slots of each layer that the lit connections join: they are not in the picture, but
    are to be painted over it.
    """

    def __init__(self) -> None:
        self._image, self._key = QImage(), (Selection("input", -1, -1), -1)
        self.ends: tuple[Slots, ...] = ()

    def image(
        self, target: Selection, picture: LinesPicture, scene: Scene,
        nodes: NodePainter | PlaneNodePainter, theme: Theme, viewport: Viewport,
    ) -> QImage:  # fmt: skip
        """``picture`` with its ``nodes``, dimmed, and the connections of ``target`` over it."""
        key, edges = (target, picture.version), picture.edge_painter
        if key == self._key or scene.snapshot is None or scene.layout is None or edges is None:
            return self._image
        image = picture.copy()
        painter = QPainter(image)
        painter.save()
        apply_viewport(painter, viewport)
        nodes.paint(painter, scene.snapshot)
        painter.restore()
        left = viewport.to_widget(scene.layout.inputs.right, 0)[0]
        veiled = QRectF(left, 0, image.width(), image.height())  # not the inputs: they are no lines
        painter.fillRect(veiled, with_alpha(theme.surface("stage"), VEIL))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        apply_viewport(painter, viewport)
        lines = lit_lines(target, scene.snapshot, scene.layout, scene.kind, line_widths(theme))
        edges.paint(painter, lines, translucent(lines, theme), 0, len(lines))
        painter.end()
        self.ends = _ends(target, lines, scene.layout)
        self._image, self._key = image, key
        return image


def _ends(target: Selection, lines: Lines, layout: DiagramLayout) -> tuple[Slots, ...]:
    """By layer, the slots that ``lines`` join, and that of ``target`` itself."""
    found: list[set[int]] = [set() for _ in layout.layers]
    ends = zip(lines.gap.tolist(), lines.source.tolist(), lines.target.tolist(), strict=True)
    for gap, source, goal in ends:
        found[gap].add(goal)
        if gap:
            found[gap - 1].add(source)
    if target.kind != "input":
        found[target.layer].add(layout.layers[target.layer].slot_of(target.unit))
    return tuple(frozenset(slots) for slots in found)
