"""Tests go by what a person sees and does, not by names that begin with an underscore."""

from __future__ import annotations

import ast
from pathlib import Path

TESTS = Path(__file__).parent
#: Those left have no other way. What waits in a training thread nobody sees before it has come
#: (``helpers/rest.py``); numbers in sight do not say which moment they are of; buffers that are kept are only
#: quicker, and a table that is read another way has the same numbers; moments are thinned out only in long
#: runs; Python's own record of a thread has no other name; and three limits are made small here, of time and
#: of size.
MOST = 13


def name_of(node: ast.AST) -> str:
    """The attribute of another object that is asked for, by a dot or by its name; "" where none is."""
    if isinstance(node, ast.Attribute):
        own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
        return "" if own else node.attr
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = [one.value for one in node.args[:2] if isinstance(one, ast.Constant)]
        if called in ("getattr", "setattr", "delattr") and given:
            return str(given[0]).rpartition(".")[2]
    return ""


def private_names(source: str) -> list[str]:
    """The private names of other objects that the code asks for; ``__name__`` and its like are not."""
    names = map(name_of, ast.walk(ast.parse(source)))
    return [name for name in names if name.startswith("_") and not name.startswith("__")]


def test_private_names_are_told_from_others():
    assert private_names("self._own = 1; type(view).__name__; _x = 2; patch.setattr(view, 'shown', _x)") == []
    for asks in ("view._x.stop()", "getattr(view, '_x')", "patch.setattr('a.b._x', 1)"):
        assert private_names(asks) == ["_x"]


def test_tests_ask_for_no_more_private_names():
    asked = {
        str(path.relative_to(TESTS)): names
        for path in sorted(TESTS.rglob("*.py"))
        if (names := private_names(path.read_text(encoding="utf-8")))
    }
    assert sum(map(len, asked.values())) <= MOST, asked
