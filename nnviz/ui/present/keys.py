"""What keys mean while presenting, in whichever of the two windows they are pressed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from shiboken6 import isValid

from nnviz.ui.key_places import digit_key, latin_key
from nnviz.ui.shortcuts import presenting_keys

#: A number that nobody goes on with is forgotten after so long.
FORGET_MS = 4000
_MOST_DIGITS = 3
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
#: Keys that stay with a field in which hands are counted.
_OF_FIELDS = (
    Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Home, Qt.Key.Key_End,
)  # fmt: skip


class PresentingKeys(QObject):
    """Takes the keys of ``windows`` before whatever has the focus there.

    ``wished(name)``: one of ``PRESENTING``. ``jump_typed(text)``: the digits so far, "" when they are
    forgotten; ``jump_wished(number)``: Enter after them. Digits and what edits them are left to a field with
    the focus, Tab to the window; Enter presses the button that Tab has come to.
    """

    wished = Signal(str)
    jump_typed = Signal(str)
    jump_wished = Signal(int)

    def __init__(self, changed: Mapping[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys = presenting_keys(changed)
        self._windows: list[QWidget] = []
        self._watched: QWidget | None = None
        self._typed = ""
        self._forget = QTimer(self)
        self._forget.setSingleShot(True)
        self._forget.setInterval(FORGET_MS)
        self._forget.timeout.connect(self.forget)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def watch(self, window: QWidget) -> None:
        """Take the keys of that window too."""
        self._windows.append(window)
        window.installEventFilter(self)
        self._on_focus(None, QApplication.focusWidget())

    def set_keys(self, changed: Mapping[str, str]) -> None:
        """Take the person's keys."""
        self._keys = presenting_keys(changed)

    @Slot(QWidget, QWidget)
    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        """Keys come to what has the focus first."""
        watched, self._watched = self._watched, None
        if watched is not None and isValid(watched):  # what had the focus may be gone with its window
            watched.removeEventFilter(self)
        if new is not None and new not in self._windows and new.window() in self._windows:
            new.installEventFilter(self)
            self._watched = new

    @Slot()
    def forget(self) -> None:
        """The number typed so far is not meant."""
        self._forget.stop()
        if self._typed:
            self._typed = ""
            self.jump_typed.emit("")

    # ---- Qt
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # no shortcut of anything takes it
            return False
        if event.type() == QEvent.Type.KeyRelease:
            return not self._of_focus(watched, event)
        return event.type() == QEvent.Type.KeyPress and self._pressed(watched, event)

    def _of_focus(self, watched: QObject, event: QKeyEvent) -> bool:
        """Whether the key is left to what has the focus."""
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return True
        if not isinstance(watched, QLineEdit):
            return False
        return digit_key(event) >= 0 or event.key() in (*_OF_FIELDS, *_ENTER)

    def _pressed(self, watched: QObject, event: QKeyEvent) -> bool:
        if self._of_focus(watched, event):
            return False
        digit = digit_key(event)
        if digit >= 0:
            if not event.isAutoRepeat():
                self._type(str(digit))
        elif self._typed and event.key() in _ENTER:
            number = int(self._typed)
            self.forget()
            self.jump_wished.emit(number)
        elif self._typed and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
            self.forget()
        elif event.key() in _ENTER:
            if isinstance(watched, QAbstractButton):
                watched.click()
        else:
            self.forget()
            name = self._keys.get(self._portable(event))
            if name is not None and not event.isAutoRepeat():
                self.wished.emit(name)
        return True

    def _type(self, digit: str) -> None:
        self._typed = (self._typed + digit)[-_MOST_DIGITS:]
        self._forget.start()
        self.jump_typed.emit(self._typed)

    @staticmethod
    def _portable(event: QKeyEvent) -> str:
        """The key as the table has it; a letter of another alphabet is the Latin one at its place."""
        keys = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key(latin_key(event))
        return QKeySequence(event.keyCombination().__class__(keys, key)).toString(
            QKeySequence.SequenceFormat.PortableText
        )
