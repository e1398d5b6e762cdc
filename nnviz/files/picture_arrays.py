"""Arrays of pictures of digits, whatever their axes, range and colours, as the counts that a network sees.

What cannot be told from the numbers alone is checked against what is known: the Reader reads some of the
pictures as they are, and if hardly any is what its label says, also turned and mirrored.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.hands.pictures import SMALL, count_pictures
from nnviz.data.hands.store import Counts
from nnviz.said import translate
from nnviz.training.reader import load_reader

_TRIED = 200  # pictures that the Reader reads
_LIKELY = 0.6  # of them that are read as they are labelled: nothing is the matter
_BETTER = 0.25  # more of them, turned: they lay on their side
_MIXED = (0.1, 0.9)  # shares of pictures that are dark on light, between which each is looked at by itself
_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)

Floats = NDArray[np.float32]
Turn = Callable[[NDArray[Any]], NDArray[Any]]

#: What may have been done to the rows and columns, in words, and how it is undone.
_TURNS: dict[str, Turn] = {
    translate("Files", "with rows and columns exchanged"): lambda one: one.swapaxes(1, 2),
    translate("Files", "turned a quarter to the left"): lambda one: np.rot90(one, -1, axes=(1, 2)),
    translate("Files", "turned a quarter to the right"): lambda one: np.rot90(one, 1, axes=(1, 2)),
    translate("Files", "upside down"): lambda one: np.rot90(one, 2, axes=(1, 2)),
    translate("Files", "mirrored from left to right"): lambda one: one[:, :, ::-1],
    translate("Files", "mirrored from top to bottom"): lambda one: one[:, ::-1],
    translate("Files", "mirrored and turned a quarter"): lambda one: np.rot90(one, 2, axes=(1, 2)).swapaxes(
        1, 2
    ),
}


def one_channel(pictures: NDArray[Any], count: int) -> NDArray[Any]:
    """Pictures (count, h, w), or rows (count, d), of those with channels first or last, or counted last."""
    if pictures.ndim > 2 and len(pictures) != count and pictures.shape[-1] == count:
        pictures = np.moveaxis(pictures, -1, 0)
    if pictures.ndim == 4:
        for axis in (3, 1):
            channels = pictures.shape[axis]
            if channels in (1, 3, 4):
                parts = np.moveaxis(pictures, axis, -1)
                return parts[..., 0] if channels == 1 else _grey(parts)
    if pictures.ndim == 3 and pictures.shape[2] == 1:
        return pictures[..., 0]
    return pictures


def _grey(parts: NDArray[Any]) -> Floats:
    """Colours (..., 3), or (..., 4) with opacity on white paper, as grey values in their own range."""
    grey = np.asarray(parts[..., :3] @ _LUMA, dtype=np.float32)
    if parts.shape[-1] == 4:
        most = 1.0 if parts.max(initial=0) <= 1 else 255.0
        opacity = np.asarray(parts[..., 3], dtype=np.float32) / most
        grey = grey * opacity + most * (1 - opacity)
    return grey


def counted(
    pictures: NDArray[Any], labels: NDArray[np.int64], progress: Callable[[int], None]
) -> tuple[Counts, tuple[str, ...]]:
    """(n, 64) counts of pictures, and what was done to them, in sentences.

    pictures: (n, h, w) of 8 to 64 pixels a side, or (n, side * side), from 0 to 1, 16 (of 8 x 8) or 255.
    Raises ``ValueError``, the end of a sentence, for others.
    """
    pixels = _pixels(pictures)
    small = pixels.shape[1:] == (8, 8)
    told = []
    dark = _dark_on_light(pixels)
    if dark.any():
        pixels = np.where(dark[:, None, None], (16 if small else 255) - pixels, pixels)
        text = translate("Files", "{count:,} are dark on light.")
        if dark.all():
            text = translate("Files", "They are dark on light.")
        told.append(text.format(count=int(dark.sum())))
    chosen = np.unique(np.linspace(0, len(pixels) - 1, min(_TRIED, len(pixels))).astype(np.int64))
    turn, share = _turned(pixels[chosen], labels[chosen])
    if turn:
        pixels = np.ascontiguousarray(_TURNS[turn](pixels))
        told.append(translate("Files", "They came {turn}, and were put upright.").format(turn=turn))
    elif share < _LIKELY:
        text = translate(
            "Files", "The Reader reads only {share:.0%} of them as they are labelled: something may be wrong."
        )
        told.append(text.format(share=share))
    return _counts(pixels, progress), tuple(told)


def _pixels(pictures: NDArray[Any]) -> NDArray[np.uint8]:
    """(n, 8, 8) counts from 0 to 16, or (n, h, w) pixels from 0 to 255."""
    if not np.isfinite(pictures).all() or pictures.min() < 0:
        raise ValueError(translate("Files", "has a pixel that is no number from 0 up"))
    if pictures.ndim == 2 and math.isqrt(pictures.shape[1]) ** 2 == pictures.shape[1]:
        side = math.isqrt(pictures.shape[1])
        pictures = pictures.reshape(-1, side, side)
    if pictures.ndim != 3 or min(pictures.shape[1:]) < 8 or max(pictures.shape[1:]) > SMALL:
        raise ValueError(
            translate(
                "Files", "has pictures of the shape {shape}; they must be of 8 to {small} pixels a side"
            ).format(shape=pictures.shape[1:], small=SMALL)
        )
    most = float(pictures.max())
    if most > 255:
        raise ValueError(translate("Files", "has a pixel of {most:g}; the most is 255").format(most=most))
    small = pictures.shape[1:] == (8, 8)
    full = 1 if most <= 1 else 16 if small and most <= 16 else 255
    wanted = 16 if small else 255
    return np.asarray(np.rint(pictures * np.float32(wanted / full)), dtype=np.uint8)


def _dark_on_light(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """(n,) whether the paper, along the left and right edge, is of a picture's larger numbers.

    Digits of 8 x 8 touch the top and the bottom. All are taken to be as most are, unless many are of either
    kind.
    """
    flat = pixels.reshape(len(pixels), -1)
    middle = (flat.min(axis=1).astype(np.float32) + flat.max(axis=1)) / 2
    edges = np.concatenate([pixels[:, :, 0], pixels[:, :, -1]], axis=1)
    dark = np.asarray((edges > middle[:, None]).mean(axis=1) > 0.5)
    share = dark.mean()
    if _MIXED[0] < share < _MIXED[1]:
        return dark
    return np.full(len(pixels), share > 0.5)


def _counts(pixels: NDArray[np.uint8], progress: Callable[[int], None] | None = None) -> Counts:
    if pixels.shape[1:] == (8, 8):
        return np.ascontiguousarray(pixels).reshape(-1, 64)
    return count_pictures(np.ascontiguousarray(pixels), progress)


def _turned(pixels: NDArray[np.uint8], labels: NDArray[np.int64]) -> tuple[str, float]:
    """What was done to the pictures, "" if nothing that is seen, and the share that is read as labelled."""
    share = _read_rightly(_counts(pixels), labels)
    if share >= _LIKELY:
        return "", share
    shares = {name: _read_rightly(_counts(turn(pixels)), labels) for name, turn in _TURNS.items()}
    best = max(shares, key=lambda name: shares[name])
    return (best, shares[best]) if shares[best] >= max(_LIKELY, share + _BETTER) else ("", share)


def _read_rightly(counts: Counts, labels: NDArray[np.int64]) -> float:
    """The share of what is no blank picture that the Reader reads as it is labelled."""
    there = counts.any(axis=1)
    if not there.any():
        return 1.0
    reader = load_reader()
    answers = reader.network.predict(reader.dataset.scaled(counts[there].astype(np.float32))).argmax(axis=1)
    return float((answers == labels[there]).mean())
