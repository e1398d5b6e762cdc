"""The plane of the code: where pictures lie, and what is made of its places."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.data import load_dataset
from nnviz.drawing.generate.codes import bounds, code_plane
from nnviz.drawing.part import parts_of
from nnviz.drawing.plan import arrange
from nnviz.drawing.plane.points import PointAt
from nnviz.engine import Code, Dense
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer


def trained(*layers: object):
    settings = {"objective": "reconstruct", "loss": "binary_crossentropy", "epochs": 2, "learning_rate": 0.02}
    trainer = Trainer(Experiment.on("digits", layers=layers, **settings))
    for _ in trainer.run():
        pass
    return trainer


def test_a_picture_lies_where_its_numbers_say() -> None:
    trainer = trained(Dense(8, "tanh"), Code(2), Dense(8, "tanh"))
    data, network = trainer.dataset, trainer.network
    plane = code_plane(network, data)
    hidden = np.tanh(data.test_features @ network.layers[0].weights + network.layers[0].bias)
    numbers = hidden @ network.layers[1].weights + network.layers[1].bias
    np.testing.assert_allclose(plane.test, numbers, rtol=1e-3, atol=1e-4)
    assert plane.train.shape == (len(data.train_features), 2)
    shares = plane.shares(plane.test)
    assert ((shares >= 0) & (shares <= 1)).all()
    x, y = shares[5]
    np.testing.assert_allclose(plane.point_at(x, y, np.zeros(2)), plane.test[5], rtol=1e-5)
    assert y == pytest.approx(1 - (numbers[5, 1] - plane.low[1]) / (plane.high - plane.low)[1], rel=1e-3)
    assert plane.nearest(x, y, 0.01) in {
        PointAt("test", index) for index in np.flatnonzero(np.hypot(*(shares - shares[5]).T) < 1e-9)
    }
    np.testing.assert_allclose(plane.code_of(data.test_features[5]), plane.test[5], rtol=1e-4)


def test_what_is_made_of_a_place_is_what_the_later_layers_say() -> None:
    trainer = trained(Dense(8, "tanh"), Code(2), Dense(8, "tanh"))
    network, plane = trainer.network, code_plane(trainer.network, trainer.dataset)
    point = np.array([0.7, -0.3])
    hidden = np.tanh(point @ network.layers[2].weights + network.layers[2].bias)
    wanted = 1 / (1 + np.exp(-(hidden @ network.layers[3].weights + network.layers[3].bias)))
    np.testing.assert_allclose(plane.made_of(point[np.newaxis])[0], wanted, rtol=1e-4)
    sheet = plane.sheet(np.zeros(2), across=4)
    assert sheet.shape == (4, 4, 64)
    middle = plane.point_at(1 / 8, 7 / 8, np.zeros(2))
    np.testing.assert_allclose(sheet[3, 0], plane.made_of(middle[np.newaxis])[0], rtol=1e-5)


@pytest.mark.parametrize("units", [1, 3])
def test_other_codes_have_a_plane_as_well(units: int) -> None:
    trainer = trained(Code(units))
    plane = code_plane(trainer.network, trainer.dataset)
    others = np.full(units, 9.0)
    point = plane.point_at(0.5, 0.5, others)
    assert len(point) == units
    assert (point[2:] == 9).all()
    np.testing.assert_allclose(plane.shares(point[np.newaxis])[0, 0], 0.5, atol=1e-9)


def test_without_a_hidden_layer_there_is_no_plane() -> None:
    trainer = Trainer(
        Experiment.on("digits", objective="reconstruct", loss="mse", layers=()), load_dataset("digits")
    )
    assert code_plane(trainer.network, trainer.dataset) is None


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([0.0, 1.0], (-0.2, 1.2)),
        ([-3.1, 12.4], (-4.0, 14.0)),
        ([2.0, 2.0], (-0.5, 2.5)),
        ([], (-0.2, 0.2)),
        ([-1e-5, 3e-5], (-2e-5, 4e-5)),
    ],
)
def test_axes_end_at_round_numbers_and_hold_0(values: list[float], ends: tuple[float, float]) -> None:
    assert bounds(np.array(values)) == pytest.approx(ends)


def test_what_is_given_back_is_drawn_as_the_picture_that_it_is() -> None:
    trainer = trained(Dense(8, "tanh"), Code(2), Dense(8, "tanh"))
    snapshot = trainer.snapshot().probed(trainer.dataset.test_features[0])
    parts = parts_of(snapshot, (8, 8))
    assert parts[-1].pixels == (8, 8)
    layout = arrange(parts, 900, 700)
    box = layout.layers[-1]
    assert box.units == tuple(range(64))
    pitch = box.x[1] - box.x[0]
    np.testing.assert_allclose(box.x, box.x[0] + pitch * (np.arange(64) % 8))
    np.testing.assert_allclose(box.y, box.y[0] + pitch * (np.arange(64) // 8))
    assert box.right <= 900
    assert layout.inputs.picture.cell == pytest.approx(pitch)
