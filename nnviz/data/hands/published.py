"""The handwriting of others that can be got from OpenML."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.said import translate


@dataclass(frozen=True)
class Published:
    """A set on OpenML: its number there, a side of its pictures, and about how many bytes come."""

    label: str
    purpose: str
    number: int
    side: int
    largest: int
    size: int


PUBLISHED = {
    "optdigits": Published(
        "optdigits",
        translate("Data", "3,823 digits of 30 writers, who are not scikit-learn's 13."),
        28,
        8,
        16,
        250_000,
    ),
    "mnist": Published(
        translate("Data", "MNIST"),
        translate("Data", "70,000 digits of some 500 writers."),
        554,
        28,
        255,
        15_000_000,
    ),
}
