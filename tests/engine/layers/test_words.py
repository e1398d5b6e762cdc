"""A network in words, and back: what is printed is read as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.engine.layers import (
    LAYERS,
    Attention,
    AvgPool,
    BatchNorm,
    Bidirectional,
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
    layers_in,
    written,
)

WRITTEN = {
    "32, 16": (Dense(32, "relu"), Dense(16, "relu")),
    "conv(8, 3), maxpool(2), 32": (Conv(8, 3), MaxPool(2), Dense(32, "relu")),
    "conv(8, 3, stride=2, padding=valid), globalmaxpool": (Conv(8, 3, 2, "valid"), GlobalMaxPool()),
    "conv(8, 3, padding=valid, bias=no), avgpool(3)": (Conv(8, 3, 1, "valid", bias=False), AvgPool(3)),
    "conv1d(4, 5), globalavgpool, flatten": (Conv1d(4, 5), GlobalAvgPool(), Flatten()),
    "dropout(0.2), batchnorm, dropout": (Dropout(0.2), BatchNorm(), Dropout()),
    "batchnorm(0.2, eps=0.001), batchnorm(eps=0.01)": (BatchNorm(0.2, 1e-3), BatchNorm(eps=0.01)),
    "embedding(8), positions(sine)": (Embedding(8), Positions("sine")),
    "lstm(8, bidirectional), gru(2, every_step, bidirectional)": (
        Bidirectional("lstm", 8),
        Bidirectional("gru", 2, every_step=True),
    ),
    "attention(2), attention(4, full)": (Attention(2), Attention(4, full=True)),
    "layernorm, residual(layernorm, 16, residual(8)), 4": (
        *(LayerNorm(), LayerNorm(), Dense(16, "relu"), Dense(8, "relu"), Residual(1), Residual(4)),
        Dense(4, "relu"),
    ),
}


@pytest.mark.parametrize("text", WRITTEN)
def test_what_is_printed_is_read(text):
    layers = WRITTEN[text]
    assert layers_in(text, LAYERS) == layers
    assert written(layers) == text


@pytest.mark.parametrize(
    ("text", "layers"),
    [
        ("", ()),
        (" None ", ()),
        ("CONV( 8,3,2 , Valid )", (Conv(8, 3, 2, "valid"),)),
        ("conv(size=5, filters=2),Max-Pool(2)", (Conv(2, 5), MaxPool(2))),
        ("global_max_pool,batch-norm,+7", (GlobalMaxPool(), BatchNorm(), Dense(7, "relu"))),
        ("conv(8, 3, bias=Yes)", (Conv(8, 3),)),
        ("flatten()", (Flatten(),)),
        ("LSTM(bidirectional, units=4)", (Bidirectional("lstm", 4),)),
        ("gru(3, every_step=no, Bidirectional)", (Bidirectional("gru", 3),)),
        ("dense(4)", (Dense(4),)),
        (
            "Residual( Layer-Norm ,attention(heads=2, full) )",
            (LayerNorm(), Attention(2, full=True), Residual(2)),
        ),
    ],
)
def test_other_ways_to_write_it(text, layers):
    assert layers_in(text, LAYERS) == layers


def test_how_each_kind_is_written_is_said():
    assert Conv.usage() == "conv(filters, size, stride=1, padding=same, bias=yes)"
    assert MaxPool.usage() == "maxpool(size)"
    assert GlobalMaxPool.usage() == "globalmaxpool"
    assert Dropout.usage() == "dropout(rate=0.5)"
    assert Residual.usage() == "residual(layer, ...)"


@given(
    spec=st.builds(
        Conv,
        st.integers(1, 64),
        st.integers(1, 7),
        st.integers(1, 3),
        st.sampled_from(["same", "valid"]),
        bias=st.booleans(),
    )
    | st.builds(Dropout, st.integers(0, 99).map(lambda n: n / 100))
    | st.builds(MaxPool, st.integers(1, 9))
)
def test_any_layer_is_read_as_it_is_written(spec):
    assert layers_in(spec.words, LAYERS) == (spec,)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nothing(3)", r"no layer “nothing\(3\)”: .* others are dense, dropout, batchnorm, .*, maxpool"),
        ("8,", "a comma too many"),
        ("conv(6, 5) maxpool(2)", r"commas: one is missing between “conv\(6, 5\)” and “maxpool\(2\)”"),
        ("residual(8, 32 16)", "commas: one is missing between “32” and “16”"),
        ("residual(8)) 4", "one is missing|no layer"),
        ("attention(0)", "heads of attention must be a whole number from 1, not 0"),
        ("attention(2, some)", "is written as attention|is full or not"),
        ("attention", r"is written as attention\(heads, full=no\), not as “attention”"),
        ("positions(random)", "learned or sine, not 'random'"),
        ("embedding(2.5)", "size of an embedding must be a whole number from 1, not 2.5"),
        ("8, 32 16", "commas: one is missing between “32” and “16”"),
        ("conv(8, 3", r"no layer “conv\(8, 3”"),
        ("conv(8)", r"A conv layer is written as conv\(filters, size, stride=1, .*, not as “conv\(8\)”"),
        ("conv(8, 3, colour=2)", "is written as conv"),
        ("conv(8, 3, 1, same, yes, 9)", "is written as conv"),
        ("conv(8, filters=3, size=2)", "is written as conv"),
        ("conv(8, 3, activation=tanh)", "is written as conv"),
        ("conv(8, )", "is written as conv"),
        ("conv(stride=2, 8, 3)", "is written as conv"),
        ("maxpool", r"is written as maxpool\(size\), not as “maxpool”"),
        ("flatten(2)", "is written as flatten, not as “flatten"),
        ("conv(8, 3, padding=1)", "is same or valid, not 1"),
        ("conv(8, 32)", "size of a convolution must be a whole number from 1 to 31, not 32"),
        ("conv(0, 3)", "filters of a convolution must be a whole number from 1, not 0"),
        ("0", "at least 1 unit"),
        ("dropout(nan)", "at least 0 and below 1"),
    ],
)
def test_what_is_no_layer_is_one_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        layers_in(text, LAYERS)
