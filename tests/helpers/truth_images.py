"""What the panels of Images may say of a moment, worked out in float64 apart from the code that is judged.

A network of convolutions, poolings and dense layers is gone through again here, from its parameters by their
names, forwards and backwards, window by window.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import AvgPool, Conv, Dense, GlobalMaxPool, MaxPool
from nnviz.training.snapshot import Snapshot
from tests.helpers.truth_facts import Fact, N, P, agrees, fact
from tests.helpers.truth_network import activate, slope

Floats = NDArray[np.float64]
CELL = r"(?:−?(?:\.\d+|\d+(?:\.\d)?(?:e\d+)?)|edge|∞|\?)"


# ---- the network again
@dataclass
class OwnPictureLayer:
    """A layer of one picture: what came in, its sums and outputs, dL/dz, and what looks at what."""

    spec: object
    name: str
    numbers: dict[str, Floats]
    x: Floats = field(default_factory=lambda: np.zeros(0))
    z: Floats = field(default_factory=lambda: np.zeros(0))
    a: Floats = field(default_factory=lambda: np.zeros(0))
    dz: Floats = field(default_factory=lambda: np.zeros(0))

    def before(self) -> int:
        spec = self.spec
        return (spec.size - 1) // 2 if isinstance(spec, Conv) and spec.padding == "same" else 0

    def stride(self) -> int:
        return getattr(self.spec, "stride", self.spec.size)

    def window(self, row: int, column: int) -> tuple[Floats, NDArray[np.bool_]]:
        """(channels, size, size) under that place and what of it is beyond the edge."""
        size, x = self.spec.size, self.x
        top, left = row * self.stride() - self.before(), column * self.stride() - self.before()
        found, edge = np.zeros((len(x), size, size)), np.ones((size, size), dtype=bool)
        rows, columns = _there(top, size, x.shape[1]), _there(left, size, x.shape[2])
        found[:, rows, columns] = x[:, max(top, 0) : top + size, max(left, 0) : left + size]
        edge[rows, columns] = False
        return found, edge


def _there(first: int, size: int, length: int) -> slice:
    """Which of ``size`` places from ``first`` on lie within ``length``."""
    return slice(max(-first, 0), min(length - first, size))


class OwnPictures:
    """The network of a snapshot for one picture (d,) of ``shape``, and with its ``label`` back."""

    def __init__(self, snapshot: Snapshot, inputs: Floats, shape: tuple[int, int], label: int | None) -> None:
        described = snapshot.network()
        self.layers = []
        for place, (spec, name) in enumerate(zip(described.specs, described.names, strict=True)):
            numbers = {
                block.name.rpartition(".")[2]: np.array(block.of(snapshot.parameters), dtype=np.float64)
                for block in described.blocks
                if block.layer == place
            }
            self.layers.append(OwnPictureLayer(spec, name, numbers))
        self._forward(np.asarray(inputs, dtype=np.float64).reshape(1, *shape))
        if label is not None:
            target = np.eye(len(self.output))[label]
            self.loss = -float(np.log(self.output[label]))
            self._backward(self.output - target)

    @property
    def output(self) -> Floats:
        return self.layers[-1].a

    def _forward(self, a: Floats) -> None:
        for layer in self.layers:
            layer.x, spec = a, layer.spec
            if isinstance(spec, Conv):
                layer.z = _each(layer, _convolved)
            elif isinstance(spec, MaxPool | AvgPool):
                layer.z = _each(layer, _largest if isinstance(spec, MaxPool) else _mean)
            elif isinstance(spec, GlobalMaxPool):
                layer.z = a.max(axis=(1, 2))
            elif isinstance(spec, Dense):
                layer.z = a.ravel() @ layer.numbers["weights"] + layer.numbers["bias"]
            else:
                layer.z = a.ravel()
            name = getattr(spec, "activation", "linear")
            a = layer.a = activate(name, layer.z.reshape(1, -1))[0].reshape(layer.z.shape)

    def _backward(self, dz: Floats) -> None:
        """From dL/dz of the softmax."""
        da = None
        for layer in reversed(self.layers):
            if da is not None:
                name = getattr(layer.spec, "activation", "linear")
                dz = da.reshape(layer.z.shape) * slope(name, layer.z)
            layer.dz = dz
            if layer is not self.layers[0]:  # nobody asks for the gradient of the picture
                da = _back(layer, dz)


def _each(layer: OwnPictureLayer, value) -> Floats:
    size, step, edge = layer.spec.size, layer.stride(), layer.before()
    rows, columns = layer.x.shape[1:]
    down, across = (-(-rows // step), -(-columns // step)) if edge or (
        isinstance(layer.spec, Conv) and layer.spec.padding == "same") else (
        (rows - size) // step + 1, (columns - size) // step + 1)  # fmt: skip
    places = [[value(layer, *layer.window(r, q)) for q in range(across)] for r in range(down)]
    return np.moveaxis(np.array(places), -1, 0)


def _convolved(layer: OwnPictureLayer, window: Floats, edge: NDArray[np.bool_]) -> Floats:
    weights = layer.numbers["weights"]
    return (weights * window).sum(axis=(1, 2, 3)) + layer.numbers.get("bias", np.zeros(len(weights)))


def _largest(layer: OwnPictureLayer, window: Floats, edge: NDArray[np.bool_]) -> Floats:
    return window.max(axis=(1, 2))


def _mean(layer: OwnPictureLayer, window: Floats, edge: NDArray[np.bool_]) -> Floats:
    return window.mean(axis=(1, 2))


def _back(layer: OwnPictureLayer, dz: Floats) -> Floats:
    """dL/dx."""
    spec, dx = layer.spec, np.zeros_like(layer.x)
    if isinstance(spec, Dense):
        return (layer.numbers["weights"] @ dz).reshape(layer.x.shape)
    if isinstance(spec, GlobalMaxPool):
        for unit, channel in enumerate(layer.x):
            dx[unit][np.unravel_index(channel.argmax(), channel.shape)] = dz[unit]
        return dx
    if not isinstance(spec, Conv | MaxPool | AvgPool):
        return dz.reshape(layer.x.shape)
    for unit, row, column in np.argwhere(dz).tolist():  # where it is 0, nothing goes back
        top, left = row * layer.stride() - layer.before(), column * layer.stride() - layer.before()
        window, edge = layer.window(row, column)
        if isinstance(spec, Conv):
            share = layer.numbers["weights"][unit] * dz[unit, row, column]
        else:
            share = np.zeros_like(window)
            at = np.unravel_index(window[unit].argmax(), edge.shape)
            if isinstance(spec, MaxPool):
                share[unit][at] = dz[unit, row, column]
            else:
                share[unit] = dz[unit, row, column] / edge.size
        rows, columns = _there(top, len(edge), dx.shape[1]), _there(left, len(edge), dx.shape[2])
        back = dx[:, max(top, 0) : top + len(edge), max(left, 0) : left + len(edge)]
        back += share[:, rows, columns]
    return dx


# ---- tables
def cell_is(printed: str, value: float) -> bool:
    """Whether a cell says this value, in the figures that it has."""
    text = printed.replace("−", "-")
    if text == "0":
        return abs(value) < 1e-9
    mantissa = text.partition("e")[0]
    half = 0.5 * 10.0 ** -len(mantissa.partition(".")[2])
    if "e" in text:
        half *= 10.0 ** int(text.partition("e")[2])
    return abs(float(text) - value) <= half + 3e-6 * max(1.0, abs(value))


def table(
    title: str,
    values: Floats,
    *,
    signed: bool = True,
    scale: float | None = None,
    edge: NDArray[np.bool_] | None = None,
    first: tuple[int, int] = (0, 0),
    called: str = "",
    painted: bool = True,
) -> list[Fact]:
    """A table of that title: its cells painted and told, what a cell says, and its scale.

    ``scale`` is the value of the full colour, None: whatever it is. ``painted``: there is room for numbers.
    """
    there = np.zeros(values.shape, dtype=bool) if edge is None else edge

    def cells(match: re.Match[str]) -> bool:
        found = [one for one in re.split(r"[|\s]+", match[1]) if one and one != "edge"]
        wanted = values[~there].tolist()
        return len(found) == len(wanted) and all(map(cell_is, found, wanted))

    def of_cell(match: re.Match[str]) -> bool:
        row, column = int(match[1]) - first[0] - 1, int(match[2]) - first[1] - 1
        return agrees(match[3], float(values[row, column]))

    name, where = re.escape(title), called or title
    facts = [
        fact("a cell", rf"row (\d+), column (\d+): ({N})", None, None, of_cell, where=where, least=0),
        fact("scale", rf"(?:Colours are full at ±|Ink is full at )({N})", scale, where=where),
        fact("zero", r"; 0 has none|; paper is 0|which counts as 0", where=where, least=0),
        fact("told", rf"\n((?:{CELL} ?)+(?:\n(?:{CELL} ?)+)*)$", cells, where=where, least=0),
        fact("its name", rf"^{name}$", where=where, least=0),
    ]
    if painted:
        facts.insert(0, fact("cells", rf"^{name}((?:\|{CELL})+)$", cells, where=where))
    return facts


def sums(lines: Sequence[tuple[str, float]], where: str = "SumLines") -> list[Fact]:
    """Lines of an addition: a pattern of the name and the number, painted the other way round than told."""
    return [
        made
        for name, value in lines
        for made in (
            fact(name, rf"({N})\|{name}(?=\||$)", value, where=where),
            fact(f"{name}, told", rf"{name} ({N})(?=;|$)", value, where=where),
        )
    ]


def bars(rows: Sequence[tuple[str, float]], where: str) -> list[Fact]:
    """Rows of bars, painted and told."""
    return [
        fact(name, rf"(?:^|(?<=\|)|(?<=; )){re.escape(name)}[| ]({N})", value, where=where, least=2)
        for name, value in rows
    ]


# ---- the card of a place
def place_facts(own: OwnPictures, layer: int, unit: int, row: int, column: int, channel: int) -> list[Fact]:
    """Everything that the card says of a place of a convolution, with that channel open."""
    at = own.layers[layer]
    window, edge = at.window(row, column)
    kernel = at.numbers["weights"][unit]
    products = window * kernel
    by_channel = products.sum(axis=(1, 2))
    top, left = row * at.stride() - at.before(), column * at.stride() - at.before()
    several, n = len(window) > 1, channel + 1
    names = (f"channel {n} under it", f"its weights for channel {n}") if several else (
        "image under it", "its weights")  # fmt: skip
    scale = 1.0 if layer == 0 else float(np.abs(at.x).max())
    bias = float(at.numbers["bias"][unit])
    facts = [
        fact("place", r"^Filter (\d+) at row (\d+), column (\d+)$", unit + 1, row + 1, column + 1),
        fact("layer", r"^output of (\w+)$", at.name),
        *table(names[0], window[channel], signed=layer > 0, scale=scale, edge=edge, first=(top, left)),
        *table(names[1], kernel[channel], scale=float(np.abs(at.numbers["weights"]).max())),
        *table("multiplied, cell by cell", products[channel], scale=float(np.abs(products).max()), edge=edge),
        *sums([(f"all {kernel[0].size} added", float(by_channel[channel]))]),
        *(sums([(f"all {len(window)} channels", float(by_channel.sum()))]) if several else []),
        *sums([("bias", bias), ("z", float(at.z[unit, row, column]))]),
        *sums([(r"a = ReLU\(z\)", float(at.a[unit, row, column]))]),
    ]
    if several:
        facts += bars([(f"channel {k + 1}", float(one)) for k, one in enumerate(by_channel)], "Sums of the")
    return facts


def pooled_facts(own: OwnPictures, layer: int, unit: int, row: int, column: int) -> list[Fact]:
    """Of a place of a max pooling."""
    at = own.layers[layer]
    window = at.window(row, column)[0][unit]
    top, left = row * at.stride(), column * at.stride()
    found = np.argwhere(window == window.max())
    winner = found[0] + (top, left) + 1
    ties = len(found)
    facts = [
        fact("place", r"^Map (\d+) at row (\d+), column (\d+)$", unit + 1, row + 1, column + 1),
        fact("layer", r"^output of (\w+)$", at.name),
        *table("what it looks at", window, scale=float(np.abs(at.x).max()), first=(top, left)),
        *sums([(f"largest of {window.size}", float(window.max()))]),
        fact("stands", r"(\d+), (\d+)\|it stands at", *map(int, winner), where="SumLines"),
        fact("stands, told", r"it stands at (\d+), (\d+)", *map(int, winner), where="SumLines"),
    ]
    if ties > 1:
        facts.append(fact("ties", r"(\d+) are as large", ties, where="SumLines", least=2))
    return facts


# ---- blame
def met_by(at: OwnPictureLayer, channel: int, row: int, column: int) -> tuple[Floats, NDArray[np.bool_]]:
    """What that weight of a kernel meets at every place, and where that is beyond the edge."""
    places = at.z.shape[1:]
    met, edge = np.zeros(places), np.zeros(places, dtype=bool)
    for r, q in np.ndindex(places):
        window, beyond = at.window(r, q)
        met[r, q], edge[r, q] = window[channel, row, column], beyond[row, column]
    return met, edge


def blame_facts(own: OwnPictures, layer: int, unit: int, channel: int, row: int, column: int) -> list[Fact]:
    """Who is to blame for that weight, of the one example; the largest product is spelled out."""
    at = own.layers[layer]
    met, edge = met_by(at, channel, row, column)
    delta = at.dz[unit]
    products = met * delta
    value, weight = float(products.sum()), float(at.numbers["weights"][unit, channel, row, column])
    entering = 1.0 if layer == 0 else float(np.abs(at.x).max())
    place = channel + 1, row + 1, column + 1
    return [
        fact("weight", r"channel (\d+), row (\d+), column (\d+) met (\d+) inputs", *place, met.size),
        *table("input it met", met, scale=entering, edge=edge, painted=False),
        *table("blame of the cell it fed, δ", delta, scale=float(np.abs(at.dz).max()), painted=False),
        *table("product, cell by cell", products, scale=float(np.abs(products).max()), painted=False),
        *_added(met, delta),
        fact("zero blame", r"Zero blame: (.+)", lambda m: _counted(m[1]) == int((delta == 0).sum()), least=0),
        fact("now", rf"this weight is now ({N})", weight),
        fact("nudged", rf"slope by nudging ({N})", value, slack=2e-5),
        fact("raising", r"(raises|lowers) the loss", "raises" if value > 0 else "lowers"),
        *_strip(at, delta),
    ]


def _added(met: Floats, delta: Floats) -> list[Fact]:
    """How the gradient adds up."""
    products, zeros = met * delta, int((delta == 0).sum())
    at = np.unravel_index(np.abs(products).argmax(), products.shape)
    product, x, d = float(products[at]), float(met[at]), float(delta[at])
    rest, more, none = float(products.sum()) - product, met.size - 1, zeros - int(d == 0)
    lines = "SumLines"
    here = int(at[0]) + 1, int(at[1]) + 1
    return [
        fact("of the largest", r"row (\d+), column (\d+)(?=\||$| ;)", *here, where=lines, least=2),
        fact("factors", rf"({N})\|({N}) × ({N})", product, x, d, where=lines),
        fact("factors, told", rf"({N}) × ({N}) ({N})", x, d, product, where=lines),
        fact("rest", rf"({N})\|(\d+) more, (\d+) are 0", rest, more, none, where=lines),
        fact("rest, told", rf"(\d+) more, (\d+) are 0 ({N})", more, none, rest, where=lines),
        *sums([("∂L/∂w", float(products.sum()))]),
    ]


def _counted(words: str) -> int:
    """All numbers of the sentences together, but the 0 at which a place is held."""
    return sum(map(int, re.findall(r"\d+", words.replace("at 0:", ""))))


def _strip(at: OwnPictureLayer, delta: Floats) -> list[Fact]:
    """The gradients of all weights of the filter."""
    channels, size = len(at.x), at.spec.size
    found = np.zeros((channels, size, size))
    for channel, i, j in np.ndindex(found.shape):
        found[channel, i, j] = float((met_by(at, channel, i, j)[0] * delta).sum())
    facts = []
    for channel in range(channels):
        title = "gradients" if channels == 1 else f"ch {channel + 1}"
        facts += table(title, found[channel], scale=float(np.abs(found).max()), painted=False)
        facts.append(fact("channel", rf"^(?:{title})$", where=title, least=0))
    return facts


# ---- what pushed
def push_facts(own: OwnPictures, layer: int, names: Sequence[str]) -> list[Fact]:
    """Of a network whose maps are followed by one dense layer."""
    at, last = own.layers[layer], own.layers[-1]
    order = np.argsort(-last.z, kind="stable")
    best, against = int(order[0]), int(order[1])
    weights, bias = last.numbers["weights"], last.numbers["bias"]
    pushed = at.a.ravel() * (weights[:, best] - weights[:, against])
    by_map = pushed.reshape(len(at.a), -1).sum(axis=1)
    by_size = np.argsort(-np.abs(by_map), kind="stable")
    shown = by_size if len(by_size) <= 4 else by_size[:3]
    rows = [(f"map {k + 1}", float(by_map[k])) for k in shown]
    if len(by_size) > 4:
        rows.append((f"{len(by_size) - 3} more", float(by_map[by_size[3:]].sum())))
    rows.append(("biases after them", float(bias[best] - bias[against])))
    total = float(last.z[best] - last.z[against])
    return [
        fact("why", r"^Why (\w+), not (\w+): maps of (\w+)$", names[best], names[against], at.name),
        fact("total", rf"difference of the two sums, ({N})", total),
        *bars(rows, "What pushed it there"),
    ]


def erased_facts(without: Floats, before: Floats, names: Sequence[str]) -> list[Fact]:
    """What the network says without a part of the picture, and with it."""
    one, other = int(without.argmax()), int(before.argmax())
    pattern = rf"Without this part: (\w+) ({P})\s*(?:\||\n| )With it: (\w+) ({P})"
    return [
        fact("without", pattern, names[one], float(without[one]), names[other], float(before[other]), least=2)
    ]
