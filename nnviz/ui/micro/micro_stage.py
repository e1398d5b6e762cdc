"""The stage of the micro-steps: the network with all its numbers, and the place that is worked out lit."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.drawing.micro.factor_words import place_words
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.drawing.micro.stage_edges import Target, target_at
from nnviz.drawing.micro.stage_plan import StagePlan, best_plan
from nnviz.drawing.micro.stage_tips import tip_lines
from nnviz.session.sentences import told
from nnviz.training.micro import Micro
from nnviz.ui.micro.paint_edges import Canvas, paint_chevrons, paint_ground, paint_path
from nnviz.ui.micro.paint_labels import (
    Pinned,
    ground_taken,
    paint_badges,
    paint_legend,
    paint_product,
    paint_tags,
    paint_weight,
    place_weight,
)
from nnviz.ui.micro.paint_neurons import paint_neurons
from nnviz.ui.micro.pulse import Pulse, follows
from nnviz.ui.plain import show_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import paint_focus


class MicroStage(QWidget):
    """A network of any size at one micro-step. A click on an edge or a neuron asks about another weight.

    ``micro_requested`` carries the Micro that the person wants to see: the same batch, another weight.
    ``listed``: the factors stand as a list right of it.
    """

    micro_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, listed: bool = True) -> None:
        super().__init__(parent)
        self._theme, self._listed = Theme(), listed
        self._state: MicroState | None = None
        self._plan: StagePlan | None = None
        self._plan_key: object = None
        self._picture: QPixmap | None = None
        self._ground: QPixmap | None = None
        self._ground_key: object = None
        self._pinned: list[Pinned] = []
        self._pulse = Pulse(self)
        self._pulse.moved.connect(self.update)
        self._shift = 0.0
        self._drag: tuple[float, float] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("The network at this micro-step"))

    # ---- content
    def show_micro(self, micro: Micro | None) -> None:
        """Show another place, example or weight; None empties the stage."""
        before = self._state.micro if self._state is not None else None
        self._state = MicroState(micro) if micro is not None else None
        self._pulse.stop()
        self._lay_out()  # it may be another network
        if self._state is not None and self._plan is not None:
            if before is not None and follows(self._state.micro, before) and self.isVisible():
                self._pulse.start(Canvas(self._state, self._plan, self._theme))
            self.setAccessibleDescription(told(place_words(self._state.micro)))
            self._follow()
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._plan_key = None
        self._refresh()

    @property
    def plan(self) -> StagePlan | None:
        """Where everything stands."""
        self._lay_out()
        return self._plan

    @property
    def pinned(self) -> tuple[Pinned, ...]:
        """The badges as they were last painted."""
        self._paint_picture()
        return tuple(self._pinned)

    def _refresh(self) -> None:
        self._picture = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._refresh()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(716), self._theme.px(712))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(300), self._theme.px(280))

    def _lay_out(self) -> None:
        if self._state is None:
            self._plan = None
            return
        micro = self._state.micro
        key = (micro.batch, micro.example, micro.weight, self.width(), self.height(), self._theme)
        if self._plan is None or key != self._plan_key:
            self._plan_key = key
            self._plan = best_plan(micro, float(self.width()), float(self.height()), self._theme.unit)
            self._follow()

    def _follow(self) -> None:
        """In a stage too narrow for all layers, keep the place that is lit in view."""
        if self._plan is not None and self._state is not None:
            self._shift = self._plan.shift(self._state.micro.cell, self.width())

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        picture = self._paint_picture()
        if picture is None:
            painter.fillRect(self.rect(), self._theme.surface("stage"))
        else:
            painter.drawPixmap(0, 0, picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-self._shift, 0)
        self._pulse.paint(painter)
        painter.translate(self._shift, 0)
        paint_focus(painter, self, self._theme, QRectF(self.rect()).adjusted(2, 2, -2, -2), 6)
        painter.end()

    def _paint_picture(self) -> QPixmap | None:
        """The whole stage, painted once for each place."""
        self._lay_out()
        if self._state is None or self._plan is None:
            return None
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatioF() != ratio:
            canvas = Canvas(self._state, self._plan, self._theme)
            self._picture = self._empty(self.width(), self.height(), ratio)
            with QPainter(self._picture) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.drawPixmap(QPointF(-self._shift, 0), self._paint_ground(canvas, ratio))
                painter.translate(-self._shift, 0)
                self._paint_network(painter, canvas)
                painter.translate(self._shift, 0)
                paint_legend(painter, canvas, self.width(), listed=self._listed)
        return self._picture

    def _empty(self, width: float, height: float, ratio: float) -> QPixmap:
        pixmap = QPixmap(math.ceil(width * ratio), math.ceil(height * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(self._theme.surface("stage"))
        return pixmap

    def _paint_ground(self, canvas: Canvas, ratio: float) -> QPixmap:
        """The edges, which are the same from step to step until the update."""
        micro = canvas.state.micro
        key = (self._plan_key, micro.path, micro.phase == "update", ratio)
        if self._ground is None or self._ground_key != key:
            self._ground, self._ground_key = self._empty(canvas.plan.width, canvas.plan.height, ratio), key
            with QPainter(self._ground) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                paint_ground(painter, canvas)
        return self._ground

    def _paint_network(self, painter: QPainter, canvas: Canvas) -> None:
        taken = ground_taken(canvas)
        paint_path(painter, canvas)
        paint_chevrons(painter, canvas)
        paint_neurons(painter, canvas)
        weight = place_weight(canvas, taken)
        paint_tags(painter, canvas, taken)
        self._pinned = paint_badges(painter, canvas, taken)
        paint_weight(painter, canvas, weight)
        paint_product(painter, canvas, taken)

    # ---- mouse and keys
    def _target(self, position: QPointF) -> Target | None:
        self._lay_out()
        if self._plan is None:
            return None
        at = QPointF(position.x() + self._shift, position.y())
        badge = next((pin for pin in self._pinned if pin.box.contains(at)), None)
        return Target("factor", unit=badge.index) if badge else target_at(self._plan, at.x(), at.y())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._state is None:
            event.ignore()
            return
        micro, target = self._state.micro, self._target(event.position())
        if target is None:
            self._drag = (event.position().x(), self._shift)
        elif target.kind == "edge":
            self.micro_requested.emit(micro.with_weight(target.layer, target.source, target.unit))
        elif target.kind == "neuron" and target.layer >= 0:
            self.micro_requested.emit(micro.with_unit(target.layer, target.unit))
        elif target.kind == "factor":
            self.micro_requested.emit(self._state.at_factor(target.unit))
        elif target.kind == "loss":
            self.micro_requested.emit(micro.at(micro.place_of("loss", None)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            self._scroll_to(self._drag[1] + self._drag[0] - event.position().x())
        elif self._target(event.position()):
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._plan is None or self._plan.width <= self.width():
            event.ignore()
            return
        turned = event.angleDelta()
        self._scroll_to(self._shift - (turned.x() or turned.y()) / 2)

    def _scroll_to(self, shift: float) -> None:
        if self._plan is not None:
            self._shift = self._plan.within(shift, self.width())
            self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, Down: another source; with Ctrl another neuron; Ctrl+Left, Ctrl+Right: another layer."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        wish = self._beside(Qt.Key(event.key()), control)
        if wish is None:
            event.ignore()
        else:
            self.micro_requested.emit(wish)

    def _beside(self, key: Qt.Key, control: bool) -> Micro | None:
        """The Micro with a neighbouring weight that an arrow key asks for."""
        state = self._state
        if state is None:
            return None
        if (by := {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key)) is not None:
            return state.unit_beside(by) if control else state.source_beside(by)
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        return state.layer_beside(by) if by is not None and control else None

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            target = self._target(QPointF(event.pos()))
            lines = tip_lines(self._state, target) if target is not None and self._state is not None else ()
            show_tip(event.globalPos(), "\n".join(told(line) for line in lines), self)
            return True
        return super().event(event)
