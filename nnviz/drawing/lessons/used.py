"""A network at work: its weights before and after, and its answers without the data that it learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.numbers import count
from nnviz.said import Sentence, translate

_LINE = 1.9  # from line to line, in heights of the text
_LARGE = 1.5  # size of what came of it, in that of the words


@dataclass(frozen=True)
class UsedRow:
    """One trial: what it is called, what is known of it line by line, and what came of it, in ``result``;
    "" before it has been made."""

    title: str
    lines: tuple[tuple[str, str], ...]
    result: str
    good: bool = True


class UsedPicture:
    """Draws the ``rows`` below one another on ``paper``."""

    def __init__(self, paper: Paper, rows: Sequence[UsedRow]) -> None:
        self._paper, self._rows, self._look = paper, rows, paper.look
        lines = sum(len(row.lines) + 3.2 for row in rows)
        self._size = min(paper.size("body") * 1.1, paper.height / (lines * _LINE))

    def draw(self) -> str:
        """Paint it; what is told of it as a whole."""
        size, told = self._size, []
        high = sum(self._high(row) for row in self._rows)
        y = max(size, (self._paper.height - high) / 2)
        left, middle = 0.12 * self._paper.width, 0.5 * self._paper.width
        for row in self._rows:
            told.append(". ".join([row.title, *(f"{words}: {value}" for words, value in row.lines)]))
            y += _LINE * size
            self._paper.words(row.title, left, y, size, self._look.text(), weight="semibold", anchor="start")
            for words, value in row.lines:
                y += _LINE * size
                self._paper.words(words, left, y, size, self._look.text("secondary"), anchor="start")
                self._paper.words(value, middle, y, size, self._look.text(), family="mono", anchor="start")
            y += _LINE * size
            if row.result:
                told.append(row.result)
                colour = self._look.accent if row.good else self._look.text()
                large = min(_LARGE * size, 0.8 * self._paper.width / (0.56 * len(row.result)))
                self._paper.words(row.result, left, y, large, colour, weight="semibold", anchor="start")
            y += 1.2 * _LINE * size
        return " ".join(told)

    def _high(self, row: UsedRow) -> float:
        return (len(row.lines) + 3.2) * _LINE * self._size


def unchanged(changed: int, numbers: int) -> Sentence:
    """What sending samples through has changed."""
    text = translate("Lessons", "{changed} of {numbers} weights and biases have changed.")
    return text.format(changed=count(changed), numbers=count(numbers))


def same_answers(same: int, asked: int) -> Sentence:
    """What leaving out the data has changed."""
    text = translate("Lessons", "{same} of {asked} answers are the same, to the last bit.")
    return text.format(same=count(same), asked=count(asked))
