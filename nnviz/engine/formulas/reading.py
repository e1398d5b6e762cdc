"""Formulas as people type them, read into a tree by a reader of our own. Nothing is ever run.

    formula   = term (("+" | "-") term)*
    term      = signed (("*" | "/") signed)*
    signed    = ("+" | "-") signed | power
    power     = single ("**" signed)?              also typed ^
    single    = number | name | name "(" argument ("," argument)* ")" | "(" formula ")"
    argument  = formula, the first one of where(...) being  formula ("<" | "<=" | ">" | ">=") formula

So -x**2 is -(x**2), and 2**3**2 is 2**(3**2), as in Python. What cannot be
read is one sentence with its column.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from nnviz.engine.formulas.functions import FUNCTIONS
from nnviz.engine.formulas.tree import CONSTANTS, Binary, Call, Compared, Name, Negative, Node, Number, Pieces
from nnviz.said import translate

__all__ = ["LONGEST", "MOST_DEEP", "MOST_NODES", "read_formula"]

LONGEST, MOST_NODES, MOST_DEEP = 500, 200, 40
LARGEST = 1e12
DIGITS = 40
COMPARISONS = ("<", "<=", ">", ">=")
_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>\*\*|<=|>=|[-+*/^(),<>])"
)
#: What a word processor or a phone puts in the place of the signs on a keyboard.
_ALSO = str.maketrans({"−": "-", "–": "-", "·": "*", "×": "*", "÷": "/"})


class _Token(NamedTuple):
    kind: str  # number, name, sign or end
    text: str
    column: int  # counted from 1, as people do


def read_formula(text: str, variables: Iterable[str] = ("x",), parameters: Iterable[str] = ()) -> Node:
    """The tree of `text`, in which these names may stand beside pi, e and the functions of the table.

    ValueError with one sentence, which names the column, for anything that is no such formula.
    """
    if len(text) > LONGEST:
        raise ValueError(
            translate("Engine", "A formula has at most {most} characters, this one has {count}.").format(
                most=LONGEST, count=len(text)
            )
        )
    return _Reader(_tokens(text), (*variables, *parameters)).whole()


def _tokens(text: str) -> list[_Token]:
    tokens, place, plain = [], 0, text.translate(_ALSO)
    while place < len(plain):
        if plain[place].isspace():
            place += 1
            continue
        found = _TOKEN.match(plain, place)
        if found is None:
            raise ValueError(
                translate("Engine", "Column {column}: {sign!r} has no meaning in a formula.").format(
                    column=place + 1, sign=text[place]
                )
            )
        tokens.append(_Token(found.lastgroup or "", found.group(), place + 1))
        place = found.end()
    return [*tokens, _Token("end", "", len(text) + 1)]


class _Reader:
    """One pass from left to right; `_depth` and `_nodes` keep what is built within bounds as it is built."""

    def __init__(self, tokens: list[_Token], allowed: tuple[str, ...]) -> None:
        self._tokens, self._allowed = tokens, allowed
        self._at = self._depth = self._nodes = 0

    def whole(self) -> Node:
        node = self._formula()
        token = self._next
        if token.kind == "end":
            return node
        if token.text in COMPARISONS:
            raise self._misplaced(token)
        if token.text in (")", ","):
            sentence = translate("Engine", "Column {column}: {found} stands here without its bracket.")
        else:
            sentence = translate("Engine", "Column {column}: before {found} a sign such as * is missing.")
        raise ValueError(sentence.format(column=token.column, found=token.text))

    # --- the grammar, from the loosest to the tightest ------------------------------------------------
    def _formula(self) -> Node:
        node = self._term()
        while self._next.text in ("+", "-"):
            token = self._take()
            node = self._made(Binary(token.text, node, self._term()), token)
        return node

    def _term(self) -> Node:
        node = self._signed()
        while self._next.text in ("*", "/"):
            token = self._take()
            node = self._made(Binary(token.text, node, self._signed()), token)
        return node

    def _signed(self) -> Node:
        if self._next.text not in ("+", "-"):
            return self._power()
        token = self._deeper()
        of = self._signed()
        self._depth -= 1
        return of if token.text == "+" else self._made(Negative(of), token)

    def _power(self) -> Node:
        base = self._single()
        if self._next.text not in ("**", "^"):
            return base
        token = self._deeper()
        exponent = self._signed()
        self._depth -= 1
        return self._made(Binary("**", base, exponent), token)

    def _single(self) -> Node:
        if self._next.text == "(":
            opening = self._deeper()
            node = self._formula()
            self._close(opening)
            return node
        token = self._take()
        if token.kind == "number":
            return self._made(_number(token), token)
        if token.kind == "name":
            return self._call(token) if self._next.text == "(" else self._made(self._name(token), token)
        if token.kind == "end":
            sentence = translate(
                "Engine", "Column {column}: the formula ends where a number or a name is missing."
            )
        else:
            sentence = translate("Engine", "Column {column}: a number or a name is missing before {found}.")
        raise ValueError(sentence.format(column=token.column, found=token.text))

    # --- names and functions ----------------------------------------------------------------------------
    def _name(self, token: _Token) -> Name:
        if token.text in self._allowed or token.text in CONSTANTS:
            return Name(token.text)
        if token.text in FUNCTIONS or token.text == "where":
            raise ValueError(
                translate(
                    "Engine", "Column {column}: {name} is a function; write what it is of in brackets."
                ).format(column=token.column, name=token.text)
            )
        raise self._unknown(token, (*self._allowed, *CONSTANTS))

    def _call(self, token: _Token) -> Node:
        if token.text != "where" and token.text not in FUNCTIONS:
            if token.text in self._allowed or token.text in CONSTANTS:
                raise ValueError(
                    translate(
                        "Engine", "Column {column}: {name} is no function; write {name} * ( for a product."
                    ).format(column=token.column, name=token.text)
                )
            raise self._unknown(token, (*FUNCTIONS, "where"))
        opening = self._deeper()
        wanted = 3 if token.text == "where" else FUNCTIONS[token.text].arity
        parts: list[Node] = [self._condition() if token.text == "where" else self._formula()]
        while self._next.text == "," and len(parts) < wanted:
            self._take()
            parts.append(self._formula())
        if len(parts) != wanted or self._next.text == ",":
            if wanted == 1:
                sentence = translate("Engine", "Column {column}: {name} takes one value in its brackets.")
            else:
                sentence = translate(
                    "Engine", "Column {column}: {name} takes {wanted} values with commas between them."
                )
            raise ValueError(sentence.format(column=token.column, name=token.text, wanted=wanted))
        self._close(opening)
        if isinstance(parts[0], Compared):
            return self._made(Pieces(parts[0], parts[1], parts[2]), token)
        return self._made(Call(token.text, tuple(parts)), token)

    def _condition(self) -> Compared:
        left = self._formula()
        token = self._take()
        if token.text not in COMPARISONS:
            raise ValueError(
                translate(
                    "Engine",
                    "Column {column}: where(...) begins with a condition such as x > 0; > or < is missing.",
                ).format(column=token.column)
            )
        node = Compared(token.text, left, self._formula())
        self._made(node, token)
        return node

    def _unknown(self, token: _Token, known: tuple[str, ...]) -> ValueError:
        near = difflib.get_close_matches(token.text.lower(), known, n=1, cutoff=0.6)
        if near:
            sentence = translate("Engine", "Column {column}: {name} is not known; is {near} meant?")
        else:
            sentence = translate("Engine", "Column {column}: {name} is not known; there are {known}.")
        return ValueError(
            sentence.format(
                column=token.column, name=token.text[:40], near="".join(near), known=", ".join(known)
            )
        )

    # --- bounds and tokens --------------------------------------------------------------------------------
    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def _deeper(self) -> _Token:
        token = self._take()
        self._depth += 1
        if self._depth > MOST_DEEP:
            raise ValueError(
                translate(
                    "Engine", "Column {column}: brackets, signs and powers nest at most {most} deep."
                ).format(column=token.column, most=MOST_DEEP)
            )
        return token

    def _close(self, opening: _Token) -> None:
        token = self._take()
        if token.text != ")":
            if token.kind == "end":
                sentence = translate("Engine", "Column {column}: this bracket is never closed.")
                raise ValueError(sentence.format(column=opening.column))
            if token.text in COMPARISONS:
                raise self._misplaced(token)
            sentence = translate("Engine", "Column {column}: before {found} a sign or a bracket is missing.")
            raise ValueError(sentence.format(column=token.column, found=token.text))
        self._depth -= 1

    def _misplaced(self, token: _Token) -> ValueError:
        return ValueError(
            translate(
                "Engine",
                "Column {column}: {found} compares, and belongs in where(condition, this, otherwise) only.",
            ).format(column=token.column, found=token.text)
        )

    def _made(self, node: Node, token: _Token) -> Node:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise ValueError(
                translate(
                    "Engine", "Column {column}: a formula has at most {most} numbers, names and signs."
                ).format(column=token.column, most=MOST_NODES)
            )
        return node


def _number(token: _Token) -> Number:
    value, digits = float(token.text), re.sub(r"[eE].*|\.", "", token.text)
    tiny = value == 0 and digits.strip("0") != ""
    if value >= LARGEST or tiny or len(digits) > DIGITS or 0 < value < 1 / LARGEST:
        raise ValueError(
            translate(
                "Engine",
                "Column {column}: numbers lie between 1e-12 and 1e12 and have at most {digits} digits.",
            ).format(column=token.column, digits=DIGITS)
        )
    return Number(Fraction(token.text) if value else Fraction(0))
