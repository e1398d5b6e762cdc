"""How far a network's confidence can be believed: a reliability diagram, raw and calibrated."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.drawing import numbers
from nnviz.training.calibration import Reliability
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.theme import Theme

_FEWEST = 5  # answers; fewer say nothing of how often such answers are right
_TICKS = (0.0, 0.5, 1.0)
translate = QCoreApplication.translate


class ReliabilityPlot(QWidget):
    """Confidence to the right, share of right answers upwards; the area of a dot is the number of answers."""

    def __init__(self, raw: Reliability, calibrated: Reliability) -> None:
        super().__init__()
        self._theme = Theme()
        self._tables = {"raw": raw, "calibrated": calibrated}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Calibration plot"))
        rows = [
            f"{numbers.percent(float(c))}: {numbers.percent(float(a))}"
            for c, a, n in zip(calibrated.confidence, calibrated.accuracy, calibrated.count, strict=True)
            if n >= _FEWEST
        ]
        self.setAccessibleDescription(
            self.tr("Confidence: right answers. {rows}").format(rows="; ".join(rows))
        )

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(380), self._theme.px(300))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(260), self._theme.px(220))

    def colors(self) -> dict[str, QColor]:
        """Of each curve."""
        return {"raw": self._theme.text("tertiary"), "calibrated": self._theme.curve("test")}

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("caption"))
        line = painter.fontMetrics().height()
        left = painter.fontMetrics().horizontalAdvance("100 %") + theme.px(8)
        side = min(self.width() - left - theme.px(8), self.height() - 2 * line - theme.px(14))
        area = QRectF(left, theme.px(6), side, side)
        self._paint_frame(painter, area, line)
        for name, table in self._tables.items():
            self._paint_curve(painter, area, table, self.colors()[name], name == "calibrated")
        painter.end()

    def _paint_frame(self, painter: QPainter, area: QRectF, line: int) -> None:
        theme = self._theme
        for share in _TICKS:
            y, x = area.bottom() - share * area.height(), area.left() + share * area.width()
            painter.setPen(QPen(theme.surface("hairline"), theme.line("hairline")))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(theme.text("tertiary"))
            text = numbers.percent(share)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - line, area.left() - theme.px(6), 2 * line), right, text)
            box = QRectF(x - area.width() / 4, area.bottom() + theme.px(2), area.width() / 2, line)
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, text)
        below = QRectF(area.left(), area.bottom() + theme.px(2) + line, area.width(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, self.tr("how sure it was"))
        painter.setPen(QPen(theme.surface("outline"), theme.line("hairline"), Qt.PenStyle.DashLine))
        painter.drawLine(area.bottomLeft(), area.topRight())

    def _paint_curve(
        self, painter: QPainter, area: QRectF, table: Reliability, color: QColor, strong: bool
    ) -> None:
        held = np.flatnonzero(table.count >= _FEWEST)
        points = [
            QPointF(
                area.left() + float(table.confidence[k]) * area.width(),
                area.bottom() - float(table.accuracy[k]) * area.height(),
            )
            for k in held
        ]
        pen = QPen(color, self._theme.line("curve_test" if strong else "curve_train"))
        if not strong:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        most = float(table.count.max())
        for k, point in zip(held, points, strict=True):
            radius = self._theme.px(2) + self._theme.px(6) * float(np.sqrt(table.count[k] / most))
            painter.drawEllipse(point, radius, radius)


def calibration_sheet(
    name: str, raw: Reliability, calibrated: Reliability, temperature: float, parent: QWidget
) -> Sheet:
    """The plot with its numbers; ``name`` is that of the network."""
    sheet = Sheet(translate("Calibration", "How far {name} can be believed").format(name=name), parent)
    plot = ReliabilityPlot(raw, calibrated)
    sheet.body.addWidget(plot, 1)
    count = numbers.count(int(raw.count.sum()))
    for text in (
        translate(
            "Calibration",
            "Where it says 80 %, 80 % of its answers should be right: then the dots lie on the diagonal.",
        ),
        translate("Calibration", "Raw (dashed): {error} off on average.").format(
            error=numbers.percent(raw.error, 1)
        ),
        translate(
            "Calibration",
            "Calibrated: {error} off, the sums divided by a temperature of {t} before the softmax.",
        ).format(error=numbers.percent(calibrated.error, 1), t=numbers.plain(temperature)),
        translate(
            "Calibration",
            "Measured on {count} test digits and changed copies of them, which it has not learned.",
        ).format(count=count),
    ):
        sheet.add_words(text)
    return sheet
