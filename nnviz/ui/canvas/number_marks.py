"""Boxes around the digits of a number, each with the network's answer: over a drawing, and over a picture."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from nnviz.data.pen_line import Strokes
from nnviz.ui.canvas.originals import Box, box_in
from nnviz.ui.theme import Theme

MARGIN = 0.012  # of the whole, between the ink and its box


def box_of(digit: Strokes) -> Box:
    """Around the points of its strokes."""
    points = np.concatenate(digit)
    (x0, y0), (x1, y1) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return x0, y0, x1, y1


class NumberMarks:
    """The boxes in shares of a whole, from left to right; ``answers`` a word for each, or none."""

    def __init__(self) -> None:
        self.boxes: tuple[Box, ...] = ()
        self.answers: tuple[str, ...] = ()
        self.chosen = 0
        self.hovered = -1

    def show(self, boxes: Sequence[Box], chosen: int = 0) -> None:
        """These boxes, of which one is read."""
        if len(boxes) != len(self.boxes):
            self.answers = ()
        self.boxes, self.chosen, self.hovered = tuple(boxes), chosen, -1

    def box(self, index: int, place: QRectF, margin: float = MARGIN) -> QRectF:
        """Where a box stands, the whole being at ``place``."""
        return box_in(place, self.boxes[index], margin)

    def at(self, position: QPointF, place: QRectF, margin: float = MARGIN) -> int:
        """The digit there, the one whose middle is nearest where boxes overlap; -1: none."""
        boxes = [self.box(k, place, margin) for k in range(len(self.boxes))]
        hit = [k for k, box in enumerate(boxes) if box.contains(position)]
        return min(hit, key=lambda k: abs(boxes[k].center().x() - position.x()), default=-1)

    # ---- painting
    def paint(
        self, painter: QPainter, place: QRectF, room: QRectF, theme: Theme, margin: float = MARGIN
    ) -> None:
        """All boxes and answers within ``room``; light on dark, so that they are seen on any picture."""
        said = self.said(place, room, theme, margin)
        for index in sorted(range(len(self.boxes)), key=lambda k: k == self.chosen):  # that one on top
            box = self.box(index, place, margin) & room
            self._paint_box(painter, box, index, theme)
            if index in said:
                self._paint_answer(painter, box, room, index, theme)

    def _paint_box(self, painter: QPainter, box: QRectF, index: int, theme: Theme) -> None:
        chosen = index == self.chosen
        width = theme.line("focus" if chosen else "hairline")
        color = theme.accent() if chosen else theme.accent("hover" if index == self.hovered else "base")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(QColor(0, 0, 0, 110), width + 2), QPen(color, width)):
            if not chosen:
                pen.setDashPattern([3, 2])
            painter.setPen(pen)
            painter.drawRoundedRect(box, theme.px(3), theme.px(3))

    def chip(self, box: QRectF, room: QRectF, index: int, theme: Theme) -> QRectF:
        """Where the answer stands: on the shoulder of its box, or below where there is no room above."""
        metrics = QFontMetricsF(theme.font("label", weight="semibold"))
        width = metrics.horizontalAdvance(self.answers[index]) + theme.px(10)
        chip = QRectF(0, 0, width, metrics.height() + theme.px(2))
        chip.moveCenter(QPointF(box.center().x(), box.top() - chip.height() / 2 - theme.px(2)))
        if chip.top() < room.top():
            chip.moveTop(min(box.bottom() + theme.px(2), room.bottom() - chip.height()))
        chip.moveLeft(min(max(chip.left(), room.left()), room.right() - chip.width()))
        return chip

    def chip_at(
        self, position: QPointF, place: QRectF, room: QRectF, theme: Theme, margin: float = MARGIN
    ) -> int:
        """The digit on whose answer that is; -1: none."""
        for index in self.said(place, room, theme, margin):
            if self.chip(self.box(index, place, margin) & room, room, index, theme).contains(position):
                return index
        return -1

    def said(self, place: QRectF, room: QRectF, theme: Theme, margin: float = MARGIN) -> list[int]:
        """The digits whose answers are shown: all, or where they would cover each other, those pointed at."""
        there = [index for index, answer in enumerate(self.answers[: len(self.boxes)]) if answer]
        chips = [self.chip(self.box(index, place, margin) & room, room, index, theme) for index in there]
        if any(first.intersects(second) for first, second in pairwise(chips)):
            return [index for index in there if index in (self.chosen, self.hovered)]
        return there

    def _paint_answer(self, painter: QPainter, box: QRectF, room: QRectF, index: int, theme: Theme) -> None:
        chosen, chip = index == self.chosen, self.chip(box, room, index, theme)
        painter.setFont(theme.font("label", weight="semibold"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent() if chosen else theme.strong)
        painter.drawRoundedRect(chip, theme.px(4), theme.px(4))
        painter.setPen(theme.text("on_accent" if chosen else "on_strong"))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, self.answers[index])
