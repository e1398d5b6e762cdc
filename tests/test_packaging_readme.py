"""What the README says is so."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw

from nnviz.files.project import Project, SavedRun, write_project
from nnviz.training.presets import PLAYGROUND
from tests.helpers.projects import trained

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def small_project() -> Project:
    experiment = replace(PLAYGROUND, epochs=10)
    _, timeline = trained(experiment)
    run = SavedRun(letter="A", name="A", colour=0, experiment=experiment, timeline=timeline)
    return Project(runs=(run,), current="A")


def test_the_two_commands_stand_alone_on_their_lines():
    assert "sh setup.sh && .venv/bin/nnviz" in README.splitlines()
    assert "sh setup.sh && .venv/bin/python -m pytest" in README.splitlines()


def test_shortcuts_are_those_of_the_window():
    from nnviz.ui.shortcuts import LOCAL_KEYS, SHORTCUTS

    rows = [row for row in section("Shortcuts").splitlines() if row.startswith("| ")][1:]
    keys = [(shortcut.key, shortcut.text) for shortcut in SHORTCUTS.values()] + list(LOCAL_KEYS)
    expected = [f"| {key} | {text} |" for key, text in keys]
    assert rows == expected, "the README's table should be:\n" + "\n".join(expected)


def test_command_lines_run_as_they_stand(tmp_path):
    """In their order, in an empty folder that has a picture of a digit and a project."""
    picture = Image.new("L", (120, 120), "white")
    ImageDraw.Draw(picture).line([(60, 20), (60, 100)], fill="black", width=10)
    picture.save(tmp_path / "drawing.png")
    (tmp_path / "spirals.nnviz").write_bytes(write_project(small_project()))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    lines = [line for line in section("Command line").splitlines() if line.startswith("nnviz ")]
    assert len(lines) >= 3
    for line in lines:
        command = [sys.executable, "-m", *shlex.split(line)]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    with Image.open(tmp_path / "window.png") as window:
        assert window.size == (1440, 900)
    assert len([*(tmp_path / "frames").glob("frame-*.png")]) == 2
