"""The training images under the canvas, with the very copies that training has made of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QObject, QThread, Slot

from nnviz.data import Dataset
from nnviz.session.samples import learned_sample
from nnviz.training.augmentation import with_copies
from nnviz.training.reader import READER

if TYPE_CHECKING:
    from nnviz.ui.main_window import MainWindow

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

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._panel, self._session = window.input_panel, window.session
        self._given: _Copies | None = None  # what the panel has, or is about to get
        self._learned: Dataset | None = None
        self._copying: _Copying | None = None
        self._panel.training_asked.connect(self._on_asked)
        self._panel.training_requested.connect(self._on_requested)
        self._session.snapshot_changed.connect(self._on_snapshot_changed)
        window.installEventFilter(self)

    @Slot()
    def _on_asked(self) -> None:
        self._give(again=True)

    @Slot(object)
    def _on_snapshot_changed(self, snapshot: object) -> None:
        """Another run, or the Reader, has learned from other images."""
        if self._panel.shows_training:
            self._give()

    def _wanted(self) -> _Copies | None:
        session = self._session
        reader, shown = session.reader.reader, session.shown
        if session.reading and reader is not None:
            of = READER.augment if reader.experiment == READER else 0  # else it had other hands besides
            return _Copies(reader.dataset, READER.seed, min(of, _MOST_OF_READER), of)
        if shown is None or session.dataset is None:
            return None
        count = shown.experiment.augment
        return _Copies(session.dataset, shown.experiment.seed, count, count)

    def _give(self, *, again: bool = False) -> None:
        wanted = self._wanted()
        if wanted is None or (wanted == self._given and not again):
            return
        if wanted == self._given and self._learned is not None:
            self._show(wanted, self._learned)
            return
        self._given, self._learned = wanted, None
        self._panel.show_learned(None, len(wanted.dataset.train_labels), wanted.of)
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
        self._panel.show_learned(learned, len(wanted.dataset.train_labels), wanted.of)
        sample = self._session.sample
        if sample is not None and sample.source == "train":
            self._panel.show_sample(sample)

    @Slot(int)
    def _on_requested(self, place: int) -> None:
        """A training image, or a copy of one, goes through the network that is shown."""
        dataset = self._session.dataset
        if self._learned is None or self._given is None or dataset is None:
            return
        sample = learned_sample(self._learned, len(self._given.dataset.train_labels), place)
        if (
            sample.seen is not None and self._given.dataset is not dataset
        ):  # the Reader's may be scaled otherwise
            sample = replace(sample, features=dataset.scaled(np.asarray(sample.seen)))
        self._session.set_sample(sample)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window's end."""
        if event.type() == QEvent.Type.Close:
            self._given = None
            if self._copying is not None:
                self._copying.wait()
        return False
