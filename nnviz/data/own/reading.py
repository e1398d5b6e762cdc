"""How a file of a table is read: what is found out, and what a person says instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from nnviz.said import Sentence, translate

#: Encodings to choose from, as Python calls them.
ENCODINGS: dict[str, Sentence] = {
    "utf-8": translate("Data", "UTF-8"),
    "utf-8-sig": translate("Data", "UTF-8 with a mark"),
    "utf-16": translate("Data", "UTF-16 with a mark"),
    "utf-16-le": translate("Data", "UTF-16, low byte first"),
    "utf-16-be": translate("Data", "UTF-16, high byte first"),
    "cp1252": translate("Data", "Windows-1252"),
    "latin-1": translate("Data", "Latin-1"),
}
#: What parts cells; " " is any number of spaces and tabs.
SEPARATORS: dict[str, Sentence] = {
    "\t": translate("Data", "tab"),
    ";": translate("Data", "semicolon"),
    ",": translate("Data", "comma"),
    "|": translate("Data", "bar"),
    " ": translate("Data", "spaces"),
}
DECIMALS: dict[str, Sentence] = {".": translate("Data", "point"), ",": translate("Data", "comma")}
#: What stands between thousands; " " is any kind of space.
THOUSANDS: dict[str, Sentence] = {
    "": translate("Data", "nothing"),
    ",": translate("Data", "comma"),
    ".": translate("Data", "point"),
    "'": translate("Data", "apostrophe"),
    " ": translate("Data", "space"),
}
QUOTES: dict[str, Sentence] = {
    '"': translate("Data", "double quotation marks"),
    "'": translate("Data", "single quotation marks"),
    "": translate("Data", "none"),
}
#: Words that say that there is nothing, in small letters; also an empty cell.
GAPS = (
    *("na", "n/a", "#n/a", "<na>", "#na", "nan", "-nan", "null", "none", "nil", "?", "-", "--", "–", "."),
    *("#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!"),
)

_TABLES: dict[str, Mapping[str, Any]] = {
    "encoding": ENCODINGS,
    "separator": SEPARATORS,
    "decimal": DECIMALS,
    "thousands": THOUSANDS,
    "quote": QUOTES,
}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a table is read; None of anything: it is to be found out.

    ``header``: the first row holds the names of the columns. ``skip`` are lines before it that are none of
    the table. ``gaps`` are the words, in small letters, that say that nothing is there.
    """

    encoding: str | None = None
    separator: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    quote: str | None = None
    header: bool | None = None
    skip: int | None = None
    gaps: tuple[str, ...] = GAPS

    def __post_init__(self) -> None:
        for name, table in _TABLES.items():
            value = getattr(self, name)
            if value is not None and value not in table:
                raise ValueError(
                    translate("Data", "A table cannot be read with the {name} “{value}”.").format(
                        name=name, value=str(value)[:20]
                    )
                )
        if self.decimal is not None and self.decimal == self.thousands:
            raise ValueError(
                translate("Data", "“{mark}” cannot part the fraction and thousands too.").format(
                    mark=self.decimal
                )
            )

    def found(self, **values: Any) -> Reading:
        """The same with these values where nothing was said."""
        return replace(self, **{name: value for name, value in values.items() if getattr(self, name) is None})

    def to_dict(self) -> dict[str, Any]:
        """As values that JSON knows; ``reading_from`` reads them back."""
        return {**asdict(self), "gaps": [*self.gaps]}


def reading_from(values: Mapping[str, Any]) -> Reading:
    """The Reading that ``Reading.to_dict`` wrote; whatever cannot be is to be found out."""
    kept: dict[str, Any] = {}
    for name, table in _TABLES.items():
        value = values.get(name)
        kept[name] = value if isinstance(value, str) and value in table else None
    if isinstance(values.get("header"), bool):
        kept["header"] = values["header"]
    gaps = values.get("gaps")
    if isinstance(gaps, list) and all(isinstance(gap, str) for gap in gaps):
        kept["gaps"] = tuple(gaps)
    try:
        return Reading(**kept)
    except ValueError:
        return Reading()
