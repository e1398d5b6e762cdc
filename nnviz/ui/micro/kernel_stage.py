"""The stage of a micro-step that is about maps: one place, and how its number comes about."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from nnviz.drawing.images.places import next_place
from nnviz.drawing.micro.factor_words import place_words
from nnviz.drawing.micro.kernel_plan import KernelPlan, fitting_rows, make_plan
from nnviz.drawing.micro.kernel_state import KernelState
from nnviz.drawing.numbers import fitted
from nnviz.session.sentences import told
from nnviz.training.kernel_gradient import KernelWeight
from nnviz.training.micro import Micro
from nnviz.training.micro_maps import maps_of
from nnviz.training.places import Place, Sums
from nnviz.ui.images.slide_button import SlideButton
from nnviz.ui.micro.glide import Glide
from nnviz.ui.micro.kernel_boxes import KernelCanvas, map_box, slide_box
from nnviz.ui.micro.paint_kernel import paint_kernel
from nnviz.ui.plain import show_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedWidget, paint_focus

_LINES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class KernelStage(PaintedWidget):
    """Arrow keys move the place, and beyond the ends of its map step on or back.

    A click on a weight asks who is to blame through it, one on the map of the result goes to that place:
    ``micro_requested`` carries the Micro that is wanted.
    """

    micro_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._state: KernelState | None = None
        self.slide, self._glide = SlideButton(self), Glide(self)
        self.slide.place_requested.connect(self._on_slide)
        self._glide.moved.connect(self.update)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("How the number of this place comes about"))

    # ---- content
    def show_micro(self, micro: Micro | None) -> None:
        """Show another place or step; a Micro that is not about maps empties it."""
        before = self._state
        self._state = KernelState(micro) if micro is not None and micro.looked is not None else None
        self._glide.start(before, self._state, self._theme)
        place = None if self._state is None else self._state.place
        self.slide.follow(place, None if self._state is None else self._state.network)
        if self._state is not None:
            state, place = self._state, self._state.place
            where = self.tr("map {n}, {place}").format(
                n=place.unit + 1, place=told(state.at_words((place.row, place.column)))
            )
            if state.lone:
                where = self.tr("map {n}").format(n=place.unit + 1)
            lines = [f"{told(line.name)} {told(line.value)}" for line in state.lines]
            self.setAccessibleDescription("; ".join([told(place_words(state.micro)), where, *lines]))
        self._put_slide()
        self.update()

    @property
    def state(self) -> KernelState | None:
        """What is shown."""
        return self._state

    @property
    def plan(self) -> KernelPlan | None:
        """Where everything stands."""
        state, theme = self._state, self._theme
        if state is None:
            return None
        size, one = (float(self.width()), float(self.height())), theme.projector
        rows = fitting_rows(*size, theme.unit, state.shape, one=one)
        channels = state.channels(6 if one else rows)
        return make_plan(size, theme.unit, state.shape, state.tables, channels, state.spoken, one=one)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(716), self._theme.px(712))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(300), self._theme.px(280))

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, plan = QPainter(self), self.plan
        painter.fillRect(self.rect(), self._theme.surface("stage"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._state is not None and plan is not None:
            paint_kernel(painter, KernelCanvas(self._state, plan, self._theme, self._glide.behind))
        paint_focus(painter, self, self._theme, QRectF(self.rect()).adjusted(2, 2, -2, -2), 6)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._put_slide()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._put_slide()

    def _put_slide(self) -> None:
        plan = self.plan
        if plan is not None:
            self.slide.setGeometry(slide_box(plan).toRect())
        self.slide.setVisible(plan is not None)

    @Slot(object)
    def _on_slide(self, place: Place) -> None:
        if self._state is not None:
            self.micro_requested.emit(self._state.micro.with_spot(place))

    # ---- mouse
    def _weight_at(self, at: QPointF) -> KernelWeight | None:
        state, plan = self._state, self.plan
        found = plan.cell_at(at.x(), at.y()) if plan is not None else None
        if state is None or found is None or not isinstance(state.found, Sums) or found[1].channel is None:
            return None
        return KernelWeight(state.place.layer, state.place.unit, found[1].channel, *found[2])

    def _place_at(self, at: QPointF) -> Place | None:
        state, plan = self._state, self.plan
        grid = None if state is None else state.landing
        if state is None or plan is None or grid is None:
            return None
        box = map_box(QRectF(*plan.landing), grid)
        if not box.contains(at):
            return None
        scale = box.width() / grid.shape[1]
        row, column = int((at.y() - box.y()) // scale), int((at.x() - box.x()) // scale)
        rows, columns = grid.shape
        return replace(state.place, row=min(row, rows - 1), column=min(column, columns - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._state is None:
            event.ignore()
            return
        weight, place = self._weight_at(event.position()), self._place_at(event.position())
        if weight is not None:
            self.micro_requested.emit(self._state.micro.with_kernel(weight))
        elif place is not None:
            self.micro_requested.emit(self._state.micro.with_spot(place))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._weight_at(event.position()) or self._place_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._state is not None:
            show_tip(event.globalPos(), self._tip(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def _tip(self, at: QPointF) -> str:
        """The number of a cell with more digits."""
        state, plan = self._state, self.plan
        found = plan.cell_at(at.x(), at.y()) if plan is not None else None
        if state is not None and found is not None:
            table, row, cell = found
            grid = state.grid(table, row.channel or 0)
            return self.tr("not worked out yet") if grid is None else told(grid.words(cell))
        place = self._place_at(at)
        grid = None if state is None else state.landing
        if place is None or grid is None:
            return ""
        words = self.tr("row {row}, column {column}: {value}. Click: look at this place")
        value = fitted(float(grid.values[place.row, place.column]), 4)
        return words.format(row=place.row + 1, column=place.column + 1, value=value)

    # ---- keys
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows: another place; with Ctrl another filter, with Shift another weight of the kernel."""
        wish = None
        if self._state is not None:
            key = Qt.Key(event.key())
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                wish = self._other_filter(_LINES.get(key, 0))
            elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                wish = self._other_weight(key)
            else:
                wish = self._other_place(key)
        if wish is None:
            event.ignore()
        else:
            self.micro_requested.emit(wish)

    def _other_place(self, key: Qt.Key) -> Micro | None:
        """The place beside, row by row; beyond the ends of the map the key is left to the steps."""
        assert self._state is not None
        state, place = self._state, self._state.place
        micro = state.micro
        _, rows, columns = maps_of(micro.batch, micro.example, place.layer).shape
        if key == Qt.Key.Key_Right:
            after = next_place(place, state.network)
            return None if after is None else micro.with_spot(after)
        if key == Qt.Key.Key_Left:
            at = place.row * columns + place.column - 1
            return None if at < 0 else micro.with_spot(replace(place, row=at // columns, column=at % columns))
        if key in _LINES:
            row = min(max(0, place.row + _LINES[key]), rows - 1)
            return micro.with_spot(replace(place, row=row))
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            end = key == Qt.Key.Key_End
            return micro.with_spot(replace(place, row=(rows - 1) * end, column=(columns - 1) * end))
        return None

    def _other_filter(self, by: int) -> Micro | None:
        assert self._state is not None
        micro, place = self._state.micro, self._state.place
        units = len(maps_of(micro.batch, micro.example, place.layer))
        return micro.with_spot(replace(place, unit=(place.unit + by) % units)) if by else None

    def _other_weight(self, key: Qt.Key) -> Micro | None:
        """Left and Right through the kernel of a channel, Up and Down to another channel."""
        assert self._state is not None
        micro, asked, found = self._state.micro, self._state.micro.asked, self._state.found
        if asked is None or not isinstance(found, Sums):
            return None
        channels, rows, columns = found.kernel.shape
        if key in _LINES:
            return micro.with_kernel(replace(asked, channel=(asked.channel + _LINES[key]) % channels))
        if key in _ROWS:
            at = (asked.row * columns + asked.column + _ROWS[key]) % (rows * columns)
            return micro.with_kernel(replace(asked, row=at // columns, column=at % columns))
        return None
