"""Boxes around the digits of a number, each with the network's answer: over a drawing, and over a picture."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from nnviz.data.pen_line import Strokes
from nnviz.ui.theme import Theme

Box = tuple[float, float, float, float]  # x0, y0, x1, y1 in shares of the whole
MARGIN = 0.012  # of the whole, between the ink and its box


def box_of(digit: Strokes) -> Box:
    """Around the points of its strokes."""
    points = np.concatenate(digit)
    (x0, y0), (x1, y1) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return x0, y0, x1, y1


def fitted(image: QImage, room: QRectF) -> QRectF:
    """The largest place in the middle of ``room`` with the proportions of the image."""
    size = image.size().toSizeF().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRectF(QPointF(0, 0), size)
    place.moveCenter(room.center())
    return place


def box_in(place: QRectF, box: Box, margin: float = 0.0) -> QRectF:
    """A box given in shares, where its whole lies at ``place``."""
    x0, y0, x1, y1 = box
    low = QPointF((x0 - margin) * place.width(), (y0 - margin) * place.height())
    high = QPointF((x1 + margin) * place.width(), (y1 + margin) * place.height())
    return QRectF(low, high).translated(place.topLeft())


class NumberMarks:
    """The boxes in shares of a whole, from left to right; ``answers`` a word for each, or none."""

    def __init__(self) -> None:
        self.boxes: tuple[Box, ...] = ()
        self.answers: tuple[str, ...] = ()
        self.chosen = 0
        self.hovered = -1
        self.lay(QRectF(), QRectF(), Theme())

    def show(self, boxes: Sequence[Box], chosen: int = 0) -> None:
        """These boxes, of which one is read."""
        if len(boxes) != len(self.boxes):
            self.answers = ()
        self.boxes, self.chosen, self.hovered = tuple(boxes), chosen, -1

    # ---- places
    def lay(self, place: QRectF, room: QRectF, theme: Theme, margin: float = MARGIN) -> None:
        """The whole is at ``place``, and all that is painted has to stand within ``room``."""
        self._place, self._room, self._theme, self._margin = place, room, theme, margin

    def box(self, index: int) -> QRectF:
        """Where a box stands."""
        return box_in(self._place, self.boxes[index], self._margin)

    def at(self, position: QPointF) -> int:
        """The digit on whose answer that is, or in whose box, the middle nearest; -1: none."""
        said = [index for index in self.said() if self._chip(index).contains(position)]
        hit = said or [k for k in range(len(self.boxes)) if self.box(k).contains(position)]
        return min(hit, key=lambda k: abs(self.box(k).center().x() - position.x()), default=-1)

    def _chip(self, index: int) -> QRectF:
        """Where the answer stands: on the shoulder of its box, or below where there is no room above."""
        theme, room, box = self._theme, self._room, self.box(index) & self._room
        metrics = QFontMetricsF(theme.font("label", weight="semibold"))
        width = metrics.horizontalAdvance(self.answers[index]) + theme.px(10)
        chip = QRectF(0, 0, width, metrics.height() + theme.px(2))
        chip.moveCenter(QPointF(box.center().x(), box.top() - chip.height() / 2 - theme.px(2)))
        if chip.top() < room.top():
            chip.moveTop(min(box.bottom() + theme.px(2), room.bottom() - chip.height()))
        chip.moveLeft(min(max(chip.left(), room.left()), room.right() - chip.width()))
        return chip

    def said(self) -> list[int]:
        """The digits whose answers are shown: all, or where they would cover each other, those pointed at."""
        there = [index for index, answer in enumerate(self.answers[: len(self.boxes)]) if answer]
        if any(first.intersects(second) for first, second in pairwise(map(self._chip, there))):
            return [index for index in there if index in (self.chosen, self.hovered)]
        return there

    # ---- painting
    def paint(self, painter: QPainter) -> None:
        """All boxes and answers; light on dark, so that they are seen on any picture."""
        said = self.said()
        for index in sorted(range(len(self.boxes)), key=lambda k: k == self.chosen):  # that one on top
            self._paint_box(painter, index)
            if index in said:
                self._paint_answer(painter, index)

    def _paint_box(self, painter: QPainter, index: int) -> None:
        theme, chosen = self._theme, index == self.chosen
        width = theme.line("focus" if chosen else "hairline")
        color = theme.accent() if chosen else theme.accent("hover" if index == self.hovered else "base")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(QColor(0, 0, 0, 110), width + 2), QPen(color, width)):
            if not chosen:
                pen.setDashPattern([3, 2])
            painter.setPen(pen)
            painter.drawRoundedRect(self.box(index) & self._room, theme.px(3), theme.px(3))

    def _paint_answer(self, painter: QPainter, index: int) -> None:
        theme, chosen, chip = self._theme, index == self.chosen, self._chip(index)
        painter.setFont(theme.font("label", weight="semibold"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent() if chosen else theme.strong)
        painter.drawRoundedRect(chip, theme.px(4), theme.px(4))
        painter.setPen(theme.text("on_accent" if chosen else "on_strong"))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, self.answers[index])
