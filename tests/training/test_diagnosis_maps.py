"""What ails a network of maps is told of its filters, with the counts of what was looked at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.engine import Conv, Dense, GlobalMaxPool, MaxPool
from nnviz.training.diagnosis import diagnose
from nnviz.training.experiment import Experiment
from nnviz.training.image_presets import IMAGES
from nnviz.training.trainer import Trainer

LAYERS = (Conv(4, 3, activation="relu"), MaxPool(2), Conv(3, 3, activation="relu"), GlobalMaxPool())
SLOW = {"optimizer": "sgd", "learning_rate": 1e-6, "batch_size": None}


def fresh(layers=LAYERS, **settings: object) -> Trainer:
    return Trainer(Experiment.on("shapes", workspace="images", layers=layers, **settings))


def said(trainer: Trainer, before=None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in diagnose(trainer.snapshot(), trainer.dataset, before):
        found.setdefault(one.kind, []).append(f"{one.text} {one.advice}")
    return found


def test_a_dead_filter_has_maps_of_zeros_for_each_sample() -> None:
    trainer = fresh()
    trainer.advance(1)
    trainer.network.layers[2].values["bias"][1] = -100
    assert said(trainer)["dead"] == [
        "Filter 2 of layer 2 is dead: its map is 0 everywhere for each of the 256 test samples looked at. "
        "Lower the learning rate, begin from other weights, or use leaky ReLU."
    ]


def test_a_filter_that_answers_anywhere_is_not_dead() -> None:
    trainer = fresh((Conv(1, 3, activation="relu"), MaxPool(2)))
    trainer.advance(1)
    weights = trainer.network.layers[0].values
    weights["weights"][...] = 1
    features = trainer.dataset.test_features[:256].reshape(-1, 12, 12)
    padded = np.pad(features, ((0, 0), (1, 1), (1, 1)))
    sums = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2)).sum(axis=(3, 4))
    most = float(sums.max())
    weights["bias"][0] = -most * 0.999
    assert "dead" not in said(trainer), "one place of one picture of 36,864 is enough"
    weights["bias"][0] = -most * 1.001
    assert len(said(trainer)["dead"]) == 1


def test_places_of_a_saturated_filter_are_counted() -> None:
    trainer = fresh((Conv(2, 3, activation="tanh"), MaxPool(2)))
    trainer.network.layers[0].values["bias"][1] = 50
    (text,) = said(trainer)["saturated"]
    assert text.startswith(
        "Filter 2 of layer 1 is saturated: at 36864 of the 36864 places of its maps for the 256 test samples"
    )


def test_kernels_that_all_start_at_zero_are_identical_and_dead() -> None:
    trainer = Trainer(replace(IMAGES["digits_zero"].experiment, epochs=1))
    trainer.advance(3)
    found = said(trainer)
    assert found["identical"] == [
        f"{count} filters of layer {layer} are identical: they have the same kernels and the same bias. "
        "Begin from random weights: filters that begin alike learn the same things."
        for layer, count in ((1, 8), (2, 16))
    ]
    assert len(found["dead"]) == 8 + 16
    assert all("begin from other weights" in text for text in found["dead"])


def test_too_high_a_rate_is_told_by_what_it_did() -> None:
    trainer = Trainer(IMAGES["figures_fast"].experiment)
    start = trainer.snapshot()
    trainer.advance(2)
    jumping = [text.split(":")[0] for text in said(trainer, start)["hasty"]]
    assert jumping == ["Layer 1 jumps", "Layer 2 jumps", "Layer 3 jumps"]
    trainer.advance(60)
    assert any(text.startswith("Filter ") for text in said(trainer)["dead"])


@pytest.mark.parametrize("factor", [1e-4, 1e5])
def test_gradients_of_maps_vanish_and_explode(factor: float) -> None:
    trainer = fresh((Conv(4, 3, activation="linear"), Conv(4, 3, activation="linear"), GlobalMaxPool()))
    trainer.network.layers[1].values["weights"][...] *= factor
    kind, verb = ("vanishing", "vanishes") if factor < 1 else ("exploding", "explodes")
    assert said(trainer)[kind][0].startswith(f"The gradient {verb}: in layer 1 it is")


def test_a_layer_whose_filters_are_all_frozen_is_not_said_to_hardly_move() -> None:
    held = tuple((0, unit) for unit in range(4))
    trainer = fresh((*LAYERS[:2], Dense(6, "relu")), frozen=held, **SLOW)
    start = trainer.snapshot()
    trainer.advance(2)
    assert {text.split(" hardly")[0] for text in said(trainer, start)["slow"]} == {"Layer 2", "Layer 3"}
