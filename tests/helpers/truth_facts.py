"""What is right: facts about what a window may say, and the audit that finds every number of it claimed.

A number that no fact claims fails the audit, and so does a fact that claims none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.helpers.truth_texts import Said

#: A number as the window writes it, and the same as a share.
N = r"[−+]?[<>]?(?:\d+(?:,\d{3})*(?:\.\d+)?(?:e[−-]?\d+)?(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?|∞|not a number)"
P = rf"(?:{N}|\?) %"
#: A number that stands for itself; the 2 of L2 and the 1 of x1 are names.
_ANY = re.compile(r"(?<![\w.,⁻])(?:\d+(?:,\d{3})*(?:\.\d+)?)(?![\w])|\d+(?:\.\d+)? ?%|·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_SUPERSCRIPT = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_SLACK = 3e-6  # of float32, in which the network works

#: What a group of a fact must say: a number, a word, several numbers, one of several words, or whatever a
#: function makes of all the groups.
Right = "float | int | str | Sequence[float] | set[str] | Callable[[re.Match[str]], object] | None"


@dataclass(frozen=True)
class Fact:
    """``pattern`` finds what is said, its groups are the ``rights`` in turn; None is right whatever it says.

    ``where`` is the class of a widget around it, or what the widget is called. ``least``: so often it must be
    found; 0 for what need not be on the screen. ``slack`` is how far a number may be off besides its
    rounding.
    """

    name: str
    pattern: str
    rights: tuple[object, ...] = ()
    where: str = ""
    least: int = 1
    slack: float = 0.0

    def about(self, said: Said) -> bool:
        return not self.where or self.where in said.owner or said.called.startswith(self.where)


def wrapped(pattern: str) -> str:
    """The pattern, wherever the text is broken into lines."""
    return pattern.replace(" ", "[ |]+")


def fact(name: str, pattern: str, *rights: object, where: str = "", least: int = 1, slack: float = 0) -> Fact:
    """A fact, its rights one after the other."""
    return Fact(name, pattern, rights, where, least, slack)


def value_of(printed: str) -> tuple[float, float]:
    """A number as it is written, and half of its last digit."""
    text = printed.strip().replace("−", "-").replace(",", "").replace("+", "")
    share = text.endswith("%")
    text = text.rstrip(" %")
    mantissa, _, power = text.partition("·10")
    scale = 10.0 ** int(power.translate(_SUPERSCRIPT)) if power else 1.0
    if text in ("∞", "-∞"):
        return math.copysign(math.inf, -1 if text[0] == "-" else 1), 0.0
    if text in ("not a number", "?"):
        return math.nan, 0.0
    if "e" in mantissa:
        mantissa, _, exponent = mantissa.partition("e")
        scale *= 10.0 ** int(exponent)
    for letter, factor in (("k", 1e3), ("M", 1e6), ("G", 1e9)):
        if mantissa.endswith(letter):
            mantissa, scale = mantissa[:-1], scale * factor
    decimals = len(mantissa.partition(".")[2])
    if share:
        scale /= 100
    return float(mantissa) * scale, 0.5 * 10.0**-decimals * scale


def agrees(printed: str, right: float, slack: float = 0.0) -> bool:
    """Whether what is printed is the right value, as far as it has digits."""
    printed, right = printed.strip(), float(right)
    slack += _SLACK * max(1.0, abs(right)) if not float(right).is_integer() else 1e-9 * abs(right)
    if printed[:1] in "<>":
        edge, _ = value_of(printed[1:])
        return 0 < right < edge if printed[0] == "<" else edge < right < (1 if edge < 1 else 100)
    value, half = value_of(printed)
    if not math.isfinite(right) or not math.isfinite(value):
        return value == right or (math.isnan(value) and math.isnan(right))
    return abs(value - right) <= half * (1 + 1e-9) + slack


def _wrong(printed: str | None, right: object, match: re.Match[str], slack: float) -> str:
    """What is wrong with a group; "" for nothing."""
    if callable(right):
        right = right(match)
    if right is None or printed is None:
        return ""
    if isinstance(right, bool):
        return "" if right else f"{printed!r} is wrong"
    if isinstance(right, str):
        return "" if printed == right else f"{printed!r} should be {right!r}"
    if isinstance(right, set | frozenset):
        return "" if printed in right else f"{printed!r} should be one of {sorted(right)}"
    if isinstance(right, Iterable):
        wanted, found = [float(one) for one in right], re.findall(rf"{P}|{N}", printed)
        if len(found) == len(wanted) and all(map(lambda a, b: agrees(a, b, slack), found, wanted)):
            return ""
        return f"{printed!r} should be {wanted}"
    return "" if agrees(printed, float(right), slack) else f"{printed!r} should be {float(right):.9g}"


def audit(said: Iterable[Said], facts: Sequence[Fact]) -> list[str]:
    """What is wrong: numbers that are, numbers that no fact claims, and facts that nothing says."""
    faults: dict[str, None] = {}
    found = dict.fromkeys(range(len(facts)), 0)
    compiled = [(place, known, re.compile(known.pattern)) for place, known in enumerate(facts)]
    about: dict[tuple[tuple[str, ...], str], list[tuple[int, Fact, re.Pattern[str]]]] = {}  # a widget
    for one in said:
        claimed = [False] * len(one.text)
        widget = one.owner, one.called
        if widget not in about:
            about[widget] = [row for row in compiled if row[1].about(one)]
        for place, known, pattern in about[widget]:
            for match in pattern.finditer(one.text):
                if any(claimed[match.start() : match.end()]):
                    continue
                found[place] += 1
                claimed[match.start() : match.end()] = [True] * (match.end() - match.start())
                for printed, right in zip(match.groups(), known.rights, strict=True):
                    if wrong := _wrong(printed, right, match, known.slack):
                        faults[f"{known.name}: {wrong}, in {one}"] = None
        for number in _ANY.finditer(one.text):
            if not all(claimed[number.start() : number.end()]):
                faults[f"no fact claims {number.group()!r} of {one}"] = None
    for place, known in enumerate(facts):
        if found[place] < known.least:
            faults[f"nothing says “{known.name}” (found {found[place]} of {known.least})"] = None
    return list(faults)
