"""A network that learns on the page Start, with the one button that plays."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.drawing import numbers
from nnviz.drawing.plane.field import field_of
from nnviz.session.desk import Desk
from nnviz.session.shown import Shown
from nnviz.ui.diagram import DiagramView
from nnviz.ui.diagram.ends import name_ends
from nnviz.ui.playground.map_canvas import MapCanvas
from nnviz.ui.playground.map_points import MapPoints
from nnviz.ui.start.moments import Moments
from nnviz.ui.theme import Theme
from nnviz.ui.transport.parts import PlayButton
from nnviz.ui.widgets import TextLabel
from nnviz.ui.widgets.painted import PaintedButton, paint_focus

#: The epochs that the pictures below it are of.
EPOCHS: Final = (0, 2, 4, 7, 12, 20, 30, 45, 60)
_MAP_SHARE = 0.4  # of the width that the map takes at most


class NetworkButton(PaintedButton):
    """The network and what it makes of the plane; a click goes on with it in the Playground."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.diagram, self.map = DiagramView(self, bare=True), MapCanvas(self)
        self.diagram.setMinimumSize(160, 140)
        for part in (self.diagram, self.map):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._points: MapPoints | None = None
        self.setAccessibleName(self.tr("The network: go on with it in the Playground"))
        self.setToolTip(self.tr("Go on with this network in the Playground"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_moment(self, shown: Shown, before: Shown | None) -> None:
        """Show it as it is at this moment."""
        if shown.other_names(before):
            name_ends(self.diagram, shown.dataset, shown.snapshot.ends)
        if before is None or shown.dataset is not before.dataset:
            self._points = MapPoints(shown.dataset)
            self.map.set_points(self._points)
        if shown.another_history(before):
            self.diagram.set_timeline(shown.timeline)
        if shown.another_network(before):
            maps = shown.maps(self.diagram.map_resolution)
            self.diagram.set_maps(maps)
            self.map.set_field(field_of(maps, shown.dataset))
        if shown.another_moment(before):
            self.diagram.show_snapshot(shown.snapshot)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(560), self._theme.px(300))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(380), self._theme.px(180))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._place()

    def _place(self) -> None:
        edge, high = self._theme.px(24), self.height()
        side = max(1, min(high - 2 * edge, round(self.width() * _MAP_SHARE)))
        self.map.setGeometry(self.width() - edge - side, (high - side) // 2, side, side)
        left = self._theme.px(8)
        self.diagram.setGeometry(left, 4, max(1, self.map.x() - left - self._theme.px(8)), max(1, high - 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        if self.lit:
            painter.setPen(QPen(self._theme.surface("outline"), 1))
            painter.drawRoundedRect(box, self._theme.px(10), self._theme.px(10))
        paint_focus(painter, self, self._theme, box, self._theme.px(10))
        painter.end()


class LiveNetwork(QWidget):
    """A run at its ``desk``, which plays it.

    ``opened()``: somebody goes on with it in the Playground; ``again_requested()``: from the start weights.
    """

    opened = Signal()
    again_requested = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._theme = desk, Theme()
        self._shown: Shown | None = None
        self.network = NetworkButton(self)
        self.play = PlayButton()
        self._title = TextLabel("", "title", weight="semibold")
        self._words = TextLabel("", "body", "secondary")
        self._words.setWordWrap(True)
        self.moments = Moments(EPOCHS)
        self._lay_out()
        self.network.clicked.connect(self.opened)
        self.play.clicked.connect(self._on_play)
        self.moments.epoch_requested.connect(self._on_epoch)
        desk.shown_changed.connect(self._on_shown)
        desk.playing_changed.connect(self._on_playing)
        self._tell()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._words)
        words.addStretch(1)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self.play)
        self._foot.addLayout(words, 2)
        self._foot.addWidget(self.moments, 5)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self.network, 1)
        self._column.addLayout(self._foot)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        side = theme.px(20)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._foot.setContentsMargins(side, theme.px(14), side, theme.px(14))
        self._foot.setSpacing(theme.px(14))
        self._words.setMinimumWidth(theme.px(120))
        self.update()

    # ---- what is shown
    @Slot(object)
    def _on_shown(self, shown: Shown | None) -> None:
        before, self._shown = self._shown, shown
        if shown is not None:
            self.network.show_moment(shown, before)
            self.moments.show_moment(shown)
        self._tell()

    @Slot(bool)
    def _on_playing(self, playing: bool) -> None:
        self.network.diagram.set_playing(playing)
        shown = self._shown
        if not playing and shown is not None:
            self.network.show_moment(shown, None)  # at rest the maps are finer
        self._tell()

    @property
    def _over(self) -> bool:
        shown = self._shown
        return shown is not None and shown.newest >= EPOCHS[-1] and not self._desk.playing

    def _tell(self) -> None:
        """What the button does now, and beside it how far the network is."""
        playing, shown = self._desk.playing, self._shown
        icon, name = (
            ("pause", self.tr("Pause"))
            if playing
            else ("reset", self.tr("Play it again from the start"))
            if self._over
            else ("play", self.tr("Play"))
        )
        self.play.set_icon(icon)
        self.play.setAccessibleName(name)
        self.play.setToolTip(name)
        if shown is None or (shown.newest == 0 and not playing):
            self._title.setText(self.tr("Press play"))
            self._words.setText(self.tr("In eight seconds the two colours will have parted."))
            return
        self._title.setText(self.tr("Epoch {n}").format(n=shown.epoch))
        right = numbers.percent(shown.snapshot.metrics.test_accuracy)
        words = self.tr("{share} right on points it was not shown.").format(share=right)
        if self._over:
            words = self.tr("{words} Click the network to go on with it.").format(words=words)
        self._words.setText(words)

    # ---- what the person does
    @Slot()
    def _on_play(self) -> None:
        if self._over:
            self.again_requested.emit()
        self._desk.toggle_playing()

    @Slot(int)
    def _on_epoch(self, epoch: int) -> None:
        self._desk.pause()
        if self._shown is not None and epoch >= self._shown.newest:
            self._desk.look_at_newest()
        else:
            self._desk.look_at(epoch)

    # ---- looks
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(box, theme.px(14), theme.px(14))
        painter.fillPath(shape, theme.surface("stage"))
        painter.setClipPath(shape)
        top = self.network.geometry().bottom() + 1
        painter.fillRect(QRectF(0, top, self.width(), self.height()), theme.surface("panel"))
        painter.fillRect(QRectF(0, top, self.width(), 1), theme.surface("hairline"))
        painter.setClipping(False)
        painter.setPen(QPen(theme.surface("hairline"), 1))
        painter.drawPath(shape)
        painter.end()
