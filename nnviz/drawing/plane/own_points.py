"""Points drawn by hand: painted, moved and erased, each stroke one step to undo."""

from __future__ import annotations

import math

import numpy as np

from nnviz.data.drawn import DRAWN_POINTS, Place, Points, on_plane

STEPS = 200  # that can be undone
SPRAY = 0.45  # deviation of the points of a stroke from it, in units of the plane
SPACING = 0.4  # of the points along a stroke


class PointDrawing:
    """The points, and what can be undone. Between ``begin`` and ``end`` changes are one step.

    ``seed`` decides where sprayed points fall.
    """

    def __init__(self, seed: int = 0) -> None:
        self.points: Points = ()
        self._random = np.random.default_rng(seed)
        self._undo: list[Points] = []
        self._redo: list[Points] = []
        self._before: Points | None = None
        self._last: Place | None = None

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    @property
    def busy(self) -> bool:
        """Whether a stroke is under way."""
        return self._before is not None

    def begin(self) -> None:
        """A stroke begins; one under way ends."""
        self.end()
        self._before = self.points
        self._last = None

    def end(self) -> None:
        """The stroke is over: what it changed is one step to undo."""
        before, self._before = self._before, None
        if before is not None and before != self.points:
            self._remember(before)

    def _remember(self, before: Points) -> None:
        self._redo.clear()
        self._undo.append(before)
        del self._undo[:-STEPS]

    def replace(self, points: Points) -> None:
        """Other points altogether, as one step."""
        self.end()
        if points != self.points:
            self._remember(self.points)
            self.points = points

    def undo(self) -> None:
        """Take back the last step."""
        self.end()
        if self._undo:
            self._redo.append(self.points)
            self.points = self._undo.pop()

    def redo(self) -> None:
        """Do again what was taken back."""
        self.end()
        if self._redo:
            self._undo.append(self.points)
            self.points = self._redo.pop()

    def paint(self, x1: float, x2: float, label: float) -> None:
        """A point right here at the beginning of a stroke; further on some around its way."""
        if self._last is None:
            self._add(x1, x2, label)
            self._last = (x1, x2)
            return
        way = math.dist(self._last, (x1, x2))
        for step in range(1, int(way / SPACING) + 1):
            share = step * SPACING / way
            at = [a + (b - a) * share for a, b in zip(self._last, (x1, x2), strict=True)]
            beside = self._random.normal(0, SPRAY, 2)
            self._add(at[0] + beside[0], at[1] + beside[1], label)
            if step == int(way / SPACING):
                self._last = (at[0], at[1])

    def _add(self, x1: float, x2: float, label: float) -> None:
        if len(self.points) < DRAWN_POINTS[1]:
            self.points = (*self.points, (*on_plane(x1, x2), float(label)))

    def nearest(self, x1: float, x2: float, within: float) -> int:
        """The point next to a place and at most so far away; -1 for none. Of equals, the topmost."""
        if not self.points:
            return -1
        places = np.array(self.points)[:, :2]
        distances = np.hypot(*(places - (x1, x2)).T)[::-1]
        found = int(distances.argmin())
        return len(self.points) - 1 - found if distances[found] <= within else -1

    def move(self, index: int, x1: float, x2: float) -> None:
        """Another place for that point."""
        moved = (*on_plane(x1, x2), self.points[index][2])
        self.points = (*self.points[:index], moved, *self.points[index + 1 :])

    def erase(self, x1: float, x2: float, radius: float) -> None:
        """Take away all points that near."""
        kept = tuple(p for p in self.points if math.dist(p[:2], (x1, x2)) > radius)
        if len(kept) < len(self.points):
            self.points = kept
