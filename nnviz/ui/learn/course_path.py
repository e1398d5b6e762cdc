"""The lessons of the course in their rows, and the path that leads through them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from nnviz.lessons.course import IN_A_ROW, ROWS, Entry
from nnviz.session.sentences import told
from nnviz.ui.learn.course_card import CourseCard
from nnviz.ui.learn.standing import Standing
from nnviz.ui.theme import Theme

_GAP, _ROW_GAP = 14, 19  # px at unit 1 between cards, and between rows
_LABEL = 106  # of the names of the rows, where these stand beside them
_LEAST, _MOST = 190, 430  # of a card beside which they stand, and of any card
_NARROW = 118  # px at unit 1: cards would be narrower than this, so fewer stand side by side
_MOVES = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -IN_A_ROW, Qt.Key.Key_Down: IN_A_ROW,
}  # fmt: skip


class CoursePath(QWidget):
    """Cards of which one is chosen: ``chosen(Entry)``, ``open_requested(Entry)``.

    Tab comes to the one that is chosen; arrow keys, Home and End go to others.
    """

    chosen = Signal(object)
    open_requested = Signal(object)

    def __init__(self, entries: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._labels_above = Theme(), False
        self._group = QButtonGroup(self)
        self.cards = {entry.number: CourseCard(entry, self) for entry in entries}
        self._standings: Mapping[int, Standing] = {}
        for card in self.cards.values():
            self._group.addButton(card)
            card.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            card.open_requested.connect(self._on_open)
        self._group.buttonClicked.connect(self._on_clicked)
        self._tops: list[int] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_standings(self, standings: Mapping[int, Standing], next_number: int) -> None:
        """How far somebody is in each lesson, by its number, and which is to go on with."""
        self._standings = standings
        for number, card in self.cards.items():
            card.show_standing(standings.get(number, Standing()), goes_on=number == next_number)
        self._place()
        self.updateGeometry()

    @property
    def current(self) -> Entry | None:
        """The lesson that is chosen."""
        card = self._group.checkedButton()
        return card.entry if isinstance(card, CourseCard) else None

    def choose(self, number: int) -> None:
        """Choose the lesson of that number, and tell of it."""
        card = self.cards[number]
        for other in self.cards.values():
            other.setFocusPolicy(Qt.FocusPolicy.TabFocus if other is card else Qt.FocusPolicy.NoFocus)
        card.setChecked(True)
        self.setFocusProxy(card)
        self.chosen.emit(card.entry)

    @Slot()
    def _on_open(self) -> None:
        card = self.sender()
        if isinstance(card, CourseCard):
            self.open_requested.emit(card.entry)

    @Slot(object)
    def _on_clicked(self, card: CourseCard) -> None:
        self.choose(card.entry.number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current, numbers = self.current, sorted(self.cards)
        if current is None:
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            wanted: int | None = numbers[0 if key == Qt.Key.Key_Home else -1]
        elif key in _MOVES:
            wanted = self._beside(current.number, _MOVES[key])
        else:
            super().keyPressEvent(event)
            return
        if wanted is not None:
            self.choose(wanted)
            self.cards[wanted].setFocus(Qt.FocusReason.TabFocusReason)

    def _beside(self, number: int, by: int) -> int | None:
        """The next lesson that is there: along the path, or in the nearest row above or below."""
        there = [n for n in self.cards if (n - number) * by > 0]
        if abs(by) == 1:
            return min(there, key=lambda n: abs(n - number), default=None)
        row, column = divmod(number - 1, IN_A_ROW)
        places = [(abs((n - 1) // IN_A_ROW - row), abs((n - 1) % IN_A_ROW - column), n) for n in there]
        return min((place for place in places if place[0]), default=(0, 0, None))[2]

    # ---- laying out
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._place()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._laid(width)[2][-1]

    def sizeHint(self) -> QSize:
        width = max(self.width(), self._theme.px(_LEAST))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(_LEAST), self.heightForWidth(max(self.width(), self._theme.px(_LEAST))))

    @property
    def _rows(self) -> list[int]:
        """The places of the rows that have a lesson."""
        return sorted({card.entry.row for card in self.cards.values()})

    def _columns(self, width: int) -> int:
        """How many cards stand side by side: four, where there is room."""
        room = width - 2 * self._theme.px(32)
        for columns in (IN_A_ROW, 2):
            if (room - (columns - 1) * self._theme.px(_GAP)) // columns >= self._theme.px(_NARROW):
                return columns
        return 1

    def _laid(self, width: int) -> tuple[int, int, list[int]]:
        """Where the first card begins, how wide each is, and where each row does, and the last one ends."""
        theme, columns = self._theme, self._columns(width)
        left, gaps = theme.px(32), (columns - 1) * theme.px(_GAP)
        beside = (width - left - theme.px(_LABEL) - left - gaps) // columns
        above = beside < theme.px(_LEAST)
        start = left if above else left + theme.px(_LABEL)
        card = min(theme.px(_MOST), (width - start - left - gaps) // columns)
        label = QFontMetrics(theme.font("body", weight="semibold")).height() + theme.px(6) if above else 0
        tops, y = [], theme.px(4)
        for row in self._rows:
            tops.append(y + label)
            high = self._line_height(row, card) + theme.px(_ROW_GAP)
            y += label + self._lines(row, columns) * high
        return start, card, [*tops, y]

    def _lines(self, row: int, columns: int) -> int:
        """How many lines of cards a row takes."""
        last = max((number - 1) % IN_A_ROW for number, card in self.cards.items() if card.entry.row == row)
        return last // columns + 1

    def _line_height(self, row: int, width: int) -> int:
        return max(card.height_for(width) for card in self.cards.values() if card.entry.row == row)

    def _place(self) -> None:
        columns = self._columns(self.width())
        start, wide, tops = self._laid(self.width())
        self._labels_above = start == self._theme.px(32)
        for row, top in zip(self._rows, tops, strict=False):
            high = self._line_height(row, wide)
            for card in self.cards.values():
                if card.entry.row == row:
                    line, column = divmod((card.entry.number - 1) % IN_A_ROW, columns)
                    x = start + column * (wide + self._theme.px(_GAP))
                    card.setGeometry(x, top + line * (high + self._theme.px(_ROW_GAP)), wide, high)
        self._tops = tops
        self.update()

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, top in zip(self._rows, self._tops, strict=False):
            self._paint_label(painter, row, top)
        numbers = sorted(self.cards)
        for before, after in itertools.pairwise(numbers):
            if after == before + 1:
                self._paint_joint(painter, before, after)
        painter.end()

    def _paint_label(self, painter: QPainter, row: int, top: int) -> None:
        theme = self._theme
        there = [number for number, card in self.cards.items() if card.entry.row == row]
        done = sum(self._standings.get(number, Standing()).finished for number in there)
        title = told(ROWS[row])
        state = (
            self.tr("all {n} done").format(n=len(there))
            if done == len(there)
            else self.tr("{done} of {n} done").format(done=done, n=len(there))
        )
        bold, quiet = theme.font("body", weight="semibold"), theme.font("caption")
        left, metrics = theme.px(32), QFontMetrics(bold)
        painter.setPen(theme.text())
        painter.setFont(bold)
        if self._labels_above:
            baseline = top - theme.px(6) - metrics.descent()
            painter.drawText(QPointF(left, baseline), title)
            at = QPointF(left + metrics.horizontalAdvance(title) + theme.px(10), baseline)
            painter.setFont(quiet)
            painter.setPen(theme.text("tertiary"))
            painter.drawText(at, state)
            return
        room = QRect(left, top + theme.px(3), theme.px(_LABEL) - theme.px(8), 1000)
        painter.drawText(room, int(Qt.TextFlag.TextWordWrap), title)
        painter.setFont(quiet)
        painter.setPen(theme.text("tertiary"))
        below = room.translated(0, metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), title).height())
        painter.drawText(below.translated(0, theme.px(3)), int(Qt.TextFlag.TextWordWrap), state)

    def _paint_joint(self, painter: QPainter, before: int, after: int) -> None:
        """From a lesson to the next: solid once it is done, dotted where it is to come."""
        theme = self._theme
        done = self._standings.get(before, Standing()).finished
        pen = QPen(theme.text() if done else theme.surface("outline"), (3 if done else 2) * theme.unit)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if not done:
            pen.setDashPattern([0.1, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        here, there = self.cards[before].geometry(), self.cards[after].geometry()
        if here.top() == there.top():
            y = here.top() + self.cards[before].picture_height(here.width()) + theme.px(19)
            points = [(here.right() + 3, y), (there.left() - 2, y)]
        else:
            y = there.top() - theme.px(_ROW_GAP) // 2
            if self._labels_above:
                y = here.bottom() + theme.px(_ROW_GAP) // 2
            right, left = here.right() - theme.px(23), there.left() + theme.px(20)
            points = [(right, here.bottom() + 3), (right, y), (left, y), (left, there.top() - 3)]
            if self._labels_above:
                points = points[:3]
        painter.drawPolyline(QPolygonF([QPointF(*point) for point in points]))
