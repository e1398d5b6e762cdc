"""All that a window says: every text that is painted, told to listeners or shown where the pointer rests.

What is painted is found by painting it: each widget alone, into an SVG, where a text stays a text whoever
draws it. So no view can show a number that is not found here.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QPoint
from PySide6.QtGui import QHelpEvent, QImage, QPainter, QPixmap, QRegion, QTextDocument
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QGraphicsItem,
    QGraphicsView,
    QToolTip,
    QWidget,
)
from shiboken6 import isValid

TEXT = "{http://www.w3.org/2000/svg}text"
_HOVER_STEP = 9  # px between the places where the pointer rests


@dataclass(frozen=True)
class Said:
    """A text of a widget: ``owner`` are the classes of the widget and of those around it, the inmost first.

    ``called`` is what listeners are told that the widget is. ``how``: "painted" or "picture" (with "|"
    between what was painted apart), "tip", "name", "description" or "hover".
    """

    owner: tuple[str, ...]
    how: str
    text: str
    called: str = ""

    def __str__(self) -> str:
        return f"{' < '.join(self.owner[:3])} ({self.how}): {self.text!r}"


def plain(text: str) -> str:
    """As a person reads it: without mark-up, with ordinary spaces, and minus as a sign."""
    if text.startswith(("<p", "<html", "<qt", "<!DOCTYPE", "<span")):
        document = QTextDocument()
        document.setHtml(text)
        text = document.toPlainText()
    return text.replace("\xa0", " ").replace("\u2007", " ").replace("minus ", "−")


def painted(widget: QWidget) -> list[tuple[float, float, str]]:
    """(x, y, text) of all that a widget paints itself, in the order in which it does, without pictures."""
    return rendered(widget)[1]


def rendered(widget: QWidget) -> tuple[list[str], list[tuple[float, float, str]]]:
    """The texts that a widget paints on pictures first, and (x, y, text) of all others."""
    if widget.width() <= 0 or widget.height() <= 0:
        return [], []
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    device = QSvgGenerator()
    device.setOutputDevice(buffer)
    device.setResolution(widget.logicalDpiX())
    device.setSize(widget.size())
    painter = QPainter(device)
    kept = _uncached(widget)
    with _on_pictures() as found:
        QWidget.render(widget, painter, QPoint(0, 0), QRegion(), QWidget.RenderFlag.DrawWindowBackground)
    painter.end()
    for item, mode in kept:
        item.setCacheMode(mode)
    return found, list(_texts(ET.fromstring(bytes(buffer.data()))))


@contextmanager
def _on_pictures() -> Iterator[list[str]]:
    """The texts that are painted on pictures first, which the SVG would have as pixels.

    Pictures themselves are left out of the SVG: packing them would take longer than all else.
    """
    found: list[str] = []
    usual = {name: getattr(QPainter, name) for name in ("drawText", "drawImage", "drawPixmap")}

    def on_picture(painter: QPainter) -> bool:
        return isinstance(painter.device(), QPixmap | QImage)

    def text(painter: QPainter, *args: object) -> object:
        if on_picture(painter):
            found.extend(text for text in args if isinstance(text, str))
        return usual["drawText"](painter, *args)

    def picture(name: str) -> Callable[..., None]:
        return lambda painter, *args: usual[name](painter, *args) if on_picture(painter) else None

    QPainter.drawText = text
    QPainter.drawImage, QPainter.drawPixmap = picture("drawImage"), picture("drawPixmap")
    try:
        yield found
    finally:
        for name, method in usual.items():
            setattr(QPainter, name, method)


def _uncached(widget: QWidget) -> list[tuple[QGraphicsItem, QGraphicsItem.CacheMode]]:
    """Have the items of a view painted, not their pictures."""
    view = widget.parentWidget()
    if not isinstance(view, QGraphicsView) or view.viewport() is not widget or view.scene() is None:
        return []
    kept = [(item, item.cacheMode()) for item in view.scene().items()]
    for item, _ in kept:
        item.setCacheMode(QGraphicsItem.CacheMode.NoCache)
    return kept


def _texts(root: ET.Element) -> Iterator[tuple[float, float, str]]:
    for group in root.iter():
        numbers = re.findall(r"[-\d.e]+", group.get("transform", ""))
        a, b, c, d, e, f = map(float, numbers) if len(numbers) == 6 else (1, 0, 0, 1, 0, 0)
        for child in group:
            if child.tag == TEXT and child.text:
                x, y = float(child.get("x", 0)), float(child.get("y", 0))
                yield a * x + c * y + e, b * x + d * y + f, child.text


def shown_widgets(window: QWidget) -> Iterator[QWidget]:
    """The window and all that is seen of it, also what is only scrolled away."""
    yield window
    for widget in window.findChildren(QWidget):
        if isValid(widget) and widget.isVisible() and widget.window() is window:
            yield widget


def owner(widget: QWidget) -> tuple[str, ...]:
    """The names of the classes of a widget and of those around it."""
    names = []
    at: QWidget | None = widget
    while at is not None:
        names.append(type(at).__name__)
        at = at.parentWidget()
    return tuple(names)


def texts(window: QWidget, hovered: Iterable[type] = ()) -> list[Said]:
    """All that is said in a window; widgets of the classes ``hovered`` also where the pointer rests."""
    found: dict[Said, None] = {}

    def add(widget: QWidget, how: str, text: str) -> None:
        if text:
            found[Said(owner(widget), how, plain(text), widget.accessibleName())] = None

    for widget in shown_widgets(window):
        pictured, written = rendered(widget)
        for how, pieces in (("picture", pictured), ("painted", [text for _, _, text in written])):
            # powers are of another font
            add(widget, how, re.sub(r"\|(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])", "", "|".join(pieces)))
        add(widget, "tip", widget.toolTip())
        add(widget, "name", widget.accessibleName())
        add(widget, "description", widget.accessibleDescription())
        if isinstance(widget, tuple(hovered)):
            for text in tips(widget):
                add(widget, "hover", text)
    return list(found)


def tip_at(widget: QWidget, place: QPoint) -> str:
    """The tooltip that comes at this place."""
    QToolTip.hideText()
    target = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
    QApplication.sendEvent(target, QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place)))
    text = QToolTip.text()
    QToolTip.hideText()
    return plain(text)


def tips(widget: QWidget, step: int = _HOVER_STEP) -> list[str]:
    """The different tooltips that come all over a widget."""
    rows, columns = range(step // 2, widget.height(), step), range(step // 2, widget.width(), step)
    found = {tip_at(widget, QPoint(x, y)): None for y in rows for x in columns}
    return [text for text in found if text]
