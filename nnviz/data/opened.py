"""A picture from outside, such as a photo of a sheet or a blackboard, and the digits on it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnviz.data.ink import InkPicture
from nnviz.data.ink_image import prepare_ink
from nnviz.data.picture_file import read_image
from nnviz.data.picture_ink import Ink, largest_ink, row_of_ink
from nnviz.data.raster import Floats
from nnviz.data.steps import Steps
from nnviz.said import translate

MOST_DIGITS = 45  # side by side; more pieces of ink are a page of text, no number


@dataclass(frozen=True, eq=False)
class OpenedPicture:
    """``grey`` (h, w) float32, 0 black to 1 white, and its digits from left to right, at least one."""

    name: str
    grey: Floats
    digits: tuple[Ink, ...]

    def prepared(self, steps: Steps) -> tuple[InkPicture, ...]:
        """What a network is to see of each digit, made with these steps."""
        return tuple(prepare_ink(ink, **steps.options) for ink in self.digits)

    def turned(self) -> OpenedPicture:
        """The same a quarter clockwise. Raises ValueError, as ``open_picture`` does, if no digit is found."""
        return _opened(np.ascontiguousarray(np.rot90(self.grey, -1)), self.name)


def open_picture(source: Path | bytes, name: str) -> OpenedPicture:
    """The picture in a file, or in the bytes of one, that is called ``name`` in what is said of it.

    Raises ValueError, in a sentence, if it cannot be read, is too large, is empty, or is a page full of ink.
    """
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    return _opened(read_image(file, name), name)


def _opened(grey: Floats, name: str) -> OpenedPicture:
    """The digits on a picture."""
    digits = row_of_ink(grey)
    if len(digits) > MOST_DIGITS:
        raise ValueError(
            translate(
                "Data",
                "{name} has {count} pieces of ink side by side; one number of up to {most_digits} "
                "digits can be read.",
            ).format(name=name, count=len(digits), most_digits=MOST_DIGITS)
        )
    if len(digits) < 2 and (only := largest_ink(grey)) is not None:
        digits = [only]  # with what lies close by, or is cut off by the edge
    if not digits or all(prepare_ink(ink).empty for ink in digits):
        raise ValueError(
            translate(
                "Data", "{name} shows nothing that could be a digit: no ink stands out of the paper."
            ).format(name=name)
        )
    return OpenedPicture(name, grey, tuple(digits))
