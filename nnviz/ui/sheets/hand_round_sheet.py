"""The guided round: draw what is asked for, and see what the Reader learned of your hand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from nnviz.data.hands.round import HandRound, Task
from nnviz.session.hands import MyDigits
from nnviz.session.reader_run import ReaderRun
from nnviz.session.sentences import told
from nnviz.ui.canvas import DrawingCanvas
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, PushButton, TextLabel


class HandRoundSheet(Sheet):
    """Ten drawings, thirty that are taught, ten drawings: how many of each ten are read rightly."""

    def __init__(self, reader: ReaderRun, my_digits: MyDigits, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Teach it your handwriting"), parent)
        self._reader, self._my_digits = reader, my_digits
        self.round = HandRound(np.random.default_rng())
        self.prompt = TextLabel("", "title", weight="semibold")
        self.progress = TextLabel("", "label", "secondary")
        self.progress.setWordWrap(True)
        self.canvas = DrawingCanvas(self)
        self.score = Caption()
        self.score.setWordWrap(True)
        self.clear = PushButton(self.tr("Clear"), small=True)
        self.next = PushButton(self.tr("Next (Enter)"), small=True, kind="strong")
        self.undo = PushButton(self.tr("Undo this drawing"), small=True)
        for part in (self.prompt, self.progress):
            self.body.addWidget(part)
        self.body.addWidget(self.canvas, 0, Qt.AlignmentFlag.AlignHCenter)
        self.add_row(self.clear, self.next, self.undo, None)
        self.body.addWidget(self.score)
        self.clear.clicked.connect(self.canvas.drawing.clear)
        self.next.clicked.connect(self.take)
        self.undo.clicked.connect(self._on_undo)
        self.canvas.strokes_changed.connect(self._on_strokes_changed)
        reader.teaching_changed.connect(self._on_teaching_changed)
        self._show()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.canvas.setFixedSize(theme.px(260), theme.px(260))

    # ---- the round
    @Slot()
    def take(self) -> None:
        """The drawing is done: the next one, please."""
        if self.round.task is None or not self.canvas.strokes or self._reader.teaching:
            return
        try:
            taught = self.round.take(self.canvas.strokes, self._read)
        except ValueError as sentence:
            self.score.setText(told(sentence))
            return
        self.canvas.drawing.clear()
        if taught:
            self._teach()
        self._show()

    def _read(self, seen: NDArray[np.float32]) -> int:
        reader = self._reader.reader
        assert reader is not None
        return int(reader.network.predict(reader.dataset.scaled(seen[np.newaxis]))[0].argmax())

    def _teach(self) -> None:
        try:
            self._my_digits.restore(self.round.drawn)  # all at once: one lesson, not thirty
        except ValueError as sentence:
            self.score.setText(told(sentence))

    @Slot()
    def _on_undo(self) -> None:
        """The Reader forgets this round's drawings."""
        for digit in self.round.drawn:
            self._my_digits.remove(digit.id)
        self.round.drawn.clear()
        self._show()

    # ---- what is shown
    def _words(self, task: Task) -> str:
        parts = {
            "before": self.tr("{n} of {all} · First ten drawings, to see how it reads you now."),
            "teach": self.tr("{n} of {all} · Now three of each digit, to be learned."),
            "after": self.tr("{n} of {all} · Ten more, to see what it has learned."),
        }
        return parts[task.phase].format(n=self.round.done + 1, all=len(self.round.tasks))

    def _show(self) -> None:
        round_, task = self.round, self.round.task
        if task is None:
            self.prompt.setText(self.tr("Thank you"))
            self.progress.setText(self.tr("These drawings are in My digits and stay there."))
        else:
            self.prompt.setText(self.tr("Draw a {digit}").format(digit=task.digit))
            self.progress.setText(self._words(task))
        if task is None:
            text = self.tr("Right before: {before} of 10. Right after: {after} of 10.")
            self.score.setText(text.format(before=round_.right["before"], after=round_.right["after"]))
        elif task.phase != "before":
            self.score.setText(self.tr("Right before: {before} of 10.").format(before=round_.right["before"]))
        else:
            self.score.setText(
                self.tr("You see how it read them at the end, so that you draw as you always do.")
            )
        learned = bool(round_.drawn) and (task is None or task.phase == "after")
        self.undo.setVisible(learned)
        self._on_strokes_changed()

    @Slot()
    def _on_strokes_changed(self) -> None:
        there = self.round.task is not None and not self._reader.teaching
        self.next.setEnabled(there and bool(self.canvas.strokes))
        self.clear.setEnabled(bool(self.canvas.strokes))

    @Slot(bool)
    def _on_teaching_changed(self, teaching: bool) -> None:
        self._on_strokes_changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        else:
            super().keyPressEvent(event)
