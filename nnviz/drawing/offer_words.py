"""What a layer that may be added is called, and what it gives."""

from __future__ import annotations

from nnviz.drawing.numbers import count
from nnviz.engine.layers import LayerSpec
from nnviz.said import Sentence, translate
from nnviz.training.structure import Offer


def kind_words(spec: LayerSpec) -> Sentence:
    """Its kind, and how it is written in a list of layers: “max pooling: maxpool(2)”."""
    if not spec.label:
        return translate("Layers", "dense: {written}").format(written=spec.words)
    if spec.over > 1:
        return translate("Layers", "{kind}: over the {n} layers before").format(kind=spec.label, n=spec.over)
    if spec.over:
        return translate("Layers", "{kind}: over the layer before").format(kind=spec.label)
    return translate("Layers", "{kind}: {written}").format(kind=spec.label, written=spec.words)


def given_words(offer: Offer) -> Sentence:
    """What one sample is behind it."""
    shape = offer.given
    if len(shape) == 1:
        return translate("Layers", "gives {n} numbers").format(n=count(shape[0]))
    if len(shape) == 2:
        return translate("Layers", "gives {n} strips of {steps}").format(n=count(shape[0]), steps=shape[1])
    return translate("Layers", "gives {n} maps of {rows} × {columns}").format(
        n=count(shape[0]), rows=shape[1], columns=shape[2]
    )
