"""Pictures of a lesson: PNG, JPEG and plain drawings in SVG, looked into before anything shows them."""

from __future__ import annotations

import io
import re
import warnings
from xml.parsers import expat

from PIL import Image

from nnviz.said import translate

MOST_PIXELS = 16_000_000
_MOST_ELEMENTS = 20_000
_MOST_DEPTH = 50
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
ENDINGS = (*_FORMATS, ".svg")

#: What a drawing is made of. Not among them: pictures and styles from elsewhere, scripts, and ``use``, with
#: which a short file can draw without end.
_ELEMENTS = frozenset(
    ("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
     "title", "desc", "metadata", "defs", "linearGradient", "radialGradient", "stop", "clipPath", "marker")
)  # fmt: skip
_ELSEWHERE = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:", re.IGNORECASE)


def check_picture(name: str, content: bytes) -> None:
    """Raise ``ValueError`` with one sentence unless it is a picture that can be shown."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if ending == ".svg":
        _check_drawing(content)
        return
    if ending not in _FORMATS:
        raise ValueError(translate("Files", "It is no picture for a lesson: PNG, JPEG and SVG are."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about its size, which is judged here
            with Image.open(io.BytesIO(content), formats=(_FORMATS[ending],)) as image:
                pixels = image.width * image.height
    except Exception:  # a damaged file makes Pillow raise nearly anything
        raise ValueError(
            translate("Files", "It is no {kind}, or damaged.").format(kind=_FORMATS[ending])
        ) from None
    if pixels > MOST_PIXELS:
        raise ValueError(
            translate("Files", "It is too large: over {most} million pixels.").format(
                most=MOST_PIXELS // 1_000_000
            )
        )


def _check_drawing(content: bytes) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    look = _Look()
    parser.StartDoctypeDeclHandler = look.doctype
    parser.StartElementHandler = look.start
    parser.EndElementHandler = look.end
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise ValueError(translate("Files", "It is no SVG, or damaged.")) from None
    if not look.is_svg:
        raise ValueError(translate("Files", "It is no SVG, or damaged."))


class _Look:
    """Looks at a drawing element by element. Raises ``ValueError`` for what a plain drawing has not."""

    def __init__(self) -> None:
        self.is_svg = False
        self._depth = self._count = 0

    def doctype(self, *_: object) -> None:
        raise ValueError(translate("Files", "It defines entities, which is not read: save it as plain SVG."))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > _MOST_DEPTH or self._count > _MOST_ELEMENTS:
            raise ValueError(translate("Files", "It is too large a drawing."))
        space, _, own = name.rpartition(" ")
        if space != "http://www.w3.org/2000/svg":
            if self._depth == 1:
                raise ValueError(translate("Files", "It is no SVG, or damaged."))
            return  # what a drawing program keeps for itself, and nobody draws
        self.is_svg = True
        if own not in _ELEMENTS:
            raise ValueError(
                translate("Files", "It has “{name}”, which is not drawn in a lesson.").format(name=own[:40])
            )
        for attribute, value in attributes.items():
            if attribute.lower().startswith("on") or _ELSEWHERE.search(value):
                raise ValueError(translate("Files", "It wants something from outside the lesson."))
            if attribute.rpartition(" ")[2] == "href" and not value.startswith("#"):
                raise ValueError(translate("Files", "It wants something from outside the lesson."))

    def end(self, name: str) -> None:
        self._depth -= 1
