"""What a step asks for, set up: data, layers, start weights, held biases, moments; and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnviz.engine import Dense
from nnviz.lessons.lesson import Asked
from nnviz.lessons.moment import LAST, Moment, SampleAt, read_moment, read_sample
from nnviz.lessons.setup import set_up
from nnviz.training.presets import PRESETS


def test_the_step_of_the_page() -> None:
    """learn.md 4.2: w is 2, the slope +4, the rate 0.1."""
    setup = set_up(
        Asked(
            rows=((1.0, 0.0),),
            settings={"loss": "mse", "layers": [], "learning_rate": 0.1, "updates": 1},
            bias=False,
            weights={"dense1.weights": [[2.0]]},
            at="update 1",
        ),
        7,
    )
    trainer = setup.trainer()
    trainer.advance()
    assert trainer.snapshot().layers[0].weights[0, 0] == pytest.approx(1.6, abs=1e-15)
    assert trainer.snapshot().layers[0].bias.tolist() == [0]
    assert (setup.at, setup.until, setup.experiment.seed) == (Moment("update", 1), None, 7)
    assert setup.experiment.cut == ((0, -1, 0),)


def test_layers_activations_and_batches_as_they_are_written() -> None:
    def layers(**settings: Any) -> tuple[Any, ...]:
        return set_up(Asked(settings={"data": "ring", **settings})).experiment.layers

    assert layers(layers="5, 4") == layers(layers=[5, 4]) == layers(layers=["5", 4])
    assert layers(layers=6, activation="tanh") == (Dense(6, "tanh"),)
    assert layers(layers=[5, 4], activation=["tanh", "relu"]) == (Dense(5, "tanh"), Dense(4, "relu"))
    assert layers(layers="") == layers(layers=[]) == ()
    for word in ("all", "full"):
        assert set_up(Asked(settings={"batch_size": word})).experiment.batch_size is None
    asked = Asked(settings={"preset": "playground", "learning_rate": 0.5}, until="epoch 900")
    assert set_up(asked).experiment == PRESETS["playground"].with_(learning_rate=0.5, epochs=900)


def test_what_is_not_given_is_as_the_seed_draws_it() -> None:
    asked = Asked(settings={"data": "xor", "layers": [3], "loss": "binary_crossentropy"}, bias=False)
    one, other = set_up(asked, 1).trainer(), set_up(asked, 2).trainer()
    assert not np.array_equal(one.network.parameters, other.network.parameters)
    given = Asked(settings=asked.settings, weights={"dense2.weights": [[1], [2], [3]]})
    set_to = set_up(given, 1).trainer()
    assert set_to.network.layers[1].values["weights"].ravel().tolist() == [1, 2, 3]
    assert np.array_equal(set_to.network.layers[0].values["weights"], one.network.layers[0].values["weights"])


def test_rows_may_leave_out_a_class() -> None:
    setup = set_up(Asked(rows=((1.0, 0),), settings={"classes": 3}))
    assert setup.trainer().network.output_shape == (3,)
    assert setup.dataset.class_names == ("0", "1", "2")


def test_moments_and_samples() -> None:
    assert [read_moment(text) for text in ("epoch 5", "update 3", "7", "last", " epoch  0 ")] == [
        Moment("epoch", 5),
        Moment("update", 3),
        Moment("epoch", 7),
        LAST,
        Moment("epoch", 0),
    ]
    assert read_sample("test 31") == SampleAt("test", 31, "test")
    digits = set_up(Asked(sample="digit 31"))
    part, place = SampleAt("whole", 31).place(digits.dataset)
    assert getattr(digits.dataset, f"{part}_indices")[place] == 31
    for broken in ("", "epoch", "epoch -1", "epoch 1.5", "step 4", "epoch 99999999999", "last 3", "epoch ٣"):
        with pytest.raises(ValueError, match=r"is no moment of a run"):
            read_moment(broken)
    for broken in ("", "31", "row", "row -1", "image 3"):
        with pytest.raises(ValueError, match=r"names no sample"):
            read_sample(broken)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"settings": {"lerning_rate": 1}}, "did you mean “learning_rate”"),
        ({"settings": {"preset": "playgruond"}}, "did you mean “playground”"),
        ({"settings": {"preset": 5}}, "“5” is no preset"),
        ({"settings": {"layers": {}}}, "written as “16, 8”"),
        ({"settings": {"layers": "0"}}, "at least 1 unit"),
        ({"settings": {"layers": [4], "activation": ["tanh", "tanh"]}}, "2 activations do not fit 1"),
        ({"settings": {"layers": [4], "activation": 3}}, "activation is a name"),
        ({"settings": {"epochs": -1}}, "number of epochs must be"),
        ({"settings": {"learning_rate": "x"}}, "learning rate must be a number"),
        ({"settings": {"data": "circles"}}, "no data set “circles”"),
        ({"settings": {"data": ["ring"]}}, "is no data set"),
        ({"settings": {"data": "xor"}, "rows": ((1.0, 2.0),)}, "Rows are the data"),
        ({"settings": {"optimizer": []}}, "no optimiser"),
        ({"rows": ((1.0, 2.0), (1.0,))}, "Row 2 has 1 numbers"),
        ({"weights": {"dense1.weights": [[1, 2], [3]]}}, "must be a list of numbers"),
        ({"weights": {"dense1.weights": [["x"]]}}, "must be a list of numbers"),
        ({"weights": {"dense1.weigths": [[1.0]]}}, "did you mean “dense1.weights”"),
        ({"at": "epoch x"}, "no moment of a run"),
        ({"sample": "row"}, "names no sample"),
        ({"sample": "row 5000"}, "The data have no “row 5000”"),
        ({"settings": {"data": "temporal_order", "layers": "lstm(4)"}, "bias": False}, "several biases"),
    ],
)
def test_what_cannot_be_is_one_sentence(asked: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as refused:
        set_up(Asked(**asked))
    assert "\n" not in str(refused.value)


def test_l2_weights_for_two_inputs_cannot_take_four() -> None:
    """Case L2: the tutorial builds 2 -> 5 for samples of four numbers."""
    rows = ((1, 2, 3, 2.5, 0), (2, 5, -1, 2, 0), (-1.5, 2.7, 3.3, -0.8, 0))
    with pytest.raises(ValueError, match=r"dense1\.weights have the shape 2 × 5, .* takes 4 × 5\."):
        set_up(
            Asked(rows=rows, settings={"layers": [5]}, weights={"dense1.weights": np.ones((2, 5)).tolist()})
        )
    set_up(Asked(rows=rows, settings={"layers": [5]}, weights={"dense1.weights": np.ones((4, 5)).tolist()}))
