"""Sentences as templates with named values: English here, translated by whoever shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def translate(context: str, text: str) -> str:
    """Marks ``text`` for the translators; it stays as it is."""
    return text


@dataclass(frozen=True)
class Words:
    """A template, and what goes into its places: numbers as they are written, names, or words again."""

    text: str
    values: Mapping[str, str | Words] = field(default_factory=dict)

    def said(self, translated: Callable[[str], str]) -> str:
        """The sentence, with every template ``translated``."""
        values = {name: v if isinstance(v, str) else v.said(translated) for name, v in self.values.items()}
        return translated(self.text).format(**values)

    def __str__(self) -> str:
        return self.said(str)


def words(text: str, **values: str | Words) -> Words:
    """``text`` with ``values`` in its places."""
    return Words(text, values)
