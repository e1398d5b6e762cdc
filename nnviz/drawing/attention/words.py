"""What is said of a place of the stage: where the pointer is, and to who cannot see it."""

from __future__ import annotations

from nnviz.drawing.attention.content import Lanes, Strip
from nnviz.drawing.numbers import fitted, percent
from nnviz.drawing.sequences.reads import shown_symbol
from nnviz.said import Sentence, joined, translate


def square_words(lanes: Lanes, block: int, head: int, query: int, key: int) -> Sentence:
    """``Answer 4 (E) looks at place 5 (F): share 0.857; q·k ÷ √8 = +4.331, softmax over 9``."""
    layer = lanes.blocks[block].layer
    names = {"query": lanes.where(query), "key": lanes.where(key), "head": head + 1}
    symbols = {"read": lanes.reads.text(query), "seen": lanes.reads.text(key)}
    if not layer.looks[query, key]:
        text = translate("Attention", "Head {head}: {query} ({read}) must not look at {key} ({seen}): later.")
        return text.format(**names, **symbols)
    text = translate(
        "Attention",
        "Head {head}: {query} ({read}) looks at {key} ({seen}): share {share}. "
        "q·k ÷ √{size} is {score}, softmax over {count}.",
    )
    return text.format(
        **names,
        **symbols,
        share=fitted(float(layer.shares[head, query, key]), 3),
        score=fitted(float(layer.scores[head, query, key]), 3, sign=True),
        size=layer.size,
        count=len(layer.seen(query)),
    )


def strip_words(lanes: Lanes, strip: Strip, number: int, step: int) -> Sentence:
    """A number of a strip."""
    text = translate(
        "Attention", "{title}: number {n} of {all} at {where} is {value}. Colours are full at {full}."
    )
    return text.format(
        title=strip.title,
        n=number + 1,
        all=len(strip.values),
        where=lanes.where(step),
        value=fitted(float(strip.values[number, step]), 3, sign=True),
        full=fitted(lanes.full, 2),
    )


def answer_words(lanes: Lanes, step: int) -> Sentence | str:
    """What is said at a step, and what is right there."""
    asked = lanes.asked
    if asked is None or not lanes.asks(step):
        return translate("Attention", "Nothing is asked at {where}.").format(where=lanes.where(step))
    if not asked.names:
        value = fitted(float(asked.outputs[step, 0]), 3)
        return translate("Attention", "At {where} it says {value}.").format(
            where=lanes.where(step), value=value
        )
    said = int(asked.said[step])
    text = translate("Attention", "At {where} it says {name} ({share}).").format(
        where=lanes.where(step), name=shown_symbol(asked.name(said)),
        share=percent(float(asked.shares()[step, said])),
    )  # fmt: skip
    truth = None if asked.truth is None else int(asked.truth[step])
    if truth is None or truth == said:
        return text
    right = translate("Attention", "Right is {name}.").format(name=shown_symbol(asked.name(truth)))
    return joined((text, right))


def chosen_words(lanes: Lanes, block: int, head: int, query: int, key: int) -> Sentence:
    """All that is chosen, for who cannot see it."""
    return joined((square_words(lanes, block, head, query, key), answer_words(lanes, query)))


def folded_words(block: int, other: bool) -> tuple[Sentence, Sentence]:
    """Over the matrices of heads that are folded: of an ``other`` layer, or of the one that is open."""
    if other:
        return translate("Attention", "Layer {n}").format(n=block + 1), translate("Attention", "folded")
    return translate("Attention", "Heads"), translate("Attention", "folded")
