"""What the README says is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_the_two_commands_stand_alone_on_their_lines():
    assert "sh setup.sh && .venv/bin/nnviz" in README.splitlines()
    assert "sh setup.sh && .venv/bin/python -m pytest" in README.splitlines()


def test_shortcuts_are_those_of_the_window():
    from nnviz.ui.shortcuts import LOCAL_KEYS, SHORTCUTS

    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", section("Shortcuts"), re.MULTILINE)[1:]
    assert rows == [(shortcut.key, shortcut.text) for shortcut in SHORTCUTS.values()] + list(LOCAL_KEYS)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\((?!https?:)([^)#]+)\)", README))))
def test_link_leads_somewhere(target):
    assert (ROOT / target).exists()


@pytest.mark.parametrize(
    "line", [line for line in section("Command line").splitlines() if line.startswith("nnviz ")]
)
def test_command_line_example_is_understood(line):
    from nnviz.cli import parser

    parser().parse_args(shlex.split(line)[1:])
