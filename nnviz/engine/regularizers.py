"""What keeps weights and gradients small: penalties (L1, L2), max-norm, and gradient clipping.

Penalties touch weights only: not biases, and not the scales of batch normalisation.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from nnviz.engine.arrays import Array
from nnviz.engine.layers import Layer
from nnviz.said import translate

__all__ = ["Penalty", "clip_by_norm", "clip_by_value", "limit_norms", "limit_values"]


class Penalty:
    """l1 |w| + l2 w^2 / 2, summed over the weights marked 1 in `mask` (P,).

    The gradient of the L2 part is l2 w, which is what PyTorch calls weight_decay (but in AdamW).
    """

    def __init__(self, mask: Array) -> None:
        self._mask = mask
        self._scratch = np.empty_like(mask)

    def value(self, parameters: Array, l1: float, l2: float) -> float:
        """The penalty itself."""
        weights = np.multiply(parameters, self._mask, out=self._scratch)
        return float(l1 * np.abs(weights).sum() + 0.5 * l2 * np.vdot(weights, weights))

    def add_gradient(self, parameters: Array, gradients: Array, l1: float, l2: float) -> None:
        """gradients += l2 w + l1 sign(w), in place; the slope of |w| at 0 is taken as 0."""
        scratch = self._scratch
        if l2:
            np.multiply(parameters, self._mask, out=scratch)
            np.multiply(scratch, l2, out=scratch)
            np.add(gradients, scratch, out=gradients)
        if l1:
            np.sign(parameters, out=scratch)
            np.multiply(scratch, self._mask, out=scratch)
            np.multiply(scratch, l1, out=scratch)
            np.add(gradients, scratch, out=gradients)


def clip_by_norm(gradients: Array, limit: float) -> float:
    """Scale the whole vector down to the Euclidean norm `limit` if it is longer; returns the norm it had.

    PyTorch's clip_grad_norm_: the factor is limit / (norm + 1e-6), at most 1.
    """
    _check_limit(limit)
    norm = math.sqrt(float(np.vdot(gradients, gradients)))
    if norm + 1e-6 > limit:
        np.multiply(gradients, limit / (norm + 1e-6), out=gradients)
    return norm


def clip_by_value(gradients: Array, limit: float) -> None:
    """Clip each entry to [-limit, limit], in place."""
    _check_limit(limit)
    np.clip(gradients, -limit, limit, out=gradients)


def limit_norms(layers: Sequence[Layer], limit: float) -> None:
    """Max-norm: scale down each unit whose incoming weights are longer than `limit`, in place.

    Srivastava et al. 2014; applied after a step. Biases are left alone.
    """
    _check_limit(limit)
    for layer in layers:
        for parameter in layer.parameters:
            if parameter.role == "weight":
                weights = parameter.matrix(layer.values[parameter.name])
                norms = np.sqrt(np.einsum("ij,ij->j", weights, weights))
                np.multiply(weights, limit / np.maximum(norms, limit), out=weights)


def _check_limit(limit: float) -> None:
    if not limit > 0:
        raise ValueError(translate("Engine", "The limit must be above 0, not {limit}.").format(limit=limit))


def limit_values(parameters: Array, limit: float) -> None:
    """Bring every parameter to between -limit and limit, as a clipped critic's are (Arjovsky et al. 2017)."""
    _check_limit(limit)
    np.clip(parameters, -limit, limit, out=parameters)
