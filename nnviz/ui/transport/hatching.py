"""Hatching: what is not there yet."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from nnviz.ui.theme import Theme

_PITCH = 7  # px from line to line


def hatch(painter: QPainter, shape: QPainterPath, box: QRectF, theme: Theme) -> None:
    """Rising lines over the part of ``shape`` that lies in ``box``."""
    pitch = theme.px(_PITCH) * math.sqrt(2)
    painter.save()
    painter.setClipPath(shape)
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(theme.surface("hairline"), 1.6 * theme.line("hairline")))
    first = math.floor((box.left() - box.height()) / pitch)
    last = math.ceil(box.right() / pitch)
    starts = (i * pitch for i in range(first, last + 1))
    painter.drawLines([QLineF(x, box.bottom(), x + box.height(), box.top()) for x in starts])
    painter.restore()
