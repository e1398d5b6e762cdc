"""What was read of a person's data, as arrays and a few texts, known by its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import frozen
from nnviz.said import translate

Array = NDArray[Any]

#: The types of numbers in which it is kept, as NumPy writes them.
TYPES = ("|u1", "<i4", "<i8", "<f4", "<f8")
#: Letters of a digest: 128 bits.
DIGEST = 32


@dataclass(frozen=True, eq=False, repr=False)
class Content:
    """``arrays`` by name, read-only and of the ``TYPES``, and what there is to say ``about`` them, in values
    that JSON knows.

    Two are the same where their ``digest`` is. One that is only ``known`` by its digest is not there, as that
    of settings without their file.
    """

    about: Mapping[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, Array] = field(default_factory=dict)
    known: str = ""

    def __post_init__(self) -> None:
        arrays = {name: _plain(array) for name, array in self.arrays.items()}
        object.__setattr__(self, "arrays", arrays)

    @cached_property
    def digest(self) -> str:
        """Letters and digits that no other content has."""
        if self.known:
            return self.known
        told = hashlib.blake2b(digest_size=DIGEST // 2)
        told.update(json.dumps(self.about, sort_keys=True, allow_nan=False).encode())
        for name, array in sorted(self.arrays.items()):
            told.update(f"{name} {array.dtype.str} {array.shape}".encode())
            told.update(array.data if array.size else b"")
        return told.hexdigest()

    @property
    def there(self) -> bool:
        """Whether it is there, and not only known of."""
        return not self.known

    @property
    def nbytes(self) -> int:
        """Bytes that its arrays take."""
        return sum(array.nbytes for array in self.arrays.values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Content) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"Content({self.digest})"


def _plain(array: Array) -> Array:
    """The array in one of the ``TYPES``, in the order of its rows, read-only."""
    plain = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).reshape(array.shape)
    assert plain.dtype.str in TYPES, plain.dtype
    return frozen(plain.view() if plain is array and plain.flags.writeable else plain)


def packed_texts(texts: Iterable[str]) -> tuple[Array, Array]:
    """Texts as bytes of UTF-8, and the number of bytes of each; ``texts_of`` is the reverse."""
    coded = [text.encode("utf-8", "replace") for text in texts]
    return np.frombuffer(b"".join(coded), np.uint8), np.array([*map(len, coded)], np.int32)


def texts_of(content: Array, lengths: Array) -> list[str]:
    """The texts that were packed. Raises ``ValueError`` with one sentence where they were not."""
    ends = np.cumsum(lengths, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    if content.ndim != 1 or lengths.ndim != 1 or (lengths < 0).any() or total != content.size:
        raise ValueError(translate("Data", "The texts of the data do not have the lengths that they say."))
    whole = content.tobytes()
    starts = [0, *ends.tolist()]
    try:
        return [whole[start:end].decode() for start, end in pairwise(starts)]
    except UnicodeDecodeError:
        raise ValueError(translate("Data", "The texts of the data are none.")) from None
