"""The images of the data set as a source of what the network reads: which is shown, and which is next."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from nnviz.data.dataset import Dataset
from nnviz.data.shown_images import Which
from nnviz.session.values import Sample
from nnviz.ui.canvas.body import PanelBody


class SamplesInput(QObject):
    """The state behind the grid of images and the large sample.

    ``sample_requested(int)``: show this one of the test part. ``training_asked()``: the training images are
    wanted, see ``show_learned``. ``training_requested(int)``: show this one of them.
    """

    sample_requested = Signal(int)
    training_asked = Signal()
    training_requested = Signal(int)

    def __init__(self, body: PanelBody) -> None:
        super().__init__(body)
        self._body = body
        self._dataset: Dataset | None = None
        self._index = 0  # of the test sample that was shown last
        self._learned_index = -1  # of the training sample that is shown, among all with their copies
        body.before.clicked.connect(self._on_before)
        body.after.clicked.connect(self._on_after)
        body.picture.step_requested.connect(self._on_step)
        body.which.chosen.connect(self._on_which_chosen)
        body.grid.sample_requested.connect(self.sample_requested)
        body.grid.training_requested.connect(self.training_requested)

    @property
    def shows_training(self) -> bool:
        """Whether the training images are to be seen."""
        return self._body.grid.shown.which == "training"

    def set_dataset(self, dataset: Dataset | None) -> None:
        """The data set whose images are to be browsed; None while it is being loaded."""
        self._dataset = dataset
        if dataset is not None:
            self._index = min(self._index, len(dataset.test_labels) - 1)
        self._body.show_dataset(dataset)
        if dataset is not None and self.shows_training:
            self.training_asked.emit()

    def request(self) -> None:
        """Ask for the test sample that was shown last."""
        if self._dataset is not None:
            self.sample_requested.emit(self._index)

    def show(self, sample: Sample) -> None:
        """This sample of the data set is being sent through the network."""
        grid = self._body.grid
        test, train = (sample.index if sample.source == part else None for part in ("test", "train"))
        self._index = self._index if test is None else test
        self._learned_index = -1 if train is None else sample.copy * grid.shown.originals + train
        if self.shows_training:
            grid.choose(self._learned_index)
        else:
            grid.choose(-1 if test is None else test)
        self._body.label_row.show_label(sample.label, True)
        self._body.show_counts(sample_counts(sample, self._dataset), sample_words(sample, self._dataset))

    @Slot(str)
    def _on_which_chosen(self, which: Which) -> None:
        self._body.show_which(which)
        if which == "training":
            self.training_asked.emit()

    @Slot()
    def _on_before(self) -> None:
        self._on_step(-1)

    @Slot()
    def _on_after(self) -> None:
        self._on_step(1)

    @Slot(int)
    def _on_step(self, step: int) -> None:
        shown = self._body.grid.shown
        if self.shows_training and self._learned_index >= 0:
            self.training_requested.emit(shown.neighbour(self._learned_index, step))
        elif self.shows_training and len(shown):
            self.training_requested.emit(int(shown.indices[0]))
        elif self._dataset is not None:
            self.sample_requested.emit(shown.neighbour(self._index, step))


def _tr(text: str) -> str:
    return QCoreApplication.translate("InputPanel", text)


def sample_counts(sample: Sample, dataset: Dataset | None) -> NDArray[Any]:
    """Its (64,) counts 0..16; zeros where they cannot be known."""
    if sample.features.size != 64:
        return np.zeros(64)  # a table's sample is no picture
    if sample.seen is not None or dataset is None:
        return np.zeros(64) if sample.seen is None else sample.seen
    return np.rint(dataset.raw(sample.features))


def sample_words(sample: Sample, dataset: Dataset | None) -> str:
    """Which one it is, and what: "Test image 5: a 3"."""
    number = 1 if sample.index is None else sample.index + 1
    title = _tr("Training image {0}") if sample.source == "train" else _tr("Test image {0}")
    if sample.label is None:
        return title.format(number)
    names = dataset.class_names if dataset else ()
    name = names[sample.label] if sample.label < len(names) else str(sample.label)
    words = _tr("{0}: a {1}").format(title.format(number), name)
    return _tr("{0}, copy {1}").format(words, sample.copy) if sample.copy else words
