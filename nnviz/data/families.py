"""The families of data sets: what a sample is, how it is called, and how a person makes one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Family:
    """One line of the table.

    ``sample`` and ``samples`` are its words for one of them and for several. ``ink``: what a pen draws, and
    what a picture shows, can be a sample. ``placed``: a sample is a point of the plane. Of any other family a
    sample is a row of named numbers, chosen from those that there are.
    """

    name: str
    label: str
    purpose: str
    sample: str
    samples: str
    ink: bool = False
    placed: bool = False


FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family(
            "plane", "Plane", "Points of a plane, drawn by chance or by hand.", "point", "points", placed=True
        ),
        Family("digits", "Digits", "Pictures of 8x8 pixels, each of a digit.", "image", "images", ink=True),
        Family("table", "Table", "Rows of named numbers.", "row", "rows"),
    )
}
