"""Moments and samples as a lesson names them: “epoch 5”, “update 3”, “last”; “row 0”, “digit 31”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from nnviz.data import Dataset
from nnviz.said import Sentence, translate

Unit = Literal["epoch", "update", "last"]
#: How a sample is named: by its number in a part, or by where it stood in the data as they were published.
Where = Literal["train", "test", "whole"]

#: The words for the samples, and what their number counts.
SAMPLE_WORDS: Final[dict[str, Where]] = {
    "train": "train",
    "test": "test",
    "sample": "whole",
    "row": "whole",
    "digit": "whole",
}
#: The largest number that a moment or a sample can have.
MOST: Final = 10_000_000

_MOMENT = re.compile(r"(?:(?P<unit>epoch|update)\s+)?(?P<number>\d{1,18})|(?P<last>last)", re.ASCII)
_SAMPLE = re.compile(r"(?P<word>[a-z]+)\s+(?P<number>\d{1,18})", re.ASCII)


@dataclass(frozen=True)
class Moment:
    """After so many epochs, or so many updates, of a run; or the last one of it."""

    unit: Unit = "last"
    number: int = 0

    def __str__(self) -> str:
        return "last" if self.unit == "last" else f"{self.unit} {self.number}"


START: Final = Moment("epoch", 0)
LAST: Final = Moment()


@dataclass(frozen=True)
class SampleAt:
    """The sample ``number`` ``where``, counted from 0; ``word`` is how it was named."""

    where: Where
    number: int
    word: str = "sample"

    def __str__(self) -> str:
        return f"{self.word} {self.number}"

    def place(self, dataset: Dataset) -> tuple[Literal["train", "test"], int]:
        """The part of the data that it is in, and its number there; of what is in both the training part.

        Raises ``ValueError`` with one sentence where there is none of that number.
        """
        parts: tuple[Literal["train", "test"], ...] = ("train", "test")
        for part in parts:
            indices = dataset.train_indices if part == "train" else dataset.test_indices
            if self.where == part and self.number < len(indices):
                return part, self.number
            if self.where == "whole" and len(found := np.flatnonzero(indices == self.number)):
                return part, int(found[0])
        raise ValueError(translate("Lessons", "The data have no “{sample}”.").format(sample=str(self)))


def read_moment(text: str) -> Moment:
    """“epoch 5”, “update 3” or “last”; a number alone is an epoch.

    Raises ``ValueError`` with one sentence for anything else.
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None or (found["number"] is not None and int(found["number"]) > MOST):
        raise ValueError(no_moment(text))
    if found["last"]:
        return LAST
    return Moment("update" if found["unit"] == "update" else "epoch", int(found["number"]))


def no_moment(text: str) -> Sentence:
    """The sentence for what names no moment."""
    return translate(
        "Lessons", "“{text}” is no moment of a run: write “epoch 5”, “update 3” or “last”."
    ).format(text=text.strip()[:40])


def read_sample(text: str) -> SampleAt:
    """“row 0”, “sample 31”, “digit 31”, “train 3”, “test 3”. Raises ``ValueError`` with one sentence."""
    found = _SAMPLE.fullmatch(text.strip())
    if found is None or found["word"] not in SAMPLE_WORDS or int(found["number"]) > MOST:
        raise ValueError(
            translate(
                "Lessons", "“{text}” names no sample: write “row 0”, “digit 31”, “train 3” or “test 3”."
            ).format(text=text.strip()[:40])
        )
    return SampleAt(SAMPLE_WORDS[found["word"]], int(found["number"]), found["word"])
