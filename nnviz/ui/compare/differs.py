"""The table of what differs, a column a run; and who was first to be right, as bars."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QSizePolicy, QTableWidget, QTableWidgetItem, QWidget

from nnviz.session.sentences import capital, told
from nnviz.training.comparison import Difference
from nnviz.ui.compare.parts import paint_text
from nnviz.ui.plain import plain_tip
from nnviz.ui.theme import Theme

_ROW = 28  # px at unit 1
_APART = re.compile(r" (?![^(]*\))")  # a space that is in no brackets
Letters = tuple[tuple[str, int], ...]  # (letter, colour) of each run


class DiffersTable(QTableWidget):
    """A row a setting; where values need more room than a column has, a row each value with its letters."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._letters: Letters = ()
        self._differences: tuple[Difference, ...] = ()
        self._open: set[int] = set()  # rows whose value goes on in the next
        # Held for as long as the table has them: it deletes items whose Python objects may be gone by then.
        self._items: list[QTableWidgetItem] = []
        self._filling = False
        self.setProperty("plain", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_differences(self, letters: Letters, differences: tuple[Difference, ...]) -> None:
        """Show one column for each of ``letters``."""
        differences = tuple(
            replace(d, word=capital(d.word), values=tuple(map(told, d.values))) for d in differences
        )
        if (letters, differences) == (self._letters, self._differences):
            return
        self._letters, self._differences = letters, differences
        names = [letter for letter, _ in letters]
        lines = [
            f"{d.word}: " + ", ".join(f"{n} {v}" for n, v in zip(names, d.values, strict=True))
            for d in differences
        ]
        self.setAccessibleName(self.tr("What differs: {settings}").format(settings="; ".join(lines)))
        self.setToolTip(plain_tip("\n".join(lines)))
        self._fill()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()

    # ---- filling
    def _fill(self) -> None:
        """Fill it anew; once at a time, since its own height is set by it, which resizes it."""
        if self._filling:
            return
        self._filling = True
        self._empty()
        self._fill_rows()
        row = _row_height(self._theme)
        self.verticalHeader().setDefaultSectionSize(row)
        self._share_out()
        self.setFixedHeight(row * self.rowCount())
        self._filling = False

    def _empty(self) -> None:
        self.clearSpans()
        self.clear()
        self.setRowCount(0)
        self._items.clear()
        self._open.clear()

    def _fill_rows(self) -> None:
        self.setColumnCount(1 + len(self._letters))
        if self._differences:
            self._add("", [letter for letter, _ in self._letters], [colour for _, colour in self._letters])
        for difference in self._differences:
            if self._fits(difference.values):
                self._add(difference.word, difference.values)
            else:
                self._add_apart(difference)

    def _share_out(self) -> None:
        """The runs' columns as wide as their values, and what is left over shared among them."""
        header, metrics = self.horizontalHeader(), QFontMetricsF(self._value_font())
        fitting = [d.values for d in self._differences if self._fits(d.values)]
        widths = [metrics.horizontalAdvance(max(values, key=len)) for values in zip(*fitting, strict=True)]
        taken = sum(widths) + self._label_width()
        spare = (self.width() - taken) / (len(widths) + 1)
        for column, width in enumerate(widths, 1):
            header.resizeSection(column, int(width + spare))
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def _label_width(self) -> float:
        metrics = QFontMetricsF(self._theme.font("label"))
        widest = max((metrics.horizontalAdvance(d.word) for d in self._differences), default=0.0)
        return min(widest, self.width() / 2)

    def _fits(self, values: Sequence[str]) -> bool:
        """Whether these stand beside one another, none of them far wider than its share."""
        metrics, gap = QFontMetricsF(self._value_font()), self._theme.px(14)
        room = self.width() - self._label_width()
        widths = [metrics.horizontalAdvance(value) for value in values]
        return sum(widths) + gap * len(widths) <= room and max(widths) <= 1.6 * room / len(widths)

    def _value_font(self) -> QFont:
        return self._theme.font("label", weight="medium", family="mono")

    def _add(self, word: str, values: Sequence[str], colours: Sequence[int] = ()) -> int:
        """A row more: a word, and a value for each run, or its letter in its colour."""
        row, theme = self.rowCount(), self._theme
        self.insertRow(row)
        self.setItem(row, 0, self._item(word, theme.font("label"), theme.text("secondary")))
        for column, value in enumerate(values, 1):
            font, ink = self._value_font(), theme.text()
            if colours:
                font, ink = theme.font("label", weight="bold"), theme.run_colour(colours[column - 1])
            item = self._item(value, font, ink)
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(row, column, item)
        return row

    def _add_apart(self, difference: Difference) -> None:
        """A row for the word, and one below for each value with the letters of the runs that have it."""
        self.setSpan(self._add(difference.word, ()), 0, 1, self.columnCount())
        for value in dict.fromkeys(difference.values):
            runs = zip(self._letters, difference.values, strict=True)
            having = " ".join(letter for (letter, _), its in runs if its == value)
            first, *others = self._lines(f"{having}   ", value)
            for line in (first, *others):
                row = self._add("", ())
                self.setItem(row, 0, self._item(line, self._value_font(), self._theme.text()))
                self.setSpan(row, 0, 1, self.columnCount())
            self._open.update(range(row - len(others), row))

    def _lines(self, before: str, value: str) -> list[str]:
        """A value with what stands ``before`` it, in as many lines as it takes; brackets stay whole."""
        metrics, room = QFontMetricsF(self._value_font()), self.width() - self._theme.px(12)
        lines, started = [before], False
        for piece in _APART.split(value):
            longer = f"{lines[-1]} {piece}" if started else lines[-1] + piece
            if started and metrics.horizontalAdvance(longer) > room:
                longer = " " * len(before) + piece
                lines.append("")
            lines[-1], started = longer, True
        return lines

    def _item(self, text: str, font: QFont, ink: QColor) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setFont(font)
        item.setForeground(ink)
        self._items.append(item)
        return item

    def paintEvent(self, event: QPaintEvent) -> None:
        """Hairlines between the rows, but not where a value goes on."""
        super().paintEvent(event)
        painter, height = QPainter(self.viewport()), _row_height(self._theme)
        for row in (row for row in range(1, self.rowCount() + 1) if row - 1 not in self._open):
            painter.fillRect(0, row * height - 1, self.width(), 1, self._theme.surface("hairline"))
        painter.end()


class FirstBars(QWidget):
    """For each run the epoch in which it was first right often enough, as a bar; or that it was not yet."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._rows: list[tuple[str, int, int | None, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_epochs(self, letters: Letters, epochs: Sequence[int | None], broke: Sequence[bool]) -> None:
        """``epochs``: None for a run that was not yet; of the broken ones it never will be."""
        self._rows = []
        for (letter, colour), epoch, over in zip(letters, epochs, broke, strict=True):
            yet = self.tr("never") if over else self.tr("not yet")
            text = yet if epoch is None else self.tr("epoch {epoch}").format(epoch=epoch)
            self._rows.append((letter, colour, epoch, text))
        self.setAccessibleName(", ".join(f"{letter}: {text}" for letter, _, _, text in self._rows))
        self.set_theme(self._theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedHeight(round(len(self._rows) * _row_height(theme)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, y = self._theme, _row_height(self._theme) / 2
        bold, medium = theme.font("label", weight="bold"), theme.font("label", weight="medium")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap, left, high = theme.px(8), theme.px(20), 2 * round(theme.px(8) / 2)
        texts = [QFontMetricsF(medium).horizontalAdvance(text) for *_, text in self._rows]
        room = max(1.0, self.width() - left - gap - max(texts, default=0.0))
        longest = max((epoch for _, _, epoch, _ in self._rows if epoch is not None), default=0)
        for letter, colour, epoch, text in self._rows:
            painter.setFont(bold)
            painter.setPen(theme.run_colour(colour))
            paint_text(painter, QPointF(0, y), letter)
            x = float(left)
            if epoch is not None:
                width = max(float(gap), room * epoch / max(1, longest))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.run_colour(colour))
                painter.drawRoundedRect(left, round(y - high / 2), round(width), high, high / 2, high / 2)
                x += width + gap
            painter.setFont(medium)
            painter.setPen(theme.text("tertiary" if epoch is None else "primary"))
            paint_text(painter, QPointF(x, y), text)
            y += _row_height(theme)
        painter.end()


def _row_height(theme: Theme) -> int:
    return max(theme.px(_ROW), round(theme.type_px("label") * 1.7))
