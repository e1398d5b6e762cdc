"""The table of layers: plain dicts and back, and the settings that are refused."""

from __future__ import annotations

import json

import pytest

from nnviz.engine.layers import (
    GRU,
    LAYERS,
    LSTM,
    RNN,
    Attention,
    AvgPool,
    BatchNorm,
    Bidirectional,
    Code,
    Conv,
    Conv1d,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalAvgPool,
    GlobalMaxPool,
    LayerNorm,
    MaxPool,
    Positions,
    Residual,
    Variational,
    layer_from_dict,
    layer_to_dict,
)

SPECS = [
    Dense(3, "relu"),
    Dense(2, "elu", 0.5),
    Dropout(0.25),
    BatchNorm(0.2, 1e-3),
    Flatten(),
    Conv(8, 3),
    Conv(4, 5, 2, "valid", "elu", 0.5, bias=False),
    Conv1d(3, 2, activation="tanh"),
    MaxPool(2),
    AvgPool(3),
    GlobalMaxPool(),
    GlobalAvgPool(),
    RNN(3),
    RNN(2, every_step=True, relu=True),
    LSTM(3, forget_bias=-2.0),
    GRU(4, every_step=True),
    Embedding(4),
    Positions("sine"),
    LayerNorm(1e-3),
    Attention(2, full=True),
    Residual(3),
    Code(2),
    Variational(2, 0.5),
    Bidirectional("gru", 3, every_step=True),
]


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_a_spec_goes_through_json_and_back(spec):
    assert layer_from_dict(json.loads(json.dumps(layer_to_dict(spec)))) == spec


def test_the_table_names_every_layer():
    assert {name: spec.kind for name, spec in LAYERS.items()} == {name: name for name in LAYERS}
    assert {type(spec) for spec in SPECS} == set(LAYERS.values())


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": "carousel"}, "'carousel' is not known; there are dense, dropout"),
        ({"kind": "conv", "filters": 8}, "conv layer needs size"),
        ({"kind": "conv", "filters": 0, "size": 3}, "filters of a convolution must be .* from 1, not 0"),
        (
            {"kind": "conv", "filters": 8, "size": 2.5},
            "size of a convolution must be .* from 1 to 31, not 2.5",
        ),
        ({"kind": "conv", "filters": 8, "size": 3, "stride": True}, "stride of a .* from 1 to 31, not True"),
        ({"kind": "conv", "filters": 8, "size": 3, "padding": "full"}, "is same or valid, not 'full'"),
        ({"kind": "conv", "filters": 8, "size": 3, "bias": 1}, "has a bias or has none, not 1"),
        ({"kind": "conv", "filters": 8, "size": 3, "activation": "step"}, "'step' is not known"),
        ({"kind": "conv1d", "filters": 8, "size": 3, "parameter": "x"}, "must be a number, not 'x'"),
        ({"kind": "attention", "heads": 2, "full": 1}, "Attention is full or not, not 1"),
        ({"kind": "residual", "layers": 0}, "over at least 1 layer, not 0"),
        ({"kind": "positions", "form": 3}, "learned or sine, not 3"),
        ({"kind": "layer_norm", "eps": "x"}, "eps of layer normalisation must be above 0, not x"),
        ({"kind": "max_pool", "size": 0}, "size of a pooling must be a whole number from 1, not 0"),
        ({"kind": "avg_pool", "size": "2"}, "size of a pooling must be a whole number from 1, not 2"),
        ({"kind": "rnn", "units": 0}, "units of a recurrent layer must be a whole number from 1, not 0"),
        ({"kind": "gru", "units": True}, "units of a recurrent layer must be .* not True"),
        ({"kind": "lstm", "units": 2, "every_step": 1}, "after every step or only after the last, not 1"),
        (
            {"kind": "lstm", "units": 2, "forget_bias": "x"},
            "forget bias of an LSTM must be a number, not 'x'",
        ),
        ({"kind": "rnn", "units": 2, "relu": "no"}, r"ReLU \(relu=yes\) or tanh \(relu=no\), not 'no'"),
        ({}, "None is not known"),
        ({"kind": "dense", "units": 2, "colour": 1}, "dense layer has no setting colour; it has units"),
        ({"kind": "dense"}, "dense layer needs units"),
        ({"kind": "dense", "units": 0}, "at least 1 unit, not 0"),
        ({"kind": "dense", "units": 2.5}, "at least 1 unit, not 2.5"),
        ({"kind": "dense", "units": True}, "at least 1 unit, not True"),
        ({"kind": "dense", "units": 2, "activation": "step"}, "'step' is not known"),
        ({"kind": "dropout", "rate": 1.0}, "at least 0 and below 1, not 1.0"),
        ({"kind": "batch_norm", "momentum": 0.0}, "momentum of batch normalisation must be in"),
        ({"kind": "batch_norm", "eps": 0.0}, "eps of batch normalisation must be above 0"),
    ],
)
def test_faults_are_sentences(values, sentence):
    with pytest.raises(ValueError, match=sentence):
        layer_from_dict(values)
