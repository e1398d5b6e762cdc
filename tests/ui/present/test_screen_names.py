"""Screens are told by name, model and serial number; what is held off while presenting."""

from __future__ import annotations

import sys

import pytest

from nnviz.ui.present.awake import Awake
from nnviz.ui.present.screens import ScreenName, find_screen

BEAMER = ScreenName("HDMI-1", "PT-VZ580", "0042")


@pytest.mark.parametrize(
    ("other", "likeness"),
    [
        (BEAMER, 3),
        (ScreenName("HDMI-2", "PT-VZ580", "0042"), 3),  # the same projector at another plug
        (ScreenName("HDMI-1", "PT-VZ580", "0043"), -1),
        (ScreenName("HDMI-1", "", ""), 1),  # where the system tells nothing else
        (ScreenName("eDP-1", "PT-VZ580", ""), -1),
        (ScreenName("", "", ""), 0),
    ],
)
def test_an_empty_one_matches_anything_and_another_contradicts(other, likeness):
    assert BEAMER.likeness(other) == likeness
    assert other.likeness(BEAMER) == likeness


def test_what_was_remembered_is_checked():
    assert ScreenName.read(BEAMER.kept) == BEAMER
    for damaged in ([], ["a"], ["", "", ""], ["a", "b", "c", "d"]):
        assert ScreenName.read(damaged) is None


class Plugged:
    """A screen as far as it is told by."""

    def __init__(self, *kept: str) -> None:
        self._kept = kept

    def name(self) -> str:
        return self._kept[0]

    def model(self) -> str:
        return self._kept[1]

    def serialNumber(self) -> str:
        return self._kept[2]


def test_of_the_screens_there_are_the_likeliest_is_found():
    laptop, old, moved = (
        Plugged("eDP-1", "", ""),
        Plugged("HDMI-1", "", ""),
        Plugged("DP-3", *BEAMER.kept[1:]),
    )
    assert find_screen(BEAMER, [laptop, old]) is old
    assert find_screen(BEAMER, [old, laptop, moved]) is moved
    assert find_screen(BEAMER, [laptop]) is None
    assert find_screen(None, [laptop, old]) is None


def test_the_screen_is_held_on_until_it_is_let_go(qapp, qtbot, tmp_path):
    beat = f"import time, pathlib; [pathlib.Path({str(tmp_path / 'held')!r}).touch() or time.sleep(60)]"
    awake = Awake(lambda: (("nothing-of-that-name",), (sys.executable, "-c", beat)), bus=False)
    assert awake.hold()
    assert awake.said == ""
    qtbot.waitUntil((tmp_path / "held").exists)
    awake.release()


def test_where_nothing_holds_it_on_that_is_said(qapp, qtbot):
    awake = Awake(lambda: (("nothing-of-that-name",),), bus=False)
    assert not awake.hold()
    assert "may go dark" in awake.said
    brief = Awake(lambda: ((sys.executable, "-c", ""),), bus=False)
    with qtbot.waitSignal(brief.changed):
        assert brief.hold()
    assert "may go dark" in brief.said
    brief.release()
