"""What micro-steps through maps may say, worked out in float64 apart from the code that is judged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from nnviz.training.micro import Micro
from tests.helpers.truth_facts import Fact, N, agrees, fact
from tests.helpers.truth_images import Floats, OwnPictureLayer, OwnPictures, cell_is, met_by, table


@dataclass
class Pieces:
    """The pieces of a painted text, one after the other, each with what it must say."""

    wanted: list[tuple[str, object]] = field(default_factory=list)

    def words(self, *texts: str) -> None:
        self.wanted += [("words", text) for text in texts]

    def cells(self, values: Floats) -> None:
        self.wanted += [("cell", float(value)) for value in values.ravel()]

    def number(self, value: float, before: str = "") -> None:
        self.wanted.append((before, float(value)))

    def fault(self, text: str) -> str:
        """What is wrong with this text; "" for nothing."""
        pieces = text.split("|")
        if len(pieces) != len(self.wanted):
            return f"{len(pieces)} pieces in the place of {len(self.wanted)}: {pieces} {self.wanted}"
        for piece, (kind, right) in zip(pieces, self.wanted, strict=True):
            if kind == "words":
                right_one = piece == right
            elif kind == "cell":
                right_one = cell_is(piece, right)
            else:
                right_one = piece.startswith(kind) and agrees(piece[len(kind) :], right)
            if not right_one:
                return f"{piece!r} should be {kind} {right!r}"
        return ""


@dataclass
class OwnKernel:
    """A place of a convolution of an example, and the weight asked about (channel, row, column)."""

    micro: Micro
    own: OwnPictures
    layer: int
    place: tuple[int, int, int]
    weight: tuple[int, int, int]

    @classmethod
    def of(
        cls, micro: Micro, pictures: Floats, labels: Sequence[int], layer: int, place, weight
    ) -> OwnKernel:
        """The example is found among the ``pictures`` (n, rows, columns) of the training part."""
        inputs = np.asarray(micro.batch.inputs[micro.example], np.float64)
        found = np.flatnonzero(np.abs(pictures.reshape(len(pictures), -1) - inputs).max(axis=1) < 1e-6)
        own = OwnPictures(micro.snapshot, inputs, pictures.shape[1:], int(labels[found[0]]))
        return cls(micro, own, layer, place, weight)

    @property
    def at(self) -> OwnPictureLayer:
        return self.own.layers[self.layer]

    @property
    def n(self) -> int:
        """Examples of the batch, of whose losses the mean is learned."""
        return len(self.micro.batch.inputs)

    @cached_property
    def delta(self) -> Floats:
        return self.at.dz[self.place[0]] / self.n

    @cached_property
    def da(self) -> Floats:
        """dL/da of the filter, from what follows."""
        after = self.own.layers[self.layer + 1]
        back = np.zeros_like(after.x)
        for unit, row, column in np.ndindex(after.dz.shape):  # a max pooling
            window = after.window(row, column)[0][unit]
            i, j = np.unravel_index(window.argmax(), window.shape)
            back[unit, row * after.stride() + i, column * after.stride() + j] = after.dz[unit, row, column]
        return back[self.place[0]] / self.n

    @cached_property
    def met(self) -> Floats:
        return met_by(self.at, *self.weight)[0]

    @cached_property
    def products(self) -> Floats:
        return self.met * self.delta

    def factors(self) -> tuple[float, float, float]:
        _, row, column = self.place
        return (
            float(self.da[row, column]),
            float(self.at.z[self.place[0], row, column] > 0),
            float(self.met[row, column]),
        )

    # ---- the stage
    def stage(self, known: str, badges: int = 0) -> list[Fact]:
        """The stage with all six channels open; ``known`` is "window", "z" or "a"."""
        at, (unit, row, column) = self.at, self.place
        window = at.window(row, column)[0]
        kernel = at.numbers["weights"][unit]
        sums, bias = (window * kernel).sum(axis=(1, 2)), float(at.numbers["bias"][unit])
        z, a = float(at.z[unit, row, column]), float(at.a[unit, row, column])
        pieces, k = Pieces(), kernel.shape[-1]
        pieces.words(f"{len(at.x)} maps in", f"{at.x.shape[1]} × {at.x.shape[2]}")
        pieces.words("under it", f"{k} × {k} each", f"filter {unit + 1}", f"{kernel.size} weights")
        pieces.words("products", f"{kernel.size} of them", "per channel", f"{k * k} added")
        pieces.words("lands here", f"{at.z.shape[1]} × {at.z.shape[2]}")
        for channel in range(len(at.x)):
            pieces.words(str(channel + 1))
            pieces.cells(window[channel])
            pieces.cells(kernel[channel])
            if known == "window":
                pieces.words("· · ·")
            else:
                pieces.cells(window[channel] * kernel[channel])
            pieces.words("×", "=")
            if known != "window":
                pieces.number(float(sums[channel]))
        pieces.words("Σ")
        pieces.number(bias, "b ")
        if known == "window":
            pieces.words("· · ·")
        pieces.words(f"map {unit + 1} of {len(at.z)}", f"row {row + 1}, column {column + 1}")
        lines = [("channels", float(sums.sum())), ("bias", bias), ("z", z), ("ReLU(z)", a)]
        shown = {"window": 0, "z": 3, "a": 4}[known]
        for name, value in lines[:shown]:
            pieces.number(value)
            pieces.words(name)
        pieces.words(*(str(badge + 1) for badge in range(badges)))
        pieces.words("Cells show two digits; the sums use all of them. The filter is not flipped.")
        told = "".join(rf"; {re.escape(name)} ({N})" for name, _ in lines[:shown])
        where = rf"map (\d+), row (\d+), column (\d+){told}$"
        step = rf"^\w+, step (\d+) of (\d+): {at.name}: [^;]+; {where}"
        values = [value for _, value in lines[:shown]]
        places = self.micro.places(self.micro.phase)
        return [
            fact("stage", r"^(\d+ maps in.*)$", lambda m: pieces.fault(m[1]) or True, where="KernelStage"),
            fact(
                "stage, told", step, self.micro.place - places[0] + 1, len(places),
                unit + 1, row + 1, column + 1, *values, where="KernelStage",
            ),
        ]  # fmt: skip

    # ---- the panel of a step forward
    def told(self, kind: str) -> list[Fact]:
        """The lines of the sum, or of the activation."""
        at, (unit, row, column) = self.at, self.place
        z, a = float(at.z[unit, row, column]), float(at.a[unit, row, column])
        places = self.micro.places("forward")
        step = self.micro.place - places[0] + 1, len(places)
        facts = [fact("step", r"step (\d+) of (\d+)", *step, where="ToldView", least=2)]
        if kind == "a":
            rights = z, z, a
            return [
                *facts,
                fact("z, a", rf"z =\|({N})\|a =\|({N})\|max\(0, ({N})\)", z, a, z, where="ToldView"),
                fact("z, a, told", rf"^({N}); max\(0, ({N})\) ({N})$", *rights, where="ToldView"),
                fact("where ReLU is open", r"for\|z\|>\|0\.", where="ToldView"),
            ]
        if kind == "window":
            return [*facts, *self._window(row, column)]
        sums = (at.window(row, column)[0] * at.numbers["weights"][unit]).sum(axis=(1, 2))
        cells, bias = at.spec.size**2, float(at.numbers["bias"][unit])
        for channel, value in enumerate(sums):
            painted = rf"channel {channel + 1}\|({N})\|(\d+) products"
            facts.append(fact("channel", painted, float(value), cells, where="ToldView"))
        every = "; ".join([rf"(\d+) products ({N})"] * len(sums))
        rights = [one for value in sums for one in (cells, float(value))]
        return [
            *facts,
            fact("bias", rf"bias b\|({N})", bias, where="ToldView"),
            fact("z", rf"z =\|({N})", z, where="ToldView"),
            fact("told", rf"^{every}; ({N}); ({N})$", *rights, bias, z, where="ToldView"),
        ]

    def _window(self, row: int, column: int) -> list[Fact]:
        """What is told of the window: DESIGN has no padding and goes one by one."""
        size, channels = self.at.spec.size, len(self.at.x)
        rights = row + 1, row + size, column + 1, column + size, size * size, channels
        painted = (
            r"rows\|(\d+) to (\d+)\|columns\|(\d+) to (\d+)\|"
            r"numbers in it\|(\d+)\|(\d+) in each of (\d+) channels"
        )
        told = r"^(\d+) to (\d+); (\d+) to (\d+); (\d+) in each of (\d+) channels (\d+)$"
        count = size * size * channels
        return [
            fact("window", painted, *rights[:4], count, *rights[4:], where="ToldView"),
            fact("window, told", told, *rights, count, where="ToldView"),
        ]

    # ---- who is to blame
    def blame(self) -> list[Fact]:
        """The panel at the step that works out the gradient."""
        at, channel, (_, row, column) = self.at, self.weight[0], self.place
        entering, deltas = float(np.abs(at.x).max()), float(np.abs(at.dz).max()) / self.n
        largest = float(np.abs(self.products).max())
        weight = float(at.numbers["weights"][self.place[0]][self.weight])
        where = [one + 1 for one in self.weight]
        pattern = r"^channel (\d+), row (\d+), column (\d+)$"
        return [
            fact("weight", pattern, *where, where="KernelBlameView"),
            fact("met", r"It met (\d+) inputs", self.met.size, where="KernelBlameView"),
            *table("input it met", self.met, scale=entering, painted=False),
            *table("blame there, δ", self.delta, scale=deltas, painted=False),
            *table("product, cell by cell", self.products, scale=largest, painted=False),
            *self._factors(row, column),
            *self._lines(),
            fact("reasons", r"Zero blame: (.+)", lambda m: _counted(m[1]) == int((self.delta == 0).sum())),
            fact("filter", r"The filter's (\d+) gradients", at.numbers["weights"][0].size),
            fact("weight now", rf"weight now ({N})", weight),
            *self._filter(channel),
        ]

    def _factors(self, row: int, column: int) -> list[Fact]:
        da, slope, met = self.factors()
        product = float(self.products[row, column])
        painted = (
            rf"^1\|∂L/∂a\|[^|]+\|({N})\|2\|∂a/∂z\|[^|]+\|({N})\|3\|∂z/∂w\|[^|]+\|({N})\|"
            rf"({N})\|({N}) × ({N}) × ({N}) =\|at row (\d+), column (\d+)$"
        )
        told = rf"^1: [^,]+, ({N}); 2: [^,]+, ({N}); 3: [^,]+, ({N})$"
        rights = (da, slope, met, product, da, slope, met, row + 1, column + 1)
        return [
            fact("factors", painted, *rights, where="KernelFactors"),
            fact("factors, told", told, da, slope, met, where="KernelFactors"),
        ]

    def _lines(self) -> list[Fact]:
        """The strongest places, what they sum to, the others, the example and the batch."""
        order = np.argsort(-np.abs(self.products).ravel(), kind="stable")
        places = [divmod(int(at), self.products.shape[1]) for at in order]
        zero, count = int((self.products == 0).sum()), self.products.size

        def listed(match: re.Match[str], told: bool) -> bool:
            rows = re.findall(r"row (\d+), column (\d+)", match[0])
            found = re.findall(rf"(?<![\w.])({N})", re.sub(r"row \d+, column \d+", "", match[0]))
            wanted: list[float] = []
            for row, column in places[: len(rows)]:
                met, delta = float(self.met[row, column]), float(self.delta[row, column])
                wanted += [met, delta, met * delta] if told else [met * delta, met, delta]
            same = [(int(row) - 1, int(column) - 1) for row, column in rows] == places[: len(rows)]
            return same and len(found) == len(wanted) and all(map(agrees, found, wanted))

        def adds_up(match: re.Match[str]) -> bool:
            shown = int(match["n"])
            own = sum(float(self.products[place]) for place in places[:shown])
            rest, total = float(self.products.sum()) - own, float(self.products.sum())
            numbers = [int(match["all"]), int(match["more"]), int(match["zero"]), int(match["examples"])]
            return (
                numbers == [count, count - shown, zero, self.n]
                and agrees(match["own"], own)
                and agrees(match["rest"], rest)
                and agrees(match["share"], total)
                and agrees(match["learned"], self.learned)
            )

        n, where = N, "SumLines"
        row = r"row \d+, column \d+"
        painted = (
            rf"(?P<own>{n})\|(?P<n>\d+) of (?P<all>\d+) places shown; they sum to\|(?P<rest>{n})\|"
            rf"(?P<more>\d+) more, (?P<zero>\d+) of all are 0\|(?P<share>{n})\|∂L/∂w of this example\|"
            rf"(?P<learned>{n})\|of all (?P<examples>\d+) examples$"
        )
        told = (
            rf"(?P<n>\d+) of (?P<all>\d+) places shown; they sum to (?P<own>{n}); "
            rf"(?P<more>\d+) more, (?P<zero>\d+) of all are 0 (?P<rest>{n}); "
            rf"∂L/∂w of this example (?P<share>{n}); of all (?P<examples>\d+) examples (?P<learned>{n})$"
        )
        others = [None] * 8
        return [
            fact("sums", painted, adds_up, *others, where=where),
            fact("sums, told", told, adds_up, *others, where=where),
            fact("places", rf"^((?:{n}\|{n} × {n}\|{row}\|)+)", lambda m: listed(m, False), where=where),
            fact("places, told", rf"^((?:{row} {n} × {n} = {n}; )+)", lambda m: listed(m, True), where=where),
        ]

    @cached_property
    def learned(self) -> float:
        """The gradient that the whole batch comes to, by going through each example."""
        total = 0.0
        for example in range(self.n):
            target = int(np.argmax(self.micro.batch.targets[example]))
            inputs = np.asarray(self.micro.batch.inputs[example], np.float64)
            own = OwnPictures(self.micro.snapshot, inputs, self.own.layers[0].x.shape[1:], target)
            at = own.layers[self.layer]
            total += float((met_by(at, *self.weight)[0] * at.dz[self.place[0]]).sum()) / self.n
        return total

    def _filter(self, spoken: int) -> list[Fact]:
        """The gradients of the example, of all weights of the filter."""
        at = self.at
        found = np.zeros((len(at.x), at.spec.size, at.spec.size))
        for one in np.ndindex(found.shape):
            found[one] = float((met_by(at, *one)[0] * self.delta).sum())
        facts = []
        for channel in range(len(found)):
            scale = float(np.abs(found).max())
            facts += table(f"ch {channel + 1}", found[channel], scale=scale, painted=False)
            facts.append(fact("channel", rf"^ch {channel + 1}$", where=f"ch {channel + 1}", least=0))
        return facts


def _counted(words: str) -> int:
    return sum(map(int, re.findall(r"\d+", words.replace("at 0:", ""))))


def pooled_stage(own: OwnPictures, micro: Micro, layer: int, place: tuple[int, int, int]) -> list[Fact]:
    """The stage of a max pooling, whose winner is known: there, or back where all blame is."""
    at, (unit, row, column) = own.layers[layer], place
    back, pieces = micro.phase == "backward", Pieces()
    window = at.window(row, column)[0][unit]
    best = np.unravel_index(window.argmax(), window.shape)
    winner = f"row {row * at.stride() + best[0] + 1}, column {column * at.stride() + best[1] + 1}"
    blame = float(at.dz[unit, row, column]) / len(micro.batch.inputs)
    size = f"{window.shape[0]} × {window.shape[1]}"
    pieces.words(f"map {unit + 1}", f"{at.x.shape[1]} × {at.x.shape[2]}", "its window", size)
    if back:
        pieces.words("comes back", "∂L/∂x")
    pieces.words("lands here", f"{at.z.shape[1]} × {at.z.shape[2]}")
    pieces.cells(window)
    if back:
        came = np.zeros_like(window)
        came[best] = blame
        pieces.cells(came)
    pieces.number(blame if back else float(window.max()))
    pieces.words(f"map {unit + 1} of {len(at.z)}", f"row {row + 1}, column {column + 1}")
    pieces.number(blame if back else float(window.max()))
    pieces.words("∂L/∂a" if back else f"largest of {window.size}", winner)
    pieces.words("to the winner" if back else "it stands at")
    pieces.words("Cells show two digits; what is worked out uses all of them.")
    return [fact("stage", r"^(map \d+\|.*)$", lambda m: pieces.fault(m[1]) or True, where="KernelStage")]
