import itertools
import threading
from dataclasses import replace

import numpy as np
import pytest

from nnviz.data import Dataset, load_dataset
from nnviz.engine import BatchNorm, Dense, Dropout, make_optimizer
from nnviz.training.edits import Change
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import STATISTICS_SAMPLES, Snapshot
from nnviz.training.trainer import Diverged, Trainer

SMALL = Experiment(layers=(Dense(6, "tanh"),), epochs=4, batch_size=100, learning_rate=0.01)


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return load_dataset("digits")


def same(one: Snapshot, other: Snapshot) -> bool:
    """Bit for bit the same moment."""
    states = [one.optimizer_state, other.optimizer_state]
    return (
        one.parameters.tobytes() == other.parameters.tobytes()
        and one.generators == other.generators
        and (one.epoch, one.step, one.position, one.metrics)
        == (other.epoch, other.step, other.position, other.metrics)
        and states[0].keys() == states[1].keys()
        and all(np.array_equal(states[0][name], states[1][name]) for name in states[0])
    )


def finished(trainer: Trainer) -> Snapshot:
    for _ in trainer.run():
        pass
    return trainer.snapshot()


def test_first_item_is_before_training_then_one_per_epoch(digits: Dataset) -> None:
    trainer = Trainer(SMALL, digits)
    start = trainer.snapshot()
    items = list(trainer.run())
    assert [item.epoch for item in items] == [0, 1, 2, 3, 4]
    assert items[0] == start.metrics
    assert (trainer.epoch, trainer.step) == (4, 4 * 15)  # 1,437 samples in batches of 100
    assert items[4].train_loss < items[0].train_loss / 1.2


def test_metrics_are_those_of_the_network(digits: Dataset) -> None:
    snapshot = finished(Trainer(SMALL, digits))
    outputs = snapshot.network().predict(digits.test_features)
    right = np.mean(outputs.argmax(axis=1) == digits.test_labels)
    loss = -np.log(outputs[np.arange(len(outputs)), digits.test_labels]).mean()
    assert snapshot.metrics.test_accuracy == pytest.approx(right, abs=1e-12)
    assert snapshot.metrics.test_loss == pytest.approx(loss, rel=1e-5)


def test_an_epoch_is_a_pass_over_every_sample_by_the_plain_rule(digits: Dataset) -> None:
    """The same run, written out: order from the seed's second child, one update per batch."""
    experiment = replace(SMALL, dtype="float64", epochs=2, batch_size=64, optimizer="momentum")
    trainer = Trainer(experiment, digits)
    network = trainer.snapshot().network()
    optimizer = make_optimizer("momentum", network.size, "float64", experiment.learning_rate)
    order = np.random.default_rng(np.random.SeedSequence(experiment.seed).spawn(2)[1])
    for _ in range(2):
        rows = order.permutation(len(digits.train_labels))
        for first in range(0, len(rows), 64):
            batch = rows[first : first + 64]
            network.gradient_step(digits.train_features[batch], digits.train_labels[batch])
            optimizer.step(network.parameters, network.gradients)
    np.testing.assert_allclose(finished(trainer).parameters, network.parameters, rtol=1e-12)


def test_full_batch_is_one_update_an_epoch(digits: Dataset) -> None:
    trainer = Trainer(replace(SMALL, batch_size=None, optimizer="sgd"), digits)
    network = trainer.snapshot().network()
    network.gradient_step(digits.train_features, digits.train_labels)
    next(trainer.run())
    one = Trainer(replace(SMALL, batch_size=None, optimizer="sgd", epochs=1), digits)
    expected = network.parameters - np.float32(0.01) * network.gradients
    np.testing.assert_allclose(finished(one).parameters, expected, rtol=1e-5, atol=1e-7)
    assert one.step == 1


@pytest.mark.parametrize("batch_size", [1437, None, 33])
def test_same_seed_same_bits_however_it_is_looked_at(digits: Dataset, batch_size: int | None) -> None:
    experiment = replace(SMALL, batch_size=batch_size, epochs=3)
    plain = finished(Trainer(experiment, digits))
    looked = Trainer(experiment, digits)
    for _ in looked.run():
        looked.snapshot().probed(digits.test_features[0], 3)
    assert same(plain, looked.snapshot())
    other = finished(Trainer(replace(experiment, seed=1), digits))
    assert not np.array_equal(plain.parameters, other.parameters)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("batch_size", [100, None])
def test_going_on_from_a_snapshot_is_the_same_run(
    digits: Dataset, optimizer: str, batch_size: int | None
) -> None:
    experiment = replace(SMALL, optimizer=optimizer, batch_size=batch_size)
    trainer = Trainer(experiment, digits)
    moments = [trainer.snapshot() for _ in trainer.run()]
    for moment in moments:
        again = Trainer(experiment, digits, start=moment)
        assert same(again.snapshot(), moment)
        items = list(again.run())
        assert items[0] == moment.metrics
        assert [item.epoch for item in items] == list(range(moment.epoch, 5))
        assert same(again.snapshot(), moments[-1])


def test_going_on_in_the_middle_of_an_epoch_is_the_same_run(
    digits: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = finished(Trainer(SMALL, digits))
    trainer = Trainer(SMALL, digits)
    update, count = trainer.optimizer.step, itertools.count(1)

    def stops_after_twenty(parameters: np.ndarray, gradients: np.ndarray) -> None:
        if next(count) > 20:
            raise KeyboardInterrupt
        update(parameters, gradients)

    monkeypatch.setattr(trainer.optimizer, "step", stops_after_twenty)
    with pytest.raises(KeyboardInterrupt):
        finished(trainer)
    moment = trainer.snapshot()
    assert (moment.epoch, moment.step, moment.position) == (1, 20, 500)
    assert same(finished(Trainer(SMALL, digits, start=moment)), whole)


def test_a_snapshot_that_does_not_fit_is_refused(digits: Dataset) -> None:
    moment = Trainer(SMALL, digits).snapshot()
    with pytest.raises(ValueError, match=r"460 parameters: its network has 685\."):
        Trainer(replace(SMALL, layers=(Dense(9, "tanh"),)), digits, start=moment)


def test_structure_may_change_and_what_fits_is_kept(digits: Dataset) -> None:
    old = finished(Trainer(SMALL, digits))
    larger = Trainer(replace(SMALL, layers=(Dense(9, "tanh"),)), digits, keep_fitting=old)
    new = larger.snapshot()
    assert (new.epoch, new.step) == (0, 0)
    np.testing.assert_array_equal(new.layers[0].weights[:, :6], old.layers[0].weights)
    np.testing.assert_array_equal(new.layers[1].weights[:6], old.layers[1].weights)
    np.testing.assert_array_equal(new.layers[1].bias, old.layers[1].bias)
    assert len(list(larger.run())) == 5


def test_live_changes_take_hold_and_are_recorded(digits: Dataset) -> None:
    trainer = Trainer(SMALL, digits)
    items = trainer.run()
    next(items)
    next(items)
    trainer.change(learning_rate=0.5, batch_size=None, epochs=3)
    trainer.change(l2=0.1)
    assert trainer.changes == []
    next(items)
    assert trainer.step == 16  # an epoch of 15 batches, then one of the full batch
    assert trainer.changes == [
        Change(15, 1, "learning_rate", 0.5),
        Change(15, 1, "batch_size", None),
        Change(15, 1, "epochs", 3),
        Change(15, 1, "l2", 0.1),
    ]
    assert trainer.snapshot().experiment == replace(
        SMALL, learning_rate=0.5, batch_size=None, epochs=3, l2=0.1
    )
    assert [item.epoch for item in items] == [3]


def test_a_changed_run_can_be_repeated_from_its_record(digits: Dataset) -> None:
    trainer = Trainer(SMALL, digits)
    items = trainer.run()
    next(items)
    middle = next(items), trainer.snapshot()
    trainer.change(learning_rate=0.03, batch_size=7)
    end = finished(trainer)
    changed = replace(SMALL, learning_rate=0.03, batch_size=7)
    assert same(finished(Trainer(changed, digits, start=middle[1])), end)


def test_changes_in_the_middle_of_an_epoch_use_every_sample_once(
    digits: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = Trainer(replace(SMALL, epochs=1), digits)
    used: list[int] = []
    step = trainer.network.gradient_step_rows

    def watching(samples: object, rows: np.ndarray) -> float:
        used.extend(rows.tolist())
        if trainer.step == 3:
            trainer.change(batch_size=37)
        if trainer.step == 6:
            trainer.change(batch_size=None)
        return step(samples, rows)  # type: ignore[arg-type]

    monkeypatch.setattr(trainer.network, "gradient_step_rows", watching)
    finished(trainer)
    assert sorted(used) == list(range(1437))
    assert trainer.changes == [Change(4, 0, "batch_size", 37), Change(7, 0, "batch_size", None)]
    assert trainer.step == 8


def test_changes_from_another_thread_are_safe(digits: Dataset) -> None:
    trainer = Trainer(replace(SMALL, epochs=20), digits)

    def fiddle() -> None:
        for index in range(200):
            trainer.change(learning_rate=0.001 + index * 1e-6, batch_size=50 + index % 3)

    thread = threading.Thread(target=fiddle)
    thread.start()
    items = list(trainer.run())
    thread.join()
    assert [item.epoch for item in items] == list(range(21))


def test_more_epochs_let_a_finished_run_go_on(digits: Dataset) -> None:
    trainer = Trainer(replace(SMALL, epochs=2), digits)
    first = list(trainer.run())
    assert list(trainer.run()) == []
    trainer.change(epochs=4)
    rest = list(trainer.run())
    whole = list(Trainer(SMALL, digits).run())
    assert first + rest == whole


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"seed": 3}, "cannot change"),
        ({"learning_rate": -1.0}, "learning rate must be from"),
        ({"batch_size": 2000}, "2000 samples is more than the 1437"),
    ],
)
def test_changes_that_cannot_be_are_refused(
    digits: Dataset, changes: dict[str, object], sentence: str
) -> None:
    trainer = Trainer(SMALL, digits)
    with pytest.raises(ValueError, match=sentence):
        trainer.change(**changes)
    assert finished(trainer).experiment == SMALL


def test_a_batch_larger_than_the_data_is_refused(digits: Dataset) -> None:
    with pytest.raises(ValueError, match="2000 samples is more than the 1437"):
        Trainer(replace(SMALL, batch_size=2000), digits)


def test_evaluating_seldom_changes_nothing_but_what_is_reported(digits: Dataset) -> None:
    often = list(Trainer(replace(SMALL, epochs=5), digits).run())
    trainer = Trainer(replace(SMALL, epochs=5, evaluate_every=2), digits)
    seldom = []
    for metrics in trainer.run():
        seldom.append((trainer.epoch, metrics))
    assert seldom == [
        (0, often[0]),
        (1, often[0]),
        (2, often[2]),
        (3, often[2]),
        (4, often[4]),
        (5, often[5]),
    ]


# Divergence


def blow_up(trainer: Trainer, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From update ``after`` on, updates add infinity to the last bias."""
    update = trainer.optimizer.step

    def infinite(parameters: np.ndarray, gradients: np.ndarray) -> None:
        update(parameters, gradients)
        if trainer.step + 1 >= after:
            parameters[-1] = np.inf

    monkeypatch.setattr(trainer.optimizer, "step", infinite)


@pytest.mark.parametrize("batch_size", [100, None])
def test_divergence_names_the_step_and_keeps_the_last_good_epoch(
    digits: Dataset, batch_size: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = replace(SMALL, batch_size=batch_size)
    per_epoch = 15 if batch_size else 1
    whole = Trainer(experiment, digits)
    moments = [whole.snapshot() for _ in whole.run()]
    trainer = Trainer(experiment, digits)
    with monkeypatch.context() as patch:
        blow_up(trainer, 2 * per_epoch + 1, patch)
        with pytest.raises(Diverged) as caught:
            finished(trainer)
    # A full batch ends the epoch at once; in batches the next one's loss shows it.
    step = 2 * per_epoch + (2 if batch_size else 1)
    assert (caught.value.step, caught.value.epoch) == (step, 3)
    assert ("the loss is" if batch_size else "a number of dense2.") in caught.value.why
    assert same(caught.value.last_good, moments[2])
    # The Trainer stands at that moment, and can go on from it.
    assert same(finished(trainer), moments[-1])


def test_too_large_a_rate_really_diverges() -> None:
    experiment = Experiment(
        layers=(Dense(8, "relu"),),
        optimizer="sgd",
        loss="half_squared_error",
        learning_rate=100.0,
        scale="none",
        l2=10.0,
    )
    with pytest.raises(Diverged, match=r"Training diverged in step \d+, epoch \d+: .+\.") as caught:
        finished(Trainer(experiment))
    assert np.isfinite(caught.value.last_good.parameters).all()
    assert caught.value.last_good.epoch == caught.value.epoch - 1


# Snapshots


def test_a_snapshot_is_a_frozen_copy(digits: Dataset) -> None:
    trainer = Trainer(SMALL, digits)
    items = trainer.run()
    next(items)
    before = trainer.snapshot()
    kept = before.parameters.tobytes()
    next(items)
    assert before.parameters.tobytes() == kept
    arrays = [before.parameters, before.layers[0].weights, before.layers[1].bias, before.statistics[0].mean]
    arrays += [value for value in before.optimizer_state.values() if isinstance(value, np.ndarray)]
    for array in arrays:
        assert not array.flags.writeable


def test_statistics_are_those_of_the_first_test_samples(digits: Dataset) -> None:
    snapshot = Trainer(SMALL, digits).snapshot()
    a = np.tanh(
        digits.test_features[:STATISTICS_SAMPLES] @ snapshot.layers[0].weights + snapshot.layers[0].bias
    )
    np.testing.assert_allclose(snapshot.statistics[0].mean, a.mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(snapshot.statistics[0].maximum, a.max(axis=0), atol=1e-6)
    np.testing.assert_allclose(snapshot.statistics[0].firing, (a > 0).mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(snapshot.statistics[1].mean.sum(), 1, atol=1e-5)


# Settings beyond the plain rule


@pytest.mark.parametrize("layer", [Dropout(0.3), BatchNorm()])
def test_going_on_with_masks_and_running_statistics_is_the_same_run(
    digits: Dataset, layer: Dropout | BatchNorm
) -> None:
    experiment = replace(SMALL, layers=(Dense(6, "relu"), layer))
    trainer = Trainer(experiment, digits)
    moments = [trainer.snapshot() for _ in trainer.run()]
    again = finished(Trainer(experiment, digits, start=moments[2]))
    assert same(again, moments[-1])
    assert again.running.tobytes() == moments[-1].running.tobytes()
    assert again.generators == moments[-1].generators
    outputs = again.network().predict(digits.test_features)
    assert np.mean(outputs.argmax(axis=1) == digits.test_labels) == again.metrics.test_accuracy


def test_schedule_multiplies_the_rate_of_each_epoch(digits: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = replace(SMALL, schedule="step", schedule_epochs=2, schedule_gamma=0.5, batch_size=None)
    trainer = Trainer(experiment, digits)
    rates = []
    update = trainer.optimizer.step

    def watching(parameters: np.ndarray, gradients: np.ndarray) -> None:
        rates.append(trainer.optimizer.learning_rate)
        update(parameters, gradients)

    monkeypatch.setattr(trainer.optimizer, "step", watching)
    finished(trainer)
    assert rates == [0.01, 0.01, 0.005, 0.005]
    assert replace(SMALL, schedule="cosine", epochs=10).rate_factor(5) == pytest.approx(0.5)


def test_patience_ends_a_run_that_gets_no_better(digits: Dataset) -> None:
    experiment = replace(SMALL, layers=(Dense(64, "relu"),), learning_rate=0.05, epochs=200, patience=3)
    trainer = Trainer(experiment, digits)
    losses = [metrics.test_loss for metrics in trainer.run()]
    assert trainer.finished
    assert trainer.epoch == len(losses) - 1 < 200
    assert int(np.argmin(losses)) == trainer.epoch - 3
    best = trainer.snapshot().best
    assert best is not None
    assert best.test_loss == min(losses)
    assert list(Trainer(experiment, digits, start=trainer.snapshot()).run()) == [trainer.snapshot().metrics]


def test_gradient_and_weights_stay_within_their_norms(
    digits: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = replace(SMALL, optimizer="sgd", learning_rate=1.0, clip_norm=0.05, max_norm=0.5)
    trainer = Trainer(experiment, digits)
    before = trainer.snapshot().parameters
    norms = []
    update = trainer.optimizer.step

    def watching(parameters: np.ndarray, gradients: np.ndarray) -> None:
        norms.append(float(np.linalg.norm(gradients)))
        update(parameters, gradients)

    monkeypatch.setattr(trainer.optimizer, "step", watching)
    after = finished(trainer)
    assert max(norms) == pytest.approx(0.05, rel=1e-4)
    assert np.linalg.norm(before[: 64 * 6].reshape(64, 6), axis=0).min() > 0.5
    for layer in after.layers:
        assert np.linalg.norm(layer.weights, axis=0).max() <= 0.5 + 1e-5


def test_optimiser_takes_its_own_settings(digits: Dataset) -> None:
    trainer = Trainer(replace(SMALL, optimizer="rmsprop", alpha=0.5), digits)
    assert trainer.optimizer.alpha == 0.5  # type: ignore[attr-defined]
    assert Experiment(optimizer="adamw", weight_decay=0.2).hyperparameters == {
        "beta1": 0.9,
        "beta2": 0.999,
        "weight_decay": 0.2,
    }


def test_given_weights_are_where_a_run_begins(digits: Dataset) -> None:
    old = finished(Trainer(SMALL, digits))
    trainer = Trainer(SMALL, digits)
    trainer.load_weights([(layer.weights, layer.bias) for layer in old.layers])
    start = next(trainer.run())
    assert (start.epoch, start.test_loss) == (0, old.metrics.test_loss)
    with pytest.raises(ValueError, match=r"\(64, 6\) \+ \(6,\); the network needs .+ \(6, 10\)"):
        trainer.load_weights([(old.layers[0].weights, old.layers[0].bias)])


def test_stopping_takes_hold_within_the_epoch(digits: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = Trainer(SMALL, digits)
    update = trainer.optimizer.step

    def stopping(parameters: np.ndarray, gradients: np.ndarray) -> None:
        update(parameters, gradients)
        if trainer.step + 1 == 20:
            trainer.stop()

    monkeypatch.setattr(trainer.optimizer, "step", stopping)
    assert [metrics.epoch for metrics in trainer.run()] == [0, 1]
    assert trainer.step == 20


def test_whoever_waits_between_batches_changes_nothing() -> None:
    experiment = Experiment(layers=(Dense(8, "relu"),), epochs=2)
    plain, polite = Trainer(experiment), Trainer(experiment)
    waits = []
    polite.between = lambda: waits.append(polite.step)
    for trainer in (plain, polite):
        assert [metrics.epoch for metrics in trainer.run()] == [0, 1, 2]
    assert waits == list(range(1, plain.step + 1))
    assert np.array_equal(plain.network.parameters, polite.network.parameters)
