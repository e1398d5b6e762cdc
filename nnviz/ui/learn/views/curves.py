"""Loss and right answers over the epochs on a lesson's stage; a curve that is asked for is drawn here."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.lessons.sketch import Sketch, SketchPicture, SketchScene, top_for
from nnviz.session.lesson_runner import StepShown
from nnviz.session.sentences import capital
from nnviz.session.shown import Shown
from nnviz.training.timeline import Timeline
from nnviz.ui.learn.views.stacked import Stacked
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.paper_view import PaperView
from nnviz.ui.plots.curves_view import CurvesView

#: Kinds of steps in which a curve of the step before stays, beside the real one.
_STAYS = ("state", "why")
_AWAY = 1000.0  # times the first loss
#: As a truth asks for a curve: what is measured, from which epoch to which.
_CURVE = re.compile(r"\s*curve\(\s*(?:[A-Z]\.)?(\w+)\s*,\s*epoch\s+(\d+)\s*,\s*epoch\s+(\d+)\s*\)")


class LessonCurves(QObject):
    """The plots of the run, or the sheet for a curve that is asked for; see ``LessonView``."""

    answer_offered = Signal(object)

    def __init__(self, parts: ViewParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._by_hand, self._runs = parts.by_hand, parts.runs
        self._plots = CurvesView()
        self._sheet = _Sheet(self.tr("A curve to draw"), self._draw)
        self._sheet.stroked.connect(self._on_stroked)
        self._sheet.keyed.connect(self._on_keyed)
        self._sheet.given.connect(self._on_given)
        self._widget = Stacked("panel")
        self._widget.addWidget(self._plots)
        self._widget.addWidget(self._sheet)
        self._told: StepShown | None = None
        self._shown: Shown | None = None
        self._sketch: Sketch | None = None
        self._log = False  # because a run broke away
        self._name, self._start = "", None  # type: str, float | None
        QTimer.singleShot(0, self._plots, self._plots.finish_start)

    @property
    def widget(self) -> QWidget:
        return self._widget

    # ---- what is shown
    def show_step(self, told: StepShown) -> None:
        another = self._told is None or told.step is not self._told.step
        self._told = told
        self._show_others()
        asked = _asked(told)
        self._widget.setCurrentIndex(0 if asked is None else 1)
        if asked is None:
            self._sketch = None
        elif another or self._sketch is None:
            self._begin(asked)
        if asked is not None and told.given is not None and not self._sketch_begun:
            self._take(told)
        self._sheet.redraw()

    @property
    def _sketch_begun(self) -> bool:
        return self._sketch is not None and self._sketch.begun

    def _begin(self, asked: tuple[str, int, int]) -> None:
        """An empty sheet, as high as what is known of the run asks for."""
        name, first, last = asked
        shown = self._shown
        unit, self._name, self._start = "", name, None
        if shown is not None:
            table = shown.timeline.metrics
            values = table.values(name)
            kind = next((one for one in table.kinds if one.name == name), None)
            if kind is not None:
                unit, self._name = kind.unit, capital(kind.words)
            self._start = float(values[0]) if len(values) and first == 0 else None
        truth = self._truth
        self._sketch = Sketch(first, last, top_for(self._start, unit, truth))

    @property
    def _truth(self) -> tuple[float, ...]:
        told = self._told
        if told is None or told.phase == "ask" or not isinstance(told.truth, tuple):
            return ()
        return tuple(float(one) for one in told.truth if isinstance(one, int | float))

    def _take(self, told: StepShown) -> None:
        """What was drawn when the step was here before."""
        value = None if told.given is None else told.given.value
        if self._sketch is not None and isinstance(value, tuple) and len(value) > 1:
            sketch, top = self._sketch, self._sketch.top
            heights = [float(one) / top for one in value if isinstance(one, int | float)]
            wide = len(heights) - 1
            for k, (one, other) in enumerate(pairwise(heights)):
                sketch = sketch.drawn((k / wide, one), ((k + 1) / wide, other))
            self._sketch = sketch

    def show(self, shown: Shown, before: Shown | None) -> None:
        first = self._shown is None
        self._shown = shown
        if before is None or shown.planned != before.planned:
            self._plots.set_planned_epochs(shown.planned)
        self._show_others()
        if shown.another_history(before) or shown.another_network(before):
            self._plots.show_timeline(shown.timeline, shown.epoch, shown)
            self._choose(shown)
        if self._told is not None and (asked := _asked(self._told)) is not None:
            if first or (self._sketch is not None and not self._sketch.begun):
                self._begin(asked)
            self._sheet.redraw()

    def _show_others(self) -> None:
        """The curves of the step's other runs lie behind, unless they are what is asked for."""
        told, runs = self._told, self._runs
        others = () if told is None or told.phase == "ask" else runs.all
        pale = [run for run in others if run is not runs.current]
        letters = (runs.current.letter, *(run.letter for run in pale)) if pale else ()
        # Where the run goes on to a moment, the others get there with it.
        together = told is not None and bool(told.step.runs and told.step.runs[0].until)
        self._plots.set_ghosts(tuple(run.timeline for run in pale), letters, together=together)
        self._scale([run.timeline for run in (runs.current, *pale)])

    def _scale(self, seen: list[Timeline]) -> None:
        """A log scale where a run that broke away would flatten all the others."""
        log = any(_breaks_away(timeline) for timeline in seen)
        if log != self._log:
            self._log = log
            self._plots.set_log(log)

    def _choose(self, shown: Shown) -> None:
        """The plot that the step is about; where it names none, those in which there is anything."""
        of = self._told.step.show.of if self._told is not None else ""
        table = shown.timeline.metrics
        named = [plot for plot, kinds in table.kinds.plots.items() if of in [kind.name for kind in kinds]]
        filled = [
            plot
            for plot, kinds in table.kinds.plots.items()
            if any(np.isfinite(table.values(kind.name)).any() for kind in kinds)
        ]
        self._plots.show_only(named or filled)

    def _scene(self) -> SketchScene:
        assert self._sketch is not None
        return SketchScene(
            sketch=self._sketch,
            name=self._name,
            start=self._start,
            truth=self._truth,
            by_hand=self._by_hand,
        )

    def _draw(self, paper: Paper) -> str:
        if self._sketch is None:
            return ""
        picture = SketchPicture(paper, self._scene())
        self._sheet.picture = picture
        return picture.draw()

    # ---- drawing by hand
    @property
    def _open(self) -> bool:
        """Whether something can be drawn now."""
        told = self._told
        return self._by_hand and told is not None and told.phase == "ask" and self._sketch is not None

    def _set(self, sketch: Sketch) -> None:
        self._sketch = sketch
        self._sheet.redraw()

    @Slot(object, object)
    def _on_stroked(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        if self._open and self._sketch is not None:
            self._set(self._sketch.drawn(start, end))

    @Slot(int, int)
    def _on_keyed(self, across: int, up: int) -> None:
        if self._open and self._sketch is not None:
            sketch = self._sketch.moved(across)
            self._set(sketch.raised(up, self._start or 0.0) if up else sketch)

    @Slot()
    def _on_given(self) -> None:
        if self._open and self._sketch is not None and self._sketch.begun:
            self.answer_offered.emit(self._sketch.values)

    def settle(self) -> None:
        self._plots.settle()

    def shut_down(self) -> None:
        """Nothing is done in the background."""


def _breaks_away(timeline: Timeline) -> bool:
    """Whether its loss has grown to a great many times what it was at first."""
    losses = timeline.values(timeline.metrics.kinds.main) if timeline.metrics.kinds else np.empty(0)
    known = losses[np.isfinite(losses)]
    return len(known) > 1 and known[0] > 0 and float(known.max()) > _AWAY * float(known[0])


def _asked(told: StepShown) -> tuple[str, int, int] | None:
    """Which curve is asked for: what is measured, from which epoch to which; None for none.

    Steps after it show it as well, but for those in which something else is to be seen.
    """
    asked = told.question if told.step.predict is not None or told.step.kind in _STAYS else None
    found = _CURVE.match(asked.truth) if asked is not None and asked.kind == "curve" else None
    return None if found is None else (found[1], int(found[2]), int(found[3]))


class _Sheet(PaperView):
    """Takes strokes of the mouse, and the arrow keys.

    ``stroked(from, to)`` in shares of the sheet; ``keyed(across, up)``; ``given``: a stroke has ended, or
    Enter was pressed.
    """

    stroked = Signal(object, object)
    keyed = Signal(int, int)
    given = Signal()
    picture: SketchPicture | None = None
    _last: QPointF | None = None

    def _share(self, at: QPointF) -> tuple[float, float] | None:
        return None if self.picture is None else self.picture.shares(at.x(), at.y())

    def _stroke(self, end: QPointF) -> None:
        start = end if self._last is None else self._last
        one, other = self._share(start), self._share(end)
        self._last = end
        if one is not None and other is not None:
            self.stroked.emit(one, other)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._last = None
            self._stroke(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._stroke(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._last is not None:
            self._last = None
            self.given.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        key = Qt.Key(event.key())
        if key in moves:
            self.keyed.emit(*moves[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.given.emit()
        else:
            super().keyPressEvent(event)
