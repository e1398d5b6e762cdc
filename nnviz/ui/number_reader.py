"""Reads a number: the network's answer to each digit of the drawing, or of the picture that was opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot

from nnviz.session.samples import takes_ink
from nnviz.training.snapshot import Snapshot

if TYPE_CHECKING:
    from nnviz.ui.main_window import MainWindow

ANSWERS_INTERVAL_MS = 100  # how often the number is read while the network trains


class NumberReader(QObject):
    """Gives the input panel the answers to its ``number``."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._shown: Snapshot | None = None
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(ANSWERS_INTERVAL_MS)
        self._due.timeout.connect(self.read)
        window.input_panel.digit_changed.connect(self.read)
        window.input_panel.drawing_changed.connect(self.read)
        window.session.snapshot_changed.connect(self._on_snapshot_changed)

    @Slot(object)
    def _on_snapshot_changed(self, snapshot: Snapshot) -> None:
        self._shown = snapshot
        if self._window.input_panel.number and not self._due.isActive():
            self._due.start()

    @Slot()
    def read(self) -> None:
        """Read every digit, from left to right."""
        window, snapshot = self._window, self._shown
        dataset, pictures = window.session.dataset, window.input_panel.number
        if snapshot is None or dataset is None or not pictures:
            return
        reader = window.session.reader.reader if window.session.reading else None
        data = dataset if reader is None else reader.dataset
        if not takes_ink(data):
            return  # the drawing waits for digits
        features = data.scaled(np.array([picture.seen for picture in pictures]))
        answers = snapshot.network().predict(features).argmax(axis=1).tolist()
        names = dataset.class_names
        window.input_panel.show_number(
            ["" if one.empty else names[answer] for one, answer in zip(pictures, answers, strict=True)]
        )
