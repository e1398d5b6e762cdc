"""The honest answer to the present sample: calibrated, and allowed to be none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.data.hands.drawings import MyDigit
from nnviz.data.ink import Doubt, InkPicture, prepare
from nnviz.session.values import Sample
from nnviz.training.calibrated import calibrated, held_out
from nnviz.training.calibration import Reliability, logits, probabilities, reliability
from nnviz.training.reader import Reader
from nnviz.training.reading import SURE, Reading, Verdict, doubted, judged, read_digit
from nnviz.training.snapshot import Snapshot

BINS = 10


class Judge:
    """Keeps what was fitted for a network until another one is asked for."""

    def __init__(self) -> None:
        self._fitted: tuple[Snapshot, Reader] | None = None

    def knows(self, snapshot: Snapshot) -> bool:
        """Whether this network's temperature has been fitted."""
        return self._fitted is not None and self._fitted[0].parameters is snapshot.parameters

    def fit(self, snapshot: Snapshot, dataset: Dataset, reader: Reader) -> Reader:
        """The network of the snapshot in the place of the Reader's, fitted unless it was the last one."""
        if self._fitted is None or not self.knows(snapshot):
            self._fitted = (snapshot, calibrated(snapshot, dataset, reader))
        return self._fitted[1]


def reading_of(sample: Sample, reader: Reader, *, careful: bool = True) -> Reading | None:
    """What the Reader makes of a sample; None for one that is no picture of 8 x 8.

    ``careful``: a drawing is also read turned a little either way, which takes four milliseconds. A drawing
    that was not prepared in the usual way is read as it was. What comes from the data set is a digit.
    """
    seen = sample.seen
    if seen is None or np.size(seen) != reader.dataset.input_size:
        return None
    if careful and sample.strokes and np.array_equal(prepare(sample.strokes).seen, seen):
        return doubted(read_digit(sample.strokes, reader=reader), sample.doubt)
    counts = np.asarray(seen, dtype=np.float32)
    reading = judged(_plain_picture(counts, sample.doubt), counts[np.newaxis], reader)
    if sample.from_person or reading.verdict != "no digit":
        return reading
    verdict: Verdict = "sure" if reading.confidence >= SURE else "not sure"
    return replace(reading, label=reading.best, verdict=verdict)


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
