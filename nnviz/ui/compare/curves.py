"""Loss and right answers of all runs, or what else all measure, with one playhead that can be dragged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import get_args

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from nnviz.drawing import ranges
from nnviz.drawing.plots.along import Along, By
from nnviz.drawing.plots.curves import USUAL
from nnviz.drawing.plots.run_scene import EPOCHS, DrawnRun, build_runs_scene
from nnviz.drawing.plots.scene import RunCurves
from nnviz.session.sentences import told
from nnviz.training.comparison import means_alone, what_differs
from nnviz.training.measures import Metric
from nnviz.ui.compare.plot_head import PlotHead
from nnviz.ui.compare.run_plot import RunPlot
from nnviz.ui.compare.runs import Runs, broke_at, broke_to, shared_plots
from nnviz.ui.pace import Pace
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Segmented
from nnviz.ui.widgets.painted import paint_focus
from nnviz.ui.widgets.segmented import Segment

PAUSE_MS = 100  # between two pictures of the curves while epochs rush in
_ZOOM = 0.7
_WORD_MOST = 8  # characters beside a letter at the end of a line


class RunsCurves(QWidget):
    """Plots of what all runs measure, over the same epochs, or as many updates, or seconds of computing.

    Wheel, + and − zoom, double-click and 0 show all, arrows move on.

    ``epoch_requested`` asks to look at an epoch.
    """

    epoch_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._runs: Runs = ()
        self._known: dict[int, RunCurves] = {}
        self._epoch: int | None = None
        self._window: tuple[float, float] | None = None
        self._drawn: tuple[object, ...] = ()
        self._by: By = "epochs"
        self.by = Segmented(
            [
                Segment("epochs", self.tr("Epochs"), tip=self.tr("As often as each has seen its samples")),
                Segment("updates", self.tr("Updates"), tip=self.tr("As often as its weights were changed")),
                Segment("seconds", self.tr("Seconds"), tip=self.tr("Of computing on this computer")),
            ],
            self.tr("What the curves are laid along"),
            small=True,
        )
        self.by.set_current(self._by)
        self.by.chosen.connect(self._on_by)
        self._plots: dict[str, RunPlot] = {}
        self._heads: dict[str, PlotHead] = {}
        self._grid = QGridLayout(self)
        self._grid.setRowStretch(1, 1)
        self._grid.addWidget(self.by, 2, 0, Qt.AlignmentFlag.AlignLeft)
        self._make_plots([*USUAL.plots])
        self._pace = Pace(self._refresh, PAUSE_MS, self)
        self.settle = self._pace.settle
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Loss and right answers of all runs by epoch"))
        self.setToolTip("")

    def _make_plots(self, names: Sequence[str]) -> None:
        """A heading and a plot for each of these names, and for no other.

        Never while the layout sets its parts: it would go on to one that is no longer there.
        """
        for name in [name for name in self._plots if name not in names]:
            for part in (self._plots.pop(name), self._heads.pop(name)):
                self._grid.removeWidget(part)
                part.hide()
                part.deleteLater()
        for name in [name for name in names if name not in self._plots]:
            plot, head = self._plots[name], self._heads[name] = RunPlot(), PlotHead(name)
            plot.epoch_requested.connect(self._on_place)
            plot.zoom_requested.connect(self.zoom)
            plot.fit_requested.connect(self.show_all)
            plot.resized.connect(self._refresh, Qt.ConnectionType.QueuedConnection)  # see _make_plots
            plot.set_theme(self._theme)
            head.set_theme(self._theme)
        for column in range(max(len(names), self._grid.columnCount())):
            self._grid.setColumnStretch(column, 1 if column < len(names) else 0)
        for column, name in enumerate(names):
            self._grid.addWidget(self._heads[name], 0, column)
            self._grid.addWidget(self._plots[name], 1, column)

    # ---- content
    def show_runs(self, runs: Runs) -> None:
        """Show the curves of ``runs``, the playhead where they are (None: at the newest of all)."""
        epoch = runs[0].epoch if runs else self._epoch
        moved = epoch != self._epoch or len(runs) != len(self._runs)
        self._runs, self._epoch = tuple(runs), epoch
        if moved:
            self._pace.do()
        else:
            self._pace.ask()

    @property
    def playhead(self) -> int:
        """The epoch at which the playhead stands."""
        return self._newest() if self._epoch is None else self._epoch

    def _newest(self) -> int:
        return max((run.newest for run in self._runs), default=0)

    @property
    def window_shown(self) -> tuple[float, float]:
        """From where to where on the axis it is shown."""
        return self._window or (0.0, self._end())

    def _end(self) -> float:
        planned = max((run.experiment.epochs for run in self._runs if run.diverged is None), default=0)
        end = ranges.epoch_range(planned or 10, float(self._newest()))
        return max((float(along.place(end)) for along in self._alongs()), default=end)

    def _alongs(self) -> list[Along]:
        """Where the epochs of each run stand on the axis."""
        return [run.along(self._by) or EPOCHS for run in self._runs]

    def _offer(self) -> None:
        """What all runs can be laid along; where that is no more what is shown, epochs are."""
        for by in get_args(By):
            self.by.button(by).setEnabled(all(run.along(by) is not None for run in self._runs))
        if not self.by.button(self._by).isEnabled():
            self.by.set_current("epochs")
            self._by, self._window = "epochs", None

    @Slot(str)
    def _on_by(self, by: By) -> None:
        self._by, self._window = by, None
        self._refresh()

    # ---- showing
    def _refresh(self) -> None:
        self._offer()
        if self._runs:
            self._show_heads(shared_plots(self._runs))
        lengths = tuple(
            (id(run.timeline), len(run.timeline.epochs), run.colour, run.derived) for run in self._runs
        )
        sizes = tuple((plot.columns, plot.rows) for plot in self._plots.values())
        key = (lengths, self._by, self.window_shown, self.playhead, sizes, self._theme, self._words())
        if key == self._drawn:
            return
        self._drawn = key
        sources = self._sources()
        line = self._theme.type_px("caption") * 1.6
        for quantity, plot in self._plots.items():
            scene = build_runs_scene(
                quantity,
                sources,
                self.window_shown,
                float(self.playhead),
                columns=plot.columns,
                height=plot.rows / line,
            )
            plot.set_left(plot.left_for(scene.y_ticks))
            plot.show_scene(scene, float(self.playhead) if self._by == "epochs" else None)
        self.setAccessibleDescription(self.tr("Playhead at epoch {epoch}").format(epoch=self.playhead))

    def _show_heads(self, shared: dict[str, tuple[Metric, ...]]) -> None:
        if [*shared] != [*self._plots]:
            self._make_plots([*shared])
            name = self.tr("Loss and right answers of all runs by epoch")
            if shared.keys() != USUAL.plots.keys():
                titles = ", ".join(told(main[0].short) for main in shared.values())
                name = self.tr("{measured} of all runs by epoch").format(measured=titles)
            self.setAccessibleName(name)
        for plot, head in self._heads.items():
            head.show_runs(self._runs, shared[plot])

    def _sources(self) -> list[DrawnRun]:
        known = {id(run.timeline): run.timeline for run in self._runs}
        self._known = {key: self._known.get(key) or RunCurves(timeline) for key, timeline in known.items()}
        return [
            DrawnRun(
                letter=run.letter,
                colour=run.colour,
                word=word,
                curves=self._known[id(run.timeline)],
                broke=broke_at(run),
                broke_to=broke_to(run),
                now=run.now,
                along=along,
            )
            for run, word, along in zip(self._runs, self._words(), self._alongs(), strict=True)
        ]

    def _words(self) -> tuple[str, ...]:
        """What stands beside each letter: the value of the first thing that differs, if it is short and says
        by itself what it is; a rate is what runs usually differ in."""
        differences = what_differs([run.experiment for run in self._runs])
        first = tuple(map(told, differences[0].values)) if differences else ("",) * len(self._runs)
        plain = bool(differences) and (
            differences[0].field == "learning_rate" or means_alone(differences[0].field, differences[0].word)
        )
        return first if plain and all(len(word) <= _WORD_MOST for word in first) else ("",) * len(self._runs)

    # ---- the person
    @Slot(float)
    def _on_place(self, place: float) -> None:
        """Of several runs that are elsewhere at one epoch, that of the first counts."""
        low, high = self.window_shown
        alongs = self._alongs()
        self._on_epoch((alongs[0] if alongs else EPOCHS).epoch(min(max(place, low), high)))

    def _on_epoch(self, epoch: float) -> None:
        wanted = int(min(max(round(min(epoch, self._newest())), 0), self._newest()))
        if wanted != self.playhead:
            self.epoch_requested.emit(wanted)

    @Slot(float, float)
    def zoom(self, factor: float, centre: float) -> None:
        """Show ``factor`` times as much of the axis; ``centre`` stays where it is."""
        window = ranges.zoomed(self.window_shown, factor, centre, self._end())
        whole = window[1] - window[0] >= self._end() * (1 - 1e-9)
        self._window = None if whole else window
        self._refresh()

    @Slot()
    def show_all(self) -> None:
        """Show every epoch again."""
        self._window = None
        self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self.playhead
        epochs = {
            Qt.Key.Key_Left: here - 1,
            Qt.Key.Key_Right: here + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: math.inf,
        }
        zooms = {Qt.Key.Key_Plus: _ZOOM, Qt.Key.Key_Equal: _ZOOM, Qt.Key.Key_Minus: 1 / _ZOOM}
        key = Qt.Key(event.key())
        if key in epochs:
            self._on_epoch(epochs[key])
        elif key in zooms:
            self.zoom(zooms[key], float((self._alongs() or [EPOCHS])[0].place(here)))
        elif key == Qt.Key.Key_0:
            self.show_all()
        else:
            event.ignore()

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._grid.setContentsMargins(theme.px(12), theme.px(12), theme.px(2), theme.px(8))
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(4))
        self.by.set_theme(theme)
        for quantity, plot in self._plots.items():
            self._heads[quantity].set_theme(theme)
            plot.set_theme(theme)
        self._refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("stage"))
        paint_focus(painter, self, self._theme, QRectF(self.rect()).adjusted(3, 3, -3, -3), 4)
        painter.end()
