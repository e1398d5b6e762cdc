"""Where on the plane two networks disagree: both undecided lines, the region between them, the points."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.data import Dataset
from nnviz.training.agreement import Agreement, Closeness
from nnviz.training.outputs import classes
from nnviz.training.plane import PlaneMaps
from nnviz.ui.plain import plain_tip
from nnviz.ui.playground.contours import zero_lines
from nnviz.ui.theme import Theme, mix

_SIDE = 200  # px at unit 1
_DOT = 3.4


def plane_classes(maps: PlaneMaps) -> NDArray[np.int64]:
    """(r, r) the class that the network answers at every cell."""
    outputs = maps.layers[-1]
    rows = outputs.reshape(len(outputs), -1).T
    return classes(rows).reshape(outputs.shape[1:])


def class_margins(maps: PlaneMaps) -> list[NDArray[Any]]:
    """Fields (r, r) that are zero where the answer changes: how far each class is ahead of all others."""
    outputs = maps.layers[-1]
    if len(outputs) == 1:
        return [outputs[0] - 0.5]
    if len(outputs) == 2:
        return [outputs[0] - outputs[1]]
    return [outputs[k] - np.delete(outputs, k, axis=0).max(axis=0) for k in range(len(outputs))]


class PlaneDisagreement(QWidget):
    """For classes: the region where the answers differ is filled, its area told in percent of the plane.

    For values: the difference of the two, warm where the first is larger. Test points of which exactly one
    network is right have the colour of that one.
    """

    sample_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._dataset: Dataset | None = None
        self._said: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
        self._apart: NDArray[Any] | None = None
        self._maps: tuple[PlaneMaps, PlaneMaps] | None = None
        self._found: Agreement | Closeness | None = None
        self._colours = (0, 1)
        self._image: QImage | None = None
        self._extent = 6.0
        self.share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_maps(
        self,
        maps: tuple[PlaneMaps, PlaneMaps],
        dataset: Dataset,
        found: Agreement | Closeness | None,
        letters: tuple[str, str],
        colours: tuple[int, int],
    ) -> None:
        """Show where the two networks of ``maps`` disagree, and the points of ``found``, if there are any.

        ``dataset`` is that of the first network.
        """
        self._maps, self._dataset, self._found, self._colours = maps, dataset, found, colours
        self._extent = maps[0].extent
        if dataset.kind == "regression":
            apart = maps[0].layers[-1].mean(axis=0) - maps[1].layers[-1].mean(axis=0)
            self._said, self._apart = None, apart
            self.share = float(np.abs(apart).mean())
            text = self.tr("{0} and {1} are {2:.2f} apart on average over the plane")
        else:
            self._said = plane_classes(maps[0]), plane_classes(maps[1])
            self._apart = None
            self.share = float((self._said[0] != self._said[1]).mean())
            text = self.tr("{0} and {1} disagree on {2:.1%} of the plane")
        self.setAccessibleName(text.format(*letters, self.share))
        self.setToolTip(plain_tip(self.accessibleName()))
        self._image = None
        self.update()

    # ---- places
    def set_theme(self, theme: Theme) -> None:
        self._theme, self._image = theme, None
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(min(self._theme.px(_SIDE), max(80, self.width())))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_SIDE), self._theme.px(_SIDE))

    def _box(self) -> QRectF:
        side = min(self.width(), self.height()) - 2
        return QRectF(1, 1, side, side)

    def _place(self, points: NDArray[Any]) -> list[QPointF]:
        box, reach = self._box(), 2 * self._extent
        return [
            QPointF(
                box.left() + box.width() * (x1 / reach + 0.5), box.top() + box.height() * (0.5 - x2 / reach)
            )
            for x1, x2 in points.tolist()
        ]

    # ---- the person
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The test point nearest to the pointer."""
        points, found = self._points(), self._found
        if points is None or found is None or event.button() != Qt.MouseButton.LeftButton:
            return
        away = [(place - event.position()).manhattanLength() for place in self._place(points)]
        nearest = int(np.argmin(away))
        if away[nearest] <= self._theme.px(12):
            self.sample_requested.emit(int(found.places[nearest]))

    def _points(self) -> NDArray[Any] | None:
        """(n, 2) the test points that both were asked about."""
        points = None if self._dataset is None else self._dataset.points("test")
        return None if points is None or self._found is None else points[self._found.places]

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, box = self._theme, self._box()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(box, theme.px(6), theme.px(6))
        painter.fillPath(outline, theme.surface("stage"))
        painter.setClipPath(outline)
        if self._maps is not None:
            if self._image is None:
                self._image = self._make_image()
            painter.drawImage(box, self._image)
            if self._said is not None:
                for maps, colour in zip(self._maps, self._colours, strict=True):
                    self._paint_borders(painter, maps, colour)
            self._paint_points(painter)
        painter.setClipping(False)
        painter.setPen(QPen(theme.surface("hairline"), theme.line("hairline")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(outline)
        painter.end()

    def _make_image(self) -> QImage:
        theme = self._theme
        if self._apart is not None:
            largest = float(np.abs(self._apart).max()) or 1.0
            rgb = theme.signed_rgb(self._apart / largest)
        else:
            assert self._said is not None
            apart = self._said[0] != self._said[1]
            filled = mix(theme.surface("stage"), theme.text("tertiary"), 0.42)
            rgb = np.where(apart, np.uint32(filled.rgb()), np.uint32(theme.surface("stage").rgb()))
        data = np.ascontiguousarray(rgb, dtype=np.uint32)
        rows, columns = data.shape
        return QImage(data.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()

    def _paint_borders(self, painter: QPainter, maps: PlaneMaps, colour: int) -> None:
        """The lines along which one network changes its answer."""
        box = self._box()
        lines = [
            QLineF(
                box.left() + x0 * box.width(),
                box.top() + y0 * box.height(),
                box.left() + x1 * box.width(),
                box.top() + y1 * box.height(),
            )
            for field in class_margins(maps)
            for x0, y0, x1, y1 in zero_lines(field).tolist()
        ]
        painter.setPen(QPen(self._theme.run_colour(colour), 1.75 * self._theme.line("hairline")))
        painter.drawLines(lines)

    def _paint_points(self, painter: QPainter) -> None:
        """Test points: quiet ones on which both are right or wrong, those that tell in their run's colour."""
        theme, found, points = self._theme, self._found, self._points()
        if points is None or found is None:
            return
        if isinstance(found, Agreement):
            first, second = found.said_first == found.truth, found.said_second == found.truth
        else:
            first, second = (
                found.errors_first < found.errors_second,
                found.errors_second < found.errors_first,
            )
        telling = first != second
        for index, place in enumerate(self._place(points)):
            shown = bool(telling[index]) and isinstance(found, Agreement)
            radius = theme.unit * (_DOT * 1.5 if shown else _DOT * 0.7)
            ink = (
                theme.run_colour(self._colours[0 if first[index] else 1]) if shown else theme.text("disabled")
            )
            painter.setPen(QPen(theme.surface("stage"), 1.2))
            painter.setBrush(ink)
            painter.drawEllipse(place, radius, radius)
