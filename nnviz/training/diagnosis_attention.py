"""What ails attention and an embedding: heads that look everywhere alike, symbols that are never read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from nnviz.engine.layers import Embedding
from nnviz.said import translate
from nnviz.training.patient import Finding, Patient
from nnviz.training.written import plain

#: A head looks everywhere alike if at no step of any sample more than this of its shares, which are 1 in all,
#: would have to go to another step for all of them to be equal.
UNEVEN = 0.02

_LISTED: Final = 8  # symbols that are named; of more it is said how many they are


def looks_alike(patient: Patient) -> Iterator[Finding]:
    """A finding for each layer, which names its heads: their mixture is a mean, whatever is asked."""
    text = translate(
        "Diagnosis",
        "Attention of layer {layer} looks everywhere alike (heads: {heads}): at no step of the {samples} "
        "test sequences looked at do its shares differ from equal ones by more than {most} %, so that "
        "it hands on a plain mean.",
    )
    advice = translate(
        "Diagnosis", "Begin from larger weights of queries and keys, or raise the learning rate."
    )
    for index, layer, shares in patient.attentive:
        equal = layer.looks / layer.looks.sum(axis=1, keepdims=True)
        apart = np.abs(np.where(layer.looks[None, :, :, None], shares - equal[None, :, :, None], 0.0))
        uneven = apart.sum(axis=2).max(axis=(1, 2)) / 2
        heads = np.flatnonzero(uneven <= UNEVEN)
        if len(heads) and layer.looks.shape[1] > 1:
            most = float(uneven[heads].max())
            said = text.format(
                layer=index + 1,
                heads=", ".join(str(head + 1) for head in heads.tolist()),
                samples=len(patient.features),
                most=plain(100 * most),
            )
            yield Finding("looks_alike", index, (), most, said, advice)


def unseen(patient: Patient) -> Iterator[Finding]:
    """Symbols whose vectors stay what they began as: nothing that is learned from has them."""
    few = translate(
        "Diagnosis",
        "The vectors of {symbols} in layer {layer} are not learned: these symbols stand in no sequence of "
        "the training part, and no gradient reaches them.",
    )
    many = translate(
        "Diagnosis",
        "The vectors of {n} symbols in layer {layer} are not learned, {symbols} among them: these symbols "
        "stand in no sequence of the training part, and no gradient reaches them.",
    )
    advice = translate("Diagnosis", "Learn from more sequences, or keep fewer of them back for the test.")
    dataset, place = patient.dataset, next(iter(patient.network.weighted), None)
    if not dataset.symbols or place != 0 or not isinstance(patient.network.specs[0], Embedding):
        return
    features = np.asarray(dataset.train_features).reshape(-1, *dataset.feature_shape)
    read = np.asarray(features.any(axis=(0, 2)), bool)
    missing = [symbol for symbol, there in zip(dataset.symbols, read.tolist(), strict=True) if not there]
    if missing:
        named = ", ".join(f"“{symbol}”" for symbol in missing[:_LISTED])
        text = few if len(missing) <= _LISTED else many
        said = text.format(symbols=named, layer=1, n=len(missing))
        yield Finding("unseen", 0, (), float(len(missing)), said, advice)
