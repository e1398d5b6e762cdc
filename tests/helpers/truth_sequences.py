"""What the panels of Sequences may say of a moment, gone through in float64 apart from the code judged.

A network of one recurrent layer and a dense one behind it is run and blamed again here, step by step.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.training.snapshot import Snapshot
from tests.helpers import unrolled as by_hand
from tests.helpers.truth_facts import Fact, N, P, agrees, fact

Floats = NDArray[np.float64]
#: Letter and word of each gate, which block of the sums it is, and whether it is a tanh.
GATES = {
    "lstm": (
        ("f", "keep", 1, False),
        ("i", "write", 0, False),
        ("g", "what", 2, True),
        ("o", "show", 3, False),
    ),
    "gru": (("r", "recall", 0, False), ("u", "keep", 1, False), ("n", "what", 2, True)),
    "rnn": (("h", "state", 0, True),),
}
LABELS = {"lstm": "LSTM", "gru": "GRU", "rnn": "RNN"}


def _softmax(z: Floats) -> Floats:
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


class OwnReader:
    """The network of a snapshot: a recurrent layer of that ``kind``, then a softmax over the classes."""

    def __init__(self, snapshot: Snapshot, kind: str) -> None:
        self.kind, self.numbers = kind, {}
        for block in snapshot.network().blocks:
            self.numbers[block.name] = np.array(block.of(snapshot.parameters), dtype=np.float64)

    @cached_property
    def cell(self) -> dict[str, Floats]:
        """The parameters of the recurrent layer."""
        start = f"{self.kind}1."
        return {name.removeprefix(start): one for name, one in self.numbers.items() if name.startswith(start)}

    @property
    def units(self) -> int:
        return len(self.cell["state_weights"])

    def run(self, x: Floats) -> dict[str, Floats]:
        """Every quantity (units, T) of a sequence (features, T)."""
        return by_hand.BY_KIND[self.kind](x, self.cell)

    def says(self, h: Floats) -> Floats:
        """(T, classes) what is made of (units, T)."""
        return _softmax(h.T @ self.numbers["dense1.weights"] + self.numbers["dense1.bias"])

    def parts(self, x: Floats, made: Mapping[str, Floats], gate: int, unit: int, step: int) -> list[float]:
        """What a sum is added up of: symbol, last h, bias; the sum, and what becomes of it."""
        name, _, block, bent = GATES[self.kind][gate]
        at, cell = block * self.units + unit, self.cell
        before = made["h"][:, step - 1] if step else np.zeros(self.units)
        symbol = float(x[:, step] @ cell["input_weights"][:, at])
        state, bias = float(before @ cell["state_weights"][:, at]), float(cell["bias"][at])
        if self.kind == "gru" and name == "n":
            state = float(made["r"][unit, step]) * (state + float(cell["state_bias"][at]))
        elif self.kind == "gru":
            bias += float(cell["state_bias"][at])
        z = symbol + state + bias
        return [symbol, state, bias, z, math.tanh(z) if bent else 1 / (1 + math.exp(-z))]

    def held(self, made: Mapping[str, Floats], unit: int, step: int) -> dict[str, float]:
        """What is kept, written, held and forgotten; a plain one writes all anew."""
        name = "c" if self.kind == "lstm" else "h"
        now, before = float(made[name][unit, step]), float(made[name][unit, step - 1]) if step else 0.0
        if self.kind == "rnn":
            return {"held": now}
        keep = float(made["f" if self.kind == "lstm" else "u"][unit, step])
        return {
            "kept": keep * before,
            "written": now - keep * before,
            "held": now,
            "forgotten": (1 - keep) * before,
        }

    def blame(self, xs: Floats, labels: NDArray[np.int64]) -> dict[str, Floats]:
        """(T,) mean lengths of dL/dh and dL/dc over sequences (n, features, T), each of its own loss.

        dL/dx of the first sequence, (features, T), too.
        """
        steps = xs.shape[2]
        made = [self.run(x) for x in xs]
        q = {name: np.array([one[name] for one in made]) for name in made[0]}  # (n, units, T)
        dense = self.numbers["dense1.weights"]
        target = np.eye(dense.shape[1])[labels]
        dh = (np.array([self.says(h)[-1] for h in q["h"]]) - target) @ dense.T
        dc, found = (
            np.zeros_like(dh),
            {"h": np.zeros(steps), "c": np.zeros(steps), "x": np.zeros((xs.shape[1], steps))},
        )
        for t in reversed(range(steps)):
            found["h"][t] = np.linalg.norm(dh, axis=1).mean()
            dz, dh, dc = self._back(q, t, dh, dc)
            if self.kind == "lstm":
                found["c"][t] = np.linalg.norm(self._dc, axis=1).mean()
            found["x"][:, t] = dz[0] @ self.cell["input_weights"].T
        return found

    def _back(self, q: Mapping[str, Floats], t: int, dh: Floats, dc: Floats) -> tuple[Floats, Floats, Floats]:
        u_weights = self.cell["state_weights"]
        at = {name: one[:, :, t] for name, one in q.items()}
        if self.kind == "rnn":
            dz = dh * (1 - at["h"] ** 2)
            return dz, dz @ u_weights.T, dc
        if self.kind == "gru":
            return *self._back_gru(at, q["h"][:, :, t - 1] if t else np.zeros_like(dh), dh), dc
        before = q["c"][:, :, t - 1] if t else np.zeros_like(dh)
        i, f, g, o, c = (at[name] for name in ("i", "f", "g", "o", "c"))
        self._dc = dc + dh * o * (1 - np.tanh(c) ** 2)
        dz = np.concatenate(
            [
                self._dc * g * i * (1 - i),
                self._dc * before * f * (1 - f),
                self._dc * i * (1 - g**2),
                dh * np.tanh(c) * o * (1 - o),
            ],
            axis=1,
        )
        return dz, dz @ u_weights.T, self._dc * f

    def _back_gru(self, at: Mapping[str, Floats], before: Floats, dh: Floats) -> tuple[Floats, Floats]:
        r, u, n = (at[name] for name in ("r", "u", "n"))
        weights, units = self.cell["state_weights"], self.units
        recalled = before @ weights[:, 2 * units :] + self.cell["state_bias"][2 * units :]
        dn = dh * (1 - u) * (1 - n**2)
        dz = np.concatenate([dn * recalled * r * (1 - r), dh * (before - n) * u * (1 - u), dn], axis=1)
        sent = np.concatenate([dz[:, : 2 * units], dn * r], axis=1)
        return dz, dh * u + sent @ weights.T


# ---- what may be said
def card_facts(own: OwnReader, x: Floats, made: Mapping[str, Floats], unit: int, step: int) -> list[Fact]:
    """The card of a unit at a step."""
    kind = {"lstm": "Cell"}.get(own.kind, "Unit")
    facts = [fact("which", rf"^{kind} (\d+) at step (\d+)$", unit + 1, step + 1, where="CellCard")]
    for gate, (name, word, *_) in enumerate(GATES[own.kind]):
        rights = own.parts(x, made, gate, unit, step)
        cells = rf"{name}\|{word}\|({N})\|({N})\|({N})\|({N})\|({N})"
        facts.append(fact(f"{name} painted", cells, *rights, where="GateTable"))
        spoken = rf"{name} \({word}\): symbol ({N}), last h ({N}), bias ({N}); z ({N}); {name} is ({N})"
        facts.append(fact(f"{name} told", spoken, *rights, where="GateTable"))
    return facts + _line_facts(own, made, unit, step)


def _line_facts(own: OwnReader, made: Mapping[str, Floats], unit: int, step: int) -> list[Fact]:
    at = own.held(made, unit, step)
    h, before = float(made["h"][unit, step]), float(made["h"][unit, step - 1]) if step else 0.0
    if own.kind == "rnn":
        told = rf"h now ({N}); h before ({N})"
        return [
            fact("h", rf"({N})\|h now\|({N})\|h before", h, before, where="SumLines"),
            fact("h told", told, h, before, where="SumLines"),
        ]
    value = {name: float(made[name][unit, step]) for name in made if name != "z"}
    if own.kind == "lstm":
        c_before = float(made["c"][unit, step - 1]) if step else 0.0
        rows = [
            ("kept f·c", [value["f"], c_before], at["kept"]),
            ("written i·g", [value["i"], value["g"]], at["written"]),
            ("c now", [], at["held"]),
            ("h = o·tanh(c)", [value["o"], math.tanh(value["c"])], h),
        ]
    else:
        rows = [
            ("kept u·h", [value["u"], before], at["kept"]),
            ("written (1−u)·n", [1 - value["u"], value["n"]], at["written"]),
            ("h now", [], h),
        ]
    facts = []
    for name, factors, right in rows:
        words = re.escape(name)
        if factors:
            painted = rf"({N})\|(?:({N}) × ({N})\|)?{words}"
            told = rf"{words} ({N}) × ({N}) = ({N})"
            facts.append(fact(f"{name} painted", painted, right, *factors, where="SumLines"))
            facts.append(fact(f"{name} told", told, *factors, right, where="SumLines"))
        else:
            facts.append(fact(f"{name} painted", rf"({N})\|{words}", right, where="SumLines"))
            facts.append(fact(f"{name} told", rf"{words} ({N})", right, where="SumLines"))
    return facts


def stage_facts(
    own: OwnReader,
    x: Floats,
    made: Mapping[str, Floats],
    chosen: tuple[int, int],
    names: tuple[str, ...],
    symbols: tuple[str, ...],
    blame: Mapping[str, Floats],
    count: int,
    axis: list[int],
    lines: Mapping[str, Floats],
) -> list[Fact]:
    """All that the stage paints and tells: of ``lines`` their names and values (T,), 1 at the last step."""
    unit = chosen[0]
    word = "cell" if own.kind == "lstm" else "unit"
    full = {name: max(1.0, float(np.abs(made[name]).max())) for name in made}
    at = r"at step (\d+)"

    def value(m: re.Match[str]) -> float:
        return float(made[m[1]][int(m[3]) - 1, int(m[4]) - 1])

    facts = [
        fact("axis", r"step\|((?:\d+\|?)+)$", axis, where="TimeStage"),
        fact("unit", rf"{word} (\d+)(?=\|)", unit + 1, where="TimeStage"),
        fact("zero", r"(?<=\|)0(?=\|)", where="TimeStage"),
        fact("count", r"1 = at the last step, mean of (\d+) test sequences", count, where="TimeStage"),
        fact("ticks", re.escape("|".join(_ticks(lines))), where="TimeStage"),
        fact(
            "cells",
            rf"(\w) \(([\w ]+)\) of {word} (\d+) {at}: ({N})\. Colours are full at ({N}); 0 has none\.",
            set(made), None, None, None, value, lambda m: full[m[1]], where="TimeStage", least=0,
        ),
        _conveyor_fact(own, made, word),
        _asked_fact(own, made, names),
        fact(
            "reads", rf"Step (\d+) reads (\w)\.(?: \|∂L/∂x\| there is ({N})\.)?",
            None,
            lambda m: symbols[int(x[:, int(m[1]) - 1].argmax())],
            lambda m: float(np.linalg.norm(blame["x"][:, int(m[1]) - 1])),
            where="TimeStage", slack=1e-6,
        ),
    ]  # fmt: skip
    if own.kind == "gru":
        facts.append(fact("formula", r"(?<=\|)written \(1−u\)·n(?=\|)", where="TimeStage"))
    for name, line in lines.items():
        painted = rf"(?<=\|){name} ({N})(?=\||$)"
        facts.append(fact(f"{name} ratio", painted, float(line[0]), where="TimeStage", slack=1e-4 * line[0]))
    told = ", ".join(rf"{name}: ({N})" for name in lines)
    rights = [lambda m, line=line: _near(float(line[int(m[1]) - 1])) for line in lines.values()]
    words = rf"Blame {at}, as a share of the last step's: {told}\."
    facts.append(Fact("blame", words, (None, *map(_checked, rights, range(2, 2 + len(rights)))), "TimeStage"))
    return facts


def _near(value: float) -> float:
    return value


def _checked(right: Callable[[re.Match[str]], float], group: int) -> Callable[[re.Match[str]], object]:
    """Right if it is so up to the float32 in which blame grows small."""

    def check(match: re.Match[str]) -> object:
        value = right(match)
        return agrees(match[group], value, 2e-4 * abs(value))

    return check


def _ticks(lines: Mapping[str, Floats]) -> list[str]:
    """The powers of ten beside the axis of blame."""
    values = np.concatenate([line[line > 0] for line in lines.values()])
    low, high = math.floor(math.log10(values.min())), math.ceil(math.log10(values.max()))
    low, high = min(low, high - 1, -1), max(high, 0)
    every = max(1, math.ceil((high - low) / 4))
    raised = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    return ["1" if one == 0 else "10" + str(one).translate(raised) for one in range(high, low - 1, -every)]


def _conveyor_fact(own: OwnReader, made: Mapping[str, Floats], word: str) -> Fact:
    def of(name: str) -> Callable[[re.Match[str]], float]:
        return lambda m: own.held(made, int(m[1]) - 1, int(m[2]) - 1)[name]

    if own.kind == "rnn":
        return fact(
            "conveyor",
            rf"{word} (\d+) at step (\d+): ({N}), written anew",
            None,
            None,
            of("held"),
            where="TimeStage",
        )
    words = rf"{word} (\d+) at step (\d+): kept ({N}), written ({N}): ({N}); forgotten ({N})"
    rights = (None, None, of("kept"), of("written"), of("held"), of("forgotten"))
    return fact("conveyor", words, *rights, where="TimeStage")


def _asked_fact(own: OwnReader, made: Mapping[str, Floats], names: tuple[str, ...]) -> Fact:
    shares = own.says(made["h"])
    return fact(
        "asked",
        rf"(?:Asked at|At) step (\d+) it (?:would say|says) (\w+) \(({P})\)\.",
        None,
        lambda m: names[int(shares[int(m[1]) - 1].argmax())],
        lambda m: float(shares[int(m[1]) - 1].max()),
        where="TimeStage",
    )
