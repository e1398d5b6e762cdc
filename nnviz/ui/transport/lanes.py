"""One lane for every run: its main metric on a common scale, its letter at the end, a cross if it broke."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from nnviz.drawing.plots.scene import RunCurves
from nnviz.drawing.track import LossLevels
from nnviz.session.run import Run
from nnviz.ui.theme import Theme, mix
from nnviz.ui.transport.track_layers import Sheet, clear_bed, paint_curve

MOST = 6  # lanes; of more runs the last ones are shown
_GAP = 2  # px between lanes


class Lanes:
    """What is painted on the bed where several runs are compared."""

    def __init__(self) -> None:
        self.runs: tuple[Run, ...] = ()
        self._curves: dict[int, tuple[RunCurves, LossLevels]] = {}

    def set_runs(self, runs: Sequence[Run]) -> None:
        """Show these; what is known of those that stay is kept."""
        self.runs = tuple(runs[-MOST:])
        known = self._curves
        self._curves = {
            id(run.timeline): known.get(id(run.timeline)) or (RunCurves(run.timeline), LossLevels())
            for run in self.runs
        }

    @property
    def trained(self) -> float:
        """The newest epoch of all."""
        ends = [float(run.timeline.epochs[-1]) for run in self.runs if len(run.timeline.epochs)]
        return max(ends, default=0.0)

    def levels(self) -> tuple[float, float]:
        """The range of log2 of all losses, of the runs that broke not what came of it."""
        sound = [run for run in self.runs if run.diverged is None] or list(self.runs)
        ranges = [self._levels(run) for run in sound if len(run.timeline.epochs)]
        if not ranges:
            return -1.0, 1.0
        return min(low for low, _ in ranges), max(high for _, high in ranges)

    def _levels(self, run: Run) -> tuple[float, float]:
        curves, levels = self._curves[id(run.timeline)]
        return levels.of(curves.values(curves.main))

    def key(self) -> tuple[object, ...]:
        """Changes when the picture does."""
        return tuple(
            (id(run.timeline), run.letter, run.diverged, len(run.timeline.epochs)) for run in self.runs
        )

    def paint(self, painter: QPainter, sheet: Sheet, later: bool) -> None:
        """All lanes, one above the other, in the order of the runs."""
        clear_bed(painter, sheet)
        height = sheet.bed.height() / max(1, len(self.runs))
        for i, run in enumerate(self.runs):
            lane = QRectF(0, sheet.bed.top() + i * height, sheet.bed.width(), height)
            self._paint_lane(painter, sheet, run, lane, later)

    def _paint_lane(self, painter: QPainter, sheet: Sheet, run: Run, lane: QRectF, later: bool) -> None:
        theme, axis = sheet.theme, sheet.axis
        inside = replace(axis, top=lane.top() + _GAP + 1, bottom=lane.bottom() - _GAP - 1)
        newest = float(run.timeline.epochs[-1]) if len(run.timeline.epochs) else 0.0
        hue, stage = theme.run_colour(run.colour), theme.surface("stage")
        strength = 0.45 if later else 1.0
        if run.diverged is not None:
            self._paint_broken(painter, sheet, lane, newest, run.diverged.became, later)
        elif len(run.timeline.epochs) > 1:
            columns = max(2, int(sheet.x(newest) - axis.left))
            curves = self._curves[id(run.timeline)][0]
            curve = curves.curve(curves.main, (0.0, axis.end), columns)
            line, fill = sheet.points(curve.line, inside), mix(stage, hue, 0.12 * (0.6 if later else 1.0))
            width = 1.75 * theme.line("hairline")
            paint_curve(painter, line, lane.bottom() - _GAP, fill, mix(stage, hue, strength), width)
        painter.setFont(_font(theme, lane))
        painter.setPen(hue)
        foot = lane.adjusted(0, 0, -theme.px(10), -theme.px(1))
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, run.letter)

    def _paint_broken(
        self, painter: QPainter, sheet: Sheet, lane: QRectF, newest: float, became: str, later: bool
    ) -> None:
        """A line up to where the loss was no number any more, and a cross."""
        theme = sheet.theme
        color = mix(theme.surface("stage"), theme.note("error"), 0.6 if later else 1.0)
        arm, y = min(float(theme.px(4)), lane.height() / 3), lane.center().y()
        x = max(sheet.x(newest), sheet.axis.left + 2 * arm)
        pen = QPen(color, 2.25 * theme.line("hairline"))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(QLineF(sheet.axis.left, y, x, y))
        painter.drawLine(QLineF(x - arm, y - arm, x + arm, y + arm))
        painter.drawLine(QLineF(x - arm, y + arm, x + arm, y - arm))
        painter.setFont(_font(theme, lane))
        metrics = QFontMetricsF(painter.font())
        painter.drawText(QPointF(x + arm + theme.px(6), y + metrics.capHeight() / 2), became)


def _font(theme: Theme, lane: QRectF) -> QFont:
    font = theme.font("caption", weight="semibold")
    font.setPixelSize(max(1, min(font.pixelSize(), round(lane.height()))))
    return font
