"""What a quantity of a layer on the lanes is, in words."""

from __future__ import annotations

from nnviz.said import Sentence, translate

_NORM = "layer_norm"

#: By the kind of the layer and the name of the quantity.
TITLES: dict[tuple[str, str], Sentence] = {
    ("embedding", "a"): translate("Micro", "Forward: each symbol becomes a vector"),
    ("positions", "position"): translate("Micro", "Forward: the vector of each place"),
    ("positions", "a"): translate("Micro", "Forward: the place is added"),
    (_NORM, "mean"): translate("Micro", "Forward: the mean of each step"),
    (_NORM, "deviation"): translate("Micro", "Forward: how far its numbers are apart"),
    (_NORM, "normal"): translate("Micro", "Forward: brought to mean 0, deviation 1"),
    (_NORM, "a"): translate("Micro", "Forward: scaled and shifted"),
    ("attention", "q"): translate("Micro", "Forward: queries, what each step asks for"),
    ("attention", "k"): translate("Micro", "Forward: keys, what each step answers to"),
    ("attention", "v"): translate("Micro", "Forward: values, what each step passes on"),
    ("attention", "scores"): translate("Micro", "Forward: scores, how well they fit"),
    ("attention", "shares"): translate("Micro", "Forward: shares, what is looked at"),
    ("attention", "mixed"): translate("Micro", "Forward: the values are mixed"),
    ("attention", "a"): translate("Micro", "Forward: what the heads send on"),
    ("residual", "skip"): translate("Micro", "Forward: what goes past the block"),
    ("residual", "a"): translate("Micro", "Forward: added to the lane"),
    ("attention", "dmixed"): translate("Micro", "Backward: blame for the mixtures"),
    ("attention", "dshares"): translate("Micro", "Backward: blame for the shares"),
    ("attention", "dscores"): translate("Micro", "Backward: blame for the scores"),
    ("attention", "dq"): translate("Micro", "Backward: blame for the queries"),
    ("attention", "dk"): translate("Micro", "Backward: blame for the keys"),
    ("attention", "dv"): translate("Micro", "Backward: blame for the values"),
    (_NORM, "dscale"): translate("Micro", "Backward: blame for the scales"),
    (_NORM, "dshift"): translate("Micro", "Backward: blame for the shifts"),
}
_BLAME = translate("Micro", "Backward: blame for what leaves {layer}")
_WEIGHTS = translate("Micro", "Backward: blame for the weights of {layer}")

#: What a strip on the lanes is called while a layer of that kind makes it.
MADE: dict[str, Sentence] = {
    "embedding": translate("Micro", "Symbol"),
    "positions": translate("Micro", "Place"),
    _NORM: translate("Micro", "Normed"),
}


def title_of(kind: str, quantity: str, layer: str) -> Sentence:
    """What happens in that step of a layer of that ``kind``, which is called ``layer``."""
    if (found := TITLES.get((kind, quantity))) is not None:
        return found
    return (_BLAME if quantity == "da" else _WEIGHTS).format(layer=layer)
