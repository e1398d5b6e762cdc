"""What the marks on the map mean, below it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.data import Dataset
from nnviz.drawing.heat import MAP_STRENGTH, signed_table
from nnviz.drawing.look import MAX_CLASSES
from nnviz.drawing.numbers import fitted
from nnviz.ui.playground.class_colours import class_colour
from nnviz.ui.playground.field import value_scale
from nnviz.ui.playground.map_points import PARTS, paint_key
from nnviz.ui.theme import Theme

RAMP = 70  # px at unit 1


class MapLegend(QWidget):
    """``●● train  ○○ test  — undecided line``; of a regression the ramp with its numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._dataset: Dataset | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Its classes or values are what is explained."""
        self._dataset = dataset
        translate = QCoreApplication.translate
        self.setAccessibleName(
            translate("MapLegend", "Filled points: training part; hollow points: test part")
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(
            self._theme.px(200), max(self._theme.px(16), round(self._theme.type_px("caption") * 1.4))
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._dataset is None:
            return
        theme, dataset, translate = self._theme, self._dataset, QCoreApplication.translate
        painter = QPainter(self)
        painter.setFont(theme.font("caption"))
        regression = dataset.kind == "regression"
        if regression:
            colors = [theme.text("secondary")]
        else:
            count = max(2, len(dataset.class_names))
            colors = [class_colour(theme, k, count) for k in range(min(count, MAX_CLASSES))]
        x, middle, space = 0.0, self.height() / 2, 16 * theme.unit
        if len(colors) > 4:
            space = 9 * theme.unit
        words = {"train": translate("MapLegend", "train"), "test": translate("MapLegend", "test")}
        for part in PARTS:
            x = paint_key(painter, part, x, middle, colors, theme) + 5 * theme.unit
            x = self._write(painter, words[part], x) + space
        if regression:
            self._paint_ramp(painter, x, value_scale(dataset))
            painter.end()
            return
        painter.setPen(QPen(theme.text(), 1.75 * theme.unit))
        painter.drawLine(QLineF(x, middle, x + 18 * theme.unit, middle))
        line = translate("MapLegend", "undecided line" if len(colors) == 2 else "borders")
        self._write(painter, line, x + 23 * theme.unit)
        painter.end()

    def _write(self, painter: QPainter, text: str, x: float) -> float:
        """``text`` from ``x`` on; where it ends."""
        width = QFontMetricsF(painter.font()).horizontalAdvance(text)
        painter.setPen(self._theme.text("tertiary"))
        painter.drawText(QRectF(x, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
        return x + width

    def _paint_ramp(self, painter: QPainter, x: float, full: float) -> None:
        theme = self._theme
        x = self._write(painter, fitted(-full, 2), x) + 6 * theme.unit
        table = np.ascontiguousarray(signed_table(theme.look, MAP_STRENGTH))
        image = QImage(table.data, len(table), 1, len(table) * 4, QImage.Format.Format_RGB32)
        height = 7 * theme.unit
        ramp = QRectF(x, (self.height() - height) / 2, RAMP * theme.unit, height)
        path = QPainterPath()
        path.addRoundedRect(ramp, height / 2, height / 2)
        painter.save()
        painter.setClipPath(path)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(ramp, image)
        painter.restore()
        self._write(painter, fitted(full, 2, sign=True), ramp.right() + 6 * theme.unit)
