"""The matrices of a layer, number by number: what enters times the weights, plus the bias, comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.lessons.figures import equals, factor, rounded, written
from nnviz.drawing.lessons.marks import Pen
from nnviz.drawing.lessons.paper import Paper, Part, number, plain, result
from nnviz.said import Sentence, translate

_SHRINK = 0.94
_LEAST = 9.0  # px of figures; below, cells are colours alone
_UNKNOWN = "?"


@dataclass(frozen=True, eq=False)
class Matrix:
    """One of them: its ``symbol`` (“W1”), its ``values`` (rows, columns), what is ``said`` of it, and the
    ``sign`` before it. ``hidden``: its numbers are asked for, and not shown."""

    symbol: str
    values: NDArray[np.float64]
    said: str
    sign: str = ""
    hidden: bool = False
    gradient: bool = False

    @property
    def shape_text(self) -> str:
        """Rows times columns."""
        rows, columns = self.values.shape
        return f"{rows} × {columns}"

    def text(self, row: int, column: int) -> str:
        """What stands in a cell."""
        return _UNKNOWN if self.hidden else written(float(self.values[row, column]))


@dataclass(frozen=True, eq=False, kw_only=True)
class MatrixScene:
    """What is shown. Of a product ``entering`` · ``weights`` + ``bias`` = ``sums``, of which an activation
    called ``activation`` makes the ``outputs``; ``cell`` is the row and column of ``sums`` that is spelled
    out. Else ``others`` stand there."""

    entering: Matrix | None = None
    weights: Matrix | None = None
    bias: Matrix | None = None
    sums: Matrix | None = None
    outputs: Matrix | None = None
    activation: str = ""
    cell: tuple[int, int] = (0, 0)
    others: tuple[Matrix, ...] = ()

    @property
    def all(self) -> tuple[Matrix, ...]:
        """From left to right."""
        product = (self.entering, self.weights, self.bias, self.sums, self.outputs)
        return (*(one for one in product if one is not None), *self.others)


@dataclass(frozen=True)
class _Place:
    """Where a matrix stands: its first cell, and how large each is."""

    left: float
    top: float
    wide: float
    high: float


class MatrixPicture:
    """Draws ``scene`` on ``paper``."""

    def __init__(self, paper: Paper, scene: MatrixScene) -> None:
        self._paper, self._scene, self._look = paper, scene, paper.look
        self._margin = 24 * paper.unit
        self._foot = 3.4 * paper.size("formula") if scene.sums is not None else 0.0
        self._size, self._places = self._arranged()

    # ---- places
    def _arranged(self) -> tuple[float, list[_Place]]:
        """The largest figures at which all have room, in lines as words in a text."""
        size = 2.0 * self._paper.size("number")
        room = self._paper.height - 2 * self._margin - self._foot
        while True:
            places, bottom = self._flow(size)
            if bottom <= room or size < 2.0:
                return size, places
            size *= _SHRINK

    def _flow(self, size: float) -> tuple[list[_Place], float]:
        wide_most = self._paper.width - 2 * self._margin
        lines: list[list[tuple[_Place, float]]] = [[]]
        x = top = line_high = 0.0
        for matrix in self._scene.all:
            wide, high = self._cell(matrix, size)
            rows, columns = matrix.values.shape
            sign = 1.5 * max(size, _LEAST) if matrix.sign else 0.6 * size
            need = sign + columns * wide + 0.8 * size
            if x and x + need > wide_most:
                x, top, line_high = 0.0, top + line_high, 0.0
                lines.append([])
            elif need > wide_most and not x:
                return [], float("inf")
            lines[-1].append((_Place(x + sign, top, wide, high), rows * high))
            line_high = max(line_high, rows * high + 3.6 * max(size, _LEAST))
            x += need
        places = []
        for line in lines:
            tall = max(high for _, high in line)
            for place, high in line:
                y = self._margin + place.top + 1.6 * max(size, _LEAST) + (tall - high) / 2
                places.append(_Place(self._margin + place.left, y, place.wide, place.high))
        return places, top + line_high

    def _cell(self, matrix: Matrix, size: float) -> tuple[float, float]:
        """How wide and high a cell is: as its longest number, or where there is no room, a square."""
        if size < _LEAST:
            return max(1.5, size * 0.9), max(1.5, size * 0.9)
        rows, columns = matrix.values.shape
        longest = max(len(matrix.text(r, c)) for r in range(rows) for c in range(columns))
        return (0.62 * longest + 0.8) * size, 1.7 * size

    # ---- painting
    def draw(self) -> str:
        """Paint it; what is told of it as a whole."""
        for matrix, place in zip(self._scene.all, self._places, strict=False):
            self._matrix(matrix, place)
        if self._scene.sums is not None:
            self._spelled()
        return _told(self._scene)

    def _lit(self, matrix: Matrix, row: int, column: int) -> bool:
        """Whether a cell takes part in the one that is spelled out."""
        scene, (r, c) = self._scene, self._scene.cell
        if matrix is scene.entering:
            return row == r
        if matrix in (scene.weights, scene.bias):
            return column == c
        return matrix in (scene.sums, scene.outputs) and (row, column) == (r, c)

    def _matrix(self, matrix: Matrix, place: _Place) -> None:
        paper, look, size = self._paper, self._look, self._size
        rows, columns = matrix.values.shape
        largest = float(np.nanmax(np.abs(matrix.values), initial=0.0)) or 1.0
        figures = size >= _LEAST
        head = max(size, _LEAST)
        middle, bottom = place.left + columns * place.wide / 2, place.top + rows * place.high
        ink = look.gradient if matrix.gradient else look.text()
        paper.symbol(matrix.symbol, middle, place.top - 0.9 * head, 1.15 * head, ink)
        grey = look.text("tertiary")
        paper.words(
            matrix.shape_text, middle, bottom + 0.9 * head, max(0.62 * size, look.type_px("micro")), grey
        )
        if matrix.sign:
            y = place.top + rows * place.high / 2
            paper.words(matrix.sign, place.left - 0.85 * head, y, 1.15 * head, family="math")
        for row in range(rows):
            for column in range(columns):
                self._one(matrix, place, row, column, largest, figures=figures)
        if figures:
            self._brackets(place, rows, columns)

    def _one(
        self, matrix: Matrix, place: _Place, row: int, column: int, largest: float, *, figures: bool
    ) -> None:
        paper, look = self._paper, self._look
        x, y = place.left + column * place.wide, place.top + row * place.high
        rect = x, y, place.wide, place.high
        lit, value = self._lit(matrix, row, column), float(matrix.values[row, column])
        if not figures:
            if not matrix.hidden:
                paper.box(rect, look.signed(value / largest))
        else:
            if lit:
                paper.box(
                    (x + 1, y + 1, place.wide - 2, place.high - 2), look.accent_quiet, radius=3 * paper.unit
                )
            ink = look.text() if value == 0 or matrix.hidden else look.ramp(value, 8)
            if matrix.gradient:
                ink = look.gradient
            text = matrix.text(row, column)
            paper.words(text, x + place.wide - 0.4 * self._size, y + place.high / 2, self._size, ink,
                        family="mono", weight="medium", anchor="end")  # fmt: skip
        if matrix in (self._scene.sums, self._scene.outputs) or matrix in self._scene.others:
            if lit and matrix in (self._scene.sums, self._scene.outputs):
                paper.box(rect, None, Pen(look.accent, look.line("focus")), 3 * paper.unit)
            told = translate("Lessons", "{symbol}, row {row}, column {column}: {value}").format(
                symbol=matrix.symbol, row=row + 1, column=column + 1, value=matrix.text(row, column)
            )
            if matrix is self._scene.sums:
                told = _told_cell(self._scene, row, column)
            kind = "sum" if matrix is self._scene.sums else matrix.symbol
            paper.spot(f"{kind}:{row},{column}", rect, told)

    def _brackets(self, place: _Place, rows: int, columns: int) -> None:
        for x, way in ((place.left, 1), (place.left + columns * place.wide, -1)):
            arm, bottom = x + way * 0.3 * self._size, place.top + rows * place.high
            points = (arm, place.top), (x, place.top), (x, bottom), (arm, bottom)
            grey = self._look.text("secondary")
            self._paper.line(*points, colour=grey, width=1.5 * self._look.line("grid"))

    def _spelled(self) -> None:
        """The products of the cell, and what they come to."""
        paper, look, scene = self._paper, self._look, self._scene
        assert scene.sums is not None
        parts = _parts(scene)
        size = 1.2 * paper.size("formula")
        room = paper.width - 2 * self._margin
        if paper.wide(parts, size) > 2 * room:
            text = translate("Lessons", "{count} products and the bias").format(count=len(_pairs(scene)))
            value = result(scene.sums.text(*scene.cell), look)
            parts = [Part(str(text), None, "ui", "regular"), plain("  =  "), value]
        size = paper.fitted(parts, size, room)
        below = max(
            place.top + len(one.values) * place.high
            for one, place in zip(scene.all, self._places, strict=False)
        )
        least = below + 2.0 * max(self._size, _LEAST) + size
        paper.run(parts, self._margin, min(least, paper.height - self._margin - 0.4 * self._foot), size)


def _pairs(scene: MatrixScene) -> list[tuple[float, float]]:
    """The factors of each product of the cell."""
    if scene.entering is None or scene.weights is None:
        return []
    row, column = scene.cell
    return [
        (float(x), float(w))
        for x, w in zip(scene.entering.values[row], scene.weights.values[:, column], strict=True)
    ]


def _parts(scene: MatrixScene) -> list[Part]:
    """The cell as a line of words."""
    assert scene.sums is not None
    parts: list[Part] = []
    pairs = _pairs(scene)
    for place, (x, w) in enumerate(pairs):
        first = written(x) if not place else factor(x)
        parts += [*([plain("  +  ")] if place else []), number(first), plain(" · "), number(factor(w))]
    made_of = sum(rounded(x) * rounded(w) for x, w in pairs)
    if scene.bias is not None:
        bias = float(scene.bias.values[0, scene.cell[1]])
        parts += [plain("  +  "), number(factor(bias))]
        made_of += rounded(bias)
    value = float(scene.sums.values[scene.cell])
    sign = "=" if scene.sums.hidden else equals(made_of, value)
    return [*parts, plain(f"  {sign}  "), Part(scene.sums.text(*scene.cell))]


def _told_cell(scene: MatrixScene, row: int, column: int) -> Sentence:
    """A number of the result with its products."""
    assert scene.sums is not None
    here = MatrixScene(entering=scene.entering, weights=scene.weights, bias=scene.bias, sums=scene.sums,
                       cell=(row, column))  # fmt: skip
    text = (
        "".join(part.text for part in _parts(here))
        if len(_pairs(here)) <= 12
        else scene.sums.text(row, column)
    )
    return translate("Lessons", "Row {row}, column {column}: {sum}").format(
        row=row + 1, column=column + 1, sum=text.replace("  ", " ")
    )


def _told(scene: MatrixScene) -> Sentence:
    listed = ", ".join(f"{one.symbol} {one.shape_text}" for one in scene.all)
    return translate("Lessons", "Matrices: {listed}. Arrow keys go from number to number.").format(
        listed=listed
    )


def matrix(
    symbol: str, values: Sequence[object] | NDArray[np.floating], said: str, sign: str = "", *,
    hidden: bool = False, gradient: bool = False,
) -> Matrix:  # fmt: skip
    """One whose values may be a row."""
    return Matrix(symbol, np.atleast_2d(np.asarray(values, dtype=np.float64)), said, sign, hidden, gradient)
