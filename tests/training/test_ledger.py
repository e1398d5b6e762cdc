from dataclasses import replace

import numpy as np
import pytest

from nnviz.engine import OPTIMIZERS, BatchNorm, Dense, Dropout
from nnviz.training.experiment import Experiment
from nnviz.training.ledger import MicroStep
from nnviz.training.snapshot import Snapshot
from nnviz.training.trainer import Trainer

SMALL = Experiment.on(
    "ring",
    layers=(Dense(4, "tanh"), Dense(3, "relu")),
    batch_size=50,
    learning_rate=0.05,
    epochs=3,
    l1=1e-3,
    l2=1e-2,
)
SMALL = replace(SMALL, l1=1e-3, l2=1e-2)
MIXED = (Dense(4, "elu"), BatchNorm(), Dropout(0.3), Dense(3, "leaky_relu"))


def same(one: Snapshot, other: Snapshot) -> bool:
    return (
        one.parameters.tobytes() == other.parameters.tobytes()
        and one.running.tobytes() == other.running.tobytes()
        and (one.epoch, one.step, one.position, one.generators, one.metrics)
        == (other.epoch, other.step, other.position, other.generators, other.metrics)
    )


def by_kind(steps: list[MicroStep]) -> dict[tuple[str, int | None], np.ndarray]:
    return {(step.kind, step.layer): step.values for step in steps}


EXPERIMENTS = [
    *(replace(SMALL, optimizer=name) for name in OPTIMIZERS),
    replace(
        SMALL, layers=(Dense(4, "elu"), BatchNorm(), Dropout(0.3), Dense(3, "leaky_relu")), batch_size=33
    ),
    replace(SMALL, batch_size=None, clip_norm=0.01, max_norm=0.5, loss="mse", dtype="float64"),
    replace(SMALL, loss="binary_crossentropy", schedule="cosine"),
]


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda e: f"{e.optimizer}-{e.loss}-{e.batch_size}")
def test_any_mixture_of_steps_is_the_same_run_bit_for_bit(experiment: Experiment) -> None:
    plain = Trainer(experiment)
    for _ in plain.run():
        pass
    mixed = Trainer(experiment)
    turn = 0
    while mixed.epoch < 3:
        turn += 1
        if turn % 3 == 0:
            mixed.advance()
        elif turn % 3 == 1:
            list(mixed.micro_steps())
        else:
            steps = mixed.micro_steps()
            for _ in range(turn % 7):
                next(steps)
            steps.close()
            mixed.snapshot()
    assert same(mixed.snapshot(), plain.snapshot())


def test_run_goes_on_in_the_middle_of_an_epoch() -> None:
    plain, mixed = Trainer(SMALL), Trainer(SMALL)
    mixed.advance()
    list(mixed.micro_steps())
    assert mixed.snapshot().position == 100
    assert [metrics.epoch for metrics in mixed.run()] == [0, 1, 2, 3]
    for _ in plain.run():
        pass
    assert same(mixed.snapshot(), plain.snapshot())


def test_the_chain_rule_holds_between_the_steps() -> None:
    trainer = Trainer(replace(SMALL, dtype="float64"))
    layers = trainer.snapshot().layers
    steps = list(trainer.micro_steps())
    assert [(step.kind, step.layer) for step in steps] == [
        ("input", None),
        *((kind, layer) for layer in range(3) for kind in ("z", "a")),
        ("loss", None),
        *((kind, layer) for layer in (2, 1, 0) for kind in ("da", "slope", "dz", "dW", "db")),
        ("update", None),
    ]
    value = by_kind(steps)
    before = value["input", None]
    for index, layer in enumerate(layers):
        np.testing.assert_allclose(value["z", index], before @ layer.weights + layer.bias, rtol=1e-12)
        before = value["a", index]
    np.testing.assert_allclose(value["a", 0], np.tanh(value["z", 0]), rtol=1e-12)
    # The last layer is a softmax: its slope is a matrix for every sample.
    np.testing.assert_allclose(
        np.einsum("nij,nj->ni", value["slope", 2], value["da", 2]), value["dz", 2], rtol=1e-9, atol=1e-15
    )
    for index in (1, 0):
        np.testing.assert_allclose(value["da", index], value["dz", index + 1] @ layers[index + 1].weights.T)
        np.testing.assert_allclose(value["dz", index], value["da", index] * value["slope", index])
        entering = value["input", None] if index == 0 else value["a", 0]
        np.testing.assert_allclose(value["dW", index], entering.T @ value["dz", index], atol=1e-15)
        np.testing.assert_allclose(value["db", index], value["dz", index].sum(axis=0), atol=1e-15)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_books_balance_to_the_last_bit(name: str) -> None:
    trainer = Trainer(replace(SMALL, optimizer=name, max_norm=0.1))
    update = list(trainer.micro_steps())[-1].update
    assert update is not None
    assert update.limited.tobytes() != update.new.tobytes()
    update = list(trainer.micro_steps())[-1].update
    assert update is not None
    assert (update.old - update.step).tobytes() == update.new.tobytes()
    assert update.limited.tobytes() == trainer.snapshot().parameters.tobytes()
    total = update.data_gradient + update.penalty_gradient
    np.testing.assert_allclose(total, update.gradient, rtol=1e-5, atol=1e-8)
    assert set(update.memory) == set(OPTIMIZERS[name].vectors)
    assert update.number == 2
    one = update.of(5)
    assert one.name == "dense1.weights[1, 1]"
    assert one.old == float(update.old[5])
    assert one.memory == {key: (float(a[5]), float(b[5])) for key, (a, b) in update.memory.items()}


def test_adams_line_of_the_ledger_can_be_worked_by_hand() -> None:
    trainer = Trainer(replace(SMALL, dtype="float64", optimizer="adam"))
    trainer.advance()
    update = list(trainer.micro_steps())[-1].update
    assert update is not None
    settings = update.settings
    assert settings["first_correction"] == pytest.approx(1 - 0.9**2)
    first = 0.9 * update.memory["first"][0] + 0.1 * update.gradient
    second = 0.999 * update.memory["second"][0] + 0.001 * update.gradient**2
    np.testing.assert_allclose(update.memory["first"][1], first, atol=1e-15)
    step = settings["learning_rate"] * (first / settings["first_correction"])
    step /= np.sqrt(second / settings["second_correction"]) + settings["eps"]
    np.testing.assert_allclose(update.step, step, rtol=1e-9)


def test_an_infinite_factor_is_explained_and_its_product_is_finite() -> None:
    trainer = Trainer(Experiment.on("xor", layers=(), seed=3))
    trainer.load_weights([(np.array([[900.0, -900.0], [900.0, -900.0]]), np.zeros(2))])
    steps = list(trainer.micro_steps())
    da = next(step for step in steps if step.kind == "da")
    dz = next(step for step in steps if step.kind == "dz")
    assert not np.isfinite(da.values).all()
    assert np.isfinite(dz.values).all()
    assert "infinite" in da.note
    assert da.note == dz.note


def test_values_are_read_only() -> None:
    for step in Trainer(SMALL).micro_steps():
        assert step.kind == "loss" or not step.values.flags.writeable
