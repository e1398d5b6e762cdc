"""Every step of a lesson as a picture, and each prediction once more when it is revealed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from nnviz.app.lesson_shots import ShotOptions, shoot
from nnviz.lessons.beginning import begin_lesson


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """The first two steps of the one to begin with."""
    begin_lesson(tmp_path / "first-step")
    path = tmp_path / "first-step" / "lesson.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.partition("## Take the step")[0], encoding="utf-8")
    return path.parent


def test_a_picture_for_each_step_and_each_reveal(lesson: Path, tmp_path: Path) -> None:
    words = [lesson, tmp_path / "shots", "--size", "1024x700", "--theme", "light"]
    line = [sys.executable, "-W", "error", "-m", "nnviz", "lesson", "shots", *map(str, words)]
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path / "data")}
    done = subprocess.run(line, capture_output=True, text=True, timeout=120, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"3 pictures in “{tmp_path / 'shots'}”.\n"
    names = sorted(path.name for path in (tmp_path / "shots").iterdir())
    key = "02-how-far-does-one-step-go"
    assert names == ["01-one-weight.png", f"{key}-revealed.png", f"{key}.png"]
    pictures = [Image.open(tmp_path / "shots" / name) for name in names]
    assert {picture.size for picture in pictures} == {(1024, 700)}
    assert len({picture.convert("RGB").tobytes() for picture in pictures}) == 3


def test_what_cannot_be_is_said_before_a_window_opens(lesson: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "empty.md").write_text("+++\n+++\n", encoding="utf-8")
    for changes, sentence in (
        ({"path": tmp_path / "none"}, "cannot be read"),
        ({"path": tmp_path / "empty.md"}, "“format” is missing"),
        ({"folder": tmp_path / "file"}, "is no folder"),
        ({"folder": tmp_path / "no" / "such"}, "There is no folder"),
        ({"theme": "pink"}, "There is no theme “pink”"),
        ({"size": (0, 0)}, "is too large"),
    ):
        options = {"path": lesson, "folder": tmp_path / "shots", **changes}
        with pytest.raises(ValueError, match=sentence):
            shoot(ShotOptions(**options))  # type: ignore[arg-type]
    assert not (tmp_path / "shots").exists()
