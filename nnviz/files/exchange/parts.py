"""Programs put together from parts: of a file of functions those that a program uses are copied."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from nnviz.assets import read_asset


@dataclass(frozen=True)
class _Part:
    """One function or class: its text, and the names of the parts that it uses itself."""

    text: str
    uses: frozenset[str]


@cache
def _parts(file: str) -> Mapping[str, _Part]:
    """The functions and classes of ``resources/programs/FILE``, in their order."""
    text = read_asset("programs", file).decode()
    lines, found = text.splitlines(), {}
    nodes = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    names = {node.name for node in nodes}
    for node in nodes:
        used = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        source = "\n".join(lines[node.lineno - 1 : node.end_lineno])
        found[node.name] = _Part(source, frozenset(used & names - {node.name}))
    return found


def picked(files: Sequence[str], program: str) -> str:
    """The parts of these files that the text of a program names, and what these use, as text; "" for none."""
    parts = {name: part for file in files for name, part in _parts(file).items()}
    wanted = re.findall(r"\w+", program)
    taken: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name in parts and name not in taken:
            taken.add(name)
            wanted += parts[name].uses
    return "\n\n\n".join(part.text for name, part in parts.items() if name in taken)
