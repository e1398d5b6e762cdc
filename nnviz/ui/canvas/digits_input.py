"""Digits side by side as a source of what the network reads: which is read, what each was meant to be."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from nnviz.data.ink import InkPicture, blank_picture
from nnviz.data.steps import Steps


class DigitsInput(QObject):
    """What a drawing and an opened picture share. ``digit_changed()``: another digit, or made otherwise."""

    digit_changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps = Steps()
        self._pictures: tuple[InkPicture, ...] = ()
        self._labels: list[int | None] = []
        self._index = 0

    @property
    def steps(self) -> Steps:
        """Which steps lie between a digit and what the network sees of it."""
        return self._steps

    @property
    def pictures(self) -> tuple[InkPicture, ...]:
        """What the network sees of each digit, from left to right."""
        return self._pictures

    @property
    def picture(self) -> InkPicture:
        """What the network sees of the digit that is read; blank while there is none."""
        return self._pictures[self._index] if self._pictures else blank_picture()

    @property
    def index(self) -> int:
        """Of the digit that is read, counted from the left."""
        return self._index

    @property
    def labels(self) -> tuple[int | None, ...]:
        """What each digit is meant to be, from left to right."""
        return tuple(self._labels)

    @property
    def label(self) -> int | None:
        """What the digit that is read is meant to be."""
        return self._labels[self._index] if self._labels else None

    def set_label(self, label: int | None) -> None:
        """What the digit that is read is meant to be."""
        if self._labels:
            self._labels[self._index] = label

    def set_labels(self, labels: Sequence[int | None]) -> None:
        """What each digit is meant to be, from left to right; no effect for another number of digits."""
        if len(labels) == len(self._labels):
            self._labels = list(labels)
