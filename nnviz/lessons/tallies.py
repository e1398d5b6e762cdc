"""Raised hands: how many of a class chose each answer, before talking and after; empty is not 0."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from nnviz.data.cells import safe_cell
from nnviz.said import translate

Turn = Literal["before", "after"]
TURNS: Final[tuple[Turn, ...]] = ("before", "after")
#: More hands than that nobody counts.
MOST_HANDS: Final = 9999
_COLUMNS = ("class", "lesson", "step", "question", "answer", "text", "before talking", "after talking")

Counts = tuple[int | None, ...]


@dataclass(frozen=True)
class Hands:
    """The hands for one question: its words, its answers, and a count for each, None where nobody counted."""

    question: str
    answers: tuple[str, ...]
    before: Counts = ()
    after: Counts = ()

    def __post_init__(self) -> None:
        for turn in TURNS:
            counts = tuple(getattr(self, turn)[: len(self.answers)])
            object.__setattr__(self, turn, counts + (None,) * (len(self.answers) - len(counts)))

    def counts(self, turn: Turn) -> Counts:
        """Those of one turn, an answer after the other."""
        return self.before if turn == "before" else self.after

    def counted(self, turn: Turn, answer: int, count: int | None) -> Hands:
        """The same with another count. Raises ``ValueError`` for one that cannot be."""
        if count is not None and not 0 <= count <= MOST_HANDS:
            raise ValueError(
                translate("Presenting", "Hands are counted from 0 to {most}.").format(most=MOST_HANDS)
            )
        counts = list(self.counts(turn))
        counts[answer] = count
        known = tuple(counts)
        return replace(self, before=known) if turn == "before" else replace(self, after=known)

    def people(self, turn: Turn) -> int | None:
        """How many hands there were, None where nobody has counted any yet."""
        known = [count for count in self.counts(turn) if count is not None]
        return sum(known) if known else None


@dataclass(frozen=True)
class Tallies:
    """The hands of all classes, by (class, lesson, step)."""

    kept: Mapping[tuple[str, str, str], Hands] = field(default_factory=dict)

    def of(self, group: str, lesson: str, step: str, question: str, answers: tuple[str, ...]) -> Hands:
        """What that class has answered; of a question that reads otherwise by now, nothing yet."""
        hands = self.kept.get((group, lesson, step))
        if hands is None or hands.answers != answers:
            return Hands(question, answers)
        return hands

    def keeping(self, group: str, lesson: str, step: str, hands: Hands) -> Tallies:
        """The same with these hands."""
        return Tallies({**self.kept, (group, lesson, step): hands})

    def without(self, group: str, lesson: str) -> Tallies:
        """The same without what that class said in that lesson."""
        return Tallies({key: hands for key, hands in self.kept.items() if key[:2] != (group, lesson)})

    @property
    def groups(self) -> tuple[str, ...]:
        """The classes, in the order in which they came."""
        return tuple(dict.fromkeys(key[0] for key in self.kept))

    # ---- files
    def csv(self) -> str:
        """A line for each answer; what was not counted is empty."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for (group, lesson, step), hands in self.kept.items():
            for place, answer in enumerate(hands.answers):
                words = (group, lesson, step, hands.question, letter(place), answer)
                counts = (hands.before[place], hands.after[place])
                writer.writerow([*map(safe_cell, words), *("" if n is None else n for n in counts)])
        return text.getvalue()

    def text(self) -> str:
        """As it is kept between two lessons."""
        return json.dumps(
            [
                {
                    "class": group, "lesson": lesson, "step": step, "question": hands.question,
                    "answers": hands.answers, "before": hands.before, "after": hands.after,
                }
                for (group, lesson, step), hands in self.kept.items()
            ],
            ensure_ascii=False,
            indent=1,
        )  # fmt: skip

    @classmethod
    def read(cls, text: str) -> Tallies:
        """What ``text`` has kept; what is damaged is left out."""
        try:
            entries = json.loads(text)
        except (ValueError, RecursionError):
            return cls()
        read = (_hands(entry) for entry in (entries if isinstance(entries, list) else ()))
        return cls(dict(one for one in read if one is not None))


def letter(place: int) -> str:
    """What the answer at that place is called, from A."""
    return chr(ord("A") + place)


def _hands(entry: Any) -> tuple[tuple[str, str, str], Hands] | None:
    if not isinstance(entry, dict):
        return None
    key = tuple(entry.get(name) for name in ("class", "lesson", "step"))
    question, answers = entry.get("question"), _texts(entry.get("answers"))
    if not all(isinstance(one, str) for one in (*key, question)) or not answers:
        return None
    hands = Hands(str(question), answers, _counts(entry.get("before")), _counts(entry.get("after")))
    return (str(key[0]), str(key[1]), str(key[2])), hands


def _texts(kept: object) -> tuple[str, ...]:
    return tuple(map(str, kept)) if isinstance(kept, list) and all(isinstance(k, str) for k in kept) else ()


def _counts(kept: object) -> Counts:
    counts: Iterable[object] = kept if isinstance(kept, list) else ()
    return tuple(count if _is_count(count) else None for count in counts)  # type: ignore[misc]


def _is_count(count: object) -> bool:
    return isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= MOST_HANDS
