"""Where on the plane two networks disagree: both undecided lines, the region between them, the points."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.data import Dataset
from nnviz.drawing import numbers
from nnviz.drawing.plane.field import field_of
from nnviz.drawing.plane.points import shares
from nnviz.training.agreement import Agreement, Closeness
from nnviz.training.plane import PlaneMaps
from nnviz.ui.plain import plain_tip
from nnviz.ui.theme import Theme, mix
from nnviz.ui.widgets.painted import pixel_image

_SIDE = 200  # px at unit 1
_DOT = 3.4


class PlaneDisagreement(QWidget):
    """For classes: the region where the answers differ is filled, its area told in percent of the plane.

    For values: the difference of the two, warm where the first is larger. Test points of which exactly one
    network is right have the colour of that one.
    """

    sample_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._apart: NDArray[Any] = np.zeros((1, 1))  # of classes bool, of values their difference
        self._lines: tuple[list[QLineF], ...] = ()  # in shares of the map, as the points
        self._points: list[QPointF] = []
        self._found: Agreement | Closeness | None = None
        self._colours = (0, 1)
        self._image: QImage | None = None
        self.share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_maps(
        self,
        maps: tuple[PlaneMaps, PlaneMaps],
        data: tuple[Dataset, Dataset],
        found: Agreement | Closeness | None,
        letters: tuple[str, str],
        colours: tuple[int, int],
    ) -> None:
        """Show where the two networks of ``maps`` disagree, and the points of ``found``, if there are any."""
        self._found, self._colours, self._lines, self._points = found, colours, (), []
        if data[0].kind == "regression":
            self._apart = maps[0].layers[-1].mean(axis=0) - maps[1].layers[-1].mean(axis=0)
            self.share = float(np.abs(self._apart).mean())
            text = self.tr("{one} and {other} are {distance} apart on average over the plane")
        else:
            self._apart = maps[0].answers != maps[1].answers
            self.share = float(self._apart.mean())
            self._lines = tuple(
                [QLineF(*piece) for piece in field_of(*of).undecided().tolist()]
                for of in zip(maps, data, strict=True)
            )
            text = self.tr("{one} and {other} disagree on {share} of the plane")
        if found is not None and (points := data[0].points("test")) is not None:
            self._points = [QPointF(x, y) for x, y in shares(points[found.places]).tolist()]
        told = text.format(
            one=letters[0],
            other=letters[1],
            distance=numbers.fitted(self.share, 2),
            share=numbers.percent(self.share, 1),
        )
        self.setAccessibleName(told)
        self.setToolTip(plain_tip(told))
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

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_SIDE), self._theme.px(_SIDE))

    @property
    def _side(self) -> float:
        return min(self.width(), self.height()) - 2.0

    def place_of(self, point: int) -> QPointF:
        """Where one of the points is, in px of the widget."""
        return QPointF(1, 1) + self._points[point] * self._side

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The test point nearest to the pointer."""
        if self._found is None or not self._points or event.button() != Qt.MouseButton.LeftButton:
            return
        away = [(self.place_of(p) - event.position()).manhattanLength() for p in range(len(self._points))]
        nearest = int(np.argmin(away))
        if away[nearest] <= self._theme.px(12):
            self.sample_requested.emit(int(self._found.places[nearest]))

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, side = self._theme, self._side
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(1, 1, side, side), theme.px(6), theme.px(6))
        painter.setClipPath(outline)
        if self._image is None:
            self._image = self._make_image()
        painter.drawImage(QRectF(1, 1, side, side), self._image)
        painter.save()
        painter.translate(1, 1)
        painter.scale(side, side)
        for lines, colour in zip(self._lines, self._colours, strict=False):
            painter.setPen(QPen(theme.run_colour(colour), 1.75 * theme.line("hairline") / side))
            painter.drawLines(lines)
        painter.restore()
        self._paint_points(painter)
        painter.setClipping(False)
        painter.setPen(QPen(theme.surface("hairline"), theme.line("hairline")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(outline)
        painter.end()

    def _make_image(self) -> QImage:
        theme, apart = self._theme, self._apart
        if apart.dtype == bool:
            filled = mix(theme.surface("stage"), theme.text("tertiary"), 0.42)
            rgb = np.where(apart, np.uint32(filled.rgb()), np.uint32(theme.surface("stage").rgb()))
        else:
            rgb = theme.signed_rgb(apart / (float(np.abs(apart).max()) or 1.0))
        return pixel_image(rgb)

    def _paint_points(self, painter: QPainter) -> None:
        """Quiet ones, and of classes in the run's colour those on which it alone is right."""
        theme, found = self._theme, self._found
        painter.setPen(QPen(theme.surface("stage"), 1.2))
        for point in range(len(self._points)):
            radius, ink = theme.unit * _DOT * 0.7, theme.text("disabled")
            if isinstance(found, Agreement) and found.better[0][point] != found.better[1][point]:
                only = self._colours[0 if found.better[0][point] else 1]
                radius, ink = theme.unit * _DOT * 1.5, theme.run_colour(only)
            painter.setBrush(ink)
            painter.drawEllipse(self.place_of(point), radius, radius)
