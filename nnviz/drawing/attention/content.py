"""What is seen of a network with attention at one moment: strips on lanes, and what every head looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.naming import activation_label
from nnviz.drawing.sequences.asked import Asked
from nnviz.drawing.sequences.reads import Reads
from nnviz.engine import Network
from nnviz.engine.layers import Attention, Dense, LayerSpec
from nnviz.said import Sentence, translate
from nnviz.training.attending import Attended, attended, attention_places
from nnviz.training.through_time import Followed


@dataclass(frozen=True, eq=False)
class Strip:
    """``values`` (d, T) that stand on the lanes there; ``added``: a block was added to the lane before it.

    They leave the layer at ``place`` among all; -1: they enter the network.
    """

    title: Sentence
    words: Sentence | str
    values: NDArray[Any]
    added: bool = False
    place: int = -1


@dataclass(frozen=True, eq=False)
class Block:
    """A layer of attention, what is on the lanes before it, and what after it up to the next."""

    layer: Attended
    before: Strip
    after: tuple[Strip, ...]

    @property
    def strips(self) -> tuple[Strip, ...]:
        return (self.before, *self.after)


@dataclass(frozen=True, eq=False)
class Lanes:
    """All that the stage shows; colours of strips are full at ``full``.

    ``given``: how many steps are given before it is asked, None for no such. ``own``: behind them it reads
    its own answers, else the right ones.
    """

    reads: Reads
    blocks: tuple[Block, ...]
    asked: Asked | None
    given: int | None
    own: bool
    full: float

    @property
    def steps(self) -> int:
        return self.reads.steps

    def asks(self, step: int) -> bool:
        """Whether an answer is shown at a step."""
        asked = self.asked
        if asked is None:
            return False
        if not asked.every_step:
            return step == self.steps - 1
        return bool(asked.asks[step]) and (self.given is None or step >= self.given - 1)

    def where(self, step: int) -> Sentence:
        """``place 3``, or ``answer 2`` behind what is given."""
        if self.given is not None and step >= self.given:
            return translate("Attention", "answer {n}").format(n=step - self.given + 1)
        return translate("Attention", "place {n}").format(n=step + 1)


@dataclass(frozen=True)
class Known:
    """What of the lanes has been worked out: each of the ``strips`` of the open block, the shares of the
    ``blocks``, what the network ``says``. ``now`` is the strip that is worked out at present, None for none,
    and ``attends``: the heads of the open block are."""

    strips: tuple[bool, ...]
    blocks: tuple[bool, ...]
    says: bool
    now: int | None = None
    attends: bool = False


def lanes_of(
    network: Network, sample: Followed, reads: Reads, asked: Asked | None, given: int | None, own: bool
) -> Lanes:
    """What is seen of a sample on its way through the network, which has attention."""
    places = attention_places(network)
    starts = [_block_of(network.specs, place)[0] for place in places]
    blocks = []
    for number, place in enumerate(places):
        end = starts[number + 1] if number + 1 < len(places) else len(network.specs) - 1
        blocks.append(_block(network, sample, place, end))
    strips = [strip.values for block in blocks for strip in block.strips]
    full = max(float(np.abs(np.nan_to_num(values)).max(initial=0.0)) for values in strips)
    return Lanes(reads, tuple(blocks), asked, given, own, full or 1.0)


def _block_of(specs: Sequence[LayerSpec], place: int) -> tuple[int, int | None]:
    """Where the innermost block around a layer begins, and the residual that ends it; itself and None
    where there is none."""
    for end in range(place + 1, len(specs)):
        if specs[end].over and end - specs[end].over <= place:
            return end - specs[end].over, end
    return place, None


def _block(network: Network, sample: Followed, place: int, end: int) -> Block:
    start, residual = _block_of(network.specs, place)
    words = _entering_words(network.specs[:start])
    before = Strip(*words, _entering(network, sample, start), place=start - 1)
    looked = place if residual is None else residual
    after = [
        Strip(
            translate("Attention", "Looked"),
            translate("Attention", "heads' mixtures")
            if residual is None
            else translate("Attention", "lane + heads"),
            _leaving(network, sample, looked),
            residual is not None,
            looked,
        )
    ]
    for later in range(looked + 1, end):
        if network.specs[later].over:
            within = network.specs[later - network.specs[later].over : later]
            values = _leaving(network, sample, later)
            after.append(Strip(translate("Attention", "Thought"), _thought(within), values, True, later))
    return Block(attended(network, sample, place), before, tuple(after))


def _entering_words(specs: Sequence[LayerSpec]) -> tuple[Sentence, Sentence | str]:
    """What is on the lanes behind these layers."""
    if any(isinstance(spec, Attention) for spec in specs):
        return translate("Attention", "Enters"), translate("Attention", "from the layer before")
    kinds = {spec.kind for spec in specs}
    words = translate("Attention", "symbol") if "embedding" in kinds else translate("Attention", "input")
    if "positions" in kinds:
        words = translate("Attention", "{what} + place").format(what=words)
    return translate("Attention", "Starts as"), words


def _thought(specs: Sequence[LayerSpec]) -> Sentence | str:
    """``+ 32 ReLU``."""
    dense = next((spec for spec in specs if isinstance(spec, Dense)), None)
    if dense is None:
        return ""
    return translate("Attention", "+ {n} {activation}").format(
        n=dense.units, activation=activation_label(dense.activation or "")
    )


def _entering(network: Network, sample: Followed, place: int) -> NDArray[Any]:
    values = sample.layers[place - 1].a if place else sample.inputs
    return np.asarray(values).reshape(network.layers[place].input_shape)


def _leaving(network: Network, sample: Followed, place: int) -> NDArray[Any]:
    return np.asarray(sample.layers[place].a).reshape(network.layers[place].output_shape)
