"""The film along the track: a small picture for every stretch of it, the one at the playhead framed."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen, QPixmap

from nnviz.drawing.track import film_slots
from nnviz.session.film import Film
from nnviz.training.film_frames import Frame
from nnviz.training.timeline import Timeline
from nnviz.ui.theme import Theme, mix
from nnviz.ui.transport.track_layers import Sheet

_LATER = 0.42  # opacity of what comes after the playhead
_SHARP = ("confusion", "pictures")
_RADIUS = 4  # px at unit 1


class FilmStrip:
    """Paints the frames of a Film; each picture is made once for a theme and a size."""

    def __init__(self) -> None:
        self._pictures: WeakKeyDictionary[Frame, tuple[tuple[object, ...], QPixmap]] = WeakKeyDictionary()

    def paint(
        self,
        painter: QPainter,
        sheet: Sheet,
        film: Film,
        timeline: Timeline,
        here: float,
        now: Frame | None,
        ratio: float,
    ) -> None:
        """Paint what there is of the film; it is asked for what is still missing.

        ``now`` is the picture at the playhead, ``here``, where the network shown is that of no epoch's end.

        But for the first there is a picture only where its middle stands over what has been trained.
        """
        theme, top = sheet.theme, sheet.y(sheet.bands.film or 0)
        slots = film_slots(sheet.axis, theme.px, sheet.size.width())
        pitch = sheet.axis.end / max(1, len(slots) - 1)
        end = sheet.x(sheet.trained) + 1  # a slot begins at a whole pixel
        trained = [slot for i, slot in enumerate(slots) if not i or slot.left + slot.side / 2 <= end]
        frames = film.frames(timeline, [min(slot.epoch, sheet.trained) for slot in trained], pitch / 2)
        near = min(range(len(trained)), key=lambda i: abs(trained[i].epoch - here), default=-1)
        for i, (slot, frame) in enumerate(zip(trained, frames, strict=True)):
            box = QRectF(slot.left, top, slot.side, slot.side)
            frame = now if i == near and now is not None else frame
            if frame is None:
                continue
            later = i > near
            painter.setOpacity(_LATER if later else 1.0)
            painter.drawPixmap(box.topLeft(), self._picture(frame, theme, int(slot.side), ratio))
            painter.setOpacity(1.0)
            self._paint_frame(painter, box, theme, chosen=i == near)

    def _paint_frame(self, painter: QPainter, box: QRectF, theme: Theme, *, chosen: bool) -> None:
        color = theme.accent() if chosen else theme.surface("outline")
        painter.setPen(QPen(color, (2 if chosen else 1) * theme.line("hairline")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = theme.px(_RADIUS)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _picture(self, frame: Frame, theme: Theme, side: int, ratio: float) -> QPixmap:
        key = (theme.name, side, ratio, theme.unit)
        held = self._pictures.get(frame)
        if held is None or held[0] != key:
            held = self._pictures[frame] = (key, _pixmap(frame, theme, side, ratio))
        return held[1]


def _pixmap(frame: Frame, theme: Theme, side: int, ratio: float) -> QPixmap:
    """The frame with round corners: maps smoothed, a matrix in sharp cells."""
    rgb = np.ascontiguousarray(frame_rgb(frame, theme))
    image = QImage(rgb.data, rgb.shape[1], rgb.shape[0], 4 * rgb.shape[1], QImage.Format.Format_RGB32)
    pixmap = QPixmap(QSize(side, side) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, frame.kind not in _SHARP)
    shape, box = QPainterPath(), QRectF(0, 0, side, side)
    shape.addRoundedRect(box, theme.px(_RADIUS), theme.px(_RADIUS))
    painter.setClipPath(shape)
    painter.drawImage(box, image)
    painter.end()
    return pixmap


def frame_rgb(frame: Frame, theme: Theme) -> NDArray[np.uint32]:
    """(rows, columns) 0xffRRGGBB: signed values by the ramp, classes by their colours, shares as ink."""
    if frame.kind == "value":
        return theme.signed_rgb(frame.values)
    if frame.kind in ("pictures", "density"):
        return theme.pixel_rgb(frame.values)
    if frame.kind == "confusion":
        return theme.pixel_rgb(np.sqrt(frame.values))  # a few wrong ones shall be seen beside many right

    count = len(frame.values)
    colours = [theme.class_colour(index, count) for index in range(count)]
    shades = [
        [mix(theme.surface("stage"), colour, 0.25 + 0.75 * sure / 16).rgb() for sure in range(17)]
        for colour in colours
    ]
    best = frame.values.argmax(axis=0)
    rest = np.partition(frame.values, -2, axis=0)[-2]
    sure = np.clip(frame.values.max(axis=0) - rest, 0, 1)
    table: NDArray[np.uint32] = np.array(shades, dtype=np.uint32)[best, np.rint(16 * sure).astype(np.intp)]
    return table
