"""The words of a lesson: a network is not said to think, want, know or see."""

from __future__ import annotations

import re
from typing import Final

from nnviz.lessons.markup import Markup
from nnviz.lessons.mistakes import Mistakes
from nnviz.said import translate

#: What computes; and what is only said of somebody. “It” may be anything, and is left alone.
_ACTORS: Final = (
    r"(?:neural )?(?:networks?|nets?|neurons?|units?|layers?|models?|computers?|programs?|machines?|AI)"
)
_DOES: Final = (
    r"thinks?|thought|wants?|wanted|knows?|knew|understands?|understood|believes?|believed|hopes?|hoped|"
    r"feels?|felt|wishes|decides?|decided|remembers|sees|tries|tried|likes"
)
_BETWEEN: Final = (
    r"(?:(?:also|now|already|still|never|not|really|can|cannot|must|does|do|would|will|to)\s+){0,3}"
)
_SAID = re.compile(rf"\b({_ACTORS})\s+{_BETWEEN}({_DOES})\b", re.IGNORECASE)
#: Where the text itself says that it is not so.
_DENIED = re.compile(
    r"\b(?:not|never|cannot|neither|nor|no|nothing|as if|believes? that|says? that|said that)\b|n't\b",
    re.IGNORECASE,
)


def check_words(markup: Markup, mistakes: Mistakes) -> None:
    """Warns of each line of an English lesson that says such a thing, code apart."""
    code = {
        at
        for section in (markup.intro, *markup.sections)
        for fence in section.fences
        if fence.kind in ("python", "text", "")
        for at in range(fence.line - 1, fence.end - 1)
    }
    for at, line in enumerate(markup.lines):
        if at in code:
            continue
        for found in _SAID.finditer(line):
            sentence = _sentence_around(line, found.start(), found.end())
            if _DENIED.search(sentence):
                continue
            text = translate(
                "Lessons", "“{words}”: a network computes; it does not think, want, know or feel."
            )
            mistakes.add(at + 1, text.format(words=found[0]), warning=True)


def _sentence_around(line: str, start: int, end: int) -> str:
    """The sentence of a line that these places are in."""
    before = max(line.rfind(mark, 0, start) for mark in '.!?:"')
    ends = [at for mark in '.!?"' if (at := line.find(mark, end)) >= 0]
    return line[before + 1 : min(ends, default=len(line))]
