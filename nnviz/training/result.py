"""What a run came to, as values that JSON knows: the keys that the command line prints."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final

from nnviz.training.measures import Kinds, Metrics

#: The numbers that every result has, null where there is no such thing.
USUAL: Final = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")


def result_values(metrics: Metrics, epochs: int, seconds: float) -> dict[str, Any]:
    """``epochs``, the usual numbers, ``seconds``, and under ``metrics`` all else that is measured; R² of
    values stands beside the usual ones as well. What is infinite or no number is null."""

    def known(names: Iterable[str]) -> dict[str, float | None]:
        values = {name: metrics.get(name) for name in names}
        return {name: value if math.isfinite(value) else None for name, value in values.items()}

    others = other_names(metrics.kinds)
    result: dict[str, Any] = {"epochs": epochs, **known(USUAL), "seconds": round(seconds, 6)}
    if others:
        result |= known(name for name in others if name == "test_r2") | {"metrics": known(others)}
    return result


def other_names(kinds: Kinds) -> list[str]:
    """What is measured besides ``USUAL``."""
    return [kind.name for kind in kinds if kind.name not in USUAL]
