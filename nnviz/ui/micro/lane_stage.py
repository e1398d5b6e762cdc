"""The stage of a micro-step of a transformer: its lanes and heads, as far as they are worked out."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from nnviz.drawing.attention.looking_at import LookingAt
from nnviz.drawing.micro.factor_words import place_words
from nnviz.drawing.micro.lane_state import LaneState
from nnviz.session.sentences import told
from nnviz.training.micro import Micro
from nnviz.ui.sequences.attention_stage import AttentionStage


class LaneStage(AttentionStage):
    """A click or a key chooses a lane and a head: the lane is the step of the Micro that is wanted.

    ``micro_requested`` carries that Micro.
    """

    micro_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._state: LaneState | None = None
        self._wished = LookingAt()
        self.chosen.connect(self._on_chosen)

    @property
    def state(self) -> LaneState | None:
        """What is shown."""
        return self._state

    def show_micro(self, micro: Micro | None) -> None:
        """Show another step; one that stands on no lanes empties it."""
        self._state = LaneState(micro) if micro is not None and micro.on_lanes else None
        if self._state is None or micro is None:
            self.show_lanes(None, LookingAt())
            return
        lanes = self._state.lanes
        query = self._wished.query if micro.timed_layer is None else micro.step
        at = self._wished.moved(lanes, block=self._state.block, query=query)
        self.show_lanes(lanes, at, self._state.known)
        what = [told(place_words(micro)), self.accessibleDescription()]
        self.setAccessibleDescription("\n".join(filter(None, what)))

    @Slot(object)
    def _on_chosen(self, at: LookingAt) -> None:
        state, self._wished = self._state, at
        if state is None:
            return
        if state.micro.timed_layer is not None and at.query != state.micro.step:
            self.micro_requested.emit(state.micro.with_step(at.query))
        else:
            self.show_micro(state.micro)
