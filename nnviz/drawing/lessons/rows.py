"""The samples as rows of a table: what enters, what is wanted, what the network says, how far that is off."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from nnviz.drawing.lessons.figures import signed, written
from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.numbers import percent
from nnviz.said import Sentence, translate

MOST_INPUTS = 6  # columns of inputs; of more there are none
_PITCH = 2.0  # from row to row, in heights of the text
_SHRUNK = 0.68  # how small the figures may become before columns go
_TINY = 1e-4  # below, two digits are enough


@dataclass(frozen=True)
class Row:
    """One sample: its ``inputs`` as published, the ``targets`` and ``outputs`` of values; of classes
    (``answer`` from 0 on) what it is, what is said, and how sure that is."""

    number: int
    inputs: tuple[float, ...]
    targets: tuple[float, ...] = ()
    outputs: tuple[float, ...] = ()
    label: int = -1
    answer: int = -1
    share: float = 0.0

    @property
    def errors(self) -> tuple[float, ...]:
        """Outputs minus targets."""
        return tuple(out - wanted for out, wanted in zip(self.outputs, self.targets, strict=True))


@dataclass(frozen=True, kw_only=True)
class TableScene:
    """What is shown: the ``rows``, the names of the inputs and classes, which row is sent through (-1: none),
    the ``loss`` over all of them, and how many of classes are right."""

    rows: tuple[Row, ...]
    inputs: tuple[str, ...]
    classes: tuple[str, ...] = ()
    shown: int = -1
    loss: float = 0.0
    loss_name: str = ""
    summed: bool = True
    #: Whether what the network says, and what is measured of it, is not to be seen.
    unseen: bool = False
    first: int = 0  # that the window begins with, where not all have room

    @property
    def right(self) -> int:
        """How many are right, of classes."""
        return sum(row.label == row.answer for row in self.rows)


@dataclass(frozen=True)
class _Column:
    """A column of the table; without ``colours`` all are as what is read first. ``said``: the network says
    it, or it follows from that."""

    title: str
    texts: tuple[str, ...]
    colours: tuple[int, ...] = field(default=())
    symbol: bool = False
    said: bool = False


class TablePicture:
    """Draws ``scene`` on ``paper``: as many rows as there is room, the one sent through among them."""

    def __init__(self, paper: Paper, scene: TableScene) -> None:
        self._paper, self._scene, self._look = paper, scene, paper.look
        rows = len(scene.rows)
        high = paper.height - 28 * paper.unit
        fitting = high / (_PITCH * (rows + 2))  # with the titles and the sum
        self._text = max(paper.size("label"), min(1.45 * paper.size("number"), fitting))
        self._pitch = _PITCH * self._text
        room = int(high / self._pitch + 1e-6) - 2
        self._most = max(1, min(rows, room))
        if rows > room:
            self._most = max(1, self._most - 1)  # for the words that there are more
        first = min(scene.first, rows - self._most)
        if scene.shown >= 0 and not first <= scene.shown < first + self._most:
            first = min(max(0, scene.shown - self._most // 2), rows - self._most)
        self._first = max(0, first)

    def draw(self) -> str:
        """Paint it; what is told of it as a whole."""
        paper, unit = self._paper, self._paper.unit
        seen = self._scene.rows[self._first : self._first + self._most]
        columns = self._fitting(seen)
        widths = [self._wide(column) for column in columns]
        spare = paper.width - 48 * unit - sum(widths)
        shrunk = min(1.0, (paper.width - 48 * unit) / max(1.0, sum(widths)))
        gap = max(0.0, min(spare / len(columns), 3 * self._text))
        x = (paper.width - sum(widths) * shrunk - gap * (len(columns) - 1)) / 2
        left = x
        top = 14 * unit
        starts = []
        for wide in widths:
            starts.append((x, wide * shrunk))
            x += wide * shrunk + gap
        right = x - gap
        self._ground(seen, left, right, top)
        for column, (start, wide) in zip(columns, starts, strict=True):
            self._column(column, start + wide, top, shrunk)
        self._sum(left, right, top + (len(seen) + 1) * self._pitch)
        return _told(self._scene)

    def _fitting(self, seen: tuple[Row, ...]) -> list[_Column]:
        """As many columns as can be read: without those of the inputs, then without the targets."""
        room = self._paper.width - 48 * self._paper.unit
        every = self._columns(seen)
        inputs = len(self._scene.inputs) if len(self._scene.inputs) <= MOST_INPUTS else 0
        fewer = [every[0], *every[1 + inputs :]]
        for columns in (every, fewer):
            if sum(map(self._wide, columns)) * _SHRUNK <= room:
                return columns
        return [one for place, one in enumerate(fewer) if self._scene.classes or place % 3 != 1]

    def _columns(self, seen: tuple[Row, ...]) -> list[_Column]:
        """All of them; what is not to be seen is a question mark."""
        found = self._every(seen)
        if not self._scene.unseen:
            return found
        unknown = ("?",) * len(seen)
        return [replace(one, texts=unknown, colours=()) if one.said else one for one in found]

    def _every(self, seen: tuple[Row, ...]) -> list[_Column]:
        scene, look = self._scene, self._look
        grey = look.text("tertiary")
        found = [_Column("", tuple(str(row.number) for row in seen), (grey,) * len(seen))]
        if len(scene.inputs) <= MOST_INPUTS:
            for k, name in enumerate(scene.inputs):
                found.append(_Column(name, tuple(written(row.inputs[k]) for row in seen), (), symbol=True))
        if scene.classes:
            return [*found, *self._of_classes(seen)]
        many = len(seen[0].targets) if seen else 0
        for k in range(many):
            end = f" {k + 1}" if many > 1 else ""
            out = translate("Lessons", "output{number}").format(number=end)
            found += [
                _Column(translate("Lessons", "target{number}").format(number=end),
                        tuple(written(row.targets[k]) for row in seen)),
                _Column(out, tuple(written(row.outputs[k]) for row in seen),
                        tuple(self._warm(row.outputs[k]) for row in seen), said=True),
                _Column(translate("Lessons", "error{number}").format(number=end),
                        tuple(_error(row.errors[k]) for row in seen),
                        tuple(self._warm(row.errors[k]) for row in seen), said=True),
            ]  # fmt: skip
        return found

    def _of_classes(self, seen: tuple[Row, ...]) -> list[_Column]:
        scene, look = self._scene, self._look
        colours = {True: look.accent, False: look.text("primary")}
        return [
            _Column(translate("Lessons", "target"), tuple(scene.classes[row.label] for row in seen)),
            _Column(translate("Lessons", "answer"), tuple(scene.classes[row.answer] for row in seen),
                    said=True),
            _Column(translate("Lessons", "how sure"), tuple(percent(row.share) for row in seen), said=True),
            _Column("", tuple("✓" if row.label == row.answer else "✗" for row in seen),
                    tuple(colours[row.label == row.answer] for row in seen), said=True),
        ]  # fmt: skip

    def _warm(self, value: float) -> int:
        return self._look.text() if value == 0 else self._look.ramp(value, 8)

    def _wide(self, column: _Column) -> float:
        letters = max([len(text) for text in column.texts] + [round(0.95 * len(column.title))])
        return (0.62 * letters + 0.9) * self._text

    def _column(self, column: _Column, right: float, top: float, shrunk: float) -> None:
        paper, size = self._paper, self._text * shrunk
        x, y = right - 0.4 * size, top + self._pitch / 2
        if column.symbol and column.title[:1].isalpha() and column.title[1:].isdecimal():
            paper.symbol(column.title, x - 0.5 * size, y, size * 1.15, self._look.text("secondary"))
        elif column.title:
            paper.words(column.title, x, y, 0.86 * size, self._look.text("secondary"), anchor="end")
        for place, text in enumerate(column.texts):
            y = top + (place + 1.5) * self._pitch
            ink = column.colours[place] if column.colours else self._look.text()
            paper.words(text, x, y, size, ink, family="mono", weight="medium", anchor="end")

    def _ground(self, seen: tuple[Row, ...], left: float, right: float, top: float) -> None:
        """Lines between the rows, and the row that is sent through."""
        paper, look = self._paper, self._look
        for place, row in enumerate(seen):
            y = top + (place + 1) * self._pitch
            paper.line((left, y), (right, y), colour=look.surface("hairline"), width=look.line("grid"))
            rect = left, y + 1, right - left, self._pitch - 2
            if self._first + place == self._scene.shown:
                paper.box(rect, look.accent_quiet, radius=5 * paper.unit)
            paper.spot(f"row:{self._first + place}", rect, told_row(row, self._scene))

    def _sum(self, left: float, right: float, y: float) -> None:
        """Below: the loss over all rows, and how many more there are."""
        scene, paper, look = self._scene, self._paper, self._look
        if not scene.summed:
            return
        paper.line((left, y), (right, y), colour=look.surface("outline"), width=2 * look.line("grid"))
        loss = "?" if scene.unseen else written(scene.loss)
        text = translate("Lessons", "{name} of all {count} rows: {loss}").format(
            name=scene.loss_name, count=len(scene.rows), loss=loss
        )
        if scene.classes and not scene.unseen:
            text = translate("Lessons", "{right} of {count} right; {name}: {loss}").format(
                right=scene.right, count=len(scene.rows), name=scene.loss_name, loss=written(scene.loss)
            )
        size = min(0.9 * self._text, 1.75 * (right - left) / max(1, len(text)))
        paper.words(text, left + 0.4 * size, y + self._pitch / 2, size, anchor="start", weight="medium")
        if (more := len(scene.rows) - self._most) > 0:
            below = translate("Lessons", "{count} more rows").format(count=more)
            paper.words(below, left + 0.4 * size, y + 1.35 * self._pitch, size, look.text("tertiary"),
                        anchor="start")  # fmt: skip


def _error(value: float) -> str:
    return signed(value, 2 if abs(value) < _TINY else 4)


def told_row(row: Row, scene: TableScene) -> Sentence:
    """One row in a sentence."""
    inputs = ", ".join(written(value) for value in row.inputs[:MOST_INPUTS])
    if scene.unseen:
        target = scene.classes[row.label] if scene.classes else ", ".join(map(written, row.targets))
        text = translate("Lessons", "Row {number}: {inputs}. Target {target}.")
        return text.format(number=row.number, inputs=inputs, target=target)
    if scene.classes:
        text = translate("Lessons", "Row {number}: {inputs}. It is {label}; the answer is {answer}, {share}.")
        return text.format(number=row.number, inputs=inputs, label=scene.classes[row.label],
                           answer=scene.classes[row.answer], share=percent(row.share))  # fmt: skip
    return translate(
        "Lessons", "Row {number}: {inputs}. Target {target}, output {output}, error {error}."
    ).format(
        number=row.number,
        inputs=inputs,
        target=", ".join(written(one) for one in row.targets),
        output=", ".join(written(one) for one in row.outputs),
        error=", ".join(signed(one) for one in row.errors),
    )


def _told(scene: TableScene) -> Sentence:
    return translate(
        "Lessons", "{count} rows; {name} {loss}. Up and down go from row to row, Enter sends one through."
    ).format(count=len(scene.rows), name=scene.loss_name, loss="?" if scene.unseen else written(scene.loss))
