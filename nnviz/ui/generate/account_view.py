"""The numbers of one point in one step of its way."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent

from nnviz.drawing.generate.way import Line
from nnviz.session.sentences import told
from nnviz.ui.widgets.painted import PaintedWidget


class AccountView(PaintedWidget):
    """The numbers of one point in one step, line by line."""

    _LINES = 6

    def __init__(self) -> None:
        super().__init__(row=True)
        self._lines: tuple[Line, ...] = ()
        self.setAccessibleName(self.tr("The point that is followed"))

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """Another point, or another step."""
        self._lines = lines
        said = (f"{told(line.name)}: {line.formula} = {line.numbers}" for line in lines)
        self.setAccessibleDescription("; ".join(said))
        self.update()

    @property
    def lines(self) -> tuple[Line, ...]:
        """What stands here."""
        return self._lines

    def _high(self) -> float:
        return QFontMetricsF(self._theme.font("label")).height() * 1.12

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(260), round(self._LINES * self._high()))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(180), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, high = self._theme, self._high()
        painter = QPainter(self)
        middle = Qt.AlignmentFlag.AlignVCenter
        for at, line in enumerate(self._lines):
            box = QRectF(0, at * high, self.width(), high)
            painter.setFont(theme.font("label"))
            painter.setPen(theme.text("secondary"))
            painter.drawText(box, middle | Qt.AlignmentFlag.AlignLeft, told(line.name))
            painter.setFont(theme.font("label", family="mono"))
            painter.setPen(theme.text())
            painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, f"{line.formula} = {line.numbers}")
        painter.end()
