"""At the left of attention: what it wrote, how many answers are right, what the heads find."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.drawing.numbers import count as number
from nnviz.drawing.numbers import percent
from nnviz.session.sentences import told
from nnviz.training.attending import Aim, Found
from nnviz.ui.sequences.share_rows import ShareRow, ShareRows
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, SectionTitle


class AttentionNotes(QWidget):
    """Three parts; those of which nothing is known are not there."""

    def __init__(self) -> None:
        super().__init__()
        self.wrote_title, self.wrote_note = SectionTitle(self.tr("What it wrote")), Caption()
        self.wrote_note.setText(self.tr("one at a time"))
        self.wrote = ShareRows(self.tr("What it wrote, one at a time"), warm=True)
        self.tests_title, self.tests_note = SectionTitle(self.tr("Right answers")), Caption()
        self.tests = ShareRows(self.tr("How many answers to test sequences are right"))
        self.heads_title = SectionTitle(self.tr("What the heads look for"))
        self.heads_note, self.chance_note = Caption(), Caption()
        self.heads_note.setWordWrap(True)
        self.heads = ShareRows(self.tr("What the heads look for"))
        self.when = Caption()  # while it trains these follow more slowly than the stage
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.when)
        self._titled(self.wrote_title, self.wrote_note)
        self._column.addWidget(self.wrote)
        self._titled(self.tests_title, self.tests_note)
        self._column.addWidget(self.tests)
        for part in (self.heads_title, self.heads_note, self.heads, self.chance_note):
            self._column.addWidget(part)
        for rows in (self.wrote, self.tests, self.heads):
            self._show(rows, [])

    def _titled(self, title: QWidget, note: QWidget) -> None:
        row = QHBoxLayout()
        row.addWidget(title)
        row.addStretch(1)
        row.addWidget(note)
        self._column.addLayout(row)

    def _show(self, rows: ShareRows, shown: list[ShareRow]) -> None:
        rows.show_rows(shown)
        parts = {
            self.wrote: (self.wrote_title, self.wrote_note),
            self.tests: (self.tests_title, self.tests_note),
            self.heads: (self.heads_title, self.heads_note, self.chance_note),
        }[rows]
        for part in (rows, *parts):
            part.setVisible(bool(shown))

    def show_when(self, epoch: int) -> None:
        """Of which moment all of it is told."""
        self.when.setText(self.tr("Below: as of epoch {epoch}").format(epoch=number(epoch)))

    def show_wrote(self, rows: list[ShareRow]) -> None:
        """Its own answers to what is given, one after the other."""
        self._show(self.wrote, rows)

    def show_tests(self, rows: list[ShareRow], count: int) -> None:
        """How many of ``count`` test sequences are right."""
        self.tests_note.setText(self.tr("of {n} test sequences").format(n=number(count)))
        self._show(self.tests, rows)

    def show_found(self, aim: Aim | None, found: Found | None, layer: int | None) -> None:
        """How often the heads find what it means something to look at; ``layer``: which, of several."""
        if aim is None or found is None:
            self._show(self.heads, [])
            return
        name = self.tr("head {n}")
        rows = [
            ShareRow(name.format(n=head + 1), float(share), beside=found.chance)
            for head, share in enumerate(found.shares)
        ]
        text = self.tr("how often the largest share is on {what}, of all answers")
        if layer is not None:
            text = self.tr("layer {layer}: how often the largest share is on {what}, of all answers")
        self.heads_note.setText(text.format(layer=(layer or 0) + 1, what=told(aim.told)))
        self.chance_note.setText(self.tr("line: any step, {share}").format(share=percent(found.chance)))
        self._show(self.heads, rows)

    def set_theme(self, theme: Theme) -> None:
        self._column.setSpacing(theme.px(5))
        for title in (self.wrote_title, self.wrote_note, self.tests_title, self.tests_note, self.heads_title):
            title.setContentsMargins(0, theme.px(12), 0, 0)
