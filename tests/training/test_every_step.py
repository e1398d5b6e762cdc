"""Answers at every step of a sequence, or one: what stands before the last layer, and what is right."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.data import DATASETS, load_dataset
from nnviz.engine import Conv1d, Dense, Flatten, GlobalMaxPool
from nnviz.training.agreement import shared_test
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.film_frames import made
from nnviz.training.outputs import MEASURED, accuracy, encode, exact_sequences
from nnviz.training.player import Ends, all_layers, make_network
from nnviz.training.trainer import Trainer

LAST = Dense(3, "softmax")


def layers(hidden, every_step):
    ends = Ends((4, 6), LAST, "categorical_crossentropy", every_step)
    return all_layers(Experiment(layers=hidden), ends)


def test_one_answer_a_sequence_is_that_to_all_steps():
    assert layers((Dense(5),), False) == (Dense(5), Flatten(), LAST)
    assert layers((), False) == (Flatten(), LAST)
    assert layers((Conv1d(5, 3), GlobalMaxPool()), False)[2:] == (LAST,)
    assert layers((Dense(5), Flatten()), False)[2:] == (LAST,)


def test_an_answer_at_every_step_has_the_last_layer_at_every_step():
    assert layers((Dense(5),), True) == (Dense(5), LAST)
    network = make_network(Experiment(layers=(5,)), Ends((4, 6), LAST, "categorical_crossentropy", True))
    assert network.output_shape == (3, 6)


def test_where_no_steps_are_left_it_is_a_sentence_with_both_shapes():
    with pytest.raises(
        ValueError, match=r"every step of samples of the shape \(4, 6\), .* has the shape \(5,\)\.$"
    ):
        layers((Conv1d(5, 3), GlobalMaxPool()), True)


def test_right_is_a_share_of_what_is_asked():
    answers = np.array([[0, 1, 2], [2, 2, 1]])
    outputs = np.moveaxis(np.eye(3)[answers], -1, 1)
    assert accuracy(outputs, "classification", np.array([[0, -1, 1], [-1, 2, -1]])) == pytest.approx(2 / 3)
    assert exact_sequences(outputs, np.array([[0, -1, 1], [-1, 2, -1]])) == 0.5
    assert exact_sequences(outputs, np.array([[0, -1, 1], [-1, 2, 0]])) == 0
    values = np.array([[1.0, np.nan, 3.0], [np.nan, 2.0, np.nan]])
    assert accuracy(np.nan_to_num(values, nan=7.0)[:, None], "regression", values) == 1.0


def test_labels_become_targets_with_nothing_where_nothing_is_asked():
    labels = np.array([[0, -1, 2]])
    expected = [[[1, np.nan, 0], [0, np.nan, 0], [0, np.nan, 1]]]
    np.testing.assert_array_equal(encode(labels, (3, 3)), expected)
    np.testing.assert_array_equal(encode(np.array([[0, -1, 1]]), (1, 3)), [[[0, np.nan, 1]]])
    np.testing.assert_array_equal(encode(np.array([[0.5, np.nan]]), (1, 2)), [[[0.5, np.nan]]])


@pytest.mark.parametrize(
    "data", [name for name, one in DATASETS.items() if one.family == "sequences" and not one.unchosen]
)
def test_every_set_of_sequences_is_learned_from_and_measured(data):
    experiment = Experiment.on(data, layers=(6,), learning_rate=0.02, epochs=3).validated()
    trainer = Trainer(experiment)
    rows, dataset = [*trainer.run()], trainer.dataset
    assert rows[-1].train_loss < rows[0].train_loss
    assert rows[-1].kinds is MEASURED[dataset.asked]
    outputs, labels = trainer.network.predict(dataset.test_features), dataset.test_labels
    if dataset.asked != "each_step":
        assert outputs.shape == (len(labels), dataset.output_size, *labels.shape[1:])
        return
    said = np.stack([outputs[:, :, step].argmax(axis=1) for step in range(labels.shape[1])], axis=1)
    asked = labels != -1
    assert rows[-1]["test_accuracy"] == pytest.approx((said[asked] == labels[asked]).mean())
    exact = [
        all(s == k for s, k in zip(one, label, strict=True) if k != -1)
        for one, label in zip(said, labels, strict=True)
    ]
    assert rows[-1]["test_exact_sequences"] == pytest.approx(np.mean(exact))


def test_the_same_sequences_are_shared_whatever_their_scale_and_no_others():
    def order(**settings):
        return load_dataset("temporal_order", test_share=0.3333, **settings)

    assert shared_test(order(), order()).common == "all"
    assert shared_test(order(), order(scale="standard")).common == "all"
    assert shared_test(order(), order(length=60)).common == "sequences"
    assert shared_test(order(), order(split_seed=5)).common == "sequences"
    echo = load_dataset("echo")
    assert shared_test(echo, load_dataset("echo")).common == "all"
    assert shared_test(echo, load_dataset("echo", delay=6)).common == "sequences", "other answers are asked"
    sine = load_dataset("sine_sequence")
    assert shared_test(sine, load_dataset("sine_sequence")).common == "all", "nothing is asked of both"


def test_a_frame_of_the_film_counts_what_is_asked():
    trainer = Trainer(Experiment.on("anbn", layers=(4,), epochs=1))
    dataset = trainer.dataset
    *_, frame = made(trainer.snapshot(), dataset, plane=False)
    said = trainer.network.predict(dataset.test_features).argmax(axis=1)
    asked = dataset.test_labels >= 0
    for label in (0, 1):
        of_label = asked & (dataset.test_labels == label)
        assert frame.values[label, 1] == pytest.approx((said[of_label] == 1).mean())


def test_a_bias_that_a_layer_has_not_is_refused_before_training_meets_it():
    experiment = Experiment.on("rhyme", layers="embedding(4), lstm(3, every_step)", workspace="sequences")
    trainer = Trainer(experiment)
    with pytest.raises(ValueError, match="has no bias there"):
        trainer.edit(Edit(0, None, 1, 0.5))
    trainer.advance()
    trainer.edit(Edit(0, 2, 1, 0.5))
    trainer.take_changes()
    assert trainer.network.layers[0].values["weights"][2, 1] == np.float32(0.5)
