"""The stage of attention: a lane for every step, strips of its values on it, and what every head looks at."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from nnviz.drawing.attention import words
from nnviz.drawing.attention.content import Known, Lanes
from nnviz.drawing.attention.layout import Columns, Layout, lay_out
from nnviz.drawing.attention.looking_at import LookingAt
from nnviz.session.sentences import told
from nnviz.ui.plain import show_tip
from nnviz.ui.sequences import paint_heads, paint_lanes
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedWidget, paint_focus

_MOVES = {
    Qt.Key.Key_Up: (0, 0, -1),
    Qt.Key.Key_Down: (0, 0, 1),
    Qt.Key.Key_Left: (0, -1, 0),
    Qt.Key.Key_Right: (0, 1, 0),
    Qt.Key.Key_PageUp: (-1, 0, 0),
    Qt.Key.Key_PageDown: (1, 0, 0),
}


class AttentionStage(PaintedWidget):
    """``chosen(LookingAt)``: a click or a key chooses a layer, a head, the steps that look and are seen."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lanes: Lanes | None = None
        self._at = LookingAt()
        self._known: Known | None = None
        self._layout: Layout | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 300)
        self._tell()

    # ---- content
    @property
    def lanes(self) -> Lanes | None:
        """What is shown."""
        return self._lanes

    @property
    def placed(self) -> Layout | None:
        """Where its lanes and columns are."""
        return self._layout

    @property
    def at(self) -> LookingAt:
        """What is chosen."""
        return self._at

    def show_lanes(self, lanes: Lanes | None, at: LookingAt, known: Known | None = None) -> None:
        """Show another moment, with that chosen; None while there is nothing to show.

        ``known`` says what of it has been worked out, None: all. The rest is hatch.
        """
        self._lanes, self._at, self._known = lanes, at, known
        self._place()

    def _place(self) -> None:
        lanes, theme, at = self._lanes, self._theme, self._at
        self._layout = None
        if lanes is not None and self.width() > 1:
            block = lanes.blocks[at.block]
            asked = lanes.asked
            columns = Columns(
                lanes.steps,
                tuple(one.layer.heads for one in lanes.blocks),
                len(block.before.values),
                tuple(strip.added for strip in block.after),
                0 if asked is None else max(1, len(asked.names)),
                lanes.given,
            )
            self._layout = lay_out(
                columns, self.width(), self.height(), theme.unit, (at.block, at.head, at.query),
                alone=theme.projector,
            )  # fmt: skip
        self._tell()
        self.update()

    # ---- what is told to who cannot see it
    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Attention on lanes"))
        text = ""
        if self._lanes is not None and (self._known is None or self._known.blocks[self._at.block]):
            at = self._at
            text = told(words.chosen_words(self._lanes, at.block, at.head, at.query, at.key))
            text += "\n" + self.tr(
                "Up and down go through the steps, left and right through the heads, Page Up and Page Down "
                "through the layers."
            )
        self.setAccessibleDescription(text)

    def words_at(self, point: QPointF) -> str:
        """What is said of what is there."""
        lanes, layout, at = self._lanes, self._layout, self._at
        if lanes is None or layout is None:
            return ""
        x, y = point.x(), point.y()
        mini = layout.mini_at(x, y)
        if mini is not None:
            text = self.tr("Layer {layer}, head {head}: a row for each step that looks. Click to open it.")
            return text.format(layer=mini.block + 1, head=mini.head + 1)
        step = layout.step_at(y)
        if step is None:
            return ""
        square, later = layout.square_at(x, y), self.tr("Not worked out yet")
        known = self._known or _all_known(len(layout.strips), len(lanes.blocks))
        if square is not None:
            if not known.blocks[at.block]:
                return later
            return told(words.square_words(lanes, at.block, *square))
        number = layout.strip_at(x)
        if number is not None and layout.strips[number].width:
            if not known.strips[number]:
                return later
            strip, span = lanes.blocks[at.block].strips[number], layout.strips[number]
            size = len(strip.values)
            place = min(size - 1, int((x - span.left) / max(1.0, span.width) * size))
            return told(words.strip_words(lanes, strip, place, step))
        if layout.says is not None and x >= layout.says.left:
            return told(words.answer_words(lanes, step)) if known.says else later
        return ""

    # ---- pointer and keys
    def _choose(self, at: LookingAt) -> None:
        if at != self._at:
            self.chosen.emit(at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        lanes, layout = self._lanes, self._layout
        if event.button() != Qt.MouseButton.LeftButton or lanes is None or layout is None:
            return
        x, y = event.position().x(), event.position().y()
        mini, step, square = layout.mini_at(x, y), layout.step_at(y), layout.square_at(x, y)
        if mini is not None:
            self._choose(self._at.moved(lanes, block=mini.block, head=mini.head))
        elif square is not None:
            head, query, key = square
            self._choose(self._at.moved(lanes, head=head, query=query, key=key))
        elif step is not None:
            self._choose(self._at.moved(lanes, query=step))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, lanes, at = Qt.Key(event.key()), self._lanes, self._at
        if lanes is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif key in _MOVES:
            block, head, query = _MOVES[key]
            if block:
                self._choose(at.moved(lanes, block=at.block + block))
            else:
                self._choose(at.moved(lanes, head=at.head + head, query=at.query + query))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(at.moved(lanes, query=0 if key == Qt.Key.Key_Home else lanes.steps - 1))
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            show_tip(event.globalPos(), self.words_at(QPointF(event.pos())), self, wrapped=True)
            return True
        return super().event(event)

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, lanes, layout = self._theme, self._lanes, self._layout
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.surface("stage"))
        if lanes is not None and layout is not None:
            self._paint(painter, theme, lanes, layout)
        paint_focus(painter, self, theme, QRectF(self.rect()).adjusted(2, 2, -2, -2), theme.px(6))
        painter.end()

    def _paint(self, painter: QPainter, theme: Theme, lanes: Lanes, layout: Layout) -> None:
        at, block = self._at, lanes.blocks[self._at.block]
        paint_lanes.paint_band(painter, theme, layout, at.query)
        paint_lanes.paint_lines(painter, theme, layout)
        paint_lanes.paint_tokens(painter, theme, lanes, layout, at.query)
        known = self._known or _all_known(len(block.strips), len(lanes.blocks))
        for strip, span, there in zip(block.strips, layout.strips, known.strips, strict=True):
            paint_lanes.paint_strip(painter, theme, lanes, strip, layout, span, known=there)
        paint_lanes.paint_rings(painter, theme, layout)
        for head, start in layout.heads:
            title = self.tr("Head {n}").format(n=head + 1)
            paint_heads.paint_title(painter, theme, layout, start, title, self.tr("looks at"))
            paint_heads.paint_keys(painter, theme, lanes, layout, start)
        seen = known.blocks[at.block]
        if seen:
            paint_heads.paint_lines(painter, theme, block.layer, layout, at)
        for head, start in layout.heads:
            paint_heads.paint_head(painter, theme, block.layer, layout, head, start, known=seen)
        if known.attends or self._known is None:
            paint_heads.paint_frame(painter, theme, layout, at)
        elif known.now is not None:
            paint_lanes.paint_frame(painter, theme, layout, layout.strips[known.now])
        paint_heads.paint_minis(painter, theme, lanes, layout, known.blocks)
        paint_lanes.paint_says(painter, theme, lanes, layout, self.tr("Says next"), known=known.says)
        self._paint_words(painter, theme, lanes, layout)

    def _paint_words(self, painter: QPainter, theme: Theme, lanes: Lanes, layout: Layout) -> None:
        first = layout.strips[0].left if layout.strips[0].width else layout.heads[0][1]
        room = first - layout.token.left - theme.px(4)
        title = self.tr("Lane"), self.tr("reads")
        paint_lanes.paint_column(painter, theme, layout, layout.token.left, room, *title)
        if lanes.given is not None:
            own = self.tr("its own answers so far") if lanes.own else self.tr("the right answers so far")
            paint_lanes.paint_split(painter, theme, layout, own)
        note = self.tr("Each row of squares adds to 1. Dots: later steps, out of sight.")
        if lanes.blocks[self._at.block].layer.looks.all():
            note = self.tr("Each row of squares adds to 1.")
        if layout.count < lanes.steps:
            shown = self.tr("Lanes {first} to {last} of {all}.")
            values = {"first": layout.first + 1, "last": layout.last + 1, "all": lanes.steps}
            note = shown.format(**values) + " " + note
        paint_lanes.paint_foot(painter, theme, lanes, layout, note)


def _all_known(strips: int, blocks: int) -> Known:
    """Nothing is left to be worked out."""
    return Known((True,) * strips, (True,) * blocks, says=True)
