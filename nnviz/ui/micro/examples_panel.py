"""The left side of the micro-steps: examples, how wrong the one shown is, the loss so far, all answers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout

from nnviz.drawing import numbers
from nnviz.drawing.micro.check_plot import Axes, clear_box
from nnviz.drawing.micro.examples import Listed, listed, shown_number, target_name, window
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.drawing.ranges import epoch_range, loose_range
from nnviz.training.timeline import Timeline
from nnviz.ui.micro.examples_table import ExamplesTable
from nnviz.ui.micro.formula import mono_font
from nnviz.ui.micro.micro_parts import CENTRE, LEFT, RIGHT, MicroPanel, Painted, draw_elided
from nnviz.ui.micro.plot_parts import paint_axes, polygon
from nnviz.ui.micro.seen_view import SeenView
from nnviz.ui.micro.where_view import WhereView
from nnviz.ui.micro.wrong_view import WrongView, paint_said
from nnviz.ui.theme import Theme

_POINTS = 400
_USUAL, _FEW = 4, 2  # rows of pictures in view


class ExamplesPanel(MicroPanel):
    """Fixed width; in a low window the answers give way first, then the loss so far.

    Where a step is about a place of a map they make room for the input and the way through the layers.
    """

    side = 1

    def __init__(self) -> None:
        self.table, self.wrong, self.loss, self.answers = ExamplesTable(), WrongView(), LossSoFar(), Answers()
        self.seen, self.where = SeenView(), WhereView()
        parts = (self.table, self.seen, self.where, self.wrong, self.loss, self.answers)
        super().__init__(parts, self.tr("The examples of this batch"))
        self._column = QVBoxLayout(self)
        for part in parts:
            self._column.addWidget(part)
        self._column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_timeline(self, timeline: Timeline | None, epoch: int) -> None:
        """The run so far, with the playhead at ``epoch``: the curve of the loss."""
        self.loss.show_timeline(timeline, epoch)

    def set_theme(self, theme: Theme) -> None:
        self.setMinimumWidth(theme.layout("left"))
        self._column.setContentsMargins(theme.px(16), theme.px(14), theme.px(17), theme.px(12))
        self._column.setSpacing(theme.px(20))
        super().set_theme(theme)

    def _share_out(self) -> None:
        theme, gap = self._theme, self._theme.px(20)
        about_maps = self._state is not None and self._state.micro.looked is not None
        room = self.height() - theme.px(26) - self.wrong.sizeHint().height()
        self.table.set_rows(_FEW if about_maps else _USUAL)
        room -= self.table.sizeHint().height() + gap
        self.seen.setVisible(about_maps)
        self.where.setVisible(about_maps)
        room -= self._share_out_maps(room, gap) if about_maps else 0
        each_step = self._state is not None and self._state.micro.batch.each_step
        self.wrong.setVisible(not each_step)  # the stage has what is said and wanted at each step
        for below, least in ((self.loss, theme.px(120)), (self.answers, theme.px(76))):
            height = min(below.sizeHint().height(), room - gap)
            below.setVisible(height >= least and not (each_step and below is self.answers))
            if height >= least:
                below.setFixedHeight(height)
                room -= height + gap

    def _share_out_maps(self, room: int, gap: int) -> int:
        """What the input and the way through the layers take of ``room``; the way gives way first."""
        way = self.where.sizeHint().height() + gap
        both = room >= self.seen.least + gap + way
        high = min(self.seen.sizeHint().height(), room - gap - way * both)
        self.where.setVisible(both)
        self.seen.setVisible(high >= self.seen.least)
        self.seen.setFixedHeight(max(0, high))
        return way * both + (high + gap) * (high >= self.seen.least)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.layout("left"), self._theme.px(760))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.layout("left"), self._theme.px(360))


class LossSoFar(Painted):
    """The training loss of every epoch until now, and that of the network which this batch meets."""

    def __init__(self) -> None:
        super().__init__()
        self._losses = np.zeros(0)
        self._epochs = np.zeros(0)
        self._planned = 60
        self._timeline: Timeline | None = None
        self._epoch = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Loss so far"))

    def show_timeline(self, timeline: Timeline | None, epoch: int) -> None:
        self._timeline, self._epoch = timeline, epoch
        self._take_losses()
        self.update()

    def show_state(self, state: MicroState | None) -> None:
        if state is not None:
            self._planned = state.micro.snapshot.experiment.epochs
        super().show_state(state)
        self._take_losses()

    def _take_losses(self) -> None:
        """The losses so far that the network which is looked at makes small."""
        timeline = self._timeline
        if timeline is None:
            self._epochs = self._losses = np.zeros(0)
            return
        count = int(np.searchsorted(timeline.epochs, self._epoch, side="right"))
        stride = max(1, count // _POINTS)  # of a long run what a line can show
        chosen = np.unique([*range(0, count, stride), count - 1]) if count else np.zeros(0, int)
        self._epochs = np.asarray(timeline.epochs[chosen], dtype=np.float64)
        player = 0 if self._state is None else self._state.micro.batch.player
        self._losses = timeline.values(timeline.metrics.kinds.learned_by(player))[chosen]

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self._theme.px(156))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._state is None or not np.isfinite(self._state.micro.batch.mean_loss):
            return
        theme, painter, batch = self._theme, self._painter(), self._state.micro.batch
        now, value = batch.at, batch.mean_loss
        epochs, losses = np.append(self._epochs, now), np.append(self._losses, value)
        over = self.tr("sum of all") if batch.rule.is_sum else self.tr("mean of all")
        line = self._paint_heading(painter, [self.tr("Loss so far")], over)
        finite = np.isfinite(losses)
        low, high = loose_range(
            float(losses[finite].min(initial=0.0)), float(losses[finite].max(initial=1e-6))
        )
        end = epoch_range(self._planned, now)
        top, bottom = line + theme.px(12), self.height() - theme.type_px("caption") * 1.5 - theme.px(4)
        axes = Axes((theme.px(34), top, self.width() - theme.px(42), bottom - top), (0.0, end), (low, high))
        paint_axes(painter, theme, axes, (3, 3))
        curve = axes.line(epochs[finite], losses[finite])
        painter.setPen(QPen(theme.curve("test"), theme.line("curve_test")))
        painter.drawPolyline(polygon(curve))
        painter.setPen(QPen(theme.accent(), theme.line("playhead")))
        painter.drawLine(QLineF(axes.x(now), top - 3, axes.x(now), bottom))
        painter.setFont(theme.font("label", weight="semibold"))
        painter.setPen(theme.curve("test"))
        text, metrics = numbers.fitted(value, 3), painter.fontMetrics()
        size = (metrics.horizontalAdvance(text) + 2.0, float(metrics.height()))
        (x, y), aside = axes.point(now, value), theme.px(10) + size[0] / 2
        sides = [side for side in (x + aside, x - aside) if side + size[0] / 2 <= self.width()]
        centres = [(side, y + by * size[1]) for side in sides for by in (0, -1, 1)]
        within = (axes.box[0], top - 4, self.width() - axes.box[0], bottom - top)
        painter.drawText(QRectF(*clear_box(centres, size, within, [curve])), CENTRE, text)
        painter.end()


class Answers(Painted):
    """What the network says to each example now, beside what was wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._listed: tuple[Listed, ...] = ()
        self._batch: object = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("All answers now"))

    def show_state(self, state: MicroState | None) -> None:
        if state is not None and state.micro.batch is not self._batch:
            self._listed, self._batch = listed(state.micro), state.micro.batch
        super().show_state(state)

    def _pitch(self) -> int:
        return max(self._theme.px(26), round(self._theme.type_px("label") * 1.9))

    def sizeHint(self) -> QSize:
        rows = min(4, len(self._listed))
        return QSize(self._theme.px(200), self._heading + self._theme.px(4) + rows * self._pitch())

    def paintEvent(self, event: QPaintEvent) -> None:
        state, theme = self._state, self._theme
        if state is None or not self._listed:
            return
        painter = self._painter()
        whole = len(self._listed) <= 4
        title = self.tr("All answers now") if whole else self.tr("Answers in this batch")
        line = self._paint_heading(painter, [title])
        room = max(1, int((self.height() - line - theme.px(4)) // self._pitch()))
        index = next((i for i, one in enumerate(self._listed) if one.row == state.micro.example), 0)
        ends = self._track_ends()
        for i, number in enumerate(window(len(self._listed), room, index)):
            box = QRectF(0, line + theme.px(4) + i * self._pitch(), self.width(), self._pitch())
            self._paint_answer(painter, self._listed[number], box, ends)
        painter.end()

    def _track_ends(self) -> tuple[float, float]:
        """Where the tracks begin and end: between the widest name and the widest number."""
        theme = self._theme
        wide = QFontMetricsF(mono_font(theme, theme.type_px("label"), "semibold")).horizontalAdvance
        names = max(wide(self._name(one)) for one in self._listed)
        values = max(wide(numbers.fitted(self._said(one)[0], 2)) for one in self._listed)
        left = min(names, 0.4 * self.width()) + theme.px(12)
        return left, max(left + theme.px(24), self.width() - values - theme.px(12))

    def _name(self, sample: Listed) -> str:
        """Its inputs where these are two, else what was wanted."""
        assert self._state is not None
        if len(sample.target) > 1 or len(sample.inputs) > 2:
            return target_name(self._state.micro, sample.target)
        return ", ".join(shown_number(float(value), 1) for value in sample.inputs)

    def _said(self, sample: Listed) -> tuple[float, float, int]:
        """What the network said, what was wanted, and of which output: of several classes the right one."""
        assert self._state is not None
        classes = self._state.micro.tells_classes
        at = int(np.argmax(sample.target)) if len(sample.target) > 1 and classes else 0
        return float(sample.answer[at]), float(sample.target[at]), at

    def _range(self, output: int | None) -> tuple[float, float]:
        """0 to 1, or for the values of a regression all of them."""
        if output is None:
            return 0.0, 1.0
        values = [float(v[output]) for one in self._listed for v in (one.target, one.answer)]
        return loose_range(min(values), max(values))

    def _paint_answer(
        self, painter: QPainter, sample: Listed, box: QRectF, track: tuple[float, float]
    ) -> None:
        state, theme = self._state, self._theme
        assert state is not None
        here, classes = sample.row == state.micro.example, state.micro.tells_classes
        said, wanted, at = self._said(sample)
        left, right = track
        painter.setFont(mono_font(theme, theme.type_px("label"), "semibold" if here else "medium"))
        painter.setPen(theme.text("primary" if here else "secondary"))
        room = QRectF(box.left(), box.top(), left - theme.px(8), box.height())
        draw_elided(painter, room, LEFT, self._name(sample))
        painter.setPen(theme.text())
        painter.drawText(box, RIGHT, numbers.fitted(said, 2))
        low, high = self._range(at if not classes else None)
        if classes:
            low, high = min(low, said, wanted), max(high, said, wanted)
        ends = [left + (right - left) * (value - low) / (high - low) for value in (said, wanted)]
        paint_said(painter, theme, box.center().y(), (left, right), (ends[0], ends[1]), 4.0, 5.0)
