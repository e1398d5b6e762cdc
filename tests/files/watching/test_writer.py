"""The writer of run folders: what it says of models of every kind, read back by hand."""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from nnviz.files.exchange.tensors import read_tensors
from nnviz.files.watching import RunWriter
from nnviz.files.watching.watched import Watched


def about(folder: Path) -> dict:
    return json.loads((folder / "run.json").read_text())


def written(folder: Path, epoch: int) -> dict[str, np.ndarray]:
    return dict(read_tensors(folder / f"checkpoint-{epoch:08d}.safetensors").arrays)


def rows(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]


def arrays(seed: int = 0) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in ((3, 4), (4,), (4, 2), (2,))]


# ---- plain NumPy
def test_arrays_are_written_as_they_are_at_each_record(tmp_path):
    model = arrays()
    run = RunWriter(tmp_path / "run", model, layers="4, 2", activation="tanh", outputs="softmax")
    before = [array.copy() for array in model]
    model[0] += 1
    run.record(loss=0.5, step=7)
    assert about(run.folder)["layers"] == [
        {"layer": "4", "activation": "tanh"},
        {"layer": "2", "activation": "softmax"},
    ]
    names = ["dense1.weights", "dense1.bias", "dense2.weights", "dense2.bias"]
    for epoch, expected in ((0, before), (1, model)):
        found = written(run.folder, epoch)
        assert [*found] == sorted(names, key=[*found].index)
        for name, array in zip(names, expected, strict=True):
            np.testing.assert_array_equal(found[name], array)
    assert [(row["epoch"], row.get("step"), row.get("loss")) for row in rows(run.folder)] == [
        (0, None, None),
        (1, 7, 0.5),
    ]


def test_arrays_that_are_made_anew_are_given_with_each_record(tmp_path):
    run = RunWriter(tmp_path / "run", layers="4, 2")
    for seed in (1, 2):
        run.record(arrays(seed), gradients=arrays(seed + 10), loss=seed)
    found = written(run.folder, 1)
    np.testing.assert_array_equal(found["dense2.weights"], arrays(2)[2])
    np.testing.assert_array_equal(found["gradient.dense2.weights"], arrays(12)[2])


def test_what_is_no_finite_number_is_told_as_what_it_is(tmp_path):
    run = RunWriter(tmp_path / "run", arrays(), layers="4, 2")
    run.record(loss=np.nan, size=np.inf)
    run.record(loss=-np.inf)
    assert [row.get("loss") for row in rows(run.folder)[1:]] == ["NaN", "-Infinity"]
    table = Watched(run.folder).look().metrics
    assert np.isnan(table.values("train_loss")[1])
    assert (table.values("train_loss")[2], table.values("size")[1]) == (-np.inf, np.inf)
    with pytest.raises(ValueError, match="loss must be a number, not 'low'"):
        run.record(loss="low")


def test_parameters_are_written_every_so_many_records(tmp_path):
    run = RunWriter(tmp_path / "run", arrays(), layers="4, 2", every=3)
    for _ in range(7):
        run.record(loss=1)
    assert sorted(path.name for path in run.folder.glob("checkpoint*")) == [
        f"checkpoint-{epoch:08d}.safetensors" for epoch in (0, 3, 6)
    ]
    assert len(rows(run.folder)) == 8
    assert not [path for path in run.folder.iterdir() if path.name.endswith(".part")]


def test_a_folder_that_holds_a_run_is_refused_and_gone_on_with_if_asked(tmp_path):
    first = RunWriter(tmp_path / "run", arrays(), layers="4, 2")
    for _ in range(4):
        first.record(loss=1)
    with pytest.raises(ValueError, match="holds a run already"):
        RunWriter(tmp_path / "run", arrays(), layers="4, 2")
    with pytest.raises(ValueError, match="has other layers"):
        RunWriter(tmp_path / "run", arrays()[:2], layers="4", go_on=True)
    again = RunWriter(tmp_path / "run", arrays(5), layers="4, 2", go_on=True)
    again.record(loss=2)
    assert [row["epoch"] for row in rows(again.folder)] == [0, 1, 2, 3, 4, 5]
    again.record(loss=3, epoch=2)  # from an earlier moment: what came after it is over
    assert [(row["epoch"], row.get("loss")) for row in rows(again.folder)] == [(0, None), (1, 1), (2, 3)]
    assert len([*again.folder.glob("checkpoint*")]) == 3
    np.testing.assert_array_equal(written(again.folder, 2)["dense1.bias"], arrays(5)[1])


def test_a_disk_that_cannot_be_written_ends_no_training(tmp_path):
    run = RunWriter(tmp_path / "run", arrays(), layers="4, 2")
    for path in run.folder.iterdir():
        path.unlink()
    run.folder.rmdir()
    with pytest.warns(UserWarning, match="cannot be written: No such file"):
        run.record(loss=1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run.record(loss=1)  # said once
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match="cannot be a run folder"):
        RunWriter(tmp_path / "file")


@pytest.mark.parametrize(
    ("layers", "sentence"),
    [
        ("5, 2", "Layer 1, “5”, needs weights"),
        ("4", "more parameters than the layers"),
        ("", "Name the layers"),
    ],
)
def test_layers_that_are_not_those_of_the_arrays_are_refused(tmp_path, layers, sentence):
    with pytest.raises(ValueError, match=sentence):
        RunWriter(tmp_path / "run", arrays(), layers=layers)


# ---- scikit-learn
def test_scikit_learns_networks_are_known_from_the_first_fit_on(tmp_path):
    from sklearn.neural_network import MLPClassifier

    rng = np.random.default_rng(0)
    X, t = rng.standard_normal((30, 3)), np.array(["a", "b", "c"])[rng.integers(0, 3, 30)]
    model = MLPClassifier((5, 4), activation="logistic")
    run = RunWriter(tmp_path / "run", model, probes=X[:4])
    with pytest.raises(ValueError, match="no model yet"):
        run.record()
    for _ in range(2):
        model.partial_fit(X, t, classes=["a", "b", "c"])
        run.record(loss=model.loss_)
    assert about(run.folder)["classes"] == ["a", "b", "c"]
    assert [layer["activation"] for layer in about(run.folder)["layers"]] == ["sigmoid", "sigmoid", "softmax"]
    np.testing.assert_array_equal(written(run.folder, 1)["dense3.weights"], model.coefs_[2])
    moment = Watched(run.folder).look().moments[-1]
    np.testing.assert_allclose(moment.network().predict(X), model.predict_proba(X), atol=1e-12)


# ---- PyTorch
@pytest.fixture
def torch():
    return pytest.importorskip("torch")


def reads_the_same(folder: Path, model, samples: np.ndarray, torch) -> None:
    """nnviz computes of the newest parameters what the model does."""
    watched, moments = Watched(folder), ()
    while (found := watched.look()).more or found.moments:
        moments += found.moments
    model.eval()
    with torch.no_grad():
        expected = torch.softmax(model(torch.tensor(samples)), 1).numpy()
    np.testing.assert_allclose(
        moments[-1].network().predict(samples.reshape(len(samples), -1)), expected, atol=2e-6
    )


def test_a_sequential_of_pytorch_is_computed_as_pytorch_does(tmp_path, torch):
    nn = torch.nn
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Conv2d(2, 3, 3, padding=1), nn.BatchNorm2d(3), nn.LeakyReLU(0.2), nn.MaxPool2d(2),
        nn.Sequential(nn.Conv2d(3, 4, 2, bias=False), nn.Tanh()), nn.Flatten(), nn.Dropout(0.3),
        nn.Linear(16, 6, bias=False), nn.SiLU(), nn.LayerNorm(6), nn.Linear(6, 3),
    )  # fmt: skip
    samples = np.random.default_rng(0).standard_normal((5, 2, 6, 6)).astype(np.float32)
    run = RunWriter(
        tmp_path / "run",
        model,
        loss=nn.CrossEntropyLoss(),
        probes=samples,
        gradients=True,
        labels=[0, 1, 2, 0, 1],
    )
    assert not [name for name in written(run.folder, 0) if name.startswith("gradient")]  # there are none yet
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, 2.0)
    with torch.no_grad():
        model(torch.tensor(samples))  # which moves the running statistics
        for parameter in model.parameters():
            parameter += 0.1
    run.record(loss=torch.tensor(0.5))
    words = [layer["layer"] for layer in about(run.folder)["layers"]]
    first = "conv(3, 3), batchnorm, activation, maxpool(2), conv(4, 2, padding=valid, bias=no), flatten"
    assert ", ".join(words) == f"{first}, dropout(0.3), 6, layernorm, 3"
    reads_the_same(run.folder, model, samples, torch)
    assert (written(run.folder, 1)["gradient.dense2.weights"] == 2).all()


def test_what_nnviz_does_not_know_of_pytorch_is_an_unknown_layer(tmp_path, torch):
    nn = torch.nn
    model = nn.Sequential(nn.Linear(4, 3), nn.PReLU(3), nn.GELU(), nn.Linear(3, 2))
    run = RunWriter(tmp_path / "run", model, probes=np.zeros((2, 4), np.float32))
    assert about(run.folder)["layers"][1:3] == [
        {"unknown": "PReLU", "parameters": {"weight": [3]}, "output": [], "name": "PReLU"},
        {"unknown": "GELU", "parameters": {}, "output": [], "name": "GELU"},
    ]
    assert written(run.folder, 0)["unknown1.weight"].tolist() == [0.25] * 3
    found = Watched(run.folder).look()
    assert "what PReLU, GELU does is not known" in " ".join(found.told)
    assert not found.moments[0].computable


def test_modules_of_a_program_of_its_own_stand_with_its_program_between_them(tmp_path, torch):
    nn = torch.nn

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(1, 2, 3)
            self.out = nn.Linear(32, 3)

        def forward(self, x):
            return self.out(torch.relu(self.conv(x)).flatten(1))

    model, samples = Net(), np.random.default_rng(0).standard_normal((3, 1, 6, 6)).astype(np.float32)
    run = RunWriter(tmp_path / "run", model, input_shape=(1, 6, 6))
    layers = about(run.folder)["layers"]
    assert [layer.get("layer") or layer["unknown"] for layer in layers] == [
        "conv(2, 3, padding=valid)",
        "forward",
        "3",
    ]
    assert layers[1]["output"] == [32]
    assert Watched(run.folder).look().moments[0].layers[1].weights.shape == (32, 3)
    named = RunWriter(
        tmp_path / "named",
        model,
        layers="conv(2, 3, padding=valid), flatten, 3",
        outputs="softmax",
        probes=samples,
    )
    reads_the_same(named.folder, model, samples, torch)


def test_a_model_that_does_not_say_what_enters_is_refused(tmp_path, torch):
    with pytest.raises(ValueError, match="give input_shape"):
        RunWriter(tmp_path / "run", torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3)))


def test_half_precision_is_written_as_the_numbers_that_it_is(tmp_path, torch):
    model = torch.nn.Sequential(torch.nn.Linear(2, 2)).to(torch.bfloat16)
    run = RunWriter(tmp_path / "run", model)
    expected = model[0].weight.detach().float().numpy().T
    np.testing.assert_array_equal(written(run.folder, 0)["dense1.weights"], expected)


# ---- Keras
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Keras, of its own arrays
def test_a_sequential_of_keras_is_computed_as_keras_does(tmp_path, monkeypatch, torch):
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    layers = keras.layers
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            layers.Input((6, 6, 2)), layers.Conv2D(3, 3, padding="same", activation="relu"),
            layers.BatchNormalization(), layers.MaxPooling2D(2), layers.Flatten(), layers.Dropout(0.2),
            layers.Dense(5, activation="tanh"), layers.Dense(3, activation="softmax"),
        ]
    )  # fmt: skip
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    samples = np.random.default_rng(0).standard_normal((12, 6, 6, 2)).astype(np.float32)
    labels = np.arange(12) % 3
    run = RunWriter(tmp_path / "run", model, probes=samples[:4], labels=labels[:4])
    model.fit(samples, labels, epochs=2, batch_size=4, verbose=0, callbacks=[run.keras()])
    assert [sorted(row) for row in rows(run.folder)[1:]] == [["accuracy", "epoch", "loss", "time"]] * 2
    moment = Watched(run.folder).look().moments[-1]
    assert moment.epoch == 2
    entering = np.moveaxis(samples, -1, 1).reshape(12, -1)
    np.testing.assert_allclose(
        moment.network().predict(entering), model.predict(samples, verbose=0), atol=2e-6
    )


# ---- what it needs
def test_the_writer_needs_neither_qt_nor_a_framework():
    import subprocess

    program = (
        "import sys, numpy as np; from nnviz import RunWriter; import tempfile\n"
        "run = RunWriter(tempfile.mkdtemp(), [np.ones((2, 1)), np.ones(1)], layers='1'); run.record(loss=1)\n"
        "heavy = 'PySide6', 'torch', 'keras', 'sklearn', 'nnviz.training'\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
