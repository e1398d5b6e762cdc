"""Sequences gone on with: what is said is read next, drawn as told, and the end is the end."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.data import load_dataset
from nnviz.data.sequences.written import classes_asked, read_text, symbols_read
from nnviz.engine import Conv1d, Dense, Flatten, Network
from nnviz.training.continuing import SequenceReader, continued, of_length

LOSS = "categorical_crossentropy"


def network(dataset, *layers, loss=LOSS, seed=0):
    last = Dense(dataset.output_size, "softmax" if loss == LOSS else "linear")
    made = Network(dataset.feature_shape, (*layers, last), loss)
    made.initialize(np.random.default_rng(seed))
    return made


@pytest.fixture(scope="module")
def names():
    return load_dataset("names")


def test_texts_are_read_one_hot_and_print_again(names):
    read = read_text(names, "kalo")
    assert read.shape == (18, 5)
    assert symbols_read(names, read) == (".", "k", "a", "l", "o")
    assert (read.sum(axis=0) == 1).all()
    label = names.train_labels[0]
    said = "".join(classes_asked(names, label))
    assert symbols_read(names, names.train_features[0])[: len(said)] == (".", *said[:-1])
    with pytest.raises(ValueError, match=r"There is no “K” in the data set “names”; there are \. a b d"):
        read_text(names, "Kalo")
    with pytest.raises(ValueError, match=r"A sequence needs at least one of X Y a b c d\."):
        read_text(load_dataset("temporal_order"), "")


def test_numbers_are_read_as_values():
    sine = load_dataset("sine_sequence", length=20)
    np.testing.assert_allclose(read_text(sine, "0, 0.3,-.5 1e-1"), [[0, 0.3, -0.5, 0.1]])
    for wrong in ("", "0, a", "nan", "1 inf"):
        with pytest.raises(ValueError, match="is no sequence of numbers"):
            read_text(sine, wrong)
    with pytest.raises(ValueError, match="“digit_rows” is not of sequences that can be written"):
        read_text(load_dataset("digit_rows"), "0 1")


def test_a_network_that_works_at_every_step_reads_any_length(names):
    made = network(names, Dense(5, "tanh"))
    reader = SequenceReader(made, names)
    for text in ("", "ka", "kalomina", "kalominarusita"):
        read = read_text(names, text)
        expected = np.stack([by_hand(made, column) for column in read.T], axis=1)
        np.testing.assert_allclose(reader.outputs(read), expected, rtol=1e-5)


def by_hand(made, x):
    first, last = made.layers
    z = np.tanh(x @ first.weights + first.bias) @ last.weights + last.bias
    return np.exp(z) / np.exp(z).sum()


def test_one_with_weights_for_its_own_steps_reads_the_last_ones(names):
    data = load_dataset("temporal_order", length=20)
    made = Network((6, 20), (Dense(3), Dense(4, "softmax")), LOSS)
    assert of_length(made, 21) is not None
    flat = Network((6, 20), (Flatten(), Dense(4, "softmax")), LOSS)
    assert of_length(flat, 21) is None
    reader = SequenceReader(flat, data)
    assert reader.outputs(read_text(data, "abcd" * 5)).shape == (4,)
    with pytest.raises(ValueError, match=r"The network reads 20 steps, no fewer and no more\."):
        reader.outputs(read_text(data, "abcd"))


def test_what_is_said_is_read_next_and_shares_are_those_it_was_drawn_by(names):
    made = network(names, Conv1d(6, 3, activation="tanh"), seed=3)
    read, found = (
        read_text(names, "ka"),
        continued(SequenceReader(made, names), read_text(names, "ka"), 5, seed=4),
    )
    reader = SequenceReader(made, names)
    for place, shares in zip(found.places, found.shares, strict=True):
        np.testing.assert_allclose(shares, reader.outputs(read)[:, -1], rtol=1e-4)
        read = np.concatenate([read, np.eye(18)[:, [place]]], axis=1)
    again = continued(SequenceReader(made, names), read_text(names, "ka"), 5, seed=4)
    assert found.places.tobytes() == again.places.tobytes()


def test_the_temperature_sharpens_and_flattens(names):
    made = network(names, Dense(4, "tanh"), seed=1)
    given = read_text(names, "k")
    plain = SequenceReader(made, names).outputs(given)[:, -1].astype(float)
    for temperature in (0.5, 2.0):
        shares = continued(SequenceReader(made, names), given, 1, temperature=temperature).shares[0]
        wanted = plain ** (1 / temperature)
        np.testing.assert_allclose(shares, wanted / wanted.sum(), rtol=1e-5)
    likeliest = continued(SequenceReader(made, names), given, 1, temperature=0)
    assert likeliest.places[0] == plain.argmax()
    drawn = [continued(SequenceReader(made, names), given, 1, seed=seed).places[0] for seed in range(400)]
    counted = np.bincount(drawn, minlength=18) / 400
    np.testing.assert_allclose(counted, plain, atol=0.08)


def test_it_ends_where_sequences_of_the_data_set_end(names):
    made = network(names)
    made.layers[-1].bias[0] = 50.0  # the border is all that is ever said
    found = continued(SequenceReader(made, names), read_text(names, "ka"), 30)
    assert [names.symbols[place] for place in found.places] == ["."]
    reverse = load_dataset("reverse")
    assert (
        len(continued(SequenceReader(network(reverse), reverse), read_text(reverse, "314159"), 30).places)
        == 6
    )
    assert (
        len(continued(SequenceReader(network(reverse), reverse), read_text(reverse, "31415995"), 30).places)
        == 4
    )


def test_values_are_read_again_as_they_are():
    sine = load_dataset("sine_sequence", length=20)
    made = network(sine, loss="mse")
    made.layers[0].weights[...], made.layers[0].bias[...] = 0.5, 1.0
    found = continued(SequenceReader(made, sine), read_text(sine, "0.4 0.2"), 4)
    np.testing.assert_allclose(found.values, [1.1, 1.55, 1.775, 1.8875], rtol=1e-6)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"temperature": -1}, "The temperature must be from 0 to 10, not -1."),
        ({"count": 0}, "gone on with by 1 to 1000 steps, not 0."),
        ({"count": 1001}, "gone on with by 1 to 1000 steps, not 1001."),
    ],
)
def test_what_cannot_be_is_one_sentence(names, settings, sentence):
    made = network(names)
    with pytest.raises(ValueError, match=sentence):
        continued(SequenceReader(made, names), read_text(names, "k"), **{"count": 3} | settings)
    echo = load_dataset("echo")
    with pytest.raises(ValueError, match="The sequences of “echo” are not gone on with"):
        continued(SequenceReader(network(echo), echo), read_text(echo, "a"), 3)
