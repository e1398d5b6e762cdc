"""What digit somebody says a picture is: in an array of labels, in the name of a file or a folder."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.said import translate

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
#: A digit or its word, alone or after what a label is called: "7", "seven", "digit_7", "class 7".
_SAID = re.compile(rf"(?:(?:digits?|class|label|number)[ _-]*)?([0-9]|{'|'.join(_WORDS)})(?:\.0)?")
#: A name that is a label, and perhaps which picture of it: "7", "7_12", "7 (3)", "7-anna"; not 10, no date.
_NAMED = re.compile(r"([0-9])(?:[^0-9A-Za-z.].*)?")


def labels_in(array: NDArray[Any], count: int) -> NDArray[np.int64] | None:
    """(count,) the digits that an array says: numbers, words, a column of them, or a one in ten (one-hot).

    None if it says nothing of so many pictures. Raises ``ValueError``, the end of a sentence, for a label
    that is no digit.
    """
    if len(array) != count or array.ndim not in (1, 2) or array.dtype.kind not in "buifU":
        return None
    if array.ndim == 2:
        if array.shape[1] == 1:
            array = array[:, 0]
        elif array.shape[1] == 10 and array.dtype.kind != "U" and _is_one_hot(array):
            return np.asarray(array.argmax(axis=1), dtype=np.int64)
        else:
            return None
    if array.dtype.kind == "U":
        words, places = np.unique(array, return_inverse=True)
        said = [label_in(str(word)) for word in words.tolist()]
        for word, digit in zip(words.tolist(), said, strict=True):
            if digit is None:
                raise ValueError(
                    translate("Files", "has a label “{word}” that is no digit from 0 to 9").format(
                        word=str(word)[:40]
                    )
                )
        return np.array(said, dtype=np.int64)[places]
    if array.dtype.kind == "b" or not np.isin(array, np.arange(10)).all():
        raise ValueError(translate("Files", "has a label that is no digit from 0 to 9"))
    return array.astype(np.int64)


def _is_one_hot(array: NDArray[Any]) -> bool:
    return bool(((array == 0) | (array == 1)).all() and (array.sum(axis=1) == 1).all())


def label_in(text: str) -> int | None:
    """The digit that a label in words, or the name of a folder, says; None if it says none."""
    said = _SAID.fullmatch(text.strip().lower())
    if said is None:
        return None
    word = said.group(1)
    return int(word) if word.isdigit() else _WORDS.index(word)


def labels_of_names(stems: list[str]) -> list[int | None]:
    """The digits that files' names, without their endings, say; None where one says none.

    Where some are called 10, 11 and the like, files are numbered: those called 1 to 9 are as well.
    """
    numbered = any(re.fullmatch(r"[0-9]{2,}", stem) for stem in stems)
    found = [_NAMED.fullmatch(stem) for stem in stems]
    return [
        None if one is None or (numbered and len(stem) == 1) else int(one.group(1))
        for stem, one in zip(stems, found, strict=True)
    ]
