from __future__ import annotations

import numpy as np
import pytest

from nnviz.data import planar
from nnviz.engine import BatchNorm, Dense, Dropout
from nnviz.training import plane
from nnviz.training.experiment import Experiment
from nnviz.training.plane import cell_middles, grid, plane_maps
from nnviz.training.trainer import Trainer

LAYERS = (Dense(5, "tanh"), Dense(3, "relu"))


def trained(**settings):
    experiment = Experiment(
        **{"data": "spirals", "scale": "none", "layers": LAYERS, "loss": "binary_crossentropy", **settings}
    )
    dataset = experiment.dataset()
    return Trainer(experiment, dataset).snapshot(), dataset


def test_row_0_is_the_top_and_column_0_the_left():
    points = grid(4).reshape(4, 4, 2)
    assert points[0, 0].tolist() == [-4.5, 4.5]
    assert points[3, 0].tolist() == [-4.5, -4.5]
    assert points[0, 3].tolist() == [4.5, 4.5]
    assert cell_middles(2).tolist() == [-3, 3]


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"features": ("x1", "x2", "x1_squared", "x1x2", "sin_x1")},
        {"scale": "standard"},
        {"loss": "categorical_crossentropy"},
        {"data": "waves", "loss": "mse"},
        {"layers": (Dense(4, "linear"), BatchNorm(), Dropout(0.4), Dense(3, "gelu"))},
        {"layers": ()},
        {"dtype": "float64"},
    ],
)
@pytest.mark.parametrize("resolution", [3, 40])
def test_every_cell_is_what_a_probe_of_its_middle_says(settings, resolution):
    snapshot, dataset = trained(**settings)
    maps = plane_maps(snapshot, dataset, resolution)
    assert [m.shape for m in maps.layers] == [
        (layer.units, resolution, resolution) for layer in snapshot.layers
    ]
    for row, column in ((0, 0), (1, 2), (resolution - 1, resolution - 1)):
        point = np.array([[cell_middles(resolution)[column], cell_middles(resolution)[-1 - row]]])
        features = dataset.scaled(planar.planar_features(point, snapshot.experiment.features))[0]
        probe = snapshot.probed(features).probe
        assert maps.inputs[:, row, column] == pytest.approx(probe.inputs)
        for values, a in zip(maps.layers, probe.a, strict=True):
            assert values[:, row, column] == pytest.approx(a, abs=1e-5)


def test_the_chunks_make_no_difference(monkeypatch):
    snapshot, dataset = trained()
    whole = plane_maps(snapshot, dataset, 40)
    monkeypatch.setattr(plane, "CHUNK", 77)
    for a, b in zip(whole.layers, plane_maps(snapshot, dataset, 40).layers, strict=True):
        assert a == pytest.approx(b, abs=1e-6)
        assert not a.flags.writeable


def test_other_inputs_than_the_network_s_are_refused():
    snapshot, _ = trained()
    _, other = trained(features=("x1", "x2", "x1x2"))
    with pytest.raises(ValueError, match="takes 2 inputs, but the data have 3"):
        plane_maps(snapshot, other, 4)
