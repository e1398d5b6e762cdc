"""The classes of pictures that are about to be learned: how many of each, and some of them as they enter."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent

from nnviz.data.own.pictures import PictureRecipe, Pictures, as_features
from nnviz.ui.canvas.pixels import Raster, picture_image
from nnviz.ui.widgets.painted import PaintedWidget

_SHOWN: Final = 6  # pictures of each class
_HIGH, _SIDE, _NAME, _BAR, _COUNT = 40, 32, 110, 120, 48  # px at theme unit 1


class ClassRows(PaintedWidget):
    """A row a class, below one another."""

    def __init__(self) -> None:
        super().__init__(row=True)
        self._pictures: Pictures | None = None
        self._recipe = PictureRecipe()
        self.setAccessibleName(self.tr("Classes"))

    def show_pictures(self, pictures: Pictures | None, recipe: PictureRecipe) -> None:
        """These, as the recipe lets them enter; None: there are none yet."""
        self._pictures, self._recipe = pictures, recipe
        rows = [] if pictures is None else zip(pictures.classes, pictures.counts, strict=True)
        words = self.tr("{name}: {count} pictures")
        self.setAccessibleDescription(
            "\n".join(words.format(name=name, count=f"{count:,}") for name, count in rows)
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        rows = len(self._pictures.classes) if self._pictures is not None else 0
        theme = self._theme
        return QSize(theme.px(_NAME + _BAR + _COUNT + _SHOWN * (_SIDE + 4) + 24), theme.px(_HIGH) * rows)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        pictures, theme = self._pictures, self._theme
        if pictures is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max(pictures.counts)
        for row, (name, count) in enumerate(zip(pictures.classes, pictures.counts, strict=True)):
            top = row * theme.px(_HIGH)
            if top + theme.px(_HIGH) < event.rect().top() or top > event.rect().bottom():
                continue
            self._paint_row(
                painter, pictures, row, QRectF(0, top, self.width(), theme.px(_HIGH)), count / most
            )
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.setFont(theme.font("body", weight="semibold"))
            painter.setPen(theme.text())
            metrics = painter.fontMetrics()
            words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, theme.px(_NAME - 8))
            painter.drawText(QRectF(0, top, theme.px(_NAME), theme.px(_HIGH)), middle, words)
            painter.setFont(theme.font("body", family="mono"))
            left = theme.px(_NAME + _BAR + 8)
            box = QRectF(left, top, theme.px(_COUNT - 8), theme.px(_HIGH))
            painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, f"{count:,}")
        painter.end()

    def _paint_row(self, painter: QPainter, pictures: Pictures, row: int, box: QRectF, share: float) -> None:
        """The bar, and the first pictures."""
        theme = self._theme
        bar = QRectF(theme.px(_NAME), box.center().y() - theme.px(4), theme.px(_BAR), theme.px(8))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.surface("raised"))
        painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2)
        bar.setWidth(max(bar.height(), bar.width() * share))
        painter.setBrush(theme.text("secondary"))
        painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2)
        first = np.flatnonzero(pictures.labels == row)[:_SHOWN]
        if not len(first):
            return
        recipe = self._recipe
        raster = Raster(recipe.side, recipe.side, 1.0, 3 if recipe.colour else 1)
        seen = as_features(pictures.pixels[first], recipe)
        side, left = theme.px(_SIDE), theme.px(_NAME + _BAR + _COUNT + 16)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for place, picture in enumerate(seen):
            image = picture_image(raster.shares(picture), theme)
            corner = QPointF(left + place * (side + theme.px(4)), box.center().y() - side / 2)
            painter.drawImage(QRectF(corner.x(), corner.y(), side, side), image)
