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
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.training.micro import Micro
from nnviz.ui.micro.badges import (
    Pinned,
    Taken,
    paint_badges,
    paint_product,
)
from nnviz.ui.micro.hits import Target, moved_weight, target_at, tooltip
from nnviz.ui.micro.legend import paint_legend
from nnviz.ui.micro.paint_edges import Canvas, paint_chevrons, paint_ground, paint_path
from nnviz.ui.micro.paint_neurons import paint_neurons
from nnviz.ui.micro.plan import Plan, make_plan
from nnviz.ui.micro.pulse import Pulse, follows
from nnviz.ui.micro.state import State
from nnviz.ui.micro.weight_tags import paint_tags, paint_weight, place_weight
from nnviz.ui.micro.words import place_words, tr
from nnviz.ui.plain import show_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import framed


class MicroStage(QWidget):
    """A network of any size at one micro-step. A click on an edge or a neuron asks about another weight.

    ``micro_requested`` carries the Micro that the person wants to see: the same batch, another weight.
    """

    micro_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._state: State | None = None
        self._plan: Plan | None = None
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
        self.setAccessibleName(tr("The network at this micro-step"))

    # ---- content
    def show_micro(self, micro: Micro | None) -> None:
        """Show another place, example or weight; None empties the stage."""
        before = self._state.micro if self._state is not None else None
        self._state = State(micro) if micro is not None else None
        self._pulse.stop()
        if micro is not None and before is not None and follows(micro, before) and self.isVisible():
            self._lay_out()
            if self._plan is not None and self._state is not None:
                self._pulse.start(self._state, self._plan, self._theme)
        if self._state is not None:
            self.setAccessibleDescription(place_words(self._state.micro))
            self._lay_out()  # it may be another network
            self._follow()
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._plan_key = None
        self._refresh()

    @property
    def plan(self) -> Plan | None:
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
        if key == self._plan_key:
            return
        self._plan_key = key
        self._plan = self._best_plan(micro)
        self._follow()

    def _best_plan(self, micro: Micro) -> Plan:
        """As large as the theme has it, if the stage then tells as much; else smaller, down to M4's size."""
        largest = self._theme.unit
        size = float(self.width()), float(self.height())
        plain = make_plan(micro, *size, min(1.0, largest))
        for share in (1.0, 0.75, 0.5, 0.25):
            plan = make_plan(micro, *size, 1.0 + (largest - 1.0) * share)
            if largest > 1 and plan.replaces(plain) and plan.width <= max(size[0], plain.width):
                return plan
        return plain

    def _follow(self) -> None:
        """In a stage too narrow for all layers, keep the place that is lit in view."""
        if self._plan is None or self._state is None:
            return
        extra = max(0.0, self._plan.width - self.width())
        cell = self._state.micro.cell
        layer = cell.layer if cell.layer is not None else -1 if cell.phase == "forward" else None
        x = self._plan.loss.x() if layer is None else self._plan.column(layer).x
        self._shift = min(extra, max(0.0, x - self.width() / 2))

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        picture = self._paint_picture()
        if picture is None:
            painter.fillRect(self.rect(), self._theme.surface("stage"))
        else:
            painter.drawPixmap(0, 0, picture)
        if self._pulse.running and self._plan is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(-self._shift, 0)
            self._pulse.paint(painter, self._plan.unit)
            painter.translate(self._shift, 0)
        if framed(self):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.accent(), self._theme.line("focus")))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 6, 6)
        painter.end()

    def _paint_picture(self) -> QPixmap | None:
        """The whole stage, painted once for each place."""
        self._lay_out()
        if self._state is None or self._plan is None:
            return None
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatioF() != ratio:
            canvas = Canvas(self._state, self._plan, self._theme)
            self._picture = QPixmap(math.ceil(self.width() * ratio), math.ceil(self.height() * ratio))
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(self._theme.surface("stage"))
            with QPainter(self._picture) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.drawPixmap(QPointF(-self._shift, 0), self._paint_ground(canvas, ratio))
                painter.translate(-self._shift, 0)
                self._paint_network(painter, canvas)
                painter.translate(self._shift, 0)
                paint_legend(painter, self._theme, self._state, self.width())
        return self._picture

    def _paint_ground(self, canvas: Canvas, ratio: float) -> QPixmap:
        """The edges, which are the same from step to step until the update."""
        micro = canvas.state.micro
        key = (self._plan_key, micro.path, micro.phase == "update", ratio)
        if self._ground is None or self._ground_key != key:
            size = (math.ceil(canvas.plan.width * ratio), math.ceil(canvas.plan.height * ratio))
            self._ground, self._ground_key = QPixmap(*size), key
            self._ground.setDevicePixelRatio(ratio)
            self._ground.fill(self._theme.surface("stage"))
            with QPainter(self._ground) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                paint_ground(painter, canvas)
        return self._ground

    def _paint_network(self, painter: QPainter, canvas: Canvas) -> None:
        taken = Taken(canvas)
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
        if self._state is None or self._plan is None:
            return None
        at = QPointF(position.x() + self._shift, position.y())
        return target_at(self._state, self._plan, self._pinned, at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._state is None:
            event.ignore()
            return
        micro, target = self._state.micro, self._target(event.position())
        if target is None:
            self._drag = (event.position().x(), self._shift)
        elif target.kind == "edge" and target.source is not None:
            self.micro_requested.emit(micro.with_weight(target.layer, target.source, target.unit))
        elif target.kind == "neuron" and target.layer >= 0:
            self.micro_requested.emit(micro.with_unit(target.layer, target.unit))
        elif target.kind == "factor":
            factor = self._state.factors[target.unit]
            self.micro_requested.emit(micro.at(micro.place_of(*factor.step)))
        elif target.kind == "loss":
            self.micro_requested.emit(micro.at(micro.place_of("loss", None)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None and self._plan is not None:
            extra = max(0.0, self._plan.width - self.width())
            self._shift = min(extra, max(0.0, self._drag[1] + self._drag[0] - event.position().x()))
            self._refresh()
            return
        shape = (
            Qt.CursorShape.PointingHandCursor
            if self._target(event.position())
            else Qt.CursorShape.ArrowCursor
        )
        self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._plan is None or self._plan.width <= self.width():
            event.ignore()
            return
        turned = event.angleDelta()
        by = (turned.x() or turned.y()) / 2
        self._shift = min(self._plan.width - self.width(), max(0.0, self._shift - by))
        self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, Down: another source; with Ctrl another neuron; Ctrl+Left, Ctrl+Right: another layer."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        wish = moved_weight(self._state, Qt.Key(event.key()), control) if self._state is not None else None
        if wish is None:
            event.ignore()
        else:
            self.micro_requested.emit(wish)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            target = self._target(QPointF(event.pos()))
            text = tooltip(self._state, target) if target is not None and self._state is not None else ""
            show_tip(event.globalPos(), text, self)
            return True
        return super().event(event)
