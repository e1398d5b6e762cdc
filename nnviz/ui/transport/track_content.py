"""What the track shows: the run or the runs, where time is looked at, the film; and where that stands."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QSize

from nnviz.drawing import numbers
from nnviz.drawing.measured import measured
from nnviz.drawing.run_track import RunTrack
from nnviz.drawing.track import FILM, LANES, PLAIN, Bands, axis_of
from nnviz.session.film import Film
from nnviz.session.sentences import told
from nnviz.training.snapshot import Snapshot
from nnviz.ui.theme import Theme
from nnviz.ui.transport.lanes import Lanes
from nnviz.ui.transport.track_layers import CurveGround, Sheet
from nnviz.ui.transport.track_marks import Marks

translate = QCoreApplication.translate


class TrackContent(RunTrack):
    """The run with what the window shows beside it: the lanes of several runs, and the film."""

    def __init__(self) -> None:
        super().__init__()
        self.lanes = Lanes()
        self.nothing = ""  # what is said where no epochs are to come
        self.share: float | None = None  # of the snapshot at the cursor that is recomputed
        self.film: Film | None = None
        self.moment: Snapshot | None = None  # the network shown, where it is that of no epoch's end

    # ---- which epochs
    @property
    def trained(self) -> float:
        """The newest epoch there is, of all runs."""
        return self.lanes.trained if self.comparing else super().trained

    @property
    def travels(self) -> bool:
        """Whether other moments can be looked at."""
        return self.begun and (self.comparing or super().travels)

    @property
    def comparing(self) -> bool:
        """Whether there is a lane for each of several runs."""
        return len(self.lanes.runs) > 1

    @property
    def filming(self) -> bool:
        """Whether there are pictures above the track: on the plane always, else while looking back."""
        film = self.film
        return film is not None and not self.comparing and (film.plane or self.cursor is not None)

    def loss(self, epoch: float) -> float | None:
        """The main metric at an epoch of the one run."""
        return None if self.comparing else super().loss(epoch)

    # ---- where they are
    @property
    def bands(self) -> Bands:
        """What stands above what. The axis of the digits stays where it is when their film comes and goes."""
        if self.comparing:
            return LANES
        if not self.filming or self.film is None:
            return PLAIN
        return FILM if self.film.plane else replace(FILM, side=PLAIN.side)

    def sheet(self, size: QSize, theme: Theme) -> Sheet:
        """Epochs and losses as pixels of a widget of this size."""
        bands, end = self.bands, max(float(self.planned), self.trained)
        axis = axis_of(bands, theme.px, (size.width(), size.height()), end)
        low, high = self.lanes.levels() if self.comparing else self.levels()
        return Sheet(size, theme, bands, replace(axis, low=low, high=high), self.trained, self.nothing)

    def ground(self) -> CurveGround | Lanes:
        """What is painted on the bed."""
        return self.lanes if self.comparing else CurveGround(self.run)

    def key(self, sheet: Sheet, ratio: float) -> tuple[object, ...]:
        """Changes when the picture does: epochs count by their pixel, so a long run is seldom painted."""
        places = [(mark, round(sheet.x(mark.epoch) * ratio)) for mark in self.marks]
        here = round(sheet.x(self.here) * ratio)
        ground = self.lanes.key() if self.comparing else (self.run,)
        moment = None if self.moment is None else id(self.moment.parameters)
        looked = self.cursor is None, self.now, self.share, self.film, moment
        return (sheet.key(), ratio, here, *places, *ground, *looked)

    # ---- in words
    def description(self) -> str:
        """For those who hear it."""
        text = translate("TimelineTrack", "Epoch {epoch} of {planned}; {trained} trained").format(
            epoch=self.here, planned=self.planned, trained=round(self.trained)
        )
        at = translate("TimelineTrack", "{mark}: epoch {n}")
        return ". ".join([text, *(at.format(mark=told(mark.text), n=mark.epoch) for mark in self.marks)])

    def tip(self, x: float, sheet: Sheet) -> str:
        """What is to be told about the place ``x`` px from the left: marks, an epoch, or the future."""
        epoch = sheet.axis.epoch(x)
        if self.run is None or not self.begun or epoch > self.trained + 0.5:
            return translate("TimelineTrack", "Epoch {n}: not trained yet").format(
                n=numbers.count(round(epoch))
            )
        if self.comparing:
            return translate("TimelineTrack", "Epoch {n}").format(n=numbers.count(round(epoch)))
        near = Marks(self.run, sheet).near(x)
        row = self.run.row(near[0].epoch if near else epoch)
        words = translate("TimelineTrack", "Epoch {n}: {numbers}").format(
            n=numbers.count(round(self.run.timeline.epochs[row])),
            numbers=told(measured(self.run.timeline.metrics.row(row))),
        )
        return "\n".join([*(mark.text for mark in near[:3]), words])
