"""The digits of a drawing, side by side, and what becomes of them when it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from nnviz.data.ink import InkPicture
from nnviz.data.pen_line import Strokes
from nnviz.data.rows import signs_among, stroke_groups

_MOST_STROKES = 60  # more are a scribble, and no number


@dataclass(frozen=True)
class DrawnDigits:
    """From left to right the strokes of each digit, what is seen of it, and what it is meant to be.

    ``index`` is the one that is read: the one drawn last unless another is chosen. ``alone`` are the pictures
    of the digits whatever stands beside them, ``pictures`` with the doubt whether one is a sign among them.
    """

    digits: tuple[Strokes, ...] = ()
    alone: tuple[InkPicture, ...] = ()
    pictures: tuple[InkPicture, ...] = ()
    labels: tuple[int | None, ...] = ()
    index: int = 0

    def after(
        self,
        strokes: Strokes,
        prepared: Callable[[Strokes], InkPicture],
        *,
        anew: bool = False,
        whole: bool = False,
    ) -> DrawnDigits:
        """The drawing is of these strokes now; what has not changed is kept, pictures unless ``anew``.

        ``whole``: all of it is one picture, whatever lies apart.

        Strokes are told apart by identity: those that were not touched have to be the same arrays.
        """
        parted = 1 < len(strokes) <= _MOST_STROKES and not whole
        groups = stroke_groups(strokes) if parted else []
        digits = tuple(tuple(strokes[k] for k in group) for group in groups)
        if len(digits) < 2:
            digits = (strokes,) if strokes else ()
        keys, before = [*map(_key, digits)], [*map(_key, self.digits)]
        known = {} if anew else dict(zip(before, self.alone, strict=True))
        index = self.index
        if keys != before:
            newest = [k for k, digit in enumerate(digits) if any(stroke is strokes[-1] for stroke in digit)]
            index = newest[0] if newest else min(index, max(0, len(digits) - 1))
        alone = tuple(known.get(key) or prepared(digit) for key, digit in zip(keys, digits, strict=True))
        pictures = tuple(
            replace(picture, doubt="sign") if sign else picture
            for picture, sign in zip(alone, signs_among(digits), strict=True)
        )
        labels = tuple(self._known_label(digit, len(digits)) for digit in digits)
        return DrawnDigits(digits, alone, pictures, labels, index)

    def _known_label(self, digit: Strokes, count: int) -> int | None:
        """What a digit was meant to be before it changed; it begins where it began, or is the only one."""
        if count == 1 and len(self.digits) == 1:
            return self.labels[0]
        starts = {tuple(stroke[0].tolist()) for stroke in digit}
        for known, label in zip(self.digits, self.labels, strict=True):
            if label is not None and any(tuple(stroke[0].tolist()) in starts for stroke in known):
                return label
        return None


def _key(digit: Strokes) -> tuple[int, ...]:
    return tuple(map(id, digit))
