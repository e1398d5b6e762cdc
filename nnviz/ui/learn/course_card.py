"""A lesson of the course as a card: its picture, number, title, and what it is for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from nnviz.lessons.course import Entry
from nnviz.ui.icons import icon_pixmap
from nnviz.ui.learn.glyphs import HIGH, WIDE, paint_glyph
from nnviz.ui.learn.standing import Standing
from nnviz.ui.plain import plain_tip
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedButton, paint_focus

_WRAP = Qt.TextFlag.TextWordWrap
_LINES = 3  # of its purpose at most
_DISC = 26  # px at unit 1


class CourseCard(PaintedButton):
    """One lesson. A click chooses it, Enter or a double click opens it: ``open_requested()``."""

    open_requested = Signal()

    def __init__(self, entry: Entry, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry, self._standing, self._next = entry, Standing(), False
        self.setCheckable(True)
        self.setText(entry.front.title)
        self._name()

    def show_standing(self, standing: Standing, *, goes_on: bool) -> None:
        """How far somebody is in it, and whether it is the one to go on with."""
        self._standing, self._next = standing, goes_on
        self._name()
        self.updateGeometry()
        self.update()

    def _name(self) -> None:
        front = self.entry.front
        done = self.tr("done") if self._standing.finished else ""
        begun = self.tr("begun") if self._standing.step and not done else ""
        minutes = self.tr("%n minute(s)", "", front.minutes)
        told = [f"{self.entry.number} {front.title}", minutes, done or begun]
        self.setAccessibleName(", ".join(part for part in told if part))
        self.setAccessibleDescription(front.purpose)

    # ---- how high it is
    def picture_height(self, width: int) -> int:
        """That of its picture, in a card so wide."""
        return round(min(self._theme.px(124), max(self._theme.px(44), width * 0.29)))

    def height_for(self, width: int) -> int:
        """What it needs, in px."""
        title, purpose = self._title_height(width), self._purpose_height(width)
        return self.picture_height(width) + self._theme.px(8) + title + purpose + self._theme.px(10)

    def _title_box(self, width: int) -> QRectF:
        left = self._theme.px(8 + _DISC + 7)
        top = self.picture_height(width) + self._theme.px(5)
        return QRectF(left, top, width - left - self._theme.px(6), self._title_height(width))

    @property
    def _numbered(self) -> str:
        """Its title; once it is done its number stands in front, for the disc has a sign then."""
        return f"{self.entry.number} {self.text()}" if self._standing.finished else self.text()

    def _title_height(self, width: int) -> int:
        theme = self._theme
        metrics = QFontMetrics(theme.font("label", weight="semibold"))
        room = width - theme.px(8 + _DISC + 7) - theme.px(6)
        lines = 1 if metrics.horizontalAdvance(self._numbered) <= room else 2
        return max(theme.px(_DISC + 3), lines * metrics.height() + theme.px(2))

    def _purpose_height(self, width: int) -> int:
        metrics = QFontMetrics(self._theme.font("caption"))
        room = width - 2 * self._theme.px(10)
        box = metrics.boundingRect(0, 0, room, 10_000, _WRAP, self.entry.front.purpose)
        return min(box.height(), _LINES * metrics.lineSpacing())

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("label", weight="semibold"))
        super().set_theme(theme)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(204), self.height_for(self._theme.px(204)))

    # ---- keys and the mouse
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            self.open_requested.emit()
        else:
            event.ignore()  # arrows are the path's

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.open_requested.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        shape = QPainterPath()
        shape.addRoundedRect(box, theme.px(10), theme.px(10))
        reached = self._standing.finished or self._next or bool(self._standing.step)
        painter.fillPath(shape, theme.surface("stage" if reached else "panel"))
        self._paint_picture(painter, shape, box, reached)
        self._paint_number(painter, box)
        self._paint_words(painter, reached)
        chosen = self.isChecked()
        edge = theme.accent() if chosen else theme.surface("outline" if self.lit else "hairline")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(edge, 2.0 * theme.unit if chosen else theme.line("hairline")))
        painter.drawPath(shape)
        paint_focus(painter, self, theme, box.adjusted(3, 3, -3, -3), theme.px(7))
        painter.end()

    def _paint_picture(self, painter: QPainter, shape: QPainterPath, box: QRectF, reached: bool) -> None:
        theme = self._theme
        high = self.picture_height(self.width())
        picture = QRectF(box.left(), box.top(), box.width(), high - box.top())
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(picture, theme.surface("hover"))
        painter.fillRect(
            QRectF(picture.left(), picture.bottom(), picture.width(), 1), theme.surface("hairline")
        )
        painter.restore()
        inner = picture.adjusted(theme.px(4), theme.px(4), -theme.px(4), -theme.px(4))
        wide = min(inner.width() * 0.72, inner.height() * WIDE / HIGH)  # the minutes stand beside it
        inner.setWidth(max(wide, inner.width() - theme.px(58)) if wide < inner.width() else wide)
        paint_glyph(painter, theme, self.entry.number, inner, 1.0 if reached else 0.72)
        font = theme.font("micro", weight="medium")
        metrics = QFontMetrics(font)
        words = self.tr("{0} min").format(self.entry.front.minutes)
        chip = QRectF(0, 0, metrics.horizontalAdvance(words) + theme.px(10), metrics.height() + theme.px(2))
        chip.moveTopRight(QPointF(picture.right() - theme.px(6), picture.top() + theme.px(6)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.surface("stage"))
        painter.drawRoundedRect(chip, theme.px(4), theme.px(4))
        painter.setFont(font)
        painter.setPen(theme.text("secondary"))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_number(self, painter: QPainter, box: QRectF) -> None:
        theme, side = self._theme, self._theme.px(_DISC)
        disc = QRectF(box.left() + theme.px(7), self.picture_height(self.width()) + theme.px(6), side, side)
        done = self._standing.finished
        fill = theme.strong if done else theme.accent() if self._next else theme.surface("stage")
        ink = theme.text("on_strong" if done else "on_accent" if self._next else "secondary")
        painter.setPen(QPen(theme.surface("outline"), 1.5) if not (done or self._next) else Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawEllipse(disc)
        if done:
            size = theme.px(15)
            icon = icon_pixmap("check", ink.rgba(), size, device_ratio(self))
            painter.drawPixmap(disc.center() - QPointF(size / 2, size / 2), icon)
        else:
            painter.setFont(theme.font("caption", weight="semibold"))
            painter.setPen(ink)
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(self.entry.number))

    def _paint_words(self, painter: QPainter, reached: bool) -> None:
        theme, front, width = self._theme, self.entry.front, self.width()
        title = self._title_box(width)
        painter.setFont(self.font())
        painter.setPen(theme.text("primary"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(title, int(flags) | int(_WRAP), self._numbered)
        left = theme.px(10)
        purpose = QRectF(left, title.bottom() + theme.px(1), width - 2 * left, self._purpose_height(width))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("secondary"))
        painter.save()
        painter.setClipRect(purpose)
        painter.drawText(purpose, int(Qt.AlignmentFlag.AlignTop) | int(_WRAP), front.purpose)
        painter.restore()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip(plain_tip(self.entry.front.purpose, wrapped=True))
        return super().event(event)
