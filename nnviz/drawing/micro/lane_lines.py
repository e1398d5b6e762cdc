"""What is told of a step of a layer that stands on the lanes of a transformer, at the step looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.images.lines import SumLine
from nnviz.drawing.numbers import fitted
from nnviz.engine import Network
from nnviz.engine.layers import Layer
from nnviz.engine.layers.attention import AttentionLayer
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
            for key in shown:
                text = translate("Micro", "step {step}").format(step=key + 1)
                lines.append(SumLine(text, _number(float(values[at, key]))))
            rest = [key for key in seen.tolist() if key not in shown]
            if rest and sums:
                more = translate("Micro", "{n} more together").format(n=str(len(rest)))
                lines.append(SumLine(more, _number(float(values[at, rest].sum()))))
            if sums:
                total = _number(float(values[at, seen].sum()))
                lines.append(SumLine(translate("Micro", "sum"), total, ruled=True))
        return tuple(lines)

    return told


# ---- residual and layer norm
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
    },
    "residual": {"a": _residual},
}


def quantity_words(layer: Layer, kind: str) -> Sentence | str:
    """The formula of a quantity, and what the layer does."""
    formula = next((one.formula for one in layer.quantities if one.name == kind), "")
    return formula or layer.spec.purpose
