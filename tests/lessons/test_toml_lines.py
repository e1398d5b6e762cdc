"""The line of a key in TOML, judged by numbers that each stand once in the text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.lessons.toml_lines import TomlError, read_toml

TEXT = """# a = 1000
a = 1001
b.c = 1002 # x = [
opts = [
  { text = 1003, "say it" = 1004 },
  # {
  { text = "}", list = [1005, 1006] }, { 'q]' = '"[' },

  { text = 1007 }
]
long = \"\"\"
a = "]" \\\\\"\"\"
lit = "#"
after = 1008
[t]
u = 1009
[[more]]
z = 1010
[[more]]
z = 1011
[more.sub]
y = 1012
"""


def numbers(value: Any, path: tuple[str | int, ...] = ()) -> dict[int, tuple[str | int, ...]]:
    """Where each number stands."""
    if isinstance(value, int):
        return {value: path}
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {number: place for name, one in inner for number, place in numbers(one, (*path, name)).items()}


def test_every_number_has_the_line_that_it_stands_in() -> None:
    values, lines = read_toml(TEXT)
    found = numbers(values)
    assert sorted(found) == list(range(1001, 1013))
    for number, path in found.items():
        assert lines[path] == TEXT[: TEXT.index(str(number))].count("\n") + 1, path


KEYS = st.sampled_from(["a", "b-1", '"x = 1"', "'['", "d.e", "f . g"])
BLANK = st.sampled_from(["", " ", "\n", " # [ { '\n", "\n\n"])


@st.composite
def values(draw: st.DrawFn, depth: int = 3) -> str:
    kind = draw(st.sampled_from(["number", "text", "list", "table"] if depth else ["number", "text"]))
    if kind == "text":
        return draw(
            st.sampled_from(['"#]}"', "''", '"""\n[ \\" """', "'''\n'a'''", '"\\""', "1e3", "2020-01-01"])
        )
    if kind == "list":
        items = draw(st.lists(values(depth=depth - 1), max_size=3))
        return "[" + ",".join(draw(BLANK) + item + draw(BLANK) for item in items) + "]"
    if kind == "table":
        entries = draw(
            st.lists(st.tuples(KEYS, values(depth=depth - 1)), max_size=3, unique_by=lambda e: e[0])
        )
        return "{" + ", ".join(f"{key} = {value}" for key, value in entries) + "}"
    return "NUMBER"


@given(st.lists(st.tuples(BLANK, KEYS, values()), max_size=5, unique_by=lambda entry: entry[1]))
def test_in_any_text(entries: list[tuple[str, str, str]]) -> None:
    text = "".join(f"{blank}{key} = {value}\n" for blank, key, value in entries)
    while "NUMBER" in text:
        text = text.replace("NUMBER", str(10_000 + text.count("NUMBER")), 1)
    try:
        read, lines = read_toml(text)
    except TomlError:
        return  # a line ended within a table
    for number, path in numbers(read).items():
        assert lines[path] == text[: text.index(str(number))].count("\n") + 1


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("a = 1\nb = x", 2, "a value is no number, no text in quotes and no list in [ ]"),
        ("a = 1\n\nb = [1,", 0, "a value is no number, no text in quotes and no list in [ ]"),
        ("a = 1\nb = [1", 0, "a list has no “]” at its end"),
        ("a = 1\na = 2\nb = 3", 2, "a key is here twice"),
        ("a 1", 1, "behind a key there is no “=”"),
        ("a = 1 2", 1, "something stands behind a value in its line"),
        ("a = " + "[" * 3000, 1, "a value is too large"),
    ],
)
def test_a_fault_has_its_line_and_plain_words(text: str, line: int, why: str) -> None:
    with pytest.raises(TomlError) as caught:
        read_toml(text)
    assert (caught.value.line, str(caught.value)) == (line, f"This is no TOML: {why}.")
