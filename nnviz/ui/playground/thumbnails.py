"""The data sets on the plane as small pictures of their own points."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QSizePolicy, QWidget

from nnviz.data import DATASETS
from nnviz.data.dataset import Kind
from nnviz.data.planar import EXTENT
from nnviz.session.sentences import told
from nnviz.training.experiment import Experiment
from nnviz.training.plane_sets import KINDS, classes_of, made_points, sets_of
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedButton, framed

SHOWN = 400  # points at most in a picture; the first of the set
_COLUMNS = 3
_PICTURE = 58  # px at theme unit 1
_DOT = 1.5


class Settings(NamedTuple):
    """What the points of a set hang on."""

    seed: int
    points: int
    noise: float
    classes: int
    formula: str


@lru_cache(maxsize=32)
def _points(name: str, settings: Settings) -> tuple[Any, NDArray[Any]]:
    """Those that these settings make, none where a formula makes none."""
    seed, points, noise, classes, formula = settings
    wished = Experiment(data=name, split_seed=seed, points=points, noise=noise, formula=formula)
    try:
        where, labels = made_points(wished, name, classes)
    except ValueError:
        return np.empty((0, 2)), np.empty(0, np.int64)
    return where[:SHOWN], labels[:SHOWN]


class SetTile(PaintedButton):
    """One data set: a picture of its points at the present settings, and its name."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        self._short = ""
        self._settings: Settings | None = None
        self._picture: QPixmap | None = None
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_settings(self, title: str, short: str, settings: Settings) -> None:
        """Draw the set as these settings make it; ``short`` is its title where there is little room."""
        self._short = short
        if (self.text(), self._settings) != (title, settings):
            self.setText(title)
            self.setAccessibleName(title)
            self._settings, self._picture = settings, None
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self._picture = None
        self.setFont(theme.font("caption", weight="medium"))
        super().set_theme(theme)

    def sizeHint(self) -> QSize:
        px = self._theme.px
        return QSize(px(74), px(_PICTURE) + px(9) + self.fontMetrics().height() + px(4))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(60), self.sizeHint().height())

    def _drawn(self) -> QPixmap:
        """The points, painted once for these settings."""
        ratio, side = self.devicePixelRatioF(), self._theme.px(_PICTURE)
        if self._picture is not None and self._picture.devicePixelRatio() == ratio:
            return self._picture
        picture = QPixmap(QSize(round(side * ratio), round(side * ratio)))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        if self._settings is not None:
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            self._paint_points(painter, side)
            painter.end()
        self._picture = picture
        return picture

    def _paint_points(self, painter: QPainter, side: float) -> None:
        assert self._settings is not None
        theme, radius = self._theme, _DOT * self._theme.unit
        classes = self._settings.classes
        where, labels = _points(self.name, self._settings)
        by_class = labels.dtype.kind == "i"
        brushes = [theme.class_colour(index, classes) for index in range(classes)] if by_class else []
        room = side / 2 - radius
        for (x1, x2), label in zip(where.tolist(), labels.tolist(), strict=True):
            # A value of nought would be the ground's own colour: the ramp begins at a quarter.
            value = label if by_class else (0.25 if label >= 0 else -0.25) + 0.75 * label
            painter.setBrush(brushes[label] if by_class else theme.signed(value))
            painter.drawEllipse(
                QPointF(side / 2 + x1 / EXTENT * room, side / 2 - x2 / EXTENT * room), radius, radius
            )

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, focused = self.isChecked(), framed(self)
        width = theme.line("focus") if on or focused else theme.line("hairline")
        edge = theme.accent() if focused else theme.text() if on else theme.surface("hairline")
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setPen(QPen(edge, width))
        painter.setBrush(theme.surface("hover" if self.underMouse() and not on else "raised"))
        painter.drawRoundedRect(box, px(8), px(8))
        side = px(_PICTURE)
        painter.drawPixmap(QPointF((self.width() - side) / 2, px(5)), self._drawn())
        painter.setPen(theme.text("primary" if on else "secondary"))
        painter.setFont(theme.font("caption", weight="semibold" if on else "medium"))
        words = QRectF(px(3), px(6) + side, self.width() - 2 * px(3), self.fontMetrics().height())
        metrics = painter.fontMetrics()
        title = self.text() if metrics.horizontalAdvance(self.text()) <= words.width() else self._short
        title = metrics.elidedText(title, Qt.TextElideMode.ElideRight, int(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, title)
        painter.end()


class Thumbnails(QWidget):
    """The sets of one kind, three in a row. ``set_requested(str)``: the name of the one that was picked."""

    set_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self._group = QButtonGroup(self)
        self._short = {
            "spirals": self.tr("Spirals"),
            "clouds": self.tr("Clouds"),
            "sine": self.tr("Sine"),
        }
        self.tiles: dict[str, SetTile] = {}
        for kind in KINDS:
            for place, name in enumerate(sets_of(kind)):
                tile = SetTile(name, self)
                tile.setToolTip(told(DATASETS[name].purpose))
                self._grid.addWidget(tile, place // _COLUMNS, place % _COLUMNS)
                self._group.addButton(tile)
                self.tiles[name] = tile
        self._group.buttonClicked.connect(self._on_clicked)
        self.show_kind("classification")

    def show_kind(self, kind: Kind) -> None:
        """Only the sets of classes or only those of values."""
        for name, tile in self.tiles.items():
            tile.setVisible(DATASETS[name].kind == kind)

    def show_experiment(self, experiment: Experiment, classes: int) -> None:
        """The sets as these settings make them, those that can with so many ``classes``."""
        for name, tile in self.tiles.items():
            count = classes_of(name, classes)
            title = self.title(name, count)
            short = self._short.get(name, title)
            formula = experiment.formula if DATASETS[name].formula else ""
            settings = Settings(experiment.split_seed, experiment.points, experiment.noise, count, formula)
            tile.show_settings(title, short, settings)
        if experiment.data in self.tiles:
            self.tiles[experiment.data].setChecked(True)
        elif (checked := self._group.checkedButton()) is not None:
            self._group.setExclusive(False)
            checked.setChecked(False)
            self._group.setExclusive(True)

    def title(self, name: str, classes: int) -> str:
        """What the set of so many classes is called in its tile."""
        if name == "checkerboard":
            return self.tr("Checker")
        more: dict[str, Sequence[str]] = {
            "spirals": (self.tr("Two spirals"), self.tr("{0} spirals")),
            "clouds": (self.tr("Two clouds"), self.tr("{0} clouds")),
            "ring": (self.tr("Ring"), self.tr("Rings")),
        }
        if name in more:
            return more[name][classes > 2].format(classes)
        return told(DATASETS[name].label)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._grid.setSpacing(theme.px(8))
        for tile in self.tiles.values():
            tile.set_theme(theme)

    @Slot(QAbstractButton)
    def _on_clicked(self, button: QAbstractButton) -> None:
        assert isinstance(button, SetTile)
        self.set_requested.emit(button.name)
