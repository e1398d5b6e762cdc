"""What the network sees: the drawing and its box, the same made 32 x 32 pixels, and the 8 x 8 counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QWidget

from nnviz.data.ink import InkPicture, blank_picture
from nnviz.data.pen_line import Strokes
from nnviz.data.steps import Steps
from nnviz.ui.canvas.ink_layer import stroke_path
from nnviz.ui.canvas.number_marks import Box, box_in, fitted
from nnviz.ui.canvas.pixels import DIGITS, PixelCounts, Raster, picture_image
from nnviz.ui.plain import show_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import round_pen

TILE = 64  # px of a stage at theme unit 1, if there is room
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
translate = QCoreApplication.translate


@dataclass(frozen=True)
class Drawn:
    """Strokes on the canvas; ``brush`` is the line's width as a share of it."""

    strokes: Strokes
    brush: float

    @property
    def words(self) -> tuple[str, str, str]:
        """Its caption; what cutting does to it; what not cutting does."""
        return (
            translate("SeenStrip", "your ink"),
            translate("SeenStrip", "Your drawing is cut to its ink,\nso its place and size do not matter"),
            translate(
                "SeenStrip",
                "Centring is off: the whole canvas is shrunk,\nso place and size of the drawing matter",
            ),
        )

    def paint(self, painter: QPainter, stage: QRectF, box: Box | None, theme: Theme) -> None:
        """The lines in their places, dashes around what is taken of them."""
        side = stage.width()
        painter.setPen(round_pen(theme.pixel(1.0), self.brush * side))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        scale = QTransform.fromScale(side, side)
        for stroke in self.strokes:
            if len(stroke) == 1:
                painter.drawPoint(QPointF(*stroke[0]) * side)
            else:
                painter.drawPath(scale.map(stroke_path(stroke.tolist())))
        _dash(painter, stage, box, self.brush / 2 + 0.01, theme)


@dataclass(frozen=True)
class Opened:
    """A picture that was opened or pasted."""

    image: QImage

    @property
    def words(self) -> tuple[str, str, str]:
        """Its caption; what cutting does to it; what not cutting does."""
        return (
            translate("SeenStrip", "your picture"),
            translate(
                "SeenStrip", "The digit is cut out of the picture,\nso its place and size do not matter"
            ),
            translate(
                "SeenStrip",
                "Centring is off: the whole picture is shrunk,\nso place and size of the digit matter",
            ),
        )

    def paint(self, painter: QPainter, stage: QRectF, box: Box | None, theme: Theme) -> None:
        """The picture as large as it can be, dashes around what is taken of it."""
        place = fitted(self.image, stage)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self.image)
        _dash(painter, place, box, 0.01, theme)


def _dash(painter: QPainter, place: QRectF, box: Box | None, margin: float, theme: Theme) -> None:
    """Dashes around what is taken, if anything is; around all of it they warn."""
    if box is None:
        return
    dashes = QPen(theme.note("warning") if box == WHOLE else theme.accent(), theme.line("hairline"))
    dashes.setDashPattern([3, 2])
    painter.setPen(dashes)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box_in(place, box, margin) & place.adjusted(0.5, 0.5, -0.5, -0.5))


class SeenStrip(PixelCounts):
    """Three stages side by side; for a sample of the data set only the last one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(np.zeros(DIGITS.size), parent)
        self._tile = TILE
        self._original: Drawn | Opened = Drawn((), 0.0)
        self._picture: InkPicture | None = blank_picture()  # None: a sample, which was 8 x 8 from the start
        self._steps = Steps()
        self.setAccessibleName(self.tr("What the network sees"))

    def set_raster(self, raster: Raster) -> None:
        """How the pictures of the data are made up; those of digits in three stages, others in two."""
        if raster != self._raster:
            super().set_raster(raster)
            self._counts = np.zeros(raster.size)
            self.update()

    @property
    def _own_size(self) -> bool:
        return self._raster != DIGITS

    def show_stages(self, original: Drawn | Opened, picture: InkPicture, steps: Steps) -> None:
        """All stages of a drawing or an opened picture, made with these steps."""
        self._original, self._picture, self._steps = original, picture, steps
        self.take(picture.seen)

    def show_counts(self, seen: NDArray[Any]) -> None:
        """The numbers of the pixels of a sample of the data set."""
        self._picture = None
        self.take(seen)

    @property
    def _seen(self) -> list[float]:
        return [] if self._counts is None else self._counts.tolist()

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("caption"))
        super().set_theme(theme)

    def set_tile(self, tile: int) -> None:
        """Width of a stage in px."""
        self._tile = tile
        self.update()

    def words_height(self) -> int:
        """Height in px of what stands below the stages."""
        return self._theme.px(6) + self.fontMetrics().height()

    # ---- places
    def _stage(self, index: int) -> QRectF:
        return QRectF(index * (self.width() - self._tile) / 2, 0, self._tile, self._tile)

    def _pixels(self) -> QRectF:
        return self._stage(2)

    def _cell_box(self, cell: int) -> QRectF:
        stage, columns = self._stage(2), self._raster.columns
        pitch = self._tile / columns
        return QRectF(stage.x() + cell % columns * pitch, cell // columns * pitch, pitch - 1, pitch - 1)

    # ---- events
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            show_tip(event.globalPos(), self._tip(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def _tip(self, position: QPointF) -> str:
        cell = self._cell_at(*position.toTuple())
        if cell >= 0:
            return self._cell_words(cell)
        picture = self._picture
        if picture is None or picture.empty:
            return ""
        if self._own_size:
            return self._own_size_words(picture) if self._stage(0).contains(position) else ""
        if self._stage(0).contains(position):
            _, cut, whole = self._original.words
            return cut if self._steps.crop else whole
        return self._field_words(picture) if self._stage(1).contains(position) else ""

    def _cell_words(self, cell: int) -> str:
        row, column = (at + 1 for at in divmod(cell, self._raster.columns))
        if self._own_size:
            words = self.tr("Row {0}, column {1}: {2} where all ink is {3}")
            written = self._raster.written
            return words.format(row, column, written(self._seen[cell]), f"{self._raster.full:g}")
        words = self.tr("Row {0}, column {1}: {2} of the 16 pixels of this block are ink")
        return words.format(row, column, round(self._seen[cell]))

    def _own_size_words(self, picture: InkPicture) -> str:
        """What was done on the way to the pixels of the data."""
        if not isinstance(self._original, Drawn):
            return self.tr("All of the picture, shrunk as it is.")
        return self.tr("Put where such things can be,\nas large and with a line as wide as they have.")

    def _field_words(self, picture: InkPicture) -> str:
        """What was done on the way to 32 x 32 pixels, with its numbers: a sentence a line."""
        steps, lines = self._steps, [self.tr("All of it on 32 × 32 pixels.")]
        if steps.crop:
            stretched = self.tr("Stretched to 20 × 32 of 32 × 32 pixels.")
            fitted = self.tr("Made to fit 20 × 32 of 32 × 32 pixels, proportions kept.")
            lines = [stretched if steps.stretch else fitted]
        if isinstance(self._original, Drawn):
            brush = self.tr("The line is {wide:.1f} pixels wide, as the brush made it.")
            lines.append(self.tr("The line is {wide:.1f} pixels wide.") if steps.pen else brush)
        elif steps.pen:
            lines.append(self.tr("The line was made {wide:+.1f} pixels wider."))
        if steps.shear:
            lines.append(self.tr("Stood upright by {slant:.2f} pixels a row."))
        return "\n".join(lines).format(wide=picture.pen, slant=abs(picture.shear))

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._picture is None:
            self._paint_already(painter)
        else:
            self._paint_original(painter, self._picture)
            if not self._own_size:
                self._paint_field(painter, self._picture)
                self._paint_caption(painter, 1, self.tr("32 × 32"))
            for first, last in ((0, 2),) if self._own_size else ((0, 1), (1, 2)):
                self._paint_arrow(painter, first, last)
            self._paint_caption(painter, 0, self._original.words[0])
        self._paint_counts(painter)
        if self._cell >= 0:
            words = self.tr("{0} of 16").format(round(self._seen[self._cell]))
            if self._own_size:
                words = self._raster.written(self._seen[self._cell])
            self._paint_caption(painter, 2, words, lit=True)
        elif self._own_size:
            size = self.tr("{rows} × {columns}")
            raster = self._raster
            self._paint_caption(painter, 2, size.format(rows=raster.rows, columns=raster.columns))
        else:
            self._paint_caption(painter, 2, self.tr("8 × 8, 0–16"))
        painter.end()

    def _paint_box(self, painter: QPainter, stage: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.surface("inset"))
        radius = self._theme.px(5)
        painter.drawRoundedRect(stage, radius, radius)
        if self._theme.name != "dark":  # white on white: a frame says where the stage is
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.surface("hairline"), 1))
            painter.drawRoundedRect(stage.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _paint_original(self, painter: QPainter, picture: InkPicture) -> None:
        stage = self._stage(0)
        self._paint_box(painter, stage)
        painter.save()
        painter.setClipRect(stage)
        whole = WHOLE if not (self._steps.crop or picture.empty or self._own_size) else None
        self._original.paint(painter, stage, picture.box or whole, self._theme)
        painter.restore()

    def _paint_field(self, painter: QPainter, picture: InkPicture) -> None:
        stage, inset = self._stage(1), self._tile / 16
        self._paint_box(painter, stage)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        field = picture_image(picture.field, self._theme)
        painter.drawImage(stage.adjusted(inset, inset, -inset, -inset), field)

    def _paint_counts(self, painter: QPainter) -> None:
        theme, raster, stage = self._theme, self._raster, self._stage(2)
        seen = np.zeros(raster.size) if self._counts is None else self._counts
        if self._own_size:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            painter.drawImage(stage, picture_image(raster.shares(seen), theme))
        else:
            self._paint_blocks(painter, theme.pixel_rgb(raster.shares(seen)).ravel().tolist())
        if self._cell >= 0:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent(), theme.line("playhead")))
            painter.drawRoundedRect(self._cell_box(self._cell).adjusted(-1, -1, 1, 1), 2, 2)

    def _paint_blocks(self, painter: QPainter, colours: list[int]) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        columns, stage = self._raster.columns, self._stage(2)
        radius, pitch = 1.2 * self._tile / TILE, self._tile / columns
        x, y, side = stage.x(), stage.y(), pitch - 1
        for cell, colour in enumerate(colours):
            painter.setBrush(QColor.fromRgb(colour))
            row, column = divmod(cell, columns)
            painter.drawRoundedRect(QRectF(x + column * pitch, y + row * pitch, side, side), radius, radius)

    def _paint_arrow(self, painter: QPainter, first: int, last: int) -> None:
        left, right = self._stage(first).right(), self._stage(last).left()
        painter.setPen(self._theme.text("tertiary"))
        painter.setFont(self._theme.font("section"))
        painter.drawText(QRectF(left, 0, right - left, self._tile), Qt.AlignmentFlag.AlignCenter, "→")

    def _paint_caption(self, painter: QPainter, index: int, text: str, *, lit: bool = False) -> None:
        stage = self._stage(index)
        painter.setFont(self.font())
        painter.setPen(self._theme.text("primary" if lit else "tertiary"))
        top = self._tile + self._theme.px(4)
        width = self.fontMetrics().horizontalAdvance(text) + 2
        x = min(stage.center().x() - width / 2, self.width() - width)
        box = QRectF(max(0.0, x), top, width, self.height() - top)
        painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)

    def _paint_already(self, painter: QPainter) -> None:
        room = QRectF(0, 0, self._stage(2).left() - self._theme.px(12), self._tile)
        painter.setFont(self.font())
        painter.setPen(self._theme.text("tertiary"))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, flags, self.tr("8 × 8 already:\nthis is the sample as it is"))
