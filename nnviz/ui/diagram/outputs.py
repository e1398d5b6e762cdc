"""Paints what stands beside the outputs: the class, the bar of its probability, and the number."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from nnviz.training.snapshot import Snapshot
from nnviz.ui.diagram.layout import DiagramLayout
from nnviz.ui.numbers import percent
from nnviz.ui.theme import Theme

BAR_FROM, TEXT_FROM = 0.004, 0.0095  # shares below are too small to be drawn, to be written
_CENTRE = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class OutputPainter:
    """Paints the outputs of one layout; the winner is larger, bold and in the colour of "for"."""

    def __init__(self, layout: DiagramLayout, theme: Theme, class_names: tuple[str, ...]) -> None:
        self._labels, self._box, self._unit = layout.labels, layout.layers[-1], theme.unit
        self._names = [
            class_names[unit] if unit < len(class_names) else str(unit) for unit in self._box.units
        ]
        fits = layout.labels.pitch * 0.7
        plain, bold = _font(theme, "medium", fits, 18), _font(theme, "bold", fits, 24)
        mono = [theme.font("caption", weight=w, family="mono") for w in ("regular", "semibold")]
        # Each pair: for the others, for the winner.
        self._name_fonts, self._share_fonts = (plain, bold), (mono[0], mono[1])
        self._name_colors = theme.text("secondary"), theme.text()
        self._share_colors = theme.text("tertiary"), theme.text()
        self._bar_colors = theme.text("tertiary"), theme.ramp(1, 7)
        self._track = theme.surface("hover")

    def paint(self, painter: QPainter, snapshot: Snapshot) -> None:
        """Paint names, bars and percentages of ``snapshot``; without a sample the names alone."""
        probe, labels = snapshot.probe, self._labels
        shares = None if probe is None else np.nan_to_num(np.asarray(probe.output)).tolist()
        answer = -1 if probe is None else probe.answer
        half = 18 * self._unit
        for name, unit, y in zip(self._names, self._box.units, self._box.y.tolist(), strict=False):
            winner = unit == answer
            painter.setFont(self._name_fonts[winner])
            painter.setPen(self._name_colors[winner])
            painter.drawText(QRectF(labels.text_x - half, y - half, 2 * half, 2 * half), _CENTRE, name)
            if shares is not None and snapshot.layers[-1].activation in ("softmax", "sigmoid"):
                self._paint_share(painter, shares[unit], winner, y)

    def _paint_share(self, painter: QPainter, share: float, winner: bool, y: float) -> None:
        labels, unit = self._labels, self._unit
        thick = min(8 * unit, labels.pitch * 0.35)
        radius = thick / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._track)
        bar = QRectF(labels.bar_x, y - radius, labels.bar_width, thick)
        painter.drawRoundedRect(bar, radius, radius)
        if share > BAR_FROM:
            painter.setBrush(self._bar_colors[winner])
            bar.setWidth(max(radius, labels.bar_width * min(1.0, share)))
            painter.drawRoundedRect(bar, radius, radius)
        if share >= TEXT_FROM and labels.pitch >= 30 * unit:
            painter.setFont(self._share_fonts[winner])
            painter.setPen(self._share_colors[winner])
            text = QRectF(labels.bar_x, y + 6 * unit, labels.bar_width + 14 * unit, 18 * unit)
            painter.drawText(text, _LEFT, percent(share))


def _font(theme: Theme, weight: str, fits: float, size: float) -> QFont:
    """A font of ``size`` px at unit 1, but no larger than ``fits`` px."""
    font = theme.font("body", weight=weight)
    font.setPixelSize(max(9, round(min(size * theme.unit, fits))))
    return font
