"""The right side of Sequences: the answer, the card of a unit at a step, curves, inspector."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.drawing.answer import Answer
from nnviz.drawing.selection import Selection
from nnviz.drawing.sequences.answer_words import answer_note, sequence_answer
from nnviz.drawing.sequences.asked import Asked
from nnviz.drawing.sequences.reads import Reads
from nnviz.session.sentences import told
from nnviz.ui.answer import AnswerView
from nnviz.ui.results_panel import AnswerColumn
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets import Caption
from nnviz.ui.widgets.scroll import Scroll


class SequenceResults(AnswerColumn):
    """A results column, 336 px wide at unit 1; the card of a unit takes the room of the inspector."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.answer, self.note = AnswerView(), Caption()
        self.note.setWordWrap(True)
        self._asked: tuple[Asked | None, int, bool] | None = None
        self._cards: dict[QWidget, Scroll] = {}
        head = QWidget()
        self._column = QVBoxLayout(head)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.answer)
        self._column.addWidget(self.note)
        super().__init__(head, "right", parent)
        self.answer.show_answer(Answer("", self.tr("The sequences are being made…"), ""))

    def show_card(self, card: QWidget) -> None:
        """The card that stands below the answer, where it is not empty."""
        if card not in self._cards:
            scroll = self._cards[card] = Scroll(card, keyboard=True)
            card.installEventFilter(self)
            self._column.addWidget(scroll, 1)
            apply_theme(scroll, self._theme)
        for other, scroll in self._cards.items():
            known: Any = other
            scroll.setVisible(other is card and not known.empty)
        self._fit_head()

    def show_asked(self, asked: Asked | None, reads: Reads | None, step: int, *, untrained: bool) -> None:
        """What the network answers; without ``reads`` there is nothing."""
        self._asked = None if reads is None else (asked, step, untrained)
        self._show_answer()
        self.note.setText("" if reads is None else told(answer_note(asked, reads)))
        self.note.setVisible(bool(self.note.text()))

    def _show_answer(self) -> None:
        """In few words in front of a class."""
        if self._asked is None:
            self.answer.show_answer(None)
            return
        asked, step, untrained = self._asked
        brief = self._theme.projector
        self.answer.show_answer(sequence_answer(asked, step, untrained=untrained, brief=brief))

    def show_selection(self, selection: Selection | None) -> None:
        """A unit has its own card; of what else is selected the inspector tells."""
        super().show_selection(None if self.speaks else selection)

    @property
    def speaks(self) -> bool:
        """Whether there is a card."""
        return any(not scroll.isHidden() for scroll in self._cards.values())

    @property
    def folded(self) -> bool:
        return self.speaks or super().folded

    def _shown_cards(self) -> list[tuple[Any, Scroll]]:
        return [(card, scroll) for card, scroll in self._cards.items() if not scroll.isHidden()]

    @property
    def _note_height(self) -> int:
        return 0 if self.note.isHidden() else self.note.heightForWidth(max(100, self._head.width()))

    @Slot()
    def _fit_head(self) -> None:
        """The answer takes what it needs; a card too high for the window scrolls."""
        answer, card = self.answer.sizeHint().height() + self._note_height, 0
        if self.speaks:
            least = self.curves.minimumSizeHint().height()
            wanted = max(card.wanted for card, _ in self._shown_cards())
            card = min(wanted, max(0, self.height() - answer - least))
        if (wanted := answer + card) != self._head.maximumHeight():
            self._head.setFixedHeight(wanted)
        self._fold()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if self._asked is not None:
            self._show_answer()
        self.note.setContentsMargins(theme.px(16), 0, theme.px(16), theme.px(12))
        self._fit_head()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_head()
