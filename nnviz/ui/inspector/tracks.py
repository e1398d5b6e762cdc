"""How the numbers of what is selected, and of what was pinned, went over the epochs: a small curve each."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.drawing import numbers
from nnviz.drawing.inspector.names import Names
from nnviz.drawing.inspector.track import Track, known_of, quantities, quantity_name
from nnviz.drawing.selection import Selection
from nnviz.session.sentences import told
from nnviz.training.history import History, Quantity, history, number
from nnviz.training.snapshot import Array, Snapshot
from nnviz.training.timeline import Timeline
from nnviz.ui.theme import Theme, with_alpha
from nnviz.ui.widgets import IconButton, Segmented
from nnviz.ui.widgets.painted import PaintedButton, paint_focus

MOST_PINNED = 8
_HEIGHT = 46
_DOT, _APART = 2.5, 4  # px at unit 1: the moment shown, and how far apart moments are that have a dot each


class TrackRow(PaintedButton):
    """Name and value over the curve; a click selects what it is of, the cross takes a pinned one away."""

    selection_requested = Signal(object)  # Selection
    removed = Signal(object)  # Track

    def __init__(self, track: Track, name: str, pinned: bool) -> None:
        super().__init__()
        self.track, self.found = track, History(np.zeros(0), np.zeros(0))
        #: The number at the moment shown; None without any.
        self.value: float | None = None
        self._at = 0.0
        self.setText(name)
        self._remove = IconButton("x", self.tr("Remove {name}").format(name=name), small=True, parent=self)
        self._remove.setVisible(pinned)
        self._remove.clicked.connect(self._on_remove)
        self.clicked.connect(self._on_clicked)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def show_history(self, found: History) -> None:
        """Another curve."""
        self.found = found
        self._tell()

    def show_now(self, value: float | None, at: float) -> None:
        """Another moment, ``at`` so many epochs: the number in it."""
        self.value, self._at = value, at
        self._tell()

    def _tell(self) -> None:
        tip = told(known_of(self.found))
        self.setToolTip(tip)
        self.setAccessibleDescription(tip)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._remove.set_theme(theme)
        self.setFixedHeight(theme.px(_HEIGHT))

    def resizeEvent(self, event: object) -> None:
        size = self._remove.sizeHint()
        self._remove.setGeometry(self.width() - size.width(), 0, size.width(), size.height())

    @Slot()
    def _on_clicked(self) -> None:
        self.selection_requested.emit(self.track.selected)

    @Slot()
    def _on_remove(self) -> None:
        self.removed.emit(self.track)

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, line = self._theme, round(self._theme.type_px("caption") * 1.45)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("secondary"))
        right = self.width() - (self._remove.width() if not self._remove.isHidden() else 0)
        painter.drawText(QRectF(0, 0, right, line), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.value is not None:
            painter.setFont(theme.font("caption", family="mono"))
            painter.setPen(theme.ramp(self.value, 8))
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            text = numbers.fitted(self.value, 3, sign=True)
            painter.drawText(QRectF(0, 0, right - theme.px(4), line), side, text)
        room = self.width() - theme.px(_DOT) - 1
        self._paint_curve(painter, QRectF(0, line + 2, room, self.height() - line - theme.px(8)))
        paint_focus(painter, self, theme, QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(4))
        painter.end()

    def _paint_curve(self, painter: QPainter, box: QRectF) -> None:
        """The moments that are kept, joined by a line where they are neighbours, and the one shown."""
        theme, found = self._theme, self.found
        finite = np.isfinite(found.values)
        if finite.sum() < 2:
            return
        known = History(found.epochs[finite], found.values[finite])
        now = self.value if self.value is not None and math.isfinite(self.value) else None
        values = [*known.values.tolist(), *([] if now is None else [now])]
        low, high = min(0.0, *values), max(0.0, *values)
        first, last = known.epochs[0], max(known.epochs[-1], self._at)

        def point(epoch: float, value: float) -> QPointF:
            x = box.left() + (epoch - first) / max(1.0, last - first) * box.width()
            return QPointF(x, box.bottom() - (value - low) / ((high - low) or 1.0) * box.height())

        painter.setPen(QPen(theme.surface("hairline"), theme.line("grid")))
        painter.drawLine(point(first, 0), point(last, 0))
        points = [point(*pair) for pair in zip(known.epochs.tolist(), known.values.tolist(), strict=True)]
        self._paint_kept(painter, points, known.gaps.tolist())
        at = point(self._at, 0).x()
        painter.setPen(QPen(theme.accent(), theme.line("playhead")))
        painter.drawLine(QPointF(at, box.top()), QPointF(at, box.bottom()))
        if now is not None:
            painter.setPen(QPen(theme.surface("panel"), theme.line("hairline")))
            painter.setBrush(theme.accent())
            painter.drawEllipse(point(self._at, now), theme.px(_DOT), theme.px(_DOT))
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_kept(self, painter: QPainter, points: list[QPointF], gaps: list[bool]) -> None:
        """A dotted line where there are epochs between two of them, of which nothing is known."""
        theme, joined, parted = self._theme, QPainterPath(points[0]), QPainterPath(points[0])
        for after, gap in zip(points[1:], gaps, strict=True):
            (parted if gap else joined).lineTo(after)
            (joined if gap else parted).moveTo(after)
        pen = QPen(theme.curve("test"), theme.line("curve_train"))
        painter.setPen(pen)
        painter.drawPath(joined)
        width = points[-1].x() - points[0].x()
        if any(gaps) and width > theme.px(_APART) * len(points):
            painter.setBrush(theme.curve("test"))
            for point, alone in zip(points, (*gaps, True), strict=True):
                if alone:
                    painter.drawEllipse(point, 0.5, 0.5)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        pen.setColor(with_alpha(theme.curve("test"), 0.5))
        pen.setDashPattern([1, 3])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawPath(parted)


class Tracks(QWidget):
    """The curve of the selection with a pin beside it, then the pinned ones."""

    selection_requested = Signal(object)  # Selection

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._selection: Selection | None = None
        self._quantity: Quantity = "activation"
        self._pinned: tuple[Track, ...] = ()
        self._rows: list[TrackRow] = []
        self._shown: tuple[Snapshot, Timeline, Names, float] | None = None
        self._switch: Segmented | None = None
        self._segments: list[tuple[Quantity, str]] = []
        self.pin_button = IconButton("pin", self.tr("Keep this curve in sight"), small=True)
        self.pin_button.clicked.connect(self.pin)
        self._top = QHBoxLayout()
        self._top.addStretch(1)
        self._top.addWidget(self.pin_button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._top)
        self._make_rows()

    # ---- what is shown
    @property
    def pinned(self) -> tuple[Track, ...]:
        """The curves that stay whatever is selected, of the network that is looked at."""
        player = 0 if self._shown is None else self._shown[0].player
        return tuple(track for track in self._pinned if track.selection.player == player)

    @property
    def any(self) -> bool:
        """Whether there are curves to work out, those included that are pinned in another network."""
        return bool(self._rows or self._pinned)

    @property
    def rows(self) -> tuple[TrackRow, ...]:
        """The curves shown, that of the selection first."""
        return tuple(self._rows)

    def show_selection(self, selection: Selection | None) -> None:
        """The curve of something else comes first."""
        self._selection = selection
        offered = quantities(selection)
        if offered and self._quantity not in offered:
            self._quantity = offered[0]
        self._make_switch()
        self._make_rows()

    def show_now(self, snapshot: Snapshot, at: float) -> None:
        """The numbers of the moment shown, which is ``at`` so many epochs, of the same network as before."""
        if self._shown is not None:
            self._shown = (snapshot, *self._shown[1:3], at)
        for row in self._rows:
            row.show_now(number(snapshot, row.track.place, row.track.quantity), at)

    def show_moment(
        self, snapshot: Snapshot, timeline: Timeline, names: Names, at: float | None = None
    ) -> None:
        """Work the curves out anew, for the sample of this snapshot, which is ``at`` so many epochs."""
        known = None if self._shown is None else (self._shown[0].player, self._shown[2])
        at = float(snapshot.epoch) if at is None else at
        self._shown = (snapshot, timeline, names, at)
        # Of another network the same places are called something else.
        if self.any and known != (snapshot.player, names):
            self._make_switch()
            self._make_rows()
            return
        probe = snapshot.probe
        inputs: Array | None = None if probe is None else probe.inputs
        label = None if probe is None else probe.label
        for row in self._rows:
            track = row.track
            average = snapshot.shows_average
            found = history(timeline, track.place, track.quantity, inputs, label, averaged=average)
            row.show_history(found)
        self.show_now(snapshot, at)

    @property
    def _names(self) -> Names:
        return self._shown[2] if self._shown is not None else Names(0)

    @Slot()
    def pin(self) -> None:
        """Keep the curve of the selection."""
        track = self._current()
        if track is not None:
            self.keep(track)

    def keep(self, track: Track) -> None:
        """Keep that curve, whatever is selected."""
        if track not in self._pinned:
            self._pinned = (*self._pinned, track)[-MOST_PINNED:]
            self._make_rows()

    def _current(self) -> Track | None:
        selection = self._selection
        return Track(selection, self._quantity) if selection is not None and quantities(selection) else None

    def _make_switch(self) -> None:
        """The quantities to choose from; where they are called something else than before."""
        selection, names = self._selection, self._names
        segments = []
        if selection is not None:
            edge, several = selection.kind == "edge", names.several(selection)
            offered = quantities(selection)
            segments = [(name, told(quantity_name(name, edge, several))) for name in offered]
        if segments == self._segments:
            return
        self._segments = segments
        if self._switch is not None:
            self._top.removeWidget(self._switch)
            self._switch.hide()
            self._switch.deleteLater()
            self._switch = None
        if not segments:
            return
        self._switch = Segmented(segments, self.tr("Which number over the epochs"), small=True)
        self._switch.set_current(self._quantity)
        self._switch.set_theme(self._theme)
        self._switch.chosen.connect(self._on_quantity)
        self._top.insertWidget(0, self._switch)

    def _make_rows(self) -> None:
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        current = self._current()
        tracks = [] if current is None or current in self._pinned else [current]
        self._rows, names = [], self._names
        for track in (*tracks, *self.pinned):
            row = TrackRow(track, told(track.name(names)), track in self._pinned)
            row.selection_requested.connect(self.selection_requested)
            row.removed.connect(self._on_removed)
            row.set_theme(self._theme)
            self._column.addWidget(row)
            self._rows.append(row)
        self.pin_button.setVisible(bool(tracks))
        self.setVisible(bool(self._rows))
        if self._shown is not None:
            self.show_moment(*self._shown)

    @Slot(str)
    def _on_quantity(self, quantity: Quantity) -> None:
        self._quantity = quantity
        if self._switch is not None:
            self._switch.set_current(quantity)
        self._make_rows()

    @Slot(object)
    def _on_removed(self, track: Track) -> None:
        self._pinned = tuple(pinned for pinned in self._pinned if pinned != track)
        self._make_rows()

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._column.setSpacing(theme.px(4))
        for widget in (self.pin_button, self._switch, *self._rows):
            if widget is not None:
                widget.set_theme(theme)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._column.sizeHint().height())
