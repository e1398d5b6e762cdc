"""Receptive fields beside what really changes: every input is nudged in turn, in float64."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.engine import Network
from nnviz.engine.layers import (
    AvgPool,
    BatchNorm,
    Conv,
    Conv1d,
    Dense,
    Dropout,
    GlobalAvgPool,
    GlobalMaxPool,
    MaxPool,
    built,
)
from nnviz.training.receptive import fields, reached
from tests.helpers.counts import count


def chain(specs, shape):
    """A network of these layers alone, with weights that never cancel: whatever counts changes it."""
    network = Network(shape, specs, loss="mse", dtype="float64")
    rng = np.random.default_rng(0)
    network.parameters[:] = rng.uniform(0.5, 1.5, network.size)
    return network


def changed(network, places, inputs):
    """(places of the input, outputs): whether nudging that input changes that output of layer ``places``."""
    before = network.trace(inputs).layers[places].a
    found = []
    for index in range(inputs.size):
        other = inputs.copy()
        other[index] += 1000.0  # so that it would be the largest of a pooling, too
        found.append(network.trace(other).layers[places].a != before)
    return np.array(found)


NETWORKS = {
    "valid": ((2, 9, 8), (Conv(3, 3, padding="valid"), MaxPool(2), Conv(2, 2, padding="valid"))),
    "padded": ((1, 7, 6), (Conv(2, 3), Dropout(0.5), AvgPool(2), BatchNorm(), Conv(2, 3, 2))),
    "gaps": ((1, 11, 11), (Conv(2, 2, 4, "valid"), Conv(2, 2, padding="valid"))),
    "whole": ((2, 6, 5), (Conv(3, 3), GlobalMaxPool())),
    "mean": ((2, 4, 4), (Conv(3, 2), GlobalAvgPool())),
    "strips": ((3, 12), (Conv1d(2, 3), MaxPool(2), Conv1d(3, 3, 2, "valid"))),
    "then dense": ((2, 4, 4), (MaxPool(2), Dense(3))),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_all_that_counts_is_in_the_field_and_nothing_else(name):
    shape, specs = NETWORKS[name]
    network, layers = chain(specs, shape), built(shape, specs)
    last = len(specs) - 1
    output = layers[last].output_shape
    inputs = np.random.default_rng(1).uniform(0, 1, int(np.prod(shape)))
    counts = changed(network, last, inputs).reshape(*shape, *output)
    for at in np.ndindex(output):
        row, column = (0, 0, *at[1:])[-2:]
        picture = fields(layers, last, at[0], row, column)[-1]
        rows, columns = picture.on_map
        wanted = np.zeros((shape[0], *(1, *shape[1:])[-2:]), bool)
        channels = range(shape[0]) if picture.channel < 0 else [picture.channel]
        for channel in channels:
            wanted[channel][np.ix_(rows, columns)] = True
        np.testing.assert_array_equal(counts[(..., *at)].reshape(wanted.shape), wanted)


@settings(max_examples=count(20, 60), deadline=None)
@given(
    side=st.integers(6, 13), size=st.integers(1, 4), stride=st.integers(1, 4), padded=st.booleans(),
    pool=st.integers(1, 3), data=st.data(),
)  # fmt: skip
def test_any_convolution_and_pooling(side, size, stride, padded, pool, data):
    first = Conv(1, size, stride, "same" if padded else "valid")
    middle = built((1, side, side), (first,))[0].output_shape
    specs = (first, MaxPool(min(pool, middle[1])))
    layers = built((1, side, side), specs)
    network = chain(specs, (1, side, side))
    down, across = layers[1].output_shape[1:]
    row, column = data.draw(st.integers(0, down - 1)), data.draw(st.integers(0, across - 1))
    inputs = np.random.default_rng(2).uniform(0, 1, side * side)
    counts = changed(network, 1, inputs).reshape(side, side, down, across)[:, :, row, column]
    rows, columns = fields(layers, 1, 0, row, column)[-1].on_map
    wanted = np.zeros((side, side), bool)
    wanted[np.ix_(rows, columns)] = True
    np.testing.assert_array_equal(counts, wanted)


@pytest.mark.parametrize("name", ["valid", "padded", "gaps", "strips"])
def test_who_sees_a_pixel_is_who_changes_with_it(name):
    shape, specs = NETWORKS[name]
    network, layers = chain(specs, shape), built(shape, specs)
    inputs = np.random.default_rng(1).uniform(0, 1, int(np.prod(shape)))
    for number in range(len(specs)):
        output = (*layers[number].output_shape[:1], *(1, *layers[number].output_shape[1:])[-2:])
        counts = changed(network, number, inputs).reshape(shape[0], *(1, *shape[1:])[-2:], *output)
        for row, column in np.ndindex(counts.shape[1:3]):
            field = next((f for f in reached(layers, row, column) if f.place == number + 1), None)
            wanted = np.zeros(output[1:], bool)
            if field is not None:
                wanted[np.ix_(field.rows, field.columns)] = True
            np.testing.assert_array_equal(counts[:, row, column].any(axis=(0, 1)), wanted)


def test_the_maps_between_are_told_too_and_what_lies_beyond_the_edge():
    layers = built((1, 6, 6), (Conv(2, 3), MaxPool(2), Conv(3, 3)))
    pooled, first, picture = fields(layers, 2, 1, 0, 2)
    assert (pooled.channel, pooled.rows, pooled.columns) == (-1, (-1, 0, 1), (1, 2, 3))
    assert pooled.padded
    assert (pooled.row_span, pooled.column_span) == ((-1, 2), (1, 4))
    assert (first.channel, first.rows, first.columns) == (-1, (0, 1, 2, 3), (2, 3, 4, 5))
    assert not first.padded
    assert picture.rows == (-1, 0, 1, 2, 3, 4)
    assert [field.place for field in (pooled, first, picture)] == [2, 1, 0]


@pytest.mark.parametrize(("channel", "row", "column"), [(3, 0, 0), (0, 3, 0), (0, 0, 3), (-1, 0, 0)])
def test_a_place_that_is_not_there_is_refused(channel, row, column):
    layers = built((1, 3, 3), (Conv(3, 3),))
    with pytest.raises(IndexError, match="gives nothing"):
        fields(layers, 0, channel, row, column)
