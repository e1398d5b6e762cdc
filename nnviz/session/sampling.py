"""The room of the Session that knows what is sent through the network."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nnviz.data import Dataset
from nnviz.session import messages
from nnviz.session.samples import fitted, point_sample, refitted
from nnviz.session.values import Sample
from nnviz.training.snapshot import Snapshot

if TYPE_CHECKING:
    from nnviz.session.session import Session


class Sampling:
    """The present sample; ``dataset`` is the one that it fits."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.sample: Sample | None = None
        self.dataset: Dataset | None = None
        self._before_point: Sample | None = None

    def set_sample(self, sample: Sample | None) -> None:
        """Send another sample through the network that is shown; None for none."""
        session, self.sample = self._session, sample
        session.reader.set_sample(sample)
        session.sample_changed.emit(sample)
        run = session.run
        if run.snapshot is not None:
            run.snapshot = self.probed(run.snapshot)
            session.looking.probe_again()
            session.tell_snapshot()
        session.tell_reader()

    def set_label(self, label: int | None) -> None:
        """Say what the sample should be read as."""
        if self.sample is not None and label != self.sample.label:
            self.set_sample(replace(self.sample, label=label))
            if label is not None and self.sample.from_person:
                self._session.reader.expect_lesson()

    def set_point(self, point: tuple[float, float] | None) -> None:
        """Send the point (x1, x2) of the plane through the network; None for what was sent before."""
        dataset, shown = self.dataset, self.sample
        at_point = shown is not None and shown.source == "point"
        if point is None:
            if at_point:
                self.set_sample(self._before_point)
            return
        if dataset is None or not dataset.planar:
            return
        if not at_point:
            self._before_point = shown
        self.set_sample(point_sample(point, dataset))

    def probed(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot with the present sample sent through it."""
        sample = None if self.sample is None else fitted(self.sample, self._session.run.dataset)
        if sample is None or len(sample.features) != len(snapshot.layers[0].weights):
            return replace(snapshot, probe=None)
        return snapshot.probed(sample.features, sample.label)

    def take_dataset(self, dataset: Dataset) -> None:
        """The current run learns from another data set; the sample is looked for in it."""
        session, old = self._session, self.dataset
        if dataset is old:
            return
        if self.sample is not None and old is not None:
            self.sample = refitted(self.sample, old, dataset)
        self._before_point = None
        self.dataset = dataset
        if session.run.snapshot is not None and not session.run.begun:
            session.run.snapshot = None  # of a network for the old data; the new one's comes with these
        session.reader.open(dataset)
        session.dataset_changed.emit(dataset)
        session.sample_changed.emit(self.sample)
        if session.reading:
            session.tell_reading()
            epochs = session.shown.epoch if session.shown else 0
            session.message_raised.emit(messages.reader(epochs))

    def teach(self, sample: Sample) -> None:
        """A drawing, or a digit of a picture, joins My digits. Raises ``ValueError`` with one sentence."""
        if sample.label is None:
            raise ValueError("First say what the drawing is meant to be.")
        digits = self._session.my_digits
        if sample.source == "picture" and sample.seen is not None:
            taught = digits.add_counts(sample.seen, sample.label)
        else:
            taught = digits.add(sample.strokes or (), sample.label)
        self._session.changing.remember_lesson(taught)
        self._session.message_raised.emit(messages.taught(sample.label))
