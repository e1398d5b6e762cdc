"""Keys while presenting: the clicker's and the person's, in whichever window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from nnviz.session.preferences import Preferences

KEY = Qt.Key


@pytest.mark.parametrize("window", ["window", "room"])
def test_they_mean_presenting_in_either_window(teach, window):
    teacher = teach()
    here = getattr(teacher.presentation, window)
    walked = []
    for key in (KEY.Key_PageDown, KEY.Key_Space, KEY.Key_Right, KEY.Key_Down, KEY.Key_PageUp, KEY.Key_Left):
        teacher.press(key, here)
        walked.append(teacher.at)
    assert walked == [
        (1, "show"),
        (2, "ask"),
        (2, "count_before"),
        (2, "talk"),
        (2, "count_before"),
        (2, "ask"),
    ]
    room = []
    for key in (KEY.Key_Period, KEY.Key_B, KEY.Key_W, KEY.Key_W, KEY.Key_F, KEY.Key_B, KEY.Key_F5):
        teacher.press(key, here)
        room.append(teacher.presenting.room)
    assert room == ["black", "live", "white", "live", "frozen", "black", "live"]
    assert teacher.at == (2, "ask")


def test_the_start_button_of_a_clicker_never_ends_at_once(teach):
    """It sends F5 and Esc in turn."""
    teacher = teach()
    teacher.press(KEY.Key_PageDown)
    for key in (KEY.Key_F5, KEY.Key_Escape, KEY.Key_F5, KEY.Key_Escape, KEY.Key_F5):
        teacher.press(key)
        assert teacher.page.asks.about != "end"
    teacher.press(KEY.Key_Escape)
    assert "Esc once more" in teacher.page.asks.text
    teacher.press(KEY.Key_Escape)
    assert teacher.page.asks.text.startswith("End presenting?")
    teacher.press(KEY.Key_Escape)  # to the question, it is no
    assert teacher.page.asks.text == ""
    assert teacher.presentation.window.isVisible()


def test_digits_and_enter_jump_and_in_a_field_they_count(teach):
    teacher = teach()
    teacher.press(KEY.Key_2)
    teacher.press(KEY.Key_Return)
    assert teacher.at == (2, "ask")
    for typed in (KEY.Key_9, KEY.Key_9, KEY.Key_Return):
        teacher.press(typed)
    assert teacher.at == (2, "ask")
    teacher.press(KEY.Key_4)
    teacher.press(KEY.Key_Escape)  # forgets the number, and lifts nothing
    teacher.press(KEY.Key_Return)
    assert teacher.at == (2, "ask")
    assert not teacher.presenting.warned
    teacher.press(KEY.Key_PageDown)
    for answer, count in enumerate("6984"):
        assert teacher.presentation.window.focusWidget() is teacher.page.hands.field(answer, "before")
        teacher.press(Qt.Key(ord(count)))
        teacher.press(KEY.Key_Tab)
    assert teacher.presenting.hands.before == (6, 9, 8, 4)
    assert teacher.at == (2, "count_before")
    teacher.press(KEY.Key_PageDown)
    assert teacher.at == (2, "talk")


def test_a_key_can_be_another_but_a_clicker_keeps_its_own(teach):
    teacher = teach(preferences=Preferences(shortcuts={"present_freeze": "Z", "present_black": "PgDown"}))
    teacher.press(KEY.Key_F)
    assert teacher.presenting.room == "live"
    teacher.press(KEY.Key_Z)
    assert teacher.presenting.room == "frozen"
    teacher.press(KEY.Key_Z)
    teacher.press(KEY.Key_PageDown)
    assert (teacher.presenting.room, teacher.at) == ("live", (1, "show"))


def test_no_other_key_does_anything(teach):
    teacher = teach()
    teacher.press(KEY.Key_PageDown)
    for key, modifier in (
        (KEY.Key_R, Qt.KeyboardModifier.ControlModifier),
        (KEY.Key_F8, Qt.KeyboardModifier.NoModifier),
        (KEY.Key_X, Qt.KeyboardModifier.NoModifier),
        (KEY.Key_Return, Qt.KeyboardModifier.NoModifier),
    ):
        teacher.press(key, modifier=modifier)
    assert teacher.at == (1, "show")
    assert teacher.presenting.room == "live"
