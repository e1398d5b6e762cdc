"""What is read from a section alike in a lesson and in its translations: summary, glossary, Python."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from nnviz.lessons.markup import Fence, Markup, Section
from nnviz.lessons.mistakes import Mistakes
from nnviz.lessons.vocabulary import CODE, MOST_PYTHON
from nnviz.said import translate

_WORD = re.compile(r"\s*[-*+]\s+\*\*(.+?)\*\*\s*[:–—-]?\s*(.+)", re.DOTALL)


def summary_of(
    section: Section, markup: Markup, mistakes: Mistakes
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The prose, and the words of the list below the first smaller heading."""
    start = next((heading.line for heading in section.headings if heading.level == 3), None)
    if start is None:
        return markup.text_of(section), ()
    words = []
    for first, end in section.items:
        if first < start:
            continue
        found = _WORD.fullmatch(" ".join(markup.lines[first:end]).rstrip())
        if found is None:
            text = translate("Lessons", "A word of the glossary is written as “- **word**: meaning”.")
            mistakes.add(first + 1, text)
        else:
            words.append((found[1].strip(), " ".join(found[2].split())))
    return markup.text_of(replace(section, end=start - 1)), tuple(words)


def code_of(section: Section, mistakes: Mistakes) -> str:
    """The one block of Python."""
    fences = [fence for fence in section.fences if fence.kind == "python"]
    if len(fences) != 1:
        text = translate("Lessons", "The section “python” needs one block “python”; it has {count}.")
        mistakes.add(section.line, text.format(count=len(fences)))
        return ""
    code = fences[0].text.rstrip("\n")
    if (count := code.count("\n") + 1) > MOST_PYTHON:
        text = translate("Lessons", "“The same in Python” has at most {most} lines, not {count}.")
        mistakes.add(fences[0].line, text.format(most=MOST_PYTHON, count=count))
    return code


def taken_out(section: Section) -> list[Fence]:
    """The fences that are no part of the text."""
    return [fence for fence in section.fences if fence.kind not in CODE]


def lines_of(fences: Iterable[Fence]) -> frozenset[int]:
    """The lines of fences, counted from 0."""
    return frozenset(at for fence in fences for at in range(fence.line - 1, fence.end - 1))


def slug(title: str) -> str:
    """The key that a title makes: small letters, digits and “-”."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "lesson"
