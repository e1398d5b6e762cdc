"""Reads a number: the network's answer to each digit of the drawing, or of the picture that was opened."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnviz.session.shown import Shown
from nnviz.training.samples import takes_ink
from nnviz.ui.canvas import InputPanel

ANSWERS_INTERVAL_MS = 100  # how often the number is read while the network trains


class NumberReader(QObject):
    """Gives the input panel the answers to its ``number``; ``read_out(str)`` is what is read, "" for none."""

    read_out = Signal(str)

    def __init__(self, panel: InputPanel) -> None:
        super().__init__(panel)
        self._panel = panel
        self._shown: Shown | None = None
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(ANSWERS_INTERVAL_MS)
        self._due.timeout.connect(self.read)
        panel.digit_changed.connect(self.read)
        panel.drawing_changed.connect(self.read)

    def show(self, shown: Shown) -> None:
        """Another moment is shown."""
        self._shown = shown
        if not self._panel.number:
            self.read_out.emit("")
        elif not self._due.isActive():
            self._due.start()

    def settle(self) -> None:
        """Read it now."""
        self._due.stop()
        self.read()

    @Slot()
    def read(self) -> None:
        """Read every digit, from left to right."""
        shown, pictures = self._shown, self._panel.number
        if (
            shown is None
            or not pictures
            or not (takes_ink(shown.dataset) and shown.snapshot.ends.learns_labels)
        ):
            self.read_out.emit("")
            return  # the drawing waits for digits
        features = shown.dataset.scaled(np.array([picture.seen for picture in pictures]))
        answers, names = shown.derived.answers(features).tolist(), shown.dataset.class_names
        words = [
            "" if one.empty or one.doubt == "sign" else names[answer]
            for one, answer in zip(pictures, answers, strict=True)
        ]
        self._panel.show_number(words)
        self.read_out.emit("".join(word or "?" for word in words) if len(words) > 1 else "")
