"""The families of data sets: what a sample is, how it is called, and how a person makes one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from nnviz.said import Sentence, translate

Part = Literal["test", "train"]


@dataclass(frozen=True)
class Family:
    """One line of the table.

    ``one`` names a sample by its number in a part, such as "test image {n}". Without a sample shown there is
    the ``invitation`` to take one, and what ``follows``. ``to_see`` a number it takes a sample, ``to_label``
    one for a gradient, and where there is none these say how to come by it.
    ``ink``: what a pen draws, and what a picture shows, can be a sample. ``placed``: a sample is a point of
    the plane. ``steps``: a sample is a sequence, (features, steps). ``named``: a sample is a row of named
    numbers, chosen from those that there are, or typed.
    """

    name: str
    label: str
    purpose: str
    one: Mapping[Part, Sentence]
    invitation: Sentence
    follows: Sentence
    to_see: Sentence
    to_label: Sentence
    ink: bool = False
    placed: bool = False
    steps: bool = False
    named: bool = False


FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family(
            "plane",
            translate("Data", "Plane"),
            translate("Data", "Points of a plane, drawn by chance or by hand."),
            {"test": translate("Data", "test point {n}"), "train": translate("Data", "training point {n}")},
            translate("Data", "Point at the map"),
            translate("Data", "the answer follows the pointer"),
            translate("Data", "point at the map to see it"),
            translate("Data", "choose a sample on the map to see it"),
            placed=True,
        ),
        Family(
            "digits",
            translate("Data", "Digits"),
            translate("Data", "Pictures of 8×8 pixels, each of a digit."),
            {"test": translate("Data", "test image {n}"), "train": translate("Data", "training image {n}")},
            translate("Data", "Draw a digit"),
            translate("Data", "the answer follows your pen"),
            translate("Data", "draw a digit to see it"),
            translate("Data", "say what you meant to see it"),
            ink=True,
        ),
        Family(
            "images",
            translate("Data", "Images"),
            translate("Data", "Pictures of any size, each of one thing."),
            {"test": translate("Data", "test image {n}"), "train": translate("Data", "training image {n}")},
            translate("Data", "Draw a picture"),
            translate("Data", "the answer follows your pen"),
            translate("Data", "draw a picture to see it"),
            translate("Data", "say what you meant to see it"),
        ),
        Family(
            "sequences",
            translate("Data", "Sequences"),
            translate("Data", "Symbols or values, read one after the other."),
            {
                "test": translate("Data", "test sequence {n}"),
                "train": translate("Data", "training sequence {n}"),
            },
            translate("Data", "Choose a sequence"),
            translate("Data", "the answer stands here"),
            translate("Data", "choose a sequence to see it"),
            translate("Data", "choose a sequence to see it"),
            steps=True,
        ),
        Family(
            "table",
            translate("Data", "Table"),
            translate("Data", "Rows of named numbers."),
            {"test": translate("Data", "test row {n}"), "train": translate("Data", "training row {n}")},
            translate("Data", "Choose a row"),
            translate("Data", "the answer stands here"),
            translate("Data", "choose a row to see it"),
            translate("Data", "choose a row to see it"),
            named=True,
        ),
    )
}
