"""Reading what a hand drew: which digit, how sure, and whether it is a digit at all.

A network always answers, and softmax is sure of itself far from everything it has learned. So a drawing is
read three times, as it is and turned a little either way, the calibrated probabilities are averaged (an
answer that hangs on the tilt of the paper is no sure one), and the distance to the nearest digit learned is
asked for. The surer the answer, the further from them a drawing may be before it counts as no digit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data.dataset import frozen
from nnviz.data.ink import Doubt, InkPicture, blank_picture, checked_strokes, prepare
from nnviz.data.ink_image import prepare_ink
from nnviz.data.picture_ink import Ink, largest_ink, row_of_ink
from nnviz.data.rows import signs_among, split_strokes
from nnviz.said import translate
from nnviz.training.calibration import logits, probabilities
from nnviz.training.reader import TURNS, Reader, load_reader

SURE = 0.8  # confidence below this is "not sure"
_MORE_WHEN_SURE = 0.1  # of the limit: how much further away a drawing may be that is read with confidence 1

Verdict = Literal["sure", "not sure", "no digit"]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Reading:
    """What the Reader says about a drawing; arrays are read-only.

    label: the digit, None where the verdict is "no digit". confidence: the calibrated probability of
    ``best``, 0..1, 0 if nothing is drawn. probabilities: (10,) float64, sum 1. seen: (64,) float32, the
    counts 0..16 of the drawing as it is. distance: to the nearest digits learned (``Known.nearest``), the
    mean over all turns; nearest: what the nearest is; limit: how far real digits are at most. box: x0, y0,
    x1, y1 of the ink in shares of the canvas or picture, None if there is none. doubt: why it is not sure or
    no digit, whatever the network says (``data.ink``). passes: how many readings the probabilities are the
    mean of. usual: the distance within which 99 of 100 digits lie; ``limit`` is wider where it is sure.
    """

    label: int | None
    confidence: float
    probabilities: NDArray[np.float64]
    seen: NDArray[np.float32]
    best: int
    runner_up: int
    verdict: Verdict
    distance: float
    limit: float
    box: Box | None
    doubt: Doubt = ""
    nearest: int | None = None
    passes: int = 1
    usual: float = np.inf

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        if self.doubt == "sign":
            return translate("Training", "This is a sign, such as a comma or a plus, and no digit.")
        if self.verdict == "no digit":
            return (
                translate("Training", "This is no digit I know.")
                if self.seen.any()
                else translate("Training", "There is nothing to read.")
            )
        text = translate("Training", "This is a {digit}.")
        if self.doubt == "cut off":
            text = translate(
                "Training", "Perhaps {digit}: it reaches the edge, and part of it may be missing."
            )
        elif self.doubt == "patch":
            text = translate("Training", "Perhaps {digit}: there is a patch rather than a line.")
        elif self.verdict == "not sure":
            text = translate("Training", "Not sure: {digit}, or perhaps {other}.")
        return text.format(digit=self.best, other=self.runner_up)


def read_digit(strokes: Sequence[ArrayLike], *, turned: bool = True, reader: Reader | None = None) -> Reading:
    """The digit drawn by ``strokes``, each (n, 2), x right and y down, the canvas being 0..1.

    Takes about four milliseconds. ``turned`` False reads once instead of three times: what the diagram shows,
    and less careful. Raises ``ValueError`` with one sentence if a stroke is no list of points.
    """
    return read_pictures(drawn_pictures(strokes, turned=turned), reader)


def read_picture(grey: ArrayLike, *, turned: bool = True, reader: Reader | None = None) -> Reading:
    """The digit in a picture of grey values (h, w), 0..1 or uint8, ink dark or light.

    Raises ``ValueError`` with one sentence if it is no array of grey values.
    """
    return _read_ink(largest_ink(grey), turned, reader)


def read_number(
    drawing: Sequence[ArrayLike] | NDArray[Any], *, turned: bool = True, reader: Reader | None = None
) -> list[Reading]:
    """The digits that stand side by side, from left to right, each with its ``box``; they may not touch.

    drawing: strokes as for ``read_digit``, or an array of grey values as for ``read_picture``. Empty if
    nothing is there. Raises ``ValueError`` with one sentence for anything else.
    """
    if isinstance(drawing, np.ndarray) and drawing.ndim == 2:
        return [_read_ink(ink, turned, reader) for ink in row_of_ink(drawing)]
    strokes = checked_strokes(list(drawing) if isinstance(drawing, np.ndarray) else drawing)
    digits = split_strokes(strokes)
    doubts: list[Doubt] = ["sign" if sign else "" for sign in signs_among(digits)]
    read = [read_pictures(drawn_pictures(digit, turned=turned), reader) for digit in digits]
    return [doubted(reading, doubt) for reading, doubt in zip(read, doubts, strict=True)]


def drawn_pictures(strokes: Sequence[ArrayLike], *, turned: bool = True) -> tuple[InkPicture, ...]:
    """What is read of a drawing: its picture as it is and, if ``turned``, turned a little either way."""
    return _pictures(lambda turn: prepare(_turn(strokes, turn) if turn else strokes), turned)


def _read_ink(ink: Ink | None, turned: bool, reader: Reader | None) -> Reading:
    made = _pictures(lambda turn: blank_picture() if ink is None else prepare_ink(ink, turn=turn), turned)
    return read_pictures(made, reader)


def _pictures(prepared: Callable[[float], InkPicture], turned: bool) -> tuple[InkPicture, ...]:
    picture = prepared(0.0)
    return (picture, *map(prepared, TURNS[1:] if turned and not picture.empty else ()))


def read_pictures(pictures: Sequence[InkPicture], reader: Reader | None = None) -> Reading:
    """The digit of which these are the picture as it is, and turned."""
    reader, picture = reader or load_reader(), pictures[0]
    if picture.empty:
        return _nothing(picture, reader)
    return judged(picture, np.array([one.seen for one in pictures]), reader)


def judged(picture: InkPicture, seen: NDArray[np.float32], reader: Reader) -> Reading:
    """The Reading of a picture that is not empty from the counts (passes, 64) of it, turned."""
    inputs = reader.dataset.scaled(seen)
    chances = probabilities(logits(reader.network, inputs), reader.temperature).mean(axis=0)
    best, runner_up = (int(digit) for digit in np.argsort(-chances, kind="stable")[:2])
    confidence = float(chances[best])
    index, distances = reader.known.nearest(seen / 16)
    distance = float(distances.mean())
    limit = reader.limit * (1 + _MORE_WHEN_SURE * max(0.0, 2 * confidence - 1))
    verdict: Verdict = "no digit" if distance > limit else "sure" if confidence >= SURE else "not sure"
    reading = Reading(
        label=None if verdict == "no digit" else best,
        confidence=confidence,
        probabilities=frozen(chances),
        seen=picture.seen,
        best=best,
        runner_up=runner_up,
        verdict=verdict,
        distance=distance,
        limit=limit,
        box=picture.box,
        nearest=int(reader.known.labels[index[0, 0]]),
        passes=len(seen),
        usual=reader.limit,
    )
    return doubted(reading, picture.doubt)


def doubted(reading: Reading, doubt: Doubt) -> Reading:
    """The reading of ink of which this is doubtful: no sure one, and of a sign none at all."""
    if not doubt:
        return reading
    if doubt == "sign":
        return replace(reading, label=None, verdict="no digit", doubt=doubt)
    verdict: Verdict = "not sure" if reading.verdict == "sure" else reading.verdict
    return replace(reading, verdict=verdict, doubt=doubt)


def _nothing(picture: InkPicture, reader: Reader) -> Reading:
    """The Reading of a blank canvas."""
    chances = frozen(np.full(len(reader.dataset.class_names), 0.1))
    return Reading(
        None, 0.0, chances, picture.seen, 0, 1, "no digit", np.inf, reader.limit, None, picture.doubt
    )


def _turn(strokes: Sequence[ArrayLike], degrees: float) -> list[NDArray[np.float64]]:
    """The strokes turned clockwise about the middle of the canvas."""
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    points = [np.asarray(stroke, dtype=np.float64).reshape(-1, 2) for stroke in strokes]
    return [(stroke - 0.5) @ turn + 0.5 for stroke in points]
