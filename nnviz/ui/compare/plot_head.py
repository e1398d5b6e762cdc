"""The line above a plot of several runs."""

from __future__ import annotations

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.drawing.plots.scene import Quantity
from nnviz.ui.compare.run_plot import MARGIN
from nnviz.ui.compare.runs import Runs, same_test
from nnviz.ui.plots.header import DASH
from nnviz.ui.theme import Theme, Themed
from nnviz.ui.widgets import Caption, SectionTitle


class PlotHead(QWidget):
    """The name of a plot, whether its curves can be compared, and of the loss how both parts are drawn."""

    def __init__(self, quantity: Quantity) -> None:
        super().__init__()
        self._quantity = quantity
        self.title, self.word = SectionTitle(), Caption()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.title)
        self._row.addWidget(self.word)
        self._row.addStretch(1)
        self._parts: list[Themed] = [self.title, self.word]
        if quantity == "loss":
            for text, dashed in ((self.tr("test"), False), (self.tr("train"), True)):
                stroke, caption = _Stroke(dashed), Caption(text)
                self._row.addWidget(stroke)
                self._row.addWidget(caption)
                self._parts += [stroke, caption]

    def show_runs(self, runs: Runs) -> None:
        """Say what the curves of these runs are, and whether one can be held against another."""
        title, word = self._texts(runs)
        self.title.setText(title)
        self.word.setText(word)

    def _texts(self, runs: Runs) -> tuple[str, str]:
        alike = same_test(runs)
        if self._quantity == "loss":
            if len({run.experiment.loss for run in runs}) > 1:
                return self.tr("Loss"), self.tr("the runs use different losses")
            word = self.tr("lower is better") if alike else self.tr("each run on its own data")
            return self.tr("Loss"), word
        word = self.tr("test samples") if alike else self.tr("each run on its own test samples")
        kinds = {run.regression for run in runs}
        if kinds == {True}:
            return self.tr("R², in percent"), word
        return self.tr("Right answers, or R², in %") if len(kinds) > 1 else self.tr("Right answers, %"), word

    def set_theme(self, theme: Theme) -> None:
        self._row.setContentsMargins(theme.px(8), 0, theme.px(MARGIN), 0)
        self._row.setSpacing(theme.px(6))
        self.setFixedHeight(max(theme.px(20), round(theme.type_px("section") * 1.5)))
        for part in self._parts:
            part.set_theme(theme)


class _Stroke(QWidget):
    """A piece of a curve, as it is drawn."""

    def __init__(self, dashed: bool) -> None:
        super().__init__()
        self._theme, self._dashed = Theme(), dashed

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedWidth(theme.px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        pen = QPen(theme.text("tertiary"), theme.line("curve_train" if self._dashed else "curve_test"))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if self._dashed:
            pen.setDashPattern([length / pen.widthF() for length in DASH])
        painter = QPainter(self)
        painter.setPen(pen)
        y = self.height() // 2 + 0.5
        painter.drawLine(QLineF(0, y, self.width(), y))
        painter.end()
