"""How one head comes to what it looks at from one step: numbers that multiply out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.attention.content import Lanes
from nnviz.said import Sentence, translate

Floats = NDArray[np.float64]

MOST_ROWS = 14  # steps that have a row; of more those with the largest shares


@dataclass(frozen=True)
class Row:
    """A step that is looked at; without a ``step`` the sum of all ``count`` others."""

    step: int | None
    symbol: str
    where: Sentence
    score: float
    power: float
    share: float
    count: int = 1


@dataclass(frozen=True, eq=False)
class HeadCard:
    """``Head 1, place 9``, what is read there, a row for each step it looks at, and the sums.

    ``size`` is how many numbers a head has; ``carried`` what comes of the step ``key``, ``mixed`` of all.
    """

    title: Sentence
    reads: str
    rows: tuple[Row, ...]
    power: float
    share: float
    size: int
    key: int
    key_where: Sentence
    carried: Floats
    mixed: Floats


def card_of(lanes: Lanes, block: int, head: int, query: int, key: int) -> HeadCard:
    """The card of a head of that block where it looks from the step ``query``."""
    layer = lanes.blocks[block].layer
    seen = [int(step) for step in layer.seen(query)]
    scores = layer.scores[head, query].astype(np.float64)
    shares = layer.shares[head, query].astype(np.float64)
    with np.errstate(all="ignore"):
        powers = np.exp(scores)
    shown = (
        sorted(sorted(seen, key=lambda step: -shares[step])[:MOST_ROWS]) if len(seen) > MOST_ROWS else seen
    )
    rows = [
        Row(step, lanes.reads.text(step), lanes.where(step), scores[step], powers[step], shares[step])
        for step in shown
    ]
    rest = [step for step in seen if step not in shown]
    if rest:
        words = translate("Attention", "{n} others").format(n=len(rest))
        rows.append(Row(None, "", words, np.nan, powers[rest].sum(), shares[rest].sum(), len(rest)))
    title = translate("Attention", "Head {head}, {where}")
    if len(lanes.blocks) > 1:
        title = translate("Attention", "Layer {layer}, head {head}, {where}")
    return HeadCard(
        title.format(layer=block + 1, head=head + 1, where=lanes.where(query)),
        lanes.reads.text(query),
        tuple(rows),
        float(powers[seen].sum()),
        float(shares[seen].sum()),
        layer.size,
        key,
        lanes.where(key),
        layer.carried(head, query, key),
        layer.mixed[head, :, query].astype(np.float64),
    )
