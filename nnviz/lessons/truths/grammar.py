"""How truths and claims are written: a text to a tree of frozen values. Nothing in it is ever run.

claim   = term [ ("<" | "<=" | ">" | ">=" | "==" | "!=") term ] [ "@" when ] [ "within" N span ]
term    = number | call | when | sample | seeds | path [ "@" when ]
call    = [ name "." ] name "(" [ claim { "," claim } ] ")" [ "@" when ]
path    = name { "." name } [ "[" place { "," place } "]" ]        place = N | ":"
when    = ("epoch" N | "update" N | N | "last") [ "batch" | sample ]
sample  = ("sample" | "row" | "digit" | "train" | "test") N
seeds   = [ N ] "seeds"                                            span = "epochs" | "updates"
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from nnviz.lessons.moment import MOST, SAMPLE_WORDS, Moment, SampleAt
from nnviz.said import Sentence, translate

#: The longest text, the most brackets within one another, and the most axes of a place.
LONGEST: Final = 500
DEEPEST: Final = 8
MOST_AXES: Final = 6
#: Over how many seeds a claim is asked where nothing is said, and the most.
SEEDS, MOST_SEEDS = 30, 1000

Compared = Literal["<", "<=", ">", ">=", "==", "!="]
Span = Literal["epochs", "updates"]


@dataclass(frozen=True)
class When:
    """A moment, and what is sent through then: a ``sample``, or with ``batch`` what the next update learns
    from; neither: the run's own sample."""

    moment: Moment | None = None
    sample: SampleAt | None = None
    batch: bool = False

    def __str__(self) -> str:
        parts = [self.moment, "batch" if self.batch else self.sample]
        return " ".join(str(part) for part in parts if part is not None)


@dataclass(frozen=True)
class Number:
    """A number as it is written."""

    value: float
    at: int = 0


@dataclass(frozen=True)
class Path:
    """A name such as “dense1.weights”, the ``place`` in it (None for “:”), and when."""

    names: tuple[str, ...]
    place: tuple[int | None, ...] = ()
    when: When = When()
    at: int = 0

    def __str__(self) -> str:
        inner = ", ".join(":" if one is None else str(one) for one in self.place)
        when = f" @ {self.when}" if self.when != When() else ""
        return f"{'.'.join(self.names)}{f'[{inner}]' if self.place else ''}{when}"


@dataclass(frozen=True)
class Seeds:
    """So many seeds, from 0."""

    count: int = SEEDS
    at: int = 0


@dataclass(frozen=True)
class Call:
    """A function of the table of functions, by its ``name``; of that ``run`` where its parts name none."""

    name: str
    parts: tuple[Node, ...]
    when: When = When()
    at: int = 0
    run: str = ""


@dataclass(frozen=True)
class Given:
    """A moment or a sample that is handed to a function."""

    when: When
    at: int = 0


@dataclass(frozen=True)
class Comparison:
    """Two numbers compared; ``within`` so many epochs or updates from the start, None: at the moment."""

    left: Node
    sign: Compared
    right: Node
    when: When = When()
    within: tuple[int, Span] | None = None
    at: int = 0


Node = Number | Path | Seeds | Call | Given | Comparison

_TOKEN = re.compile(
    r"\s*(?:(?P<number>[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?)(?![\w.])"
    r"|(?P<name>[A-Za-z_]\w*)|(?P<sign><=|>=|==|!=|[<>=≤≥≠])|(?P<mark>[.,:@()\[\]]))",
    re.ASCII,
)
_SIGNS: Final[dict[str, Compared]] = {
    "<": "<",
    "<=": "<=",
    "≤": "<=",
    ">": ">",
    ">=": ">=",
    "≥": ">=",
    "==": "==",
    "=": "==",
    "!=": "!=",
    "≠": "!=",
}


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


class Parser:
    """Reads one text from left to right. Raises ``ValueError`` with one sentence, which says where."""

    def __init__(self, text: str) -> None:
        self.text = text
        if len(text) > LONGEST:
            raise ValueError(
                translate("Lessons", "A truth has at most {most} characters, not {count}.").format(
                    most=LONGEST, count=len(text)
                )
            )
        self._tokens = self._split()
        self._next = 0
        self._depth = 0

    def read(self) -> Node:
        """The whole text."""
        if not self._tokens:
            raise ValueError(
                translate("Lessons", "A truth is empty; write a name, such as “test_loss @ last”.")
            )
        node = self._claim()
        if (token := self._peek()) is not None:
            raise self._fault(token.at, translate("Lessons", "nothing is expected behind it"))
        return node

    # ---- tokens
    def _split(self) -> list[_Token]:
        tokens, at, text = [], 0, self.text
        while text[at:].strip():
            found = _TOKEN.match(text, at)
            if found is None or found.lastgroup is None:
                at += len(text[at:]) - len(text[at:].lstrip())
                raise self._fault(at, translate("Lessons", "this is none of its signs"))
            tokens.append(_Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup)))
            at = found.end()
        return tokens

    def _peek(self, ahead: int = 0) -> _Token | None:
        place = self._next + ahead
        return self._tokens[place] if place < len(self._tokens) else None

    def _is(self, text: str, ahead: int = 0) -> bool:
        token = self._peek(ahead)
        return token is not None and token.text == text

    def _take(self, text: str) -> bool:
        found = self._is(text)
        self._next += found
        return found

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise self._fault(self._at(), translate("Lessons", "a “{mark}” is missing").format(mark=text))

    def _at(self) -> int:
        token = self._peek()
        return len(self.text) if token is None else token.at

    def _fault(self, at: int, what: str) -> ValueError:
        return ValueError(fault(self.text, at, what))

    # ---- what stands there
    def _claim(self) -> Node:
        at, left = self._at(), self._term()
        token = self._peek()
        if token is None or token.kind != "sign":
            return left
        self._next += 1
        right = self._term()
        when = self._when() if self._take("@") else When()
        within: tuple[int, Span] | None = None
        if self._take("within"):
            count = self._whole(translate("Lessons", "a number of epochs or updates is expected"))
            span: Span = "updates" if self._take("updates") or self._take("update") else "epochs"
            if span == "epochs" and not (self._take("epochs") or self._take("epoch")):
                raise self._fault(self._at(), translate("Lessons", "“epochs” or “updates” is expected"))
            within = count, span
        return Comparison(left, _SIGNS[token.text], right, when, within, at)

    def _term(self) -> Node:
        token = self._peek()
        if token is None:
            raise self._fault(len(self.text), translate("Lessons", "a name or a number is missing"))
        if token.kind == "number":
            if self._is("seeds", 1):
                return self._seeds()
            self._next += 1
            return Number(self._value(token), token.at)
        if token.kind != "name":
            raise self._fault(token.at, translate("Lessons", "a name or a number is expected"))
        after = self._peek(1)
        if token.text == "seeds":
            return self._seeds()
        numbered = after is not None and after.kind == "number"
        if token.text == "last" or (token.text in ("epoch", "update") and numbered):
            return Given(self._when(), token.at)
        if token.text in SAMPLE_WORDS and numbered:
            return Given(When(sample=self._sample()), token.at)
        if self._is(".", 1) and self._is("(", 3):
            run = self._name()
            self._expect(".")
            return replace(self._call(), run=run, at=token.at)
        return self._call() if self._is("(", 1) else self._path()

    def _seeds(self) -> Seeds:
        at, count = self._at(), SEEDS
        if not self._is("seeds"):
            count = self._whole("")
        self._expect("seeds")
        if not 1 <= count <= MOST_SEEDS:
            raise self._fault(
                at, translate("Lessons", "from 1 to {most} seeds can be asked").format(most=MOST_SEEDS)
            )
        return Seeds(count, at)

    def _call(self) -> Call:
        token = self._tokens[self._next]
        self._name()
        self._expect("(")
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._fault(token.at, translate("Lessons", "there are too many brackets in one another"))
        parts: list[Node] = []
        while not self._take(")"):
            if parts:
                self._expect(",")
            parts.append(self._claim())
        self._depth -= 1
        when = self._when() if self._take("@") else When()
        return Call(token.text, tuple(parts), when, token.at)

    def _path(self) -> Path:
        at, names = self._at(), [self._name()]
        while self._take("."):
            names.append(self._name())
        place: list[int | None] = []
        if self._take("["):
            while not self._take("]"):
                if place:
                    self._expect(",")
                place.append(
                    None
                    if self._take(":")
                    else self._whole(translate("Lessons", "a place counted from 0, or “:”, is expected"))
                )
            if not 1 <= len(place) <= MOST_AXES:
                raise self._fault(
                    at,
                    translate("Lessons", "between the brackets stand 1 to {most} places").format(
                        most=MOST_AXES
                    ),
                )
        when = self._when() if self._take("@") else When()
        return Path(tuple(names), tuple(place), when, at)

    def _name(self) -> str:
        token = self._peek()
        if token is None or token.kind != "name":
            raise self._fault(self._at(), translate("Lessons", "a name is expected"))
        self._next += 1
        return token.text

    def _when(self) -> When:
        moment, token = None, self._peek()
        expected = translate("Lessons", "a moment is expected: “epoch 5”, “update 3” or “last”")
        if token is not None and token.text in ("epoch", "update"):
            self._next += 1
            number = self._whole(expected)
            moment = Moment("update" if token.text == "update" else "epoch", number)
        elif self._take("last"):
            moment = Moment()
        elif token is not None and token.kind == "number":
            moment = Moment("epoch", self._whole(expected))
        elif token is None or token.text not in SAMPLE_WORDS:
            raise self._fault(self._at(), expected)
        if self._take("batch"):
            return When(moment, batch=True)
        token = self._peek()
        named = token is not None and token.text in SAMPLE_WORDS
        return When(moment, self._sample() if named else None)

    def _sample(self) -> SampleAt:
        word = self._name()
        number = self._whole(translate("Lessons", "the number of the sample is expected, from 0"))
        return SampleAt(SAMPLE_WORDS[word], number, word)

    def _whole(self, expected: str) -> int:
        token = self._peek()
        if token is None or not token.text.isdecimal() or int(token.text) > MOST:
            raise self._fault(self._at(), expected)
        self._next += 1
        return int(token.text)

    def _value(self, token: _Token) -> float:
        value = float(token.text)
        if abs(value) == float("inf"):
            raise self._fault(token.at, translate("Lessons", "this number is too large"))
        return value


def fault(text: str, at: int, what: str) -> Sentence:
    """The sentence for what is wrong at a place of a text."""
    near = text[at : at + 20].strip() or translate("Lessons", "the end")
    return translate("Lessons", "In “{text}”, at “{near}” (character {place}): {what}.").format(
        text=text if len(text) <= 80 else f"{text[:79]}…", near=near, place=at + 1, what=what
    )


def paths_in(node: Node) -> list[Path]:
    """Every path in it, from the left."""
    if isinstance(node, Path):
        return [node]
    inner: tuple[Node, ...] = ()
    if isinstance(node, Call):
        inner = node.parts
    elif isinstance(node, Comparison):
        inner = (node.left, node.right)
    return [path for one in inner for path in paths_in(one)]


def seeds_in(node: Node) -> int:
    """Over how many seeds something is asked in it, 0 for over none."""
    if isinstance(node, Seeds):
        return node.count
    inner: tuple[Node, ...] = ()
    if isinstance(node, Call):
        inner = node.parts
    elif isinstance(node, Comparison):
        inner = (node.left, node.right)
    return max((seeds_in(one) for one in inner), default=0)


def handed_down(when: When, other: When) -> When:
    """``when``, and of ``other`` what it leaves open."""
    sent = when.sample is not None or when.batch
    return replace(
        other if not sent else when,
        moment=when.moment or other.moment,
    )
