"""The right side of Sequences: the answer, the card of a unit at a step, curves, inspector."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.drawing.selection import Selection
from nnviz.drawing.sequences.answer_words import answer_note, sequence_answer
from nnviz.drawing.sequences.card import card_of
from nnviz.drawing.sequences.content import Content
from nnviz.session.sentences import told
from nnviz.ui.answer import AnswerView
from nnviz.ui.results_panel import AnswerColumn
from nnviz.ui.sequences.cell_card import CellCard
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption
from nnviz.ui.widgets.scroll import Scroll

_CARD_LEAST = 150  # px at unit 1


class SequenceResults(AnswerColumn):
    """A results column, 336 px wide at unit 1; the card of a unit takes the room of the inspector."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.answer, self.card, self.note = AnswerView(), CellCard(), Caption()
        self.note.setWordWrap(True)
        self._scroll = Scroll(self.card, keyboard=True)
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.answer)
        column.addWidget(self.note)
        column.addWidget(self._scroll, 1)
        self._scroll.hide()
        super().__init__(head, "right", parent)
        self.card.installEventFilter(self)

    def show_content(self, content: Content | None, unit: int, step: int, *, untrained: bool) -> None:
        """What the network answers, and the card of that unit at that step; None: there is nothing."""
        if content is None:
            self.answer.show_answer(None)
            self.note.setText("")
            self.card.show_card(None)
        else:
            brief = self._theme.projector
            self.answer.show_answer(sequence_answer(content, step, untrained=untrained, brief=brief))
            self.note.setText(told(answer_note(content)))
            self.card.show_card(card_of(content, unit, step))
        self.note.setVisible(bool(self.note.text()))
        self._scroll.setVisible(content is not None)
        self._fit_head()

    def show_selection(self, selection: Selection | None) -> None:
        """A unit has its own card; of what else is selected the inspector tells."""
        super().show_selection(None if self.speaks else selection)

    @property
    def speaks(self) -> bool:
        """Whether there is a card."""
        return not self._scroll.isHidden()

    @property
    def folded(self) -> bool:
        return self.speaks or super().folded

    @property
    def _note_height(self) -> int:
        return 0 if self.note.isHidden() else self.note.heightForWidth(max(100, self._head.width()))

    @Slot()
    def _fit_head(self) -> None:
        """The answer takes what it needs; a card too high for the window scrolls."""
        answer, card = self.answer.sizeHint().height() + self._note_height, 0
        if self.speaks:
            least = self.curves.minimumSizeHint().height()
            card = min(self.card.wanted, max(self._theme.px(_CARD_LEAST), self.height() - answer - least))
        if (wanted := answer + card) != self._head.maximumHeight():
            self._head.setFixedHeight(wanted)
        self._fold()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.note.setContentsMargins(theme.px(16), 0, theme.px(16), theme.px(12))
        self._fit_head()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_head()
