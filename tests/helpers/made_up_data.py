"""A made-up data set and its family, each of which tests put in its table by one line."""

from __future__ import annotations

import numpy as np

from nnviz.data import Family, RawData, Source
from nnviz.said import Sentence


def said(text: str) -> Sentence:
    return Sentence("Data", text)


SEA = Family(
    "sea",
    "Sea",
    "What the sea does.",
    "hour",
    "hours",
    {"test": said("test hour {n}"), "train": said("training hour {n}")},
    {"test": said("Test hours"), "train": said("Training hours")},
    said("Choose an hour"),
    said("the answer stands here"),
)


def tides() -> RawData:
    """(48, 2) hour and moon, and whether the water is high."""
    hours = np.arange(48.0)
    features = np.column_stack([hours, np.cos(hours / 12)])
    return RawData(
        features, (np.sin(hours / 6) > 0).astype(int), ("low", "high"), ("hour", "moon"), family="sea"
    )


TIDES = Source("tides", "Tides", "Water by the hour.", "standard", "sea", load=tides)
