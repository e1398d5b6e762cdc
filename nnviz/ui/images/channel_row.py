"""Which channel of several is looked at, and another one."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, IconButton


class ChannelRow(QWidget):
    """``channel_chosen(channel)``, counted from 0, round and round."""

    channel_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._channel, self._count = 0, 1
        self.text = Caption()
        self.before = IconButton("left", self.tr("The channel before"), small=True)
        self.after = IconButton("right", self.tr("The next channel"), small=True)
        self.before.clicked.connect(self._on_before)
        self.after.clicked.connect(self._on_after)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part in (self.text, self.before, self.after):
            row.addWidget(part)
        row.addStretch(1)

    def show_channel(self, channel: int, count: int) -> None:
        """Show which of how many it is; of a single one nothing."""
        self._channel, self._count = channel, count
        self.text.setText(self.tr("channel {n} of {all}").format(n=channel + 1, all=count))
        self.setVisible(count > 1)

    @Slot()
    def _on_before(self) -> None:
        self.channel_chosen.emit((self._channel - 1) % self._count)

    @Slot()
    def _on_after(self) -> None:
        self.channel_chosen.emit((self._channel + 1) % self._count)

    def set_theme(self, theme: Theme) -> None:
        for part in (self.text, self.before, self.after):
            part.set_theme(theme)
