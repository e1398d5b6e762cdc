"""When the claim was reached: a disc for each run over the epochs, one upon the other."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nnviz.drawing import ranges
from nnviz.drawing.lessons.marks import Pen
from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.look import token_rgb
from nnviz.drawing.numbers import short_count
from nnviz.drawing.sweep.parts import Tell, wrapped
from nnviz.drawing.sweep.scene import SweepScene
from nnviz.said import translate
from nnviz.training.many.sweep import Ran

_RADIUS: Final = 8.8  # px at unit 1
_APART: Final = 20.4  # from disc to disc
_SMALLEST: Final = 1.2
_NEVER: Final = 3  # columns at most of those that never did


@dataclass(frozen=True)
class Stacked:
    """A run in the picture: in which bin of so many epochs, None: never, and how many lie below it."""

    ran: Ran
    bin: int | None
    below: int
    held: bool


def first_bin(within: int | None, step: int) -> int:
    """How many epochs of the first bin lie before epoch 0, so that the last epoch in time ends one."""
    return 0 if within is None else -(within + 1) % step


def stacked(scene: SweepScene, step: int) -> tuple[Stacked, ...]:
    """The runs of the first cell that could be trained, each in its bin; in a bin by when, then by seed."""
    claim = scene.sweep.claim
    before = first_bin(claim.within, step)
    found = [(ran.reached(claim), ran) for ran in scene.by_cell[scene.first] if not ran.fault]
    found.sort(key=lambda one: (math.inf if one[0] is None else one[0], one[1].seed))
    counts: Counter[int | None] = Counter()
    placed = []
    for epoch, ran in found:
        place = None if epoch is None else (epoch + before) // step
        placed.append(Stacked(ran, place, counts[place], scene.holds(ran)))
        counts[place] += 1
    return tuple(placed)


class ReachedPicture:
    """Draws when the runs of the first cell of ``scene`` reached the claim."""

    def __init__(self, paper: Paper, scene: SweepScene, tell: Tell = str) -> None:
        self._paper, self._scene, self._tell, self._u = paper, scene, tell, paper.unit
        self._error = token_rgb(paper.look.theme, "error", "fg")
        self._epochs = scene.sweep.cells[scene.first].experiment.epochs

    def draw(self) -> str:
        """Paint it; what is told of it as a whole."""
        paper, look, u, scene = self._paper, self._paper.look, self._u, self._scene
        side, caption = 16 * u, look.type_px("caption")
        title = translate("Sweep", "When {value} was reached").format(value=scene.claimed)
        size = paper.size("section")
        y = 14 * u + size / 2
        paper.words(title, side, y, size, weight="semibold", anchor="start")
        right = paper.width - side
        step = self._step((right - side) / (_APART * u))
        text = translate("Sweep", "Epoch, in steps of {n}. Each disc is a run: click to open it.").format(
            n=step
        )
        for line in wrapped(paper, self._tell(text), caption, paper.width - 2 * side):
            y += 1.5 * caption if y > 14 * u + size / 2 else size / 2 + 1.1 * caption
            paper.words(line, side, y, caption, look.text("tertiary"), anchor="start")
        placed = stacked(scene, step)
        self._stacks(placed, step, side, right, y + caption, paper.height - 2.6 * caption)
        told = translate("Sweep", "{title}: {n} of {all} runs.")
        reached = sum(one.bin is not None for one in placed)
        return told.format(title=title, n=reached, all=len(placed))

    def _step(self, most: float) -> int:
        """So many epochs in a bin that as many have room side by side."""
        return max(1, math.ceil(ranges.nice_step(self._epochs + 1, max(1, int(most)))))

    def _stacks(
        self, placed: Sequence[Stacked], step: int, left: float, right: float, top: float, bottom: float
    ) -> None:
        paper, look, u = self._paper, self._paper.look, self._u
        caption = look.type_px("caption")
        before = first_bin(self._scene.sweep.claim.within, step)
        bins = (self._epochs + before) // step + 1
        high = bottom - top
        never = [one for one in placed if one.bin is None]
        columns = max(1, min(_NEVER, math.ceil(len(never) * _APART * u / max(1.0, high))))
        room = max(3.6 * caption, columns * _APART * u)
        left, end = left + 0.8 * caption, right - room - 1.2 * caption
        wide = (end - left) / bins
        tallest = max((one.below + 1 for one in placed if one.bin is not None), default=1)
        apart = min(_APART * u, wide, high / tallest, high / max(1, math.ceil(len(never) / columns)))
        if high < 2 * caption or apart <= 0:
            return
        radius = max(_SMALLEST, apart * _RADIUS / _APART)
        line, quiet = look.surface("outline"), look.text("tertiary")
        paper.line((left, bottom), (end, bottom), colour=line, width=u)
        paper.line((right - room, bottom), (right, bottom), colour=line, width=u)
        for epoch in ranges.epoch_ticks(0.0, self._epochs, max(2, int((end - left) / (4 * caption)))):
            x = left + wide * (epoch + before + 0.5) / step
            paper.words(short_count(epoch), x, bottom + 1.2 * caption, caption, quiet)
        paper.words(translate("Sweep", "never"), right - room / 2, bottom + 1.2 * caption, caption, quiet)
        within = self._scene.sweep.claim.within
        if within is not None:
            x = left + wide * (within + 1 + before) / step
            up = min(high, max(4 * caption, apart * (tallest + 1)))
            dash = (5 * u, 4 * u)
            paper.line((x, bottom), (x, bottom - up), colour=look.text(), width=1.5 * u, dash=dash)
        for one in placed:
            x, row = left + wide * ((one.bin or 0) + 0.5), one.below
            if one.bin is None:
                row, column = divmod(one.below, columns)
                x = right - room / 2 + (column - (columns - 1) / 2) * apart
            self._disc(one, x, bottom - apart * (row + 0.6), radius)

    def _disc(self, one: Stacked, x: float, y: float, radius: float) -> None:
        paper, look, scene = self._paper, self._paper.look, self._scene
        if one.held:
            paper.disc(x, y, radius, look.text())
        else:
            width = min(1.25 * self._u, 0.3 * radius)
            paper.disc(x, y, radius - width / 2, None, Pen(self._error, width))
        size = 1.15 * radius
        text = str(one.ran.seed)
        if radius >= 6.5 * self._u and len(text) <= 3:
            ink = look.text("on_strong") if one.held else self._error
            paper.words(text, x, y, size * (1.0 if len(text) < 3 else 0.8), ink, weight="semibold")
        rect = (x - radius, y - radius, 2 * radius, 2 * radius)
        paper.spot(f"run:{scene.first}:{one.ran.seed}", rect, scene.told_of(scene.first, one.ran.seed))
