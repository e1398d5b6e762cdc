"""Sentences of the packages without Qt, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from nnviz.said import Sentence


def told(said: object) -> str:
    """What an error or a text says: a Sentence translated, with its values; anything else as it is."""
    text = said if isinstance(said, str) else str(said)
    if not isinstance(text, Sentence):
        return text
    template = QCoreApplication.translate(text.context, text.template)
    values = {n: told(v) if isinstance(v, str | Exception) else v for n, v in text.values.items()}
    return template.format(**values) if values else template


def capital(said: object) -> str:
    """The same at the beginning of a line."""
    text = told(said)
    return text[:1].upper() + text[1:]
