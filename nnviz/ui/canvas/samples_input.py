"""The images of the data set as a source of what the network reads: which is shown, and which is next."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from nnviz.data.dataset import Dataset
from nnviz.data.shown_images import Which
from nnviz.drawing.numbers import chosen
from nnviz.session.sentences import told
from nnviz.training.samples import Sample, sample_name, takes_ink
from nnviz.ui.canvas.body import PanelBody
from nnviz.ui.canvas.image_grid import SHORT
from nnviz.ui.canvas.image_model import image_words
from nnviz.ui.canvas.pixels import DIGITS, raster_of

translate = QCoreApplication.translate
_FIGURE_SPACE = "\u2007"  # as wide as a digit


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
        self._copies_of = 0  # of each training image
        self._learned_index = -1  # of the training sample that is shown, among all with their copies
        body.before.clicked.connect(self._on_before)
        body.after.clicked.connect(self._on_after)
        body.picture.step_requested.connect(self._on_step)
        body.which.chosen.connect(self._on_which_chosen)
        body.kinds.class_chosen.connect(body.grid.show_class)
        body.grid.sample_requested.connect(self.sample_requested)
        body.grid.training_requested.connect(self.training_requested)

    @property
    def shows_training(self) -> bool:
        """Whether the training images are to be seen."""
        return self._body.grid.shown.which == "training"

    def set_dataset(self, dataset: Dataset | None) -> None:
        """The data set whose images are to be browsed; None while it is being loaded."""
        body, self._dataset = self._body, dataset
        body.grid.set_dataset(dataset)
        for part in (body.which, body.before, body.after):
            part.setEnabled(dataset is not None)
        if dataset is None:
            body.picture.show_counts(None, "")
            body.sample_title.setText("")
        else:
            self._index = min(self._index, len(dataset.test_labels) - 1)
            body.label_row.set_classes(tuple(map(told, dataset.class_names)))
            names = tuple(map(told, dataset.class_names))
            body.set_family(raster_of(dataset), dataset.frame, takes_ink(dataset), names)
        self._say_below()
        self._count()
        if dataset is not None and self.shows_training:
            self.training_asked.emit()

    def show_answers(self, answers: NDArray[Any] | None) -> None:
        """What the network says of each test image, (n_test,) class numbers; None: not asked."""
        self._body.grid.show_answers(answers)
        self._count()
        self._say_below()

    def show_learned(self, learned: Dataset | None, originals: int, of: int) -> None:
        """The training images: the first ``originals``, then all first copies and so on.

        They may have the first copies only of as many as ``of``. None: they are being made.
        """
        self._body.grid.set_learned(learned, originals)
        self._copies_of = of
        self._say_below()

    def _say_below(self) -> None:
        shown = self._body.grid.shown
        text = self.tr("In red: what it said instead")
        if self._dataset is not None and any(len(told(one)) > SHORT for one in self._dataset.class_names):
            text = self.tr("A red × marks what it gets wrong")
        if shown.which == "training":
            text = self.tr("Each with its changed copies: {count}")
            if shown.learned is None:
                text = ""
            elif not shown.copies:
                text = self.tr("{images}, no changed copies")
            elif shown.copies < self._copies_of:
                text = self.tr("Each with {count} of its {all} changed copies")
        elif shown.wrong_count is None:  # nobody has said anything
            text = ""
        images = f"{shown.originals:,}"
        self._body.below.setText(text.format(images=images, count=shown.copies, all=self._copies_of))

    def _count(self) -> None:
        """Counts as wide as the largest can be, so that nothing moves while they change."""
        shown = self._body.grid.shown
        count = "–" if shown.wrong_count is None else str(shown.wrong_count)
        text = self.tr("Wrong {0}").format(count + _FIGURE_SPACE * (len(str(shown.total)) - len(count)))
        self._body.which.set_text("wrong", text)
        title = self._body.tests_title
        self._body.place_images_row(title.y(), title.height())

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
        words, dataset = sample_words(sample, self._dataset), self._dataset
        if dataset is not None and raster_of(dataset) is None:
            self._body.show_row(row_lines(sample, dataset), words)
        else:
            self._body.show_counts(sample_counts(sample, dataset), words)

    @Slot(str)
    def _on_which_chosen(self, which: Which) -> None:
        self._body.grid.show_which(which)
        self._say_below()
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


def sample_counts(sample: Sample, dataset: Dataset | None) -> NDArray[Any]:
    """The numbers of its pixels, in the units of the source; zeros where they cannot be known."""
    raster = DIGITS if dataset is None else raster_of(dataset)
    if raster is None or sample.features.size != raster.size:
        return np.zeros(DIGITS.size if raster is None else raster.size)
    if sample.seen is not None or dataset is None:
        return np.zeros(raster.size) if sample.seen is None else sample.seen
    raw = dataset.raw(sample.features)
    return np.rint(raw) if raster.full > 1 else raw


def sample_words(sample: Sample, dataset: Dataset | None) -> str:
    """Which one it is, and what: "Test image 5: a 3", "Test row 5: virginica", "Test row 5: 151"."""
    names, label = dataset.class_names if dataset else (), sample.label
    truth = None if label is None else names[label] if label < len(names) else str(label)
    if dataset is None or raster_of(dataset) is not None:
        word = None if truth is None else told(truth)
        if dataset is not None and dataset.sample_names and sample.source == "test":
            name = told(sample_name(sample))
            return (
                translate("InputPanel", "{sample}: {truth}").format(sample=name, truth=word) if word else name
            )
        return image_words(sample.source == "train", sample.index or 0, word, sample.copy)
    name, truth = told(sample_name(sample)), truth or _value(sample, dataset)
    name = name[:1].upper() + name[1:]
    return translate("InputPanel", "{sample}: {truth}").format(sample=name, truth=truth) if truth else name


def _value(sample: Sample, dataset: Dataset) -> str:
    """The value that a sample of the data has; "" where classes are learned."""
    if dataset.kind == "classification" or sample.index is None:
        return ""
    labels = dataset.test_labels if sample.source == "test" else dataset.train_labels
    return ", ".join(chosen(value, 4) for value in np.ravel(labels[sample.index]).tolist() if isfinite(value))


def row_lines(sample: Sample, dataset: Dataset) -> list[tuple[str, str]]:
    """The numbers of a row, in the units of the data, by their names."""
    values = np.ravel(dataset.raw(sample.features)).tolist()
    return [(name, chosen(value, 4)) for name, value in zip(dataset.feature_names, values, strict=False)]
