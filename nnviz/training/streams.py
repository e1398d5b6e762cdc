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


def drawing_as(dtype: str, state: Mapping[str, Any]) -> np.random.Generator:
    """A generator in that state which draws numbers of that type, whatever type is asked for: a check in
    float64 has the masks and the noise of a float32 network."""
    generator = _Single(np.random.PCG64()) if dtype == "float32" else np.random.default_rng()
    generator.bit_generator.state = dict(state)
    return generator


class _Single(np.random.Generator):
    """Draws what a float32 network draws."""

    def random(self, size: Any = None, dtype: Any = np.float32, out: Any = None) -> Any:
        drawn = super().random(size if out is None else out.shape, dtype=np.float32)
        return _put(drawn, dtype, out)

    def standard_normal(self, size: Any = None, dtype: Any = np.float32, out: Any = None) -> Any:
        drawn = super().standard_normal(size if out is None else out.shape, dtype=np.float32)
        return _put(drawn, dtype, out)


def _put(drawn: Any, dtype: Any, out: Any) -> Any:
    if out is None:
        return drawn.astype(dtype, copy=False)
    out[...] = drawn
    return out
