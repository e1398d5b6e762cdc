"""Single keys on keyboards that are not Latin, or have their digits behind Shift."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from nnviz.ui.key_places import digit_key, latin_key

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
#: How the system numbers the key of a US keyboard that has this letter or digit.
PLACES = {"1": 2, "4": 5, "0": 11, "E": 18, "D": 32, "H": 35, "L": 38, "M": 50}


def pressed(key: int, text: str, place: str = "", modifiers: Qt.KeyboardModifier = NONE) -> QKeyEvent:
    code = PLACES.get(place, 0) + (0 if sys.platform == "win32" or not place else 8)
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, code, 0, 0, text)


@pytest.mark.parametrize(
    ("event", "digit"),
    [
        (pressed(Qt.Key.Key_4, "4", "4"), 4),
        (pressed(Qt.Key.Key_4, "4", "4", SHIFT), 4),  # French, with Shift
        (pressed(Qt.Key.Key_Apostrophe, "'", "4"), 4),  # French, without
        (pressed(Qt.Key.Key_Agrave, "à", "0"), 0),
        (pressed(Qt.Key.Key_4, "4", "", Qt.KeyboardModifier.KeypadModifier), 4),
        (pressed(Qt.Key.Key_Dollar, "$", "4", SHIFT), -1),  # American, with Shift
        (pressed(Qt.Key.Key_4, "4", "4", Qt.KeyboardModifier.ControlModifier), -1),
        (pressed(Qt.Key.Key_D, "d", "D"), -1),
        (pressed(Qt.Key.Key_Left, "", ""), -1),
    ],
)
@pytest.mark.skipif(sys.platform == "darwin", reason="keys have no such numbers there")
def test_digits(event, digit):
    assert digit_key(event) == digit


@pytest.mark.parametrize(
    ("event", "key"),
    [
        (pressed(Qt.Key.Key_D, "d", "D"), Qt.Key.Key_D),
        (pressed(0x0412, "в", "D"), Qt.Key.Key_D),  # Cyrillic
        (pressed(0x0394, "δ", "D"), Qt.Key.Key_D),  # Greek
        (pressed(0x0423, "у", "E"), Qt.Key.Key_E),
        (pressed(0x0414, "д", "L"), Qt.Key.Key_L),
        (pressed(Qt.Key.Key_M, "m", ""), Qt.Key.Key_M),
        (pressed(Qt.Key.Key_Left, "", "D"), Qt.Key.Key_Left),
        (pressed(Qt.Key.Key_Plus, "+", "1"), Qt.Key.Key_Plus),
    ],
)
@pytest.mark.skipif(sys.platform == "darwin", reason="keys have no such numbers there")
def test_letters(event, key):
    assert latin_key(event) == key
