"""Marks over the network: what ails a neuron or a layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from nnviz.drawing import numbers
from nnviz.drawing.findings import FindingMark
from nnviz.drawing.layout import DiagramLayout
from nnviz.session.sentences import told
from nnviz.training.diagnosis import Finding
from nnviz.ui.diagram.sprites import blank
from nnviz.ui.theme import Theme

translate = QCoreApplication.translate

SIZE = 7.0  # px at unit 1: half the side of a neuron's mark


def box_of(mark: FindingMark, theme: Theme) -> QRectF:
    """The ground of a mark, in px of the layout."""
    half = SIZE * theme.unit
    width = half
    if mark.word is not None:
        metrics = QFontMetricsF(theme.font("micro", weight="medium"))
        width = metrics.horizontalAdvance(told(mark.word)) / 2 + half + 6 * theme.unit
        half = max(half, metrics.height() / 2 + theme.unit)
    return QRectF(mark.x - width, mark.y - half, 2 * width, 2 * half)


def beside_one_another(
    marks: Sequence[FindingMark], layout: DiagramLayout, theme: Theme
) -> tuple[FindingMark, ...]:
    """``marks``, but that several words over a layer stand in a row where below one another they would lie
    on its topmost unit."""
    placed = [mark for mark in marks if mark.word is None]
    for layer, box in enumerate(layout.layers):
        words = [mark for mark in marks if mark.word is not None and mark.layer == layer]
        top = float(box.y.min()) - max(box.half, box.radius)
        if len(words) > 1 and box_of(words[-1], theme).bottom() > top:
            words = _in_a_row(words, top, layout, theme)
        placed += words
    return tuple(placed)


def _in_a_row(
    words: Sequence[FindingMark], top: float, layout: DiagramLayout, theme: Theme
) -> list[FindingMark]:
    """As high as the first, but above ``top``, round the middle of all, within the layout."""
    gap, widths = 4 * theme.unit, [box_of(mark, theme).width() for mark in words]
    whole = sum(widths) + gap * (len(words) - 1)
    left, row = min(words[0].x - whole / 2, layout.width - whole), []
    y = min(words[0].y, top - 1 - box_of(words[0], theme).height() / 2)
    for mark, width in zip(words, widths, strict=True):
        row.append(replace(mark, x=left + width / 2, y=y))
        left += width + gap
    return row


def mark_at(marks: Sequence[FindingMark], x: float, y: float, theme: Theme) -> FindingMark | None:
    """The mark at (x, y) of the layout."""
    return next((m for m in reversed(marks) if box_of(m, theme).contains(x, y)), None)


def sentences(finding: Finding) -> str:
    """What is wrong, what may help, and since when."""
    said = [told(finding.text), told(finding.advice)]
    if finding.since is not None:
        said.append(translate("Diagram", "Seen since epoch {n}.").format(n=numbers.count(finding.since)))
    return " ".join(said)


def paint_findings(painter: QPainter, marks: Sequence[FindingMark], theme: Theme, dpr: float) -> None:
    """Paint ``marks`` on a painter whose coordinates are the layout's."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for mark in marks:
        box = box_of(mark, theme)
        if mark.word is None:
            sprite = _sprite(theme, dpr)
            half = sprite.width() / dpr / 2
            painter.drawPixmap(QPointF(mark.x - half, mark.y - half), sprite)
            continue
        painter.setPen(QPen(theme.note("warning"), theme.line("hairline")))
        painter.setBrush(theme.note("warning", "bg"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        side = SIZE * theme.unit
        _paint_sign(painter, QPointF(box.left() + side + 2 * theme.unit, mark.y), side * 0.72, theme)
        painter.setPen(theme.note("warning"))
        painter.setFont(theme.font("micro", weight="medium"))
        room = box.adjusted(2 * side, 0, 0, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, told(mark.word))


@lru_cache(maxsize=16)
def _sprite(theme: Theme, dpr: float) -> QPixmap:
    reach = (SIZE + 1.5) * theme.unit
    pixmap = blank(2 * reach, 2 * reach, dpr)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.surface("stage"), 1.5 * theme.unit))
    painter.setBrush(theme.note("warning", "bg"))
    painter.drawEllipse(QPointF(reach, reach), SIZE * theme.unit, SIZE * theme.unit)
    _paint_sign(painter, QPointF(reach, reach), SIZE * 0.72 * theme.unit, theme)
    painter.end()
    return pixmap


def _paint_sign(painter: QPainter, at: QPointF, size: float, theme: Theme) -> None:
    """A triangle with a stroke in it."""
    path = QPainterPath(at + QPointF(0, -size))
    path.lineTo(at + QPointF(size, size * 0.75))
    path.lineTo(at + QPointF(-size, size * 0.75))
    path.closeSubpath()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.note("warning"))
    painter.drawPath(path)
    painter.setPen(QPen(theme.note("warning", "bg"), 1.3 * theme.unit))
    painter.drawLine(at + QPointF(0, -size * 0.35), at + QPointF(0, size * 0.3))
