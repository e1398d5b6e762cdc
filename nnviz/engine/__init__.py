"""The mathematics, in NumPy alone: activations, losses, layers, networks and optimisers."""

from nnviz.engine.activations import ACTIVATIONS, Activation
from nnviz.engine.initializers import INITIALIZERS, Initializer
from nnviz.engine.layers import (
    LAYERS,
    BatchNorm,
    Dense,
    Dropout,
    Flatten,
    LayerSpec,
    layer_from_dict,
    layer_to_dict,
)
from nnviz.engine.losses import LOSSES, Loss
from nnviz.engine.network import Network
from nnviz.engine.optimizers import OPTIMIZERS, Optimizer, make_optimizer
from nnviz.engine.program import Samples
from nnviz.engine.trace import Trace

__all__ = [
    "ACTIVATIONS",
    "INITIALIZERS",
    "LAYERS",
    "LOSSES",
    "OPTIMIZERS",
    "Activation",
    "BatchNorm",
    "Dense",
    "Dropout",
    "Flatten",
    "Initializer",
    "LayerSpec",
    "Loss",
    "Network",
    "Optimizer",
    "Samples",
    "Trace",
    "layer_from_dict",
    "layer_to_dict",
    "make_optimizer",
]
