"""Sentences as templates with named values: English where they are made, translated by whoever shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["Sentence", "joined", "translate"]


class Sentence(str):
    """English text that still knows its ``context``, its ``template`` and the ``values`` in its places.

    Values are text, numbers (the template says how they are written) or Sentences again.
    """

    context: str
    template: str
    values: Mapping[str, object]

    def __new__(cls, context: str, template: str, values: Mapping[str, object] | None = None) -> Sentence:
        text = template if values is None else template.format(**values)
        self = super().__new__(cls, text)
        self.context, self.template, self.values = context, template, values or {}
        return self

    def format(self, *none: object, **values: object) -> Sentence:
        """The template with ``values`` in its places, each of which has a name."""
        return Sentence(self.context, self.template, values)

    def __str__(self) -> str:
        return self  # so that str(error) is still a Sentence

    def __reduce__(self) -> tuple[type[Sentence], tuple[str, str, Mapping[str, object] | None]]:
        return Sentence, (self.context, self.template, self.values or None)


def translate(context: str, template: str) -> Sentence:
    """Marks ``template`` for the translators, under the name that ``pyside6-lupdate`` looks for."""
    return Sentence(context, template)


def joined(parts: Iterable[str], between: str = " ") -> Sentence:
    """Sentences one after the other, or the items of a list with a comma ``between``."""
    values = {f"part{number}": part for number, part in enumerate(parts)}
    return Sentence("", between.join(f"{{{name}}}" for name in values), values)
