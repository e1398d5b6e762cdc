"""The card of one head at one step: the table of what it looks at, and what the shares carried."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.drawing.attention.card import HeadCard
from nnviz.drawing.numbers import fitted
from nnviz.session.sentences import told
from nnviz.ui.sequences.head_table import HeadTable
from nnviz.ui.sequences.paint_rows import LEFT, RIGHT
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, SectionTitle, TextLabel
from nnviz.ui.widgets.painted import PaintedWidget, pixel_image

_ROW = 30  # px at unit 1


class Carried(PaintedWidget):
    """Two strips of a head's numbers on one scale: what one share carried, and what all of them did."""

    def __init__(self) -> None:
        super().__init__(row=True)
        self._card: HeadCard | None = None

    @property
    def card(self) -> HeadCard | None:
        """What is shown."""
        return self._card

    def show_card(self, card: HeadCard | None) -> None:
        """Show another head, or another step."""
        self._card = card
        self.setAccessibleName(self.tr("What the shares carried"))
        self.setAccessibleDescription("\n".join(f"{name}: {numbers}" for name, numbers in self.said))
        self.update()

    @property
    def said(self) -> list[tuple[str, str]]:
        """Each strip with its numbers."""
        card = self._card
        if card is None:
            return []
        one = self.tr("share × v of {where}").format(where=told(card.key_where))
        return [
            (one, "  ".join(fitted(float(v), 2, sign=True) for v in card.carried)),
            (self.tr("all of them, added up"), "  ".join(fitted(float(v), 2, sign=True) for v in card.mixed)),
        ]

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.setFixedHeight(2 * self._high)

    @property
    def _high(self) -> int:
        return max(self._theme.px(_ROW), round(self._theme.type_px("caption") * 2.3))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(280), 2 * self._high)

    def paintEvent(self, event: QPaintEvent) -> None:
        card, theme = self._card, self._theme
        if card is None:
            return
        painter = QPainter(self)
        full = float(max(np.abs(np.nan_to_num(card.carried)).max(initial=0.0),
                         np.abs(np.nan_to_num(card.mixed)).max(initial=0.0))) or 1.0  # fmt: skip
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for place, values in enumerate((card.carried, card.mixed)):
            y, strip = place * self._high, theme.px(10)
            rgb = theme.signed_rgb(np.clip(np.nan_to_num(values) / full, -1, 1)[np.newaxis])
            words = QRectF(0, y, self.width(), self._high - strip - theme.px(3))
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.text("secondary"))
            painter.drawText(words, LEFT | Qt.TextFlag.TextDontClip, self.said[place][0])
            painter.setFont(theme.font("caption", family="mono"))
            length = self.tr("length {n}").format(n=fitted(float(np.linalg.norm(values)), 3))
            painter.drawText(words, RIGHT | Qt.TextFlag.TextDontClip, length)
            painter.drawImage(QRectF(0, words.bottom() + 1, self.width(), strip), pixel_image(rgb))
        painter.end()


class HeadCardView(QWidget):
    """``Head 1, place 9``, with its table; ``key_requested(step)``: a row was clicked."""

    key_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card: HeadCard | None = None
        self.title, self.reads = SectionTitle(), TextLabel("", "label", "tertiary")
        self.table, self.carried, self.notes = HeadTable(), Carried(), Caption()
        self.notes.setWordWrap(True)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.reads)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        for part in (self.table, self.notes, self.carried):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self.table.key_requested.connect(self.key_requested)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    @property
    def card(self) -> HeadCard | None:
        """What is shown."""
        return self._card

    def show_card(self, card: HeadCard | None) -> None:
        """Show another head or step; None for none."""
        self._card = card
        self.table.show_card(card)
        self.carried.show_card(card)
        if card is None:
            self.title.setText("")
            return
        self.title.setText(told(card.title))
        self.reads.setText(self.tr("reads {symbol}").format(symbol=card.reads) if card.reads else "")
        text = self.tr(
            "Each share times the {n} values of that step, added up: this is what the head sends on. "
            "Shown rounded."
        )
        self.notes.setText(text.format(n=card.size))

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
        self._column.setSpacing(theme.px(6))
