"""ReLU after a pooling of largest values instead of before it: the same numbers, from a quarter of the work.

ReLU lets the order of values stand, so that the largest of a window may be found first. Where it is above 0
it is the same value at the same place; where it is not, nothing goes back to any of the window either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from itertools import pairwise

from nnviz.engine.activations import ACTIVATIONS
from nnviz.engine.layers.conv import ConvLayer
from nnviz.engine.layers.global_pool import GlobalMaxPoolLayer
from nnviz.engine.layers.layer import Layer
from nnviz.engine.layers.pool import MaxPoolLayer


def reordered(layers: Sequence[Layer]) -> tuple[Layer, ...]:
    """Layers over the same parameters that come to the same outputs and gradients by other values between.

    What enters a residual block leaves it too, and stays as it is.
    """
    found = list(layers)
    begun = {place - layer.spec.over for place, layer in enumerate(layers) if layer.spec.over}
    for place, (layer, after) in enumerate(pairwise(layers)):
        pooled = isinstance(layer, ConvLayer) and isinstance(after, MaxPoolLayer | GlobalMaxPoolLayer)
        if pooled and place + 1 not in begun and layer.activation.name == "relu":
            found[place], found[place + 1] = copy(layer), copy(after)
            found[place].activation, found[place + 1].activation = ACTIVATIONS["linear"], layer.activation
    return tuple(found)
