"""The picture under the neurons: the ground and the lines on it, quick while it plays, full at rest."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QPaintEngine, QPainter

from nnviz.drawing.budget import Budget
from nnviz.drawing.coverage import Coverage, clock
from nnviz.drawing.drawing import Drawing
from nnviz.drawing.layout import DiagramLayout
from nnviz.drawing.lines import no_lines, translucent
from nnviz.drawing.viewport import Viewport
from nnviz.ui.diagram.edge_paint import EdgePainter
from nnviz.ui.diagram.nodes import ShapePainters
from nnviz.ui.theme import Theme

QUICK_MS = 3.5  # of line painting a snapshot while it plays
QUICK_LARGE_MS = 6.0  # where the device has two pixels for one
SLICE_MS = 6.0  # of the event loop's time that refining takes at once
REST_MS = 300  # without a new snapshot, until refining begins: longer than between two that are shown
STILL_MS = 120  # where none is to come: a pen's events are closer than that
_DRAWING = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf)
_GROUP = 3  # lines between two looks at the clock


def apply_viewport(painter: QPainter, viewport: Viewport) -> None:
    """Let ``painter`` take coordinates of the layout."""
    painter.translate(viewport.dx, viewport.dy)
    painter.scale(viewport.scale, viewport.scale)


class LinesPicture(QObject):
    """Keeps the picture of the lines of the present snapshot.

    Emits ``changed`` when the picture is another one, with whether the inputs are too, and ``refined``
    when it shows every line of the law.
    """

    changed = Signal(bool)
    refined = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layout: DiagramLayout | None = None
        self._drawing: Drawing | None = None
        self._painter: EdgePainter | None = None
        self._theme, self._viewport = Theme(), Viewport()
        self._size, self._dpr = QSize(), 1.0
        self._features: NDArray[np.floating[Any]] | None = None
        self._lines = no_lines()
        self._ground, self._quick, self._fine = QImage(), QImage(), QImage()
        self._refined = False
        self._next = 0
        self._budget = Budget()
        self.shown = 0
        self.version = 0
        self.playing = False
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._on_rest)
        self._slice = QTimer(self, singleShot=True, interval=0)
        self._slice.timeout.connect(self._on_slice)

    @property
    def resting(self) -> bool:
        """Whether every line of the law is in the image, translucent and antialiased."""
        return not self._rest.isActive() and not self._slice.isActive()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to paint yet."""
        return self._ground.isNull()

    def paint(self, painter: QPainter) -> None:
        """Paint ground and lines on the widget."""
        if painter.paintEngine().type() in _DRAWING:
            self._draw(painter)
            return
        if self._refined:
            painter.drawImage(QPointF(0, 0), self._fine)
            return
        painter.drawImage(QPointF(0, 0), self._ground)
        if not self._quick.isNull():
            painter.drawImage(QPointF(*self._coverage.corner), self._quick)

    def copy(self) -> QImage:
        """Ground and lines as an image of its own."""
        if self._refined:
            return self._fine.copy()
        image = self._ground.copy()
        painter = QPainter(image)
        self.paint(painter)
        painter.end()
        return image

    def _draw(self, painter: QPainter) -> None:
        """Paint every line as a line, for a drawing that is to be enlarged."""
        if self._drawing is None or self._painter is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRect(QPoint(0, 0), self._size), self._theme.surface("stage"))
        apply_viewport(painter, self._viewport)
        ShapePainters(self._theme, self._dpr).paint(painter, self._drawing.ground)
        colors = translucent(self._lines, self._theme.look)
        self._painter.paint(painter, self._lines, colors, 0, len(self._lines))
        painter.restore()

    @property
    def edge_painter(self) -> EdgePainter | None:
        return self._painter

    def set_scene(
        self, layout: DiagramLayout, theme: Theme, size: QSize, dpr: float, viewport: Viewport
    ) -> None:
        """Another layout, look, size (device-independent px) or zoom: everything is painted anew."""
        if layout is not self._layout:
            self._layout, self._painter = layout, EdgePainter(layout)
        self._theme, self._size, self._dpr, self._viewport = theme, size, dpr, viewport
        self._ground = QImage()
        self._coverage = Coverage(layout, viewport, size.width(), size.height(), dpr)

    def show(self, drawing: Drawing, features: NDArray[np.floating[Any]]) -> None:
        """Paint the strongest lines at once and the rest of them as soon as nothing moves; the ground where
        it has other ``features``."""
        if self._layout is None or self._painter is None or self._size.isEmpty():
            return
        self._slice.stop()
        lines = drawing.lines
        self._drawing, self._lines, self._refined = drawing, lines, False
        known = self._features
        fresh = self._ground.isNull() or known is None or not np.array_equal(features, known)
        if fresh:
            self._features = features
            self._ground = self._paint_ground(drawing)
        allowed = QUICK_LARGE_MS if self._dpr >= 2 else QUICK_MS
        self.shown = min(len(lines), self._budget.lines(allowed))
        start = clock()
        self._quick = self._image(self._coverage.paint(lines, len(lines) - self.shown, self._theme.look))
        self._budget.spent(self.shown, self._coverage.line_ms, (clock() - start) * 1e3)
        self.version += 1
        self._rest.start()
        self.changed.emit(fresh)

    def set_playing(self, playing: bool) -> None:
        """Whether the next snapshot is soon to come."""
        self.playing = playing
        self._rest.setInterval(REST_MS if playing else STILL_MS)

    def rest_now(self) -> None:
        """Refine to the end at once, for a picture that is wanted now."""
        if self.resting:
            return
        self._rest.stop()
        self._begin_fine()
        while self._paint_slice(1e9):
            pass
        self._finish()

    def stop(self) -> None:
        """Stop both timers."""
        self._rest.stop()
        self._slice.stop()

    def _image(self, pixels: NDArray[np.uint32] | None) -> QImage:
        """The lines as the coverage has them; good until its next picture."""
        if pixels is None:
            return QImage()
        rows, columns = pixels.shape
        form = QImage.Format.Format_ARGB32_Premultiplied
        image = QImage(pixels.data, columns, rows, columns * 4, form)
        image.setDevicePixelRatio(self._dpr)
        self._pixels = pixels  # which the image does not keep
        return image

    def _blank(self) -> QImage:
        image = QImage(self._size * self._dpr, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self._dpr)
        return image

    def _begin(self, image: QImage) -> QPainter:
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        apply_viewport(painter, self._viewport)
        return painter

    def _paint_ground(self, drawing: Drawing) -> QImage:
        image = self._blank()
        image.fill(self._theme.surface("stage"))
        painter = self._begin(image)
        ShapePainters(self._theme, self._dpr).paint(painter, drawing.ground)
        painter.end()
        return image

    @Slot()
    def _on_rest(self) -> None:
        self._begin_fine()  # a slice of its own
        self._slice.start()

    @Slot()
    def _on_slice(self) -> None:
        if self._paint_slice(SLICE_MS):
            self._slice.start()
        else:
            self._finish()

    def _begin_fine(self) -> None:
        self._fine, self._next = self._ground.copy(), 0
        self._colors = translucent(self._lines, self._theme.look)

    def _paint_slice(self, milliseconds: float) -> bool:
        """Paint lines for so long; whether some are left."""
        assert self._painter is not None
        stop = time.perf_counter() + milliseconds / 1e3
        painter = self._begin(self._fine)
        while self._next < len(self._lines) and time.perf_counter() < stop:
            end = min(len(self._lines), self._next + _GROUP)
            self._painter.paint(painter, self._lines, self._colors, self._next, end)
            self._next = end
        painter.end()
        return self._next < len(self._lines)

    def _finish(self) -> None:
        self._refined, self.shown = True, len(self._lines)
        self.version += 1
        self.changed.emit(False)
        self.refined.emit()
