"""How often predictions were right, by how sure they were: a grey square for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.lessons.lesson import CONFIDENCES, Confidence
from nnviz.said import Sentence, translate
from nnviz.session.lesson_progress import Tally
from nnviz.session.sentences import told
from nnviz.ui.widgets.painted import PaintedWidget

WORDS: Final[Mapping[Confidence, Sentence]] = {
    "guess": translate("Lessons", "a guess"),
    "fairly": translate("Lessons", "fairly sure"),
    "sure": translate("Lessons", "sure"),
}
_PITCH, _LEAST = 9.6, 3.0  # px at unit 1 from square to square


class TalliesView(PaintedWidget):
    """A row for each confidence that was told: dark squares were right, pale ones not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, row=True)
        self._tallies: Mapping[Confidence, Tally] = {}

    def show_tallies(self, tallies: Mapping[Confidence, Tally]) -> None:
        """These."""
        self._tallies = tallies
        self.setAccessibleName(
            "; ".join(
                self.tr("{sure}: {right} of {made} right").format(
                    sure=told(WORDS[name]), right=tally.right, made=tally.made
                )
                for name, tally in self._rows
            )
        )
        self.setToolTip(self.tr("A square for each prediction: dark where it was right"))
        self.updateGeometry()
        self.update()

    @property
    def _rows(self) -> list[tuple[Confidence, Tally]]:
        return [(name, self._tallies[name]) for name in CONFIDENCES if name in self._tallies]

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), len(self._rows) * self._pitch)

    @property
    def _pitch(self) -> int:
        self.ensurePolished()
        return max(self._theme.px(27), round(self._theme.type_px("label") * 1.6))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("label"))
        metrics = painter.fontMetrics()
        left = max(metrics.horizontalAdvance(told(word)) for word in WORDS.values()) + theme.px(12)
        ends = {
            name: self.tr("{right} of {made} right").format(right=tally.right, made=tally.made)
            for name, tally in self._rows
        }
        room = self.width() - left - theme.px(12)
        room -= max((metrics.horizontalAdvance(end) for end in ends.values()), default=0)
        most = max((tally.made for _, tally in self._rows), default=1)
        pitch = max(_LEAST, min(_PITCH * theme.unit, room / most))
        for row, (name, tally) in enumerate(self._rows):
            line = QRectF(0, row * self._pitch, self.width(), self._pitch)
            painter.setPen(theme.text("secondary"))
            side = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(line, side | Qt.AlignmentFlag.AlignLeft, told(WORDS[name]))
            painter.drawText(line, side | Qt.AlignmentFlag.AlignRight, ends[name])
            painter.setPen(Qt.PenStyle.NoPen)
            high = theme.px(10)
            for place in range(min(tally.made, int(room / pitch))):
                painter.setBrush(theme.text() if place < tally.right else theme.surface("pressed"))
                box = QRectF(left + place * pitch, line.center().y() - high / 2, pitch * 0.8, high)
                painter.drawRoundedRect(box, min(2.0, pitch / 4), min(2.0, pitch / 4))
        painter.end()
