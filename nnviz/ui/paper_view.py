"""Paints the pictures of lessons, and leads pointer and keys over their spots."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.drawing.layout import Rect
from nnviz.drawing.lessons.marks import Box, Disc, Mark, Path, Pen, Sheet, Spot, Words
from nnviz.drawing.lessons.paper import Paper
from nnviz.session.sentences import told
from nnviz.ui.diagram.pointing import ARROWS
from nnviz.ui.plain import show_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedWidget, framed

#: Draws on a sheet; what it returns is told to who cannot see it.
Draw = Callable[[Paper], str]


class PaperView(PaintedWidget):
    """Shows what ``draw`` draws in the size there is; the arrow keys go from spot to spot.

    ``spot_pressed(name)``: a spot was clicked, or Enter pressed on it; ``spot_changed(name)``: another one is
    gone to. ``changed(name, steps)``: Page Up and Page Down, plus and minus on a spot.
    """

    spot_pressed = Signal(str)
    spot_changed = Signal(str)
    changed = Signal(str, int)
    placed = Signal()

    def __init__(
        self, name: str, draw: Draw, parent: QWidget | None = None, *, surface: str = "stage"
    ) -> None:
        super().__init__(parent)
        self._surface = surface
        self._draw, self._sheet, self._stale = draw, Sheet(), True
        self._at = ""
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(280, 200)

    def sizeHint(self) -> QSize:
        return QSize(720, 520)

    # ---- what is drawn
    def redraw(self) -> None:
        """What is to be drawn is another."""
        self._stale = True
        self._tell()
        self.placed.emit()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.redraw()

    def resizeEvent(self, event: object) -> None:
        self.redraw()

    @property
    def theme(self) -> Theme:
        """What it wears."""
        return self._theme

    @property
    def sheet(self) -> Sheet:
        """The picture as it is now."""
        if self._stale:
            theme = self._theme
            paper = Paper(self.width(), self.height(), theme.look, partial(wide, theme))
            self._sheet, self._stale = paper.sheet(self._draw(paper)), False
        return self._sheet

    @property
    def spot(self) -> Spot | None:
        """That which is gone to; it can have gone from the picture."""
        return self.sheet.spot(self._at)

    def go_to(self, name: str) -> None:
        """Go to that spot; one that is none is gone away from."""
        if name != self._at:
            self._at = name
            self.redraw()
            self.spot_changed.emit(name)

    def _tell(self) -> None:
        sheet, spot = self.sheet, self.spot
        text = told(sheet.told if spot is None else spot.told)
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            if self.hasFocus():
                changed = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
                QAccessible.updateAccessibility(changed)

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.surface(self._surface))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark in self.sheet.marks:
            paint(painter, theme, mark)
        spot = self.spot
        if framed(self):
            frame = QRectF(self.rect()).adjusted(2, 2, -2, -2) if spot is None else _rect(spot.rect)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent(), theme.line("focus")))
            grown = 0 if spot is None else theme.px(3)
            painter.drawRoundedRect(frame.adjusted(-grown, -grown, grown, grown), theme.px(5), theme.px(5))
        painter.end()

    # ---- mouse and keys
    def spot_at(self, at: QPointF) -> Spot | None:
        """The spot at that place of the widget."""
        return next((spot for spot in reversed(self.sheet.spots) if _rect(spot.rect).contains(at)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and spot is not None:
            self.go_to(spot.name)
            self.spot_pressed.emit(spot.name)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        on = self.spot_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if on else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            spot = self.spot_at(QPointF(event.pos()))
            show_tip(event.globalPos(), "" if spot is None else told(spot.told), self, wrapped=True)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, spots, spot = Qt.Key(event.key()), self.sheet.spots, self.spot
        steps = {Qt.Key.Key_Plus: 1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_Minus: -1, Qt.Key.Key_PageDown: -10}
        if key in ARROWS and spots:
            found = spots[0] if spot is None else _beside(spot, spots, ARROWS[key])
            self.go_to(found.name)
        elif spot is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.spot_pressed.emit(spot.name)
        elif spot is not None and key in steps:
            self.changed.emit(spot.name, steps[key])
        elif spot is not None and key == Qt.Key.Key_Escape:
            self.go_to("")
        else:
            super().keyPressEvent(event)


def _rect(rect: Rect) -> QRectF:
    return QRectF(*rect)


def _beside(spot: Spot, spots: tuple[Spot, ...], way: tuple[int, int]) -> Spot:
    """The nearest spot that way, aside counting double; itself at the border."""
    middle = _rect(spot.rect).center()

    def far(other: Spot) -> float:
        gone = _rect(other.rect).center() - middle
        along = gone.x() * way[0] + gone.y() * way[1]
        aside = abs(gone.x() * way[1]) + abs(gone.y() * way[0])
        return along + 2.5 * aside if along > 1 and aside < 4 * along else float("inf")

    best = min(spots, key=far)
    return best if far(best) < float("inf") else spot


# ---- marks
def font_of(theme: Theme, words: Words) -> QFont:
    """The font of a text."""
    font = theme.font("body", weight=words.weight, family=words.family, italic=words.italic)
    font.setPixelSize(max(1, round(words.size)))
    return font


def wide(theme: Theme, words: Words) -> float:
    """How wide a text is, in px."""
    return QFontMetricsF(font_of(theme, words)).horizontalAdvance(told(words.text))


def _pen(pen: Pen | None) -> QPen:
    if pen is None:
        return QPen(Qt.PenStyle.NoPen)
    cap = Qt.PenCapStyle.RoundCap
    made = QPen(QColor.fromRgb(pen.colour), pen.width, Qt.PenStyle.SolidLine, cap, Qt.PenJoinStyle.RoundJoin)
    if pen.dash:
        made.setDashPattern([max(0.01, length / pen.width) for length in pen.dash])
        made.setCapStyle(cap if pen.dash[0] <= pen.width else Qt.PenCapStyle.FlatCap)
    return made


def paint(painter: QPainter, theme: Theme, mark: Mark) -> None:
    """Paint one mark."""
    if isinstance(mark, Words):
        _paint_words(painter, theme, mark)
        return
    fill = None if mark.fill is None else QColor.fromRgb(mark.fill)
    painter.setPen(_pen(mark.pen))
    painter.setBrush(Qt.BrushStyle.NoBrush if fill is None else fill)
    if isinstance(mark, Disc):
        painter.drawEllipse(QPointF(mark.x, mark.y), mark.radius, mark.radius)
    elif isinstance(mark, Box):
        painter.drawRoundedRect(_rect(mark.rect), mark.radius, mark.radius)
    else:
        painter.drawPath(_path(mark))


def _path(mark: Path) -> QPainterPath:
    first, *rest = (QPointF(*point) for point in mark.points)
    path = QPainterPath(first)
    if mark.curved:
        for place in range(0, len(rest), 3):
            path.cubicTo(*rest[place : place + 3])
    else:
        for point in rest:
            path.lineTo(point)
    if mark.closed:
        path.closeSubpath()
    return path


def _paint_words(painter: QPainter, theme: Theme, words: Words) -> None:
    text, font = told(words.text), font_of(theme, words)
    metrics = QFontMetricsF(font)
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[words.anchor]
    left = words.x - share * metrics.horizontalAdvance(text)
    painter.setFont(font)
    painter.setPen(QColor.fromRgb(words.colour))
    painter.drawText(QPointF(left, words.y + metrics.capHeight() / 2), text)
