"""What a place has seen of the input, and where among the layers a micro-step is."""

from __future__ import annotations

import numpy as np

from nnviz.drawing.micro.kernel_state import KernelState
from nnviz.drawing.micro.seen import input_grid, seen_of_input, stops
from nnviz.engine import Conv1d, GlobalMaxPool, MaxPool
from nnviz.training.micro import Micro
from nnviz.training.places import Place
from tests.helpers.convolving import DESIGN
from tests.training.test_kernel_chain import at, looked_at


def test_of_a_picture_it_is_a_part_that_may_reach_the_edge() -> None:
    micro = at(looked_at(DESIGN), "forward", "conv2: z").with_spot(Place(2, 0, 9, 0))
    assert seen_of_input(micro) == (18, 28, 0, 10)
    assert np.array_equal(input_grid(micro).values.ravel(), micro.batch.inputs[micro.example])
    assert seen_of_input(micro.at(0)) is None
    assert [stop.here for stop in stops(micro)] == [False, False, False, True, False]
    assert [stop.known for stop in stops(micro)] == [True, True, True, True, False]
    for stop in stops(micro)[1:]:
        assert stop.micro.looked is not None
        assert stop.micro.looked.layer == stop.layer


def sequences() -> Micro:
    layers = (Conv1d(4, 3, activation="relu"), MaxPool(2), Conv1d(5, 3, activation="relu"), GlobalMaxPool())
    return looked_at(layers, "digit_rows")


def test_of_a_sequence_it_is_steps_with_all_features() -> None:
    micro = at(sequences(), "forward", "conv1d2: z").with_spot(Place(2, 1, 0, 1))
    state = KernelState(micro)
    picture = np.asarray(micro.batch.inputs[micro.example]).reshape(8, 8)
    assert np.array_equal(input_grid(micro).values, picture)
    assert seen_of_input(micro) == (0, 8, 0, 7), "three steps of two, each of which has seen three"
    assert str(state.at_words((0, 1))) == "step 2"
    texts = [str(text) for pair in state.heads for text in pair]
    assert "3 steps each" in texts
    assert "4 steps" in texts
    assert not any("×" in text for text in texts)
    first = KernelState(at(micro, "forward", "conv1d1: z"))
    assert str(first.heads[0][0]) == "8 features"


def test_its_number_is_the_sum_of_the_steps_under_the_kernel() -> None:
    micro = at(sequences(), "forward", "conv1d1: z").with_spot(Place(0, 2, 0, 0))
    found, layer = KernelState(micro).found, micro.batch.learner.layers[0]
    picture = np.pad(
        np.asarray(micro.batch.inputs[micro.example], np.float64).reshape(8, 8), ((0, 0), (1, 1))
    )
    own = float((picture[:, :3] * layer.values["weights"][2]).sum() + layer.values["bias"][2])
    assert abs(found.z - own) < 1e-5
    chain = at(micro, "backward", "conv1d1: ∂L/∂W").kernel_chain
    assert chain is not None
    assert abs(chain.share - sum(chain.found.met.ravel() * chain.found.delta.ravel().astype(float))) < 1e-7
