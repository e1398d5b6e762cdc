"""The JSON text of a project file: strict, and taken apart key by key."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Callable
from typing import Any, Self, TypeVar

from nnviz.data.npz import DamagedError
from nnviz.said import translate

#: Bytes. A list in JSON takes up to thirty times its text once read.
MOST_TEXT = 2_000_000
MOST_DEPTH = 20

T = TypeVar("T")


#: Letters that turn the direction of what stands around them.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_line(text: str) -> bool:
    """Whether it can stand in a line of the window: no ends of lines, control or half letters.

    Spaces of all kinds, joiners and what joins them are part of what people write.
    """
    kinds = {unicodedata.category(letter) for letter in text}
    return not kinds & {"Cc", "Cs", "Zl", "Zp"} and not _TURNING & set(text)


def line_of(text: str) -> str:
    """The text as one line: whatever parts words is a space, what cannot be in a line is left out."""
    spaced = "".join(" " if letter.isspace() else letter for letter in text)
    return " ".join("".join(letter for letter in spaced if is_line(letter)).split())


def write_text(values: dict[str, Any]) -> bytes:
    """The values as JSON. Raises ``ValueError`` for a number that is infinite or none at all.

    What is no text, as a part of a file's name may be, is told as JSON's own escapes tell it.
    """
    text = json.dumps(values, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="backslashreplace")


def read_text(text: bytes) -> Any:
    """The values in a JSON text: finite numbers only, no key twice, nested no deeper than ``MOST_DEPTH``.

    Raises ``DamagedError`` for anything else.
    """
    try:
        values = json.loads(
            text.decode(), parse_constant=_refused, parse_float=_finite, object_pairs_hook=_without_repeats
        )
        _check_depth(values)
    except (ValueError, RecursionError):
        raise DamagedError(translate("Files", "its text is not JSON as nnviz writes it")) from None
    return values


def _refused(name: str) -> float:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError(translate("Files", "a key is there twice"))
    return values


def _check_depth(values: Any) -> None:
    level = [values]
    for _ in range(MOST_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, list | dict)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, list | dict)
        ]
        if not level:
            return
    raise ValueError(translate("Files", "nested too deeply"))


class Entries:
    """A JSON object whose entries are taken out one by one; what is missing, left over or wrong is refused.

    Every method raises ``DamagedError``. ``place`` says where in the text this is.
    """

    def __init__(self, values: Any, place: str) -> None:
        if not isinstance(values, dict):
            raise DamagedError(
                translate("Files", "its text has something else where {place} should be").format(place=place)
            )
        self._values, self._place = dict(values), place

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None and self._values:
            raise DamagedError(
                translate("Files", "its text has an unknown entry “{key}”").format(
                    key=next(iter(self._values))[:40]
                )
            )

    def take(self, key: str) -> Any:
        """Whatever stands there."""
        if key not in self._values:
            raise DamagedError(
                translate("Files", "its text lacks “{key}” of {place}").format(key=key, place=self._place)
            )
        return self._values.pop(key)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``."""
        value = self.take(key)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.wrong(key)
        return value

    def flag(self, key: str) -> bool:
        """True or False."""
        value = self.take(key)
        if not isinstance(value, bool):
            raise self.wrong(key)
        return value

    def text(self, key: str, most: int) -> str:
        """A line of one to ``most`` characters."""
        value = self.take(key)
        if not isinstance(value, str) or not 0 < len(value) <= most or not is_line(value):
            raise self.wrong(key)
        return value

    def name(self, key: str, most: int) -> str:
        """What a person called something, made to one line; whatever else it holds keeps no file shut."""
        value = self.take(key)
        if not isinstance(value, str) or not 0 < len(value) <= most or not (name := line_of(value)):
            raise self.wrong(key)
        return name

    def optional(self, key: str, read: Callable[[str], T]) -> T | None:
        """What ``read(key)`` takes, None where there is null."""
        if key in self._values and self._values[key] is None:
            self._values.pop(key)
            return None
        return read(key)

    def objects(self, key: str, most: int) -> list[dict[str, Any]]:
        """A list of at most ``most`` objects."""
        value = self.items(key, most)
        if not all(isinstance(entry, dict) for entry in value):
            raise self.wrong(key)
        return value

    def items(self, key: str, most: int) -> list[Any]:
        """A list of at most ``most`` values."""
        value = self.take(key)
        if not isinstance(value, list) or len(value) > most:
            raise self.wrong(key)
        return value

    def wrong(self, key: str) -> DamagedError:
        """The error that says that the value of ``key`` cannot be."""
        return DamagedError(
            translate("Files", "“{key}” of {place} cannot be what its text says").format(
                key=key, place=self._place
            )
        )
