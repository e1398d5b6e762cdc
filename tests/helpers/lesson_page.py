"""The tables of docs/lessons.md as the vocabulary has them; run as a program, it writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from nnviz.lessons.truths.functions import FUNCTIONS
from nnviz.lessons.values import TAKES
from nnviz.lessons.vocabulary import CONTROLS, TABLES, VIEWS, Key

PAGE = Path(__file__).resolve().parents[2] / "docs" / "lessons.md"


def rows(head: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *lines))


def takes(key: Key) -> str:
    """What a key can take, in words."""
    if key.choices and key.takes == "line":
        return " · ".join(f"`{choice}`" for choice in key.choices)
    said = TAKES[key.takes].word.replace("“", "`").replace("”", "`").replace("|", "\\|")
    said = re.sub(r"(?<!`)(\[+[^`]*\]+|\{ [^`]* \})(?!`)", r"`\1`", said)
    if key.limits is None or key.takes in ("line", "text", "sample"):
        return said
    low, high = (f"{limit:,.0f}".replace(",", " ") for limit in key.limits)
    return f"{said}, {low} to {high}" + (" of them" if key.takes not in ("whole", "number") else "")


def keys(name: str) -> str:
    own = {key: one for key, one in TABLES[name].items() if one.takes != "setting"}
    lines = [
        (f"`{key}`{' (needed)' if one.needed else ''}", takes(one), _of_kinds(one) + one.says)
        for key, one in own.items()
    ]
    return rows((f"in `{name}`", "takes", "what it is"), lines)


def _of_kinds(key: Key) -> str:
    return f"of {', '.join(f'`{kind}`' for kind in key.only)}: " if key.only else ""


def tables() -> list[str]:
    """All tables of the page, each recognised by its first line."""
    names = [name for name in TABLES if name != "puzzle"]  # which is as a check
    return [
        *map(keys, names),
        rows(("view", "what is seen"), ((f"`{view}`", said) for view, said in VIEWS.items())),
        rows(("control", "what it does"), ((f"`{one}`", said) for one, said in CONTROLS.items())),
        rows(("written", "comes to"), ((f"`{f.usage}`", f.says) for f in FUNCTIONS.values())),
    ]


def write() -> None:
    """Put the tables into the page."""
    page = PAGE.read_text(encoding="utf-8")
    for table in tables():
        head = table.partition("\n")[0]
        before, found, after = page.partition(head + "\n")
        assert found, head
        page = f"{before}{table}\n\n{after.partition(chr(10) * 2)[2]}"
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    write()
