"""The picture with one neuron's connections in full and all else dimmed."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from nnviz.ui.diagram.edge_paint import translucent
from nnviz.ui.diagram.overlay import lit_lines
from nnviz.ui.diagram.picture import LinesPicture
from nnviz.ui.diagram.scene import Scene, line_widths
from nnviz.ui.diagram.viewport import Viewport
from nnviz.ui.selection import Selection
from nnviz.ui.theme import Theme, with_alpha

VEIL = 0.68  # of the stage's colour over what is not lit


class LitPicture:
    """Keeps the last such picture until the picture below it or what is lit is another."""

    def __init__(self) -> None:
        self._image, self._key = QImage(), (Selection("input", -1, -1), -1)

    def image(
        self, target: Selection, picture: LinesPicture, scene: Scene, theme: Theme, viewport: Viewport
    ) -> QImage:
        """``picture`` dimmed, with the connections of ``target`` over it."""
        key, edges = (target, picture.version), picture.edge_painter
        if key == self._key or scene.snapshot is None or scene.layout is None or edges is None:
            return self._image
        image = picture.copy()
        painter = QPainter(image)
        left = viewport.to_widget(scene.layout.inputs.right, 0).x()
        veiled = QRectF(left, 0, image.width(), image.height())  # not the inputs: they are no lines
        painter.fillRect(veiled, with_alpha(theme.surface("stage"), VEIL))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        viewport.apply(painter)
        lines = lit_lines(target, scene.snapshot, scene.layout, scene.kind, line_widths(theme))
        edges.paint(painter, lines, translucent(lines, theme), 0, len(lines))
        painter.end()
        self._image, self._key = image, key
        return image
