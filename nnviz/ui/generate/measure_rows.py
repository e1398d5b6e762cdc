"""How good what a network makes is: each number of it beside what real samples get."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent

from nnviz.data import Dataset
from nnviz.drawing.numbers import fitted, percent, plain
from nnviz.session.sentences import told
from nnviz.session.shown import Shown
from nnviz.training.generated import QUALITY, judged, real_quality
from nnviz.training.measures import Metric
from nnviz.ui.widgets.painted import PaintedWidget


@dataclass(frozen=True)
class Measure:
    """A row: what it is, its number, what real samples get, and of a share the share."""

    title: str
    number: str
    real: str
    share: float | None


class MeasureRows(PaintedWidget):
    """The rows, one below the other."""

    def __init__(self) -> None:
        super().__init__(row=True)
        self._rows: tuple[Measure, ...] = ()
        self.setAccessibleName(self.tr("How good it is"))

    @property
    def rows(self) -> tuple[Measure, ...]:
        """What stands here."""
        return self._rows

    def show_moment(self, shown: Shown) -> None:
        """What is measured of the network of that moment."""
        kinds = QUALITY.get(judged(shown.dataset), ())
        self.show_values(shown.dataset, tuple(shown.metrics.get(kind.name) for kind in kinds))

    def show_values(self, data: Dataset, values: tuple[float, ...], without: str = "") -> None:
        """These values of what is measured of samples of such data, ``without`` the one of that name."""
        kinds, real = QUALITY.get(judged(data), ()), real_quality(data)
        self._rows = tuple(
            self._row(kind, value, other)
            for kind, value, other in zip(kinds, values, real, strict=False)
            if kind.name != without
        )
        self.setAccessibleDescription(
            "; ".join(f"{row.title}: {row.number}, {row.real}" for row in self._rows)
        )
        self.updateGeometry()
        self.update()

    def _row(self, kind: Metric, value: float, real: float) -> Measure:
        share = value if kind.unit == "share" and math.isfinite(value) else None
        said = self.tr("real ones get {number}").format(number=_number(kind, real))
        return Measure(told(kind.short), _number(kind, value), said, share)

    def _line(self) -> float:
        return QFontMetricsF(self._theme.font("body")).height()

    @property
    def _high(self) -> float:
        quiet = QFontMetricsF(self._theme.font("caption")).height()
        return self._line() + quiet + self._theme.px(24)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), round(max(1, len(self._rows)) * self._high))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, line = self._theme, self._line()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        middle = Qt.AlignmentFlag.AlignVCenter
        for at, row in enumerate(self._rows):
            box = QRectF(0, at * self._high, self.width(), line)
            painter.setFont(theme.font("body", weight="semibold"))
            painter.setPen(theme.text())
            painter.drawText(box, left | middle, row.title)
            painter.setFont(theme.font("number", family="mono"))
            painter.drawText(box, right | middle, row.number)
            top = box.bottom() + theme.px(4)
            if row.share is not None:
                bar = QRectF(0, top, self.width(), theme.px(6))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.surface("pressed"))
                painter.drawRoundedRect(bar, 3, 3)
                painter.setBrush(theme.ramp(1, 6))
                painter.drawRoundedRect(QRectF(0, top, self.width() * row.share, bar.height()), 3, 3)
                top = bar.bottom() + theme.px(3)
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.text("secondary"))
            painter.drawText(QRectF(0, top, self.width(), line), left, row.real)
        painter.end()


def _number(kind: Metric, value: float) -> str:
    if not math.isfinite(value):
        return "–"
    if kind.unit == "share":
        return percent(value)
    return plain(value, 0) if value == round(value) else fitted(value, 2)
