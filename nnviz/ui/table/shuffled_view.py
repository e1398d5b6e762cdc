"""“If a column is shuffled”: how much worse the answers get, worked out in the background."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.drawing import numbers
from nnviz.drawing.table.columns import name_and_unit
from nnviz.session.sentences import told
from nnviz.session.shown import Shown
from nnviz.session.work import Work
from nnviz.training.shuffled import REPEATS, Shuffled, shuffled
from nnviz.ui.table.loss_bars import LossBars, Lost
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, SectionTitle

MOST = 8  # columns that are named


class ShuffledView(QWidget):
    """Begins anew with each network that is shown at rest; of one that trains nothing is said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work: Work | None = None
        self._next: Shown | None = None  # what is asked for while another is worked out
        self._classes = True
        self.found: Shuffled | None = None
        self.title, self.note = SectionTitle(self.tr("If a column is shuffled")), Caption()
        self.note.setWordWrap(True)
        self.rows = LossBars(self.tr("If a column is shuffled"))
        tip = self.tr(
            "Each column is shuffled {n} times among the test rows, the others stay as they are. It tells "
            "what this network relies on, which is no cause; of two columns that say the same either may be "
            "missed little."
        ).format(n=REPEATS)
        for part in (self.title, self.rows, self.note):
            part.setToolTip(tip)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.title)
        self._column.addWidget(self.rows)
        self._column.addWidget(self.note)
        self._column.addStretch(1)

    def show_moment(self, shown: Shown | None, *, playing: bool) -> None:
        """Another network, or none; while it trains nothing is worked out."""
        self.found = None
        self._next = None
        if self._work is not None:
            self._work.requestInterruption()
        self.rows.show_rows(())
        if shown is None or playing:
            text = self.tr("Pause to see which columns matter.") if playing else ""
            self.note.setText(text)
            return
        if not len(shown.dataset.test_labels):
            self.note.setText(self.tr("It came without data: nobody knows which columns matter."))
            return
        self.note.setText(self.tr("Being worked out…"))
        self._next = shown
        if self._work is None:
            self._begin()

    def _begin(self) -> None:
        shown, self._next = self._next, None
        if shown is None:
            return
        snapshot, dataset = shown.snapshot, shown.dataset
        self._classes = dataset.kind == "classification"

        def work(work: Work) -> Shuffled | None:
            return shuffled(snapshot.network(), dataset, work.isInterruptionRequested)

        self._work = Work(work, self._on_over)
        self._work.start()

    @Slot()
    def _on_over(self) -> None:
        work, self._work = self._work, None
        if work is None:
            return
        work.wait()
        if self._next is not None:
            self._begin()
        elif work.result is not None and not work.isInterruptionRequested():
            self._show(work.result)
        elif work.error is not None:
            raise work.error

    def _show(self, found: Shuffled) -> None:
        self.found = found
        rows, most = [], max(float(np.nanmax(found.lost, initial=0.0)), 1e-9)
        for place in found.order[:MOST]:
            name = name_and_unit(told(found.columns[place]))[0]
            lost = float(found.lost[place])
            words = self.tr("{name}: {lost} lost, give or take {spread}").format(
                name=name, lost=self._number(lost), spread=self._number(float(found.spread[place]))
            )
            rows.append(Lost(name, max(0.0, lost / most), self._number(-lost, brief=True), f"{words}."))
        self.rows.show_rows(rows)
        text = self.tr("points of right answers lost") if self._classes else self.tr("change of R²")
        left = len(found.columns) - MOST
        if left > 0:
            text = self.tr("{text}; {n} more columns").format(text=text, n=left)
        self.note.setText(text)

    def _number(self, value: float, *, brief: bool = False) -> str:
        """Points of right answers, or R²; ``brief`` in whole points."""
        digits = (0 if brief else 1) if self._classes else 3
        if math.isnan(value):
            return "–"
        return numbers.signed(value, digits) if brief else numbers.plain(value, digits)

    def settle(self) -> None:
        """Let what is asked for be worked out now."""
        while self._work is not None:
            self._work.wait()
            self._on_over()

    def shut_down(self) -> None:
        """Nothing is worked out any more."""
        self._next = None
        work, self._work = self._work, None
        if work is not None:
            work.end()

    def set_theme(self, theme: Theme) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(4))
