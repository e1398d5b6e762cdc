"""Learning-rate schedules: the factor by which the base rate is multiplied in each epoch.

As PyTorch's schedulers, stepped once an epoch: epoch 0 is the first. Each is a pure function of the epoch,
so a run can be taken up anywhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nnviz.said import translate

__all__ = ["SCHEDULES", "Schedule", "schedule"]


@dataclass(frozen=True)
class Schedule:
    """One line of the table: function(epoch, **settings) -> factor, with the settings' defaults.

    ``whole``: where nothing is said of its ``epochs``, it takes those of the run.
    """

    name: str
    label: str
    function: Callable[..., float]
    latex: str
    purpose: str
    settings: Mapping[str, float]
    whole: bool = False


def schedule(name: str, **settings: float) -> Callable[[int], float]:
    """factor(epoch) for the schedule called `name`; ValueError for an unknown name or a bad setting."""
    if name not in SCHEDULES:
        raise ValueError(
            translate("Engine", "The schedule {name!r} is not known; there are {schedules}.").format(
                name=name, schedules=", ".join(SCHEDULES)
            )
        )
    entry = SCHEDULES[name]
    unknown = sorted(set(settings) - set(entry.settings))
    if unknown:
        known = ", ".join(entry.settings) or "none"
        raise ValueError(
            translate("Engine", "The schedule {name} has no setting {unknown}; it has: {known}.").format(
                name=name, unknown=", ".join(unknown), known=known
            )
        )
    chosen = {**entry.settings, **settings}
    for key, value in chosen.items():
        if key in ("gamma", "start") and not 0 < value <= 1:
            raise ValueError(
                translate("Engine", "The setting {key} must be above 0 and at most 1, not {value}.").format(
                    key=key, value=value
                )
            )
        if key == "epochs" and value < 1:
            raise ValueError(
                translate("Engine", "The setting {key} must be 1 or more, not {value}.").format(
                    key=key, value=value
                )
            )
    return lambda epoch: entry.function(epoch, **chosen)


def constant(epoch: int) -> float:
    return 1.0


def step(epoch: int, epochs: float, gamma: float) -> float:
    """StepLR: times gamma after every `epochs` epochs."""
    return float(gamma ** (epoch // epochs))


def exponential(epoch: int, gamma: float) -> float:
    """ExponentialLR: times gamma after every epoch."""
    return float(gamma**epoch)


def cosine(epoch: int, epochs: float) -> float:
    """CosineAnnealingLR with a final rate of 0: half a cosine from 1 to 0 over `epochs`, then 0."""
    return 0.5 * (1.0 + math.cos(math.pi * min(epoch / epochs, 1.0)))


def linear(epoch: int, epochs: float, gamma: float) -> float:
    """LinearLR from 1 down to `gamma` over `epochs`, then gamma."""
    return 1.0 + (gamma - 1.0) * min(epoch / epochs, 1.0)


def warmup(epoch: int, epochs: float, start: float) -> float:
    """LinearLR: from `start` up to 1 over `epochs`, then 1."""
    return start + (1.0 - start) * min(epoch / epochs, 1.0)


def _table(*schedules: Schedule) -> dict[str, Schedule]:
    return {entry.name: entry for entry in schedules}


SCHEDULES = _table(
    Schedule(
        "constant",
        translate("Engine", "Constant"),
        constant,
        r"\eta_t = \eta",
        translate("Engine", "The same rate throughout."),
        {},
    ),
    Schedule(
        "step",
        translate("Engine", "Step"),
        step,
        r"\eta_t = \eta\, \gamma^{\lfloor t / T \rfloor}",
        translate("Engine", "Large steps first, then suddenly finer ones."),
        {"epochs": 30, "gamma": 0.1},
    ),
    Schedule(
        "exponential",
        translate("Engine", "Exponential"),
        exponential,
        r"\eta_t = \eta\, \gamma^{t}",
        translate("Engine", "A little finer every epoch."),
        {"gamma": 0.95},
    ),
    Schedule(
        "cosine",
        translate("Engine", "Cosine"),
        cosine,
        r"\eta_t = \frac{\eta}{2} \left( 1 + \cos \frac{\pi t}{T} \right)",
        translate("Engine", "Slow at both ends: explores first, settles last."),
        {"epochs": 100},
        whole=True,
    ),
    Schedule(
        "linear",
        translate("Engine", "Linear"),
        linear,
        r"\eta_t = \eta \left( 1 - (1 - \gamma) \min(t / T, 1) \right)",
        translate("Engine", "Finer by the same amount every epoch: two networks come to rest."),
        {"epochs": 100, "gamma": 0.1},
        whole=True,
    ),
    Schedule(
        "warmup",
        translate("Engine", "Warm-up"),
        warmup,
        r"\eta_t = \eta \left( s + (1 - s) \min(t / T, 1) \right)",
        translate("Engine", "Small steps until the optimiser's averages can be trusted."),
        {"epochs": 5, "start": 1 / 3},
    ),
)
