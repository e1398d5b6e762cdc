"""“On the plane”: a table of two inputs as the Playground would show it, each row a point."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.drawing import numbers
from nnviz.drawing.table.plane import TablePlane, table_plane
from nnviz.engine import Network
from nnviz.session.sentences import told
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import SectionTitle
from nnviz.ui.widgets.painted import PaintedWidget, pixel_image

_SIDE = 96  # cells that are painted across
_MOST = 2_000  # rows that are painted
_NEAR = 12  # px at unit 1 from a point that is meant


class PlaneMap(PaintedWidget):
    """``row_requested(index)``: the test row at that place was clicked."""

    row_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._plane: TablePlane | None = None
        self._dataset: Dataset | None = None
        self._image = QImage()
        self._shown = -1
        self.setAccessibleName(self.tr("What the network says on the plane of the two inputs"))

    def show_network(self, network: Network, dataset: Dataset) -> None:
        """What it says all over the plane."""
        self._plane, self._dataset = table_plane(network, dataset), dataset
        self._dress()
        names = self._plane.names
        self.setAccessibleDescription(
            self.tr("{x} to the right, {y} upwards; {n} rows.").format(
                x=told(names[0]), y=told(names[1]), n=len(self._plane.points)
            )
        )

    def _dress(self) -> None:
        if self._plane is not None:
            self._image = pixel_image(self._plane.field.pixels(_SIDE, "smooth", self._theme.look))
        self.update()

    def show_sample(self, index: int) -> None:
        """The row that is shown has a ring; -1 for none."""
        self._shown = index
        self.update()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._dress()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(170), self._theme.px(150))

    @property
    def _field(self) -> QRectF:
        theme = self._theme
        line = round(theme.type_px("caption") * 1.4)
        side = max(10, min(self.width() - theme.px(28), self.height() - line - theme.px(4)))
        return QRectF(theme.px(26), theme.px(2), side, side)

    def _points(self) -> list[QPointF]:
        plane, field = self._plane, self._field
        if plane is None:
            return []
        (x0, y0), (x1, y1) = plane.low, plane.high
        return [
            QPointF(
                field.left() + (x - x0) / (x1 - x0) * field.width(),
                field.bottom() - (y - y0) / (y1 - y0) * field.height(),
            )
            for x, y in plane.points[:_MOST].tolist()
        ]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        away = [(point - event.position()).manhattanLength() for point in self._points()]
        if away and min(away) <= self._theme.px(_NEAR):
            self.row_requested.emit(away.index(min(away)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._plane is not None and self._dataset is not None:
            self._paint(painter, self._plane, self._dataset)
        painter.end()

    def _paint(self, painter: QPainter, plane: TablePlane, dataset: Dataset) -> None:
        theme, field = self._theme, self._field
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(field, self._image)
        painter.setPen(QPen(theme.surface("hairline"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(field)
        count = len(dataset.class_names)
        for place, point in enumerate(self._points()):
            label = dataset.test_labels[place]
            ink = theme.class_colour(int(label), count) if count else theme.text("secondary")
            painter.setPen(QPen(theme.surface("stage"), 1.5))
            painter.setBrush(ink)
            painter.drawEllipse(point, theme.px(5), theme.px(5))
            if place == self._shown:
                painter.setPen(QPen(theme.accent(), theme.line("focus")))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(point, theme.px(8), theme.px(8))
        self._paint_names(painter, plane, field)

    def _paint_names(self, painter: QPainter, plane: TablePlane, field: QRectF) -> None:
        theme = self._theme
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("tertiary"))
        below = QRectF(field.left(), field.bottom() + 1, field.width(), theme.type_px("caption") * 1.4)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, told(plane.names[0]))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, numbers.chosen(plane.low[0], 3))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, numbers.chosen(plane.high[0], 3))
        painter.save()
        painter.translate(theme.px(14), field.center().y())
        painter.rotate(-90)
        beside = QRectF(-field.height() / 2, -theme.px(9), field.height(), theme.px(18))
        painter.drawText(beside, Qt.AlignmentFlag.AlignHCenter, told(plane.names[1]))
        painter.drawText(beside, Qt.AlignmentFlag.AlignLeft, numbers.chosen(plane.low[1], 3))
        painter.drawText(beside, Qt.AlignmentFlag.AlignRight, numbers.chosen(plane.high[1], 3))
        painter.restore()


class PlanePart(QWidget):
    """The map under its title."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.map = SectionTitle(self.tr("On the plane")), PlaneMap()
        tip = self.tr("What the network says of every pair of the two inputs, and the test rows in it")
        self.title.setToolTip(tip)
        self.map.setToolTip(tip)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.title)
        self._column.addWidget(self.map, 1)

    def set_theme(self, theme: Theme) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(4))
