"""Values read back from texts that anybody may have changed: what cannot be is the default, or left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_LONGEST = 100_000  # px
_TEXT_LIMIT = 1_000_000  # characters; points drawn by hand are the longest


def choice(stored: str | None, choices: tuple[Any, ...], default: Any) -> Any:
    """What is stored, if it is one of these choices."""
    return stored if stored in choices else default


def flag(stored: str | None, default: bool) -> bool:
    """What is stored as "true" or "false"."""
    return {"true": True, "false": False}.get(str(stored).lower(), default)


def number(stored: str | None, limits: tuple[float, float], default: float) -> float:
    """The number that is stored, if it lies within these limits."""
    try:
        number = float(stored or "")
    except ValueError:
        return default
    return number if limits[0] <= number <= limits[1] else default


def json_object(stored: str | None) -> Mapping[str, Any]:
    """The JSON object in a stored text, {} if it holds none."""
    read = _read(stored)
    return read if isinstance(read, dict) else {}


def _read(stored: str | None) -> object:
    """What a stored JSON text holds, None if it is none."""
    if not stored or len(stored) > _TEXT_LIMIT:
        return None
    try:
        return json.loads(stored)
    except (ValueError, RecursionError):
        return None


def texts_in(stored: str | None) -> list[str]:
    """The list of texts in a stored JSON text; [] if it holds none."""
    read = _read(stored)
    return [text for text in read if isinstance(text, str)] if isinstance(read, list) else []


def texts_by_name(stored: str | None) -> dict[str, str]:
    """The texts by name in a stored JSON object."""
    return {name: key for name, key in json_object(stored).items() if isinstance(key, str)}


def sizes_by_name(stored: str | None) -> dict[str, list[int]]:
    """Lists of lengths in px by name; what is none is left out."""
    read = {name: sizes for name, sizes in json_object(stored).items() if isinstance(sizes, list)}
    return {name: sizes for name, sizes in read.items() if all(_is_length(size) for size in sizes)}


def _is_length(size: object) -> bool:
    return isinstance(size, int) and not isinstance(size, bool) and 0 <= size <= _LONGEST
