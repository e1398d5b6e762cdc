"""Six thin shapes of 5 x 5 pixels, anywhere on 12 x 12: what a shape is does not depend on where it is."""

from __future__ import annotations

import numpy as np

from nnviz.data.dataset import RawData
from nnviz.data.frames import Frame
from nnviz.data.pixels import pixel_names
from nnviz.data.steady import in_turn, two_parts
from nnviz.said import translate

SIDE, SHAPE = 12, 5  # pixels of a picture, and of a shape
PICTURES = 900  # of which two thirds are kept for testing: places that nobody has learned
_GRAIN = 0.15  # standard deviation of what is added to every pixel
FRAME = Frame(SIDE, spans=(SHAPE, SHAPE), pens=(1.0, 1.0), room=(SIDE - SHAPE) / 2, crisp=True)

#: The shapes by name, in the order of their class numbers.
SHAPES: dict[str, tuple[str, ...]] = {
    translate("Data", "dash"): (".....", ".....", "#####", ".....", "....."),
    translate("Data", "bar"): ("..#..", "..#..", "..#..", "..#..", "..#.."),
    translate("Data", "plus"): ("..#..", "..#..", "#####", "..#..", "..#.."),
    translate("Data", "times"): ("#...#", ".#.#.", "..#..", ".#.#.", "#...#"),
    translate("Data", "square"): ("#####", "#...#", "#...#", "#...#", "#####"),
    translate("Data", "triangle"): ("..#..", ".#.#.", ".#.#.", "#...#", "#####"),
}


def thin_shapes(seed: int, test_share: float) -> RawData:
    """``PICTURES`` pictures, 0 paper to 1 ink in hundredths, as many of each shape in either part.

    Drawn by ``seed``: the same one draws the same pictures, whatever is kept for testing.
    """
    generator = np.random.default_rng(seed)
    labels = in_turn(generator, PICTURES, len(SHAPES))
    masks = np.array([[[dot == "#" for dot in row] for row in rows] for rows in SHAPES.values()], np.float64)
    rows, columns = generator.integers(0, SIDE - SHAPE + 1, (2, PICTURES))
    pictures = generator.normal(0, _GRAIN, (PICTURES, SIDE, SIDE))
    for picture, label, row, column in zip(pictures, labels, rows, columns, strict=True):
        picture[row : row + SHAPE, column : column + SHAPE] += masks[label]
    return RawData(
        np.rint(100 * np.clip(pictures, 0, 1)).reshape(PICTURES, -1) / 100,
        labels,
        class_names=tuple(SHAPES),
        feature_names=pixel_names(SIDE, SIDE),
        feature_shape=(SIDE, SIDE),
        tested=two_parts(labels, test_share),
    )
