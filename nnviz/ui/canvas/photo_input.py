"""An opened picture as a source of what the network reads: its digits, which is chosen, what was meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QImage

from nnviz.data.steps import Steps
from nnviz.ui.canvas.digits_input import DigitsInput
from nnviz.ui.canvas.originals import Opened
from nnviz.ui.canvas.photo_view import PhotoView

if TYPE_CHECKING:
    from nnviz.data.opened import OpenedPicture  # brings in Pillow, which the first frame can do without

_SHOWN_SIDE = 960  # pixels of the longer side that are kept to be shown
_SMALL_SIDE = 160  # of the same in the strip


class PhotoInput(DigitsInput):
    """The state behind a ``PhotoView``."""

    def __init__(self, view: PhotoView) -> None:
        super().__init__(view)
        self._view = view
        self._opened: OpenedPicture | None = None
        self._small = QImage()
        view.digit_requested.connect(self.choose)

    def open(self, opened: OpenedPicture) -> None:
        """Show this picture and read its first digit."""
        self._opened, self._index = opened, 0
        self._pictures = opened.prepared(self._steps)
        self._labels = [None] * len(opened.digits)
        image = _image(opened.grey)
        self._small = _shrunk(image, _SMALL_SIDE)
        self._view.show_picture(_shrunk(image, _SHOWN_SIDE), [ink.box for ink in opened.digits], opened.name)
        self.digit_changed.emit()

    @Slot(int)
    def choose(self, index: int) -> None:
        """Read this digit, counted from the left."""
        if 0 <= index < len(self._pictures):
            self._index = index
            self._view.choose(index)
            self.digit_changed.emit()

    def set_steps(self, steps: Steps) -> None:
        """Make every digit's picture with these steps."""
        if steps != self._steps:
            self._steps = steps
            if self._opened is not None:
                self._pictures = self._opened.prepared(steps)

    def show_answers(self, answers: Sequence[str]) -> None:
        """What the network reads, a word for each digit; none if it has not been asked."""
        self._view.show_answers(answers)

    @property
    def opened(self) -> OpenedPicture | None:
        """The picture; None while none is open."""
        return self._opened

    @property
    def is_open(self) -> bool:
        return self._opened is not None

    @property
    def name(self) -> str:
        """Of the picture; "" while none is open."""
        return self._opened.name if self._opened is not None else ""

    @property
    def original(self) -> Opened:
        """The picture as the strip shows it."""
        return Opened(self._small)


def _image(grey: NDArray[Any]) -> QImage:
    """Grey values 0..1, (h, w), as an opaque image."""
    values = np.ascontiguousarray(np.rint(grey * 255).astype(np.uint8))
    height, width = values.shape
    # convertToFormat copies: the image must own its bytes, the array is gone after this function
    return QImage(values.data, width, height, width, QImage.Format.Format_Grayscale8).convertToFormat(
        QImage.Format.Format_RGB32
    )


def _shrunk(image: QImage, side: int) -> QImage:
    if max(image.width(), image.height()) <= side:
        return image
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(side, side, keep, smooth)
