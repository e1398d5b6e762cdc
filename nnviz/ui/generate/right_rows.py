"""What the discriminator is right on: a bar for real and for made samples, with the line of who guesses."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen

from nnviz.drawing.numbers import percent
from nnviz.ui.widgets.painted import PaintedWidget


class RightRows(PaintedWidget):
    """Two rows; hidden where the discriminator gives scores, which are right on nothing."""

    def __init__(self) -> None:
        super().__init__(row=True)
        self._right: tuple[float, float] | None = None
        self.setAccessibleName(self.tr("The discriminator is right on"))

    def show_right(self, right: tuple[float, float] | None) -> None:
        """Other shares, of the real and of the made samples."""
        self._right = right
        self.setVisible(right is not None)
        self.setAccessibleDescription("; ".join(f"{name} {percent(share)}" for name, share, _ in self.rows))
        self.update()

    @property
    def rows(self) -> tuple[tuple[str, float, int], ...]:
        """Name, share and the sign of the colour of each row."""
        if self._right is None:
            return ()
        real, made = self._right
        return (self.tr("real"), real, 1), (self.tr("made"), made, -1)

    @property
    def _high(self) -> float:
        return QFontMetricsF(self._theme.font("body")).height() + self._theme.px(4)

    def sizeHint(self) -> QSize:
        line = QFontMetricsF(self._theme.font("caption")).height()
        return QSize(self._theme.px(200), round(2 * self._high + line))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, high = self._theme, self._high
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = Qt.AlignmentFlag.AlignVCenter
        name = QFontMetricsF(theme.font("body")).horizontalAdvance(self.tr("made")) + theme.px(12)
        number = QFontMetricsF(theme.font("number", family="mono")).horizontalAdvance("100 %") + theme.px(8)
        bar = QRectF(name, 0, max(10.0, self.width() - name - number), theme.px(7))
        for at, (word, share, sign) in enumerate(self.rows):
            box = QRectF(0, at * high, self.width(), high)
            painter.setFont(theme.font("body"))
            painter.setPen(theme.text("secondary"))
            painter.drawText(box, middle | Qt.AlignmentFlag.AlignLeft, word)
            painter.setFont(theme.font("number", family="mono"))
            painter.setPen(theme.text())
            painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, percent(share))
            bar.moveTop(box.center().y() - bar.height() / 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.surface("pressed"))
            painter.drawRoundedRect(bar, 3, 3)
            painter.setBrush(theme.ramp(sign, 7))
            painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width() * share, bar.height()), 3, 3)
            painter.setPen(QPen(theme.text(), theme.line("focus")))
            x = bar.center().x()
            painter.drawLine(QLineF(x, bar.top() - 3, x, bar.bottom() + 3))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("secondary"))
        box = QRectF(bar.left(), 2 * high, bar.width(), self.height() - 2 * high)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.tr("line: guessing"))
        painter.end()
