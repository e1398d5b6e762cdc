"""What the plots show: which run, which earlier runs, which epochs, on which scale. No Qt."""

from __future__ import annotations

import math
from collections.abc import Mapping

from nnviz.drawing import numbers, ranges
from nnviz.drawing.measured import number
from nnviz.drawing.plots.scene import RunCurves, Scene, build_scene, full_window
from nnviz.said import Sentence, joined, translate
from nnviz.training.measures import Kinds, Metric, Metrics, Unit
from nnviz.training.outputs import MEASURED
from nnviz.training.timeline import Timeline

#: What is measured where nothing has been yet.
USUAL = MEASURED["classification"]


class CurvesModel:
    """The state of CurvesView. ``planned`` is the length of the run in epochs, ``log`` the loss's scale.

    ``now`` is where on the axis the network shown stands, and what is measured of it, where that is no point
    of the curves: between two epochs, or changed by hand. ``epoch`` is that of the network shown.
    """

    def __init__(self) -> None:
        self.planned = 60
        self.log = False
        self.run: RunCurves | None = None
        self.ghosts: tuple[RunCurves, ...] = ()
        self.letters: tuple[str, ...] = ()  # of the run and of each ghost, where they are named
        self.together = False  # the ghosts are seen as far as the run shown has got
        self.now: tuple[float, Metrics | None] | None = None  # None: not measured yet
        self.epoch = 0
        self._hovered: int | None = None
        self._window: tuple[float, float] | None = None  # None: all epochs

    # ---- runs
    def set_timeline(self, timeline: Timeline | None) -> bool:
        """Take the curves from ``timeline``; returns whether it is another one than before."""
        if (self.run.timeline if self.run is not None else None) is timeline:
            return False
        self.run, self._hovered = None if timeline is None else RunCurves(timeline), None
        return True

    def set_ghosts(self, ghosts: tuple[Timeline, ...]) -> None:
        """Earlier runs; what is known of those that stay is kept."""
        known = {id(run.timeline): run for run in self.ghosts}
        self.ghosts = tuple(known.get(id(timeline)) or RunCurves(timeline) for timeline in ghosts)

    @property
    def kinds(self) -> Kinds:
        """What is measured."""
        return (Kinds() if self.run is None else self.run.timeline.metrics.kinds) or USUAL

    @property
    def length(self) -> int:
        """How many evaluated epochs the run has."""
        return len(self.run.timeline.epochs) if self.run is not None else 0

    # ---- which epochs
    @property
    def end(self) -> float:
        """The last epoch of the whole axis."""
        return self._full_window[1]

    @property
    def window(self) -> tuple[float, float]:
        """First and last epoch shown."""
        return self._window or self._full_window

    @property
    def _full_window(self) -> tuple[float, float]:
        return full_window(self.run, self.planned, 0.0 if self.now is None else self.now[0])

    @property
    def zoomed(self) -> bool:
        return self._window is not None

    def zoom(self, factor: float, centre: float) -> None:
        """Show ``factor`` times as many epochs; ``centre`` stays where it is."""
        self._show(ranges.zoomed(self.window, factor, centre, self.end))

    def pan(self, epochs: float) -> None:
        """Move what is shown by ``epochs``."""
        self._show(ranges.moved(self.window, epochs, self.end))

    def show_all(self) -> None:
        """Show every epoch again."""
        self._window = None

    def _show(self, window: tuple[float, float]) -> None:
        whole = window[1] - window[0] >= self.end * (1 - 1e-9)
        self._window = None if whole else window

    # ---- what is to be drawn and told
    def key(self) -> tuple[object, ...]:
        """Changes whenever a scene does."""
        ghosts = tuple((ghost, len(ghost.timeline.epochs)) for ghost in self.ghosts)
        upto = self.epoch if self.together else None
        return (self.run, self.length, ghosts, self.letters, upto, self.now, self.window, self.log)

    def scene(self, plot: str, columns: int, rows: float, texts: int) -> Scene:
        """A plot by its name, ``columns`` px wide, ``rows`` lines of text high, at most ``texts`` epochs."""
        return build_scene(
            self.kinds.plots[plot],
            self.run,
            self.ghosts,
            None if self.now is None or self.now[1] is None else (self.now[0], self.now[1]),
            self.window,
            zoomed=self.zoomed,
            log=self.log and plot == "loss",
            columns=columns,
            height=rows,
            texts=texts,
            letters=self.letters,
            ghosts_until=float(self.epoch) if self.together else math.inf,
        )

    def row(self, epoch: float) -> int:
        """Index of the evaluated epoch nearest to ``epoch``; -1 before there is one."""
        return self.run.row(epoch) if self.run is not None else -1

    def epoch_of(self, row: int) -> float:
        """The evaluated epoch with that index."""
        return float(self.run.timeline.epochs[row]) if self.run is not None else 0.0

    def values(self, plot: str, row: int) -> tuple[str, ...]:
        """What is drawn in a plot at an index, as text; empty for index -1."""
        kinds = self.kinds.plots[plot]
        if self.run is None or row < 0:
            return ("",) * len(kinds)
        return tuple(_text(kind, float(self.run.values(kind.name)[row])) for kind in kinds)

    def values_now(self, plot: str) -> tuple[str, ...]:
        """The same of ``now``: "…" while that is not measured."""
        kinds, metrics = self.kinds.plots[plot], None if self.now is None else self.now[1]
        return tuple("…" if metrics is None else _text(kind, metrics.get(kind.name)) for kind in kinds)

    # ---- where somebody looks
    @property
    def hovered(self) -> int | None:
        """Index of the evaluated epoch that is pointed at."""
        return self._hovered if self._hovered is not None and self._hovered < self.length else None

    def hover(self, epoch: float) -> bool:
        """Point at an epoch (NaN: at none); returns whether that is another one than before."""
        before, row = self.hovered, -1 if math.isnan(epoch) else self.row(epoch)
        self._hovered = row if row >= 0 else None
        return self.hovered != before

    @property
    def told_row(self) -> int:
        """Index of the evaluated epoch whose numbers are told; -1 before there is one."""
        return self.row(self.epoch) if self.hovered is None else self.hovered

    @property
    def _at_now(self) -> bool:
        """Whether the numbers are those of a network that is no point of the curves."""
        return self.hovered is None and self.now is not None

    @property
    def here(self) -> float:
        """Where the playhead stands."""
        return float(self.epoch) if self.now is None else self.now[0]

    def told(self) -> dict[str, tuple[str, ...]]:
        """What is drawn in each plot, of the network shown or of the epoch pointed at, as text."""
        if self._at_now:
            return {plot: self.values_now(plot) for plot in self.kinds.plots}
        row = self.told_row
        return {plot: self.values(plot, row) for plot in self.kinds.plots}

    @property
    def usual(self) -> Unit | None:
        """The unit of what is measured beside the loss, both in training and test; None if it is not so."""
        plots = self.kinds.plots
        parts = [tuple(kind.part for kind in kinds) for kinds in plots.values()]
        usual = [*plots] == [*USUAL.plots] and parts == 2 * [("train", "test")]
        return plots["accuracy"][0].unit if usual else None

    def sentence(self, texts: Mapping[str, tuple[str, ...]]) -> Sentence:
        """The ``texts`` that are told, as a sentence."""
        row = self.told_row
        if row < 0:
            return translate("Curves", "No epoch yet")
        epoch = self.epoch if self._at_now else round(self.epoch_of(row))
        told = [
            pair for name, kinds in self.kinds.plots.items() for pair in zip(kinds, texts[name], strict=True)
        ]
        if self.usual is None:
            return self._template().format(
                n=str(epoch), numbers=joined((number(*pair) for pair in told), ", ")
            )
        a, b, c, d = (value for _, value in told)
        return self._template().format(n=str(epoch), a=a, b=b, c=c, d=d)

    def _template(self) -> Sentence:
        if self.usual is None:
            now = translate("Curves", "Now, after epoch {n}: {numbers}")
            return now if self._at_now else translate("Curves", "Epoch {n}: {numbers}")
        of_values = self.usual == "r2"
        if self._at_now and of_values:
            return translate(
                "Curves",
                "Now, after epoch {n}: loss in training {a}, in test {b}; R² in training {c}, in test {d}",
            )
        if self._at_now:
            return translate(
                "Curves",
                "Now, after epoch {n}: loss in training {a}, in test {b}; right in training {c}, in test {d}",
            )
        if of_values:
            return translate(
                "Curves", "Epoch {n}: loss in training {a}, in test {b}; R² in training {c}, in test {d}"
            )
        return translate(
            "Curves", "Epoch {n}: loss in training {a}, in test {b}; right in training {c}, in test {d}"
        )


def _text(kind: Metric, value: float) -> str:
    return "–" if math.isnan(value) else numbers.measured(value, kind.unit)  # not measured
