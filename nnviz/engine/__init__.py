"""The mathematics, in NumPy alone: activations, losses, layers, networks and optimisers."""

from nnviz.engine.activations import ACTIVATIONS, Activation
from nnviz.engine.gradient_check import GradientCheck, gradient_check
from nnviz.engine.initializers import INITIALIZERS, Initializer
from nnviz.engine.layers import (
    GRU,
    LAYERS,
    LSTM,
    RNN,
    Attention,
    AvgPool,
    BatchNorm,
    Code,
    Conv,
    Conv1d,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalAvgPool,
    GlobalMaxPool,
    LayerNorm,
    LayerSpec,
    MaxPool,
    Positions,
    Residual,
    Variational,
    layer_from_dict,
    layer_to_dict,
)
from nnviz.engine.losses import LOSSES, Loss
from nnviz.engine.network import Network
from nnviz.engine.optimizers import OPTIMIZERS, Optimizer, make_optimizer
from nnviz.engine.program import Samples
from nnviz.engine.schedules import SCHEDULES, Schedule, schedule
from nnviz.engine.trace import BatchTrace, LayerBatch, LayerTrace, Trace

__all__ = [
    "ACTIVATIONS",
    "GRU",
    "INITIALIZERS",
    "LAYERS",
    "LOSSES",
    "LSTM",
    "OPTIMIZERS",
    "RNN",
    "SCHEDULES",
    "Activation",
    "Attention",
    "AvgPool",
    "BatchNorm",
    "BatchTrace",
    "Code",
    "Conv",
    "Conv1d",
    "Dense",
    "Dropout",
    "Embedding",
    "Flatten",
    "GlobalAvgPool",
    "GlobalMaxPool",
    "GradientCheck",
    "Initializer",
    "LayerBatch",
    "LayerNorm",
    "LayerSpec",
    "LayerTrace",
    "Loss",
    "MaxPool",
    "Network",
    "Optimizer",
    "Positions",
    "Residual",
    "Samples",
    "Schedule",
    "Trace",
    "Variational",
    "gradient_check",
    "layer_from_dict",
    "layer_to_dict",
    "make_optimizer",
    "schedule",
]
