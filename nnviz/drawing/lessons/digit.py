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
        self._text, self._least = paper.size("body"), self._look.type_px("micro")
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
        short = translate("Lessons", "{count} numbers, 0 to 16")
        room = 1.8 * (paper.width - self._left - 16 * paper.unit)
        if 0.9 * self._text * (len(text) - 12) > room:
            text = short
        said = text.format(rows=rows, columns=columns, count=scene.raw.size)
        y = self._top - 1.1 * self._text
        size = max(self._least, min(self._text, room / len(said)))
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
            size = min(cell * 0.46, paper.size("title"))
            if not scene.as_picture or size >= self._least:  # too small to be read, the grey says it
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
        kept = self._kept(int(high / (1.15 * self._least)))
        pitch = high / (len(kept) + (len(kept) < count))
        size = max(self._least, min(pitch * 0.6, 1.5 * self._text))
        name, number = left + 1.1 * size, 3.6 * size
        wide = max(30 * unit, paper.width - 24 * unit - number - name - size)
        for line, place in enumerate(kept):
            self._bar(place, left, top + (line + 0.5) * pitch, pitch, size, wide)
        if len(kept) < count:
            rest = float(scene.shares.sum() - scene.shares[kept].sum())
            text = translate("Lessons", "{count} others: {share}").format(
                count=count - len(kept), share=percent(rest, 1)
            )
            y = top + (len(kept) + 0.5) * pitch
            paper.words(text, left, y, size, look.text("secondary"), anchor="start")

    def _kept(self, most: int) -> list[int]:
        """The classes that have room to be read: all, or the label and those with the largest shares."""
        scene = self._scene
        assert scene.shares is not None
        count = len(scene.shares)
        if most >= count:
            return list(range(count))
        order = [scene.label] if scene.label >= 0 else []
        order += [int(one) for one in np.argsort(-scene.shares, kind="stable") if one != scene.label]
        return sorted(order[: max(2, most - 1)])

    def _bar(self, place: int, left: float, y: float, pitch: float, size: float, wide: float) -> None:
        """One class: its name, its bar, its share; round the name of the label is a frame."""
        scene, paper, look = self._scene, self._paper, self._look
        assert scene.shares is not None
        share, unit, name = float(scene.shares[place]), paper.unit, left + 1.1 * size
        wins = place == int(np.argmax(scene.shares))
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
            frame = left - size * 0.1, y - pitch * 0.42, size * 1.15, pitch * 0.84
            paper.box(frame, None, ring, radius=pitch * 0.15)
        right = paper.width - 24 * unit
        paper.words(
            percent(share, 1), right, y, max(0.9 * size, self._least), ink, family="mono", anchor="end"
        )
        told = translate("Lessons", "{name}: {share}").format(
            name=scene.names[place], share=percent(share, 1)
        )
        paper.spot(f"share:{place}", (left, y - pitch / 2, right - left, pitch), told)


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
