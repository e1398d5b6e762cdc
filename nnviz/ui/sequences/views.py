"""Which stage a network that reads sequences has: one table, by the kinds of its layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray
from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtWidgets import QWidget

from nnviz.engine.layers import Attention, LayerSpec
from nnviz.session.shown import Shown
from nnviz.training.gates import SCHEMES
from nnviz.training.through_time import Blames
from nnviz.ui.sequences.attention_view import AttentionView
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

    ``selection_requested(Selection)``: something else is chosen; ``step_changed()``: another step is looked
    at, which is no selection.
    """

    @property
    def selection_requested(self) -> SignalInstance: ...

    @property
    def step_changed(self) -> SignalInstance: ...

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

    def show(self, shown: Shown, *, another: bool) -> None:
        """Show a moment; ``another``: it is not only the selection that is another."""
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
class Line:
    """A line of the table: networks with a layer of these ``kinds`` are shown by what ``make`` makes."""

    kinds: frozenset[str]
    make: Callable[[Second, Blames, QObject], StageView]


#: The first that a network has a layer of; where there is none the first has nothing to show.
VIEWS: tuple[Line, ...] = (
    Line(frozenset(SCHEMES), RecurrentView),
    Line(frozenset({Attention.kind}), AttentionView),
)


def line_of(layers: Sequence[LayerSpec]) -> Line:
    """The line of the table for a network of these layers."""
    kinds = {layer.kind for layer in layers}
    return next((line for line in VIEWS if line.kinds & kinds), VIEWS[0])
