"""Where we are: the input and every layer of maps, small, in their order; a click goes there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from nnviz.drawing.micro.micro_state import MicroState
from nnviz.drawing.micro.seen import Stop, stops
from nnviz.session.sentences import told
from nnviz.ui.images.paint_cells import paint_picture, paint_unknown
from nnviz.ui.micro.kernel_boxes import map_box
from nnviz.ui.micro.micro_parts import CENTRE, Painted
from nnviz.ui.plain import show_tip
from nnviz.ui.widgets.painted import paint_focus

_LARGEST, _SMALLEST, _GAP = 44, 16, 14  # px at unit 1 of a map, and between two
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class WhereView(Painted):
    """Left and Right, with the keyboard there: the layer before, or behind."""

    def __init__(self) -> None:
        super().__init__()
        self._stops: tuple[Stop, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Where we are"))
        self.setMouseTracking(True)

    def show_state(self, state: MicroState | None) -> None:
        self._stops = () if state is None or state.micro.looked is None else stops(state.micro)
        here = [told(stop.name) for stop in self._stops if stop.here]
        self.setAccessibleDescription("".join(here))
        super().show_state(state)

    @property
    def stops(self) -> tuple[Stop, ...]:
        """What is shown."""
        return self._stops

    def sizeHint(self) -> QSize:
        theme = self._theme
        names = round(theme.type_px("caption") * 1.7)
        return QSize(theme.px(200), self._heading + theme.px(8 + _LARGEST + 6) + names)

    # ---- where everything stands
    def boxes(self) -> list[QRectF]:
        """The ground of each map: larger ones are larger, and all fit side by side."""
        if not self._stops:
            return []
        theme, most = self._theme, max(max(stop.map.shape) for stop in self._stops)
        sides = [_SMALLEST + (_LARGEST - _SMALLEST) * max(stop.map.shape) / most for stop in self._stops]
        gaps = _GAP * (len(sides) - 1)
        share = min(1.0, (self.width() / theme.unit - gaps - 8) / sum(sides))
        middle = self._heading + theme.px(8) + theme.px(_LARGEST) / 2
        x, found = float(theme.px(4)), list[QRectF]()
        for side in sides:
            wide = side * share * theme.unit
            found.append(QRectF(x, middle - wide / 2, wide, wide))
            x += wide + _GAP * theme.unit
        return found

    def _at(self, at: QPointF) -> Stop | None:
        reach = self._theme.px(_GAP / 2)
        for stop, box in zip(self._stops, self.boxes(), strict=True):
            if box.adjusted(-reach, -reach, reach, reach).contains(at):
                return stop
        return None

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._stops:
            return
        painter, theme = self._painter(), self._theme
        self._paint_heading(painter, [self.tr("Where we are")], self.tr("one example"))
        boxes, before = self.boxes(), None
        for stop, box in zip(self._stops, boxes, strict=True):
            self._paint_stop(painter, stop, box)
            if before is not None:
                painter.setFont(theme.font("label"))
                painter.setPen(theme.text("tertiary"))
                between = QRectF(before.right(), box.center().y() - 10, box.left() - before.right(), 20)
                painter.drawText(between, CENTRE, "›")
            before = box
        self._paint_names(painter, boxes)
        paint_focus(painter, self, theme, QRectF(self.rect()).adjusted(1, 1, -1, -1), 4)
        painter.end()

    def _paint_stop(self, painter: QPainter, stop: Stop, box: QRectF) -> None:
        theme = self._theme
        if stop.known:
            paint_picture(painter, theme, stop.map, map_box(box, stop.map), lambda cell: QRectF())
        else:
            paint_unknown(painter, theme, box)
        if stop.here:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent(), theme.line("focus")))
            painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 5, 5)

    def _paint_names(self, painter: QPainter, boxes: list[QRectF]) -> None:
        """The name of where we are, and of the others those that do not run into one another."""
        theme, taken = self._theme, list[QRectF]()
        order = sorted(range(len(boxes)), key=lambda at: not self._stops[at].here)
        top = self._heading + theme.px(8 + _LARGEST + 6)
        for at in order:
            stop = self._stops[at]
            font = theme.font("caption", weight="semibold" if stop.here else "regular")
            wide = QFontMetricsF(font).horizontalAdvance(told(stop.name)) + 2
            left = min(max(0.0, boxes[at].center().x() - wide / 2), self.width() - wide)
            room = QRectF(left, top, wide, theme.type_px("caption") * 1.6)
            if any(room.adjusted(-4, 0, 4, 0).intersects(other) for other in taken):
                continue
            taken.append(room)
            painter.setFont(font)
            painter.setPen(theme.text("primary" if stop.here else "secondary"))
            painter.drawText(room, CENTRE, told(stop.name))

    # ---- mouse and keys
    def mousePressEvent(self, event: QMouseEvent) -> None:
        stop = self._at(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        if stop is None:
            event.ignore()
        else:
            self.micro_requested.emit(stop.micro)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = next((at for at, stop in enumerate(self._stops) if stop.here), None)
        by = _STEPS.get(Qt.Key(event.key()))
        if here is None or by is None or not 0 <= here + by < len(self._stops):
            event.ignore()
        else:
            self.micro_requested.emit(self._stops[here + by].micro)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            stop = self._at(QPointF(event.pos()))
            words = self.tr("Go to {name}")
            show_tip(event.globalPos(), "" if stop is None else words.format(name=told(stop.name)), self)
            return True
        return super().event(event)
