"""How the number of a place came about, as tables and lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.drawing.images.grid import Grid, scale_of
from nnviz.drawing.images.lines import SumLine
from nnviz.drawing.naming import activation_label, function_letters
from nnviz.drawing.numbers import fitted
from nnviz.engine import Network
from nnviz.said import Sentence, translate
from nnviz.training.places import Array, Place, Pooled, Sums, entering
from nnviz.training.snapshot import Probe

OPEN = 5  # channels that stand open where there are more than six
Text = Sentence | str


@dataclass(frozen=True)
class ChannelRow:
    """The sum of a ``channel``, or with None that of all that are folded, ``count`` of them."""

    channel: int | None
    value: float
    count: int = 1


@dataclass(frozen=True, eq=False)
class ForwardContent:
    """``under`` the kernel, its ``weights`` and the ``products``, of one channel; None where it has none.

    ``rows`` are the sums of the channels where there are several, ``lines`` the addition.
    """

    under: Grid
    weights: Grid | None
    products: Grid | None
    rows: tuple[ChannelRow, ...]
    lines: tuple[SumLine, ...]


def strongest_channel(sums: Sums) -> int:
    """The channel whose sum is the largest, which is open at first."""
    return int(np.abs(sums.sums).argmax())


def forward_content(network: Network, probe: Probe, found: Sums | Pooled, channel: int) -> ForwardContent:
    """What there is to see of a place; of a convolution its products of that channel."""
    if isinstance(found, Pooled):
        return _pooled(network, probe, found)
    place, under = found.place, found.under
    grey = place.layer == 0
    values = entering(network, probe, place.layer)
    several = len(found.sums) > 1
    titles = (
        (
            translate("Images", "channel {n} under it"),
            translate("Images", "its weights for channel {n}"),
        )
        if several
        else (translate("Images", "image under it"), translate("Images", "its weights"))
    )
    first = under.down[0], under.across[0]
    kernels = network.layers[place.layer].values["weights"]
    n = channel + 1
    return ForwardContent(
        Grid(
            titles[0].format(n=n),
            under.values[channel],
            _input_scale(values, grey),
            not grey,
            under.padded,
            first,
        ),
        Grid(titles[1].format(n=n), found.kernel[channel], scale_of(kernels)),
        Grid(
            translate("Images", "multiplied, cell by cell"),
            found.products[channel],
            scale_of(found.products),
            padded=under.padded,
        ),
        _rows(found) if several else (),
        _lines(found, channel),
    )


def _input_scale(values: Array, grey: bool) -> float:
    return 1.0 if grey else scale_of(values)


def _rows(found: Sums) -> tuple[ChannelRow, ...]:
    shown, folded = found.strongest(OPEN)
    rows = [ChannelRow(channel, float(found.sums[channel])) for channel in shown]
    if folded:
        rows.append(ChannelRow(None, float(found.sums[list(folded)].sum()), len(folded)))
    return tuple(rows)


def _lines(found: Sums, channel: int) -> tuple[SumLine, ...]:
    cells = found.products[channel].size
    added = translate("Images", "all {n} added").format(n=cells)
    lines = [SumLine(added, _signed(float(found.sums[channel])))]
    if len(found.sums) > 1:
        channels = translate("Images", "all {n} channels").format(n=len(found.sums))
        lines.append(SumLine(channels, _signed(found.total)))
    f = function_letters(found.activation, activation_label(found.activation))
    same = found.activation == "linear"
    return (
        *lines,
        SumLine(translate("Images", "bias"), _signed(found.bias)),
        SumLine("a = z" if same else "z", _signed(found.z), True, True, "result" if same else ""),
        *(() if same else (SumLine(f"a = {f}(z)", fitted(found.a), maths=True, kind="result"),)),
    )


def _pooled(network: Network, probe: Probe, found: Pooled) -> ForwardContent:
    place, under = found.place, found.under
    values = entering(network, probe, place.layer)
    first = under.down[0], under.across[0]
    marked = None if found.winner is None else (found.winner[0] - first[0], found.winner[1] - first[1])
    whole = len(network.layers[place.layer].output_shape) == 1
    title = translate("Images", "the whole map") if whole else translate("Images", "what it looks at")
    grid = Grid(title, under.values[0], scale_of(values), place.layer > 0, None, first, marked)
    return ForwardContent(grid, None, None, (), _pooled_lines(found))


def _pooled_lines(found: Pooled) -> tuple[SumLine, ...]:
    count = found.under.values[0].size
    if found.winner is None:
        total = float(found.under.values[0].astype(np.float64).sum())
        shared = translate("Images", "shared by {n}").format(n=count)
        return (
            SumLine(translate("Images", "all {n} added").format(n=count), _signed(total)),
            SumLine(shared, fitted(found.a), ruled=True, kind="result"),
        )  # fmt: skip
    row, column = found.winner
    lines = [
        SumLine(translate("Images", "largest of {n}").format(n=count), fitted(found.a), kind="result"),
        SumLine(translate("Images", "it stands at"), _at(row, column)),
    ]
    if len(found.ties) > 1:
        ties = translate("Images", "{n} are as large: the first is taken").format(n=len(found.ties))
        lines.append(SumLine(ties, ""))
    return tuple(lines)


def _at(row: int, column: int) -> str:
    return f"{row + 1}, {column + 1}"


def _signed(value: float) -> str:
    return fitted(value, 3, sign=True)


def channel_name(row: ChannelRow) -> Text:
    """``channel 3``, or ``27 more``."""
    if row.channel is None:
        return translate("Images", "{n} more").format(n=row.count)
    return translate("Images", "channel {n}").format(n=row.channel + 1)


def same_place(one: Place | None, other: Place | None) -> bool:
    """Whether both are of the same map."""
    return one is not None and other is not None and (one.layer, one.unit) == (other.layer, other.unit)
