"""What the room reads: the title and how far the lesson is, the question, its answers, what to do now."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz.lessons.back_row import HEIGHT, SMALLEST_TEXT
from nnviz.lessons.tallies import Hands, letter
from nnviz.session.presenting import RoomTold
from nnviz.ui.learn.prose import Prose
from nnviz.ui.logo import logo_pixmap
from nnviz.ui.present.answers_told import Answered, answered, note_of, question_of
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedWidget

#: Sizes of text in px in a room 1080 px high; all lengths here are drawn for that height.
TITLE, BODY, QUESTION, OPTION, NOTE, TRUTH = 36.0, 42.0, 64.0, 60.0, 40.0, 64.0
TOP: Final = 92.0
COLUMN: Final = 700.0  # of 1920
LEFT: Final = 56.0
_GAP, _BADGE = 24.0, 66.0
#: Where the words have too little room: sizes of body, question and note, and how high an answer stands.
_SQUEEZED: Final = ((BODY, QUESTION, NOTE, 136.0), (38.0, 56.0, 38.0, 112.0), (36.0, 48.0, 36.0, 92.0))


def unit_of(theme: Theme) -> float:
    """How large 1 px of a room 1080 px high is here, with all that makes it larger for the back row."""
    return theme.window_height / HEIGHT * larger_of(theme)


def larger_of(theme: Theme) -> float:
    """How many times the usual sizes of a room are meant."""
    return max(1.0, theme.least_text / SMALLEST_TEXT)


class RoomProse(Prose):
    """Text of a lesson at a size of the room's own."""

    def __init__(self, size: float, color: str = "primary", parent: QWidget | None = None) -> None:
        super().__init__("body", color, parent)
        self.size_px = size

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(replace(theme, least_text=self.size_px * larger_of(theme)))


class RoomHead(PaintedWidget):
    """The mark, the title of the lesson, and a dot for each step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._place, self._count = "", 0, 0

    def show_place(self, title: str, place: int, count: int) -> None:
        """The lesson's title, and that its step number ``place`` (from 0) of so many is open."""
        self._title, self._place, self._count = title, place, count
        self.setAccessibleName(
            self.tr("{title}, step {n} of {all}").format(title=title, n=place + 1, all=count)
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, unit = self._theme, unit_of(self._theme)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.surface("panel"))
        line = max(1.0, 2 * unit)
        painter.fillRect(QRectF(0, self.height() - line, self.width(), line), theme.surface("hairline"))
        dots = self._dots(painter, unit)
        mark = logo_pixmap(replace(theme, least_text=0.0), device_ratio(self))
        side = 42 * unit
        middle = (self.height() - line) / 2
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(QRectF(LEFT * unit, middle - side / 2, side, side), mark, QRectF(mark.rect()))
        painter.setFont(_font(theme, TITLE * unit, "semibold"))
        painter.setPen(theme.text())
        left = LEFT * unit + side + 20 * unit
        text = painter.fontMetrics().elidedText(
            self._title, Qt.TextElideMode.ElideRight, int(self.width() - left - dots - 60 * unit)
        )
        painter.drawText(
            QRectF(left, 0, self.width() - left, self.height() - line), Qt.AlignmentFlag.AlignVCenter, text
        )
        painter.end()

    def _dots(self, painter: QPainter, unit: float) -> float:
        """From the right: steps to come, the one that is open, those before. Returns how wide they are."""
        theme, side, gap = self._theme, 18 * unit, 14 * unit
        wide = self._count * side + max(0, self._count - 1) * gap + (56 - 18) * unit
        x, middle = self.width() - LEFT * unit - wide, (self.height() - 2 * unit) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        for step in range(self._count):
            here = step == self._place
            length = 56 * unit if here else side
            before = theme.text() if step < self._place else theme.surface("hairline")
            painter.setBrush(theme.accent() if here else before)
            painter.drawRoundedRect(QRectF(x, middle - side / 2, length, side), side / 2, side / 2)
            x += length + gap
        return wide + LEFT * unit


class RoomOptions(PaintedWidget):
    """The answers to choose from, with their letters; once revealed the right one, and the hands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = Answered(())
        self._hands: Hands | None = None

    def show_answers(self, told: Answered, hands: Hands | None) -> None:
        """Those answers; ``hands`` that may be seen."""
        self._told, self._hands = told, hands
        words = [f"{letter(place)}: {text}" for place, text in enumerate(told.answers)]
        self.setAccessibleName(", ".join(words))
        self.setVisible(bool(told.answers))
        self.update()

    def height_for(self, width: float, row: float) -> float:
        """How high they stand in that width, each ``row`` px high in a room 1080 px high."""
        unit, count = unit_of(self._theme), len(self._told.answers)
        rows = -(-count // self._columns(width))
        return rows * row * unit + max(0, rows - 1) * _GAP * unit

    def _columns(self, width: float) -> int:
        """Two where every answer has room at its full size."""
        unit = unit_of(self._theme)
        metrics = QFontMetricsF(self._font(OPTION * unit))
        widest = max((metrics.horizontalAdvance(text) for text in self._told.answers), default=0.0)
        room = (width - _GAP * unit) / 2 - (_BADGE + 28 * 3) * unit
        return 2 if len(self._told.answers) > 1 and widest <= room else 1

    def _font(self, size: float) -> QFont:
        numbers = all(text.strip("+-−.,0123456789e ") == "" for text in self._told.answers)
        return _font(self._theme, size, "semibold", "mono" if numbers else "ui")

    def paintEvent(self, event: QPaintEvent) -> None:
        unit, columns = unit_of(self._theme), self._columns(self.width())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = (self.width() - (columns - 1) * _GAP * unit) / columns
        rows = -(-len(self._told.answers) // columns)
        high = (self.height() + _GAP * unit) / max(1, rows) - _GAP * unit
        for place, text in enumerate(self._told.answers):
            row, column = divmod(place, columns)
            box = QRectF(column * (wide + _GAP * unit), row * (high + _GAP * unit), wide, high)
            self._answer(painter, box, place, text, unit)
        painter.end()

    def _answer(self, painter: QPainter, box: QRectF, place: int, text: str, unit: float) -> None:
        theme, right = self._theme, self._told.right
        yes, dim = right == place, right is not None and right != place
        edge = theme.accent() if yes else theme.surface("hairline") if dim else theme.text()
        width = (6 if yes else 3) * unit
        painter.setPen(QPen(edge, width))
        painter.setBrush(theme.accent("quiet") if yes else theme.surface("panel"))
        inset = width / 2
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), 20 * unit, 20 * unit)
        ground = theme.accent() if yes else theme.surface("outline") if dim else theme.text()
        badge = QRectF(
            box.left() + 28 * unit, box.center().y() - _BADGE / 2 * unit, _BADGE * unit, _BADGE * unit
        )
        paint_badge(painter, badge, letter(place), ground, theme)
        left = badge.right() + 24 * unit
        ink = theme.text("tertiary") if dim else theme.text()
        words = QRectF(left, box.top(), box.right() - 20 * unit - left, box.height())
        counted = self._counted(place)
        if counted:  # below the answer
            line = SMALLEST_TEXT * 1.3 * unit
            words.adjust(0, 10 * unit, 0, -line - 6 * unit)
            painter.setFont(_font(theme, SMALLEST_TEXT * unit, "semibold", "mono"))
            painter.setPen(ink)
            painter.drawText(words.translated(0, words.height()), Qt.AlignmentFlag.AlignLeft, counted)
        self._words(painter, words, text, ink, unit)

    def _counted(self, place: int) -> str:
        """Hands before and after talking, as “8 → 17”; what nobody counted is left out."""
        if self._hands is None:
            return ""
        counts = (self._hands.before[place], self._hands.after[place])
        return " → ".join(str(count) for count in counts if count is not None)

    def _words(self, painter: QPainter, box: QRectF, text: str, ink: QColor, unit: float) -> None:
        """In one line at the full size, else smaller and in several; never below the smallest of the room."""
        painter.setPen(ink)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        size = OPTION
        while True:
            font = self._font(size * unit)
            needed = QFontMetricsF(font).boundingRect(box, flags, text)
            if size <= SMALLEST_TEXT or (needed.width() <= box.width() and needed.height() <= box.height()):
                break
            size = max(SMALLEST_TEXT, size - 4)
        painter.setFont(font)
        painter.drawText(box, flags, text)


def paint_badge(
    painter: QPainter, box: QRectF, text: str, ground: QColor, theme: Theme, ink: QColor | None = None
) -> None:
    """A letter on its ground, in the ``ink`` of strong grounds if none is named."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, box.height() * 0.23, box.height() * 0.23)
    painter.setFont(_font(theme, box.height() * 0.64, "semibold"))
    painter.setPen(ink or theme.text("on_strong"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _font(theme: Theme, size: float, weight: str, family: str = "ui") -> QFont:
    font = theme.font("body", weight=weight, family=family)
    font.setPixelSize(max(1, round(size)))
    return font


class RoomWords(PaintedWidget):
    """The column beside the stage."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._body = RoomProse(BODY, parent=self)
        self._question = RoomProse(QUESTION, parent=self)
        self._truth = RoomProse(TRUTH, parent=self)
        self._options = RoomOptions(self)
        self._note = RoomProse(NOTE, "secondary", parent=self)
        #: What of the words has no room, in px; 0 where all has.
        self.overflow = 0.0

    def show_room(self, room: RoomTold) -> None:
        """What the room is told."""
        told = answered(room)
        media = room.lesson.media
        self._body.show_text(room.told.step.body, media)
        self._question.show_text(f"**{question_of(room)}**", media)
        plain = told.truth if told.right is None else ""
        self._truth.show_text(f"**{plain}**" if plain else "", media)
        self._options.show_answers(told, room.hands)
        self._note.show_text(note_of(room, told.said), media)
        self._place()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for part in (self._body, self._question, self._truth, self._options, self._note):
            part.set_theme(theme)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """As large as there is room for."""
        for sizes in _SQUEEZED:
            for part, size in zip((self._body, self._question, self._note), sizes, strict=False):
                if part.size_px != size:
                    part.size_px = size
                    part.set_theme(self._theme)
            self._stack(sizes[-1])
            if not self.overflow:
                break

    def _stack(self, row: float) -> None:
        """From above: body, question, truth, answers; the note at the foot."""
        unit = unit_of(self._theme)
        left, width = round(LEFT * unit), self.width() - round(LEFT * unit)
        y = 64 * unit if self.height() > 700 * unit else 40 * unit
        for part, gap in ((self._body, 0), (self._question, 36), (self._truth, 28)):
            if part.isHidden():
                continue
            y += gap * unit if y > 64 * unit else 0
            high = self._high(part, width)
            part.setGeometry(left, round(y), width, high)
            y += high
        if not self._options.isHidden():
            y += 48 * unit
            high = round(self._options.height_for(width, row))
            self._options.setGeometry(left, round(y), width, high)
            y += high
        foot = self.height() - 64 * unit
        high = self._high(self._note, width) if not self._note.isHidden() else 0
        self._note.setGeometry(left, round(foot - high), width, high)
        self.overflow = max(0.0, y + (24 * unit if high else 0) - (foot - high))

    @staticmethod
    def _high(part: Prose, width: int) -> int:
        part.setFixedWidth(width)
        return part.height()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("stage"))
        painter.end()
