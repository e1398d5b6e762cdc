"""The workspace Images: pictures through convolutions, every number and where its gradient comes from."""

from __future__ import annotations

from PySide6.QtCore import Slot

from nnviz.drawing.images.places import chosen_pixel, chosen_place, selection_of
from nnviz.drawing.selection import Selection
from nnviz.session.desk import Desk
from nnviz.session.shown import Shown
from nnviz.training.places import Place
from nnviz.training.samples import sample_of
from nnviz.ui.images.results import ImagesResults
from nnviz.ui.network_stage import NetworkStage
from nnviz.ui.picture_input import PictureInput
from nnviz.ui.workspaces.pictures import Pictures


class Images(Pictures):
    """Pictures, and the place of a map that is selected."""

    def __init__(self, desk: Desk, pictures: PictureInput, stage: NetworkStage) -> None:
        results = ImagesResults()
        super().__init__(desk, pictures, stage, results)
        self._results = results
        pictures.number_read.connect(results.answer.show_number)
        stage.diagram.selection_changed.connect(self._on_selection)
        results.selection_requested.connect(stage.diagram.select)
        results.sample_requested.connect(self._on_sample)
        results.card.sample_requested.connect(self._on_test_image)
        results.card.place_requested.connect(self._on_place)
        results.card.closed.connect(self._on_closed)
        results.card.weight_chosen.connect(desk.ask)
        results.card.pin_requested.connect(results.inspector.tracks.keep)
        results.card.edit_requested.connect(stage.diagram.edit_requested)
        results.finish_start()

    @property
    def results(self) -> ImagesResults:
        """The right side."""
        return self._results

    def show_more(self, shown: Shown, before: Shown | None) -> None:
        if (
            before is None
            or shown.another_moment(before)
            or shown.selection != before.selection
            or shown.snapshot.probe is not before.snapshot.probe
        ):
            place = chosen_place(shown.selection, shown.network, shown.probe)
            pixel = chosen_pixel(shown.selection, shown.network, shown.probe)
            self._results.show_moment(shown, place if pixel is None else pixel[0], pixel and pixel[1])

    @Slot(object)
    def _on_selection(self, selection: Selection | None) -> None:
        self._results.show_selection(selection)

    @Slot(object)
    def _on_place(self, place: Place) -> None:
        if self._shown is not None:
            self._stage.diagram.select(selection_of(place, self._shown.network))

    @Slot()
    def _on_closed(self) -> None:
        self._stage.diagram.select(None)

    @Slot(str, int)
    def _on_sample(self, part: str, index: int) -> None:
        if self._shown is not None:
            self._desk.set_sample(
                sample_of(self._shown.dataset, "train" if part == "train" else "test", index)
            )

    @Slot(int)
    def _on_test_image(self, index: int) -> None:
        self._on_sample("test", index)

    def shut_down(self) -> None:
        super().shut_down()
        self._results.card.shut_down()
