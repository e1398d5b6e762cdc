"""Programs of PyTorch, Keras and scikit-learn: with the same start and the same batches, the same losses.

Those of PyTorch and Keras run where these are installed.
"""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

import pytest

from nnviz.engine import Dense
from nnviz.files.exchange.formats import FORMATS
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer
from tests.files.exchange.test_numpy_program import PLANE, RUNS, on
from tests.helpers.taken_out import FRAMEWORK, losses_of, printed, relative, taken

KERAS = {
    "dense": on(
        "moons",
        **PLANE,
        layers=(Dense(4, "gelu"), Dense(4, "leaky_relu"), Dense(3, "softplus"), Dense(3, "tanh(x) * x")),
        optimizer="momentum",
    ),
    "penalties": on(
        "moons", **PLANE, layers=(4,), loss="binary_crossentropy", optimizer="nesterov", l1=0.001, l2=0.01
    ),
    "pictures": on(
        "shapes",
        layers="conv(3, 3), maxpool(2), conv(4, 2, stride=2, bias=no), avgpool(2), 6",
        optimizer="sgd",
        batch_size=64,
        epochs=1,
    ),
    "recurrent": on(
        "temporal_order",
        length=20,
        layers="gru(4, every_step), lstm(3, every_step), conv1d(4, 3), rnn(4, relu, every_step), "
        "gru(3, bidirectional)",
        optimizer="sgd",
        batch_size=200,
        epochs=1,
    ),
}
SKLEARN = {
    "classes": on("iris", layers="6, 5", batch_size=16, optimizer="momentum", l2=0.01),
    "two classes": on("moons", **PLANE, layers=(4,), loss="binary_crossentropy", optimizer="sgd"),
    "values": on("diabetes", layers=(6,), optimizer="nesterov", learning_rate=1e-5, l2=0.01, batch_size=64),
}


def there(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def error(experiment: Experiment, kind: str, folder: Path) -> float:
    subject = taken(experiment)
    contents = FORMATS[kind].contents(subject, "program.py")
    return relative(printed(contents, folder, FRAMEWORK), losses_of(subject))


@pytest.mark.skipif(not there("torch"), reason="PyTorch is not installed")
@pytest.mark.parametrize("name", sorted(RUNS.keys() - {"diffusion"}))
def test_pytorch_prints_the_losses_of_the_run(name: str, tmp_path: Path) -> None:
    assert error(RUNS[name].with_(cut=(), frozen=()), "torch", tmp_path) < 1e-9


@pytest.mark.skipif(not there("keras") or not there("torch"), reason="Keras is not installed")
@pytest.mark.parametrize("name", KERAS)
def test_keras_prints_the_losses_of_the_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    assert error(KERAS[name], "keras", tmp_path) < 1e-6


@pytest.mark.parametrize("name", SKLEARN)
def test_scikit_learn_prints_the_losses_of_the_run(name: str, tmp_path: Path) -> None:
    assert error(SKLEARN[name], "sklearn", tmp_path) < 1e-9


@pytest.mark.parametrize("kind", ["torch", "keras"])
def test_the_text_is_a_program_wherever_it_can_be_written(kind: str) -> None:
    experiment = RUNS["bce, momentum, cosine"] if kind == "torch" else KERAS["dense"]
    text, *_ = FORMATS[kind].contents(taken(experiment.with_(epochs=0)), "program.py").values()
    ast.parse(text)
    assert "import nnviz" not in text.decode()


def test_what_scikit_learn_cannot_do_is_said() -> None:
    two = taken(on("moons", **PLANE, layers=(4,), epochs=0))
    with pytest.raises(ValueError, match="two classes apart with two outputs, scikit-learn with one"):
        FORMATS["sklearn"].contents(two, "program.py")
    gelu = taken(on("iris", layers=(Dense(3, "gelu"),), epochs=0))
    with pytest.raises(ValueError, match="not “GELU”"):
        FORMATS["sklearn"].contents(gelu, "program.py")


def test_what_was_changed_by_hand_is_said() -> None:
    def act(trainer: Trainer) -> None:
        if trainer.epoch == 1:
            trainer.change(learning_rate=0.5)

    subject = taken(on("iris", layers=(3,)), act)
    for kind in ("torch", "keras", "sklearn"):
        with pytest.raises(ValueError, match="repeated by a program of plain NumPy"):
            FORMATS[kind].contents(subject, "program.py")
