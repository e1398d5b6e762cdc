"""A claim over seeds: as they come, and how sure a share is."""

from __future__ import annotations

import pytest

from nnviz.training.many.outcome import each_seed, wilson


def test_outcomes_come_one_by_one_and_whoever_stops_asks_no_more() -> None:
    asked: list[int] = []

    def holds(seed: int) -> bool:
        asked.append(seed)
        return seed % 3 == 0

    told = each_seed(range(100), holds)
    first = [next(told) for _ in range(4)]
    assert asked == [0, 1, 2, 3]
    assert [(one.seed, one.holds, one.kept, one.asked) for one in first] == [
        (0, True, 1, 1),
        (1, False, 1, 2),
        (2, False, 1, 3),
        (3, True, 2, 4),
    ]
    assert first[-1].share == 0.5
    assert first[-1].interval == wilson(2, 4)


@pytest.mark.parametrize(
    ("kept", "asked", "low", "high"),
    [  # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_that_of_the_literature(kept: int, asked: int, low: float, high: float) -> None:
    assert wilson(kept, asked) == pytest.approx((low, high), abs=5e-5)
    assert wilson(asked - kept, asked) == pytest.approx((1 - high, 1 - low), abs=5e-5)


@pytest.mark.parametrize(("kept", "asked"), [(1, 0), (3, 2), (-1, 4), (0, 0)])
def test_counts_that_cannot_be_are_refused(kept: int, asked: int) -> None:
    with pytest.raises(ValueError, match=r"cannot have held a claim\.$"):
        wilson(kept, asked)
