"""A moment of a network that no Trainer here has brought forth: imported, or written by another program."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import frozen
from nnviz.training.experiment import Experiment
from nnviz.training.measures import Metrics
from nnviz.training.player import Ends, Player
from nnviz.training.snapshot import UNKNOWN_UPDATES, LayerStatistics, Snapshot, layer_states
from nnviz.training.streams import states, stream


def standing(
    experiment: Experiment,
    ends: Ends,
    parameters: Mapping[str, NDArray[Any]],
    *,
    epoch: int = 0,
    step: int = 0,
    metrics: Metrics | None = None,
) -> Snapshot:
    """The network with these parameters, named as ``Network.load`` takes them, as a moment to look at.

    What was not measured is NaN. Raises ``ValueError`` with one sentence for parameters that do not fit.
    """
    player = Player(experiment, 0, ends)
    player.network.load(parameters)
    player.begin()
    state = player.state()
    for array in state.arrays:
        frozen(array)
    kinds = experiment.kinds
    measured = metrics or Metrics(epoch, kinds, (math.nan,) * len(kinds))
    layers = layer_states(player.network, state.parameters)
    unknown = [frozen(np.full(layer.units, np.nan, state.parameters.dtype)) for layer in layers]
    generators = {"order": stream(experiment.seed, "order")}
    generators |= {"masks": stream(experiment.seed, "masks")} if player.network.draws else {}
    return Snapshot(
        epoch=epoch,
        step=step,
        metrics=measured,
        best=measured,
        players=(state,),
        generators=states(generators),
        learned_before=UNKNOWN_UPDATES,
        experiment=experiment,
        layers=layers,
        statistics=tuple(LayerStatistics(each, each, each) for each in unknown),
    )
