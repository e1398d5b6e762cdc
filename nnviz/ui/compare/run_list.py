"""The list of runs: of each its letter, name and what it measured; broken ones say so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QLineEdit, QMenu, QStyleOptionViewItem, QWidget

from nnviz.session.runs import MOST_NAME
from nnviz.ui.compare.parts import BADGE, LEFT, RIGHT, paint_badge, paint_icon, paint_text
from nnviz.ui.key_places import latin_key
from nnviz.ui.plain import plain_tip
from nnviz.ui.widgets.fitted_list import FittedList, Index, ItemPainter

_GAP = 10  # px at unit 1 below a card
_CARD, _SHOWN = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.CheckStateRole


@dataclass(frozen=True)
class Card:
    """What is known of a run.

    ``numbers`` are words and values of what was measured of it: one at the left, another at the right.
    ``broke`` is what the loss has become, "" for a run that is sound; ``note`` when that was, or which epoch
    the numbers are of where that is not the playhead's. ``words`` say all of it. ``shareable``: the current
    run could begin with its weights.
    """

    letter: str
    colour: int
    title: str
    numbers: tuple[tuple[str, str], ...]
    broke: str
    note: str
    words: str
    current: bool = False
    removable: bool = False
    shareable: bool = False


class RunModel(QAbstractListModel):
    """The cards; a name is edited, and a run's curves are hidden where it is not checked."""

    renamed = Signal(str, str)
    hidden_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.cards: tuple[Card, ...] = ()
        self.hidden: frozenset[str] = frozenset()

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Other runs, or other numbers of the same."""
        before, self.cards = self.cards, tuple(cards)
        letters = [card.letter for card in cards]
        if [card.letter for card in before] != letters:
            self.beginResetModel()
            self.endResetModel()
            if not self.hidden <= set(letters):
                self.hide(self.hidden & set(letters))
            return
        for row, (old, new) in enumerate(zip(before, self.cards, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(row), self.index(row))

    def hide(self, letters: frozenset[str]) -> None:
        """Leave the curves of these runs out of the plots."""
        self.hidden = letters
        self.hidden_changed.emit(letters)
        self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.cards)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        card = self.cards[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return card.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return card.words
            case Qt.ItemDataRole.ToolTipRole:
                text = self.tr("{name}\nDouble-click or F2: rename. H: hide its curves. Right-click: more.")
                return plain_tip(text.format(name=card.title))
            case Qt.ItemDataRole.CheckStateRole:
                shown = card.letter not in self.hidden
                return Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked
        return card if role == _CARD else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        card = self.cards[index.row()]
        if role == _SHOWN:
            self.hide(self.hidden ^ {card.letter})
        elif (name := str(value).strip()) and name != card.title:
            self.renamed.emit(card.letter, name)
        return True


class RunList(FittedList):
    """A click or Space chooses a run, a double click or F2 renames, Delete removes it, H hides its curves."""

    chosen = Signal(str)
    removed = Signal(str)
    share_requested = Signal(str)

    def __init__(self) -> None:
        self.runs, self._cards = RunModel(), _CardPainter()
        super().__init__(self.runs, self._cards)
        self.setEditTriggers(FittedList.EditTrigger.DoubleClicked)
        self.setAccessibleName(self.tr("Runs"))
        self.activated.connect(self._on_activated)
        self.runs.dataChanged.connect(self.fit)

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show these; the keyboard stays where it is."""
        here = self.currentIndex().data(_CARD)
        self.runs.show_cards(cards)
        letters = [card.letter for card in cards]
        if here is not None and here.letter in letters and not self.currentIndex().isValid():
            self.setCurrentIndex(self.runs.index(letters.index(here.letter)))

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.chosen.emit(self.runs.cards[index.row()].letter)

    def viewportEvent(self, event: QEvent) -> bool:
        """A press on an eye hides the curves of its run, or shows them again, and does nothing else."""
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            index = self.indexAt(event.position().toPoint())
            if self._cards.eye_box(QRectF(self.visualRect(index))).contains(event.position()):
                if event.type() != QEvent.Type.MouseButtonRelease:
                    self.runs.setData(index, None, _SHOWN)
                return True
        return super().viewportEvent(event)

    def event(self, event: QEvent) -> bool:
        """F2 renames here, whatever the window does with it."""
        kind = QEvent.Type.ShortcutOverride
        if isinstance(event, QKeyEvent) and event.type() == kind and event.key() == Qt.Key.Key_F2:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        card = self.runs.cards[index.row()] if index.isValid() else None
        match latin_key(event):
            case Qt.Key.Key_F2 if card:
                self.edit(index)
            case Qt.Key.Key_H if card:
                self.runs.setData(index, None, _SHOWN)
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if card and card.removable:
                self.removed.emit(card.letter)
            case _:
                super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Tab takes the name, and goes to no other."""
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            self.open_menu(index, event.globalPos())

    def open_menu(self, index: QModelIndex, at: QPoint) -> QMenu:
        """All that can be done with the run, in a menu at this point of the screen."""
        card, menu = self.runs.cards[index.row()], QMenu(self)
        sight = self.tr("Show its curves") if card.letter in self.runs.hidden else self.tr("Hide its curves")
        share = self.tr("Begin the current run from its start weights")
        acts: tuple[tuple[str, Callable[[], object], bool], ...] = (
            (self.tr("Rename…") + "\tF2", lambda: self.edit(index), True),
            (sight + "\tH", lambda: self.runs.setData(index, None, _SHOWN), True),
            (share, lambda: self.share_requested.emit(card.letter), card.shareable),
            (self.tr("Remove") + "\tDel", lambda: self.removed.emit(card.letter), card.removable),
        )
        for text, act, able in acts:
            action = menu.addAction(text)
            action.setEnabled(able)
            action.triggered.connect(act)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
        return menu


class _CardPainter(ItemPainter):
    """Letter, name and eye above, the numbers below, and where need be a line of what they are of."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        theme = self.theme
        card = index.data(_CARD) if index.isValid() else None
        lines = 2 if card is not None and card.note and not card.broke else 1
        return QSize(theme.px(200), round(self._head() + lines * self._line() + theme.px(28 + _GAP)))

    def _line(self) -> float:
        return max(self.theme.px(16), self.theme.type_px("caption") * 1.45)

    def _head(self) -> float:
        return max(self.theme.px(BADGE), self.theme.type_px("body") * 1.5)

    def eye_box(self, item: QRectF) -> QRectF:
        """Where the eye of that item is."""
        side, theme = self.theme.px(24), self.theme
        middle = item.top() + theme.px(11) + self._head() / 2
        return QRectF(item.right() - theme.px(8) - side, middle - side / 2, side, side)

    def _title_box(self, item: QRectF, card: Card) -> QRectF:
        theme = self.theme
        left = item.left() + theme.px(12 + BADGE + 9)
        right = self.eye_box(item).left() - theme.px(4) - (self._broke_width() if card.broke else 0.0)
        return QRectF(left, item.top() + theme.px(11), max(0.0, right - left), self._head())

    def _broke_width(self) -> float:
        metrics = QFontMetricsF(self.theme.font("label", weight="semibold"))
        return metrics.horizontalAdvance(self.tr("broke")) + self.theme.px(17 + 5 + 6)

    # ---- the name being edited
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        card: Card = index.data(_CARD)
        editor = QLineEdit(card.title, parent)
        editor.setMaxLength(MOST_NAME)
        editor.setAccessibleName(self.tr("Name of run {letter}").format(letter=card.letter))
        editor.setFont(self.theme.font("body", weight="semibold"))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """What is being typed stays, whatever the run does meanwhile."""

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        box = self._title_box(QRectF(option.rect), index.data(_CARD))
        editor.setGeometry(box.toAlignedRect().adjusted(-self.theme.px(5), 0, 0, 0))

    # ---- painting
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card: Card = index.data(_CARD)
        theme, item = self.theme, self.begin(painter, option)
        item.setHeight(item.height() - theme.px(_GAP))
        width = theme.line("focus") if card.current else theme.line("hairline")
        edge = theme.surface("outline" if self.hovered(option) else "hairline")
        painter.setPen(QPen(theme.run_colour(card.colour) if card.current else edge, width))
        painter.setBrush(theme.surface("raised"))
        box = item.adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(box, theme.px(10), theme.px(10))
        if self.has_keys(option):
            painter.setPen(QPen(theme.accent(), theme.line("focus")))
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), theme.px(8), theme.px(8))
        self._paint_title(painter, self.widget(option), item, index)
        self._paint_numbers(painter, item, card)
        painter.restore()

    def _paint_title(self, painter: QPainter, widget: QWidget, item: QRectF, index: Index) -> None:
        theme, card = self.theme, index.data(_CARD)
        box, hidden = self._title_box(item, card), index.data(_SHOWN) == Qt.CheckState.Unchecked
        side, middle = theme.px(BADGE), box.center().y()
        painter.setOpacity(0.45 if hidden else 1.0)
        badge = QRectF(item.left() + theme.px(12), middle - side / 2, side, side)
        paint_badge(painter, badge, card.letter, card.colour, theme)
        painter.setOpacity(1.0)
        eye = self.eye_box(item)
        if hidden:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.surface("pressed"))
            painter.drawRoundedRect(eye, theme.px(6), theme.px(6))
        paint_icon(
            painter,
            widget,
            "eye",
            theme.text("primary" if hidden else "secondary"),
            eye.center(),
            theme.px(15),
        )
        painter.setFont(theme.font("body", weight="semibold"))
        painter.setPen(theme.text("tertiary" if hidden else "primary"))
        paint_text(painter, QPointF(box.left(), middle), card.title, box.width())
        if card.broke:
            left, size = box.right() + theme.px(6), theme.px(17)
            paint_icon(painter, widget, "warn", theme.note("error"), QPointF(left + size / 2, middle), size)
            painter.setFont(theme.font("label", weight="semibold"))
            painter.setPen(theme.note("error"))
            paint_text(painter, QPointF(left + size + theme.px(5), middle), self.tr("broke"))

    def _paint_numbers(self, painter: QPainter, item: QRectF, card: Card) -> None:
        theme, gap = self.theme, self.theme.px(5)
        y = item.top() + theme.px(11) + self._head() + theme.px(6) + self._line() / 2
        left, right = item.left() + theme.px(12), item.right() - theme.px(12)
        quiet = theme.font("caption"), theme.text("tertiary")
        number = theme.font("label", weight="semibold", family="mono")
        value = number, theme.note("error") if card.broke else theme.text()

        def say(style: tuple[QFont, QColor], x: float, text: str, flags: Qt.AlignmentFlag = LEFT) -> float:
            painter.setFont(style[0])
            painter.setPen(style[1])
            return paint_text(painter, QPointF(x, y), text, flags=flags)

        word, number_text = card.numbers[0]
        taken = say(quiet, left, word) + gap
        taken += say(value, left + taken, number_text)
        if card.broke:
            say(quiet, right, card.note, RIGHT)
        else:
            for word, number_text in card.numbers[1:]:
                wide = sum(
                    QFontMetricsF(font).horizontalAdvance(text)
                    for (font, _), text in ((quiet, word), (value, number_text))
                )
                if left + taken + gap <= right - wide - gap:  # else it stands with the curves
                    say(quiet, right - say(value, right, number_text, RIGHT) - gap, word, RIGHT)
            y += self._line()
            say(quiet, left, card.note)
