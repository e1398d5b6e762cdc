"""What columns are called: each otherwise, and as people write it, with the unit apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nnviz.said import translate

_LONGEST = 200
_IN_BRACKETS = re.compile(r"^(.*\S)\s*[(\[]\s*([^()\[\]\d]{1,12}?[²³]?)\s*[)\]]$")
_UNITS = (
    *(
        "nm",
        "mm",
        "cm",
        "dm",
        "m",
        "km",
        "in",
        "ft",
        "mi",
        "mg",
        "g",
        "kg",
        "t",
        "lb",
        "lbs",
        "oz",
        "ml",
        "l",
    ),
    *("ms", "s", "sec", "min", "h", "hours", "days", "weeks", "months", "years", "hz", "khz", "mhz", "ghz"),
    *("v", "mv", "kv", "ma", "w", "kw", "kwh", "mwh", "pa", "hpa", "kpa", "bar", "psi", "degc", "degf"),
    *("usd", "eur", "gbp", "chf", "pct", "percent", "ppm", "kmh", "mph", "cal", "kcal", "kj", "mmhg"),
)
_BEHIND = re.compile(rf"^(.*[^\W_])[_ ]({'|'.join(_UNITS)})$", re.IGNORECASE)
_SHOWN = {"pct": "%", "percent": "%", "degc": "°C", "degf": "°F", "kmh": "km/h"}


def distinct(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, str] | None]:
    """Names of which none comes twice, and the first that did with what it became.

    Those without a name get their number.
    """
    told: list[str] = []
    known: set[str] = set()
    twice: tuple[str, str] | None = None
    for place, given in enumerate(names, 1):
        tidy = " ".join("".join(letter if letter.isprintable() else " " for letter in given).split())
        name = tidy[:_LONGEST] or translate("Data", "column {n}").format(n=place)
        other, number = str(name), 1
        while other in known:
            number += 1
            other = f"{name} ({number})"
        if other != name and twice is None:
            twice = str(name), other
        known.add(other)
        told.append(other)
    return tuple(told), twice


def title_of(name: str, unit: str = "") -> tuple[str, str]:
    """What a column is called without its unit, and the unit: ``bill_length_mm`` is the bill length in mm."""
    title = name
    if not unit:
        found = _IN_BRACKETS.match(name) or _BEHIND.match(name)
        if found:
            title, unit = found[1], _SHOWN.get(found[2].lower(), found[2])
    if " " not in title:
        title = title.replace("_", " ").strip() or name
    return title, unit
