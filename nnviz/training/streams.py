"""What the seed of an Experiment decides: generators, one for each thing that is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

#: Each has a generator of its own, so that none hangs on how much another draws.
STREAMS = ("weights", "order", "masks", "copies", "noise")


def stream(seed: int, name: str) -> np.random.Generator:
    """The generator of that name (``STREAMS``), at its beginning."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(STREAMS.index(name),)))


def states(generators: Mapping[str, np.random.Generator]) -> dict[str, Mapping[str, Any]]:
    """The state of each."""
    return {name: generator.bit_generator.state for name, generator in generators.items()}
