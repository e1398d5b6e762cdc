"""The modes of the data as beads, as they stand on the plane: how many made points lie at each."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen

from nnviz.drawing.generate.beads import ModeBead, ModeBeads
from nnviz.drawing.numbers import count
from nnviz.ui.plain import plain_tip
from nnviz.ui.widgets.painted import PaintedWidget

_HIGH = 186  # px at unit 1


class BeadsView(PaintedWidget):
    """A bead a mode: the area of its disc goes with its points, and is full at an even share."""

    def __init__(self) -> None:
        super().__init__(row=True)
        self._beads: ModeBeads | None = None
        self.setAccessibleName(self.tr("Modes"))

    @property
    def beads(self) -> ModeBeads | None:
        """What stands here."""
        return self._beads

    def show_beads(self, beads: ModeBeads | None) -> None:
        """Other counts; None where the data have no modes."""
        self._beads = beads
        self.setVisible(beads is not None)
        if beads is not None:
            counts = ", ".join(str(bead.count) for bead in beads.beads)
            text = self.tr("{found} of {all} found; made points at each: {counts}").format(
                found=beads.found, all=len(beads.beads), counts=counts
            )
            self.setAccessibleDescription(text)
            self.setToolTip(plain_tip(text))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self._theme.px(_HIGH))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        beads = self._beads
        if beads is None:
            return
        theme, high = self._theme, float(self.height())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("number", family="mono"))
        left = (self.width() - high) / 2
        radius = beads.radius * high
        for bead in beads.beads:
            at = QPointF(left + bead.x * high, bead.y * high)
            self._paint(painter, bead, at, radius)
            if beads.hollow:  # else there is no room for numbers, which the tooltip has
                self._paint_count(painter, bead, at, radius)
        if beads.hollow:
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.text("secondary"))
            text = self.tr("{even} is even").format(even=count(round(beads.even)))
            painter.drawText(QRectF(0, 0, self.width(), high), Qt.AlignmentFlag.AlignCenter, text)
        painter.end()

    def _paint(self, painter: QPainter, bead: ModeBead, at: QPointF, radius: float) -> None:
        theme = self._theme
        style = Qt.PenStyle.SolidLine if bead.found else Qt.PenStyle.DashLine
        painter.setPen(
            QPen(theme.text("secondary") if bead.found else theme.note("error"), 1.3 * theme.unit, style)
        )
        painter.setBrush(theme.surface("hover"))
        painter.drawEllipse(at, radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.ramp(-1, 6))
        painter.drawEllipse(at, radius * bead.filled, radius * bead.filled)

    def _paint_count(self, painter: QPainter, bead: ModeBead, at: QPointF, radius: float) -> None:
        theme, metrics = self._theme, QFontMetricsF(painter.font())
        text = str(bead.count)
        wide, high = metrics.horizontalAdvance(text), metrics.height()
        middle = at + QPointF(bead.out_x, bead.out_y) * (radius + max(wide * abs(bead.out_x), high) / 2 + 2)
        painter.setPen(theme.text("secondary") if bead.found else theme.note("error"))
        box = QRectF(middle.x() - wide, middle.y() - high / 2, 2 * wide, high)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
