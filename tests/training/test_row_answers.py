"""What is said of each row: its loss is the loss that the engine works out of that row alone."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.data import load_dataset
from nnviz.engine.losses import LOSSES
from nnviz.training.derived import Derived
from nnviz.training.experiment import Experiment
from nnviz.training.row_answers import losses_of_each, row_answers
from nnviz.training.trainer import Trainer


@pytest.mark.parametrize("name", list(LOSSES))
def test_the_loss_of_each_row_is_that_of_the_row_alone(name: str) -> None:
    loss, generator = LOSSES[name], np.random.default_rng(3)
    outputs = generator.uniform(0.05, 0.95, (6, 3))
    targets = np.eye(3)[generator.integers(0, 3, 6)]
    if not loss.classification:
        outputs, targets = 4 * outputs, generator.normal(0, 2, (6, 3))
    wanted = [loss.value(outputs[i : i + 1], targets[i : i + 1]) for i in range(6)]
    assert losses_of_each(loss, outputs, targets) == pytest.approx(wanted, rel=1e-12)


def trained(data: str, **settings: object) -> Derived:
    experiment = Experiment.on(data, layers=(5,), epochs=4, **settings)
    dataset = load_dataset(data)
    trainer = Trainer(experiment, dataset)
    list(trainer.run())
    return Derived(trainer.snapshot(), dataset)


def test_rows_of_classes() -> None:
    derived = trained("iris", learning_rate=0.05)
    found, dataset = row_answers(derived), derived.dataset
    outputs = derived.network.predict(dataset.test_features)
    assert found.said.tolist() == outputs.argmax(axis=1).tolist()
    assert found.sure == pytest.approx(outputs.max(axis=1))
    assert found.losses == pytest.approx(
        [-np.log(row[label]) for row, label in zip(outputs, dataset.test_labels, strict=True)], rel=1e-5
    )
    assert found.losses.mean() == pytest.approx(derived.metrics.test_loss, rel=1e-5)
    assert np.all(np.diff(found.losses[found.hardest]) <= 0)
    assert set(found.wrong.tolist()) == set(np.flatnonzero(found.said != dataset.test_labels).tolist())


def test_an_answer_that_was_sure_and_wrong_has_the_loss_of_its_sums() -> None:
    """The probability of the right class is 0 in single precision, its sum is still finite."""
    derived = trained("iris")
    derived.network.parameters[...] = 0
    derived.network.parameters[-3:] = (500.0, 0.0, 0.0)  # the biases of the outputs
    found = row_answers(derived)
    for row, label in enumerate(derived.dataset.test_labels):
        assert found.losses[row] == pytest.approx(0.0 if label == 0 else 500.0, abs=1e-6)
