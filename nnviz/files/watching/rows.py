"""A line of ``metrics.jsonl``: what was measured after an epoch, written and read."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nnviz.files.watching.names import LAST_EPOCH
from nnviz.said import translate

#: Most numbers of a line that are taken, and characters of a line and of a name.
_MOST_NUMBERS = 32
MOST_LINE = 65_536
MOST_NAME = 60
#: What is told of a record besides what was measured.
_BESIDES = frozenset({"epoch", "step", "time"})
#: What other programs call the numbers that nnviz has names for.
_NAMES = {
    "loss": "train_loss",
    "val_loss": "test_loss",
    "valid_loss": "test_loss",
    "validation_loss": "test_loss",
    "accuracy": "train_accuracy",
    "acc": "train_accuracy",
    "train_acc": "train_accuracy",
    "val_accuracy": "test_accuracy",
    "val_acc": "test_accuracy",
    "test_acc": "test_accuracy",
    "validation_accuracy": "test_accuracy",
    "r2": "train_r2",
    "val_r2": "test_r2",
}
_TEXTS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


@dataclass(frozen=True)
class Row:
    """What was measured after ``epoch``, by nnviz's names; ``step`` counts the updates, where it is told."""

    epoch: int
    step: int | None
    numbers: Mapping[str, float]


def line_of(epoch: int, step: int | None, time: float, metrics: Mapping[str, Any]) -> bytes:
    """The line of a record. Raises ``ValueError`` with one sentence for what is no number."""
    row: dict[str, Any] = {"epoch": epoch, "time": round(time, 3)}
    row |= {} if step is None else {"step": step}
    row |= {name: _number(name, value) for name, value in metrics.items()}
    return json.dumps(row).encode() + b"\n"


def row_in(line: bytes) -> Row | None:
    """What a line tells; None for one that tells no epoch, or is no JSON."""
    try:
        row = json.loads(line) if len(line) <= MOST_LINE else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict):
        return None
    step = row.get("step")
    step = step if type(step) is int and 0 <= step < 2**53 else None
    epoch = row.get("epoch", step)
    if type(epoch) is not int or not 0 <= epoch <= LAST_EPOCH:
        return None
    numbers: dict[str, float] = {}
    for name, value in row.items():
        plain = str(name)
        number = None if plain in _BESIDES or not 0 < len(plain) <= MOST_NAME else _float(value)
        if number is not None and len(numbers) < _MOST_NUMBERS:
            numbers[_NAMES.get(plain, plain)] = number
    return Row(epoch, step, numbers)


def _float(value: Any) -> float | None:
    """The number that stands in a line; None for what is none."""
    if isinstance(value, str):
        return _TEXTS.get(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _number(name: str, value: Any) -> float | str:
    """As JSON has it; what is no finite number as a text."""
    try:
        number = float(value.detach() if hasattr(value, "detach") else value)  # PyTorch warns of others
    except (TypeError, ValueError):
        raise ValueError(
            translate("Files", "What is recorded as {name} must be a number, not {value!r}.").format(
                name=name, value=value
            )
        ) from None
    if math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"
