"""What the Inspector, and the diagram for listeners, say of the network, a neuron, a line or an input."""

from __future__ import annotations

import re

import numpy as np

from nnviz.drawing.selection import Selection
from tests.helpers.truth_facts import Fact, N, P, fact, wrapped
from tests.helpers.truth_moment import FIXED_BATCH, Right, one
from tests.helpers.truth_network import Floats, OwnNetwork


def network_summary(right: Right) -> list[Fact]:
    """Nothing selected: the network in a few lines."""
    sizes = [right.x.size, *(layer.weights.shape[1] for layer in right.network.dense)]
    end = r"(?:: |\|)"
    return [
        fact("layers", rf"Layers{end}({N}(?: → {N})+)", sizes, least=2),
        fact("weights", rf"Weights and biases{end}({N})", right.network.count, least=2),
        fact(
            "others",
            rf"Scales and shifts{end}({N})",
            right.network.others,
            least=2 if right.network.others else 0,
        ),
        fact("updates", rf"Updates so far{end}({N})", right.snapshot.step, least=2),
        fact(
            "never fire",
            rf"Hidden at 0 for ({N}) test \w+{end}({N}) of ({N})",
            len(right.data.labels["test"][:FIXED_BATCH]),
            sum(right.silent),
            sum(sizes[1:-1]),
            least=0,
        ),
        fact(
            "sample",
            rf"Shown sample{end}(test \w+ \d+|your drawing|training \w+ \d+)",
            _called(right),
            least=_named(right),
        ),
    ]


def _named(right: Right) -> int:
    """How often its name must be found: a point of the plane has none."""
    return 0 if right.point is not None and right.label is None else 2


def _called(right: Right) -> object:
    return lambda match: re.sub(r"\w+ (?=\d)", "", match[1]) == re.sub(r"\w+ (?=\d)", "", right.called)


def selected(right: Right, selection: Selection) -> list[Fact]:
    """The arithmetic of what is selected, in the inspector and as the diagram tells it."""
    kinds = {"neuron": neuron, "edge": edge, "input": entering}
    return kinds[selection.kind](right, selection)


def place(right: Right, unit: int) -> tuple[int, int]:
    """Row and column of a pixel, from 1."""
    columns = right.dataset.feature_shape[-1]
    return unit // columns + 1, unit % columns + 1


def neuron(right: Right, selection: Selection) -> list[Fact]:
    """Its sum with the largest parts, its activation and its gradient."""
    layers = right.network.dense
    layer, unit, last = layers[selection.layer], selection.unit, selection.layer == len(layers) - 1
    z, a = one(layer, unit)
    bias, x = float(layer.bias[unit]), right.entering(selection.layer)
    parts = layer.weights[:, unit] * x
    facts = [
        _title(right, selection.layer, unit),
        _spoken_neuron(right, selection.layer, unit),
        fact(
            "sum",
            rf"w·x \+ b\|({N})\|({N}) ([−+]) ({N})",
            z,
            z - bias,
            "−" if bias < 0 else "+",
            abs(bias),
            where="FormulaRows",
        ),
        fact(
            "sum told",
            rf"w·x \+ b ({N}) ([−+]) ({N}) ({N})",
            z - bias,
            "−" if bias < 0 else "+",
            abs(bias),
            z,
            where="InspectorView",
        ),
        fact(
            "bars",
            r"^Largest contributions: \w+ × weight\|(.*)$",
            lambda m: _bars(right, selection.layer, m[1], parts, x, layer.weights[:, unit], bias),
            where="Waterfall",
        ),
        *_all_bars(parts),
    ]
    if layer.activation == "softmax":
        powers = np.exp(layer.z[0])
        own, total = float(powers[unit]), float(powers.sum())
        facts += [
            fact(
                "total",
                rf"exp\(z\)\|({N})\|over (\d+) outputs",
                total,
                powers.size,
                where="FormulaRows",
                slack=1e-4 * total,
            ),
            fact("total told", rf"exp\(z\) over (\d+) outputs ({N})", powers.size, total, slack=1e-4 * total),
            fact(
                "softmax",
                rf"softmax\(z\)\|({N})\|({N}) / ({N})",
                a,
                own,
                total,
                where="FormulaRows",
                slack=1e-4 * total,
            ),
            fact("softmax told", rf"softmax\(z\) ({N}) / ({N}) ({N})", own, total, a, slack=1e-4 * total),
        ]
    else:
        formula = (
            r"(?:max\(0, z\)|max\((?P<slope>[\d.]+)·z, z\)|1 / \(1 \+ exp\(−z\)\)"
            r"|z or (?P<alpha>[\d.]+)·\(exp\(z\) − 1\)|z or exp\(z\) − 1)"
        )
        usual = {"leaky_relu": 0.01, "elu": 1.0}.get(layer.activation)
        parameter = usual if layer.parameter is None else layer.parameter
        written = (parameter, parameter)
        facts += [
            fact(
                "activation",
                rf"a = \|?(?:[\w ]+\(z\)|σ\(\|?z\)|z)\|({N})(?:\|{formula})?",
                a,
                *written,
                where="FormulaRows",
            ),
            fact(
                "activation told",
                rf"a = (?:[\w ]+\(z\)|σ\(z\)|z) +(?:{formula} )?({N})",
                *written,
                a,
                where="InspectorView",
            ),
        ]
    if right.label is not None:
        slope, name = float(layer.dz[0, unit]), right.dataset.class_names[right.label]
        wanted = rf"(?:a − ({1 if last and unit == right.label else 0}), )?for (?:an? )?(\w+)"
        facts += [
            fact("slope", rf"∂L/∂z\|({N})\|{wanted}", slope, None, name, where="FormulaRows"),
            fact("slope told", rf"∂L/∂z {wanted} ({N})", None, name, slope, where="InspectorView"),
        ]
    return [*facts, *tracks(right, selection)]


def _all_bars(parts: Floats) -> list[Fact]:
    """The button that opens all of them."""
    many = int((parts != 0).sum())
    return [
        fact("all bars", rf"^all ({N})$", many, where="Waterfall", least=0),
        fact("all bars told", rf"^Show all ({N}) contributions$", many, where="Waterfall", least=0),
    ]


def _title(right: Right, layer: int, unit: int) -> Fact:
    """Hidden neuron 6; Hidden 2, neuron 6; Output neuron 3."""
    count = len(right.network.dense)
    if layer == count - 1:
        names = right.dataset.class_names
        name = names[unit] if unit < len(names) else str(unit + 1)
        least = 2 if right.output.size > 1 else 0
        return fact("title", r"Output neuron (\w+)", name, where="InspectorView", least=least)
    if count == 2:
        return fact("title", r"Hidden neuron (\d+)", unit + 1, where="InspectorView", least=2)
    return fact(
        "title", r"Hidden layer (\d+), neuron (\d+)", layer + 1, unit + 1, where="InspectorView", least=2
    )


def _spoken_neuron(right: Right, layer: int, unit: int) -> Fact:
    """As it is told to who listens to the diagram."""
    own = right.network.dense[layer]
    z, a = one(own, unit)
    return fact(
        "told",
        rf"^((?:Hidden|Output)[^:]*), [\w ]+: z = ({N}) · a = ({P}|{N}) · bias ({N})",
        [*_name_numbers(right, layer, unit)],
        z,
        a,
        float(own.bias[unit]),
        where="DiagramView",
    )


def _bars(
    right: Right, layer: int, text: str, parts: Floats, x: Floats, w: Floats, bias: float | None
) -> list[float]:
    """All numbers of the bars: name, x, w and product of the largest, what is left, the bias."""
    more = re.search(r"(\d[\d,]*) more\|", text)
    detailed = " × " in text  # in a narrow panel the factors are left out
    named = text.count(" × ") or (text.count("|") + 1) // 2 - bool(more) - (bias is not None)
    order = np.argsort(-np.abs(parts), kind="stable")
    found: list[float] = []
    for index in order[:named]:
        found += [float(number) for number in _name_numbers(right, layer - 1, int(index))]
        found += [float(x[index]), float(w[index])] if detailed else []
        found.append(float(parts[index]))
    filled = int((parts != 0).sum())
    if more:
        found += [filled - named, float(parts[order[named:]].sum())]
    if bias is not None:
        found.append(bias)
    return found


def _name_numbers(right: Right, layer: int, unit: int) -> tuple[int, ...]:
    """The numbers in the name of an input or neuron."""
    if layer >= 0:
        dense = right.network.dense
        if layer == len(dense) - 1 and dense[-1].bias.size == 1:
            return ()
        if layer == len(dense) - 1:
            name = right.dataset.class_names[unit] if right.dataset.class_names else ""
            return (int(name),) if name.isdigit() else ()
        return (unit + 1,) if len(dense) == 2 else (layer + 1, unit + 1)
    return place(right, unit) if len(right.dataset.feature_shape) == 2 else ()


def edge(right: Right, selection: Selection) -> list[Fact]:
    """Weight, what enters, their product and the gradient; the weight of an epoch before."""
    layer, unit, source = right.network.dense[selection.layer], selection.unit, selection.source
    w, x = float(layer.weights[source, unit]), float(right.entering(selection.layer)[source])
    rank = 1 + int((np.abs(layer.weights[:, unit]) > abs(w)).sum())
    start, end = (
        _name_numbers(right, selection.layer - 1, source),
        _name_numbers(right, selection.layer, unit),
    )
    ends = [*start, *end]
    facts = [
        fact("line", r"^([^:|]* → [^:|]*)$", ends, where="InspectorView", least=0),
        fact(
            "rank",
            wrapped(r"Of the (\d+) weights into (.*?), it is number (\d+) by size\."),
            len(layer.weights),
            list(end),
            rank,
            least=2,
        ),
        fact("weight", rf"w\|({N})\|weight now", w, where="FormulaRows"),
        fact("weight told", rf"w weight now ({N})", w),
        fact("enters", rf"x\|({N})\|enters the line", x, where="FormulaRows"),
        fact("enters told", rf"x enters the line ({N})", x),
        fact("product", rf"w·x\|({N})\|({N}) × ({N})", w * x, w, x, where="FormulaRows"),
        fact("product told", rf"w·x ({N}) × ({N}) ({N})", w, x, w * x),
    ]
    told = [_told_edge(right, ends, w, w * x, layer, unit, x)]
    if right.label is not None:
        slope = x * float(layer.dz[0, unit])
        facts += [
            fact("gradient", rf"∂L/∂w\|({N})\|x · ∂L/∂z", slope, where="FormulaRows"),
            fact("gradient told", rf"∂L/∂w x · ∂L/∂z ({N})", slope),
        ]
    earlier = [epoch for epoch in right.epochs if epoch <= max(0, right.epoch - 10)]
    if earlier and right.epoch:
        then = float(OwnNetwork(right.epochs[max(earlier)]).dense[selection.layer].weights[source, unit])
        at = max(earlier)
        facts += [
            fact("then", rf"w\|({N})\|at epoch ({N})", then, at, where="FormulaRows"),
            fact("then told", rf"w at epoch ({N}) ({N})", at, then),
            fact("change", rf"Δ\|w\|({N})\|since epoch ({N})", w - then, at, where="FormulaRows"),
            fact("change told", rf"Δw since epoch ({N}) ({N})", at, w - then),
        ]
    return [*facts, *told, *tracks(right, selection)]


def _told_edge(
    right: Right, ends: list[int], w: float, signal: float, layer: object, unit: int, x: float
) -> Fact:
    slope = x * float(layer.dz[0, unit]) if right.label is not None else None  # type: ignore[attr-defined]
    pattern = (
        rf"^(.* → [^:]*): w = ({N})(?: \({N} at epoch \d+\))?(?: · cut: held at 0)?"
        rf"(?: · w·a = ({N}))?(?: · ∂L/∂w = ({N}))?"
    )
    return fact("told", pattern, ends, w, signal, slope, where="DiagramView")


def entering(right: Right, selection: Selection) -> list[Fact]:
    """What an input is, as the network takes it and in its own units."""
    unit, x = selection.unit, float(right.x[selection.unit])
    raw = float(right.raw[unit])
    row, column = place(right, unit)
    w = right.network.dense[0].weights[unit]
    parts = w * x
    return [
        fact("title", r"Pixel row (\d+) col (\d+)$", row, column, where="InspectorView", least=0),
        fact("number", wrapped(r"Number (\d+) of the (\d+) that enter"), unit + 1, right.x.size, least=2),
        fact(
            "x",
            rf"^x\|({N})\|({N}) in the data's own units",
            x,
            raw,
            where="FormulaRows",
            slack=2e-5 * abs(raw),
        ),
        fact("x told", rf"x ({N}) in the data's own units ({N})", raw, x, slack=2e-5 * abs(raw)),
        fact(
            "told",
            rf"(?:row (\d+) col (\d+)|^[^:|]+): enters as ({N})",
            row,
            column,
            x,
            where="DiagramView",
        ),
        fact(
            "pushes",
            r"^Largest contributions: value × weight\|(.*)$",
            lambda m: _bars(right, 1, m[1], parts, np.full(w.size, x), w, None),
            where="Waterfall",
            least=1 if x else 0,
        ),
        *_all_bars(w * x),
    ]


def tracks(right: Right, selection: Selection, quantity: str = "") -> list[Fact]:
    """The number of what is selected over the epochs held, at the one that is shown."""
    edge_ = selection.kind == "edge"
    quantity = quantity or ("weight" if edge_ else "activation")
    ends = [*_name_numbers(right, selection.layer, selection.unit)]
    if edge_:
        ends = [*_name_numbers(right, selection.layer - 1, selection.source), *ends]
    held = dict(sorted({**right.epochs}.items()))
    values = {epoch: quantity_of(right.sent(moment), selection, quantity) for epoch, moment in held.items()}
    now = quantity_of(right.network, selection, quantity)
    low, high = (min(values.values()), max(values.values())) if values else (now, now)
    first = next(iter(values), 0)
    name = rf"{re.escape(quantity)}, ([^|]*)"
    return [
        fact("history name", rf"^{name}$", ends, where="TrackRow", least=0),
        fact("history", rf"^{name}\|({N})$", ends, now, where="TrackRow"),
        fact(
            "history told",
            rf"({N}) at epoch ({N}), from ({N}) to ({N}) since; known at ({N}) of ({N}) epochs",
            values.get(first, now),
            first,
            low,
            high,
            len(values),
            1 + max(values, default=first) - first,
            where="TrackRow",
            least=0,
        ),
    ]


def quantity_of(network: OwnNetwork, selection: Selection, quantity: str) -> float:
    """A number of the network: weight, bias, activation or gradient."""
    layer, unit, source = network.dense[selection.layer], selection.unit, selection.source
    if quantity == "weight":
        return float(layer.weights[source, unit])
    if quantity == "bias":
        return float(layer.bias[unit])
    if quantity == "activation":
        return float(layer.a[0, unit])
    slope = float(layer.dz[0, unit])
    return slope * float(layer.entering[0, source]) if selection.kind == "edge" else slope
