"""The way on which each made point would look more real, as arrows."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

EVERY: Final = 3  # one made point in so many has an arrow
LEAST: Final = 0.12  # of the longest gradient; shorter ones have no arrow


def arrows(gradient: Floats, longest: float) -> tuple[NDArray[np.intp], Floats]:
    """Which of the gradients (n, 2) have an arrow, and (m, 2) how far it goes, in px to the right and up.

    ``gradient`` is dL_G/dx at made points, against which an arrow points; its length grows as
    the root of the gradient's, and the longest is ``longest`` px.
    """
    chosen = np.arange(len(gradient))
    steep = np.hypot(gradient[:, 0], gradient[:, 1]).astype(np.float64)
    steep[~np.isfinite(steep)] = 0.0
    most = float(steep.max(initial=0.0))
    if most == 0.0:
        return chosen[:0], np.empty((0, 2))
    kept = steep > LEAST * most
    chosen, steep = chosen[kept], steep[kept]
    length = longest * np.sqrt(steep / most)
    way: Floats = -gradient[chosen] * (length / steep)[:, np.newaxis]
    return chosen, way
