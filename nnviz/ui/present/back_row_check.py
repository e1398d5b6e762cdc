"""What in the room's window is how large: its view is drawn as lines and letters, and these are measured."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from xml.etree import ElementTree

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QPoint, QRect
from PySide6.QtGui import QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from nnviz.lessons.back_row import HEIGHT, Mark
from nnviz.ui.ratio import pictured

translate = QCoreApplication.translate

_NUMBERS = re.compile(r"-?\d+\.?\d*(?:e-?\d+)?")
_NAMELESS = frozenset({"none", ""})
_MOST_SAID = 32  # characters of a text that is named


def marks_in(view: QWidget) -> tuple[Mark, ...]:
    """Every text and line that ``view`` paints, in px at a height of 1080; pictures are not looked into."""
    drawn = ElementTree.fromstring(_drawn(view))
    scale = HEIGHT / max(
        1, view.height()
    )  # only now: what has yet to be laid out gets its size as it is drawn
    return tuple(Mark(mark.what, mark.size * scale, mark.line) for mark in _marks(drawn, 1.0, {}))


def texts_in(view: QWidget) -> tuple[str, ...]:
    """Every text that ``view`` paints."""
    found = ElementTree.fromstring(_drawn(view)).iter()
    return tuple("".join(one.itertext()).strip() for one in found if one.tag.rpartition("}")[2] == "text")


def _drawn(view: QWidget) -> bytes:
    """The view as an SVG drawing."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    drawing = QSvgGenerator()
    drawing.setOutputDevice(buffer)
    drawing.setSize(view.size())
    drawing.setViewBox(QRect(QPoint(), view.size()))
    drawing.setResolution(96)
    with pictured(view.window(), 1.0, 1.0):
        view.render(drawing, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    buffer.close()
    return bytes(content.data())


def _marks(element: ElementTree.Element, scale: float, over: dict[str, str]) -> Iterator[Mark]:
    """Those of an element, drawn at ``scale``, with the attributes ``over`` it."""
    scale *= _scale_of(element.get("transform", ""))
    given = {**over, **element.attrib}
    tag = element.tag.rpartition("}")[2]
    if tag == "text":
        words = "".join(element.itertext()).strip()
        size = _number(given.get("font-size", ""))
        if words and size:
            yield Mark(f"“{words[:_MOST_SAID]}”", size * scale)
    elif tag in ("path", "polyline", "line", "rect", "circle", "ellipse"):
        width = _number(given.get("stroke-width", "1"))
        seen = given.get("stroke", "none") not in _NAMELESS and _number(given.get("stroke-opacity", "1")) > 0
        if seen and width:
            cosmetic = given.get("vector-effect") == "non-scaling-stroke"
            yield Mark(translate("BackRow", "A line"), width * (1.0 if cosmetic else scale), line=True)
    for child in element:
        yield from _marks(child, scale, given)


def _scale_of(transform: str) -> float:
    """How much larger a transformation draws."""
    numbers = [float(number) for number in _NUMBERS.findall(transform)]
    if transform.startswith("matrix") and len(numbers) >= 4:
        return math.sqrt(abs(numbers[0] * numbers[3] - numbers[1] * numbers[2]))
    if transform.startswith("scale") and numbers:
        return abs(numbers[0])
    return 1.0


def _number(text: str) -> float:
    found = _NUMBERS.search(text)
    return float(found.group()) if found else 0.0
