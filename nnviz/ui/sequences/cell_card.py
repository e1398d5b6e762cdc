"""The card of one unit at one step: the sums of its gates, and what they come to."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.drawing.sequences.card import Card
from nnviz.session.sentences import told
from nnviz.ui.images.sum_lines import SumLines
from nnviz.ui.sequences.gate_table import GateTable
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, SectionTitle, TextLabel


class CellCard(QWidget):
    """``Cell 4 at step 14``, with the table of its gates and the addition below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card: Card | None = None
        self.title, self.reads = SectionTitle(), TextLabel("", "label", "tertiary")
        self.table, self.lines, self.notes = GateTable(), SumLines(), Caption()
        self.notes.setWordWrap(True)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.reads)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        for part in (self.table, self.lines, self.notes):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    @property
    def card(self) -> Card | None:
        """What is shown."""
        return self._card

    def show_card(self, card: Card | None) -> None:
        """Show another unit or step; None for none."""
        self._card = card
        self.table.show_card(card)
        if card is None:
            self.title.setText("")
            return
        self.title.setText(told(card.title))
        self.reads.setText(self.tr("reads {symbol}").format(symbol=card.reads) if card.reads else "")
        self.lines.show_lines(card.lines, self.tr("What it comes to"))
        self.notes.setText(told(card.notes))

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return self._card is None

    @property
    def wanted(self) -> int:
        """Its height in px."""
        self._column.activate()
        return self._column.heightForWidth(self.width()) if self.width() > 100 else self.sizeHint().height()

    def set_theme(self, theme: Theme) -> None:
        self._column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(10))
        self._column.setSpacing(theme.px(8))
