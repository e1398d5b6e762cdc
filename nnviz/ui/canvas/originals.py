"""What the network's picture was made from, small, with the box that was cut out of it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QTransform

from nnviz.data.pen_line import Strokes
from nnviz.ui.canvas.ink_layer import stroke_path
from nnviz.ui.theme import Theme

Box = tuple[float, float, float, float]  # x0, y0, x1, y1 in shares of the whole
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


translate = QCoreApplication.translate


@dataclass(frozen=True)
class Drawn:
    """Strokes on the canvas; ``brush`` is the line's width as a share of it."""

    strokes: Strokes
    brush: float

    @property
    def words(self) -> tuple[str, str, str]:
        """Its caption; what cutting does to it; what not cutting does."""
        return (
            translate("SeenStrip", "your ink"),
            translate("SeenStrip", "Your drawing is cut to its ink,\nso its place and size do not matter"),
            translate(
                "SeenStrip",
                "Centring is off: the whole canvas is shrunk,\nso place and size of the drawing matter",
            ),
        )

    def paint(self, painter: QPainter, stage: QRectF, box: Box | None, theme: Theme) -> None:
        """The lines in their places, dashes around what is taken of them."""
        side = stage.width()
        pen = QPen(theme.pixel(1.0), self.brush * side)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        scale = QTransform.fromScale(side, side)
        for stroke in self.strokes:
            if len(stroke) == 1:
                painter.drawPoint(QPointF(*stroke[0]) * side)
            else:
                painter.drawPath(scale.map(stroke_path(stroke.tolist())))
        _dash(painter, stage, box, self.brush / 2 + 0.01, theme)


@dataclass(frozen=True)
class Opened:
    """A picture that was opened or pasted."""

    image: QImage

    @property
    def words(self) -> tuple[str, str, str]:
        """Its caption; what cutting does to it; what not cutting does."""
        return (
            translate("SeenStrip", "your picture"),
            translate(
                "SeenStrip", "The digit is cut out of the picture,\nso its place and size do not matter"
            ),
            translate(
                "SeenStrip",
                "Centring is off: the whole picture is shrunk,\nso place and size of the digit matter",
            ),
        )

    def paint(self, painter: QPainter, stage: QRectF, box: Box | None, theme: Theme) -> None:
        """The picture as large as it can be, dashes around what is taken of it."""
        place = fitted(self.image, stage)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self.image)
        _dash(painter, place, box, 0.01, theme)


def fitted(image: QImage, room: QRectF) -> QRectF:
    """The largest place in the middle of ``room`` with the proportions of the image."""
    size = image.size().toSizeF().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRectF(QPointF(0, 0), size)
    place.moveCenter(room.center())
    return place


def box_in(place: QRectF, box: Box, margin: float = 0.0) -> QRectF:
    """A box given in shares, where its whole lies at ``place``."""
    x0, y0, x1, y1 = box
    low = QPointF((x0 - margin) * place.width(), (y0 - margin) * place.height())
    high = QPointF((x1 + margin) * place.width(), (y1 + margin) * place.height())
    return QRectF(low, high).translated(place.topLeft())


def _dash(painter: QPainter, place: QRectF, box: Box | None, margin: float, theme: Theme) -> None:
    """Dashes around what is taken, if anything is; around all of it they warn."""
    if box is None:
        return
    dashes = QPen(theme.note("warning") if box == WHOLE else theme.accent(), theme.line("hairline"))
    dashes.setDashPattern([3, 2])
    painter.setPen(dashes)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box_in(place, box, margin) & place.adjusted(0.5, 0.5, -0.5, -0.5))
