"""The table of what differs, a column a run; and who was first to be right, as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.training.comparison import Difference
from nnviz.ui.compare.parts import RIGHT, paint_text
from nnviz.ui.plain import plain_tip
from nnviz.ui.theme import Theme

_ROW, _BAR_ROW = 28, 28
Letters = tuple[tuple[str, int], ...]  # (letter, colour) of each run


@dataclass(frozen=True)
class _Line:
    """One line of the table: a word, and texts with their runs; ``apart``: a line for each value."""

    word: str
    values: tuple[str, ...]
    apart: bool


class DiffersTable(QWidget):
    """A line a setting; where values need more room than a column has, one line a value with its letters."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._letters: Letters = ()
        self._differences: tuple[Difference, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_differences(self, letters: Letters, differences: tuple[Difference, ...]) -> None:
        """Show one column for each of ``letters``."""
        if (letters, differences) == (self._letters, self._differences):
            return
        self._letters, self._differences = letters, differences
        names = [letter for letter, _ in letters]
        told = [
            f"{d.word}: " + ", ".join(f"{n} {v}" for n, v in zip(names, d.values, strict=True))
            for d in differences
        ]
        self.setAccessibleName(self.tr("What differs: {0}").format("; ".join(told) or self.tr("nothing")))
        self.setToolTip(plain_tip("\n".join(told)))
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _fit(self) -> None:
        lines = self._lines()
        rows = 1 + sum(1 + (len(self._grouped(line)) if line.apart else 0) for line in lines)
        self.setFixedHeight(round(rows * self._row()) if lines else 0)
        self.update()

    def _row(self) -> float:
        return max(self._theme.px(_ROW), self._theme.type_px("label") * 1.7)

    def _fonts(self) -> tuple[QFont, QFont]:
        return self._theme.font("label"), self._theme.font("label", weight="medium", family="mono")

    def _label_width(self) -> float:
        metrics = QFontMetricsF(self._fonts()[0])
        widest = max((metrics.horizontalAdvance(d.word) for d in self._differences), default=0.0)
        return min(widest, self.width() * 0.5)

    def _columns(self) -> list[float]:
        """The right edge of each run's column, as narrow as its values allow."""
        gap, metrics = self._theme.px(14), QFontMetricsF(self._fonts()[1])
        rights: list[float] = []
        right = float(self.width())
        short = [line.values for line in self._lines() if not line.apart]
        for index in range(len(self._letters) - 1, -1, -1):
            rights.insert(0, right)
            widest = max((metrics.horizontalAdvance(values[index]) for values in short), default=0.0)
            right -= max(widest, float(self._theme.px(14))) + gap
        if right > self._label_width() + 2 * gap and len(self._letters) > 1:
            spread = (right - self._label_width() - 2 * gap) / len(self._letters)
            rights = [edge - spread * (len(rights) - 1 - i) for i, edge in enumerate(rights)]
        return rights

    def _lines(self) -> list[_Line]:
        metrics, count = QFontMetricsF(self._fonts()[1]), max(1, len(self._letters))
        room = self.width() - self._label_width()
        gap = self._theme.px(14)
        lines = []
        for difference in self._differences:
            taken = sum(metrics.horizontalAdvance(value) + gap for value in difference.values)
            widest = max(metrics.horizontalAdvance(value) for value in difference.values)
            apart = taken > room or widest > 1.6 * room / count
            lines.append(_Line(difference.word, difference.values, apart))
        return lines

    def _grouped(self, line: _Line) -> list[tuple[str, list[int]]]:
        """Each value once, with the runs that have it."""
        return [
            (value, [i for i, other in enumerate(line.values) if other == value])
            for value in dict.fromkeys(line.values)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, lines = self._theme, self._lines()
        if not lines:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row, columns = self._row(), self._columns()
        y = row / 2
        painter.setFont(theme.font("label", weight="bold"))
        for (letter, colour), right in zip(self._letters, columns, strict=True):
            painter.setPen(theme.run_colour(colour))
            paint_text(painter, QPointF(right, y), letter, flags=RIGHT)
        for line in lines:
            painter.fillRect(0, round(y + row / 2) - 1, self.width(), 1, theme.surface("hairline"))
            y += row
            painter.setFont(self._fonts()[0])
            painter.setPen(theme.text("secondary"))
            paint_text(painter, QPointF(0, y), line.word, self._label_width() + 2)
            if line.apart:
                y = self._paint_apart(painter, line, y)
            else:
                painter.setFont(self._fonts()[1])
                painter.setPen(theme.text())
                for value, right in zip(line.values, columns, strict=True):
                    paint_text(painter, QPointF(right, y), value, flags=RIGHT)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.surface("hairline"))
        painter.end()

    def _paint_apart(self, painter: QPainter, line: _Line, y: float) -> float:
        theme = self._theme
        for value, runs in self._grouped(line):
            y += self._row()
            x = float(theme.px(12))
            painter.setFont(theme.font("label", weight="bold"))
            for index in runs:
                letter, colour = self._letters[index]
                painter.setPen(theme.run_colour(colour))
                x += paint_text(painter, QPointF(x, y), letter) + theme.px(4)
            painter.setFont(self._fonts()[1])
            painter.setPen(theme.text())
            paint_text(painter, QPointF(x + theme.px(4), y), value, self.width() - x - theme.px(4))
        return y


class FirstBars(QWidget):
    """For each run the epoch in which it was first right often enough, as a bar; or that it was not yet."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._rows: tuple[tuple[str, int, int | None, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_epochs(self, letters: Letters, epochs: Sequence[int | None], broke: Sequence[bool]) -> None:
        """``epochs``: None for a run that was not yet; of the broken ones it never will be."""
        rows = []
        for (letter, colour), epoch, over in zip(letters, epochs, broke, strict=True):
            text = self.tr("not yet") if epoch is None else self.tr("epoch {0}").format(epoch)
            rows.append((letter, colour, epoch, self.tr("never") if over and epoch is None else text))
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self.setAccessibleName(", ".join(f"{letter}: {text}" for letter, _, _, text in rows))
            self._fit()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._fit()

    def _row(self) -> float:
        return max(self._theme.px(_BAR_ROW), self._theme.type_px("label") * 1.7)

    def _fit(self) -> None:
        self.setFixedHeight(round(len(self._rows) * self._row()))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words = QFontMetricsF(theme.font("label", weight="medium"))
        text_room = max((words.horizontalAdvance(text) for *_, text in self._rows), default=0.0)
        left = theme.px(20)
        room = max(1.0, self.width() - left - theme.px(8) - text_room)
        longest = max((epoch for _, _, epoch, _ in self._rows if epoch is not None), default=0)
        y = self._row() / 2
        for letter, colour, epoch, text in self._rows:
            painter.setFont(theme.font("label", weight="bold"))
            painter.setPen(theme.run_colour(colour))
            paint_text(painter, QPointF(0, y), letter)
            x = float(left)
            if epoch is not None:
                width = max(float(theme.px(8)), room * epoch / max(1, longest))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.run_colour(colour))
                half = theme.px(8) / 2
                painter.drawRoundedRect(round(x), round(y - half), round(width), 2 * round(half), half, half)
                x += width + theme.px(8)
            painter.setFont(theme.font("label", weight="medium"))
            painter.setPen(theme.text("tertiary" if epoch is None else "primary"))
            paint_text(painter, QPointF(x, y), text)
            y += self._row()
        painter.end()
