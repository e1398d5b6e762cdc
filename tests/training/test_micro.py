from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.engine import BatchNorm, Dense, Dropout
from nnviz.training.chain import Weight
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Micro
from nnviz.training.trainer import Trainer

XOR = Experiment.on(
    "xor",
    layers=(Dense(3, "sigmoid"),),
    loss="half_squared_error",
    batch_size=1,
    optimizer="sgd",
    learning_rate=1.5,
)
MIXED = Experiment.on(
    "ring",
    layers=(Dropout(0.2), Dense(4, "elu"), BatchNorm(), Dropout(0.3), Dense(3, "relu")),
    batch_size=33,
    learning_rate=0.05,
    optimizer="adam",
)
MIXED = replace(MIXED, l2=0.01, max_norm=0.5)


def started(experiment: Experiment, batches: int = 3) -> tuple[Trainer, Micro]:
    trainer = Trainer(experiment)
    for _ in range(batches):
        trainer.advance()
    return trainer, Micro.of(trainer.snapshot(), trainer.dataset)


def test_the_cells_are_in_the_order_of_case_b1() -> None:
    micro = started(XOR)[1]
    assert [(cell.phase, cell.kind, cell.layer) for cell in micro.cells] == [
        ("forward", "input", None),
        ("forward", "z", 0),
        ("forward", "a", 0),
        ("forward", "z", 1),
        ("forward", "a", 1),
        ("loss", "loss", None),
        *(("backward", kind, 1) for kind in ("da", "slope", "dz", "dW")),
        *(("backward", kind, 0) for kind in ("da", "slope", "dz", "dW")),
        ("update", "update", None),
    ]
    assert [step.kind for step in micro.cells[9].steps] == ["dW", "db"]
    assert micro.cells[7].label == "∂a₂/∂z₂"
    assert list(micro.places("backward")) == [*range(6, 14)]


@pytest.mark.parametrize("experiment", [XOR, MIXED], ids=["xor", "mixed"])
def test_every_number_is_that_of_the_training_bit_for_bit(experiment: Experiment) -> None:
    trainer, micro = started(experiment)
    steps = list(trainer.micro_steps())
    assert len(steps) == len(micro.batch.steps)
    for mine, theirs in zip(micro.batch.steps, steps, strict=True):
        assert (mine.kind, mine.layer, mine.values.tobytes()) == (
            theirs.kind,
            theirs.layer,
            theirs.values.tobytes(),
        )
    assert micro.batch.update.limited.tobytes() == trainer.network.parameters.tobytes()
    for number, layer in enumerate(micro.batch.layers):
        index = layer.parameter(1, 2 if number < len(micro.batch.layers) - 1 else 0)
        assert micro.batch.update.old[index] == layer.weights[1, index - layer.parameter(1, 0)]
        assert micro.batch.update.names[index].endswith(f"[1, {index - layer.parameter(1, 0)}]")


def test_looking_changes_nothing_and_every_step_of_the_ledger_has_its_cell() -> None:
    trainer, micro = started(MIXED)
    before = trainer.network.parameters.tobytes()
    shown = {id(step) for cell in micro.cells for step in cell.steps}
    # Dropout of the inputs hands no gradient back: there is nothing to learn before it.
    wanted = {id(step) for step in micro.batch.steps if (step.kind, step.layer) != ("da", 0)}
    assert shown == wanted
    assert trainer.network.parameters.tobytes() == before == micro.snapshot.parameters.tobytes()
    assert not micro.batch.inputs.flags.writeable


def test_it_moves_over_its_cells_and_past_the_end_there_is_none() -> None:
    micro = started(XOR)[1]
    places = [micro.place]
    moved = micro.moved(1)
    while moved is not None:
        places.append(moved.place)
        last, moved = moved, moved.moved(1)
    assert places == [*range(len(micro.cells))]
    assert last.phase == "update"
    assert last.moved(-100) is not None
    assert last.moved(-100).place == 0
    assert last.moved(-1).cell.kind == "dW"
    assert micro.place == 0, "a Micro is a value"
    assert last.chain is last.moved(-2).chain, "the chain is worked out once"


def test_example_weight_and_path_can_be_chosen_and_the_next_batch_keeps_them() -> None:
    layers = (Dense(4, "tanh"), Dense(3, "tanh"))
    trainer, micro = started(replace(MIXED, layers=layers))
    chosen = micro.with_example(7).with_weight(1, 2, 0)
    assert (chosen.example, chosen.weight) == (7, Weight(1, 2, 0))
    assert chosen.chain.share == pytest.approx(
        float(chosen.batch.layers[1].dz[7, 0] * chosen.batch.layers[1].entering[7, 2])
    )
    other = chosen.with_path(1)
    assert other.chain is chosen.chain
    assert other.with_example(3).path == 0
    list(trainer.micro_steps())
    after = Micro.of(trainer.snapshot(), trainer.dataset, chosen)
    assert (after.example, after.weight, after.place) == (7, Weight(1, 2, 0), 0)


def test_the_weight_of_a_neuron_is_the_one_it_is_blamed_for_most() -> None:
    micro = started(XOR)[1].with_unit(1, 0)
    entering = np.abs(micro.batch.layers[1].entering[0])
    assert micro.weight == Weight(1, int(entering.argmax()), 0)


@pytest.mark.parametrize(
    "wish",
    [
        lambda micro: micro.at(99),
        lambda micro: micro.with_example(1),
        lambda micro: micro.with_weight(0, 2, 0),
        lambda micro: micro.with_weight(2, 0, 0),
        lambda micro: micro.with_unit(0, 3),
        lambda micro: micro.with_path(1),
    ],
)
def test_what_is_not_there_is_refused_in_a_sentence(wish) -> None:
    with pytest.raises(ValueError, match=r"^There is no .*\.$"):
        wish(started(XOR)[1])
