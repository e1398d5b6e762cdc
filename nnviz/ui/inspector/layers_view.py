"""How weights, activations and gradients are spread in each layer."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.drawing import numbers
from nnviz.training.distributions import BINS, Histogram, Spread, distributions
from nnviz.training.snapshot import STATISTICS_SAMPLES, Snapshot
from nnviz.ui.plain import plain_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, Segmented
from nnviz.ui.widgets.painted import PaintedWidget
from nnviz.ui.widgets.segmented import Segment

_ROW = 62


class LayersView(QWidget):
    """A histogram for each layer, input side first; a switch says of what."""

    def __init__(self) -> None:
        super().__init__()
        self._snapshot: Snapshot | None = None
        self._dataset: Dataset | None = None
        self._spread: Spread = "weights"
        self.switch = Segmented(
            [
                Segment("weights", self.tr("Weights"), tip=self.tr("All weights of the layer")),
                Segment("activations", self.tr("Activations")),
                Segment("gradients", self.tr("Gradients")),
            ],
            self.tr("What is counted"),
            small=True,
        )
        self.bars = _Bars()
        self._foot = Caption()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.bars)
        self._column.addWidget(self._foot)
        self._column.addStretch(1)
        self.switch.chosen.connect(self._on_chosen)

    def show_moment(self, snapshot: Snapshot, dataset: Dataset) -> None:
        """Count another moment."""
        self._snapshot, self._dataset = snapshot, dataset
        hidden = range(1, len(snapshot.layers))
        name = self.tr("Hidden") if len(hidden) == 1 else self.tr("Hidden {n}")  # as the diagram calls them
        names = [*(name.format(n=n) for n in hidden), self.tr("Output")]
        samples = min(STATISTICS_SAMPLES, len(dataset.test_labels))
        tips = {
            "activations": self.tr("Of its neurons, over %n test sample(s)", "", samples),
            "gradients": self.tr("∂L/∂w of the mean loss over %n test sample(s)", "", samples),
        }
        for key, tip in tips.items():
            self.switch.button(key).setToolTip(plain_tip(tip))
        found = distributions(snapshot, dataset, self._spread)
        self.bars.show_histograms(names[: len(found)], found)
        scale = self.tr("Each from −reach to +reach; the line in the middle is 0.")
        none = self.tr("No sample has a loss of its own here, hence no gradient.")
        self._foot.setText(scale if found else none)

    @Slot(str)
    def _on_chosen(self, spread: Spread) -> None:
        self._spread = spread
        self.switch.set_current(spread)
        if self._snapshot is not None and self._dataset is not None:
            self.show_moment(self._snapshot, self._dataset)

    def set_theme(self, theme: Theme) -> None:
        self._column.setSpacing(theme.px(6))
        for widget in (self.switch, self.bars, self._foot):
            widget.set_theme(theme)


class _Bars(PaintedWidget):
    """The histograms, one below the other."""

    def __init__(self) -> None:
        super().__init__(row=True)
        self._names: list[str] = []
        self._histograms: tuple[Histogram, ...] = ()
        self.setAccessibleName(self.tr("Histograms of the layers"))

    def show_histograms(self, names: list[str], histograms: tuple[Histogram, ...]) -> None:
        changed = len(histograms) != len(self._histograms)
        self._names, self._histograms = names, histograms
        pairs = zip(names, histograms, strict=True)
        self.setAccessibleDescription("; ".join(f"{name}: {self._words(found)}" for name, found in pairs))
        if changed:
            self.updateGeometry()
        self.update()

    def _words(self, found: Histogram) -> str:
        mean, deviation = numbers.fitted(found.mean, 2, sign=True), numbers.fitted(found.deviation, 2)
        reach = numbers.fitted(found.reach, 2)
        said = self.tr("{mean} ± {deviation}, up to ±{reach}")
        if found.zero >= 0.005:
            said = self.tr("{mean} ± {deviation}, up to ±{reach}, {share} are 0")
        share = numbers.percent(found.zero)
        spread = said.format(mean=mean, deviation=deviation, reach=reach, share=share)
        if not found.outside:
            return spread
        broken = self.tr("%n value(s) infinite or no number at all", "", found.outside)
        return self.tr("{spread}; {broken}").format(spread=spread, broken=broken)

    def _pitch(self) -> int:
        return max(self._theme.px(_ROW), round(4 * self._theme.type_px("caption")))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._pitch() * max(1, len(self._histograms)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for row, (name, found) in enumerate(zip(self._names, self._histograms, strict=True)):
            self._paint(painter, QRectF(0, row * self._pitch(), self.width(), self._pitch()), name, found)
        painter.end()

    def _paint(self, painter: QPainter, box: QRectF, name: str, found: Histogram) -> None:
        theme, line = self._theme, round(self._theme.type_px("caption") * 1.45)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("secondary"))
        head = QRectF(box.left(), box.top(), box.width(), line)
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, name)
        painter.setPen(theme.text("tertiary"))
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(head, side, self._words(found))
        plot = box.adjusted(0, line + 2, 0, -theme.px(8))
        width, most = plot.width() / BINS, max(1, int(found.counts.max()))
        painter.setPen(Qt.PenStyle.NoPen)
        for index, count in enumerate(found.counts.tolist()):
            height = plot.height() * count / most
            signed = (index - BINS // 2) / (BINS // 2)
            painter.setBrush(theme.ramp(signed, 6) if index != BINS // 2 else theme.text("tertiary"))
            painter.drawRect(QRectF(plot.left() + index * width, plot.bottom() - height, width - 1, height))
        painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
