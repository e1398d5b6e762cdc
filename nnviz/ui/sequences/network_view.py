"""The diagram of a network that reads sequences, and the card of a unit of a recurrent layer in it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from nnviz.drawing.sequences.card import card_of
from nnviz.session.shown import Shown
from nnviz.ui.network_stage import NetworkStage
from nnviz.ui.sequences.cell_card import CellCard
from nnviz.ui.sequences.moment import content_at, reads_of
from nnviz.ui.sequences.recurrent_view import chosen_at, selected_layer
from nnviz.ui.sequences.second import Second


class NetworkView(QObject):
    """See ``StageView``. Its stage is the diagram that several workspaces share."""

    selection_requested = Signal(object)
    notes = None

    def __init__(self, stage: NetworkStage, second: Second, parent: QObject) -> None:
        super().__init__(parent)
        self.stage, self.card = stage, CellCard()
        self._second = second
        self._shown: Shown | None = None

    def show(self, shown: Shown, before: Shown | None) -> None:
        self._shown = shown
        if shown.other_names(before):
            self.stage.set_names(shown)
        self.stage.show_about(shown, before)
        if shown.another_moment(before):
            self.stage.show_network(shown)
            self._second.show(shown, None)
        if before is None or shown.another_moment(before) or shown.selection != before.selection:
            self._show_card(shown)

    def _show_card(self, shown: Shown) -> None:
        """Of a recurrent layer one unit at a step is looked into; of others the inspector tells."""
        place = selected_layer(shown)
        content = None if place is None else content_at(shown, place)
        self.card.show_card(None if content is None else card_of(content, *chosen_at(content, shown)))

    def show_late(self, shown: Shown) -> None:
        """Nothing here takes longer."""

    # ---- the step that is looked at
    @property
    def step(self) -> int:
        """That of the cell that is selected, else the last one that is read."""
        shown, reads = self._shown, reads_of(self._shown)
        selection = None if shown is None else shown.selection
        if reads is None:
            return 0
        if selection is not None and selection.row == 0 and selection.column < reads.steps:
            return selection.column
        return max(0, reads.length - 1)

    def choose_step(self, step: int) -> None:
        """The same unit at another step, where a unit of a recurrent layer is selected."""
        shown = self._shown
        if shown is not None and shown.selection is not None and selected_layer(shown) is not None:
            self.selection_requested.emit(shown.selection.at(0, step))

    # ---- a sequence of one's own
    def hold(self) -> None:
        """Diagrams are not held against one another."""

    def differs(self) -> None:
        return None
