"""The curves of what resets left behind, without snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnviz.training.timeline import Timeline

if TYPE_CHECKING:
    from nnviz.session.session import Session

GHOSTS = 20


class Ghosts:
    """The newest ``GHOSTS`` of them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.curves: tuple[Timeline, ...] = ()

    def add(self, curves: Timeline) -> None:
        """Keep the curves of what is being left."""
        self.set((*self.curves, curves)[-GHOSTS:])

    def remove(self, curves: Timeline) -> None:
        """What is come back to is no ghost any more."""
        self.set(tuple(ghost for ghost in self.curves if ghost is not curves))

    def set(self, curves: tuple[Timeline, ...]) -> None:
        """Have these, and say so."""
        if curves != self.curves:
            self.curves = curves
            self._session.ghosts_changed.emit(curves)
