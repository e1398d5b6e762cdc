"""How many rows are right, and the rows themselves: all, the hardest, or the wrong ones."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.drawing import numbers
from nnviz.drawing.table.row_words import Which
from nnviz.session.sentences import told
from nnviz.training.metrics import mean_absolute_error, r2
from nnviz.training.row_answers import RowAnswers
from nnviz.ui.table.row_list import RowList
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, TextLabel
from nnviz.ui.widgets.segmented import Segment, Segmented


class RowsPart(QWidget):
    """``row_requested(index)``: run this test row through the network. ``cell_left()``: another list was
    chosen than that of a cell."""

    row_requested = Signal(int)
    cell_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answers: RowAnswers | None = None
        self._dataset: Dataset | None = None
        self._cell: tuple[int, int] | None = None
        self.count, self.right = (
            TextLabel("", "title", weight="semibold", room=True),
            TextLabel("", "label", "secondary"),
        )
        choices = [
            Segment(
                "all", self.tr("All"), tip=self.tr("All rows of the test part, in the order of the file")
            ),
            Segment("hardest", self.tr("Hardest"), tip=self.tr("The highest loss first")),
            Segment("wrong", self.tr("Wrong"), tip=self.tr("Those that are answered wrong")),
        ]
        self.which = Segmented(choices, self.tr("Rows"), small=True)
        self.which.set_current("hardest")
        self.list = RowList()
        self.note = Caption()
        self.note.setWordWrap(True)
        self._head = QHBoxLayout()
        self._head.addWidget(self.count)
        self._head.addWidget(self.right, 1, Qt.AlignmentFlag.AlignBottom)
        self._head.addWidget(self.which)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self.list, 1)
        self._column.addWidget(self.note)
        self.which.chosen.connect(self._on_which)
        self.list.row_requested.connect(self.row_requested)

    def show_answers(self, answers: RowAnswers | None, dataset: Dataset | None) -> None:
        """What is said of each row of the test part at the moment shown."""
        self._answers, self._dataset = answers, dataset
        self._say()
        self.list.show_answers(answers, dataset, self._which, self._cell)

    def show_cell(self, cell: tuple[int, int] | None) -> None:
        """List the rows that were of one class and called the other; None: as before."""
        self._cell = cell
        self._say()
        self.list.show_answers(self._answers, self._dataset, self._which, cell)

    @property
    def _which(self) -> Which:
        if self._cell is not None:
            return "cell"
        found = self.which.current
        return "all" if found == "all" else "wrong" if found == "wrong" else "hardest"

    def _say(self) -> None:
        answers = self._answers
        values = answers is not None and not answers.of_classes
        self.which.button("wrong").setVisible(not values)
        self.which.set_text("hardest", self.tr("Furthest off") if values else self.tr("Hardest"))
        if values and self.which.current == "wrong":
            self.which.set_current("hardest")
        if answers is None:
            self.count.setText("")
            self.right.setText("")
            self.note.setText("")
            return
        if values:
            score, off = r2(answers.labels, answers.said), mean_absolute_error(answers.labels, answers.said)
            self.count.setText(
                self.tr("R² {r2}").format(r2="–" if math.isnan(score) else numbers.plain(score, 3))
            )
            unit = (
                ""
                if self._dataset is None or self._dataset.entered is None
                else self._dataset.entered.target.unit
            )
            text = self.tr("off by {off} {unit} on average") if unit else self.tr("off by {off} on average")
            self.right.setText(text.format(off=numbers.chosen(off, 3), unit=unit))
        else:
            right, wrong = int(answers.right.sum()), int((~answers.right).sum())
            self.count.setText(
                self.tr("{right} of {all}").format(
                    right=numbers.count(right), all=numbers.count(len(answers.labels))
                )
            )
            self.right.setText(self.tr("right"))
            self.which.set_text("wrong", self.tr("Wrong {n}").format(n=wrong) if wrong else self.tr("Wrong"))
        notes = {
            "all": self.tr("Rows of the test part, in the order of the file."),
            "hardest": self.tr("Furthest off first.")
            if values
            else self.tr("Hardest first: the highest loss."),
            "wrong": self.tr("Answered wrong, the highest loss first."),
            "cell": self._cell_words(),
        }
        click = self.tr("Click a row to see it run through the network.")
        self.note.setText(f"{notes[self._which]} {click}")

    def _cell_words(self) -> str:
        if self._cell is None or self._dataset is None:
            return ""
        was, said = (told(self._dataset.class_names[place]) for place in self._cell)
        return self.tr("It was {was}, and it said {said}.").format(was=was, said=said)

    @Slot(str)
    def _on_which(self, _which: str) -> None:
        self.cell_left.emit()
        self.show_cell(None)

    def set_theme(self, theme: Theme) -> None:
        px = theme.px
        self._column.setContentsMargins(px(16), px(14), px(16), px(10))
        self._column.setSpacing(px(6))
        self._head.setSpacing(px(7))
        self.note.setVisible(not theme.projector)
