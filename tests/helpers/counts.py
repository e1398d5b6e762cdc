"""How often the long sets (fuzzing, kills, soak) repeat themselves: small by default."""

from __future__ import annotations

_chosen: dict[str, int | bool | None] = {"long": False, "count": None}


def choose_counts(*, long: bool, count: int | None) -> None:
    """Called once by conftest.py, before any test module is imported."""
    _chosen.update(long=long, count=count)


def count(small: int, long: int) -> int:
    """The number of repetitions of a long set: ``small``, with ``--long`` ``long``, with ``--count N`` N."""
    given = _chosen["count"]
    if given is not None:
        return int(given)
    return long if _chosen["long"] else small
