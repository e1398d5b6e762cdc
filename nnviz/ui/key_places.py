"""Single keys by where they are, on keyboards whose letters or digits are others than a Latin one's."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

#: The keys of the main block as they are numbered on PCs: the row of digits, then the three of letters.
_PLACES = {
    **{2 + place: ord(digit) for place, digit in enumerate("1234567890")},
    **{16 + place: ord(letter) for place, letter in enumerate("QWERTYUIOP")},
    **{30 + place: ord(letter) for place, letter in enumerate("ASDFGHJKL")},
    **{44 + place: ord(letter) for place, letter in enumerate("ZXCVBNM")},
}
_X11 = 8  # X and Wayland number the same keys from here
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


def _at_place(event: QKeyEvent) -> int:
    """The Latin letter or the digit where this key is; 0 where that is not known."""
    code = event.nativeScanCode() & 0xFF
    if sys.platform not in ("win32", "darwin"):
        code -= _X11
    return 0 if sys.platform == "darwin" else _PLACES.get(code, 0)


def latin_key(event: QKeyEvent) -> int:
    """The key, and of a letter that is not Latin (Cyrillic, Greek ...) the Latin one at its place."""
    key = int(event.key())
    if event.text().isalpha() and not Qt.Key.Key_A <= key <= Qt.Key.Key_Z:
        return _at_place(event) or key
    return key


def digit_key(event: QKeyEvent) -> int:
    """The digit on a key pressed without Ctrl and the like, 0..9; -1 for any other key.

    Where digits need Shift (French keyboards) they are taken with it, and without by their place.
    """
    key, modifiers = int(event.key()), event.modifiers()
    if modifiers not in (*_PLAIN, Qt.KeyboardModifier.ShiftModifier):
        return -1
    if not Qt.Key.Key_0 <= key <= Qt.Key.Key_9 and modifiers in _PLAIN and len(event.text()) == 1:
        key = _at_place(event)
    return key - Qt.Key.Key_0 if Qt.Key.Key_0 <= key <= Qt.Key.Key_9 else -1


def step_key(event: QKeyEvent) -> int:
    """-1 for Ctrl+Left, 1 for Ctrl+Right, else 0."""
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier != Qt.KeyboardModifier.ControlModifier:
        return 0
    return {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
