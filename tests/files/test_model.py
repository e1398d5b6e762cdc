import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnviz.engine import BatchNorm, Dense, Dropout
from nnviz.files.model import read_model, read_weights, write_model
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer
from tests.helpers.counts import count
from tests.helpers.networks import dense_layers

EXPERIMENT = Experiment(
    layers=(Dense(5, "elu", 0.5), BatchNorm(), Dropout(0.2), Dense(4, "tanh")), epochs=2, scale="minmax"
)


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    trainer = Trainer(EXPERIMENT)
    for _ in trainer.run():
        pass
    return trainer


@pytest.fixture
def path(trainer: Trainer, tmp_path: Path) -> Path:
    path = tmp_path / "model.npz"
    write_model(path, trainer.snapshot(), trainer.dataset)
    return path


def change(path: Path, **changes: object) -> None:
    """Write the file again with some arrays replaced, or, for None, left out."""
    with np.load(path, allow_pickle=False) as held:
        arrays = {**held, **changes}
    np.savez(path, **{name: value for name, value in arrays.items() if value is not None})  # type: ignore[arg-type]


def test_a_model_read_back_answers_bit_for_bit_the_same(trainer: Trainer, path: Path) -> None:
    model = read_model(path)
    data = trainer.dataset
    assert model.experiment == EXPERIMENT
    assert model.class_names == data.class_names
    raw = data.raw(data.test_features)
    np.testing.assert_array_equal(model.predict(raw), trainer.network.predict(data.scaled(raw)))


def test_a_file_needs_neither_pickle_nor_nnviz(trainer: Trainer, path: Path) -> None:
    with np.load(path, allow_pickle=False) as held:
        names = {"batchnorm1.scale", "batchnorm1.shift", "batchnorm1.mean", "batchnorm1.variance"}
        assert set(held) >= names | {f"dense{k}.{part}" for k in (1, 2, 3) for part in ("weights", "bias")}
        assert held["experiment"].shape == ()
        assert Experiment.from_dict(json.loads(str(held["experiment"]))) == EXPERIMENT
        np.testing.assert_array_equal(held["dense1.weights"], dense_layers(trainer.network)[0].weights)


def test_weights_of_the_old_names_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    given_weights = {f"W{number}": np.full((1, 1), float(number)) for number in (10, 3, 1)}
    biases = {f"b{number}": np.zeros(1) for number in (1, 3, 10)}
    np.savez(path, **given_weights, **biases, gamma2=np.full(1, 5.0), other=np.zeros(3))
    held = read_weights(path)
    assert [held[f"dense{number}.weights"].item() for number in (1, 2, 3)] == [1, 3, 10]
    assert held["batchnorm1.scale"].item() == 5
    assert "other" not in held


def test_a_saved_network_is_where_another_run_begins(trainer: Trainer, path: Path) -> None:
    """Scales, shifts and running statistics too: it answers as it did."""
    begun = Trainer(replace(EXPERIMENT, seed=99))
    begun.load_weights(read_weights(path))
    features = trainer.dataset.test_features
    np.testing.assert_array_equal(begun.network.predict(features), trainer.network.predict(features))
    with pytest.raises(
        ValueError, match=r"dense1.weights has the shape \(64, 5\), where \(64, 7\) is needed"
    ):
        Trainer(replace(EXPERIMENT, layers=(Dense(7), *EXPERIMENT.layers[1:]))).load_weights(
            read_weights(path)
        )
    with pytest.raises(ValueError, match=r"batchnorm1\.scale has no place"):
        Trainer(replace(EXPERIMENT, layers=(Dense(5), Dense(4)))).load_weights(read_weights(path))
    with pytest.raises(ValueError, match=r"dense4\.weights is missing"):
        Trainer(replace(EXPERIMENT, layers=(*EXPERIMENT.layers, Dense(4)))).load_weights(read_weights(path))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"dense1.bias": None}, "there are no numbers called dense1.bias"),
        (
            {"dense1.weights": np.zeros((64, 6))},
            r"dense1.weights has the shape \(64, 6\), where \(64, 5\) is needed",
        ),
        ({"dense1.weights": np.full((64, 5), np.nan)}, "dense1.weights holds a number that is infinite"),
        ({"dense1.bias": np.array("text")}, "no numbers called dense1.bias"),
        ({"dense1.weights": None}, "fewer weights than its network has"),
        ({"dense1.weights": np.zeros((64, 5), complex)}, "fewer weights"),
        ({"batchnorm1.mean": None}, "batchnorm1.mean"),
        ({"batchnorm1.variance": np.full(5, -1.0)}, "batchnorm1.variance holds a variance below 0"),
        ({"experiment": None}, "no text called experiment"),
        ({"experiment": np.array("{")}, "not JSON"),
        ({"experiment": np.array("[" * 100_000)}, "not JSON"),
        ({"experiment": np.array("[]")}, "no list of settings"),
        ({"experiment": np.array('{"epochs": 1e999}')}, "whole number"),
        ({"experiment": np.array('{"epochs": ' + "9" * 4000 + "}")}, "must be from"),
        ({"experiment": np.array('{"jump": 1}')}, "no setting “jump”"),
        ({"experiment": np.array(json.dumps({"layers": [{"kind": "dense", "units": 4096}] * 32}))}, "fewer"),
        ({"experiment": np.array('{"loss": "mse", "layers": [{"kind": []}]}')}, "wrong type|not known"),
        ({"shape": np.array([8, 9])}, r"shape is \(8, 9\), but offset has 64 numbers"),
        ({"shape": np.zeros(1)}, "shape is no list of whole numbers"),
        ({"offset": np.zeros(3)}, "offset and factor"),
        ({"offset": np.zeros(0), "factor": np.zeros(0)}, "offset and factor"),
        ({"classes": np.zeros(3)}, "classes is no list of names"),
        ({"dense3.bias": np.zeros(11)}, "classes has 10 names for 11 outputs"),
    ],
)
def test_a_file_that_is_not_right_is_refused_in_a_sentence(
    path: Path, changes: dict[str, object], sentence: str
) -> None:
    change(path, **changes)
    with pytest.raises(ValueError, match=sentence) as caught:
        read_model(path)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"“{path}” ")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=count(20, 60))
@given(st.data())
def test_damage_anywhere_is_a_sentence_or_harmless(path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = bytearray(whole[: data.draw(st.sampled_from([len(whole), at]))])
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=4)):
        if place < len(damaged):
            damaged[place] ^= data.draw(st.integers(1, 255))
    broken = path.with_name("broken.npz")
    broken.write_bytes(damaged)
    try:
        model = read_model(broken)
    except ValueError as error:
        sentence = str(error)
    else:
        sentence = "" if np.isfinite(model.network.parameters).all() else "\n"
    assert "\n" not in sentence


def test_writing_replaces_as_a_whole_or_not_at_all(
    trainer: Trainer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "network.npz"
    write_model(path, trainer.snapshot(), trainer.dataset)
    before = path.read_bytes()

    def fails(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("nnviz.data.saving.os.fsync", fails)
    with pytest.raises(ValueError, match="cannot be written: the disk is full"):
        write_model(path, trainer.snapshot(), trainer.dataset)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["network.npz"]
