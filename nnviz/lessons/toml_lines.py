"""A block of TOML: its values, and the line of every key, which tomllib does not tell."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from typing import Any, Final

from nnviz.said import Sentence, translate

#: Where a value stands: the keys and places in lists that lead to it.
Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*(?:([A-Za-z0-9_-]+)|("(?:[^"\\\n]|\\.)*")|'([^'\n]*)')[ \t]*""")
_TEXT = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")' r"|'''.*?'{3,5}(?!')" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'", re.DOTALL
)
_PLAIN = re.compile(r"[^,\]}\n#]*")
_AT = re.compile(r" *\(at (?:line (\d+), column \d+|end of document)\)$")


class TomlError(ValueError):
    """What is no TOML: a sentence, and its line counted from 1, 0 for the end."""

    def __init__(self, sentence: Sentence, line: int) -> None:
        super().__init__(sentence)
        self.line = line


def read_toml(text: str) -> tuple[dict[str, Any], dict[Path, int]]:
    """The values, and the line of each counted from 1. Raises ``TomlError``."""
    try:
        values = tomllib.loads(text)
        return values, _Lines(text).found
    except tomllib.TOMLDecodeError as error:
        said = str(error.args[0] if error.args else error)
        at = _AT.search(said)
        why = said[: at.start()] if at else said
        raise TomlError(_sentence(why), int(at[1] or 0) if at else 0) from None
    except (ValueError, RecursionError):  # a whole number of thousands of digits, lists in lists in lists
        raise TomlError(_sentence("Value too large"), 1) from None


#: What tomllib says of the commonest faults, in words for who has never heard of TOML.
_WORDS: Final = {
    "Cannot overwrite a value": translate("Lessons", "a key is here twice"),
    "Invalid value": translate("Lessons", "a value is no number, no text in quotes and no list in [ ]"),
    "Unclosed array": translate("Lessons", "a list has no “]” at its end"),
    "Unterminated string": translate("Lessons", "a text has no quote at its end"),
    "Expected '=' after a key in a key/value pair": translate("Lessons", "behind a key there is no “=”"),
    "Expected newline or end of document after a statement": translate(
        "Lessons", "something stands behind a value in its line"
    ),
    "Value too large": translate("Lessons", "a value is too large"),
}


def _sentence(why: str) -> Sentence:
    plain = why.rstrip(".").replace("\n", " ")[:200]
    return translate("Lessons", "This is no TOML: {why}.").format(why=_WORDS.get(plain, plain))


class _Lines:
    """The lines of the keys and items of a text that is known to be TOML."""

    def __init__(self, text: str) -> None:
        self.found: dict[Path, int] = {}
        self._text, self._at = text, 0
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._lists: dict[Path, int] = {}
        self._document()

    def _document(self) -> None:
        table: Path = ()
        self._skip()
        while self._at < len(self._text):
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._entry(table)
            self._skip()

    def _header(self) -> Path:
        """``[a.b]`` or ``[[a.b]]``: the path of what follows."""
        doubled = self._text.startswith("[[", self._at)
        line = self._line()
        self._at += 2 if doubled else 1
        path: Path = ()
        for name in self._names():
            path = self._in_list((*path, name))
        if doubled:
            bare = path[:-1] if path and isinstance(path[-1], int) else path
            self._lists[bare] = self._lists.get(bare, -1) + 1
            path = (*bare, self._lists[bare])
            self.found.setdefault(bare, line)
        self.found[path] = line
        self._at = self._text.index("]", self._at) + (2 if doubled else 1)
        return path

    def _in_list(self, path: Path) -> Path:
        return (*path, self._lists[path]) if path in self._lists else path

    def _entry(self, table: Path) -> None:
        line = self._line()
        path = table
        for name in self._names():
            path = (*path, name)
            self.found.setdefault(path, line)
        self._at = self._text.index("=", self._at) + 1
        self._value(path)

    def _names(self) -> list[str]:
        names = []
        while True:
            key = _KEY.match(self._text, self._at)
            assert key is not None
            self._at = key.end()
            quoted = tomllib.loads(f"k={key[2]}")["k"] if key[2] else key[3]
            names.append(key[1] if key[1] is not None else quoted)
            if not self._text.startswith(".", self._at):
                return names
            self._at += 1

    def _value(self, path: Path) -> None:
        self._skip()
        self.found.setdefault(path, self._line())
        first = self._text[self._at : self._at + 1]
        if first in ('"', "'"):
            text = _TEXT.match(self._text, self._at)
            assert text is not None
            self._at = text.end()
        elif first == "[":
            self._items(path)
        elif first == "{":
            self._inline(path)
        else:
            plain = _PLAIN.match(self._text, self._at)
            assert plain is not None
            self._at = plain.end()

    def _items(self, path: Path) -> None:
        self._at += 1
        number = 0
        while True:
            self._skip()
            if self._text[self._at] == "]":
                break
            if self._text[self._at] == ",":
                self._at += 1
                continue
            self._value((*path, number))
            number += 1
        self._at += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        while True:
            self._skip()
            if self._text[self._at] == "}":
                break
            if self._text[self._at] == ",":
                self._at += 1
                continue
            self._entry(path)
        self._at += 1

    def _skip(self) -> None:
        blank = _BLANK.match(self._text, self._at)
        assert blank is not None
        self._at = blank.end()

    def _line(self) -> int:
        return bisect_right(self._starts, self._at)
