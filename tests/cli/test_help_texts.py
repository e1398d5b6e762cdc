"""What ``--help`` says can be translated: each text is marked where it stands."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import nnviz.cli
from nnviz.cli import COMMANDS, main

FILES = sorted(Path(nnviz.cli.__file__).parent.glob("*.py"))


def bare(source: str) -> list[int]:
    """The lines in which a text of the help stands without a mark."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            texts = [word.value for word in node.keywords if word.arg in ("help", "description")]
            if isinstance(node.func, ast.Attribute) and node.func.attr == "add_argument_group":
                texts += node.args
            found += [one.lineno for one in texts if isinstance(one, ast.JoinedStr) or is_text(one)]
    return found


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(node.value.strip("{}"))


def test_a_bare_text_is_found():
    assert bare("add('--at', help='an epoch')") == [1]
    assert bare("add('--at', help=translate('Cli', 'an epoch'))") == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_text_is_marked(path):
    assert bare(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "gui"])
def test_the_help_is_there(command, capsys):
    assert main([command, "--help"]) == 0
    assert "--help" in capsys.readouterr().out
