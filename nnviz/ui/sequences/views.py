"""Which stage a network that reads sequences has: one table, by the side from which it is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray
from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtWidgets import QWidget

from nnviz.drawing.attention.looking_at import LookingAt
from nnviz.session.shown import Shown
from nnviz.training.through_time import Blames
from nnviz.ui.network_stage import NetworkStage
from nnviz.ui.sequences.attention_view import AttentionView
from nnviz.ui.sequences.network_view import NetworkView
from nnviz.ui.sequences.recurrent_view import RecurrentView
from nnviz.ui.sequences.second import Second


class Card(Protocol):
    """What stands at the right of what is chosen; ``empty`` where nothing is, ``wanted`` its height in px."""

    @property
    def empty(self) -> bool: ...

    @property
    def wanted(self) -> int: ...


class StageView(Protocol):
    """A stage with a card of what is chosen on it, and ``notes`` at the left, if any.

    ``selection_requested(Selection)``: something else is chosen.
    """

    @property
    def selection_requested(self) -> SignalInstance: ...

    @property
    def stage(self) -> QWidget: ...

    @property
    def notes(self) -> QWidget | None: ...

    @property
    def card(self) -> Any:
        """A widget that is a ``Card``."""
        ...

    @property
    def step(self) -> int:
        """The step that is looked at."""
        ...

    def choose_step(self, step: int) -> None:
        """Look at another step."""
        ...

    def show(self, shown: Shown, before: Shown | None) -> None:
        """Show a moment; ``before`` is what this stage showed last, None where it has just come."""
        ...

    def show_late(self, shown: Shown) -> None:
        """Show what takes longer to work out."""
        ...

    def hold(self) -> None:
        """What is shown is what a sequence of one's own will be held against."""
        ...

    def differs(self) -> NDArray[Any] | None:
        """(T,) how far what is shown is from that; None where they cannot be held against one another."""
        ...


@dataclass(frozen=True)
class Parts:
    """What a stage can be made of: the ``second`` run, what is blamed at each step, the shared diagram;
    ``look`` is called with what of attention is chosen."""

    second: Second
    blames: Blames
    network: NetworkStage
    look: Callable[[LookingAt], None]


#: By the name of the side, as in ``UNFOLDED`` and ``DIAGRAM``.
VIEWS: dict[str, Callable[[Parts, QObject], StageView]] = {
    "time": lambda parts, parent: RecurrentView(parts.second, parts.blames, parent),
    "attention": lambda parts, parent: AttentionView(parts.second, parts.look, parent),
    "network": lambda parts, parent: NetworkView(parts.network, parts.second, parent),
}
