"""A claim over many seeds: a disc for each, filled where it held, and how sure the share is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nnviz.drawing.lessons.marks import Pen, Words
from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.numbers import percent
from nnviz.said import Sentence, translate
from nnviz.training.many.outcome import Outcome

_WIDEST = 10  # discs in a row
_PITCH = 3.4  # from disc to disc, in radii
_PITCH_OF_WORDS = 1.55  # from line to line, in heights of the text
_FIRST = 1.35  # size of the first line of words, in that of the second
_LARGEST = 26.0  # radius, at the enlargement 1


@dataclass(frozen=True, kw_only=True)
class SeedsScene:
    """What is shown: over how many seeds a claim is asked, the ``outcomes`` that may be seen, and what is
    ``said`` of them (``words_of``, in the language of the window, since it is broken into lines here)."""

    count: int
    outcomes: tuple[Outcome, ...] = ()
    said: tuple[str, ...] = ()

    @property
    def columns(self) -> int:
        """How many stand in a row: as many as leave the fewest places of the last one empty."""
        least = min(_WIDEST, math.ceil(math.sqrt(self.count)))
        return min(range(_WIDEST, max(0, least - 1), -1), key=lambda columns: -self.count % columns)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return math.ceil(self.count / self.columns)


class SeedsPicture:
    """Draws ``scene`` on ``paper``."""

    def __init__(self, paper: Paper, scene: SeedsScene) -> None:
        self._paper, self._scene, self._look = paper, scene, paper.look
        self._lines = list(self._wrapped())
        text = paper.size("body")
        self._foot = text + sum(_PITCH_OF_WORDS * size for _, size, _ in self._lines)
        across = paper.width / (_PITCH * (scene.columns + 0.5))
        down = (paper.height - self._foot - text) / (_PITCH * (scene.rows + 0.3))
        self._radius = max(2.0, min(_LARGEST * paper.unit, across, down))
        self._left = (paper.width - _PITCH * self._radius * (scene.columns - 1)) / 2
        high = _PITCH * self._radius * scene.rows + self._foot
        self._top = max(text / 2, (paper.height - high) / 2) + _PITCH / 2 * self._radius

    def draw(self) -> str:
        """Paint it; what is told of it as a whole."""
        for seed in range(self._scene.count):
            self._disc(seed)
        y = self._top + _PITCH * self._radius * (self._scene.rows - 0.5) + 0.5 * self._paper.size("body")
        for line, size, colour in self._lines:
            y += _PITCH_OF_WORDS * size / 2
            self._paper.words(line, self._paper.width / 2, y, size, colour)
            y += _PITCH_OF_WORDS * size / 2
        return " ".join(self._scene.said)

    def _wrapped(self) -> Iterator[tuple[str, float, int | None]]:
        """What is said, in lines that have room, each with its size and colour."""
        paper = self._paper
        quiet = self._look.text("secondary")
        for said, larger, colour in zip(self._scene.said, (_FIRST, 1.0), (None, quiet), strict=False):
            size, line = larger * paper.size("body"), ""
            for word in said.split(" "):
                longer = f"{line} {word}".strip()
                if line and paper.measure(Words(0, 0, longer, size, 0)) > paper.width - 2 * size:
                    yield line, size, colour
                    longer = word
                line = longer
            yield line, size, colour

    def _disc(self, seed: int) -> None:
        paper, radius, look = self._paper, self._radius, self._look
        row, column = divmod(seed, self._scene.columns)
        x = self._left + _PITCH * radius * column
        y = self._top + _PITCH * radius * row
        outcome = self._scene.outcomes[seed] if seed < len(self._scene.outcomes) else None
        if outcome is None:
            paper.disc(x, y, radius, None, Pen(look.text("tertiary"), paper.unit, (2.0, 3.0)))
            told = translate("Lessons", "Seed {seed}: not asked yet.")
        elif outcome.holds:
            paper.disc(x, y, radius, look.accent)
            told = translate("Lessons", "Seed {seed}: the claim holds.")
        else:
            paper.disc(x, y, radius, None, Pen(look.text("secondary"), 2 * paper.unit))
            told = translate("Lessons", "Seed {seed}: the claim does not hold.")
        paper.spot(f"seed:{seed}", (x - radius, y - radius, 2 * radius, 2 * radius), told.format(seed=seed))


def words_of(count: int, outcomes: Sequence[Outcome]) -> tuple[Sentence, ...]:
    """What is said of so many seeds, with the outcomes that may be seen: the larger line first."""
    if not outcomes:
        text = translate("Lessons", "{count} seeds: each draws other start weights and another order.")
        return (text.format(count=count),)
    last = outcomes[-1]
    low, high = (percent(one) for one in last.interval)
    return (
        translate("Lessons", "It holds for {kept} of {asked} seeds: {share}").format(
            kept=last.kept, asked=last.asked, share=percent(last.share)
        ),
        translate(
            "Lessons", "Of all seeds that there are, for between {low} and {high}, with 95 % confidence"
        ).format(low=low, high=high),
    )
