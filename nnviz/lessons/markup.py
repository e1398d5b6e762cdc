"""The Markdown of a lesson taken apart: front matter, sections, fenced blocks, pictures; all with lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

from nnviz.files.project_text import is_line
from nnviz.lessons.mistakes import Mistakes
from nnviz.said import translate

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT = "+++"
_BRACES = re.compile(r"(?:^|\s)\{([^{}]*)\}\s*$")
_KEY = re.compile(r"#([a-z0-9][a-z0-9-]{0,60})")


#: What a link in the text may lead to: “workspace:images”, “lesson:memory”.
DOORS: Final = ("workspace", "lesson")
DOOR: Final = re.compile(r"\]\((?P<kind>[a-z]+):(?P<name>[a-z0-9_-]+)\)")


@dataclass(frozen=True)
class Fence:
    """A fenced block: the first word behind its fence, its text, and the line of the fence."""

    kind: str
    text: str
    line: int
    end: int  # the first line after it
    closed: bool


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    text: str
    line: int
    level: int


@dataclass(frozen=True)
class Picture:
    """A picture in the text."""

    source: str
    alt: str
    line: int


@dataclass(frozen=True)
class Link:
    """A link in the text."""

    target: str
    line: int


@dataclass
class Section:
    """What stands below one ``##``: its title, the ``kind`` and ``key`` in braces, "" for none."""

    title: str
    kind: str
    key: str
    line: int
    fences: list[Fence] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    #: First line and first line after of every item of a list.
    items: list[tuple[int, int]] = field(default_factory=list)
    first: int = 0  # the lines of its text, counted from 0
    end: int = 0


@dataclass(frozen=True)
class Markup:
    """A lesson's text: its front matter, None where there is none, and what follows, section by section."""

    lines: list[str]
    front: str | None
    front_line: int
    intro: Section
    sections: list[Section]

    def text_of(self, section: Section, without: frozenset[int] = frozenset()) -> str:
        """Its Markdown, ``without`` the lines of these numbers."""
        kept = [self.lines[at] for at in range(section.first, section.end) if at not in without]
        return "\n".join(kept).strip("\n").rstrip()


@cache
def parser() -> MarkdownIt:
    """Markdown as a lesson has it: tables, formulas between dollars, no HTML."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    return markdown.use(dollarmath_plugin, double_inline=True)


def decoded(content: bytes, mistakes: Mistakes) -> str:
    """The text of a file, with ends of lines as “\\n”. What cannot be read or shown is told, and left out.

    Raises ``ValueError`` with one sentence for what is no text at all.
    """
    if b"\0" in content:
        raise ValueError(translate("Lessons", "It is no text: it has zero bytes."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = content[: error.start].count(b"\n") + 1
        mistakes.add(at, translate("Lessons", "This line is not in UTF-8: save the file in that encoding."))
        text = content.decode("utf-8-sig", errors="replace")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines):
        if not line.isascii() or not line.isprintable():
            spaced = line.replace("\t", " ")
            if not is_line(spaced):
                sentence = translate("Lessons", "This line has a letter that cannot be shown.")
                mistakes.add(number + 1, sentence)
                lines[number] = "".join(letter for letter in line if letter == "\t" or is_line(letter))
    return "\n".join(lines)


def parted(text: str, mistakes: Mistakes) -> Markup:
    """The text taken apart."""
    lines = text.split("\n")
    front, front_line, rest = _front(lines, mistakes)
    blank = [*[""] * rest, *lines[rest:]]  # so that Markdown counts the lines of the file
    intro = Section("", "", "", 0, first=rest, end=len(lines))
    sections = [intro]
    for token, content in _top(parser().parse("\n".join(blank))):
        _add(token, content, sections, lines, mistakes)
    return Markup(lines, front, front_line, intro, sections[1:])


def _front(lines: list[str], mistakes: Mistakes) -> tuple[str | None, int, int]:
    """The front matter, the line of its first fence, and how many lines are before the Markdown."""
    begin = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if lines[begin].rstrip() != _FRONT:
        text = translate("Lessons", "The file must begin with its front matter, between two lines “{fence}”.")
        mistakes.add(begin + 1, text.format(fence=_FRONT))
        return None, begin + 1, 0
    for at in range(begin + 1, len(lines)):
        if lines[at].rstrip() == _FRONT:
            return "\n".join(lines[begin + 1 : at]), begin + 1, at + 1
    text = translate("Lessons", "The front matter has no second line “{fence}”.")
    mistakes.add(begin + 1, text.format(fence=_FRONT))
    end = next((at for at, line in enumerate(lines) if line.startswith("## ")), len(lines))
    return "\n".join(lines[begin + 1 : end]), begin + 1, end


def _top(tokens: list[Token]) -> Iterator[tuple[Token, Token | None]]:
    """The tokens that matter, each with the one after it."""
    for token, after in zip(tokens, [*tokens[1:], None], strict=bool(tokens)):
        if token.map is not None:
            yield token, after


def _add(
    token: Token, after: Token | None, sections: list[Section], lines: list[str], mistakes: Mistakes
) -> None:
    """Takes a token into the last section, or begins the next."""
    assert token.map is not None
    first, end = token.map
    here = sections[-1]
    if token.type == "heading_open" and token.level == 0:
        text = after.content if after is not None else ""
        if token.tag == "h2":
            here.end = first
            sections.append(_section(text, first, end, len(lines), mistakes))
        else:
            here.headings.append(Heading(text, first + 1, int(token.tag[1])))
    elif token.type == "fence":
        words = token.info.split()
        last = lines[min(end, len(lines)) - 1].lstrip(" >*-+0123456789.").rstrip()
        closed = end - first > 1 and len(last) >= len(token.markup) and not last.strip(token.markup[0])
        here.fences.append(Fence(words[0] if words else "", token.content, first + 1, end + 1, closed))
    elif token.type == "list_item_open" and token.level == 1:
        here.items.append((first, end))
    elif token.type == "inline":
        for child in token.children or ():
            if child.type == "image":
                here.pictures.append(Picture(str(child.attrs.get("src", "")), child.content, first + 1))
            elif child.type == "link_open":
                here.links.append(Link(str(child.attrs.get("href", "")), first + 1))


def _section(text: str, first: int, end: int, last: int, mistakes: Mistakes) -> Section:
    """The section that a heading begins."""
    found = _BRACES.search(text)
    title = text[: found.start()].strip() if found else text.strip()
    kind = key = ""
    for word in found[1].split() if found else ():
        if word.startswith("#"):
            if not _KEY.fullmatch(word):
                sentence = translate("Lessons", "A key is of small letters, digits and “-”, not “{key}”.")
                mistakes.add(first + 1, sentence.format(key=word[1:41]))
            else:
                key = word[1:]
        elif kind:
            sentence = translate("Lessons", "A step has one kind, not also “{kind}”.")
            mistakes.add(first + 1, sentence.format(kind=word[:40]))
        else:
            kind = word
    return Section(title, kind, key, first + 1, first=end, end=last)
