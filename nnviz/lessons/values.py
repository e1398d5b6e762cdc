"""Values of a lesson's TOML: each is checked against what its key takes, and becomes plain Python."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from nnviz.files.project_text import is_line
from nnviz.lessons.mistakes import unknown
from nnviz.lessons.moment import read_moment, read_sample
from nnviz.lessons.truth import read_claim, read_truth
from nnviz.lessons.vocabulary import CONTROLS, Key
from nnviz.said import Sentence, translate
from nnviz.training.experiment import Experiment
from nnviz.training.settings import LIVE_FIELDS, SETTINGS, check_setting

_DEFAULT = Experiment()
_MOST_NUMBERS = 100_000  # of a block's rows or weights
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_MOST = re.compile(r"[1-9][0-9]{0,6} (updates?|epochs?)")
_PICTURE = re.compile(r"(media/)?[A-Za-z0-9][A-Za-z0-9_.-]{0,80}")
_NAMED_CONTROL = re.compile(r"(weight|bias):\S[^\n]{0,80}")


@dataclass(frozen=True)
class Take:
    """What a key can take: in words, and how it is read. ``read`` raises ``ValueError`` with a sentence."""

    word: Sentence
    read: Callable[[Any, Key], Any]


class _NotError(Exception):
    """It is nothing of the kind; the sentence is made of the word for that."""


def taken(name: str, value: Any, key: Key) -> Any:
    """The value of the key ``name``. Raises ``ValueError`` with one sentence."""
    take = TAKES[key.takes]
    try:
        return _setting(name, value) if key.takes == "setting" else take.read(value, key)
    except _NotError:
        shown = _shown(value)
        text = translate("Lessons", "“{name}” must be {word}, not {value}.")
        raise ValueError(text.format(name=name, word=take.word, value=shown)) from None
    except ValueError as sentence:
        if key.takes == "setting":
            raise
        text = translate("Lessons", "“{name}”: {sentence}")
        raise ValueError(text.format(name=name, sentence=sentence)) from None


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return translate("Lessons", "a table")
    try:
        text = f"“{value}”" if isinstance(value, str) else str(value)
    except ValueError:  # of thousands of digits
        return translate("Lessons", "so large a number")
    if isinstance(value, bool):
        text = text.lower()
    plain = "".join(letter if is_line(letter) else "�" for letter in text[:41])
    return plain if len(text) <= 41 else f"{plain[:40]}…"


def _within(number: float, key: Key) -> None:
    if key.limits is not None and not key.limits[0] <= number <= key.limits[1]:
        low, high = key.limits
        raise ValueError(
            translate("Lessons", "from {low:g} to {high:g} is possible, not {number:g}.").format(
                low=low, high=high, number=number
            )
        )


def _number(value: Any, key: Key) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not _finite(value):
        raise _NotError
    _within(value, key)
    return float(value)


def _finite(value: float) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _whole(value: Any, key: Key) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not _finite(value):
        raise _NotError
    _within(value, key)
    return value


def _flag(value: Any, key: Key) -> bool:
    if not isinstance(value, bool):
        raise _NotError
    return value


def _text(value: Any, key: Key) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _NotError
    if not all(is_line(line) for line in value.replace("\t", " ").split("\n")):
        raise ValueError(translate("Lessons", "it has a letter that cannot be shown."))
    if key.limits is not None and len(value) > key.limits[1]:
        text = translate("Lessons", "it has {count} letters, and at most {most:g} have room.")
        raise ValueError(text.format(count=len(value), most=key.limits[1]))
    return value.strip()


def _line(value: Any, key: Key) -> str:
    text = " ".join(_text(value, key).split())
    if key.choices and text not in key.choices:
        raise ValueError(unknown(translate("Lessons", "choice here"), text, key.choices))
    return text


def _matching(pattern: re.Pattern[str]) -> Callable[[Any, Key], str]:
    def read(value: Any, key: Key) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise _NotError
        return value

    return read


def _list(value: Any, key: Key) -> list[Any]:
    if not isinstance(value, list):
        raise _NotError
    if key.limits is not None and not key.limits[0] <= len(value) <= key.limits[1]:
        low, high = key.limits
        text = translate("Lessons", "it has {count} items, and from {low:g} to {high:g} are possible.")
        raise ValueError(text.format(count=len(value), low=low, high=high))
    return value


def _lines(value: Any, key: Key) -> tuple[str, ...]:
    plain = Key("line", "", limits=(1, 500), choices=key.choices)
    return tuple(_line(item, plain) for item in _list(value, key))


def _moment(value: Any, key: Key) -> str:
    return str(read_moment(_line(value, key)))


def _sample(value: Any, key: Key) -> str:
    return str(read_sample(_line(value, key)))


def _truth(value: Any, key: Key) -> str:
    return read_truth(_line(value, key)).text


def _claim(value: Any, key: Key) -> str:
    return read_claim(_line(value, key)).text


def _one_or_lines(value: Any, key: Key) -> str | tuple[str, ...]:
    return _lines(value, key) if isinstance(value, list) else _line(value, key)


def _ids(value: Any, key: Key) -> tuple[str, ...]:
    return tuple(_matching(_ID)(item, key) for item in _list(value, key))


def _numbers(value: Any, count: int | None = None) -> tuple[float, ...]:
    if not isinstance(value, list) or (count is not None and len(value) != count):
        raise _NotError
    return tuple(_number(item, Key("number", "")) for item in value)


def _pair(value: Any, key: Key) -> tuple[float, float]:
    low, high = _numbers(value, 2)
    if low >= high:
        raise _NotError
    return low, high


def _whole_pair(value: Any, key: Key) -> tuple[int, int]:
    first, last = _numbers(value, 2)
    if not 1 <= first <= last <= 1000 or first % 1 or last % 1:
        raise _NotError
    return int(first), int(last)


def _three(value: Any, key: Key) -> tuple[float, float, float]:
    low, high, step = _numbers(value, 3)
    if not low < high or not 0 < step <= high - low or (high - low) / step > 100_000:
        raise _NotError
    return low, high, step


def _rows(value: Any, key: Key) -> tuple[tuple[float, ...], ...]:
    rows = tuple(_numbers(row) for row in _list(value, key))
    wide = len(rows[0])
    if not wide or sum(map(len, rows)) > _MOST_NUMBERS:
        raise _NotError
    for number, row in enumerate(rows):
        if len(row) != wide:
            text = translate("Lessons", "row {number} has {count} numbers, and the first has {wide}.")
            raise ValueError(text.format(number=number, count=len(row), wide=wide))
    return rows


def _classes(value: Any, key: Key) -> bool | int:
    return value if isinstance(value, bool) else _whole(value, key)


def _layers(value: Any, key: Key) -> str | tuple[int | str, ...]:
    if isinstance(value, str):
        return value.strip()
    if not isinstance(value, list) or len(value) > 32:
        raise _NotError
    if not all(isinstance(item, str) or (type(item) is int and 1 <= item <= 4096) for item in value):
        raise _NotError
    return tuple(value)


def _weights(value: Any, key: Key) -> dict[str, Any]:
    """Numbers by the names of parameters, as nested tuples."""
    if not isinstance(value, dict) or not value:
        raise _NotError
    flat = _flattened(value)
    if sum(_count(numbers) for numbers in flat.values()) > _MOST_NUMBERS:
        raise _NotError
    return {name: _nested(numbers) for name, numbers in flat.items()}


def _flattened(value: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """``dense1.weights = ...`` without quotes is a table in a table to TOML, and the same to people."""
    flat = {}
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            flat.update(_flattened(inner, f"{before}{name}."))
        else:
            flat[before + name] = inner
    return flat


def _count(numbers: Any) -> int:
    return sum(map(_count, numbers)) if isinstance(numbers, list) else 1


def _nested(numbers: Any) -> Any:
    if isinstance(numbers, list):
        return tuple(map(_nested, numbers))
    return _number(numbers, Key("number", ""))


def _controls(value: Any, key: Key) -> tuple[str, ...]:
    names = _lines(value, key)
    plain = [name for name in CONTROLS if ":" not in name]
    for name in names:
        if name not in plain and name not in LIVE_FIELDS and not _NAMED_CONTROL.fullmatch(name):
            raise ValueError(
                unknown(translate("Lessons", "control"), name, [*CONTROLS, *sorted(LIVE_FIELDS)])
            )
    return names


def _tables(value: Any, key: Key) -> list[dict[str, Any]]:
    items = _list(value, key)
    if not all(isinstance(item, dict) for item in items):
        raise _NotError
    return items


def _setting(name: str, value: Any) -> Any:
    """A setting of an Experiment, checked by itself."""
    if name == "batch_size" and value in ("all", "full"):
        return None
    if isinstance(value, int) and not _finite(value):
        raise _NotError
    setting = SETTINGS[name]
    check_setting(name, value)
    if setting.limits is None and setting.table is None and not setting.flag:
        if not isinstance(value, list if isinstance(getattr(_DEFAULT, name), tuple) else str):
            raise _NotError
        return _plain(value)
    return value


def _plain(value: Any) -> Any:
    """Texts, numbers, and lists of them."""
    if isinstance(value, list):
        return tuple(map(_plain, value))
    if isinstance(value, str):
        return _line(value, Key("line", "", limits=(1, 2000)))
    return _number(value, Key("number", "")) if isinstance(value, float) else _whole(value, Key("whole", ""))


def _then(value: Any, key: Key) -> dict[str, Any]:
    """A moment, and the settings that change then."""
    if not isinstance(value, dict) or "at" not in value:
        raise _NotError
    for name in value:
        if name not in SETTINGS and name != "at":
            raise ValueError(unknown(translate("Lessons", "setting"), name, SETTINGS))
    settings = {name: _setting(name, one) for name, one in value.items() if name != "at"}
    return {"at": _moment(value["at"], key), **settings}


#: What a key can take, by the name that the vocabulary has for it.
TAKES: Final[Mapping[str, Take]] = {
    "line": Take(translate("Lessons", "text"), _line),
    "text": Take(translate("Lessons", "text"), _text),
    "id": Take(translate("Lessons", "a name of small letters, digits and “-”"), _matching(_ID)),
    "ids": Take(translate("Lessons", "a list of names of small letters, digits and “-”"), _ids),
    "letter": Take(translate("Lessons", "one letter from A to H"), _matching(re.compile("[A-H]"))),
    "language": Take(translate("Lessons", "a language as “en” or “pt-BR”"), _matching(_LANGUAGE)),
    "whole": Take(translate("Lessons", "a whole number"), _whole),
    "number": Take(translate("Lessons", "a number"), _number),
    "flag": Take(translate("Lessons", "true or false"), _flag),
    "lines": Take(translate("Lessons", "a list of texts"), _lines),
    "one_or_lines": Take(translate("Lessons", "text, or a list of texts"), _one_or_lines),
    "pair": Take(translate("Lessons", "two numbers as [0, 1], the smaller first"), _pair),
    "whole_pair": Take(translate("Lessons", "two lines as [3, 5], from 1 on"), _whole_pair),
    "three": Take(translate("Lessons", "from, to and step as [-1, 3, 0.1]"), _three),
    "rows": Take(translate("Lessons", "a list of rows of numbers, as [[0, 1], [1, 0]]"), _rows),
    "classes": Take(translate("Lessons", "true, false or a whole number"), _classes),
    "layers": Take(translate("Lessons", "a list of sizes as [16, 8], or text as “16, 8”"), _layers),
    "weights": Take(translate("Lessons", 'numbers by name, as { "dense1.bias" = [0.5] }'), _weights),
    "moment": Take(translate("Lessons", "a moment as “epoch 5” or “update 3”"), _moment),
    "then": Take(
        translate("Lessons", "a moment with settings, as { at = “epoch 40”, learning_rate = 0.001 }"), _then
    ),
    "sample": Take(translate("Lessons", "a sample as “row 0” or “test 31”"), _sample),
    "truth": Take(translate("Lessons", "a truth as “test_loss @ last”"), _truth),
    "claim": Take(translate("Lessons", "a claim as “train_loss < 0.01”"), _claim),
    "most": Take(translate("Lessons", "a number of updates or epochs, as “5 updates”"), _matching(_MOST)),
    "picture": Take(translate("Lessons", "the name of a file of “media”"), _matching(_PICTURE)),
    "controls": Take(translate("Lessons", "a list of controls"), _controls),
    "tables": Take(translate("Lessons", "a list of tables in { }"), _tables),
    "setting": Take(translate("Lessons", "a value that this setting can have"), lambda value, key: value),
}
