"""A digit: the numbers that it is, as they are printed, as a picture, and what a network makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.lessons.figures import written
from nnviz.drawing.lessons.marks import Pen
from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.numbers import percent
from nnviz.said import Sentence, translate

_FULL = 16.0  # full ink, as the data sets have it


@dataclass(frozen=True, eq=False, kw_only=True)
class DigitScene:
    """What is shown: the numbers as published, ``raw`` (rows, columns), and as they ``enter`` the network.

    ``as_picture``: each is a grey as well. ``shares`` (classes,) are the network's, None where they are not
    to be seen; ``label`` is what was meant, -1 where that is not known or not to be seen.
    """

    raw: NDArray[np.float64]
    enter: NDArray[np.float64]
    as_picture: bool = True
    shares: NDArray[np.float64] | None = None
    names: tuple[str, ...] = ()
    label: int = -1


class DigitPicture:
    """Draws ``scene`` on ``paper``."""

    def __init__(self, paper: Paper, scene: DigitScene) -> None:
        self._paper, self._scene, self._look = paper, scene, paper.look
        margin = 24 * paper.unit
        self._text = paper.size("body")
        wide, high = paper.width - 2 * margin, paper.height - 2 * margin - 2.4 * self._text
        bars = scene.shares is not None
        beside = bars and wide > 1.25 * high
        rows = max(scene.raw.shape)
        room = min(wide * (0.6 if beside else 1.0), high * (1.0 if beside or not bars else 0.6))
        self._cell = room / rows
        self._left, self._top = margin, margin + 2.0 * self._text
        self._beside = beside
        if not beside:
            self._left += (wide - room) / 2

    def draw(self) -> str:
        """Paint it; what is told of it as a whole."""
        self._title()
        self._cells()
        if self._scene.shares is not None:
            self._bars()
        return _told(self._scene)

    def _title(self) -> None:
        scene, paper = self._scene, self._paper
        rows, columns = scene.raw.shape
        text = translate("Lessons", "{rows} × {columns} = {count} numbers, from 0 (white) to 16 (full ink)")
        said = text.format(rows=rows, columns=columns, count=scene.raw.size)
        y = self._top - 1.1 * self._text
        size = min(self._text, 1.7 * (paper.width - self._left) / len(said))
        paper.words(said, self._left, y, size, self._look.text("secondary"), anchor="start")

    def _cells(self) -> None:
        scene, paper, look, cell = self._scene, self._paper, self._look, self._cell
        gap = cell * 0.06
        for (row, column), value in np.ndenumerate(scene.raw):
            x, y = self._left + column * cell, self._top + row * cell
            rect = x + gap / 2, y + gap / 2, cell - gap, cell - gap
            ink = look.text("primary" if value else "tertiary")
            if scene.as_picture:
                paper.box(rect, look.pixel(float(value) / _FULL), radius=cell * 0.1)
                ink = _ink_on(look.pixel(float(value) / _FULL), look.pixel(0.0), look.pixel(1.0))
            size = min(cell * 0.42, paper.size("title"))
            paper.words(written(float(value), 2), x + cell / 2, y + cell / 2, size, ink, family="mono",
                        weight="medium")  # fmt: skip
            entering = float(scene.enter[row, column])
            told = translate(
                "Lessons", "Row {row}, column {column}: {value} of 16; {entering} enters."
            ).format(row=row + 1, column=column + 1, value=written(float(value)), entering=written(entering))
            paper.spot(f"cell:{row},{column}", rect, told)
        if not scene.as_picture:  # as it is printed: in brackets
            self._brackets()

    def _brackets(self) -> None:
        rows, columns = self._scene.raw.shape
        for x, way in ((self._left, 1), (self._left + columns * self._cell, -1)):
            arm, bottom = x + way * 0.16 * self._cell, self._top + rows * self._cell
            points = (arm, self._top), (x, self._top), (x, bottom), (arm, bottom)
            width = 2 * self._look.line("grid")
            self._paper.line(*points, colour=self._look.text("secondary"), width=width)

    def _bars(self) -> None:
        """The share of each class; the largest is the answer."""
        scene, paper, look = self._scene, self._paper, self._look
        assert scene.shares is not None
        unit, count = paper.unit, len(scene.shares)
        rows, columns = scene.raw.shape
        if self._beside:
            left, top = self._left + columns * self._cell + 40 * unit, self._top
            high = rows * self._cell
        else:
            left, top = self._left, self._top + rows * self._cell + 16 * unit
            high = paper.height - top - 16 * unit
        pitch = high / count
        size = min(pitch * 0.6, 1.5 * self._text)
        name, number = left + 1.1 * size, 3.6 * size
        wide = max(30 * unit, paper.width - 24 * unit - number - name - size)
        answer = int(np.argmax(scene.shares))
        for place, share in enumerate(scene.shares.tolist()):
            y = top + (place + 0.5) * pitch
            wins = place == answer
            ink = look.text("primary" if wins else "secondary")
            bold = "semibold" if wins else "regular"
            paper.words(scene.names[place], left + size / 2, y, size, ink, family="mono", weight=bold)
            paper.box((name, y - pitch * 0.28, wide, pitch * 0.56), look.surface("hover"), radius=pitch * 0.1)
            if share > 0:
                fill = look.ramp(1, 7) if wins else look.text("tertiary")
                bar = max(1.0, wide * min(1.0, share))
                paper.box((name, y - pitch * 0.28, bar, pitch * 0.56), fill, radius=pitch * 0.1)
            if place == scene.label:
                ring = Pen(look.accent, look.line("focus"))
                paper.box((left - size * 0.1, y - pitch * 0.42, size * 1.15, pitch * 0.84), None, ring,
                          radius=pitch * 0.15)  # fmt: skip
            paper.words(percent(share, 1), paper.width - 24 * unit, y, size * 0.9, ink, family="mono",
                        anchor="end")  # fmt: skip
            told = translate("Lessons", "{name}: {share}").format(
                name=scene.names[place], share=percent(share, 1)
            )
            paper.spot(f"share:{place}", (left, y - pitch / 2, paper.width - 24 * unit - left, pitch), told)


def _ink_on(fill: int, one: int, other: int) -> int:
    def light(colour: int) -> int:
        return 3 * (colour >> 16 & 255) + 6 * (colour >> 8 & 255) + (colour & 255)

    return max((one, other), key=lambda ink: abs(light(ink) - light(fill)))


def _told(scene: DigitScene) -> Sentence:
    rows = "; ".join(" ".join(written(one, 2) for one in row) for row in scene.raw.tolist())
    if scene.shares is None:
        return translate("Lessons", "The numbers, row by row: {rows}.").format(rows=rows)
    answer = int(np.argmax(scene.shares))
    text = translate("Lessons", "The network answers {name}, with {share}. The numbers, row by row: {rows}.")
    share = percent(float(scene.shares[answer]), 1)
    return text.format(name=scene.names[answer], share=share, rows=rows)


def as_rows(values: NDArray[Any], shape: tuple[int, ...]) -> NDArray[np.float64]:
    """The features of a picture in its rows and columns; of anything else in one row."""
    flat = np.asarray(values, dtype=np.float64).ravel()
    return flat.reshape(shape) if len(shape) == 2 and flat.size == shape[0] * shape[1] else flat[None, :]
