"""Digits as sources of what the network reads: those that are drawn, and those of an opened picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage

from nnviz.data.drawn_digits import DrawnDigits
from nnviz.data.framed import prepare_image_in, prepare_in
from nnviz.data.frames import Frame
from nnviz.data.ink import InkPicture, blank_picture, prepare
from nnviz.data.pen_line import Strokes
from nnviz.data.steps import Steps
from nnviz.ui.canvas.canvas import DrawingCanvas
from nnviz.ui.canvas.number_marks import box_of
from nnviz.ui.canvas.photo_view import PhotoView
from nnviz.ui.canvas.strip import Drawn, Opened

if TYPE_CHECKING:
    from nnviz.data.opened import OpenedPicture  # brings in Pillow, which the first frame can do without

_SHOWN_SIDE = 960  # pixels of the longer side that are kept to be shown
_SMALL_SIDE = 160  # of the same in the strip


class DigitsInput(QObject):
    """What a drawing and an opened picture share. ``digit_changed()``: another digit, or made otherwise."""

    digit_changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps = Steps()
        self._pictures: tuple[InkPicture, ...] = ()
        self._labels: list[int | None] = []
        self._index = 0
        self._frame: Frame | None = None

    @property
    def own_size(self) -> bool:
        """Whether a drawing is one picture, on as many pixels as the data have."""
        return self._frame is not None

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
        if self._pictures:
            return self._pictures[self._index]
        return blank_picture() if self._frame is None else prepare_in(self._frame, ())

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


class DrawnInput(DigitsInput):
    """The state behind a ``DrawingCanvas``. Digits drawn side by side are parted, and read one by one.

    The digit drawn last is read unless another is chosen. One of its strokes can be left out for a while, to
    see what it is worth.
    """

    def __init__(self, canvas: DrawingCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._digits = DrawnDigits()
        self._left_out: int | None = None  # of the strokes of the digit that is read
        self._rest = blank_picture()  # what is seen of it without that stroke
        canvas.strokes_changed.connect(self._on_strokes_changed)
        canvas.digit_requested.connect(self.choose)
        canvas.stroke_hovered.connect(self._on_stroke_hovered)

    # ---- what is read
    @property
    def strokes(self) -> Strokes:
        """Those of the digit that is read, without the one that is left out."""
        if self._left_out is None:
            return self._digit
        return tuple(stroke for k, stroke in enumerate(self._digit) if k != self._left_out)

    @property
    def _digit(self) -> Strokes:
        return self._digits.digits[self._index] if self._pictures else ()

    @property
    def picture(self) -> InkPicture:
        """What the network sees of the digit that is read, without the stroke that is left out."""
        return super().picture if self._left_out is None else self._rest

    @property
    def previews(self) -> bool:
        """Whether a stroke is left out."""
        return self._left_out is not None

    @property
    def original(self) -> Drawn:
        """The drawing as the strip shows it."""
        return Drawn(
            self._canvas.strokes if self._left_out is None else self.strokes, self._canvas.drawing.brush
        )

    def words(self, said: str) -> str:
        """What there is to say about the drawing, of which the network reads ``said``; "" for nothing."""
        if self.previews:
            return self.tr("Without this stroke: {0}").format(said or "…")
        if self.own_size:
            return ""
        if self.strokes and self.picture.empty:
            return self.tr("Too small: draw a digit")
        if len(self._pictures) > 1 and said:
            return self.tr("Reads {0}").format(said)
        return "" if self._steps.crop else self.tr("Centring is off")

    # ---- what is asked of it
    def set_frame(self, frame: Frame | None) -> None:
        """What a picture of the data is like; None: it is a digit of 8 x 8."""
        if frame != self._frame:
            self._frame = frame
            self.refresh()

    def set_steps(self, steps: Steps) -> None:
        """Make every digit's picture with these steps."""
        self._steps = steps
        self.refresh()

    def refresh(self) -> None:
        """Make every digit's picture anew: the brush or the whole drawing is another."""
        self._take(self._canvas.strokes, anew=True)

    @Slot(int)
    def choose(self, index: int) -> None:
        """Read this digit, counted from the left."""
        if 0 <= index < len(self._pictures) and index != self._index:
            self._leave_in()
            self._index = index
            self._mark()
            self.digit_changed.emit()

    @Slot(int)
    def leave_out(self, stroke: int) -> None:
        """Read the digit without this stroke of it; -1 for none, and with a single stroke nothing happens."""
        digit = self._digit
        wanted = stroke if 0 <= stroke < len(digit) > 1 else None
        if wanted == self._left_out:
            return
        self._left_out = wanted
        if wanted is not None:
            self._rest = self._prepared(self.strokes)
        self._canvas.set_pale(None if wanted is None else digit[wanted])
        self._mark()
        self.digit_changed.emit()

    @Slot(int)
    def _on_stroke_hovered(self, stroke: int) -> None:
        """A stroke of the drawing is pointed at; -1 for none."""
        hovered = self._canvas.strokes[stroke] if stroke >= 0 else None
        self.leave_out(next((k for k, own in enumerate(self._digit) if own is hovered), -1))

    def show_answers(self, answers: list[str]) -> None:
        """What the network reads of each digit, a word for each."""
        self._canvas.marks.answers = tuple(answers)
        self._canvas.update()

    # ---- the digits
    @Slot(object)
    def _on_strokes_changed(self, strokes: Strokes) -> None:
        self._take(strokes)
        self.digit_changed.emit()

    def _take(self, strokes: Strokes, *, anew: bool = False) -> None:
        self._leave_in()
        before = replace(self._digits, labels=self.labels, index=self._index)
        now = self._digits = before.after(strokes, self._prepared, anew=anew, whole=self.own_size)
        self._pictures, self._labels, self._index = now.pictures, list(now.labels), now.index
        self._mark()

    def _prepared(self, strokes: Strokes) -> InkPicture:
        if self._frame is not None:
            return prepare_in(self._frame, strokes, self._steps, brush=self._canvas.drawing.brush)
        return prepare(strokes, **self._steps.options, brush=self._canvas.drawing.brush)

    def _leave_in(self) -> None:
        if self._left_out is not None:
            self._left_out = None
            self._canvas.set_pale(None)

    def _mark(self) -> None:
        """Boxes around several digits."""
        marks = self._canvas.marks
        digits = self._digits.digits
        boxes = [box_of(digit) for digit in digits] if len(digits) > 1 and not self.previews else []
        if boxes or marks.boxes:
            marks.show(boxes, self._index)
            self._canvas.update()


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
        self._small = _shrunk(_image(opened.grey), _SMALL_SIDE)
        self._make(opened)
        self.digit_changed.emit()

    def _make(self, opened: OpenedPicture) -> None:
        """The pictures that a network is to see, and boxes about what they are made of."""
        boxes = [ink.box for ink in opened.digits]
        if self._frame is not None:
            boxes = [(0.0, 0.0, 1.0, 1.0)]
            self._pictures = (prepare_image_in(self._frame, opened.grey),)
        else:
            self._pictures = opened.prepared(self._steps)
        if len(self._labels) != len(self._pictures):
            self._labels = [None] * len(self._pictures)
        self._index = min(self._index, len(self._pictures) - 1)
        self._view.show_picture(_shrunk(_image(opened.grey), _SHOWN_SIDE), boxes, opened.name)

    def set_frame(self, frame: Frame | None) -> None:
        """What a picture of the data is like; None: it is a digit of 8 x 8."""
        if frame != self._frame:
            self._frame = frame
            if self._opened is not None:
                self._make(self._opened)

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
            if self._opened is not None and not self.own_size:
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
