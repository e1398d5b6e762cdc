"""Raised hands: a number for each answer, before talking and after, typed from the lectern."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIntValidator, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from nnviz.lessons.tallies import MOST_HANDS, TURNS, Hands, Turn, letter
from nnviz.ui.present.room_sizes import paint_badge
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets import Caption, TextLabel
from nnviz.ui.widgets.painted import PaintedWidget


class Badge(PaintedWidget):
    """The letter of an answer; ``right``: in the accent."""

    def __init__(self, text: str, *, small: bool = False, right: bool = False) -> None:
        super().__init__()
        self._text, self._side, self._right = text, 24 if small else 28, right
        self._quiet = small
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = self._theme.px(self._side)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink = theme.strong, theme.text("on_strong")
        if self._right:
            ground, ink = theme.accent(), theme.text("on_accent")
        elif self._quiet:
            ground, ink = theme.surface("pressed"), theme.text()
        paint_badge(painter, QRectF(self.rect()), self._text, ground, theme, ink)
        painter.end()


class CountBar(PaintedWidget):
    """How many of the most; dashed while nobody has counted. Grey: a count is no activation."""

    def __init__(self, turn: Turn) -> None:
        super().__init__(row=True)
        self._turn = turn
        self._count: int | None = None
        self._most = 1

    def show_count(self, count: int | None, most: int) -> None:
        """That many, where ``most`` fills it."""
        self._count, self._most = count, max(1, most)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high = theme.px(10)
        box = QRectF(0.5, (self.height() - high) / 2, self.width() - 1, high)
        if self._count is None:
            painter.setPen(QPen(theme.surface("outline"), 1.5, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(box, high / 2, high / 2)
            painter.end()
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.surface("hover"))
        painter.drawRoundedRect(box, high / 2, high / 2)
        if self._count:
            box.setWidth(max(high, box.width() * self._count / self._most))
            painter.setBrush(theme.text("tertiary" if self._turn == "before" else "primary"))
            painter.drawRoundedRect(box, high / 2, high / 2)
        painter.end()


class CountField(QLineEdit):
    """A number of hands; empty is not counted."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setValidator(QIntValidator(0, MOST_HANDS, self))
        self.setMaxLength(4)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("body", weight="semibold", family="mono"))
        self.setFixedSize(theme.px(62), theme.px(28))

    def show_count(self, count: int | None) -> None:
        """As it is kept; what is being typed is left alone."""
        text = "" if count is None else str(count)
        if not self.hasFocus() or (self.text() or "0").lstrip("0") != text.lstrip("0"):
            self.setText(text)


class HandsPanel(QWidget):
    """``counted(answer, count, turn)``: that many hands, None for not counted. Tab goes down a column, and on
    to the next."""

    counted = Signal(int, object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._title = TextLabel(self.tr("Raised hands"), "section", weight="semibold")
        self._people = Caption("")
        self._people.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self._people, 1)
        self._grid = QWidget()
        self._rows = QGridLayout(self._grid)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._column = column = QVBoxLayout(self)
        column.addLayout(head)
        column.addWidget(self._grid)
        column.addStretch(1)
        self._answers: tuple[str, ...] = ()
        self._narrow = False
        self._fields: dict[Turn, list[CountField]] = {turn: [] for turn in TURNS}
        self._bars: dict[Turn, list[CountBar]] = {turn: [] for turn in TURNS}

    def show_hands(self, hands: Hands) -> None:
        """The hands as they have been counted."""
        if hands.answers != self._answers:
            self._build(hands.answers)
        most = max([count or 0 for turn in TURNS for count in hands.counts(turn)] + [1])
        for turn in TURNS:
            for count, field, bar in zip(
                hands.counts(turn), self._fields[turn], self._bars[turn], strict=True
            ):
                field.show_count(count)
                bar.show_count(count, most)
        self._people.setText(self._people_text(hands))

    def _people_text(self, hands: Hands) -> str:
        before, after = hands.people("before"), hands.people("after")
        unseen = self.tr("Only you see this until you reveal.")
        if before is None:
            return unseen
        people = self.tr("%n hand(s).", "", before)
        if after is None:
            return f"{people} {unseen}"
        second = self.tr("{after} of {before} in the second count.").format(after=after, before=before)
        return f"{people} {second} {unseen}"

    def field(self, answer: int, turn: Turn) -> CountField:
        """Where the hands for that answer are typed."""
        return self._fields[turn][answer]

    def set_narrow(self, on: bool) -> None:
        """Numbers alone, in a drawer that has no room for bars."""
        self._narrow = on
        self._margins()
        for bars in self._bars.values():
            for bar in bars:
                bar.setVisible(not on)

    def go_to(self, turn: Turn) -> None:
        """The first of that turn that nobody has counted has the keys."""
        empty = [field for field in self._fields[turn] if not field.text()]
        if empty:
            empty[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _build(self, answers: tuple[str, ...]) -> None:
        self._answers = answers
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._fields, self._bars = {turn: [] for turn in TURNS}, {turn: [] for turn in TURNS}
        said = Caption(self.tr("said"))
        self._rows.addWidget(said, 0, 1)
        words: dict[Turn, str] = {"before": self.tr("before talking"), "after": self.tr("after talking")}
        for turn, column in zip(TURNS, (2, 5), strict=True):
            self._rows.addWidget(TextLabel(words[turn], "label", "secondary"), 0, column, 1, 2)
            self._rows.setColumnStretch(column, 1)
        for place, answer in enumerate(answers):
            self._rows.addWidget(Badge(letter(place)), place + 1, 0)
            self._rows.addWidget(TextLabel(answer, "body", family="mono"), place + 1, 1)
            for turn, column in zip(TURNS, (2, 5), strict=True):
                name = self.tr("Hands for {letter}, {turn}").format(letter=letter(place), turn=words[turn])
                bar, field = CountBar(turn), CountField(name)
                field.textEdited.connect(partial(self._on_edited, place, turn))
                self._rows.addWidget(bar, place + 1, column)
                self._rows.addWidget(field, place + 1, column + 1)
                field.show()  # now, since it may be gone to at once
                self._bars[turn].append(bar)
                self._fields[turn].append(field)
        order = [field for turn in TURNS for field in self._fields[turn]]
        for first, then in pairwise(order):
            QWidget.setTabOrder(first, then)
        apply_theme(self._grid, self._theme)
        self.set_narrow(self._narrow)

    @Slot(int, str, str)
    def _on_edited(self, place: int, turn: Turn, text: str) -> None:
        self.counted.emit(place, int(text) if text.isdigit() else None, turn)

    def _margins(self) -> None:
        """In a drawer it stands at the edge, and has no room between the turns."""
        theme, narrow = self._theme, self._narrow
        side = theme.px(12) if narrow else 0
        self._column.setContentsMargins(side, side, side, 0)
        self._rows.setHorizontalSpacing(theme.px(4 if narrow else 10))
        self._rows.setVerticalSpacing(theme.px(8))
        self._rows.setColumnMinimumWidth(1, theme.px(40 if narrow else 70))
        self._rows.setColumnMinimumWidth(4, 0 if narrow else theme.px(26))
        for column in (2, 5):
            self._rows.setColumnStretch(column, 0 if narrow else 1)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._margins()
