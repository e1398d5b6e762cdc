"""What is told of a step of a layer that stands on the lanes of a transformer, at the step looked at."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing import numbers
from nnviz.drawing.images.lines import SumLine
from nnviz.drawing.numbers import fitted
from nnviz.engine import Network
from nnviz.engine.layers import Layer
from nnviz.engine.layers.attention import AttentionLayer
from nnviz.engine.layers.positions import PositionsLayer
from nnviz.said import Sentence, translate
from nnviz.training.snapshot import Probe

Floats = NDArray[np.float64]

_MOST = 8  # numbers of a vector, and steps that are looked at, that are listed


def lane_lines(
    network: Network, probe: Probe, place: int, kind: str, values: Floats, at: int
) -> tuple[SumLine, ...]:
    """The numbers of the quantity ``kind`` of a layer at the step ``at``; ``values`` are those of the sample.

    Of blame in front of a residual block it is said which way it came: through the layers, and past them.
    """
    layer = network.layers[place]
    if kind == "da" and (past := blame_past(network, probe, place)) is not None:
        return _two_ways(values, past.astype(np.float64), at)
    told = _BY_KIND.get(layer.spec.kind, {}).get(kind)
    return told(layer, probe, place, network, at) if told is not None else _plain(layer, kind, values, at)


def blame_past(network: Network, probe: Probe, place: int) -> Floats | None:
    """dL/d of what leaves the layer at ``place``, as far as it came past the blocks that begin behind it.

    None where none begins there, and without a target.
    """
    ends = [end for end, spec in enumerate(network.specs) if spec.over and end - spec.over == place + 1]
    if not ends or "da" not in probe.layers[ends[0]].named:
        return None
    shape = network.layers[place].output_shape
    past = [np.asarray(probe.layers[end].named["da"], np.float64).reshape(shape) for end in ends]
    return np.asarray(np.sum(past, axis=0))


def _two_ways(values: Floats, past: Floats, at: int) -> tuple[SumLine, ...]:
    """Of the number that is blamed most at the step."""
    number = int(np.abs(np.nan_to_num(values[:, at])).argmax())
    total, beside = float(values[number, at]), float(past[number, at])
    which = translate("Micro", "number {n} at step {step}").format(n=number + 1, step=at + 1)
    return (
        SumLine(which, ""),
        SumLine(translate("Micro", "through the block"), _number(total - beside)),
        SumLine(translate("Micro", "past it"), _number(beside)),
        SumLine("∂L/∂a", _number(total), ruled=True, maths=True, kind="gradient"),
    )


def telling(value: float, *, sign: bool = False) -> str:
    """With three digits that tell something."""
    if not 0 < abs(value) < 0.1:
        return fitted(value, 3, sign=sign)
    if abs(value) >= 0.001:
        return fitted(value, 2 - math.floor(math.log10(abs(value))), sign=sign)
    text = numbers.scientific(value, 2)
    return f"+{text}" if sign and value > 0 else text


def _number(value: float) -> str:
    return fitted(value, 4, sign=True)


# ---- attention
_Told = Callable[[Layer, Probe, int, Network, int], tuple[SumLine, ...]]


def _named(probe: Probe, place: int, name: str) -> Floats:
    return np.asarray(probe.layers[place].named[name], np.float64)


def _heads(name: str) -> _Told:
    """The vector of each head at the step."""

    def told(layer: Layer, probe: Probe, place: int, network: Network, at: int) -> tuple[SumLine, ...]:
        lines: list[SumLine] = []
        for head, values in enumerate(_named(probe, place, name)):
            title = translate("Micro", "{what} of head {n} at step {step}")
            lines += _vector(title.format(what=name, n=head + 1, step=at + 1), values[:, at])
        return tuple(lines)

    return told


def _vector(name: Sentence, values: Floats) -> tuple[SumLine, SumLine]:
    """What it is, and below it the numbers."""
    shown = "  ".join(fitted(float(value), 2, sign=True) for value in values[:_MOST])
    return SumLine(name, ""), SumLine("", f"{shown} …" if len(values) > _MOST else shown)


def _looks(name: str) -> _Told:
    """What each head has for every step that is looked at; of many those with the largest shares."""

    def told(layer: Layer, probe: Probe, place: int, network: Network, at: int) -> tuple[SumLine, ...]:
        assert isinstance(layer, AttentionLayer)
        lines, sums = [], name == "shares"
        for head, values in enumerate(_named(probe, place, name)):
            shares = _named(probe, place, "shares")[head, at]
            seen = np.flatnonzero(layer.looks[at])
            shown = sorted(seen[np.argsort(-shares[seen], kind="stable")][:_MOST].tolist())
            title = translate("Micro", "head {n}, step {step} looks at")
            lines.append(SumLine(title.format(n=head + 1, step=at + 1), ""))
            factors = _FACTORS.get(name)
            for key in shown:
                text = translate("Micro", "step {step}").format(step=key + 1)
                how = "" if factors is None else factors(layer, probe, place, (head, at, key))
                lines.append(SumLine(text, _number(float(values[at, key])), factors=how))
            rest = [key for key in seen.tolist() if key not in shown]
            if rest and sums:
                more = translate("Micro", "{n} more together").format(n=str(len(rest)))
                lines.append(SumLine(more, _number(float(values[at, rest].sum()))))
            if sums:
                total = _number(float(values[at, seen].sum()))
                lines.append(SumLine(translate("Micro", "sum"), total, ruled=True))
        return tuple(lines)

    return told


def _fitting(layer: Layer, probe: Probe, place: int, where: tuple[int, int, int]) -> str:
    """``q · k ÷ √4`` with the product of query and key in its number."""
    head, at, key = where
    q, k = (_named(probe, place, name)[head] for name in "qk")
    return f"{fitted(float(q[:, at] @ k[:, key]), 4)} ÷ √{len(q)}"


def _softmax(layer: Layer, probe: Probe, place: int, where: tuple[int, int, int]) -> str:
    """``e^1.58 ÷ 88.8``: the power of the score, over those of all steps that are looked at."""
    assert isinstance(layer, AttentionLayer)
    head, at, key = where
    scores = _named(probe, place, "scores")[head, at]
    with np.errstate(all="ignore"):  # of a network that has diverged
        total = float(np.exp(scores[layer.looks[at]]).sum())
    return f"e^{telling(float(scores[key]))} ÷ {fitted(total, 4)}"


_FACTORS: Mapping[str, Callable[[Layer, Probe, int, tuple[int, int, int]], str]] = {
    "scores": _fitting,
    "shares": _softmax,
}


def _mixture(layer: Layer, probe: Probe, place: int, network: Network, at: int) -> tuple[SumLine, ...]:
    """Of the number of each head that is largest at the step: every share times the value that it is of."""
    assert isinstance(layer, AttentionLayer)
    lines: list[SumLine] = []
    shares, values = _named(probe, place, "shares"), _named(probe, place, "v")
    mixed = _named(probe, place, "mixed").reshape(values.shape)
    seen = np.flatnonzero(layer.looks[at])
    for head in range(len(values)):
        number = int(np.abs(np.nan_to_num(mixed[head, :, at])).argmax())
        title = translate("Micro", "head {n}, its number {number} at step {step}")
        lines.append(SumLine(title.format(n=head + 1, number=number + 1, step=at + 1), ""))
        parts = shares[head, at, seen] * values[head, number, seen]
        order = np.argsort(-np.abs(np.nan_to_num(parts)), kind="stable")[:_MOST]
        for place_in in sorted(order.tolist()):
            key = int(seen[place_in])
            how = f"{telling(float(shares[head, at, key]))} × {telling(float(values[head, number, key]))}"
            text = translate("Micro", "step {step}").format(step=key + 1)
            lines.append(SumLine(text, _number(float(parts[place_in])), factors=how))
        rest = [place_in for place_in in range(len(seen)) if place_in not in order]
        if rest:
            more = translate("Micro", "{n} more together").format(n=str(len(rest)))
            lines.append(SumLine(more, _number(float(parts[rest].sum()))))
        total = _number(float(mixed[head, number, at]))
        lines.append(SumLine(translate("Micro", "mixed"), total, ruled=True, kind="result"))
    return tuple(lines)


# ---- residual, layer norm and positions
def _entering(probe: Probe, place: int, layer: Layer) -> Floats:
    """(d, T) what enters the layer."""
    values = probe.layers[place - 1].a if place else probe.inputs
    return np.asarray(values, np.float64).reshape(layer.input_shape)


def _normal(layer: Layer, probe: Probe, place: int, network: Network, at: int) -> tuple[SumLine, ...]:
    """Of every number of the step: less the mean, over the deviation."""
    x, normal = _entering(probe, place, layer)[:, at], _named(probe, place, "normal")[:, at]
    mean, deviation = (
        float(_named(probe, place, name)[..., at].ravel()[0]) for name in ("mean", "deviation")
    )
    lines = [SumLine(translate("Micro", "step {step}: (x − mean) ÷ deviation").format(step=at + 1), "")]
    for number in range(min(len(x), _MOST)):
        how = f"({telling(float(x[number]))} − {telling(mean)}) ÷ {telling(deviation)}"
        name = translate("Micro", "number {n}").format(n=number + 1)
        lines.append(SumLine(name, _number(float(normal[number])), factors=how))
    return tuple(lines)


def _scaled(layer: Layer, probe: Probe, place: int, network: Network, at: int) -> tuple[SumLine, ...]:
    """Of every number of the step: times its scale, and its shift."""
    normal, a = _named(probe, place, "normal")[:, at], np.asarray(probe.layers[place].a, np.float64)
    a, scale, shift = a.reshape(layer.output_shape)[:, at], layer.values["scale"], layer.values["shift"]
    lines = [SumLine(translate("Micro", "step {step}: normal × scale + shift").format(step=at + 1), "")]
    for number in range(min(len(a), _MOST)):
        parts = (float(normal[number]), float(scale[number]), float(shift[number]))
        how = "{} × {} + {}".format(*(telling(part) for part in parts))
        name = translate("Micro", "number {n}").format(n=number + 1)
        lines.append(SumLine(name, _number(float(a[number])), factors=how))
    return tuple(lines)


def _placed(layer: Layer, probe: Probe, place: int, network: Network, at: int) -> tuple[SumLine, ...]:
    """Of every number of the step: what entered, and that of the place."""
    x = _entering(probe, place, layer)[:, at]
    assert isinstance(layer, PositionsLayer)
    position = np.asarray(layer.added(np.dtype(np.float64)), np.float64)[:, at]
    a = np.asarray(probe.layers[place].a, np.float64).reshape(layer.output_shape)[:, at]
    lines = [SumLine(translate("Micro", "step {step}: what enters + its place").format(step=at + 1), "")]
    for number in range(min(len(a), _MOST)):
        how = f"{telling(float(x[number]))} + {telling(float(position[number]))}"
        name = translate("Micro", "number {n}").format(n=number + 1)
        lines.append(SumLine(name, _number(float(a[number])), factors=how))
    return tuple(lines)


def _residual(layer: Layer, probe: Probe, place: int, network: Network, at: int) -> tuple[SumLine, ...]:
    """What the layers made and what entered the block, of the number that is largest at the step."""
    shape = layer.output_shape
    made = np.asarray(probe.layers[place - 1].a, np.float64).reshape(shape)[:, at]
    skip = _named(probe, place, "skip").reshape(shape)[:, at]
    a = np.asarray(probe.layers[place].a, np.float64).reshape(shape)[:, at]
    number = int(np.abs(np.nan_to_num(a)).argmax())
    return (
        SumLine(translate("Micro", "number {n} at step {step}").format(n=number + 1, step=at + 1), ""),
        SumLine(translate("Micro", "what the block made"), _number(float(made[number]))),
        SumLine(translate("Micro", "what entered it"), _number(float(skip[number]))),
        SumLine("a", _number(float(a[number])), ruled=True, maths=True, kind="result"),
    )


def _plain(layer: Layer, kind: str, values: Floats, at: int) -> tuple[SumLine, ...]:
    """The numbers at the step, or all of what is there once."""
    if values.ndim == 2 and values.shape[1] == layer.output_shape[-1]:
        text = translate("Micro", "{what} at step {step}").format(what=kind, step=at + 1)
        return _vector(text, values[:, at])
    finite = values[np.isfinite(values)]
    reach = translate("Micro", "{low} to {high}").format(
        low=fitted(float(finite.min(initial=0.0)), 4), high=fitted(float(finite.max(initial=0.0)), 4)
    )
    return (SumLine(translate("Micro", "{what}, all of them").format(what=kind), reach),)


#: How a quantity is told, by the kind of its layer and its name; all others as plain numbers.
_BY_KIND: Mapping[str, Mapping[str, _Told]] = {
    "attention": {
        **{name: _heads(name) for name in ("q", "k", "v", "dq", "dk", "dv")},
        **{name: _looks(name) for name in ("scores", "shares", "dshares", "dscores")},
        "mixed": _mixture,
    },
    "residual": {"a": _residual},
    "layer_norm": {"normal": _normal, "a": _scaled},
    "positions": {"a": _placed},
}


def quantity_words(layer: Layer, kind: str) -> Sentence | str:
    """The formula of a quantity, and what the layer does."""
    formula = next((one.formula for one in layer.quantities if one.name == kind), "")
    if not formula:
        return layer.spec.purpose
    return translate("Micro", "{formula}. Shown rounded, computed in full.").format(formula=formula)
