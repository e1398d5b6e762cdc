"""The frame around the control in focus: for who comes there by keys, not for who uses the mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget


class FocusFrame(QObject):
    """Says, as the ``keyboard_focus`` of a window, whether what has its keys is to be framed."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def watch(self) -> None:
        """See the presses of the mouse, once the window system has made the window; safe to call again."""
        handle = self._window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)  # only the window's own few events pass here

    def tabbed(self) -> bool:
        """Tab was pressed: from now on there is a frame. Returns whether the focus may move on.

        Qt asks for the next control also where the one in focus was hidden or switched off: nobody pressed
        Tab then, and keys are the window's.
        """
        focused = self._window.focusWidget()
        if focused is not None and not (focused.isVisible() and focused.isEnabled()):
            self._window.setFocus()
            return False
        self._frame(True)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A mouse press: who uses the mouse has left the control that Tab came to, and needs no frame."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self._frame(False)
            focused = self._window.focusWidget()
            if focused is not None and not focused.focusPolicy() & Qt.FocusPolicy.ClickFocus:
                self._window.setFocus()
        return False

    def _frame(self, on: bool) -> None:
        if bool(self._window.property("keyboard_focus")) != on:
            self._window.setProperty("keyboard_focus", on)
            focused = self._window.focusWidget()
            if focused is not None:
                focused.update()
