"""What tests ask of a network of dense layers."""

from __future__ import annotations

from nnviz.engine import Network
from nnviz.engine.layers import DenseLayer


def dense_layers(network: Network) -> tuple[DenseLayer, ...]:
    """Its dense layers, input side first."""
    return tuple(layer for layer in network.layers if isinstance(layer, DenseLayer))
