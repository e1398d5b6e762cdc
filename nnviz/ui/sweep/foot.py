"""The foot of a sweep: how far it is, and the button that runs or stops it."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from nnviz.drawing.numbers import count
from nnviz.ui.icons import icon_pixmap
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.buttons import PushButton
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.labels import TextLabel
from nnviz.ui.widgets.painted import PaintedWidget

_HIGH = 64  # px at unit 1
_UNIT = ((3600, "h"), (60, "min"))


class SweepFoot(Ground):
    """``run_requested``, ``stop_requested``: what its button asks for."""

    run_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self._icon = _Icon()
        self._where, self._done, self._of = (
            TextLabel(weight="medium"),
            TextLabel(),
            TextLabel("", color="tertiary"),
        )
        self._bar = _Bar()
        self.run = PushButton("", "play", kind="strong")
        self.stop = PushButton(self.tr("Stop, keep what is there"), "stop")
        self.run.setToolTip(self.tr("Train all of them; the window stays free"))
        self.stop.setToolTip(self.tr("End at once what is being trained"))
        self._row = QHBoxLayout(self)
        parts: tuple[QWidget, ...] = (self._icon, self._where, self._bar, self._done, self._of)
        for part in (*parts, self.run, self.stop):
            self._row.addWidget(part, part is self._bar)
        self.run.clicked.connect(self.run_requested)
        self.stop.clicked.connect(self.stop_requested)
        self.setAccessibleName(self.tr("How far the sweep is"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_work(self, done: int, runs: int, at_once: int, left: float | None) -> None:
        """So many of the runs have ended; the seconds left, where that can be said."""
        self._show(done, runs, busy=True)
        here = self.tr("%n run(s) at a time", "", at_once) if at_once else self.tr("beginning …")
        self._where.setText(here)
        text = self.tr("of {runs}") if left is None else self.tr("of {runs}, about {time} left")
        self._of.setText(text.format(runs=self._all(runs), time=_time(left or 0.0)))

    def show_rest(self, done: int, runs: int, wanted: int, said: str) -> None:
        """Nothing is being trained: so many of ``runs`` have run before; Run would train ``wanted``. ``said``
        is what there is to say of that."""
        self._show(done, runs, busy=False)
        self._where.setText(said)
        self._of.setText(self.tr("of {runs}").format(runs=self._all(runs)) if done else "")
        again = self.tr("Run again") if wanted == runs == done else self.tr("Run {n}").format(n=count(wanted))
        self.run.setText(again)
        self.run.setAccessibleName(self.tr("Run {runs}").format(runs=self._all(wanted)))

    def _all(self, runs: int) -> str:
        return self.tr("{n} runs").format(n=count(runs)) if runs > 1 else self.tr("1 run")

    def _show(self, done: int, runs: int, *, busy: bool) -> None:
        self.run.setVisible(not busy)
        self.stop.setVisible(busy)
        self._done.setText(count(done) if busy or done else "")
        self._bar.show_share(done / runs if runs else 0.0, there=busy or done > 0)
        self._icon.setVisible(busy)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.setFixedHeight(theme.px(_HIGH))
        self._row.setContentsMargins(theme.px(20), 0, theme.px(20), 0)
        self._row.setSpacing(theme.px(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, self._theme.surface("hairline"))
        painter.end()


class _Bar(PaintedWidget):
    """How much is done."""

    def __init__(self) -> None:
        super().__init__(row=True)
        self._share, self._there = 0.0, False
        self.setAccessibleName(self.tr("Progress"))

    def show_share(self, share: float, *, there: bool) -> None:
        self._share, self._there = share, there
        self.setAccessibleDescription(f"{share:.0%}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(10))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._there:
            return
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        high = theme.px(10)
        box = QRectF(0, (self.height() - high) / 2, self.width(), high)
        painter.setBrush(theme.surface("pressed"))
        painter.drawRoundedRect(box, high / 2, high / 2)
        if self._share > 0:
            box.setWidth(max(high, box.width() * min(1.0, self._share)))
            painter.setBrush(theme.text())
            painter.drawRoundedRect(box, high / 2, high / 2)
        painter.end()


class _Icon(PaintedWidget):
    """The sign of what computes."""

    def sizeHint(self) -> QSize:
        side = self._theme.px(18)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        side = theme.px(18)
        pixmap = icon_pixmap("cpu", theme.text().rgba(), side, device_ratio(self))
        painter.drawPixmap(0, (self.height() - side) // 2, pixmap)
        painter.end()


def _time(seconds: float) -> str:
    """“4 s”, “3 min”, “1.5 h”."""
    for length, unit in _UNIT:
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{max(1, math.ceil(seconds))} s"
