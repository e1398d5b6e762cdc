"""What a panel scrolls in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class Scroll(QScrollArea):
    """Up and down, without a frame or a ground of its own.

    Keys that nobody within had a use for are left to the window: Right is one step of training, here as
    elsewhere. With the ``keyboard`` it is a stop of Tab while there is something to scroll, and scrolls then.
    ``room_changed(int)``: so many px high is what is seen of the body at once.
    """

    room_changed = Signal(int)

    def __init__(
        self, body: QWidget, parent: QWidget | None = None, *, fits: bool = True, keyboard: bool = False
    ) -> None:
        super().__init__(parent)
        self.setWidget(body)
        self.setWidgetResizable(fits)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for ground in (self.viewport(), body):
            ground.setAutoFillBackground(False)
        if keyboard:
            self.verticalScrollBar().rangeChanged.connect(self._on_range)

    @Slot(int, int)
    def _on_range(self, least: int, most: int) -> None:
        policy = Qt.FocusPolicy
        self.setFocusPolicy(policy.TabFocus if most > least else policy.NoFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.room_changed.emit(self.viewport().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        across = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if across or self.focusPolicy() == Qt.FocusPolicy.NoFocus:
            event.ignore()
        else:
            super().keyPressEvent(event)
