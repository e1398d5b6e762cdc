"""Pictures of pages and of steps of a lesson, by the command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nnviz import cli
from tests.helpers.small_course import small_course


def taken(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nnviz", "screenshot", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_step_of_a_lesson_and_the_course(tmp_path: Path) -> None:
    lesson = small_course(tmp_path, (1,))[0].path
    pictures = []
    for words in (["--page", "course"], ["--lesson", str(lesson), "--step", "2"]):
        out = tmp_path / "out.png"
        ended = taken(*words, "--size", "1024x700", str(out))
        assert (ended.returncode, ended.stderr) == (0, "")
        pictures.append(np.asarray(Image.open(out).convert("L")))
        assert pictures[-1].shape == (700, 1024)
    below = slice(60, 640)  # the header
    assert all(picture[below].std() > 5 for picture in pictures)
    assert (pictures[0][below] != pictures[1][below]).mean() > 0.05
    ended = taken("--lesson", str(lesson), "--step", "4", str(tmp_path / "out.png"))
    assert ended.returncode == 2
    assert "There is no step 4: the lesson has 3." in ended.stderr


def test_a_page_that_is_none_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["screenshot", "--page", "stop", str(tmp_path / "out.png")]) == 2
    assert "There is no page “stop”; there are start, course." in capsys.readouterr().err
