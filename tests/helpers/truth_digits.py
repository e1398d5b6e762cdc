"""What the workspace Digits may say of a moment: answer, reasons, inspector, layers, results, pixels."""

from __future__ import annotations

import re

import numpy as np

from nnviz.drawing.selection import Selection
from tests.helpers.truth_facts import Fact, N, P, fact, wrapped
from tests.helpers.truth_moment import FIXED_BATCH, Right, common, curves, diagram, one, painted_shares
from tests.helpers.truth_network import Floats, OwnNetwork, activate, answered


def article(name: str) -> str:
    return "an" if name in ("8", "11", "18") or name[:1] in "aeiou" else "a"


def digits(right: Right, other: Right | None = None, *, lit: bool = False) -> list[Fact]:
    """What is always there; ``other`` is the network that is not shown. ``lit``: something is selected."""
    facts = [*common(right), *curves(right), *diagram(right), *painted_shares(right, lit), *pixels(right)]
    names = "|".join(right.dataset.class_names)
    facts += [
        fact("class buttons", rf"^({names})$", None, where="ClassButton", least=0),
        fact(
            "it is meant",
            rf"(?:The sample's label: |You meant )({names})(?: \(key \1\))?",
            None,
            where="ClassButton",
            least=0,
        ),
        fact(
            "the sample", rf"(?i:{re.escape(right.called)}): (an?) ({names})\b", None, _label(right), least=0
        ),
        fact("keys of the pen", r"0 to 9 say what you meant", where="DrawingCanvas", least=0),
        fact("strokes", r"^Strokes: (\d+)$", right.strokes, where="DrawingCanvas", least=0),
        fact("wrong", r"^Wrong +(\d+) *$", int((right.measured.answers != right.data.labels["test"]).sum())),
        fact("wrong answers", r"^(\d(?:\|\d)*)$", _wrong_ones(right), where="DigitGrid"),
    ]
    if other is not None:
        facts += other_network(other)
    return facts


def _label(right: Right) -> str:
    return "" if right.label is None else right.dataset.class_names[right.label]


def _wrong_ones(right: Right) -> object:
    """The answers, one after the other, that are wrong: as many as are on the screen."""
    answers, labels = right.measured.answers, right.data.labels["test"]
    wrong = [int(answer) for answer, label in zip(answers, labels, strict=True) if answer != label]
    return lambda match: [float(number) for number in wrong[: match[1].count("|") + 1]]


def other_network(other: Right) -> list[Fact]:
    """The line below the answer: what the other one says, untouched by any temperature."""
    name = "Reader" if other.read else "Run A"
    best = int(other.shares.argmax())
    share = float(other.output.max())
    return [
        fact(
            "the other",
            rf"{name}: (\w+) \(({P})\)",
            other.dataset.class_names[best],
            share,
            where="AnswerFoot",
        )
    ]


# ---- the answer
def raw_answer(right: Right) -> list[Fact]:
    """The outputs themselves as an answer."""
    shares, names = right.shares, right.dataset.class_names
    order = np.argsort(-shares, kind="stable")
    best, name = int(order[0]), right.dataset.class_names[int(order[0])]
    runners = [int(place) for place in order[1:3] if shares[place] >= 0.01]
    facts = [
        fact(
            "sure",
            rf"({P}) sure it is (an?) ({'|'.join(names)})",
            float(shares[best]),
            article(name),
            name,
            where="AnswerView",
        ),
        fact("large", rf"^({'|'.join(names)})(?=\|)", name, where="AnswerView"),
        *_meant(right),
    ]
    if runners:
        pattern = "could be " + " or ".join([rf"(\w+) \(({P})\)"] * len(runners))
        rights = [part for place in runners for part in (names[place], float(shares[place]))]
        facts.append(fact("runners-up", pattern, *rights, where="AnswerView", least=0))
    return facts


def _meant(right: Right) -> list[Fact]:
    if right.label is None:
        return []
    name = right.dataset.class_names[right.label]
    return [
        fact(
            "meant",
            rf"(?:It is|You meant) (\w+)  ·  loss ({N})",
            name,
            right.loss,
            where="AnswerView",
            slack=1e-5,
        )
    ]


def calibrated_answer(
    right: Right, temperature: float, near: tuple[float, float], readings: list[Floats] | None = None
) -> list[Fact]:
    """The calibrated answer: sums over the temperature; ``near`` are distance and usual limit.

    ``readings`` are the raw samples (inputs,) that are read, by default the sample once.
    """
    names = right.dataset.class_names
    passes = [right.raw] if readings is None else readings
    network = OwnNetwork(right.snapshot)
    network.forward(np.array([right.data.scaled(raw) for raw in passes]))
    shares = activate("softmax", network.layers[-1].z / temperature).mean(axis=0)
    best, second = (int(place) for place in np.argsort(-shares, kind="stable")[:2])
    raw = float(right.output.max())
    first, other = float(shares[best]), float(shares[second])
    limit = near[1] * (1 + 0.1 * max(0.0, 2 * first - 1))
    slack = 2e-3
    return [
        fact(
            "sure",
            rf"({P}) sure it is an? (\w+)",
            first,
            names[best],
            where="AnswerView",
            least=0,
            slack=slack,
        ),
        fact(
            "not sure", r"Not sure: (\w+) or (\w+)", names[best], names[second], where="AnswerView", least=0
        ),
        fact(
            "shares",
            rf"(\w+): ({P}), (\w+): ({P}); raw ({P})(?: \d)?",
            names[best],
            first,
            names[second],
            other,
            raw,
            where="AnswerView",
            least=0,
            slack=slack,
        ),
        fact(
            "runner-up",
            rf"runner-up (\w+) \(({P})\); raw ({P})(?: \d)?",
            names[second],
            other,
            raw,
            where="AnswerView",
            least=0,
            slack=slack,
        ),
        fact("large", rf"^({'|'.join(names)})(?=\|)", names[best], where="AnswerView"),
        fact(
            "read once",
            rf"read once: ({P}) for (\w+)",
            raw,
            names[int(right.shares.argmax())],
            where="AnswerView",
        ),
        fact(
            "distance",
            rf"its (\d+) pixels .*?, ({N}) on average\. 99 of 100 digits lie within ({N}), .*?({N}) here",
            64,
            near[0],
            near[1],
            limit,
            where="AnswerView",
            slack=1e-3,
        ),
        fact("how many readings", r"the mean of (\d+) readings", len(passes), where="AnswerView", least=0),
        *_meant(right),
    ]


# ---- why
def reasons(right: Right, answer: int | None = None, alike: list[int] | None = None) -> list[Fact]:
    """Why this answer and not the next: the two largest sums, and the digits most like the sample."""
    names, z = right.dataset.class_names, right.network.layers[-1].z[0]
    order = np.argsort(-z, kind="stable")
    best = int(order[0]) if answer is None else answer
    against = int(order[1] if order[0] == best else order[0])
    found = [names[label] for label in alike] if alike is not None else None
    return [
        fact("why", r"Why an? (\w+), not an? (\w+)", names[best], names[against], where="WhyView"),
        fact("most like", r"\|((?:\d(?:, yours)?\|)+)most like it", _listed(found), where="WhyView"),
        fact(
            "most like, told",
            r"digits learned: ((?:\d(?:, yours)?(?:, )?)+)",
            _listed(found),
            where="WhyView",
        ),
    ]


def _listed(names: list[str] | None) -> object:
    return None if names is None else lambda match: [float(name) for name in names]


# ---- the inspector
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
            rf"stay at 0{end}({N}) of ({N}), (?:for (\d+) test|f?…|[^|\n]*…)",
            sum(right.silent),
            sum(sizes[1:-1]),
            len(right.data.labels["test"][:FIXED_BATCH]),
            least=0,
        ),
        fact(
            "sample",
            rf"Shown sample{end}(test \w+ \d+|your drawing|training \w+ \d+)",
            _called(right),
            least=2,
        ),
    ]


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
            r"^Biggest inputs: \w+ × weight\|(.*)$",
            lambda m: _bars(right, selection.layer, m[1], parts, x, layer.weights[:, unit], bias),
            where="Waterfall",
        ),
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
        middle = r"(?:\|max\(0, z\)|\|max\(0\.01·z, z\)|\|1 / \(1 \+ exp\(−z\)\)|\|z or exp\(z\) − 1)?"
        told = r"(?:max\(0, z\) |max\(0\.01·z, z\) |1 / \(1 \+ exp\(−z\)\) |z or exp\(z\) − 1 )? ?"
        facts += [
            fact("activation", rf"a = (?:\w+\(z\)|σ\(z\)|z)\|({N}){middle}", a, where="FormulaRows"),
            fact("activation told", rf"a = (?:\w+\(z\)|σ\(z\)|z) {told}({N})", a, where="InspectorView"),
        ]
    if right.label is not None:
        slope, name = float(layer.dz[0, unit]), right.dataset.class_names[right.label]
        wanted = rf"(?:a − ({1 if last and unit == right.label else 0}), )?for an? (\w+)"
        facts += [
            fact("slope", rf"∂L/∂z\|({N})\|{wanted}", slope, None, name, where="FormulaRows"),
            fact("slope told", rf"∂L/∂z {wanted} ({N})", None, name, slope, where="InspectorView"),
        ]
    return [*facts, *tracks(right, selection)]


def _title(right: Right, layer: int, unit: int) -> Fact:
    """Hidden neuron 6; Hidden 2, neuron 6; Output neuron 3."""
    count = len(right.network.dense)
    if layer == count - 1:
        names = right.dataset.class_names
        name = names[unit] if unit < len(names) else str(unit + 1)
        return fact("title", r"Output neuron (\w+)", name, where="InspectorView", least=2)
    if count == 2:
        return fact("title", r"Hidden neuron (\d+)", unit + 1, where="InspectorView", least=2)
    return fact("title", r"Hidden (\d+), neuron (\d+)", layer + 1, unit + 1, where="InspectorView", least=2)


def _spoken_neuron(right: Right, layer: int, unit: int) -> Fact:
    """As it is told to who listens to the diagram."""
    own = right.network.dense[layer]
    z, a = one(own, unit)
    return fact(
        "told",
        rf"^((?:Hidden|Output)[^:]*), \w+: z = ({N}) · a = ({P}|{N}) · bias ({N})",
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
    named = text.count(" × ")
    order = np.argsort(-np.abs(parts), kind="stable")
    found: list[float] = []
    for index in order[:named]:
        found += [float(number) for number in _name_numbers(right, layer - 1, int(index))]
        found += [float(x[index]), float(w[index]), float(parts[index])]
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
        if layer == len(dense) - 1:
            return (int(right.dataset.class_names[unit]),) if right.dataset.class_names else ()
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
        fact("line", r"^((?:Row|Hidden|Input|x).* → .*)$", ends, where="InspectorView", least=0),
        fact(
            "rank",
            wrapped(r"number (\d+) by size of the (\d+) into ([^.]*)\."),
            rank,
            len(layer.weights),
            list(end),
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
        fact("told", rf"row (\d+) col (\d+): enters as ({N})", row, column, x, where="DiagramView"),
        fact(
            "pushes",
            r"^Biggest pushes: value × weight\|(.*)$",
            lambda m: _bars(right, 1, m[1], parts, np.full(w.size, x), w, None),
            where="Waterfall",
            least=1 if x else 0,
        ),
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
            rf"({N}) at epoch ({N}), from ({N}) to ({N}) since",
            values.get(first, now),
            first,
            low,
            high,
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


# ---- layers, results, pixels
def layers(right: Right, spread: str = "weights") -> list[Fact]:
    """Mean, deviation and reach of each layer."""
    found = []
    for layer in right.batch.dense:
        values = layer.weights if spread == "weights" else layer.a
        zero = float((values == 0).mean())
        found.append((float(values.mean()), float(values.std()), float(np.abs(values).max()), zero))
    numbers: list[float] = []
    for place_, (mean, deviation, reach, zero) in enumerate(found):
        numbers += [place_ + 1] if place_ < len(found) - 1 else []
        numbers += [mean, deviation, reach, *([zero, 0] if zero >= 0.005 else [])]
    count = min(256, len(right.data.labels["test"]))
    return [
        fact("layers", r"^(Layer 1.*± .*)$", numbers, where="LayersView", least=2),
        fact("of how many", r"over (\d+) test", count, where="LayersView", least=0),
    ]


def results(right: Right) -> list[Fact]:
    """The matrix of counts, with recall and precision, and the sentence below it."""
    counts, names = right.measured.counts, right.dataset.class_names
    listed = [float(number) for number in counts.ravel() if number]
    said, is_ = counts.sum(axis=0), counts.sum(axis=1)

    def share(part: int, whole: int) -> float:
        return part / whole if whole else 0.0

    listed += [float(name) for name in names for _ in range(2)]
    for k in range(len(names)):
        listed += [share(counts[k, k], is_[k]), share(counts[k, k], said[k])]

    def painted(match: re.Match[str]) -> list[float]:
        """Precisions stand there as numbers of per cent."""
        wanted = listed.copy()
        for k in range(len(names)):
            at = len(listed) - 2 * (len(names) - k) + 1
            wanted[at] = round(100 * listed[at] + 1e-9)
        found = len(re.findall(rf"{P}|{N}", match[1]))
        if found < len(wanted):  # there is no room for some precisions
            return [number for number in wanted if number == number][:found]
        return wanted

    def cell(match: re.Match[str]) -> float:
        return float(counts[names.index(match[1]), names.index(match[2])])

    right_ones = int(counts.trace())
    return [
        fact("matrix", r"^(.*)\|recall\|% prec\.$", painted, where="ConfusionView", least=1),
        fact(
            "cell right",
            rf"(\w+) read as (\1): ({N}); recall ({P}), precision ({P})",
            None,
            None,
            cell,
            lambda m: share(counts[names.index(m[1])][names.index(m[1])], is_[names.index(m[1])]),
            lambda m: share(counts[names.index(m[1])][names.index(m[1])], said[names.index(m[1])]),
            least=0,
        ),
        fact("cell", rf"(\w+) read as (\w+): ({N})", None, None, cell, least=0),
        fact("are right", rf"({N}) of ({N}) test \w+ are right", right_ones, int(counts.sum()), least=0),
        fact("row of", r"Rows: what it is", least=0),
    ]


def pixels(right: Right) -> list[Fact]:
    """The 64 counts, told and where the pointer rests."""
    grid = [float(value) for value in right.raw]
    rows, columns = right.dataset.feature_shape
    number = r"\d+"
    line = rf"{number}(?: {number}){{{columns - 1}}}"
    del rows
    return [
        fact("counts", rf"({line}(?:\n{line}){{7}})", grid),
        fact(
            "count",
            r"Row (\d), column (\d): (\d+) of the 16 pixels",
            None,
            None,
            lambda m: grid[(int(m[1]) - 1) * columns + int(m[2]) - 1],
            least=0,
        ),
        fact("of 16", r"of the (16) pixels of this block", 16, least=0),
    ]


def wrong_answers(right: Right) -> int:
    """How many test samples are answered wrong."""
    return int((answered(right.measured.outputs) != right.data.labels["test"]).sum())
