"""Runs side by side: words, first to 90 %, agreement, how a run broke."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.engine import LSTM, RNN, AvgPool, Conv, Dense, Dropout, MaxPool
from nnviz.training.agreement import Agreement, Asked, Closeness, agreement, shared_test
from nnviz.training.comparison import (
    NONE,
    SETTINGS,
    first_to,
    same_start,
    title,
    what_differs,
    what_is_the_same,
)
from nnviz.training.experiment import SETTINGS as ALL_SETTINGS
from nnviz.training.experiment import Experiment
from nnviz.training.growth import Growth, Repetition
from nnviz.training.measures import MetricsTable
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Diverged, Trainer
from tests.helpers.timelines import table

SGD = Experiment(optimizer="sgd", learning_rate=0.1)
ADAM = Experiment(optimizer="adam", learning_rate=0.002)


def words(*experiments):
    return [(d.word, d.values) for d in what_differs(experiments)]


def test_every_setting_has_a_word():
    assert {setting.field for setting in SETTINGS} == set(ALL_SETTINGS)


def test_only_what_differs_is_listed():
    assert words(SGD, ADAM, replace(SGD, learning_rate=3.0)) == [
        ("optimiser", ("SGD", "Adam", "SGD")),
        ("rate", ("0.1", "0.002", "3")),
    ]
    assert words(SGD, SGD) == []


def test_what_a_run_has_not_does_not_differ():
    momentum = replace(SGD, optimizer="momentum", momentum=0.5)
    assert words(SGD, momentum) == [("optimiser", ("SGD", "Momentum"))]
    assert words(SGD, momentum, replace(momentum, momentum=0.8))[1] == ("momentum", (NONE, "0.5", "0.8"))
    assert words(SGD, replace(SGD, noise=0.4)) == []  # digits are not drawn


def test_layers_differ_by_size_activation_and_what_is_between():
    small = replace(SGD, layers=(Dense(8, "tanh"),))
    assert words(SGD, small) == [("hidden layers", ("32", "8")), ("activation", ("ReLU", "Tanh"))]
    dropped = replace(SGD, layers=(Dense(32, "relu"), Dropout(0.2)))
    assert words(SGD, dropped) == [("between layers", ("none", "dropout 0.2"))]


def test_pools_are_told_once_among_the_layers_that_mind_positions():
    layers = (Conv(6, 5, activation="relu"), MaxPool(2))
    pooled = replace(SGD, data="figures", layers=layers)
    other = pooled.with_(layers=(layers[0], AvgPool(2), Dense(8, "tanh")))
    assert words(pooled, other) == [
        (
            "hidden layers",
            (
                "convolution of 6 (size 5), max pooling (size 2)",
                "convolution of 6 (size 5), average pooling (size 2), 8",
            ),
        ),
        ("activation", ("ReLU", "ReLU, Tanh")),
    ]
    dense = pooled.with_(layers=(Dense(32, "relu"), Dropout(0.2)))
    assert words(pooled, dense) == [
        ("hidden layers", ("convolution of 6 (size 5), max pooling (size 2)", "32"))
    ]
    assert what_is_the_same((pooled, pooled.with_(seed=4)), (784, 6, 6)).startswith("same network, ")


def test_layers_that_read_sequences_are_told_in_words():
    lstm = Experiment.on("temporal_order", layers=(LSTM(8, forget_bias=2.0),))
    rnn = lstm.with_(layers=(RNN(6, True), Dense(5, "relu")))
    said = ("LSTM of 8 (forget bias 2)", "simple recurrent layer of 6 (every step), 5")
    assert words(lstm, rnn)[0] == ("hidden layers", said)


def test_settings_of_each_of_two_networks_are_listed():
    one = Experiment.on("ring_of_8", objective="adversarial")
    generator, discriminator = one.players
    other = one.with_(**{f"{discriminator}.layers": (Dense(7, "relu"),)})
    assert one.players == other.players
    word, values = words(one, other)[0]
    assert (word, values[1]) == (f"{discriminator}: hidden layers", "7")
    assert str(title(other, what_differs((one, other)))).endswith(f"{discriminator}: hidden layers 7")
    both = other.with_(**{f"{generator}.learning_rate": 0.5})
    assert (f"{generator}: rate") in dict(words(one, both))


def test_what_is_frozen_is_counted_by_what_it_is():
    layers = (Conv(6, 5, activation="relu"), MaxPool(2), Dense(8, "relu"))
    free = replace(SGD, data="figures", layers=layers)
    for frozen, said in (
        (((0, 2),), "1 filter frozen"),
        (((0, 1), (0, 2), (1, 3)), "2 filters, 1 neuron frozen"),
        ((0, (1, 3), (1, 4), (2, 0)), "1 layer, 3 neurons frozen"),
    ):
        assert words(free, free.with_(frozen=frozen)) == [("frozen", ("nothing frozen", said))]


def test_values_that_read_alike_are_told_apart():
    one, other = replace(SGD, learning_rate=0.1), replace(SGD, learning_rate=0.1 + 1e-9)
    assert words(one, other) == [("rate", ("0.1 (1)", "0.1 (2)"))]


def test_what_is_the_same_in_a_sentence():
    assert what_is_the_same((SGD, ADAM), (64, 32, 10), same_start=True) == (
        "same 64-32-10 network, same first weights, same batches of 32, cross-entropy."
    )
    other = replace(ADAM, seed=7, layers=(Dense(8),), batch_size=None)
    assert what_is_the_same((SGD, other), (64, 32, 10)) == "cross-entropy."
    reseeded = replace(SGD, seed=7)
    assert what_is_the_same((SGD, reseeded)) == "batches of 32, cross-entropy."  # drawn in another order
    assert what_is_the_same((SGD,)) == ""


def test_titles_name_what_differs():
    assert title(SGD) == "SGD, rate 0.1"
    small = replace(SGD, layers=(Dense(8, "relu"),))
    assert title(small, what_differs((SGD, small))) == "hidden layers 8"
    quick = replace(small, learning_rate=0.5)
    assert title(quick, what_differs((SGD, quick))) == "SGD, rate 0.5, hidden layers 8"


def test_a_title_of_cut_lines_says_that_they_are_cut():
    whole = Experiment(layers=(Dense(8, "relu"),))
    one, two = (whole.with_(cut=tuple((1, source, 0) for source in range(count))) for count in (1, 2))
    differences = what_differs((whole, one, two))
    called = [str(title(run, differences)) for run in (whole, one, two)]
    assert called == ["no line cut", "1 line cut", "2 lines cut"]
    frozen = whole.with_(frozen=(0,))
    assert title(frozen, what_differs((whole, frozen))) == "1 layer frozen"


def timeline_of(*rights):
    timeline = Timeline()
    timeline.append_metrics(table([[epoch, 1, 1, 0.5, right] for epoch, right in enumerate(rights)]))
    return timeline


def test_first_to():
    runs = (timeline_of(0.1, 0.95, 0.2), timeline_of(0.1, 0.2), Timeline())
    assert first_to(runs, 0.9) == (1, None, None)


@pytest.fixture(scope="module")
def digits():
    return Experiment().dataset()


def trained(dataset, epochs=0, **settings):
    trainer = Trainer(Experiment(**{"epochs": epochs, **settings}), dataset)
    timeline = Timeline()
    for metrics in trainer.run():
        timeline.append_metrics(MetricsTable.of([metrics]))
        timeline.keep(trainer.snapshot())
    return timeline


def test_same_start_is_told_by_the_weights(digits):
    one, other, third = trained(digits, 1), trained(digits, 1, optimizer="sgd"), trained(digits, 0, seed=1)
    assert same_start((one, other))
    assert not same_start((one, third))
    assert not same_start((one, Timeline()))


def asked(snapshot, dataset):
    return Asked(snapshot.network(), dataset)


def test_agreement_counts_every_test_sample(digits):
    one, other = trained(digits, 1).newest, trained(digits, 2, optimizer="sgd", learning_rate=0.1).newest
    found = agreement(asked(one, digits), asked(other, digits), shared_test(digits, digits))
    assert isinstance(found, Agreement)
    answers = [snapshot.network().predict(digits.test_features).argmax(axis=1) for snapshot in (one, other)]
    right = [answer == digits.test_labels for answer in answers]
    assert found.both == (right[0] & right[1]).sum()
    assert found.only_first == (right[0] & ~right[1]).sum() > 0
    assert found.only_second == (right[1] & ~right[0]).sum() > 0
    assert found.both + found.only_first + found.only_second + found.neither == found.total == 360
    assert sorted(found.differing) == np.flatnonzero(answers[0] != answers[1]).tolist()
    decided = (right[0] | right[1])[found.differing]
    assert not np.any(decided[1:] & ~decided[:-1])  # those that one gets right come first


def test_agreement_with_itself_is_whole(digits):
    itself = asked(trained(digits, 1).newest, digits)
    found = agreement(itself, itself, shared_test(digits, digits))
    assert found.only_first == found.only_second == len(found.differing) == 0


def test_data_sets_share_what_both_are_tested_on(digits):
    same = shared_test(digits, Experiment(scale="minmax").dataset())
    assert same.common == "all"
    assert same.first.tolist() == same.second.tolist() == list(range(360))
    more = Experiment(test_share=0.25).dataset()  # the same order, cut elsewhere
    some = shared_test(more, digits)
    assert (some.common, len(some.first)) == ("some", 360)
    assert more.test_indices[some.first].tolist() == digits.test_indices[some.second].tolist()
    assert shared_test(digits, Experiment.on("spirals").dataset()).common == "data"
    spirals = [Experiment.on("spirals", **own).dataset() for own in ({}, {"classes": 3}, {"noise": 0.5})]
    assert [shared_test(spirals[0], other).common for other in spirals] == ["all", "answers", "points"]


def test_values_are_compared_by_their_distance_from_the_truth():
    experiment = Experiment.on("plane", epochs=3)
    data = experiment.dataset()
    one = trained(data, 0, data="plane", loss="mse").newest
    other = trained(data, 5, data="plane", loss="mse", learning_rate=0.01).newest
    found = agreement(asked(one, data), asked(other, data), shared_test(data, data))
    assert isinstance(found, Closeness)
    assert found.errors_second.mean() < found.errors_first.mean()
    assert found.closer_first + found.closer_second == found.total
    apart = np.abs(found.said_first - found.said_second)[found.differing]
    assert (np.diff(apart) <= 0).all()


@pytest.fixture(scope="module")
def broken(digits):
    settings = {"optimizer": "sgd", "learning_rate": 1.0, "layers": (Dense(32, "linear"),)}
    trainer = Trainer(Experiment(epochs=9, **settings), digits)
    held = []
    with pytest.raises(Diverged) as caught:
        held.extend(trainer.snapshot() for _ in trainer.run())
    return caught.value, held


def test_the_steps_of_a_break_are_done_again(broken, digits):
    event, held = broken
    repetition = Repetition(event, digits, held)
    while not repetition.go_on(0.001):
        pass
    growth = repetition.growth
    assert growth.repeated
    assert growth.broke_at == event.step
    assert growth.first_step + len(growth.losses) == event.step  # the loss of the last one was none
    assert event.step - growth.first_step >= 40
    trainer = Trainer(held[0].experiment, digits, start=held[0])
    trainer.advance()
    assert growth.losses[held[0].step + 1 - growth.first_step] == trainer.batch_loss
    assert growth.factor ** (growth.broke_at - 1 - growth.lowest_step) == pytest.approx(
        growth.losses[-1] / min(growth.losses), rel=1e-6
    )


def test_what_was_changed_on_the_way_is_not_called_a_repetition(broken, digits):
    event, _ = broken
    calm = replace(event.last_good, experiment=replace(event.last_good.experiment, learning_rate=1e-3))
    other = Diverged(event.step, event.epoch, event.why, calm)
    repetition = Repetition(other, digits)
    assert repetition.go_on(10)
    assert not repetition.growth.repeated


def test_growth_needs_something_that_grows():
    assert Growth(1, (3.0, 2.0), 3, "", True).factor is None
    assert Growth(1, (), 1, "", True).factor is None
    assert Growth(5, (4.0, 1.0, 2.0, 4.0), 9, "", True).factor == pytest.approx(2)
    assert Growth(5, (4.0, 1.0, 2.0, 4.0), 9, "", True).lowest_step == 6
