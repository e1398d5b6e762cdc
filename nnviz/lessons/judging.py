"""Whether a prediction is right, and what is said to it. Guess and truth in; nothing here asks a run."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.typed import readings
from nnviz.lessons.answers import Value
from nnviz.lessons.lesson import Asking, Predict
from nnviz.said import Sentence, translate
from nnviz.training.written import chosen

#: Of the size of the true number: what arithmetic in 32 bits may be off, where a tolerance of 0 is asked for.
_ROUNDING: Final = 1e-6
#: So near, as a share, a number must come to one with feedback of its own where no tolerance says more.
_NEAR: Final = 0.02
#: A curve is right where on average it is no further off than this share of what the true one spans.
_CURVE: Final = 0.15


def read_number(text: str) -> float:
    """The number that somebody predicts: with a decimal comma or point, a minus of any kind, as 1.5e-3.

    Raises ``ValueError`` in one sentence for what is no number, or could be two.
    """
    fitting = [number for number in readings(text) if math.isfinite(number)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise ValueError(
            translate("Lessons", "{text} can be {one} or {other}: write it without a mark between.").format(
                text=text.strip(), one=chosen(fitting[0]), other=chosen(fitting[1])
            )
        )
    if not text.strip():
        raise ValueError(translate("Lessons", "A number is missing here, such as 0.5."))
    raise ValueError(
        translate("Lessons", "“{text}” is no number; write it as 0.5 or 0,5.").format(text=text.strip()[:40])
    )


def as_value(found: float | bool | tuple[Any, ...] | NDArray[Any]) -> Value:
    """A truth as a value to be kept beside a prediction: of a curve (n, 2) the heights."""
    if isinstance(found, np.ndarray):
        heights = found[:, 1] if found.ndim == 2 and found.shape[1] == 2 else found.ravel()
        return tuple(float(one) for one in heights)
    if isinstance(found, bool | tuple):
        return found
    return float(found)


def way_of(change: float, tolerance: float = 0.0) -> str:
    """“up”, “down”, or “same” for what changes by no more than the tolerance."""
    if abs(change) <= tolerance:
        return "same"
    return "up" if change > 0 else "down"


# ---- right or not
def _number(asked: Predict, value: Any, truth: Any) -> bool:
    return bool(abs(value - truth) <= asked.tolerance + _ROUNDING * max(1.0, abs(truth)))


def _same(asked: Predict, value: Any, truth: Any) -> bool:
    return bool(value == truth)


def _direction(asked: Predict, value: Any, truth: Any) -> bool:
    return bool(value == way_of(truth, asked.tolerance))


def _curve(asked: Predict, value: Any, truth: Any) -> bool:
    return curve_off(value, truth) <= (asked.tolerance or _CURVE)


_RIGHT: Final[Mapping[Asking, Callable[[Predict, Any, Any], bool]]] = {
    "number": _number,
    "choice": _same,
    "direction": _direction,
    "order": _same,
    "point": _same,
    "curve": _curve,
}


def is_right(asked: Predict, value: Value, truth: Value) -> bool:
    """Whether ``value`` is what it is; of a choice the truth is the place of the right option."""
    return _RIGHT[asked.kind](asked, value, truth)


def curve_off(value: tuple[float, ...], truth: tuple[float, ...]) -> float:
    """The area between two curves, as a share of the height that the true one spans; over the same places,
    the sketch being stretched to as many as the true one has."""
    true = np.asarray(truth, dtype=np.float64)
    sketch = np.asarray(value, dtype=np.float64)
    if not sketch.size or not true.size:
        return math.inf
    places = np.linspace(0.0, 1.0, true.size)
    sketch = np.interp(places, np.linspace(0.0, 1.0, sketch.size), sketch)
    span = float(true.max() - true.min()) or max(1.0, abs(float(true[0])))
    return float(np.abs(sketch - true).mean()) / span


# ---- what is said
def feedback(asked: Predict, value: Value, truth: Value, *, revealed: bool) -> str:
    """What is said to ``value``: the author's own words where they have some for it, else a sentence.

    Before it is ``revealed`` the sentence gives nothing away but which way to go.
    """
    right = is_right(asked, value, truth)
    if said := _authors(asked, value):
        return said
    if right:
        return _SAID_RIGHT[asked.kind](asked, value, truth)
    return _SAID_WRONG[asked.kind](asked, value, truth, revealed)


def _authors(asked: Predict, value: Value) -> str:
    """The words for a number as near as this, for an option, or for an answer of that text."""
    if asked.kind == "choice" and isinstance(value, int) and 0 <= value < len(asked.options):
        option = asked.options[value]
        given = [one.say for one in asked.feedback if one.given.strip() == option.text.strip()]
        return option.say or next(iter(given), "")
    if asked.kind == "number" and isinstance(value, int | float):
        near = [(abs(value - one.near), one) for one in asked.feedback if one.near is not None]
        for off, one in sorted(near, key=lambda pair: pair[0])[:1]:
            if off <= max(asked.tolerance, _NEAR * abs(one.near or 0.0), _ROUNDING):
                return one.say
        return ""
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return next((one.say for one in asked.feedback if one.given.strip().lower() == text.lower()), "")


def _right(asked: Predict, value: Any, truth: Any) -> Sentence:
    return translate("Lessons", "That is right.")


def _right_number(asked: Predict, value: Any, truth: Any) -> Sentence:
    if abs(value - truth) <= _ROUNDING * max(1.0, abs(truth)):
        return translate("Lessons", "That is right.")
    return translate("Lessons", "That is right: {truth}, to the accuracy asked for.").format(
        truth=chosen(truth)
    )


def _right_curve(asked: Predict, value: Any, truth: Any) -> Sentence:
    text = translate(
        "Lessons", "Close: on average your curve is {off} % off, of all that the real one spans."
    )
    return text.format(off=round(100 * curve_off(value, truth)))


_SAID_RIGHT: Final[Mapping[Asking, Callable[[Predict, Any, Any], Sentence]]] = {
    "number": _right_number,
    "choice": _right,
    "direction": _right,
    "order": _right,
    "point": _right,
    "curve": _right_curve,
}


def _wrong_number(asked: Predict, value: Any, truth: Any, revealed: bool) -> Sentence:
    if not revealed:
        if value > truth:
            return translate("Lessons", "Not quite: it is less than that.")
        return translate("Lessons", "Not quite: it is more than that.")
    if abs(value + truth) <= asked.tolerance + _ROUNDING * max(1.0, abs(truth)):
        return translate("Lessons", "Right size, wrong way: the sign.")
    if value > truth:
        text = translate("Lessons", "Too much by {off}.")
    else:
        text = translate("Lessons", "Too little by {off}.")
    return text.format(off=chosen(abs(value - truth), 4))


def _wrong_choice(asked: Predict, value: Any, truth: Any, revealed: bool) -> Sentence:
    if not revealed or not 0 <= truth < len(asked.options):
        return translate("Lessons", "It is another one.")
    return translate("Lessons", "It is {letter}: {option}").format(
        letter=letter_of(truth), option=asked.options[truth].text
    )


def _wrong_direction(asked: Predict, value: Any, truth: Any, revealed: bool) -> Sentence:
    if not revealed:
        return translate("Lessons", "Not that way.")
    text = {
        "up": translate("Lessons", "It goes up, by {change}."),
        "down": translate("Lessons", "It goes down, by {change}."),
        "same": translate("Lessons", "It stays the same."),
    }[way_of(truth, asked.tolerance)]
    return text.format(change=chosen(abs(truth), 4))


def _wrong_order(asked: Predict, value: Any, truth: Any, revealed: bool) -> Sentence:
    if not revealed:
        return translate("Lessons", "Not in this order.")
    if value and truth and value[0] == truth[0]:
        return translate("Lessons", "The first is right; the order behind it is not.")
    return translate("Lessons", "The order is another one.")


def _wrong_point(asked: Predict, value: Any, truth: Any, revealed: bool) -> Sentence:
    return translate("Lessons", "It is another one.")


def _wrong_curve(asked: Predict, value: Any, truth: Any, revealed: bool) -> Sentence:
    text = translate("Lessons", "On average your curve is {off} % off, of all that the real one spans.")
    return text.format(off=round(100 * curve_off(value, truth)))


_SAID_WRONG: Final[Mapping[Asking, Callable[[Predict, Any, Any, bool], Sentence]]] = {
    "number": _wrong_number,
    "choice": _wrong_choice,
    "direction": _wrong_direction,
    "order": _wrong_order,
    "point": _wrong_point,
    "curve": _wrong_curve,
}


def letter_of(place: int) -> str:
    """The letter of an option: A for the first."""
    return chr(ord("A") + place) if 0 <= place < 26 else str(place + 1)
