"""Generate, for an autoencoder: a picture, its code among all others, and the picture that is made of it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Slot

from nnviz.session.desk import Desk
from nnviz.session.shown import Shown
from nnviz.training.samples import sample_of
from nnviz.ui.generate.code_map import CodeMap
from nnviz.ui.map_column import MapColumn
from nnviz.ui.network_stage import NetworkStage
from nnviz.ui.picture_input import PictureInput
from nnviz.ui.workspaces.pictures import Pictures

_SHARES = (0.55, 0.25, 0.2)  # of the right column: the plane, the curves, the inspector


class Autoencoder(Pictures):
    """Pictures, and the plane of their codes."""

    def __init__(self, desk: Desk, pictures: PictureInput, stage: NetworkStage) -> None:
        self.map = CodeMap()
        results = MapColumn(self.map, shares=_SHARES)
        super().__init__(desk, pictures, stage, results)
        self.map.sample_requested.connect(self._on_sample)
        results.selection_requested.connect(stage.diagram.select)
        results.sample_requested.connect(self._on_sample)
        stage.diagram.selection_changed.connect(results.show_selection)
        results.finish_start()

    def show_more(self, shown: Shown, before: Shown | None) -> None:
        self.map.show_moment(shown, before)

    @Slot(str, int)
    def _on_sample(self, part: Literal["train", "test"], index: int) -> None:
        if self._shown is not None:
            self._desk.set_sample(sample_of(self._shown.dataset, part, index))
