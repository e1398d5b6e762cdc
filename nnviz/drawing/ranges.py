"""Ranges and ticks that step rarely and never crawl. Pure."""

from __future__ import annotations

import math

from nnviz.training.written import chosen

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_NARROWEST = 4.0  # epochs


def epoch_range(planned: int, newest: float) -> float:
    """The end of the epoch axis: ``planned`` ÷ 2ᵏ (or × 2ᵏ), the smallest that still holds ``newest``.

    While epochs arrive it doubles now and then and never crawls; it never falls below
    ``_NARROWEST`` epochs unless fewer are planned.
    """
    end = float(max(planned, 1))
    while end < newest:
        end *= 2
    while end / 2 > newest and end / 2 >= _NARROWEST:
        end /= 2
    return end


def nice_ceiling(value: float) -> float:
    """The smallest of 1, 2, 2.5, 5 x 10ⁿ that is at least ``value`` (1 for what is not above 0), or where
    that is more than a number can be, ``value``."""
    if not (math.isfinite(value) and value > 0):
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    nice = next((power * step for step in _STEPS if value <= power * step * (1 + 1e-9)), power * 10)
    return nice if math.isfinite(nice) else value


def nice_step(span: float, most: int) -> float:
    """The smallest step of 1, 2, 5 x 10ⁿ that cuts ``span`` into at most ``most`` parts."""
    if not (math.isfinite(span) and span > 0):
        return 1.0
    raw = span / max(1, most)
    power = 10.0 ** math.floor(math.log10(raw))
    nice = next(power * step for step in (1.0, 2.0, 5.0, 10.0) if raw <= power * step * (1 + 1e-9))
    return nice if math.isfinite(nice) else raw


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers from ``low`` to ``high``, at most ``most + 1`` of them; none where the span is more than
    a number can be."""
    if not math.isfinite(high - low):
        return []
    step = nice_step(high - low, most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [i * step for i in range(first, last + 1)]


def epoch_ticks(low: float, high: float, most: int) -> list[float]:
    """As :func:`ticks`, whole epochs alone."""
    step = max(1.0, nice_step(high - low, most))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [i * step for i in range(first, last + 1)]


def tick_text(value: float, step: float) -> str:
    """``value`` with as many decimals as ``step`` needs: 0, 0.5, 1.25."""
    if value == 0:
        return "0"
    if abs(value) >= 1e5 or step < 1e-4:
        return chosen(value)
    decimals = max(0, math.ceil(-math.log10(step) - 1e-9))
    if round(step * 10**decimals, 6) != round(step * 10**decimals):
        decimals += 1
    return f"{value:.{decimals}f}".replace("-", "−")


def loose_range(low: float, high: float, most: int = 3) -> tuple[float, float]:
    """Round numbers around ``low`` and ``high``, with some room where they are the same."""
    if high <= low:
        room = max(abs(high) * 0.05, 1e-6)
        low, high = low - room, high + room
    step = nice_step(high - low, most)
    first, last = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return first if math.isfinite(first) else low, last if math.isfinite(last) else high


def zoomed(window: tuple[float, float], factor: float, centre: float, end: float) -> tuple[float, float]:
    """``window`` with ``factor`` times its span, within 0 and ``end``; ``centre`` stays where it is."""
    low, high = window
    span = min(end, max((high - low) * factor, min(_NARROWEST, end)))
    share = (centre - low) / (high - low)
    return _within(centre - share * span, span, end)


def moved(window: tuple[float, float], by: float, end: float) -> tuple[float, float]:
    """``window`` moved by ``by``, no further than 0 and ``end``."""
    return _within(window[0] + by, window[1] - window[0], end)


def _within(low: float, span: float, end: float) -> tuple[float, float]:
    low = min(max(0.0, low), max(0.0, end - span))
    return low, low + span
