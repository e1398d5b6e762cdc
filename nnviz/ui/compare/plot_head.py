"""The line above a plot of several runs."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.drawing.plots.scene import Quantity
from nnviz.ui.compare.parts import RIGHT, paint_text
from nnviz.ui.compare.run_plot import MARGIN
from nnviz.ui.compare.runs import Runs, same_test
from nnviz.ui.plots.header import DASH
from nnviz.ui.theme import Theme


class PlotHead(QWidget):
    """The name of a plot, what is good in it, and for the loss how test and train are drawn."""

    def __init__(self, quantity: Quantity) -> None:
        super().__init__()
        self._theme = Theme()
        self._quantity = quantity
        self._runs: Runs = ()
        self._said = self._texts()

    def show_runs(self, runs: Runs) -> None:
        """Say what the curves of these runs are, and whether one can be held against another."""
        self._runs = runs
        if self._said != self._texts():
            self._said = self._texts()
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedHeight(max(theme.px(20), round(theme.type_px("section") * 1.5)))
        self.update()

    def _texts(self) -> tuple[str, str]:
        alike = same_test(self._runs)
        if self._quantity == "loss":
            if len({run.experiment.loss for run in self._runs}) > 1:
                return self.tr("Loss"), self.tr("not the same loss in all runs")
            word = self.tr("lower is better") if alike else self.tr("each run on its own samples")
            return self.tr("Loss"), word
        word = self.tr("test samples") if alike else self.tr("each run on its own test samples")
        kinds = {run.regression for run in self._runs}
        if kinds == {True}:
            return self.tr("R², in percent"), word
        return self.tr("Right answers, or R², in %") if len(kinds) > 1 else self.tr("Right answers, %"), word

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        title, word = self._said
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
