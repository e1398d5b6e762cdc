"""A small picture for each lesson of the course: signs of what it is about, and no measured numbers."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import round_pen

WIDE, HIGH = 176.0, 60.0  # of the box that they are drawn in

Point = tuple[float, float]


class _Pen:
    """Draws the few shapes that they are made of."""

    def __init__(self, painter: QPainter, theme: Theme) -> None:
        self.painter, self.theme = painter, theme

    def line(self, points: Iterable[Point], color: QColor, width: float = 2.0) -> None:
        """Through these points."""
        self.painter.setPen(round_pen(color, width))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawPolyline(QPolygonF([QPointF(*point) for point in points]))

    def curve(self, start: Point, end: Point, color: QColor, width: float) -> None:
        """A line between layers, which leaves and comes level."""
        (x0, y0), (x1, y1) = start, end
        path = QPainterPath(QPointF(x0, y0))
        path.cubicTo(QPointF((x0 + x1) / 2, y0), QPointF((x0 + x1) / 2, y1), QPointF(x1, y1))
        self.painter.setPen(round_pen(color, width))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawPath(path)

    def disc(self, at: Point, radius: float, fill: QColor, edge: QColor | None = None) -> None:
        """A filled circle, with an edge if there is one."""
        self.painter.setPen(QPen(edge, 1.6) if edge is not None else Qt.PenStyle.NoPen)
        self.painter.setBrush(fill)
        self.painter.drawEllipse(QPointF(*at), radius, radius)

    def cell(self, at: Point, side: float, color: QColor, edge: QColor | None = None) -> None:
        """A square; with an edge it is hollow."""
        self.painter.setPen(QPen(edge, 1.4) if edge is not None else Qt.PenStyle.NoPen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush if edge is not None else color)
        self.painter.drawRoundedRect(QRectF(*at, side, side), 2, 2)

    def word(self, text: str, at: Point, size: float = 15) -> None:
        """A sign in the middle of that point."""
        font = self.theme.font("body")
        font.setPixelSize(round(size))
        self.painter.setFont(font)
        self.painter.setPen(self.theme.text())
        box = QRectF(at[0] - 20, at[1] - 20, 40, 40)
        self.painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def bead(self, at: Point, radius: float, value: float) -> None:
        """A neuron that says ``value``."""
        self.disc(at, radius, self.signed(value), self.theme.surface("outline"))

    def signed(self, value: float) -> QColor:
        """The colour of a number."""
        return self.theme.signed(value)

    @property
    def ink(self) -> QColor:
        """That of text."""
        return self.theme.text()

    @property
    def quiet(self) -> QColor:
        """That of lines that only help."""
        return self.theme.surface("outline")


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def _spaced(start: float, end: float, count: int) -> list[float]:
    return [start + (end - start) * k / (count - 1) for k in range(count)]


def _neuron(pen: _Pen) -> None:
    for y, width, color in ((14, 5, pen.theme.ramp(1, 6)), (46, 3, pen.theme.ramp(-1, 6))):
        pen.curve((46, y), (112, 30), color, width)
        pen.disc((42, y), 6, pen.theme.surface("stage"), pen.ink)
    pen.bead((118, 30), 13, 0.8)


def _perceptron(pen: _Pen) -> None:
    for points, sign in (
        (((50, 18), (62, 34), (44, 44), (72, 14), (58, 50), (80, 32)), -1),
        (((112, 18), (100, 46), (124, 38), (138, 22), (118, 52), (140, 48)), 1),
    ):
        for point in points:
            pen.disc(point, 3.8, pen.theme.ramp(sign, 7))
    pen.line([(106, 3), (82, 57)], pen.ink)


def _squashing(pen: _Pen) -> None:
    kinds: tuple[Callable[[float], float], ...] = (
        _sigmoid,
        lambda z: (math.tanh(z) + 1) / 2,
        lambda z: max(0.0, z) / 4,
        lambda z: max(0.1 * z, z) / 4,
    )
    for place, kind in enumerate(kinds):
        points = [
            (22 + place * 35 + 28 * (z + 4) / 8, 48 - 36 * min(1.0, kind(z))) for z in _spaced(-4, 4, 41)
        ]
        pen.line(points, pen.ink)


def _saturated(pen: _Pen) -> None:
    pen.line([(88 + z * 7.4, 50 - 40 * _sigmoid(z)) for z in _spaced(-8, 8, 81)], pen.ink, 2.25)
    pen.line([(112, 11.2), (150, 9.8)], pen.theme.gradient, 3.5)
    pen.disc((130, 10.6), 5, pen.theme.accent())


def _matrices(pen: _Pen) -> None:
    values = (0.8, -0.4, 0.2, -0.9, 0.5, 0.1, 0.3, -0.6, 0.7, -0.2, -0.5, 0.9)
    for k, value in enumerate(values):
        pen.cell((26 + k % 4 * 15, 8 + k // 4 * 15), 13, pen.signed(value))
    for k, value in enumerate((0.6, -0.3, 0.9, 0.2)):
        pen.cell((104, 1 + k * 15), 13, pen.signed(value))
    for k, value in enumerate((0.7, -0.5, 0.3)):
        pen.cell((142, 8 + k * 15), 13, pen.signed(value))
    pen.word("×", (95, 30))
    pen.word("=", (129, 30))


def _shapes(pen: _Pen) -> None:
    for (x, y), rows, columns, color in (
        ((24, 12), 3, 4, pen.ink),
        ((90, 6), 4, 2, pen.ink),
        ((134, 12), 3, 2, pen.theme.accent()),
    ):
        for row in range(rows):
            for column in range(columns):
                pen.cell((x + column * 12 + 1, y + row * 12 + 1), 10, color, color)
    pen.word("×", (81, 30))
    pen.word("=", (124, 30))


def _by_hand(pen: _Pen) -> None:
    before, middle = (15, 45), (10, 30, 50)
    for a in before:
        for b in middle:
            sign = 1 if (a * b) % 4 else -1
            pen.curve((44, a), (84, b), pen.theme.ramp(sign, 5), 1 + (a + b) % 3)
    for k, b in enumerate(middle):
        pen.curve((90, b), (130, 30), pen.theme.ramp(1 if k != 1 else -1, 5), 2 + k)
    for a in before:
        pen.bead((42, a), 6, 0.4)
    for b, value in zip(middle, (0.8, -0.5, 0.3), strict=True):
        pen.bead((88, b), 6, value)
    pen.bead((134, 30), 8, 0.7)


def _how_wrong(pen: _Pen) -> None:
    pen.line([(26, 52), (150, 52)], pen.quiet, 1)
    shares = list(_spaced(0.012, 1, 80))
    pen.line([(30 + 116 * p, 51 + math.log(p) * 11) for p in shares], pen.theme.curve("test"), 2.25)
    pen.word("∞", (52, 12), 17)


def _blame(pen: _Pen) -> None:
    places = (30, 69, 108, 147)
    for left, right in itertools.pairwise(places):
        pen.line([(left + 9, 34), (right - 9, 34)], pen.theme.ramp(1, 5), 2.5)
        middle = (left + right) / 2
        pen.line([(middle + 3, 9), (middle - 3, 15), (middle + 3, 21)], pen.theme.gradient, 2.5)
    for x, value in zip(places, (0.3, 0.7, 0.5, 0.9), strict=True):
        pen.bead((x, 34), 8, value)


def _downhill(pen: _Pen) -> None:
    def at(weight: float) -> Point:
        return 88 + weight * 24, 52 - weight * weight * 7

    pen.line([at(w) for w in _spaced(-2.6, 2.6, 61)], pen.theme.text("secondary"), 2.25)
    weight = 2.5
    for _ in range(4):  # of steps of a rate of 0.19 on the square
        after = weight - 0.19 * 2 * weight
        pen.line([at(weight), at(after)], pen.theme.gradient, 2)
        pen.disc(at(weight), 3, pen.ink)
        weight = after
    pen.disc(at(weight), 5, pen.theme.accent())


def _layer_learns(pen: _Pen) -> None:
    inputs = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], dtype=float)
    targets = np.array([0.0, 0.0, 1.0, 1.0])
    weights = np.array([-0.25, 0.9, 0.46])
    history = [weights.copy()]
    for _ in range(300):
        said = 1 / (1 + np.exp(-inputs @ weights))
        weights = weights + inputs.T @ ((targets - said) * said * (1 - said))
        history.append(weights.copy())
    for k in range(3):
        points = [
            (24 + 124 * math.log(epoch + 1) / math.log(len(history)), 36 - 5 * values[k])
            for epoch, values in enumerate(history)
        ]
        end = math.copysign(max(0.45, min(1.0, abs(weights[k]) / 5)), weights[k])
        pen.line(points, pen.signed(end), 2.25)


def _ways_down(pen: _Pen) -> None:
    steep, flat = 1.0, 0.12  # of a bowl that is a narrow valley

    def at(x: float, y: float) -> Point:
        return 96 + 62 * x, 32 - 24 * y

    for level in (0.15, 0.4, 0.75, 1.15):
        points = [at(level * math.cos(a), 0.9 * level * math.sin(a)) for a in _spaced(0, 2 * math.pi, 41)]
        pen.line(points, pen.quiet, 1)
    for letter, rate, keeps in (("A", 0.25, 0.0), ("B", 1.9, 0.0), ("C", 0.35, 0.75)):
        place, speed = np.array([-1.05, 0.95]), np.zeros(2)
        path = [at(place[0], place[1])]
        for _ in range(26):
            speed = keeps * speed - rate * np.array([flat, steep]) * place
            place = place + speed
            path.append(at(place[0], place[1]))
        pen.line(path, pen.theme.run(letter), 1.75)
    pen.disc(at(0, 0), 2.5, pen.ink)


#: The digit no. 31 of the data set, counted from 0: a nine.
NINE: Final = (
    (0, 0, 2, 13, 8, 0, 0, 0), (0, 0, 6, 16, 16, 6, 0, 0), (0, 0, 5, 15, 13, 11, 0, 0),
    (0, 0, 0, 7, 16, 15, 0, 0), (0, 0, 0, 0, 0, 14, 3, 0), (0, 0, 0, 0, 0, 7, 11, 0),
    (0, 0, 0, 3, 4, 4, 16, 2), (0, 0, 2, 15, 13, 14, 13, 2),
)  # fmt: skip


def _numbers(pen: _Pen) -> None:
    for row, values in enumerate(NINE):
        for column, value in enumerate(values):
            at = (62 + column * 6.6, 4 + row * 6.6)
            pen.painter.fillRect(QRectF(*at, 6, 6), pen.theme.pixel(value / 16))


def _deeper(pen: _Pen) -> None:
    pen.painter.setPen(Qt.PenStyle.NoPen)
    pen.painter.setBrush(pen.theme.gradient)
    for layer in range(6):
        high = max(1.5, 46 * 0.55 ** (5 - layer))
        pen.painter.drawRoundedRect(QRectF(30 + layer * 20, 54 - high, 13, high), 2, 2)


def _find_the_bug(pen: _Pen) -> None:
    values = (0.7, -0.4, 0.2, -0.8, 0.5, 0.3, -0.2, 0.9, -0.6)
    for grid in range(3):
        for k, value in enumerate(values):
            shown = -value if grid == 1 else value  # the sign is wrong in one of them
            pen.cell((24 + grid * 46 + k % 3 * 12, 12 + k // 3 * 12), 11, pen.signed(shown))
    pen.painter.setPen(QPen(pen.theme.gradient, 2))
    pen.painter.setBrush(Qt.BrushStyle.NoBrush)
    pen.painter.drawRoundedRect(QRectF(66, 8, 43, 43), 5, 5)


def _does_it_know(pen: _Pen) -> None:
    places = _spaced(0, 1, 40)
    pen.line([(26 + 120 * t, 52 - 42 * math.exp(-3.2 * t)) for t in places], pen.theme.curve("train"), 2)
    points = [(26 + 120 * t, 46 - 36 * math.exp(-5 * t) - 22 * t * t) for t in places]
    pen.line(points, pen.theme.curve("test"), 2.5)


def _eyes(pen: _Pen) -> None:
    for k in range(49):
        row, column = divmod(k, 7)
        on = (row - 3) ** 2 + (column - 3) ** 2 < 7
        box = QRectF(36 + column * 7, 6 + row * 7, 6.3, 6.3)
        pen.painter.fillRect(box, pen.theme.pixel(0.85 if on else 0.1))
    pen.painter.setPen(QPen(pen.theme.accent(), 2))
    pen.painter.setBrush(Qt.BrushStyle.NoBrush)
    pen.painter.drawRect(QRectF(49.5, 12.5, 21.5, 21.5))
    for k, value in enumerate((0.2, 0.9, -0.4, 0.7, -0.8, 0.3, -0.6, 0.5, 0.8)):
        pen.cell((108 + k % 3 * 14, 9 + k // 3 * 14), 13, pen.signed(value))


def _memory(pen: _Pen) -> None:
    for time in range(13):
        fades = math.cos(time * 0.8) * math.exp(-time * 0.22)
        keeps = 0.0 if time < 3 else 0.9
        for row, value in enumerate((fades, -0.7 * fades, keeps, -0.8 * keeps)):
            box = QRectF(26 + time * 9.4, 7 + row * 11.5, 8.6, 10.5)
            pen.painter.fillRect(box, pen.signed(value))


def _two_players(pen: _Pen) -> None:
    for k in range(8):
        x, y = 88 + 52 * math.cos(k * math.pi / 4), 30 + 21 * math.sin(k * math.pi / 4)
        pen.disc((x, y), 4, pen.theme.ramp(1, 7))
        if k != 2:  # one is not found
            pen.disc((x + 6, y + 2), 4, pen.theme.surface("hover"), pen.theme.ramp(-1, 7))


def _attention(pen: _Pen) -> None:
    rows: Sequence[Sequence[float]] = ((1,), (0.2, 0.8), (0.7, 0.1, 0.2), (0.1, 0.1, 0.7, 0.1))
    for k, row in enumerate(rows):
        pen.line([(26, 10 + k * 14), (150, 10 + k * 14)], pen.quiet, 1)
        for place, share in enumerate(row):
            pen.cell((44 + k * 28, 5 + place * 14), 10, pen.signed(share))


#: By the number of the lesson.
GLYPHS: Final[dict[int, Callable[[_Pen], None]]] = dict(
    enumerate(
        (
            _neuron, _perceptron, _squashing, _saturated,
            _matrices, _shapes, _by_hand, _how_wrong,
            _blame, _downhill, _layer_learns, _ways_down,
            _numbers, _deeper, _find_the_bug, _does_it_know,
            _eyes, _memory, _two_players, _attention,
        ),
        start=1,
    )
)  # fmt: skip


def paint_glyph(painter: QPainter, theme: Theme, number: int, box: QRectF, opacity: float = 1.0) -> None:
    """Paint that of the lesson of this number into the middle of ``box``, as large as it fits."""
    scale = min(box.width() / WIDE, box.height() / HIGH)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(box)
    painter.setOpacity(opacity)
    painter.translate(box.center().x() - WIDE * scale / 2 + 0.5, box.center().y() - HIGH * scale / 2 + 0.5)
    painter.scale(scale, scale)
    GLYPHS[number](_Pen(painter, theme))
    painter.restore()
