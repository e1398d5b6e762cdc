"""The stage of a recurrent layer: the network unrolled in time, a column a step."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from nnviz.drawing.sequences import words
from nnviz.drawing.sequences.bars import bars
from nnviz.drawing.sequences.content import BlameRow, Content
from nnviz.drawing.sequences.layout import ALL_STEPS, ROOM_STEPS, Layout, Rows, lay_out
from nnviz.session.sentences import told
from nnviz.ui.plain import show_tip
from nnviz.ui.sequences import paint_rows
from nnviz.ui.sequences.paint_asked import paint_asked
from nnviz.ui.sequences.paint_blame import paint_blame
from nnviz.ui.sequences.paint_conveyor import paint_conveyor, paint_key
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Segmented
from nnviz.ui.widgets.painted import PaintedWidget, paint_focus
from nnviz.ui.widgets.segmented import Segment

_ACROSS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_LAYERS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_DOWN = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class TimeStage(PaintedWidget):
    """``chosen(unit, step)``: a click or the arrow keys choose a unit and a step.

    ``layer_requested(by)``: the recurrent layer before (-1) or after (1) the one shown, by Page Up and Down.
    """

    chosen = Signal(int, int)
    layer_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._content: Content | None = None
        self._asked_for = False  # whether there was anything to show yet
        self._unit = self._step = 0
        self._layout: Layout | None = None
        self.which = Segmented(
            [
                Segment("gates", self.tr("Gates"), tip=self.tr("The gates of every unit at every step")),
                Segment("state", self.tr("c and h"), tip=self.tr("What every unit holds, and what leaves")),
            ],
            self.tr("What the strips show"),
            small=True,
            parent=self,
        )
        self.which.chosen.connect(self._on_which)
        self.which.hide()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 300)
        self._tell()

    # ---- content
    @property
    def content(self) -> Content | None:
        """What is shown."""
        return self._content

    @property
    def placed(self) -> Layout | None:
        """Where its rows and columns are."""
        return self._layout

    @property
    def at(self) -> tuple[int, int]:
        """The unit and the step that are chosen."""
        return self._unit, self._step

    def show_content(self, content: Content | None, unit: int = 0, step: int = 0) -> None:
        """Show another moment, with that unit and step chosen; None while there is nothing to show."""
        self._content, self._unit, self._step = content, unit, step
        self._asked_for = True
        self._place()

    def show_blame(self, blame: BlameRow | None) -> None:
        """Show how much blame gets back to each step."""
        if self._content is not None:
            self._content = replace(self._content, blame=blame)
            self._place()

    @Slot(str)
    def _on_which(self, _which: str) -> None:
        self._place()

    def _place(self) -> None:
        content, theme = self._content, self._theme
        self._layout = None
        if content is not None and self.width() > 1:
            rows = Rows(
                content.steps, content.units, len(content.strips(self.which.current)), True,
                content.asked is not None, content.blame is not None, content.slopes is not None,
            )  # fmt: skip
            most = ROOM_STEPS if theme.projector else ALL_STEPS
            self._layout = lay_out(
                rows, self.width(), self.height(), theme.unit, (self._unit, self._step), most,
                alone=theme.projector,
            )  # fmt: skip
        layout = self._layout
        self.which.setVisible(bool(layout and content and content.state) and not theme.projector)
        if content is not None and content.state:
            names = " ".join(strip.name for strip in content.state)
            self.which.set_text("state", self.tr("c and h") if names == "c h" else names)
        if layout is not None:
            size = self.which.sizeHint()
            top = round(layout.legend - size.height() / 2)
            self.which.setGeometry(round(layout.right - size.width()), top, size.width(), size.height())
        self._tell()
        self.update()

    # ---- what is told to who cannot see it
    def _tell(self) -> None:
        self.setAccessibleName(self.tr("Network unrolled in time"))
        text = self._nothing()
        if self._content is not None:
            text = told(words.step_words(self._content, self._unit, self._step))
            text += "\n" + self.tr("Left and right go through the steps, up and down through the units.")
        self.setAccessibleDescription(text)

    def words_at(self, point: QPointF) -> str:
        """What is said of what is there."""
        content, layout = self._content, self._layout
        step = None if layout is None else layout.step_at(point.x())
        if content is None or layout is None or step is None:
            return ""
        y = point.y()
        cell = layout.cell_at(point.x(), y)
        if cell is not None:
            strip = content.strips(self.which.current)[cell[0]]
            return told(words.cell_words(content, strip, cell[1], step))
        if layout.conveyor is not None and layout.conveyor.top <= y <= layout.conveyor.bottom:
            return told(words.conveyor_words(content, self._unit, step))
        if layout.asked is not None and layout.asked.top <= y <= layout.asked.bottom:
            return told(words.asked_words(content, step))
        if layout.blame is not None and layout.blame.top <= y <= layout.blame.bottom:
            return told(words.blame_words(content, step))
        reads = layout.slopes or layout.symbols
        return told(words.read_words(content, step)) if layout.symbols.top <= y <= reads.bottom else ""

    # ---- pointer and keys
    def _choose(self, unit: int, step: int) -> None:
        content = self._content
        if content is None:
            return
        unit, step = min(max(0, unit), content.units - 1), min(max(0, step), content.steps - 1)
        if (unit, step) != self.at:
            self.chosen.emit(unit, step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._go_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(event.position())

    def _go_to(self, point: QPointF) -> None:
        layout, content = self._layout, self._content
        if layout is None or content is None:
            return
        overview = layout.overview
        if overview is not None and overview.top - 4 <= point.y() <= overview.bottom + 4:
            self._choose(self._unit, layout.overview_step(point.x(), content.steps))
            return
        cell, step = layout.cell_at(point.x(), point.y()), layout.step_at(point.x())
        if step is not None:
            self._choose(self._unit if cell is None else cell[1], step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, content = Qt.Key(event.key()), self._content
        if content is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif key in _ACROSS:
            self._choose(self._unit, self._step + _ACROSS[key])
        elif key in _DOWN:
            self._choose(self._unit + _DOWN[key], self._step)
        elif key in _LAYERS:
            self.layer_requested.emit(_LAYERS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(self._unit, 0 if key == Qt.Key.Key_Home else content.steps - 1)
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
        self.which.set_theme(theme)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.surface("stage"))
        if self._content is None or self._layout is None:
            self._paint_empty(painter)
        else:
            self._paint_rows(painter, self._content, self._layout)
        paint_focus(painter, self, theme, QRectF(self.rect()).adjusted(2, 2, -2, -2), theme.px(6))
        painter.end()

    def _paint_empty(self, painter: QPainter) -> None:
        painter.setFont(self._theme.font(self._theme.room("body")))
        painter.setPen(self._theme.text("tertiary"))
        painter.drawText(self.rect(), paint_rows.CENTRE, self._nothing())

    def _nothing(self) -> str:
        """Why there is nothing to show."""
        if not self._asked_for:
            return self.tr("The sequences are being made…")
        return self.tr("There is no recurrent layer to unroll in time.")

    def _paint_rows(self, painter: QPainter, content: Content, layout: Layout) -> None:
        theme, unit, step = self._theme, self._unit, self._step
        paint_rows.paint_band(painter, theme, layout, step)
        paint_rows.paint_reads(painter, theme, content.reads, layout, self.tr("reads"))
        paint_rows.paint_slopes(painter, theme, content.slopes, layout)
        for strip, span in zip(content.strips(self.which.current), layout.strips, strict=True):
            paint_rows.paint_strip(painter, theme, strip, layout, span, unit)
        if layout.conveyor is not None:
            made = bars(content.conveyor, unit, layout, layout.conveyor)
            title = told(words.unit_title(content, unit))
            kind = self.tr("conveyor") if content.conveyor.kept is not None else self.tr("state")
            paint_conveyor(painter, theme, made, layout, layout.conveyor, title, kind)
            end = self.which.x() - theme.px(8) if self.which.isVisible() else layout.right
            paint_key(painter, theme, layout, self._key(content), end)
        if layout.asked is not None and content.asked is not None:
            asked = content.asked
            title = self.tr("says") if asked.every_step else self.tr("would say")
            below = self.tr("at each step") if asked.every_step else self.tr("if asked now")
            if asked.every_step and asked.names:
                below = self.tr("bar: how sure")
            y = layout.asked.top + theme.px(16)
            paint_rows.paint_label(painter, theme, layout, y, title, below)
            paint_asked(painter, theme, asked, layout, layout.asked)
        if layout.blame is not None and content.blame is not None:
            paint_blame(painter, theme, content.blame, layout, layout.blame)
        all_steps = self.tr("{name}, all steps").format(name=content.layer.scheme.held)
        paint_rows.paint_overview(painter, theme, content, layout, unit, step, all_steps)
        paint_rows.paint_axis(painter, theme, layout, step, content.steps, self.tr("step"))

    def _key(self, content: Content) -> list[tuple[str, str]]:
        """What the marks of the conveyor are."""
        scheme = content.layer.scheme
        after = self.tr("{name} after the step").format(name=scheme.held)
        if content.conveyor.kept is None:
            return [("written", self.tr("all written anew")), ("tick", after)]
        return [
            ("kept", self.tr("kept {formula}").format(formula=scheme.kept)),
            ("written", self.tr("written {formula}").format(formula=scheme.written)),
            ("forgotten", self.tr("forgotten")),
            ("tick", after),
        ]
