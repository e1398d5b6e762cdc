"""Training a network on that came without data: whether data that are chosen now fit it, as it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnviz.data import Dataset
from nnviz.data.own.own import Own
from nnviz.said import translate
from nnviz.training.experiment import Experiment
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.player import all_layers
from nnviz.training.snapshot import Snapshot


def trained_on(moment: Snapshot, wished: Experiment) -> tuple[Experiment, Dataset]:
    """The settings with which the network of this moment learns the data that are ``wished``, and these.

    Its layers, its loss and what its last layer gives stay; the data set is read. Raises ``ValueError`` with
    one sentence where its data do not fit the network.
    """
    had = moment.experiment
    experiment = wished.with_(
        workspace="" if wished.home != had.home else wished.workspace,
        layers=had.layers,
        loss=had.loss,
        output_activation=had.output_activation or moment.ends.last.activation,  # type: ignore[attr-defined]
        dtype=had.dtype,
    ).validated()
    experiment = experiment.fitted_to(experiment.batch_size)
    dataset = experiment.dataset()
    players = OBJECTIVES[experiment.objective].begin(experiment, dataset).players
    ends = players[0].ends
    here, there = (
        (moment.ends.inputs, moment.layers[-1].shape),
        (ends.inputs, players[0].network.output_shape),
    )
    if here != there or all_layers(had, moment.ends) != all_layers(experiment, replace(ends, loss=had.loss)):
        raise ValueError(
            translate(
                "Training",
                "The network takes samples of the shape {inputs} and gives {outputs}; “{data}” has {inputs2} "
                "and needs {outputs2}.",
            ).format(
                inputs=here[0], outputs=here[1], data=_called(experiment), inputs2=there[0], outputs2=there[1]
            )
        )
    return experiment, dataset


def with_own(now: Experiment, own: Own) -> Experiment:
    """The settings of a network that came without data, with these of a person's own as its data."""
    usual = Experiment.on(own.source, own=own)
    return now.with_(
        data=own.source,
        own=own,
        scale=usual.scale,
        test_share=usual.test_share,
        batch_size=usual.batch_size,
    )


def _called(experiment: Experiment) -> str:
    """The name of its data: of one's own the file's."""
    own = experiment.own
    return str(own.content.about.get("name", own.source)) if own is not None else experiment.data


def scaled_alike(one: Dataset, other: Dataset) -> bool:
    """Whether samples of both enter a network scaled in the same way."""
    return bool(np.allclose(one.offset, other.offset, atol=1e-6) and np.allclose(one.factor, other.factor))
