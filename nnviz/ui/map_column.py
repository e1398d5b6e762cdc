"""The right side where what is looked at is a plane: its map, the curves, and the inspector."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from nnviz.ui.enlarging import LargePart
from nnviz.ui.results_column import ResultsColumn

INSPECTOR_LEAST = 240  # px at unit 1, its tabs included: what is higher scrolls
_MAP, _CURVES, _INSPECTOR = 0.4, 0.33, 0.26  # of the height
_FOLDED_MAP = 0.6  # where the curves or the inspector have the rest


class SquarePart(LargePart):
    """A part with a square in it."""

    def height_for(self, width: int) -> int:
        """The height with which the square takes all of this width."""
        raise NotImplementedError


class MapColumn(ResultsColumn):
    """A results column headed by a square part, 400 px wide at unit 1.

    ``shares`` of the height are those of the square, the curves and the inspector, which has ``least`` px at
    unit 1.
    """

    def __init__(
        self,
        head: SquarePart,
        parent: QWidget | None = None,
        shares: tuple[float, float, float] = (_MAP, _CURVES, _INSPECTOR),
        least: int = INSPECTOR_LEAST,
    ) -> None:
        self._square, self._by, self._least = head, shares, least
        super().__init__(head, "right_wide", parent)
        head.enlarge_requested.connect(self._on_enlarge_map)

    @property
    def large_parts(self) -> list[LargePart]:
        return [self._square, self.curves]

    @Slot()
    def _on_enlarge_map(self) -> None:
        self.enlarge_requested.emit(self._square)

    def shares(self, height: int) -> list[int]:
        """The map takes its width's square at most; in a low window the curves, which stand in the timeline
        too, make room for the inspector, then the map does."""
        most = self._square.height_for(self.parts.width())
        if self.folded or self.two_columns:
            share = max(_FOLDED_MAP, self._by[0] / (self._by[0] + self._by[1]))
            map_ = min(most, round(height * share))
            return [map_, height - map_, height - map_]
        tabs = max(self._theme.px(self._least), round(height * self._by[2]))
        least, map_least = self.curves.minimumSizeHint().height(), self._square.minimumSizeHint().height()
        tabs = max(self.tabs.minimumSizeHint().height(), min(tabs, height - least - map_least))
        room = height - tabs
        map_ = max(map_least, min(most, round(height * self._by[0])))
        curves = max(least, min(round(height * self._by[1]), room - map_), room - most)
        return [room - curves, curves, tabs]
