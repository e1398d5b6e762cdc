"""Which way from the loss to a kernel's weight is shown, of how many, and a stronger or weaker one."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.drawing.micro.way_words import ways_words
from nnviz.session.sentences import told
from nnviz.training.kernel_way import Ways
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, IconButton


class KernelWays(QWidget):
    """``way_chosen(number)``: another one is wished for, counted from the strongest."""

    way_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._number = 0
        self.text = Caption()
        self.text.setWordWrap(True)
        self.before = IconButton("left", self.tr("Show a stronger way"), small=True)
        self.after = IconButton("right", self.tr("Show a weaker way"), small=True)
        self.before.clicked.connect(self._on_before)
        self.after.clicked.connect(self._on_after)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.text, 1)
        row.addWidget(self.before)
        row.addWidget(self.after)

    def show_ways(self, ways: Ways, number: int) -> None:
        """Show which of these ways is seen."""
        self._number = number
        self.text.setText(told(ways_words(ways, number)))
        last = len(ways.ways) - 1
        for button, end in ((self.before, 0), (self.after, last)):
            button.setVisible(last > 0)
            button.setEnabled(number != end)

    @Slot()
    def _on_before(self) -> None:
        self.way_chosen.emit(self._number - 1)

    @Slot()
    def _on_after(self) -> None:
        self.way_chosen.emit(self._number + 1)

    def set_theme(self, theme: Theme) -> None:
        for part in (self.text, self.before, self.after):
            part.set_theme(theme)
