"""What would make samples look more real: the generator's gradient at what it made."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.engine.program import Program, Samples
from nnviz.training.game_losses import GAME_LOSSES
from nnviz.training.snapshot import Snapshot

Floats = NDArray[np.floating[Any]]


def pulls(snapshot: Snapshot, made: Floats) -> Floats:
    """(n, d) float64: the gradient of the generator's loss of each sample (n, d), by that sample.

    Against it a sample would look more real to the discriminator, the second network of the snapshot.
    """
    rule, judge = GAME_LOSSES[snapshot.experiment.loss], snapshot.network(1)
    samples = Samples.empty(len(made), judge.input_size, 1, judge.dtype)
    samples.inputs[:, :-1], samples.targets[...] = made, rule.aim
    back = np.empty((judge.input_size, len(made)), judge.dtype)
    program = Program(judge.layers, rule.of_generator, samples, training=False, d_inputs=back)
    with np.errstate(all="ignore"):
        program.evaluate()
        program.backward(parameters=False)
    return back.T.astype(np.float64) * len(made)  # the loss is their mean
