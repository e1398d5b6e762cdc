"""What stands over a layer of maps: its filters, their size, and what becomes of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.drawing.naming import activation_label
from nnviz.drawing.numbers import count
from nnviz.drawing.part import Part, grid
from nnviz.said import Sentence, joined, translate


@dataclass(frozen=True)
class MapsHeader:
    """``bold`` over ``plain``, what is said where there is less room, and all of it.

    ``terse`` are the sizes of the maps alone.
    """

    bold: Sentence
    plain: Sentence
    terse: str
    short: Sentence
    tip: Sentence


def maps_header(part: Part, shown: int, behind: Sequence[Part]) -> MapsHeader:
    """The words over a layer of which ``shown`` maps are seen; ``behind`` are the parts up to the next."""
    filters = _filters(part.units)
    kernel = _kernel(part)
    bold = joined([filters, kernel], ", ") if kernel else filters
    smaller = [_size(one) for one in behind if one.shape != one.input_shape]
    terse = " → ".join([_size(part), *smaller])
    plain = translate("Header", "maps {size}").format(size=terse)
    told: list[str] = [bold, *_settings(part), plain]
    if shown < part.units:
        told.append(translate("Header", "{shown} of them shown").format(shown=shown))
    return MapsHeader(bold, plain, terse, filters, joined(told, ", "))


def _filters(units: int) -> Sentence:
    if units == 1:
        return translate("Header", "1 filter")
    return translate("Header", "{n} filters").format(n=count(units))


def _size(part: Part) -> str:
    """24 x 24, the steps of a strip, or 1."""
    rows, columns = grid(part.shape)
    return str(columns) if rows == 1 else f"{rows} × {columns}"


def _kernel(part: Part) -> str:
    size = getattr(part.spec, "size", None)
    if size is None:
        return ""
    return str(size) if len(part.shape) == 2 else f"{size} × {size}"


def _settings(part: Part) -> list[str]:
    """What else is set."""
    found: list[str] = [activation_label(part.activation)] if part.activation else []
    for name, words in (
        ("stride", translate("Header", "stride {value}")),
        ("padding", translate("Header", "padding {value}")),
    ):
        value = getattr(part.spec, name, None)
        if value is not None:
            found.append(words.format(value=value))
    return found
