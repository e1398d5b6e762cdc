"""What the panels of attention may say of a moment, gone through in float64 apart from the code judged."""

from __future__ import annotations

import numpy as np

from nnviz.training.snapshot import Snapshot
from tests.helpers import attending as by_hand
from tests.helpers.truth_facts import Fact, N, P, fact, wrapped

GIVEN = 6
STRIPS = {"Starts as": "start", "Looked": "looked", "Thought": "thought"}


class OwnLooker:
    """The network of a snapshot: an embedding, positions, a block of attention, one of dense layers."""

    def __init__(self, snapshot: Snapshot, heads: int) -> None:
        self.heads, self.numbers = heads, {}
        for block in snapshot.network().blocks:
            self.numbers[block.name] = np.array(block.of(snapshot.parameters), dtype=np.float64)

    def run(self, x):
        """All on the way of (symbols, T)."""
        return by_hand.transformer(np.asarray(x, np.float64), self.numbers, self.heads)

    def wrote(self, given):
        """(places, shares) of its own answers to (symbols, T), of which the given steps are read."""
        read, said = np.zeros(given.shape), []
        read[:, :GIVEN] = given[:, :GIVEN]
        for step in range(GIVEN - 1, given.shape[1]):
            says = self.run(read)["says"][:, step]
            said.append((int(says.argmax()), float(says.max())))
            if step + 1 < given.shape[1]:
                read[said[-1][0], step + 1] = 1
        return said


def where(step: int) -> str:
    return f"place {step + 1}" if step < GIVEN else f"answer {step - GIVEN + 1}"


def step_of(name: str, number: str) -> int:
    return int(number) - 1 + (GIVEN if name.lower() == "answer" else 0)


def card_facts(made, head: int, query: int, key: int) -> list[Fact]:
    """The table of a head, and what its shares carried."""
    scores, shares = made["scores"][head, query, : query + 1], made["shares"][head, query, : query + 1]
    powers, size = np.exp(scores), made["values"].shape[1]
    carried = shares[key] * made["values"][head, :, key]
    mixed = made["mixed"][head, :, query]
    rows = {where(step): (scores[step], powers[step], shares[step]) for step in range(query + 1)}
    numbers = [
        fact("title", r"Head (\d+), (\w+ \d+)$", head + 1, where(query), where="HeadCardView"),
        fact("size in words", wrapped(r"the (\d+) values of that step"), size, where="HeadCardView"),
        fact("carried", r"share × v of (\w+ \d+)(?:: ([^\n]*)|\|length (" + N + "))",
             where(key), carried, float(np.linalg.norm(carried)), where="Carried"),
        fact("mixed", r"all of them, added up(?:: ([^\n]*)|\|length (" + N + "))",
             mixed, float(np.linalg.norm(mixed)), where="Carried"),
        fact("sum", rf"sum: e to that ({N}), shares ({N})|sum\|({N})\|({N})",
             powers.sum(), 1.0, powers.sum(), 1.0, where="HeadTable"),
    ]  # fmt: skip
    for name, (score, power, share) in rows.items():
        numbers += [
            fact(f"row {name}", rf"{name} \(\d\): q·k ÷ √\d+ ({N}), e to that ({N}), share ({N})",
                 score, power, share, where="HeadTable"),
            fact(f"painted {name}", rf"\|(\d)\|{name}\|({N})\|({N})\|({N})",
                 None, score, power, share, where="HeadTable"),
        ]  # fmt: skip
    return [*numbers, fact("size", r"√(\d+)", size, where="HeadTable")]


def stage_facts(made, x, truth, hidden: int) -> list[Fact]:
    """Squares, strips and answers, wherever the pointer rests."""
    symbols = x.argmax(axis=0)
    full = max(np.abs(made[name]).max() for name in STRIPS.values())
    size = made["values"].shape[1]

    def share(m):
        return made["shares"][int(m[1]) - 1, step_of(m[2], m[3]), step_of(m[5], m[6])]

    def score(m):
        return made["scores"][int(m[1]) - 1, step_of(m[2], m[3]), step_of(m[5], m[6])]

    said, painted = made["says"].argmax(axis=0), "|".join(map(str, symbols))
    return [
        fact(
            "square",
            r"Head (\d+): (place|answer) (\d+) \((\d)\) looks at (place|answer) (\d+) \((\d)\): "
            rf"share ({N})\. q·k ÷ √(\d+) is ({N}), softmax over (\d+)\.",
            None, None, None, lambda m: str(symbols[step_of(m[2], m[3])]), None, None,
            lambda m: str(symbols[step_of(m[5], m[6])]), share, size, score,
            lambda m: step_of(m[2], m[3]) + 1, where="AttentionStage", least=20,
        ),
        fact(
            "not allowed",
            r"Head (\d+): (place|answer) (\d+) \((\d)\) must not look at "
            r"(place|answer) (\d+) \((\d)\)",
            None, None, lambda m: step_of(m[5], m[6]) > step_of(m[2], m[3]),
            lambda m: str(symbols[step_of(m[2], m[3])]), None, None,
            lambda m: str(symbols[step_of(m[5], m[6])]), where="AttentionStage", least=20,
        ),
        fact(
            "strip",
            r"(Starts as|Looked|Thought): number (\d+) of (\d+) at (place|answer) (\d+) "
            rf"is ({N})\. Colours are full at ({N})",
            None, None, len(made["start"]), None, None,
            lambda m: made[STRIPS[m[1]]][int(m[2]) - 1, step_of(m[4], m[5])], full,
            where="AttentionStage", least=20,
        ),
        fact("answer", rf"At (place|answer) (\d+) it says (\d) \(({P})\)\.(?: Right is (\d)\.)?", None, None,
             lambda m: str(said[step_of(m[1], m[2])]),
             lambda m: made["says"][:, step_of(m[1], m[2])].max(),
             lambda m: str(truth[step_of(m[1], m[2])]), where="AttentionStage", least=6),
        fact("not asked", r"Nothing is asked at (place|answer) (\d+)", None,
             lambda m: step_of(m[1], m[2]) + 1 < GIVEN or "asked", where="AttentionStage"),
        fact("lanes", r"^(\d(?:\|\d)*)\|Starts as", painted, where="AttentionStage"),
        fact("thought", r"\+ (\d+) R", hidden, where="AttentionStage"),
        fact("columns", r"Head (\d+)\|looks at\|((?:\d\|)+)", None, painted + "|", where="AttentionStage"),
        fact("says", r"Says next\|((?:\d\|)+)Lane", "|".join(map(str, [*range(10), *said[GIVEN - 1 :], ""])),
             where="AttentionStage"),
        fact("sum of a row", r"adds to (\d)\.", 1, where="AttentionStage"),
        fact("scale", rf"−({N})\|\+({N})\|", full, full, where="AttentionStage", slack=0.006 * full),
    ]  # fmt: skip
