"""The timeline's track: the test loss of the run on a log scale, and the control that travels along it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QToolTip, QWidget

from nnviz.drawing.track import HEIGHT
from nnviz.session.film import Film
from nnviz.session.run import Run
from nnviz.session.sentences import told
from nnviz.training.run_source import RUN_SOURCES, RunSource
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.ui.plain import show_tip
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.transport.film_strip import FilmStrip
from nnviz.ui.transport.track_content import TrackContent
from nnviz.ui.transport.track_layers import Layers, Sheet, paint_live_end, paint_playhead
from nnviz.ui.transport.track_marks import Marks
from nnviz.ui.widgets.painted import paint_focus

_LEAP = 10  # epochs, with Shift
_PAGES = 10  # Page keys move by this part of what is trained
_NOTCH = 120  # eighths of a degree: one notch of a wheel
_MOVES = QAbstractSlider.SliderAction
_KEYS = {
    Qt.Key.Key_Left: _MOVES.SliderSingleStepSub,
    Qt.Key.Key_Right: _MOVES.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: _MOVES.SliderPageStepSub,
    Qt.Key.Key_PageDown: _MOVES.SliderPageStepAdd,
    Qt.Key.Key_Home: _MOVES.SliderToMinimum,
    Qt.Key.Key_End: _MOVES.SliderToMaximum,
}


class TimelineTrack(QAbstractSlider):
    """Past epochs filled, trained but later ones pale, untrained hatched; pressed and dragged, it travels.

    As a slider its range are the trained epochs, which keys and assistive technology read and set; its value
    is where it shall go, told once a turn of the event loop. At the end of what is trained
    ``newest_requested`` is asked instead of an epoch; there, Right is left to the window.
    """

    epoch_requested = Signal(int)
    newest_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.content = TrackContent()
        self._theme = Theme()
        self._strip = FilmStrip()
        self._layers = Layers()
        self._painted_key: tuple[object, ...] = ()
        self._turned = 0  # of the wheel, since its last whole notch
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._ask)
        self.valueChanged.connect(self._on_value)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Timeline"))

    # ---- content
    def show_timeline(
        self,
        timeline: Timeline | None,
        epoch: int,
        now: float | None = None,
        snapshot: Snapshot | None = None,
    ) -> None:
        """Show the run; the playhead is at ``epoch`` unless an earlier one is looked at.

        ``now`` is the test loss of the network shown, where it is another than that of its epoch; its
        ``snapshot`` gives the picture at the playhead then.
        """
        self.content.set_timeline(timeline)
        self.content.epoch, self.content.now = epoch, now
        self.content.moment = None if snapshot is None or snapshot.whole else snapshot
        self._refresh()

    def show_cursor(self, cursor: int | None) -> None:
        """The epoch looked back at; None for the newest."""
        self.content.cursor = cursor
        self._refresh()

    def show_recomputing(self, share: float | None) -> None:
        """How much of the snapshot at the playhead is recomputed, 0 to 1; None: it is there."""
        self.content.share = share
        self._refresh()

    def set_film(self, film: Film | None) -> None:
        """The pictures along the track: on the plane always, else while looking back."""
        before = self.content.film
        if before is not None:
            before.frames_changed.disconnect(self._on_frames_changed)
            before.stop()
        self.content.film = None if film is None or film.empty else film
        if self.content.film is not None:
            self.content.film.frames_changed.connect(self._on_frames_changed)
        self.update()

    def show_runs(self, runs: Sequence[Run]) -> None:
        """One lane for each run; with fewer than two the curve of the one run."""
        self.content.lanes.set_runs(runs)
        self._refresh()

    def show_source(self, source: RunSource) -> None:
        """Where the run comes from: what is not trained here has no epochs to come."""
        trains = source.can("train")
        self.content.nothing = "" if trains else told(RUN_SOURCES[source.kind].label)
        self._refresh()

    def set_planned_epochs(self, planned: int) -> None:
        """The length of the run."""
        self.content.planned = max(1, planned)
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(400), self._theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(HEIGHT))

    def sheet(self) -> Sheet:
        """Epochs and losses as pixels of this widget."""
        return self.content.sheet(self.size(), self._theme)

    def _refresh(self) -> None:
        content = self.content
        blocked = self.blockSignals(True)
        self.setRange(content.first, max(content.first, round(content.trained)))
        self.setPageStep(max(1, round((self.maximum() - self.minimum()) / _PAGES)))
        if not self._turn.isActive():
            self.setValue(content.here)
        self.blockSignals(blocked)
        hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
        self.setCursor(hand if content.travels else arrow)
        if (words := content.description()) != self.accessibleDescription():
            self.setAccessibleDescription(words)
        if content.key(self.sheet(), device_ratio(self)) != self._painted_key:
            self.update()

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        """``_refresh`` alone says when to paint."""

    @Slot()
    def _on_frames_changed(self) -> None:
        if self.content.filming:
            self.update()

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        content, sheet = self.content, self.sheet()
        self._painted_key = content.key(sheet, device_ratio(self))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, sheet)
        self._paint_film(painter, sheet)
        if not content.comparing:
            Marks(content.run, sheet).paint(painter)
            if content.here < content.trained < sheet.axis.end:
                paint_live_end(painter, sheet, content.loss(content.trained))
        if content.begun:
            paint_playhead(painter, sheet, content.here, content.loss_here, content.share)
        paint_focus(painter, self, self._theme, sheet.bed.adjusted(1, 1, -1, -1), self._theme.px(6))
        painter.end()

    def _paint_ground(self, painter: QPainter, sheet: Sheet) -> None:
        """Two pictures that stay while it is dragged, seen to the left and to the right of the playhead."""
        ground, ratio = self.content.ground(), device_ratio(self)
        past = self._layers.ground(sheet, ratio, ground, later=False)
        if self.content.here >= self.content.trained:
            painter.drawPixmap(0, 0, past)
            return
        painter.drawPixmap(0, 0, self._layers.ground(sheet, ratio, ground, later=True))
        width = round(sheet.x(self.content.here) * ratio)
        seen = QRectF(0, 0, width / ratio, self.height())
        painter.drawPixmap(seen, past, QRectF(0, 0, width, past.height()))

    def _paint_film(self, painter: QPainter, sheet: Sheet) -> None:
        content = self.content
        if content.film is not None and content.run is not None and content.filming:
            ratio = device_ratio(self)
            now = None if content.moment is None else content.film.now(content.moment)
            self._strip.paint(painter, sheet, content.film, content.run.timeline, content.here, now, ratio)

    # ---- travelling
    @Slot(int)
    def _on_value(self, _value: int) -> None:
        self._turn.start()

    @Slot()
    def _ask(self) -> None:
        """Ask for where the slider stands."""
        self._turn.stop()
        if self.value() >= round(self.content.trained):
            self.newest_requested.emit()
        elif self.value() != self.content.cursor:
            self.epoch_requested.emit(self.value())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.content.travels:
            event.ignore()
            return
        self.setSliderDown(True)
        self._pause_film(True)
        QToolTip.hideText()
        x, sheet = event.position().x(), self.sheet()
        near = [] if self.content.comparing else Marks(self.content.run, sheet).near(x)
        self.setValue(near[0].epoch if near else self.content.epoch_at(x, sheet.axis))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setValue(self.content.epoch_at(event.position().x(), self.sheet().axis))
        else:
            self._show_tip(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown() and event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)
            self._pause_film(False)
            if self._turn.isActive():
                self._ask()

    def _pause_film(self, on: bool) -> None:
        if self.content.film is not None:
            self.content.film.pause(on)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A notch is an epoch, or a pixel where that is more; away from the person is later."""
        angle, axis = event.angleDelta(), self.sheet().axis
        self._turned += angle.y() if abs(angle.y()) >= abs(angle.x()) else -angle.x()
        notches = int(self._turned / _NOTCH)
        self._turned -= notches * _NOTCH
        if notches and self.content.travels:
            per_pixel = axis.end / max(1.0, axis.right - axis.left)
            self.setValue(self.value() + notches * max(1, round(per_pixel)))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As in every slider, but that Page Up is earlier, and Shift leaps."""
        before, action = self.value(), _KEYS.get(Qt.Key(event.key()))
        if action is not None and self.content.travels:
            self.setSingleStep(_LEAP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            self.triggerAction(action)
            if self.value() != before or before < self.maximum():
                return
        event.ignore()  # at the newest epoch Right is the window's: train one more

    # ---- tooltips
    def tip_at(self, x: float) -> str:
        """What is to be told about the place ``x`` px from the left."""
        return self.content.tip(x, self.sheet())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tip(event.pos())
            return True
        return super().event(event)

    def _show_tip(self, position: QPoint) -> None:
        show_tip(self.mapToGlobal(position), self.tip_at(position.x()), self)
