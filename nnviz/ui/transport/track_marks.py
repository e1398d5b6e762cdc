"""The marks on the track: a sign for each kind, its words above where there is room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from nnviz.drawing.plots.scene import RunCurves
from nnviz.drawing.track import place_labels
from nnviz.session.sentences import told
from nnviz.training.marks import Mark
from nnviz.ui.theme import Theme
from nnviz.ui.transport.track_layers import Sheet

SIZE = 5  # px at unit 1, half of a sign
REACH = 7  # px at unit 1: a click this near to a mark means the mark
_DIAMOND = ((0, -1), (1, 0), (0, 1), (-1, 0))
_PENCIL = ((0.55, -1.25), (1.25, -0.55), (-0.35, 1.05), (-1.2, 1.2), (-1.05, 0.35))  # its point at the left
_WARNING = ((0, -1.1), (1.15, 0.9), (-1.15, 0.9))


class Marks:
    """The marks of a run with their places on a sheet; one sign stands for several that are too near."""

    def __init__(self, run: RunCurves | None, sheet: Sheet) -> None:
        self._sheet = sheet
        self._places: list[tuple[Mark, QPointF]] = []
        for mark in run.timeline.marks if run is not None else ():
            row = run.row(mark.epoch) if run is not None else -1
            loss = float(run.values(run.main)[row]) if run is not None and row >= 0 else np.nan
            y = float(sheet.axis.y(loss)) if np.isfinite(loss) else sheet.bed.center().y()
            said = replace(mark, text=told(mark.text))
            self._places.append((said, QPointF(sheet.x(mark.epoch), y)))

    def near(self, x: float) -> list[Mark]:
        """The marks within reach of a place, the nearest first."""
        reach = self._sheet.theme.px(REACH)
        found = [(abs(place.x() - x), i) for i, (_, place) in enumerate(self._places)]
        return [self._places[i][0] for distance, i in sorted(found) if distance <= reach]

    def paint(self, painter: QPainter) -> None:
        labels = self._labels(painter)
        covered: list[tuple[str, float]] = []
        for (mark, place), left in zip(self._places, labels, strict=True):
            if any(kind == mark.kind and abs(x - place.x()) < SIZE for kind, x in covered):
                continue
            covered.append((mark.kind, place.x()))
            if left is not None:
                self._paint_label(painter, mark, place, left)
            paint_sign(painter, mark.kind, place, self._sheet.theme)

    def _labels(self, painter: QPainter) -> Sequence[float | None]:
        if self._sheet.bands.labels is None:
            return [None] * len(self._places)
        theme, width = self._sheet.theme, self._sheet.size.width()
        width_of = QFontMetricsF(theme.font("caption")).horizontalAdvance
        return place_labels(
            [mark for mark, _ in self._places], self._sheet.axis, width_of, theme.px(12), width
        )

    def _paint_label(self, painter: QPainter, mark: Mark, place: QPointF, left: float) -> None:
        theme, sheet = self._sheet.theme, self._sheet
        painter.setFont(theme.font("caption"))
        foot = sheet.y(sheet.bands.labels or 0)
        painter.setPen(QPen(theme.surface("outline"), theme.line("hairline"), Qt.PenStyle.DotLine))
        painter.drawLine(QLineF(place.x(), foot + theme.px(3), place.x(), place.y() - theme.px(SIZE)))
        painter.setPen(theme.note("warning") if mark.kind == "diagnosis" else theme.text("secondary"))
        painter.drawText(QPointF(left, foot), mark.text)


def paint_sign(painter: QPainter, kind: str, place: QPointF, theme: Theme) -> None:
    """The sign of a kind of mark: diamond, pencil (edit), warning triangle (diagnosis), fork (branch)."""
    size, pen = float(theme.px(SIZE)), QPen(theme.text(), 1.5 * theme.line("hairline"))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)

    def polygon(corners: Sequence[tuple[float, float]]) -> QPolygonF:
        return QPolygonF([place + QPointF(size * x, size * y) for x, y in corners])

    painter.setBrush(theme.surface("panel"))
    painter.setPen(pen)
    if kind == "edit":
        painter.drawPolygon(polygon(_PENCIL))
    elif kind == "diagnosis":
        painter.setPen(QPen(theme.note("warning"), pen.widthF()))
        painter.setBrush(theme.note("warning", "bg"))
        painter.drawPolygon(polygon(_WARNING))
        painter.drawPolyline(polygon([(0, -0.35), (0, 0.3)]))
    elif kind == "branch":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QRectF(place.x() - 1.2 * size, place.y() - 1.2 * size, 2.4 * size, 2.4 * size))
        painter.setPen(pen)
        stem = polygon([(-1, 0), (-0.2, 0), (0.9, -0.8), (-0.2, 0), (0.9, 0.8)])
        painter.drawPolyline(stem)
    else:
        painter.drawPolygon(polygon(_DIAMOND))
