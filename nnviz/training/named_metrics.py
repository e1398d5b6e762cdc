"""Metrics by their names alone, as another program tells them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from nnviz.training.measures import Kinds, Metric
from nnviz.training.outputs import MEASURED

#: Most that another program's are taken.
MOST_NAMED: Final = 32

_KNOWN: Final = {kind.name: kind for kinds in MEASURED.values() for kind in kinds}


def kinds_named(names: Iterable[str]) -> Kinds:
    """nnviz's own metrics where they have these names; others are numbers with the name that they have."""
    return Kinds(_KNOWN.get(name) or Metric(name, name, title=name) for name in names)
