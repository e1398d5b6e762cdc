"""How a derivative is derived: a list of steps, each with the name of its rule and its formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStyleOptionViewItem, QVBoxLayout, QWidget

from nnviz.engine.formulas import RULES, Derivation, Step, latex, plain
from nnviz.session.sentences import told
from nnviz.ui.learn.formula import FormulaPicture, formula_picture
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.buttons import PushButton
from nnviz.ui.widgets.fitted_list import FittedList, ItemPainter

Index = QModelIndex | QPersistentModelIndex
_ROW = Qt.ItemDataRole.UserRole
_PADDING = 7


@dataclass(frozen=True)
class Line:
    """A step as it is written: what it is about, empty where that is the line before, and what it becomes."""

    step: Step
    last: bool

    @cached_property
    def left(self) -> str:
        return latex(self.step.part) if self.step.part != self.step.before or self.step.before.waits else ""

    @cached_property
    def right(self) -> str:
        return latex(self.step.becomes)

    @property
    def rule(self) -> str:
        return told(RULES[self.step.rule].label)

    @property
    def text(self) -> str:
        """For who cannot see the picture."""
        return f"{self.rule}: {plain(self.step.part)} = {plain(self.step.becomes)}"


def first_formulas(derivation: Derivation) -> list[str]:
    """As LaTeX what the first line of it may be set of."""
    line = Line(derivation.steps[0], len(derivation.steps) == 1)
    law = RULES[line.step.rule].law
    whole = f"{line.left} = {line.right}" if line.left else f"= {line.right}"
    return [*([law] if law else []), *([line.left] if line.left else []), f"= {line.right}", whole]


class _Lines(QAbstractListModel):
    """The lines that are open so far."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[Line, ...] = ()

    def set_lines(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self._lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.text
        return line if role == _ROW else None


class _LinePainter(ItemPainter):
    """The name of the rule and its law above, the formula below, in two lines where one is too wide."""

    width = 320

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = index.data(_ROW)
        theme = self.theme
        head = QFontMetricsF(theme.font("caption")).height()
        if not isinstance(line, Line):
            return QSize(self.width, 0)
        law = self._law(line)
        head = max(head, law.height if law is not None else 0.0)
        pieces = self._pieces(line)
        high = sum(picture.height for picture in pieces) + theme.px(2) * (len(pieces) - 1)
        return QSize(self.width, round(head + high + 2 * theme.px(_PADDING) + theme.px(4)))

    def _size(self) -> float:
        return self.theme.type_px("body") * 1.2

    def _picture(self, text: str, tone: str = "primary", times: float = 1.0) -> FormulaPicture:
        colour = self.theme.text(tone).name(QColor.NameFormat.HexRgb)
        return formula_picture(text, self._size() * times, colour)

    def _law(self, line: Line) -> FormulaPicture | None:
        law = RULES[line.step.rule].law
        return self._picture(law, "secondary", 0.8) if law else None

    def _pieces(self, line: Line) -> list[FormulaPicture]:
        """The formula in one line, else in two, each no wider than there is room."""
        room = self.width - 2 * self.theme.px(_PADDING) - self.theme.px(14)
        right = self._picture(f"= {line.right}")
        pieces = [self._picture(line.left), right] if line.left else [right]
        if line.left and pieces[0].width + right.width < 0.98 * room:
            pieces = [self._picture(f"{line.left} = {line.right}")]
        return [piece.scaled(min(1.0, room / piece.width)) for piece in pieces]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(_ROW)
        if not isinstance(line, Line):
            return
        theme, box = self.theme, self.begin(painter, option)
        side = theme.px(_PADDING)
        if line.last:
            painter.fillRect(box, theme.surface("raised"))
        if self.has_keys(option):
            painter.setPen(QPen(theme.accent(), theme.line("focus")))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), theme.px(4), theme.px(4))
        font = theme.font("caption", weight="semibold")
        metrics, law = QFontMetricsF(font), self._law(line)
        head = max(metrics.height(), law.height if law is not None else 0.0)
        left, y = box.left() + side, box.top() + side
        base = y + (head + metrics.capHeight()) / 2
        painter.setFont(font)
        painter.setPen(theme.accent())
        painter.drawText(round(left), round(base), line.rule)
        if law is not None and metrics.horizontalAdvance(line.rule) + law.width + 3 * side < box.width():
            law.paint(painter, box.right() - side - law.width, y + (head - law.height) / 2)
        y += head + theme.px(4)
        for picture in self._pieces(line):
            picture.paint(painter, left + theme.px(10), y)
            y += picture.height + theme.px(2)
        painter.restore()


class DerivationList(QWidget):
    """The steps of derivations one below the other, opened one by one or all at once.

    Up and Down go from step to step; a screen reader reads rule and formula of each.
    """

    def __init__(self, *, by_hand: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self._open, self._by_hand = 0, by_hand
        self._opening = QTimer(self)
        self._opening.timeout.connect(self._on_opening)
        self._model, self._painter = _Lines(), _LinePainter()
        self._list = FittedList(self._model, self._painter)
        self._list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._list.setAccessibleName(self.tr("Derivation, step by step"))
        self._next = PushButton(self.tr("Next step"), small=True)
        self._next.clicked.connect(self._on_next)
        self._all = PushButton(self.tr("All steps"), small=True)
        self._all.clicked.connect(self._on_all)
        row = QHBoxLayout()
        row.addWidget(self._next)
        row.addWidget(self._all)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._list)
        column.addLayout(row)

    @property
    def texts(self) -> list[str]:
        """The steps that are open, as they are told."""
        return [str(self._model.data(self._model.index(k))) for k in range(self._model.rowCount())]

    def show_derivations(self, derivations: Sequence[Derivation]) -> None:
        """Show these, one after the other; the first step of them is open."""
        lines = tuple(
            Line(step, step is derivation.steps[-1])
            for derivation in derivations
            for step in derivation.steps
        )
        if lines != self._lines:
            self._lines = lines
            self._opening.stop()
            self._open_to(1)
            if not self._by_hand:
                self._opening.start()

    def _open_to(self, count: int) -> None:
        self._open = min(count, len(self._lines))
        self._model.set_lines(self._lines[: self._open])
        left = self._open < len(self._lines)
        for button in (self._next, self._all):
            button.setVisible(self._by_hand and bool(self._lines))
            button.setEnabled(left)
        if self._open:
            self._list.setCurrentIndex(self._model.index(self._open - 1))

    @Slot()
    def _on_next(self) -> None:
        self._open_to(self._open + 1)

    @Slot()
    def _on_all(self) -> None:
        """One after the other, each as soon as there is time for it: to set them takes a while."""
        self._opening.start()

    @Slot()
    def _on_opening(self) -> None:
        self._open_to(self._open + 1)
        if self._open == len(self._lines):
            self._opening.stop()

    def shut_down(self) -> None:
        """Open no more."""
        self._opening.stop()

    def set_theme(self, theme: Theme) -> None:
        self._painter.theme = theme

    def resizeEvent(self, event: object) -> None:
        if self._painter.width != self.width():
            self._painter.width = self.width()
            self._list.fit()
            self.updateGeometry()
