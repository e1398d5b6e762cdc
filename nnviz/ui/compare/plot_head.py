"""The line above a plot of several runs."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.ui.compare.parts import RIGHT, paint_text
from nnviz.ui.compare.run_plot import MARGIN
from nnviz.ui.plots.header import DASH
from nnviz.ui.plots.scene import Quantity
from nnviz.ui.theme import Theme


class PlotHead(QWidget):
    """The name of a plot, what is good in it, and for the loss how test and train are drawn."""

    def __init__(self, quantity: Quantity) -> None:
        super().__init__()
        self._theme = Theme()
        self._quantity = quantity
        self._regression, self._one_measure = False, True

    def set_one_measure(self, one: bool) -> None:
        """Whether all curves are of the same loss."""
        if one != self._one_measure:
            self._one_measure = one
            self.update()

    def set_regression(self, regression: bool) -> None:
        self._regression = regression
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedHeight(max(theme.px(20), round(theme.type_px("section") * 1.5)))
        self.update()

    def _texts(self) -> tuple[str, str]:
        if self._quantity == "loss":
            same = self.tr("lower is better")
            return self.tr("Loss"), same if self._one_measure else self.tr("not the same loss in all runs")
        if self._regression:
            return self.tr("R², in percent"), self.tr("test samples")
        return self.tr("Right answers, %"), self.tr("test samples")

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        title, word = self._texts()
        y = self.height() / 2
        painter.setFont(theme.font("section", weight="semibold"))
        painter.setPen(theme.text())
        x = theme.px(8) + paint_text(painter, QPointF(theme.px(8), y), title) + theme.px(5)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("tertiary"))
        x += paint_text(painter, QPointF(x, y), word)
        if self._quantity == "loss":
            self._paint_key(painter, x)
        painter.end()

    def _paint_key(self, painter: QPainter, left: float) -> None:
        theme, y = self._theme, self.height() / 2
        metrics = QFontMetricsF(theme.font("caption"))
        x = float(self.width() - theme.px(MARGIN))
        words = ((self.tr("train"), True), (self.tr("test"), False))
        taken = sum(metrics.horizontalAdvance(word) + theme.px(6 + 18 + 12) for word, _ in words)
        if x - taken < left:
            return
        for word, dashed in words:
            x -= paint_text(painter, QPointF(x, y), word, flags=RIGHT) + theme.px(6)
            pen = QPen(theme.text("tertiary"), theme.line("curve_train" if dashed else "curve_test"))
            if dashed:
                pen.setDashPattern([length / pen.widthF() for length in DASH])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawLine(QLineF(x - theme.px(18), round(y) + 0.5, x, round(y) + 0.5))
            painter.setPen(theme.text("tertiary"))
            x -= theme.px(18 + 12)
