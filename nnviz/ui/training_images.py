"""The training images under the canvas, with the very copies that training has made of them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QThread, Slot

from nnviz.data import Dataset
from nnviz.session.desk import Desk
from nnviz.session.shown import Shown
from nnviz.training.augmentation import with_copies
from nnviz.training.reader import READER
from nnviz.training.samples import learned_sample
from nnviz.ui.canvas import InputPanel

_MOST_OF_READER = 10  # copies of each image that are shown of the Reader's: all of them take seconds to make


@dataclass(frozen=True)
class _Copies:
    """The first ``count`` of ``of`` copies that training has made of each training image by ``seed``."""

    dataset: Dataset
    seed: int
    count: int
    of: int


class _Copying(QThread):
    """Makes copies anew if training has not just made them; the first are the same however many follow."""

    def __init__(self, wanted: _Copies, parent: QObject) -> None:
        super().__init__(parent)
        self.wanted = wanted
        self.learned: Dataset | None = None

    def run(self) -> None:
        wanted = self.wanted
        try:
            self.learned = with_copies(wanted.dataset, wanted.count, wanted.seed)
        except ValueError:  # no pictures of digits, which have no copies
            self.learned = wanted.dataset


class TrainingImages(QObject):
    """Gives the input panel the training images of the network that is shown, once they are asked for."""

    def __init__(self, desk: Desk, panel: InputPanel) -> None:
        super().__init__(panel)
        self._desk, self._panel = desk, panel
        self._shown: Shown | None = None
        self._given: _Copies | None = None  # what the panel has, or is about to get
        self._learned: Dataset | None = None
        self._copying: _Copying | None = None
        panel.samples.training_asked.connect(self._on_asked)
        panel.samples.training_requested.connect(self._on_requested)

    @Slot()
    def _on_asked(self) -> None:
        self._give(again=True)

    def show(self, shown: Shown) -> None:
        """Another run, or the Reader, has learned from other images."""
        self._shown = shown
        if self._panel.samples.shows_training:
            self._give()

    def _wanted(self) -> _Copies | None:
        shown = self._shown
        if shown is None:
            return None
        experiment = shown.snapshot.experiment
        if shown.reading:
            of = READER.augment if experiment == READER else 0  # else it had other hands besides
            return _Copies(shown.dataset, READER.seed, min(of, _MOST_OF_READER), of)
        return _Copies(shown.dataset, experiment.seed, experiment.augment, experiment.augment)

    def _give(self, *, again: bool = False) -> None:
        wanted = self._wanted()
        if wanted is None or (wanted == self._given and not again):
            return
        if wanted == self._given and self._learned is not None:
            self._show(wanted, self._learned)
            return
        self._given, self._learned = wanted, None
        self._panel.samples.show_learned(None, len(wanted.dataset.train_labels), wanted.of)
        if self._copying is None:
            self._start(wanted)

    def _start(self, wanted: _Copies) -> None:
        self._copying = _Copying(wanted, self)
        self._copying.finished.connect(self._on_finished)
        self._copying.start()

    @Slot()
    def _on_finished(self) -> None:
        copying, self._copying = self._copying, None
        if copying is None or self._given is None:
            return
        copying.deleteLater()
        if copying.wanted != self._given:
            self._start(self._given)
        elif copying.learned is not None:
            self._learned = copying.learned
            self._show(copying.wanted, copying.learned)

    def _show(self, wanted: _Copies, learned: Dataset) -> None:
        self._panel.samples.show_learned(learned, len(wanted.dataset.train_labels), wanted.of)
        sample = self._shown.sample if self._shown is not None else None
        if sample is not None and sample.source == "train":
            self._panel.show_sample(sample)

    @Slot(int)
    def _on_requested(self, place: int) -> None:
        """A training image, or a copy of one, goes through the network that is shown."""
        if self._learned is not None and self._given is not None:
            originals = len(self._given.dataset.train_labels)
            self._desk.set_sample(learned_sample(self._learned, originals, place))

    def shut_down(self) -> None:
        """Wait for what is being made."""
        self._given = None
        if self._copying is not None:
            self._copying.wait()
