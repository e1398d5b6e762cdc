"""Tests go by what a person sees and does, not by names that begin with an underscore."""

from __future__ import annotations

import ast
from pathlib import Path

TESTS = Path(__file__).parent
#: Those left have no other way. What waits in a training thread nobody sees before it has come
#: (``helpers/rest.py``); buffers and pictures that are kept are only quicker, and a table that is read
#: another way has the same numbers; moments are thinned out only in long runs; Python's own record of a
#: thread has no other name.
MOST = 11


def private_names(source: str) -> list[str]:
    """The private attributes of other objects that the code asks for; ``__name__`` and its like are not."""
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)]
    return [
        node.attr
        for node in found
        if node.attr.startswith("_") and not node.attr.startswith("__")
        if not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"))
    ]


def test_private_names_are_told_from_others():
    assert private_names("view._timer.stop(); self._own = 1; type(view).__name__; _x = 2") == ["_timer"]


def test_tests_ask_for_no_more_private_names():
    asked = {
        str(path.relative_to(TESTS)): names
        for path in sorted(TESTS.rglob("*.py"))
        if (names := private_names(path.read_text(encoding="utf-8")))
    }
    assert sum(map(len, asked.values())) <= MOST, asked
