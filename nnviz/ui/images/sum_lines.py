"""Lines of an addition: what is added, a rule, and what it comes to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen

from nnviz.drawing.images.lines import SumLine
from nnviz.session.sentences import told
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedWidget

_ROW = 22  # px at unit 1


class SumLines(PaintedWidget):
    """Names at the left, numbers at the right under one another."""

    def __init__(self) -> None:
        super().__init__(row=True)
        self._lines: tuple[SumLine, ...] = ()

    @property
    def lines(self) -> tuple[SumLine, ...]:
        """What is shown."""
        return self._lines

    def show_lines(self, lines: Sequence[SumLine], name: str) -> None:
        """Show other lines; ``name`` says to who hears them what they are."""
        self._lines = tuple(lines)
        self.setAccessibleName(name)
        self.setAccessibleDescription("; ".join(_spoken(line) for line in lines))
        self._fit()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._fit()

    @property
    def _row(self) -> int:
        return max(self._theme.px(_ROW), round(self._theme.type_px("formula") * 1.4))

    def _fit(self) -> None:
        self.setFixedHeight(self._row * len(self._lines) + 2)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(130), self._row * len(self._lines) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, row = self._theme, self._row
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, line in enumerate(self._lines):
            box = QRectF(0, place * row, self.width(), row)
            if line.ruled:
                painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
                painter.drawLine(QLineF(0, box.top(), self.width(), box.top()))
            mono = theme.font("number" if line.kind else "label", family="mono", weight="medium")
            value = told(line.value)
            wide = QFontMetricsF(mono).horizontalAdvance(value)
            colours = {"result": theme.accent(), "gradient": theme.gradient}
            painter.setFont(mono)
            painter.setPen(colours.get(line.kind, theme.text()))
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, value)
            name = theme.font("formula" if line.maths else "label", family="math" if line.maths else "ui")
            name.setItalic(line.maths)
            painter.setFont(name)
            painter.setPen(theme.text("secondary"))
            room = box.width() - wide - theme.px(6)
            if line.factors:
                room -= self._paint_factors(painter, line, box.adjusted(0, 0, -wide - theme.px(14), 0))
                painter.setFont(name)
            words = QFontMetricsF(name).elidedText(told(line.name), Qt.TextElideMode.ElideRight, room)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()

    def _paint_factors(self, painter: QPainter, line: SumLine, box: QRectF) -> float:
        """What the number is the product of, where there is room beside the name; the width taken."""
        theme = self._theme
        mono = theme.font("caption", family="mono")
        wide = QFontMetricsF(mono).horizontalAdvance(line.factors)
        if box.width() - wide < theme.px(110):
            return 0.0
        painter.setFont(mono)
        painter.setPen(theme.text("tertiary"))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, line.factors)
        painter.setPen(theme.text("secondary"))
        return wide + theme.px(14)


def _spoken(line: SumLine) -> str:
    equals = f" {line.factors} =" if line.factors else ""
    return f"{told(line.name)}{equals} {told(line.value)}"
