"""One image of the grid: its pixels, what stands in its corner, and its frame."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from nnviz.ui.canvas.pixels import FULL, grey_image
from nnviz.ui.theme import Theme

_IMAGE = 8  # pixels a side
PIXELS = _IMAGE * _IMAGE


def images_of(counts: NDArray[Any], theme: Theme) -> QImage:
    """Images of (n, 64) counts 0..16, one below the other."""
    return grey_image(counts.reshape(-1, _IMAGE) / FULL, theme)


def paint_image(painter: QPainter, images: QImage, index: int, box: QRectF, theme: Theme) -> None:
    """The image at ``index`` of those one below the other."""
    radius = theme.px(4)
    outline = QPainterPath()
    outline.addRoundedRect(box, radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(outline, theme.surface("inset"))
    painter.setClipPath(outline)
    painter.drawImage(box.adjusted(1, 1, -1, -1), images, QRectF(0, index * _IMAGE, _IMAGE, _IMAGE))
    painter.setClipping(False)


def paint_badge(painter: QPainter, text: str, color: QColor, box: QRectF, theme: Theme) -> None:
    """A class in the corner of an image."""
    font = theme.font("micro", weight="semibold")
    size = max(theme.px(13), font.pixelSize() + 2)
    badge = QRectF(box.right() - size, box.bottom() - size, size, size)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.surface("panel"))
    painter.drawRoundedRect(badge, theme.px(3), theme.px(3))
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)


def paint_frame(painter: QPainter, pen: QPen, box: QRectF, theme: Theme) -> None:
    """A frame inside of the image's edge."""
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = pen.widthF() / 2
    painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), theme.px(4), theme.px(4))
