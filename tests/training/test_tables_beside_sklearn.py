"""What is learned of a table is as good as what scikit-learn learns of it with the same settings."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor

from nnviz.data.own.full import read_table
from nnviz.data.own.usual import usual_recipe
from nnviz.training.own_tables import own_experiment
from nnviz.training.trainer import Trainer
from tests.data.own.files import FILES, Made
from tests.helpers.counts import count

#: Of different make; with ``--long`` all.
SHORT = ("plain", "gaps as “NA”", "classes -1 and 1", "values", "penguins")
CHOSEN = [made for name, made in FILES.items() if name in SHORT or count(0, 1)]
SEEDS = range(3)
SETTINGS = {"layers": (16,), "learning_rate": 0.01, "epochs": 40}


@pytest.mark.parametrize("made", CHOSEN, ids=[made.name for made in CHOSEN])
def test_answers_are_as_right(made: Made) -> None:
    table = read_table(made.content)
    recipe = usual_recipe(table, made.target)
    ours, theirs = [], []
    for seed in SEEDS:
        trainer = Trainer(own_experiment(table, recipe, seed=seed, **SETTINGS))
        *_, last = trainer.run()
        ours.append(last.test_accuracy)
        data = trainer.dataset
        kind = MLPClassifier if made.classes else MLPRegressor
        network = kind(
            hidden_layer_sizes=(16,), learning_rate_init=0.01, batch_size=32, alpha=0, max_iter=40,
            random_state=seed,
        )  # fmt: skip
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            network.fit(data.train_features, data.train_labels)
        theirs.append(network.score(data.test_features, data.test_labels))
    spread = max(0.1, max(theirs) - min(theirs), max(ours) - min(ours))
    assert np.mean(ours) > np.mean(theirs) - spread
