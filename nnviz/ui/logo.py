"""The mark of nnviz."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from nnviz.ui.theme import Theme

LOGO_SIZE = 22  # px at unit 1

_LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 22 22"><g fill="none" stroke-linecap="round">
<path d="M5 5.5C10 5.5 11 11 16 11" stroke="{warm}" stroke-width="2.6"/>
<path d="M5 16.5C10 16.5 11 11 16 11" stroke="{cool}" stroke-width="1.7"/></g>
<circle cx="4.2" cy="5.5" r="2.3" fill="{ink}"/><circle cx="4.2" cy="16.5" r="2.3" fill="{ink}"/>
<circle cx="16.5" cy="11" r="4.3" fill="{panel}" stroke="{ink}" stroke-width="2"/>
<circle cx="16.5" cy="11" r="1.6" fill="{warm}"/></svg>"""


def logo_pixmap(theme: Theme, ratio: float) -> QPixmap:
    """The mark on the panel's ground in the colours of ``theme``, at device ratio ``ratio``."""
    svg = _LOGO.format(
        warm=theme.ramp(1, 7).name(),
        cool=theme.ramp(-1, 7).name(),
        ink=theme.text().name(),
        panel=theme.surface("panel").name(),
    )
    side = theme.px(LOGO_SIZE)
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(theme.surface("panel"))
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return pixmap
