"""Hidden layers come, go and change; what has no neurons stays between them."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import Network
from nnviz.engine.layers import (
    GRU,
    LSTM,
    Attention,
    BatchNorm,
    Conv,
    Conv1d,
    Dense,
    Dropout,
    Embedding,
    LayerNorm,
    MaxPool,
    Positions,
    Residual,
)
from nnviz.training import structure
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer

MIXED = Experiment(layers=(Dense(8, "relu"), Dropout(0.2), Dense(4, "tanh")))


def test_units_are_kept_within_what_the_diagram_shows() -> None:
    assert structure.with_units(MIXED, 1, 6).layers == (Dense(8, "relu"), Dropout(0.2), Dense(6, "tanh"))
    assert structure.with_units(MIXED, 0, 0).layers[0] == Dense(1, "relu")
    assert structure.with_units(MIXED, 0, 9999).layers[0] == Dense(512, "relu")


def test_a_new_layer_looks_like_its_neighbour() -> None:
    new = Dense(16, "tanh")
    assert structure.with_layer(MIXED, 1).layers == (Dense(8, "relu"), Dropout(0.2), new, Dense(4, "tanh"))
    assert structure.with_layer(MIXED, 2).layers[-1] == new
    assert structure.with_layer(Experiment(layers=()), 0).layers == (Dense(16, "relu"),)


def test_no_more_layers_than_fit() -> None:
    full = Experiment(layers=(Dense(4, "relu"),) * 6)
    with pytest.raises(ValueError, match="room for 6 hidden layers"):
        structure.with_layer(full, 3)


def test_a_layer_goes_and_activations_change() -> None:
    assert structure.without_layer(MIXED, 1).layers == (Dense(8, "relu"), Dropout(0.2))
    assert structure.with_activation(MIXED, 1, "elu").layers[2] == Dense(4, "elu")
    everywhere = structure.with_activation_everywhere(MIXED, "sigmoid").layers
    assert everywhere == (Dense(8, "sigmoid"), Dropout(0.2), Dense(4, "sigmoid"))


DESIGN = (Conv(6, 5, padding="valid", activation="tanh"), MaxPool(2), Dense(8, "relu"))


def offered(layers, shape, position):
    """By how each is written: the shape it gives, or why it may not stand there."""
    found = structure.offers(Experiment(layers=layers), shape, position)
    return {offer.spec.words: offer.given or str(offer.refusal) for offer in found}


def test_what_may_be_added_says_what_it_gives() -> None:
    found = offered(DESIGN, (28, 28), 1)
    assert found["conv(8, 3)"] == (8, 12, 12)
    assert found["maxpool(2)"] == (6, 6, 6)
    assert found["globalmaxpool"] == (6,)
    assert found["16"] == (16,)
    assert found["dropout(0.2)"] == found["batchnorm"] == (6, 12, 12)
    assert offered(DESIGN, (28, 28), 0)["avgpool(2)"] == (1, 14, 14)
    rows = {"16", "dropout(0.2)", "batchnorm", "layernorm", "residual"}
    assert set(offered((Dense(4, "relu"),), (4,), 0)) == rows


def test_for_sequences_a_convolution_in_time_is_offered_and_none_of_pictures() -> None:
    rows = Experiment.on("digit_rows", layers=(Conv1d(6, 3),))
    found = {offer.spec.words: offer.given for offer in structure.offers(rows, (8, 8), 0)}
    assert found["conv1d(8, 3)"] == (8, 8)
    assert found["maxpool(2)"] == (8, 4)
    assert "conv(8, 3)" not in found
    assert "conv1d(8, 3)" not in offered(DESIGN, (28, 28), 0)


def test_for_sequences_a_recurrent_layer_is_offered_in_the_form_that_fits() -> None:
    last = Experiment.on("temporal_order", layers=(LSTM(4),))
    first = {offer.spec.words: offer.given for offer in structure.offers(last, (6, 50), 0)}
    assert first["lstm(8, every_step)"] == (8, 50), "the layer behind it reads a sequence"
    assert "lstm(8)" not in first
    alone = Experiment.on("temporal_order", layers=(Dense(4, "tanh"),))
    behind = {offer.spec.words: offer.given for offer in structure.offers(alone, (6, 50), 1)}
    assert behind["rnn(8)"] == behind["lstm(8)"] == behind["gru(8)"] == (8,)
    asked = Experiment.on("echo", layers=(Dense(4, "tanh"),))
    each = {offer.spec.words: offer.given for offer in structure.offers(asked, (4, 50), 1)}
    assert each["gru(8, every_step)"] == (8, 50), "an answer is asked at every step"
    assert "gru(8)" not in each
    assert not {"rnn(8)", "lstm(8)"} & set(offered(DESIGN, (28, 28), 0))


def test_for_sequences_what_attention_needs_is_offered_and_else_nowhere() -> None:
    alone = Experiment.on("reverse", layers=(Dense(4, "tanh"),))
    found = {offer.spec.words: offer.given for offer in structure.offers(alone, (10, 11), 0)}
    assert found["embedding(8)"] == (8, 11)
    assert found["positions(learned)"] == found["attention(2)"] == (10, 11)
    assert not {"embedding(8)", "positions(learned)", "attention(2)"} & set(offered(DESIGN, (28, 28), 0))


@pytest.mark.parametrize(("layer", "shape"), [(LSTM(3), "(3,)"), (MaxPool(2), "(4, 10)")])
def test_what_leaves_no_steps_to_be_asked_at_is_refused_with_both(layer, shape: str) -> None:
    echo = Experiment.on("echo", length=20, layers=(Dense(4, "tanh"),))
    trainer = Trainer(echo)
    ends, data = trainer.snapshot().ends, trainer.dataset
    structure.check_structure(echo.with_(layers=(GRU(3, True),)), data, ends)
    with pytest.raises(ValueError, match=r"at each of 20 steps; .* the shape ") as refused:
        structure.check_structure(echo.with_(layers=(Dense(4, "tanh"), layer)), data, ends)
    assert shape in str(refused.value)


def test_what_may_not_stand_there_is_told_with_its_shape() -> None:
    found = offered(DESIGN, (28, 28), 2)
    assert "(8,)" in found["conv(8, 3)"]
    assert "(8,)" in found["maxpool(2)"]
    tight = (Conv(4, 3, padding="valid"), Conv(4, 4, padding="valid"))
    refusal = offered(tight, (8, 8), 1)["maxpool(2)"]
    assert "4 × 4" in refusal, "the second would not fit"
    assert "(4, 3, 3)" in refusal


def test_a_new_convolution_takes_the_activation_that_is_there() -> None:
    offers = structure.offers(Experiment(layers=DESIGN), (28, 28), 0)
    assert offers[0].spec == Conv(8, 3, activation="tanh")
    with_it = structure.with_layer(Experiment(layers=DESIGN), 1, offers[0].spec)
    assert with_it.layers == (*DESIGN[:2], offers[0].spec, DESIGN[2])


def test_settings_of_any_layer_change_and_what_has_no_weights_goes() -> None:
    experiment = Experiment(layers=DESIGN)
    assert structure.with_setting(experiment, 0, "size", 3).layers[0] == Conv(
        6, 3, padding="valid", activation="tanh"
    )
    assert structure.with_setting(experiment, 1, "size", 4).layers[1] == MaxPool(4)
    assert structure.without_place(experiment, 1).layers == (DESIGN[0], DESIGN[2])
    with pytest.raises(ValueError, match="whole number from 1"):
        structure.with_setting(experiment, 0, "stride", 0)
    layers = (Dropout(0.1), *DESIGN, BatchNorm(), Dropout(0.3))
    assert structure.passing(layers, 0) == (0, 2)
    assert structure.passing(layers, 1) == (4, 5)


def test_weights_from_maps_stay_with_their_place_when_the_maps_change() -> None:
    """One more filter, and one column less: what is the same place of the same map keeps its weight."""
    old = Network((1, 6, 6), (Conv(2, 3), Dense(4, "softmax")), loss="categorical_crossentropy")
    new = Network(
        (1, 6, 6), (Conv(3, 2, padding="valid"), Dense(4, "softmax")), loss="categorical_crossentropy"
    )
    rng = np.random.default_rng(0)
    old.parameters[:] = rng.normal(size=old.size)
    new.parameters[:] = 7.0
    new.copy_fitting(old)
    before, after = (n.layers[1].values["weights"] for n in (old, new))
    np.testing.assert_array_equal(after.reshape(3, 5, 5, 4)[:2], before.reshape(2, 6, 6, 4)[:, :5, :5])
    assert (after.reshape(3, 5, 5, 4)[2] == 7).all()
    np.testing.assert_array_equal(new.layers[1].values["bias"], old.layers[1].values["bias"])
    kernels = new.layers[0].values["weights"]
    np.testing.assert_array_equal(kernels[:2], old.layers[0].values["weights"][:, :, :2, :2])


BLOCK = (LayerNorm(), Dense(16, "relu"), Dense(4), Residual(3))


def test_a_block_keeps_its_layers_when_one_comes_or_goes() -> None:
    experiment = Experiment(layers=(Dense(4, "tanh"), *BLOCK))
    with_more = structure.with_layer(experiment, 2, Dropout(0.1))
    assert with_more.layers[1:] == (LayerNorm(), Dense(16, "relu"), Dropout(0.1), Dense(4), Residual(4))
    assert structure.without_layer(experiment, 1).layers[1:] == (LayerNorm(), Dense(4), Residual(2))
    assert structure.without_place(experiment, 1).layers[1:] == (*BLOCK[1:3], Residual(2))
    assert structure.without_place(experiment, 4).layers == (Dense(4, "tanh"), *BLOCK[:3])
    assert structure.without_layer(experiment, 0).layers == BLOCK


def test_what_comes_before_the_first_layer_of_a_block_stands_before_it() -> None:
    experiment = Experiment(layers=(Dense(4, "relu"), Dense(4), Residual(1)))
    assert structure.with_layer(experiment, 1, Dropout(0.1)).layers[1:] == (
        Dropout(0.1),
        Dense(4),
        Residual(1),
    )


def test_a_block_of_nothing_goes_with_its_last_layer_and_those_around_it_shrink() -> None:
    layers = (LayerNorm(), Dense(4), Residual(1), Residual(3))
    assert structure.spliced(layers, 1, 1) == (LayerNorm(), Residual(1))
    assert structure.spliced((Dense(4), Residual(1), Residual(2)), 0, 1) == ()
    assert structure.spliced(layers, 1, 1, (Dense(8), Dense(4))) == (
        *(LayerNorm(), Dense(8), Dense(4), Residual(2), Residual(4)),
    )


def test_the_last_layer_of_a_block_is_linear_whatever_the_others_are() -> None:
    text = "8, residual(layernorm, 16, 8), 4"
    relu = (Dense(8, "relu"), LayerNorm(), Dense(16, "relu"), Dense(8), Residual(3), Dense(4, "relu"))
    experiment = Experiment(layers=text)
    assert experiment.layers == relu
    assert structure.in_words(relu) == text
    tanh = structure.with_activation_everywhere(experiment, "tanh").layers
    assert [structure.activation_of(layer) for layer in tanh] == [
        "tanh",
        None,
        "tanh",
        "linear",
        None,
        "tanh",
    ]


def test_a_residual_over_the_layer_before_is_offered_where_that_keeps_the_shape() -> None:
    layers = (Embedding(8), Positions("learned"), Attention(2))
    of = Experiment.on("reverse", workspace="sequences", layers=layers)
    behind = {offer.spec.kind: offer for offer in structure.offers(of, (10, 11), 2)}
    assert behind["residual"].given == behind["layer_norm"].given == (8, 11)
    assert structure.with_layer(of, 2, behind["residual"].spec).layers == (*layers, Residual(1))
    first = {offer.spec.kind: offer for offer in structure.offers(of, (10, 11), 0)}
    assert first["residual"].refusal  # there is nothing that it could be over
