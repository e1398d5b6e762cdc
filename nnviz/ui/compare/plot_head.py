"""What stands over a plot of several runs: what it shows, and whether one can be held against another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from nnviz.session.sentences import capital
from nnviz.training.measures import Metric
from nnviz.ui.compare.run_plot import MARGIN
from nnviz.ui.compare.runs import Runs, same_test
from nnviz.ui.plots.header import DASH
from nnviz.ui.theme import Theme, Themed
from nnviz.ui.widgets import Caption, SectionTitle


class PlotHead(QWidget):
    """The name of a plot, whether its curves can be compared, and of the loss how both parts are drawn."""

    def __init__(self, quantity: str) -> None:
        super().__init__()
        self._theme = Theme()
        self._quantity, self._split = quantity, quantity == "loss"
        self.title, self.word = SectionTitle(), Caption()
        self._key = QWidget()  # left out where there is no room for it
        self._row, self._keys = QHBoxLayout(self), QHBoxLayout(self._key)
        self._row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        for part in (self.title, self.word):
            self._row.addWidget(part)
        self._row.addStretch(1)
        self._row.addWidget(self._key)
        self._parts: list[Themed] = [self.title, self.word]
        for text, dashed in ((self.tr("test"), False), (self.tr("train"), True)):
            stroke, caption = _Stroke(dashed), Caption(text)
            self._keys.addWidget(stroke)
            self._keys.addWidget(caption)
            self._parts += [stroke, caption]
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_runs(self, runs: Runs, metrics: Sequence[Metric]) -> None:
        """Say what the curves of these runs are, and whether one can be held against another."""
        title, word = self._texts(runs, metrics)
        self._split = self._quantity == "loss" and any(metric.part for metric in metrics)
        self.title.setText(title)
        self.word.setText(word)
        self._fit()

    def _fit(self) -> None:
        wanted = sum(part.sizeHint().width() for part in (self.title, self.word, self._key))
        room = self.width() - self._theme.px(MARGIN + 32)
        self._key.setVisible(self._split and wanted <= room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _texts(self, runs: Runs, metrics: Sequence[Metric]) -> tuple[str, str]:
        alike, units = same_test(runs), {metric.unit for metric in metrics}
        if self._quantity == "loss":
            if len({(run.experiment.loss, kind.name) for run, kind in zip(runs, metrics, strict=True)}) > 1:
                return self.tr("Loss"), self.tr("the runs use different losses")
            word = self.tr("lower is better") if alike else self.tr("each on its own data")
            return self.tr("Loss"), word
        word = self.tr("test samples") if alike else self.tr("each on its own test samples")
        if units == {"value"} or metrics[0].leading:
            return capital(metrics[0].short), ""
        if units == {"r2"}:
            return self.tr("R²"), word
        several = self.tr("Right answers (1 is all), or R²")
        return several if len(units) > 1 else self.tr("Right answers, %"), word

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._row.setContentsMargins(theme.px(8), 0, theme.px(MARGIN if self._quantity == "loss" else 0), 0)
        self._keys.setContentsMargins(0, 0, 0, 0)
        for row in (self._row, self._keys):
            row.setSpacing(theme.px(6))
        self.setFixedHeight(max(theme.px(20), round(theme.type_px("section") * 1.5)))
        for part in self._parts:
            part.set_theme(theme)
        self._fit()


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
