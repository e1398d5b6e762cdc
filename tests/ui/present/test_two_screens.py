"""Two screens of different scale, in a process of their own: off-screen, Qt reads them from a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LAPTOP, BEAMER = "1-Laptop", "2-Beamer"


def seen(tmp_path: Path, *remembered: str, dpi: tuple[int, int] = (96, 144)) -> dict[str, object]:
    """What the program of ``two_screens.py`` saw."""
    screens = [
        {"name": LAPTOP, "x": 0, "y": 0, "width": 1920, "height": 1200, "logicalDpi": dpi[0]},
        {"name": BEAMER, "x": 1920, "y": 0, "width": 1920, "height": 1080, "logicalDpi": dpi[1]},
    ]
    file = tmp_path / "screens.json"
    file.write_text(json.dumps({"windowFrameMargins": False, "screens": screens}))
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": f"offscreen:configfile={file}",
        "PYTHONPATH": str(ROOT),
        "OPENBLAS_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "tests.ui.present.two_screens", *remembered]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    # The off-screen platform has no order of windows, and says so.
    assert set(done.stderr.splitlines()) <= {"This plugin does not support raise()"}
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    return seen(tmp_path_factory.mktemp("screens"))


def test_the_room_is_full_on_the_other_screen_and_painted_at_its_ratio(both):
    first = both["first"]
    assert (first["room"], first["laptop"], first["full"]) == (BEAMER, LAPTOP, True)
    assert first["size"] == [1280, 720]
    assert first["ratio"] == 1.5
    assert first["painted"] == [1920, 1080]  # every pixel of the projector
    assert first["text"] == 24  # of 720: as 36 of 1080
    assert first["mirrored"] == [1.0, "#ffffff"]
    assert not first["single"]
    assert both["kept"] == [BEAMER, "", ""]


def test_every_screen_shows_its_number_and_they_can_be_swapped(both):
    assert both["numbers"] == [["1", LAPTOP], ["2", BEAMER]]
    swapped = both["swapped"]
    assert (swapped["room"], swapped["laptop"], swapped["full"]) == (LAPTOP, BEAMER, True)
    assert swapped["ratio"] == 1.0
    assert swapped["painted"] == swapped["size"] == [1920, 1200]
    assert swapped["mirrored"] == [1.5, "#ffffff"]
    assert both["back"] == both["first"]


def test_unplugged_the_room_is_kept_and_a_screen_that_comes_is_offered_not_taken(both):
    visible, text, phase = both["unplugged"]
    assert (visible, phase) == (False, "ask")
    assert "unplugged" in text
    visible, text = both["offered"]
    assert not visible
    assert text == "Show the lesson on 2-Beamer, 1920 × 1080?"
    assert both["again"] == both["first"]
    assert both["phase"] == "count_before"  # the lesson has gone on meanwhile


def test_the_remembered_screen_is_found_by_its_name(tmp_path):
    """At 125 % and 200 %, the room on the screen where the laptop's window would else have been alone."""
    found = seen(tmp_path, BEAMER, "", "", dpi=(120, 192))
    assert (found["first"]["room"], found["first"]["ratio"]) == (BEAMER, 2.0)
    assert found["first"]["painted"] == [1920, 1080]
    assert found["swapped"]["ratio"] == 1.25
