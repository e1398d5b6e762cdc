"""Models given in Python: scikit-learn's own, torch's where it is installed, Keras' as it stored them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, StandardScaler

import nnviz
from nnviz.files.exchange.keras_layers import from_layers
from nnviz.files.project import read_project

MADE = Path(__file__).parent / "made_by_others"
RNG = np.random.default_rng(4)
X = RNG.standard_normal((60, 5)) * [1, 5, 0.1, 2, 3] + 4
CLASSES = np.array(["low", "mid", "high"])[np.digitize(X[:, 1], [3, 6])]

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


@pytest.mark.parametrize("activation", ["identity", "logistic", "tanh", "relu"])
def test_a_classifier_of_scikit_learn_answers_the_same(activation: str) -> None:
    model = make_pipeline(StandardScaler(), MLPClassifier((6, 4), activation, max_iter=20, random_state=1))
    model.fit(X, CLASSES)
    brought = nnviz.from_sklearn(model)
    np.testing.assert_allclose(brought.predict(X), model.predict_proba(X), atol=1e-6)
    assert brought.dataset.class_names == tuple(model.classes_)


def test_two_classes_are_one_sigmoid() -> None:
    model = MLPClassifier((4,), max_iter=20, random_state=1).fit(X, CLASSES == "low")
    brought = nnviz.from_sklearn(model)
    np.testing.assert_allclose(brought.predict(X)[:, 0], model.predict_proba(X)[:, 1], atol=1e-9)
    assert brought.dataset.class_names == ("False", "True")


@pytest.mark.parametrize("scaler", [MinMaxScaler(), MaxAbsScaler(), StandardScaler(with_mean=False)])
def test_values_and_scalings_of_scikit_learn(scaler: Any, tmp_path: Path) -> None:
    model = make_pipeline(MinMaxScaler(), scaler, MLPRegressor(hidden_layer_sizes=(5,), max_iter=20))
    model.fit(X, X @ [[1, 0], [2, 1], [0, 0], [0, 3], [1, 1]])
    brought = nnviz.from_sklearn(model, "mine")
    np.testing.assert_allclose(brought.predict(X), model.predict(X), rtol=1e-6, atol=1e-5)
    brought.save(tmp_path / "mine.nnviz")
    (run,) = read_project(tmp_path / "mine.nnviz").runs
    assert (run.name, run.source.kind) == ("mine", "imported")


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (make_pipeline(PCA(2), MLPClassifier((3,), max_iter=5)), "Step “pca” of the pipeline is a PCA"),
        (make_pipeline(StandardScaler()), "StandardScaler is no network"),
    ],
)
def test_steps_that_are_no_scaling_are_named(model: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        nnviz.from_sklearn(model.fit(X, CLASSES))


def test_what_learned_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="has learned nothing yet"):
        nnviz.from_sklearn(MLPClassifier())


def _like(kind: str, **held: Any) -> Any:
    """An object that is called so, with what it holds."""
    return type(kind, (), held)()


def _layer(told: Mapping[str, Any], weights: list[Any]) -> Any:
    held = {"name": told["name"], "get_config": lambda self: told["config"]}
    held["get_weights"] = lambda self: weights
    if inner := told.get("forward"):
        held["forward_layer"] = _like(inner["kind"], get_config=lambda self: inner["config"])
    return _like(told["kind"], **held)


@pytest.mark.parametrize("case", ["dense", "pictures", "lstm", "gru", "rnn"])
def test_a_sequential_of_keras_answers_what_keras_answered(case: str) -> None:
    stored = np.load(MADE / f"keras-{case}.npz")
    layers = [
        _layer(told, [stored[f"{place}-{number}"] for number in range(told["weights"])])
        for place, told in enumerate(json.loads(str(stored["layers"])))
    ]
    samples = stored["x"]
    model = _like("Sequential", layers=layers, input_shape=(None, *samples.shape[1:]))
    taken = nnviz.from_keras(model)
    first = np.moveaxis(samples, -1, 1)  # channels come first here
    np.testing.assert_allclose(taken.predict(first), stored["y"], atol=1e-6)


def test_a_layer_of_keras_that_nnviz_has_not_is_named() -> None:
    layer = _layer({"kind": "Lambda", "name": "mine", "config": {}}, [])
    with pytest.raises(ValueError, match="nnviz has no layer for “mine”, a Lambda"):
        from_layers(_like("Sequential", layers=[layer], input_shape=(None, 3)))


def test_a_sequential_of_torch_answers_the_same() -> None:
    torch = pytest.importorskip("torch")
    nn = torch.nn
    pictures = nn.Sequential(
        nn.Conv2d(2, 4, 3, padding=1, bias=False),
        nn.BatchNorm2d(4),
        nn.LeakyReLU(0.1),
        nn.MaxPool2d(2),
        nn.Sequential(nn.Conv2d(4, 3, 3), nn.GELU("tanh"), nn.Flatten()),
        nn.Linear(12, 4),
        nn.LayerNorm(4),
        nn.SiLU(),
        nn.Linear(4, 2),
        nn.Softmax(1),
    ).eval()
    pictures[1].running_mean.normal_()
    samples = torch.randn(5, 2, 8, 8)
    with torch.no_grad():
        wanted = pictures(samples).numpy()
    found = nnviz.from_torch(pictures, (2, 8, 8)).predict(samples.numpy())
    np.testing.assert_allclose(found, wanted, atol=1e-6)
    with pytest.raises(ValueError, match="no layer for “1”, a Mish"):
        nnviz.from_torch(nn.Sequential(nn.Linear(2, 3), nn.Mish()))


def _tensor(array: Any) -> Any:
    """What stands for a tensor where torch is not installed."""
    plain = _like("Tensor", numpy=lambda self: array)
    plain.detach = plain.cpu = lambda: plain
    return plain


def test_modules_are_read_without_torch() -> None:
    from safetensors.numpy import load_file

    held = {name: _tensor(one) for name, one in load_file(MADE / "sequential.safetensors").items()}
    children = [
        ("0", _like("Linear", in_features=6, weight=held["0.weight"], bias=held["0.bias"])),
        (
            "1",
            _like(
                "BatchNorm1d",
                weight=held["1.weight"],
                bias=held["1.bias"],
                running_mean=held["1.running_mean"],
                running_var=held["1.running_var"],
                eps=1e-5,
            ),
        ),
        ("2", _like("Tanh")),
        ("3", _like("Dropout", p=0.1)),
        ("4", _like("Linear", weight=held["4.weight"], bias=held["4.bias"])),
        ("5", _like("Tanh")),
        ("6", _like("Linear", weight=held["6.weight"], bias=held["6.bias"])),
    ]
    stored = np.load(MADE / "sequential-answers.npz")
    brought = nnviz.from_torch(_like("Sequential", named_children=lambda self: children), values=True)
    np.testing.assert_allclose(brought.predict(stored["x"]), stored["y"], atol=1e-6)
