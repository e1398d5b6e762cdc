"""What nnviz takes out it takes in again, and the network answers the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest

from nnviz.engine import Dense
from nnviz.files.exchange.brought import Wanted, as_run, moment_of
from nnviz.files.exchange.formats import take_out
from nnviz.files.exchange.models import read_model_file
from nnviz.files.exchange.onnx_model import from_onnx
from nnviz.files.exchange.onnx_nodes import NODES
from nnviz.files.exchange.subject import Subject
from nnviz.files.exchange.trained import onnx_bytes
from nnviz.said import Sentence
from nnviz.training.experiment import Experiment
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer

CASES = {
    "plane": {"data": "moons", "layers": "6, batchnorm, dropout(0.1), 4", "points": 40},
    "digits": {"data": "digits", "layers": "conv(3, 3), maxpool(2), 8", "points": 40},
    "values": {"data": "waves", "layers": "5, 4", "points": 40},
    "sequence": {"data": "temporal_order", "layers": "lstm(4)"},
    "each step": {"data": "echo", "layers": "gru(3, every_step=yes)"},
    "both ways": {
        "data": "temporal_order",
        "layers": "rnn(3, bidirectional, every_step), gru(3, bidirectional, every_step), "
        "lstm(3, bidirectional)",
    },
    "residual": {
        "data": "temporal_order",
        "layers": "rnn(4, relu, every_step), residual(gru(4, every_step)), lstm(3, bidirectional)",
    },
    "pictures": {"data": "shapes", "layers": "conv(3, 3), batchnorm, residual(conv(3, 2)), layernorm, 4"},
    "attention": {
        "data": "reverse",
        "layers": "embedding(8), positions(learned), residual(layernorm, attention(2)), positions(sine)",
    },
    "typed": {"data": "moons", "layers": (Dense(6, "x * tanh(log(1 + exp(x)))"),), "points": 40},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", ["onnx", "safetensors", "npz"])
def test_a_network_comes_back_as_it_was(case: str, kind: str, tmp_path: Path) -> None:
    settings = dict(CASES[case])
    trainer = Trainer(Experiment.on(str(settings.pop("data")), epochs=1, **settings))
    snapshot, timeline = trainer.snapshot(), Timeline()
    timeline.keep(snapshot)
    subject = Subject.of_run(trainer.experiment, snapshot, timeline, trainer.dataset)
    path = tmp_path / f"made.{kind}"
    take_out(subject, kind, path)
    run = as_run(read_model_file(path, Wanted()), path.name)
    dataset = run.source.data
    assert dataset is not None
    raw = trainer.dataset.raw(trainer.dataset.test_features[:7])
    found = moment_of(run).network().predict(dataset.scaled(raw))
    wanted = trainer.network.predict(trainer.dataset.test_features[:7])
    np.testing.assert_allclose(found, wanted, atol=2e-6)
    assert dataset.class_names == trainer.dataset.class_names


@pytest.mark.parametrize(("case", "layer"), [("residual", "Add"), ("attention", "Add")])
def test_without_what_nnviz_wrote_beside_it_the_layer_is_named(case: str, layer: str) -> None:
    settings = dict(CASES[case])
    trainer = Trainer(Experiment.on(str(settings.pop("data")), epochs=1, **settings))
    timeline = Timeline()
    timeline.keep(trainer.snapshot())
    subject = Subject.of_run(trainer.experiment, trainer.snapshot(), timeline, trainer.dataset)
    model = onnx.load_from_string(onnx_bytes(subject))
    del model.metadata_props[:]
    with pytest.raises(ValueError, match=layer) as caught:
        from_onnx(model.SerializeToString())
    assert isinstance(str(caught.value), Sentence)


def test_what_numpy_says_of_a_node_is_told_as_the_name_of_the_node(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(node: object, way: object) -> None:
        np.zeros(3).reshape(2, 2)

    monkeypatch.setitem(NODES, "Gemm", damaged)
    trainer = Trainer(Experiment.on("moons", layers="3", points=40, epochs=1))
    timeline = Timeline()
    timeline.keep(trainer.snapshot())
    model = onnx.load_from_string(
        onnx_bytes(Subject.of_run(trainer.experiment, trainer.snapshot(), timeline, trainer.dataset))
    )
    del model.metadata_props[:]
    with pytest.raises(ValueError, match="no layer for Gemm"):
        from_onnx(model.SerializeToString())
