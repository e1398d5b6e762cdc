"""What changing a setting does to the run: it goes on, or a new one begins, with or without its weights."""

from __future__ import annotations

from dataclasses import fields
from typing import Literal

from nnviz.training.experiment import DATA_FIELDS, LIVE_FIELDS, Experiment

#: Settings whose change begins a new run from every weight that still fits; other settings that do
#: not change live begin one from fresh start weights.
STRUCTURAL_FIELDS = frozenset({"layers"})

Effect = Literal["live", "keeps", "restarts"]


def changed_fields(before: Experiment, after: Experiment) -> frozenset[str]:
    """The names of the settings that differ."""
    return frozenset(
        field.name for field in fields(before) if getattr(before, field.name) != getattr(after, field.name)
    )


def effect(names: frozenset[str]) -> Effect:
    """What changing these settings together does."""
    if names <= LIVE_FIELDS:
        return "live"
    return "keeps" if names <= LIVE_FIELDS | STRUCTURAL_FIELDS else "restarts"


def same_data(one: Experiment, other: Experiment) -> bool:
    """Whether both train and test on the same samples, scaled the same way."""
    return all(getattr(one, name) == getattr(other, name) for name in DATA_FIELDS)
