"""The plane of two numbers that play against each other: how both have gone, and where they stand."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from nnviz.drawing.generate.two_numbers import TwoNumbers
from nnviz.drawing.numbers import fitted
from nnviz.ui.generate.square_canvas import SquareCanvas
from nnviz.ui.theme import with_alpha


class PathCanvas(SquareCanvas):
    """The generator's number to the right, the discriminator's upwards; (0, 0) is where neither can gain."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: TwoNumbers | None = None
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(self.tr("Both numbers"))

    def show_path(self, shown: TwoNumbers | None) -> None:
        """Another moment, or another game."""
        self._shown = shown
        self.setAccessibleDescription("; ".join(self.words))
        self.update()

    @property
    def shown(self) -> TwoNumbers | None:
        """What is shown."""
        return self._shown

    @property
    def words(self) -> tuple[str, ...]:
        """Where both stand, and how far that is from where neither can gain."""
        if self._shown is None:
            return ()
        here, there = (fitted(float(value), 3, sign=True) for value in self._shown.now)
        return (
            self.tr("generator {value}").format(value=here),
            self.tr("discriminator {value}").format(value=there),
            self.tr("{away} from where neither can gain").format(away=fitted(self._shown.away, 3)),
        )

    def paint_plane(self, painter: QPainter, side: float) -> None:
        shown, theme = self._shown, self._theme
        if shown is None:
            return
        middle, radius = side / 2, 5 * theme.unit
        painter.setPen(QPen(theme.surface("hairline"), theme.line("hairline")))
        painter.drawLines([QLineF(middle, 0, middle, side), QLineF(0, middle, side, middle)])
        painter.setPen(QPen(theme.text("secondary"), theme.line("hairline"), Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(middle, middle), radius, radius)
        points = [QPointF(x, y) for x, y in (shown.shares(shown.path) * side).tolist()]
        painter.setPen(QPen(theme.text("secondary"), 1.5 * theme.unit))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(theme.text("secondary"), 0.8))
        for point in points[:-1]:
            painter.drawEllipse(point, 2 * theme.unit, 2 * theme.unit)
        painter.setBrush(theme.accent())
        painter.drawEllipse(points[-1], radius, radius)
        self._paint_axes(painter, shown, side)

    def _paint_axes(self, painter: QPainter, shown: TwoNumbers, side: float) -> None:
        theme, gap = self._theme, self._theme.px(6)
        metrics, low, high = (
            QFontMetricsF(theme.font("caption")), fitted(shown.low, 2), fitted(shown.high, 2),
        )  # fmt: skip
        row = metrics.height()
        places = [
            (low, gap, side / 2 + 2, 0.0),
            (high, side - gap, side / 2 + 2, 1.0),
            (self.tr("generator’s weight"), side - gap, side / 2 - row - 2, 1.0),
            (high, side / 2 + gap, gap, 0.0),
            (low, side / 2 + gap, side - row - gap, 0.0),
            (self.tr("discriminator’s weight"), side / 2 - gap, gap, 1.0),
        ]
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("secondary"))
        for text, x, y, share in places:
            wide = metrics.horizontalAdvance(text)
            left = x - share * wide
            if left < gap:  # a small plane: what would be cut off stands a line lower, below the number
                left, y = gap, y + row
            box = QRectF(left, y, wide, row)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)
