"""The words of a lesson as HTML for the window, and what somebody answered in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote

from nnviz.lessons.answers import Value
from nnviz.lessons.judging import letter_of, way_of
from nnviz.lessons.lesson import Asking, Predict
from nnviz.said import Sentence, joined, translate
from nnviz.training.written import chosen

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

#: Makes HTML of LaTeX; True: it stands in a line of its own.
Formula = Callable[[str, bool], str]

_HERE, _END = "\x02", "\x03"
_FORMULA: Final = re.compile(f"{_HERE}([di])([^{_END}]*){_END}")


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # here, where it delays no window
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    return markdown.use(dollarmath_plugin, double_inline=True, renderer=_marked)


def _marked(latex: str, about: Mapping[str, Any]) -> str:
    """A formula on its way through the HTML: no control character comes that far out of a lesson's file."""
    return f"{_HERE}{'d' if about['display_mode'] else 'i'}{quote(latex)}{_END}"


def as_html(text: str, formula: Formula) -> str:
    """Markdown as HTML; raw HTML in it stays text, and what is between dollars is what ``formula`` makes."""
    html: str = _markdown().render(text.replace(_HERE, "").replace(_END, ""))
    return _FORMULA.sub(lambda found: formula(unquote(found[2]), found[1] == "d"), html)


# ---- an answer in words
def _number(asked: Predict, value: Any) -> Sentence:
    number = chosen(value)
    if asked.unit:
        return translate("Lessons", "{number} {unit}").format(number=number, unit=asked.unit)
    return joined([number])


def _choice(asked: Predict, value: Any) -> Sentence:
    there = 0 <= value < len(asked.options)
    return joined([letter_of(value), asked.options[value].text if there else ""], "  ")


_WAYS: Final = {
    "up": translate("Lessons", "up"),
    "down": translate("Lessons", "down"),
    "same": translate("Lessons", "the same"),
}


def _direction(asked: Predict, value: Any) -> Sentence:
    if isinstance(value, str):
        return _WAYS.get(value, joined([value]))
    way = way_of(value, asked.tolerance)
    if way == "same":
        return _WAYS[way]
    text = translate("Lessons", "{way}, by {change}")
    return text.format(way=_WAYS[way], change=chosen(abs(value), 4))


def _order(asked: Predict, value: Any) -> Sentence:
    return joined([str(name) for name in value], ", ")


def _point(asked: Predict, value: Any) -> Sentence:
    place = ", ".join(str(index) for index in value)
    return translate("Lessons", "number {place}").format(place=f"[{place}]")


def _curve(asked: Predict, value: Any) -> Sentence:
    text = translate("Lessons", "from {first} to {last}")
    return text.format(first=chosen(value[0], 3), last=chosen(value[-1], 3)) if value else joined(["–"])


_IN_WORDS: Final[Mapping[Asking, Callable[[Predict, Any], Sentence]]] = {
    "number": _number,
    "choice": _choice,
    "direction": _direction,
    "order": _order,
    "point": _point,
    "curve": _curve,
}


def in_words(asked: Predict, value: Value) -> Sentence:
    """A prediction, or how it is, as it is written beside the question."""
    return _IN_WORDS[asked.kind](asked, value)
