"""What is wrong with a lesson file: the file, the line, and a sentence."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from nnviz.said import Sentence, translate

_MOST_NAMED = 12


@dataclass(frozen=True, order=True)
class Mistake:
    """One of them. ``line`` counts from 1 in that file, 0 of a file as a whole. A ``warning`` keeps nothing
    from being opened as it was meant."""

    file: str
    line: int
    sentence: str
    warning: bool = False

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {'warning: ' * self.warning}{self.sentence}"


class Mistakes:
    """Those found so far in one file."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: dict[Mistake, None] = {}

    def add(self, line: int, sentence: str, *, warning: bool = False) -> None:
        """One more, unless the same was said of that line."""
        self._found[Mistake(self._file, line, sentence, warning)] = None

    def all(self, *, warnings: bool = False) -> tuple[Mistake, ...]:
        """By their lines, either the mistakes or the warnings."""
        return tuple(sorted(found for found in self._found if found.warning is warnings))


def unknown(what: str, given: str, known: Iterable[str]) -> Sentence:
    """The sentence for a name that is none of those ``known``, with what was probably meant; ``what`` they
    are, as “kind of step”."""
    names = list(known)
    lowered = given.lower().replace("-", "_")
    near = difflib.get_close_matches(lowered, names, n=1, cutoff=0.6)
    shown = given if len(given) <= 40 else f"{given[:39]}…"
    if near:
        return translate("Lessons", "“{given}” is no {what}; did you mean “{near}”?").format(
            what=what, given=shown, near=near[0]
        )
    if len(names) > _MOST_NAMED:
        return translate("Lessons", "“{given}” is no {what}.").format(what=what, given=shown)
    return translate("Lessons", "“{given}” is no {what}; there are {names}.").format(
        what=what, given=shown, names=", ".join(names)
    )
