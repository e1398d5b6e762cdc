"""A made-up language: every letter twice, so that whatever was not translated, or has no room, is seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTranslator
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QMenu, QWidget

#: What stays as it is within a text: the places of values, the number of things, tags of rich text, a key.
_KEPT = re.compile(r"(\{[^}]*\}|%L?n|<[^>]*>|&\w+;)")
_LETTERS = re.compile(r"[A-Za-z]+")


def doubled(text: str) -> str:
    """``text`` in the made-up language."""
    parts = _KEPT.split(text)
    return "".join(
        part if place % 2 else re.sub(r"[A-Za-z]", r"\g<0>\g<0>", part) for place, part in enumerate(parts)
    )


def left_english(text: str) -> list[str]:
    """The words of two letters or more that nobody has translated; what an ellipsis cuts is not judged."""
    text = re.sub(r"<[^>]*>|\w*…\w*", " ", text)
    return [
        word
        for word in _LETTERS.findall(text)
        if len(word) > 1 and (len(word) % 2 or word[::2].lower() != word[1::2].lower())
    ]


class Doubled(QTranslator):
    """Every text, of nnviz and of Qt, in the made-up language."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, text: str, comment: str = "", n: int = -1) -> str:
        return doubled(text.replace("(s)", "s"))


@contextmanager
def spoken(application: QApplication) -> Iterator[None]:
    """The made-up language is that of the window meanwhile."""
    translator = Doubled()
    application.installTranslator(translator)
    yield
    application.removeTranslator(translator)


@contextmanager
def painted() -> Iterator[list[str]]:
    """The texts that our own widgets paint meanwhile."""
    texts: list[str] = []
    originals = {name: getattr(QPainter, name) for name in ("drawText", "drawStaticText")}

    def draw_text(painter: QPainter, *arguments: object) -> object:
        texts.extend(argument for argument in arguments if isinstance(argument, str))
        return originals["drawText"](painter, *arguments)

    def draw_static(painter: QPainter, *arguments: object) -> object:
        texts.extend(argument.text() for argument in arguments if hasattr(argument, "text"))
        return originals["drawStaticText"](painter, *arguments)

    QPainter.drawText, QPainter.drawStaticText = draw_text, draw_static
    yield texts
    for name, original in originals.items():
        setattr(QPainter, name, original)


def said_by(root: QWidget) -> Iterator[tuple[str, str]]:
    """(where, text) of all that the visible widgets of ``root`` show, tell on hovering, and say aloud."""
    for widget in [root, *root.findChildren(QWidget)]:
        if not widget.isVisible():
            continue
        where = f"{type(widget).__name__} {widget.objectName()}"
        yield f"{where} name", widget.accessibleName()
        yield f"{where} description", widget.accessibleDescription()
        yield f"{where} tip", widget.toolTip()
        if isinstance(widget, QLabel | QAbstractButton):
            yield where, widget.text()
        if isinstance(widget, QComboBox):
            yield from ((where, widget.itemText(place)) for place in range(widget.count()))
        if isinstance(widget, QLineEdit):
            yield where, widget.placeholderText()
        if isinstance(widget, QMenu):
            yield from ((where, action.text()) for action in widget.actions())


def cut_off(root: QWidget) -> list[str]:
    """The texts of several lines in ``root`` that have too few of them; a single line ends in an ellipsis."""
    labels = [label for label in root.findChildren(QLabel) if label.isVisible() and label.wordWrap()]
    return [label.text() for label in labels if label.height() < label.heightForWidth(label.width())]
