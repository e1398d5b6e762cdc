"""The honest answer to the present sample: calibrated, and allowed to be none."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nnviz.data.hands.drawings import MyDigit
from nnviz.data.ink import Doubt, InkPicture, prepare
from nnviz.training.calibrated import held_out
from nnviz.training.calibration import Reliability, logits, probabilities, reliability
from nnviz.training.reader import Reader
from nnviz.training.reading import (
    SURE,
    Reading,
    Verdict,
    doubted,
    drawn_pictures,
    judged,
    read_digit,
    read_pictures,
)
from nnviz.training.samples import Sample

BINS = 10


def reading_of(sample: Sample, reader: Reader, *, careful: bool = True) -> Reading | None:
    """What the Reader makes of a sample; None for one that is no picture of 8 x 8.

    ``careful``: a drawing is also read turned a little either way, which takes four milliseconds the first
    time. A drawing that was not prepared in the usual way is read as it was. What comes from the data set is
    a digit.
    """
    seen = sample.seen
    if seen is None or np.size(seen) != reader.dataset.input_size:
        return None
    if careful and (pictures := _turned(sample)):
        return doubted(read_pictures(pictures, reader), sample.doubt)
    counts = np.asarray(seen, dtype=np.float32)
    reading = judged(_plain_picture(counts, sample.doubt), counts[np.newaxis], reader)
    if sample.from_person or reading.verdict != "no digit":
        return reading
    verdict: Verdict = "sure" if reading.confidence >= SURE else "not sure"
    return replace(reading, label=reading.best, verdict=verdict)


@lru_cache(maxsize=4)
def _turned(sample: Sample) -> tuple[InkPicture, ...]:
    """The sample as it is and turned; empty for one that is no drawing prepared in the usual way."""
    if not sample.strokes or not np.array_equal(prepare(sample.strokes).seen, np.asarray(sample.seen)):
        return ()
    return drawn_pictures(sample.strokes)


def reading_of_mine(digit: MyDigit, reader: Reader) -> Reading:
    """What the Reader makes of one of My digits."""
    if digit.counts is None:
        return read_digit(digit.strokes, reader=reader)
    counts = digit.counts.astype(np.float32)
    return judged(_plain_picture(counts, ""), counts[np.newaxis], reader)


def _plain_picture(counts: NDArray[np.float32], doubt: Doubt) -> InkPicture:
    """A picture of which no more is known than its counts (64,)."""
    field = np.zeros((32, 32), np.float32)
    return InkPicture(None, 0.0, 0.0, field, counts, empty=not counts.any(), doubt=doubt)


def reliabilities(reader: Reader) -> tuple[Reliability, Reliability]:
    """Confidence against truth on held-out digits, raw and calibrated."""
    held = held_out(reader.dataset)
    z = logits(reader.network, held.inputs)
    tables = []
    for temperature in (1.0, reader.temperature):
        shares = probabilities(z, temperature)
        tables.append(reliability(shares.max(axis=1), shares.argmax(axis=1) == held.labels, BINS))
    return tables[0], tables[1]
