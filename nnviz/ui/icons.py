"""Icons from ``resources/icons``: one-colour SVG files, tinted when drawn."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from nnviz.assets import read_asset


@lru_cache(maxsize=512)
def icon_pixmap(name: str, rgba: int, size: int, dpr: float) -> QPixmap:
    """``resources/icons/<name>.svg`` in one colour, ``size`` px wide at device ratio ``dpr``.

    ``rgba`` is ``QColor.rgba()``. Raises FileNotFoundError for an unknown icon.
    """
    color = QColor.fromRgba(rgba)
    svg = read_asset("icons", f"{name}.svg").replace(b"currentColor", color.name().encode())
    pixmap = QPixmap(QSize(round(size * dpr), round(size * dpr)))
    pixmap.setDevicePixelRatio(dpr)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setOpacity(color.alphaF())
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def icon(name: str, color: QColor, size: int, disabled: QColor | None = None) -> QIcon:
    """A QIcon with sharp pixmaps for device ratios 1 and 2."""
    result = QIcon()
    for dpr in (1.0, 2.0):
        result.addPixmap(icon_pixmap(name, color.rgba(), size, dpr))
        if disabled is not None:
            result.addPixmap(icon_pixmap(name, disabled.rgba(), size, dpr), QIcon.Mode.Disabled)
    return result
