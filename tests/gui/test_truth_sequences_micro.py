"""Every number of micro-steps through a sequence is that of the batch, gone through again in float64."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from nnviz.engine import LSTM
from nnviz.training.time_weights import TimeWeight
from tests.gui.test_sequences_micro import at_a_batch, chain, stage
from tests.helpers.unrolled import lstm

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
UNITS, GATES = 3, "ifgo"


class Own:
    """An LSTM and a dense layer with softmax there and back, one example at a time, in float64."""

    def __init__(self, micro) -> None:
        network, self.n = micro.snapshot.network(), micro.batch.n
        self.p = {name: np.asarray(v, np.float64) for name, v in network.layers[0].values.items()}
        self.w = {name: np.asarray(v, np.float64) for name, v in network.layers[1].values.items()}
        self.shape = network.layers[0].input_shape
        self.rows = [self._gone(micro, row) for row in range(self.n)]

    def _gone(self, micro, row: int) -> dict[str, np.ndarray]:
        x = np.asarray(micro.batch.inputs[row], np.float64).reshape(self.shape)
        made = {"x": x, **lstm(x, self.p)}
        z = made["h"][:, -1] @ self.w["weights"] + self.w["bias"]
        shares = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
        blame = (shares - micro.batch.targets[row]) / self.n
        steps = x.shape[1]
        dh, dc, dz = (np.zeros((k * UNITS, steps)) for k in (1, 1, 4))
        for t in reversed(range(steps)):
            i, f, g, o, c = (made[name][:, t] for name in "ifgoc")
            before = made["c"][:, t - 1] if t else np.zeros(UNITS)
            dh[:, t] = self.w["weights"] @ blame if t == steps - 1 else 0
            if t < steps - 1:
                dh[:, t] += self.p["state_weights"] @ dz[:, t + 1]
            dc[:, t] = dh[:, t] * o * (1 - np.tanh(c) ** 2)
            if t < steps - 1:
                dc[:, t] += dc[:, t + 1] * made["f"][:, t + 1]
            dz[:, t] = np.concatenate(
                [
                    dc[:, t] * g * i * (1 - i),
                    dc[:, t] * before * f * (1 - f),
                    dc[:, t] * i * (1 - g**2),
                    dh[:, t] * np.tanh(c) * o * (1 - o),
                ]
            )
        return {**made, "dh": dh, "dc": dc, "dz": dz}

    def parts(self, row: int, gate: str, unit: int, t: int) -> tuple[float, float, float]:
        at = GATES.index(gate) * UNITS + unit
        made = self.rows[row]
        before = made["h"][:, t - 1] if t else np.zeros(UNITS)
        symbol = made["x"][:, t] @ self.p["input_weights"][:, at]
        return symbol, before @ self.p["state_weights"][:, at], self.p["bias"][at]


def number(text: str) -> float:
    """What is written, as a number; None of it is a formula."""
    found = re.fullmatch(r"([+−]?[\d.]+)(?:·10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+))?", text)
    assert found, text
    value = float(found[1].replace("−", "-"))
    return value * 10.0 ** int(found[2].translate(_RAISED)) if found[2] else value


def same(text: str, value: float) -> bool:
    """Whether the digits that are written are those of the value."""
    written = number(text)
    digits = len(re.sub(r"·.*|[^\d.]", "", text).partition(".")[2])
    last = 10.0**-digits
    if "·10" in text:
        last *= 10.0 ** int(text.partition("·10")[2].translate(_RAISED))
    return abs(written - value) <= 0.51 * last + 2e-4 * abs(value)


@pytest.fixture
def person(open_window):
    return at_a_batch(open_window(), "temporal_order", LSTM(UNITS))


def lines(person) -> dict[str, str]:
    return {str(line.name): str(line.value) for line in chain(person).time.lines.lines}


def test_there_and_back_at_the_newest_moment_and_looking_back(person) -> None:
    desk = person.desk
    for epoch in (1, 0):
        desk.look_at(epoch)
        person.wait(lambda epoch=epoch: desk.shown.epoch == epoch and desk.micro is not None)
        assert desk.micro.snapshot.epoch == epoch
        own = Own(desk.micro)
        steps = own.shape[1]
        for row, unit, t in ((0, 1, 0), (3, 2, 5), (5, 0, steps - 1)):
            micro = desk.micro.with_example(row)
            micro = micro.at(1).with_time(TimeWeight(0, "state_weights", 1, UNITS + unit))
            made = own.rows[row]
            for at, cell in enumerate(micro.cells):
                if cell.time != t:
                    continue
                desk.set_micro(micro.at(at))
                QApplication.processEvents()
                kinds = [step.kind for step in cell.steps]
                _check_card(person, own, row, unit, t, kinds)
                _check_lines(person, own, made, unit, t, kinds)
                _check_strips(person, made)


def _check_card(person, own: Own, row: int, unit: int, t: int, kinds: list[str]) -> None:
    card = chain(person).time.told.card
    if card is None:
        return
    for line in card.rows:
        symbol, state, bias = own.parts(row, line.name, unit, t)
        assert line.parts.symbol == pytest.approx(symbol, abs=1e-5)
        assert line.parts.state == pytest.approx(state, abs=1e-5)
        assert line.parts.bias == pytest.approx(bias, abs=1e-6)
        assert line.parts.z == pytest.approx(symbol + state + bias, abs=1e-5)
        if kinds != ["z"]:
            assert line.parts.value == pytest.approx(own.rows[row][line.name][unit, t], abs=1e-5)


def _check_lines(person, own: Own, made, unit: int, t: int, kinds: list[str]) -> None:
    told, last = lines(person), own.shape[1] - 1
    if kinds in (["c"], ["h"]):
        before = made["c"][unit, t - 1] if t else 0.0
        assert same(told["kept f·c"], made["f"][unit, t] * before)
        assert same(told["written i·g"], made["i"][unit, t] * made["g"][unit, t])
        assert same(told["c now"], made["c"][unit, t])
        assert ("h = o·tanh(c)" in told) == (kinds == ["h"])
        if kinds == ["h"]:
            assert same(told["h = o·tanh(c)"], made["h"][unit, t])
    if "dh" in kinds or "dc" in kinds or "dz" in kinds:
        assert same(told["∂L/∂h"], made["dh"][unit, t])
        if t < last:
            for block, gate in enumerate(GATES):
                at = slice(block * UNITS, (block + 1) * UNITS)
                through = own.p["state_weights"][unit, at] @ made["dz"][at, t + 1]
                assert same(told[f"through {gate} of step {t + 2}"], through)
            assert same(told["from the output"], 0)
    if "dc" in kinds or "dz" in kinds:
        assert same(told["∂L/∂c"], made["dc"][unit, t])
        if t < last:
            kept = made["dc"][unit, t + 1] * made["f"][unit, t + 1]
            assert same(told[f"kept by f of step {t + 2}"], kept)
    if "dz" in kinds:
        for block, gate in enumerate(GATES):
            assert same(told[f"∂L/∂z {gate}"], made["dz"][block * UNITS + unit, t])


def _check_strips(person, made) -> None:
    for row in stage(person).state.rows:
        values = made[row.strip.name] if "∂" not in str(row.strip.word) else None
        if str(row.strip.word) == "∂L/∂z":
            block = GATES.index(row.strip.name)
            values = made["dz"][block * UNITS : (block + 1) * UNITS]
        elif values is None:
            values = made["d" + row.strip.name]
        assert np.allclose(row.strip.values, values, rtol=1e-3, atol=1e-5)


def test_what_each_step_adds_to_the_gradient_of_a_weight(person) -> None:
    desk = person.desk
    own, micro = Own(desk.micro), desk.micro
    place = micro.place_of("dW", 0)
    for name, source, column in (("state_weights", 2, 7), ("input_weights", 1, 0), ("bias", 0, 11)):
        desk.set_micro(micro.at(place).with_example(2).with_time(TimeWeight(0, name, source, column)))
        QApplication.processEvents()

        def met(row: int, name=name, source=source) -> np.ndarray:
            made = own.rows[row]
            if name == "state_weights":
                return np.concatenate([[0.0], made["h"][source, :-1]])
            return made["x"][source] if name == "input_weights" else np.ones(own.shape[1])

        adds = met(2) * own.rows[2]["dz"][column]
        assert np.allclose(chain(person).time.split.values, adds, rtol=1e-3, atol=1e-8)
        told, t = lines(person), int(np.abs(adds).argmax())
        assert same(told[f"step {t + 1}: met × blame"], adds[t])
        assert same(told[f"all {own.shape[1]} steps"], adds.sum())
        whole = sum(float((met(row) * own.rows[row]["dz"][column]).sum()) for row in range(own.n))
        assert same(told[f"all {own.n} examples: ∂L/∂w"], whole)
        chain(person).settle()
        assert chain(person).check.nudge.check.numeric == pytest.approx(whole, rel=1e-3, abs=1e-7)
