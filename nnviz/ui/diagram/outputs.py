"""Paints what stands beside the outputs: the class, the bar of its probability, and the number."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPainter

from nnviz.drawing.layout import DiagramLayout
from nnviz.drawing.numbers import percent
from nnviz.training.snapshot import Snapshot
from nnviz.ui.diagram.tiles import Slots
from nnviz.ui.theme import Theme

BAR_FROM, TEXT_FROM = 0.004, 0.0095  # shares below are too small to be drawn, to be written
BEDS = 4  # of the latest answers: while it learns they take turns
_CENTRE = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class OutputPainter:
    """Paints the outputs of one layout; the winner is larger, bold and in the colour of "for"."""

    def __init__(self, layout: DiagramLayout, theme: Theme, dpr: float, class_names: tuple[str, ...]) -> None:
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
        self._track, self._stage = theme.surface("hover"), theme.surface("stage")
        self._radius = min(8 * theme.unit, layout.labels.pitch * 0.35) / 2
        self._dpr = dpr
        self._ground = self._place(layout)
        self._beds: dict[tuple[int, bool], QImage] = {}

    def _place(self, layout: DiagramLayout) -> QRectF:
        """What names and bars cover, in whole pixels of the device."""
        labels, half, dpr = layout.labels, 18 * self._unit, self._dpr
        left = round((labels.text_x - half) * dpr) / dpr
        top = round((float(self._box.y.min()) - half) * dpr) / dpr
        right, bottom = labels.bar_x + labels.bar_width + 1, float(self._box.y.max()) + half
        return QRectF(left, top, right - left, bottom - top)

    def paint_names(self, painter: QPainter, snapshot: Snapshot, lit: Slots | None) -> None:
        """Paint names and the ground of the bars (of the slots of ``lit``, if given)."""
        probe = snapshot.probe
        key = (-1 if probe is None else probe.answer, self._has_shares(snapshot))
        bed = self._beds.get(key)
        if bed is None:
            if len(self._beds) == BEDS:
                self._beds.clear()
            bed = self._beds[key] = self._make_bed(*key)
        if lit is None:
            painter.drawImage(self._ground.topLeft(), bed)
            return
        half = self._labels.pitch / 2
        for slot in lit:
            row = QRectF(self._ground.left(), self._box.y[slot] - half, self._ground.width(), 2 * half)
            row = row.intersected(self._ground)
            source = row.translated(-self._ground.topLeft())
            pixels = QRectF(source.topLeft() * self._dpr, source.size() * self._dpr)
            painter.drawImage(row, bed, pixels)

    def paint_shares(self, painter: QPainter, snapshot: Snapshot, lit: Slots | None) -> None:
        """Paint bars and percentages (of the slots of ``lit``, if given), where these are probabilities."""
        if snapshot.probe is None or not self._has_shares(snapshot):
            return
        shares = np.nan_to_num(np.asarray(snapshot.probe.output)).tolist()
        for slot, (unit, y) in enumerate(zip(self._box.units, self._box.y.tolist(), strict=False)):
            if lit is None or slot in lit:
                self._paint_share(painter, shares[unit], unit == snapshot.probe.answer, y)

    def _has_shares(self, snapshot: Snapshot) -> bool:
        return snapshot.probe is not None and snapshot.layers[-1].activation in ("softmax", "sigmoid")

    def _make_bed(self, answer: int, bars: bool) -> QImage:
        """What stays as long as the answer does, on the stage: texts cost more than all else."""
        labels, ground, half = self._labels, self._ground, 18 * self._unit
        image = QImage((ground.size() * self._dpr).toSize(), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self._dpr)
        image.fill(self._stage)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-ground.topLeft())
        for name, unit, y in zip(self._names, self._box.units, self._box.y.tolist(), strict=False):
            painter.setFont(self._name_fonts[unit == answer])
            painter.setPen(self._name_colors[unit == answer])
            painter.drawText(QRectF(labels.text_x - half, y - half, 2 * half, 2 * half), _CENTRE, name)
            if bars:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._track)
                painter.drawRoundedRect(self._bar(y), self._radius, self._radius)
        painter.end()
        return image

    def _bar(self, y: float) -> QRectF:
        return QRectF(self._labels.bar_x, y - self._radius, self._labels.bar_width, 2 * self._radius)

    def _paint_share(self, painter: QPainter, share: float, winner: bool, y: float) -> None:
        labels, unit = self._labels, self._unit
        if share > BAR_FROM:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._bar_colors[winner])
            bar = self._bar(y)
            bar.setWidth(max(self._radius, labels.bar_width * min(1.0, share)))
            painter.drawRoundedRect(bar, self._radius, self._radius)
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
