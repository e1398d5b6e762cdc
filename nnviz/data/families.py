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

    ``one`` names a sample by its number in a part, such as "test image {n}", and ``many`` a part with all its
    samples. Without a sample shown there is the ``invitation`` to take one, and what ``follows``.
    ``ink``: what a pen draws, and what a picture shows, can be a sample. ``placed``: a sample is a point of
    the plane. Of any other family a sample is a row of named numbers, chosen from those that there are.
    """

    name: str
    label: str
    purpose: str
    sample: str
    samples: str
    one: Mapping[Part, Sentence]
    many: Mapping[Part, Sentence]
    invitation: Sentence
    follows: Sentence
    ink: bool = False
    placed: bool = False


FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family(
            "plane",
            "Plane",
            "Points of a plane, drawn by chance or by hand.",
            "point",
            "points",
            {"test": translate("Data", "test point {n}"), "train": translate("Data", "training point {n}")},
            {"test": translate("Data", "Test points"), "train": translate("Data", "Training points")},
            translate("Data", "Point at the map"),
            translate("Data", "the answer follows the pointer"),
            placed=True,
        ),
        Family(
            "digits",
            "Digits",
            "Pictures of 8x8 pixels, each of a digit.",
            "image",
            "images",
            {"test": translate("Data", "test image {n}"), "train": translate("Data", "training image {n}")},
            {"test": translate("Data", "Test images"), "train": translate("Data", "Training images")},
            translate("Data", "Draw a digit"),
            translate("Data", "the answer follows your pen"),
            ink=True,
        ),
        Family(
            "table",
            "Table",
            "Rows of named numbers.",
            "row",
            "rows",
            {"test": translate("Data", "test row {n}"), "train": translate("Data", "training row {n}")},
            {"test": translate("Data", "Test rows"), "train": translate("Data", "Training rows")},
            translate("Data", "Choose a row"),
            translate("Data", "the answer stands here"),
        ),
    )
}
