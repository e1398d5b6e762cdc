"""Sequences as a person writes them, and as they are printed: texts of symbols, or numbers."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import Dataset
from nnviz.data.sequences.symbols import NOTHING, one_hot
from nnviz.said import translate

Floats = NDArray[np.float32]


def read_text(dataset: Dataset, text: str) -> Floats:
    """(features, T) what is read at each step of a text, in the units of the source.

    Symbols one after the other, with the one that the data set begins with before them; or numbers, with
    spaces or commas between. Raises ``ValueError`` with one sentence for a data set that is neither, for what
    is none of its symbols, and for nothing at all.
    """
    if dataset.symbols:
        begins = dataset.following.begins if dataset.following else ""
        places = np.array([_places(dataset, begins + text)])
        return np.reshape(one_hot(places, len(dataset.symbols)), (len(dataset.symbols), -1))
    if dataset.feature_shape[0] != 1 or not dataset.every_step:
        raise ValueError(
            translate("Data", "The data set “{name}” is not of sequences that can be written.").format(
                name=dataset.name
            )
        )
    try:
        values = np.array([float(word) for word in text.replace(",", " ").split()], np.float32)
    except ValueError:
        values = np.full(1, np.nan, np.float32)
    if not np.isfinite(values).all() or not values.size:
        raise ValueError(
            translate("Data", "“{text}” is no sequence of numbers, as “0, 0.3, 0.56”.").format(text=text[:40])
        )
    return values[np.newaxis]


def _places(dataset: Dataset, text: str) -> list[int]:
    unknown = next((letter for letter in text if letter not in dataset.symbols), "")
    if unknown or not text:
        sentence = translate("Data", "A sequence needs at least one of {symbols}.")
        if unknown:
            sentence = translate(
                "Data", "There is no “{symbol}” in the data set “{name}”; there are {symbols}."
            )
        shown = " ".join(symbol for symbol in dataset.symbols if symbol.strip())
        raise ValueError(sentence.format(symbol=unknown, name=dataset.name, symbols=shown))
    return [dataset.symbols.index(letter) for letter in text]


def symbols_read(dataset: Dataset, features: NDArray[np.floating]) -> tuple[str, ...]:
    """The symbol that is read at each step of (features, T) or (features * T,); "" where nothing is."""
    columns = features.reshape(len(dataset.symbols), -1)
    return tuple(
        dataset.symbols[int(column.argmax())] if column.any() else "" for column in np.asarray(columns).T
    )


def classes_asked(dataset: Dataset, labels: Iterable[int]) -> tuple[str, ...]:
    """The names of the answers (T,); "" where nothing is asked."""
    return tuple("" if label == NOTHING else dataset.class_names[int(label)] for label in labels)
