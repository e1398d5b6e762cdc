"""Why a network answers what it answers: what each input adds to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data.dataset import frozen
from nnviz.engine import Network
from nnviz.said import translate

Floats = NDArray[np.floating[Any]]
ROUNDED = 1e-12  # of all that is added: what is rounded off in float64 is less


@dataclass(frozen=True, eq=False)
class Contributions:
    """What made the sum (logit) of one class larger than that of another, input by input.

    values: (inputs,), how much each input adds; an input that is 0 adds nothing. rest: the biases' part, with
    what else is left. total: the difference of the two sums; ``values.sum() + rest == total`` up to rounding.
    """

    answer: int
    against: int | None
    values: Floats
    rest: float
    total: float


def contributions(
    network: Network, inputs: ArrayLike, answer: int | None = None, against: int | None = None
) -> Contributions:
    """What each of ``inputs`` (n,) contributes to the sum of ``answer``, less that to the sum of ``against``.

    ``answer`` is by default what the network answers; without ``against`` its sum alone is explained, with
    one output unit that of the unit. Gradient times input (Shrikumar et al., "Not just a black box", 2016).
    On the way through ReLUs a network is linear, so its rest is exactly what the biases bring along that way;
    with other activations the rest holds the curvature as well. Raises ``ValueError`` for a class that the
    network does not know.
    """
    x = np.asarray(inputs, dtype=np.float64)
    if x.shape != (network.input_size,):
        raise ValueError(
            translate(
                "Training", "The network takes {input_size} inputs, not an array of shape {shape}."
            ).format(input_size=network.input_size, shape=x.shape)
        )
    network = network.with_dtype("float64")
    program = network.followed(x[np.newaxis])
    sums, slopes = program.stages[-1].z[:, 0], program.stages[-1].dz[:, 0]
    answer = int(sums.argmax()) if answer is None else answer
    for chosen in (answer, answer if against is None else against):
        if not 0 <= chosen < network.output_size:
            raise ValueError(
                translate("training", "There is no class {chosen}: the last one is {last}.").format(
                    chosen=chosen, last=network.output_size - 1
                )
            )
    wanted = np.zeros(network.output_size)
    wanted[answer] = 1.0
    if against is not None:
        wanted[against] -= 1.0
    slopes[...] = wanted
    program.backward(from_sums=True)
    assert program.d_inputs is not None
    parts = program.d_inputs[:, 0] * x
    total = float(sums @ wanted)
    return Contributions(answer, against, frozen(parts), _rest(network, parts, total), total)


def _rest(network: Network, parts: Floats, total: float) -> float:
    """What ``parts`` (inputs,) leave of ``total``; if biases bring it, their values times their gradients.

    A difference of numbers that are equal leaves what was rounded off, which is the value of no bias.
    """
    biases = np.concatenate(
        [
            (block.of(network.parameters) * block.of(network.gradients)).ravel()
            for block in network.blocks
            if block.parameter.role == "bias"
        ]
        or [np.zeros(0)]
    )
    left, brought = total - float(parts.sum()), float(biases.sum())
    size = abs(total) + float(np.abs(parts).sum() + np.abs(biases).sum())
    return brought if abs(left - brought) <= ROUNDED * size else left
