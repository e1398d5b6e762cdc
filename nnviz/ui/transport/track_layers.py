"""What is painted on the track: its bed, the past as it was, the later pale, hatching, the playhead."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from nnviz.drawing.plots.scene import Points, RunCurves
from nnviz.drawing.track import HEIGHT, Axis, Bands, tick_texts
from nnviz.ui.theme import Theme, mix

_PITCH = 7  # px from line to line of what is hatched

_TICK, _RADIUS = 4, 6  # px at unit 1
#: (share of the fill's colour, share of the line's, its width in px) before and after the playhead.
_PAST, _LATER = (0.30, 1.0, 2.0), (0.10, 0.45, 1.5)


class Ground(Protocol):
    """What the track shows, but for the playhead and what follows it."""

    def key(self) -> tuple[object, ...]:
        """Changes when the picture does."""

    def paint(self, painter: QPainter, sheet: Sheet, later: bool) -> None:
        """Paint it on the bed; ``later``: as what comes after the playhead."""


class Sheet:
    """A track's geometry and look: the axis, the bands and the theme, for everything painted on it."""

    def __init__(
        self, size: QSize, theme: Theme, bands: Bands, axis: Axis, trained: float, nothing: str = ""
    ) -> None:
        self.size, self.theme, self.bands, self.axis, self.trained = size, theme, bands, axis, trained
        self.nothing = nothing  # what is said where no epochs are to come
        self.top = (size.height() - theme.px(HEIGHT)) / 2

    def y(self, place: float) -> float:
        """A place of the bands in px of the widget."""
        return self.top + self.theme.px(place)

    @property
    def bed(self) -> QRectF:
        top, foot = (self.y(place) for place in self.bands.bed)
        return QRectF(0, top, self.size.width(), foot - top)

    def x(self, epoch: float) -> float:
        return float(self.axis.x(epoch))

    def points(self, points: Points, axis: Axis | None = None) -> list[QPointF]:
        """Epochs and losses as points of the widget; what is not finite is left out."""
        axis = axis or self.axis
        finite = np.isfinite(points[1])
        x, y = axis.x(points[0][finite]), axis.y(points[1][finite])
        return [QPointF(u, v) for u, v in zip(x.tolist(), y.tolist(), strict=True)]

    def key(self) -> tuple[object, ...]:
        """Changes when something painted on it does: what is trained counts by its pixel."""
        trained = round(2 * self.x(self.trained))
        return (self.size.toTuple(), self.theme, self.bands, self.axis, trained, self.nothing)


class Layers:
    """Three pixmaps of one size, each painted when what it shows has changed."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[tuple[object, ...], QPixmap]] = {}

    def ground(self, sheet: Sheet, ratio: float, ground: Ground, *, later: bool) -> QPixmap:
        """The bed with what is trained on it."""

        def paint(painter: QPainter) -> None:
            painter.drawPixmap(0, 0, self._bed(sheet, ratio))
            ground.paint(painter, sheet, later)
            _paint_untrained(painter, sheet)

        return self._kept("later" if later else "past", sheet, ratio, (sheet.key(), *ground.key()), paint)

    def _bed(self, sheet: Sheet, ratio: float) -> QPixmap:
        """The track as if nothing were trained: bed, hatching, epochs below. It seldom changes."""
        key = (sheet.size.toTuple(), sheet.theme, sheet.bands, sheet.axis.end)
        return self._kept("bed", sheet, ratio, key, lambda painter: _paint_bed(painter, sheet))

    def _kept(
        self,
        name: str,
        sheet: Sheet,
        ratio: float,
        key: tuple[object, ...],
        paint: Callable[[QPainter], None],
    ) -> QPixmap:
        """The pixmap of that name, painted anew if the key is another."""
        held = self._held.get(name)
        if held is None or held[0] != (ratio, *key):
            pixmap = QPixmap(sheet.size * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(sheet.theme.surface("panel"))
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint(painter)
            painter.end()
            held = self._held[name] = ((ratio, *key), pixmap)
        return held[1]


class CurveGround:
    """The main metric of one run, a loss if there is one."""

    def __init__(self, run: RunCurves | None) -> None:
        self.run = run

    def key(self) -> tuple[object, ...]:
        return (self.run,)

    def paint(self, painter: QPainter, sheet: Sheet, later: bool) -> None:
        run, theme = self.run, sheet.theme
        if run is None or len(run.timeline.epochs) < 2:
            return
        clear_bed(painter, sheet)
        columns = max(2, int(sheet.x(sheet.trained) - sheet.axis.left))
        curve = run.curve(run.main, (0.0, sheet.axis.end), columns)
        peaks = sheet.points(curve.peaks) if curve.peaks is not None else []
        share, strength, width = _LATER if later else _PAST
        fill = mix(theme.surface("stage"), theme.curve("gap"), share)
        line = mix(theme.surface("stage"), theme.curve("test"), strength)
        width *= theme.line("hairline")
        paint_curve(painter, sheet.points(curve.line), sheet.bed.bottom(), fill, line, width, peaks)


def clear_bed(painter: QPainter, sheet: Sheet) -> None:
    """No hatching where the run has been."""
    left, box = sheet.axis.left, sheet.bed
    whole = sheet.trained >= sheet.axis.end
    right = box.right() if whole else sheet.x(sheet.trained)
    painter.save()
    painter.setClipPath(_shape(sheet))
    painter.fillRect(QRectF(left, box.top(), right - left, box.height()), sheet.theme.surface("stage"))
    painter.restore()


def _shape(sheet: Sheet) -> QPainterPath:
    shape, radius = QPainterPath(), sheet.theme.px(_RADIUS)
    shape.addRoundedRect(sheet.bed, radius, radius)
    return shape


def paint_curve(
    painter: QPainter,
    line: Sequence[QPointF],
    foot: float,
    fill: QColor,
    color: QColor,
    width: float,
    peaks: Sequence[QPointF] = (),
) -> None:
    """A line over its filled area, which ends at ``foot``; its ``peaks`` beside it."""
    if not line:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawPolygon(QPolygonF([*line, QPointF(line[-1].x(), foot), QPointF(line[0].x(), foot)]))
    painter.setPen(QPen(color, 1.0))  # of this width lines with many corners are drawn fast
    painter.drawPolyline(QPolygonF(list(peaks)))
    painter.setPen(QPen(color, width))
    painter.drawPolyline(QPolygonF(list(line)))


def _paint_bed(painter: QPainter, sheet: Sheet) -> None:
    theme, box, shape = sheet.theme, sheet.bed, _shape(sheet)
    painter.fillPath(shape, theme.surface("stage"))
    hatch(painter, shape, box.adjusted(sheet.axis.left, 0, 0, 0), theme)
    painter.setFont(theme.font(theme.room("caption")))
    metrics = QFontMetricsF(painter.font())
    for epoch, text in tick_texts(sheet.axis, metrics.horizontalAdvance, theme.px(28)):
        x, foot = sheet.x(epoch), box.bottom() + theme.px(_TICK)
        painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
        painter.drawLine(QLineF(x, box.bottom(), x, foot))
        width = metrics.horizontalAdvance(text)
        left = min(max(0.0, x - width / 2), sheet.size.width() - width)
        painter.setPen(theme.text("tertiary"))
        painter.drawText(QPointF(left, foot + metrics.ascent() + theme.px(1)), text)


def _paint_untrained(painter: QPainter, sheet: Sheet) -> None:
    text = sheet.nothing or QCoreApplication.translate("TimelineTrack", "not trained yet")
    theme, rest = sheet.theme, sheet.bed
    rest.setLeft(sheet.x(sheet.trained))
    painter.setFont(theme.font(theme.room("caption")))
    metrics = QFontMetricsF(painter.font())
    if metrics.horizontalAdvance(text) + theme.px(32) > rest.width():
        return
    box = metrics.boundingRect(text)
    box.moveCenter(rest.center())
    painter.fillRect(box.adjusted(-theme.px(6), 0, theme.px(6), 0), theme.surface("stage"))
    painter.setPen(theme.text("tertiary"))
    painter.drawText(rest, Qt.AlignmentFlag.AlignCenter, text)


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


_DOT, _HANDLE, _RING = 5, 6, 9  # px at unit 1


def paint_playhead(
    painter: QPainter, sheet: Sheet, epoch: float, loss: float | None, share: float | None
) -> None:
    """A line at ``epoch`` with a handle, and a dot on the curve at ``loss``.

    ``share`` (0 to 1) of its snapshot is recomputed: until then the dot is hollow, with a ring that fills.
    """
    theme, bands, x = sheet.theme, sheet.bands, sheet.x(epoch)
    accent, stage = theme.accent(), theme.surface("stage")
    top, foot = (sheet.y(place) for place in bands.line)
    painter.setPen(QPen(accent, 2 * theme.line("hairline")))
    painter.drawLine(QLineF(x, top, x, foot))
    if bands.handle is not None:
        head, half = sheet.y(bands.handle), theme.px(_HANDLE)
        corners = ((-half, 0), (half, 0), (half, half), (0, 2 * half), (-half, half))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawPolygon(QPolygonF([QPointF(x + dx, head + dy) for dx, dy in corners]))
    y = float(sheet.axis.y(loss)) if loss is not None and math.isfinite(loss) else None
    if y is None and share is None:
        return
    centre, dot = QPointF(x, sheet.bed.center().y() if y is None else y), theme.px(_DOT)
    if share is None:
        painter.setPen(QPen(stage, 2))
        painter.setBrush(accent)
        painter.drawEllipse(centre, dot, dot)
        return
    painter.setPen(QPen(accent, 1.5 * theme.line("hairline")))
    painter.setBrush(stage)
    painter.drawEllipse(centre, dot, dot)
    ring = theme.px(_RING)
    box = QRectF(centre.x() - ring, centre.y() - ring, 2 * ring, 2 * ring)
    painter.setPen(QPen(theme.surface("outline"), 2.5 * theme.line("hairline")))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box)
    painter.setPen(QPen(accent, 2.5 * theme.line("hairline")))
    painter.drawArc(box, 90 * 16, -round(360 * 16 * min(1.0, max(0.0, share))))


def paint_live_end(painter: QPainter, sheet: Sheet, loss: float | None) -> None:
    """The newest epoch, while an older one is looked at."""
    theme, x = sheet.theme, sheet.x(sheet.trained)
    color = theme.text("secondary")
    painter.setPen(QPen(color, 1.5 * theme.line("hairline")))
    painter.drawLine(QLineF(x, sheet.bed.top(), x, sheet.bed.bottom()))
    if loss is not None and math.isfinite(loss):
        painter.setPen(QPen(theme.surface("stage"), 1.5))
        painter.setBrush(color)
        radius = theme.px(_DOT) - 1.0
        painter.drawEllipse(QPointF(x, float(sheet.axis.y(loss))), radius, radius)
