"""What goes in: the features that a network on the plane may take, as small maps to switch on and off."""

from __future__ import annotations

from functools import cache

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from nnviz.data.planar import FEATURES, Array, planar_features
from nnviz.training.plane import grid
from nnviz.ui.plain import show_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedButton, framed, pixel_image

_CELLS = 32  # of a map, on either side
_STRENGTH = 0.75  # of the ramp at the largest value
_OFF = 0.38  # opacity of a feature that is off
_GAP = 4


@cache
def feature_map(name: str) -> Array:
    """(_CELLS, _CELLS) the feature over the plane as shares of its largest magnitude; row 0 is the top."""
    values = planar_features(grid(_CELLS), [name])[:, 0]
    shares: Array = (values / np.abs(values).max()).reshape(_CELLS, _CELLS)
    shares.flags.writeable = False
    return shares


class FeatureTile(PaintedButton):
    """One feature: its map over the plane, its name below."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        self._image: QImage | None = None
        self.setCheckable(True)
        self.setText(FEATURES[name].label)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Input {0}").format(self.text()))
        self.setToolTip(self.tr("{0} as an input of the network: on or off").format(self.text()))

    def set_theme(self, theme: Theme) -> None:
        self._image = None
        self.setFont(theme.font("label", family="math", italic=True))
        super().set_theme(theme)

    def sizeHint(self) -> QSize:
        px = self._theme.px
        return QSize(px(30), px(30) + px(2) + self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(24), self.sizeHint().height())

    def _map(self) -> QImage:
        if self._image is None:
            self._image = pixel_image(self._theme.signed_rgb(feature_map(self.name) * _STRENGTH))
        return self._image

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        side = min(self.width(), px(36))
        painter = QPainter(self)
        hints = QPainter.RenderHint
        painter.setRenderHints(hints.Antialiasing | hints.SmoothPixmapTransform)
        on, focused = self.isChecked(), framed(self)
        width = theme.line("focus") if on or focused else theme.line("hairline")
        box = QRectF((self.width() - side) / 2, 0, side, px(30)).adjusted(width / 2, width / 2, -width / 2, 0)
        shape = QPainterPath()
        shape.addRoundedRect(box, px(5), px(5))
        painter.setOpacity(1 if on else 0.6 if self.underMouse() else _OFF)
        painter.save()
        painter.setClipPath(shape)
        painter.drawImage(box, self._map())
        painter.restore()
        painter.setOpacity(1)
        painter.setPen(
            QPen(theme.accent() if focused else theme.text() if on else theme.surface("outline"), width)
        )
        painter.drawPath(shape)
        painter.setPen(theme.text("primary" if on else "secondary"))
        self._paint_name(painter, px(30) + px(1))
        painter.end()

    def _paint_name(self, painter: QPainter, top: int) -> None:
        """The name, made narrower where a wide one would not fit."""
        painter.setFont(self.font())
        wide = self.fontMetrics().horizontalAdvance(self.text())
        squeeze = min(1.0, (self.width() + _GAP - 1) / wide)
        painter.translate(self.width() / 2, top)
        painter.scale(squeeze, 1)
        box = QRectF(-wide, 0, 2 * wide, self.fontMetrics().height())
        painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self.text())


class FeatureTiles(QWidget):
    """All features in a row, at least one of them on. ``features_requested(tuple of names)``."""

    features_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.tiles = {name: FeatureTile(name, self) for name in FEATURES}
        for tile in self.tiles.values():
            self._row.addWidget(tile)
            tile.clicked.connect(self._on_clicked)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The names of those that are on."""
        return tuple(name for name, tile in self.tiles.items() if tile.isChecked())

    def show_features(self, names: tuple[str, ...]) -> None:
        """Show these as on, without a signal."""
        for name, tile in self.tiles.items():
            tile.setChecked(name in names)

    def set_theme(self, theme: Theme) -> None:
        self._row.setSpacing(theme.px(_GAP))
        for tile in self.tiles.values():
            tile.set_theme(theme)

    @Slot()
    def _on_clicked(self) -> None:
        if self.chosen:
            self.features_requested.emit(self.chosen)
            return
        tile = self.sender()
        if isinstance(tile, FeatureTile):
            tile.setChecked(True)
            where = tile.mapToGlobal(tile.rect().bottomLeft())
            show_tip(where, self.tr("A network needs at least one input."), tile)
