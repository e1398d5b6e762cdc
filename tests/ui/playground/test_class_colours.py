"""Classes can be told apart, by everybody, in every theme."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from nnviz.drawing.plane.words import class_colour_name
from nnviz.ui.theme import THEMES, Theme

Array = NDArray[np.float64]

# Linear sRGB as seen with protanopia, deuteranopia and tritanopia (Machado, Oliveira and Fernandes 2009).
SIGHT = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
}
TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def linear(color: QColor) -> Array:
    parts = np.array(color.getRgbF()[:3])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def oklab(color: QColor, sight: str = "normal") -> Array:
    seen = np.clip(SIGHT[sight] @ linear(color), 0, 1)
    return TO_OKLAB @ np.cbrt(TO_LMS @ seen)


def contrast(a: QColor, b: QColor) -> float:
    weights = np.array([0.2126, 0.7152, 0.0722])
    light, dark = sorted((float(weights @ linear(c)) for c in (a, b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_every_class_stands_out_from_what_it_lies_on(name: str) -> None:
    theme = Theme(name)
    for index in range(6):
        for ground in ("stage", "panel", "raised"):
            assert contrast(theme.class_colour(index, 6), theme.surface(ground)) >= 3


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("name", THEMES)
def test_any_two_classes_can_be_told_apart_by_everybody(name: str, sight: str) -> None:
    colours = [oklab(Theme(name).class_colour(index, 6), sight) for index in range(6)]
    least = min(float(np.linalg.norm(a - b)) for a, b in combinations(colours, 2))
    assert least >= (0.14 if sight == "normal" else 0.10)


@pytest.mark.parametrize("name", THEMES)
def test_no_class_looks_like_the_accent_or_the_gradient(name: str) -> None:
    theme = Theme(name)
    for index in range(6):
        for other in (theme.accent(), theme.gradient):
            assert np.linalg.norm(oklab(theme.class_colour(index, 6)) - oklab(other)) >= 0.09


@pytest.mark.parametrize("name", THEMES)
def test_the_first_two_are_the_ramps_and_stay_when_there_are_more(name: str) -> None:
    theme = Theme(name)
    cool, warm = theme.class_colour(0, 2), theme.class_colour(1, 2)
    assert cool.blue() > cool.red()
    assert warm.red() > warm.blue()
    assert [theme.class_colour(index, 5) for index in (0, 1)] == [cool, warm]


def test_there_are_six_names_and_no_seventh_class() -> None:
    assert len({class_colour_name(index) for index in range(6)}) == 6
    for index, count in ((2, 2), (-1, 2), (6, 7)):
        with pytest.raises(IndexError):
            Theme().class_colour(index, count)
