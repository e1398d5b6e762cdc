"""A network drawn for a notebook: an SVG with what the diagram shows, whatever the network is."""

from __future__ import annotations

import subprocess
import sys
from operator import methodcaller
from xml.etree import ElementTree

import numpy as np
import pytest

from nnviz.drawing.notebook import draw
from nnviz.engine import LSTM, Conv, Dense, Flatten, MaxPool, Network
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer

SVG = "{http://www.w3.org/2000/svg}"


def read(picture) -> ElementTree.Element:
    return ElementTree.fromstring(picture.svg)


def words(picture) -> set[str]:
    return {"".join(text.itertext()).strip() for text in read(picture).iter(f"{SVG}text")}


def network(shape, layers, loss="categorical_crossentropy") -> Network:
    made = Network(shape, layers, loss)
    made.initialize(np.random.default_rng(0))
    return made


@pytest.mark.parametrize(
    "what",
    [
        network(5, [Dense(4, "x * tanh(x)"), Dense(2, "softmax")]),
        network((1, 12, 12), [Conv(4, 3), MaxPool(2), Flatten(), Dense(3, "softmax")]),
        network((2, 9), [LSTM(4), Dense(1, "linear")], "mse"),
        network(3, [Dense(2, "linear")], "(y - t)**4"),
    ],
    ids=["dense", "pictures", "sequence", "alone"],
)
def test_a_network_by_itself_is_drawn(what):
    picture = draw(what, size=(640, 400))
    root = read(picture)
    assert (root.get("width"), root.get("height")) == ("640", "400")
    assert len(list(root.iter(f"{SVG}path"))) >= 3
    in_notebook = methodcaller("_repr_svg_")(picture)  # as Jupyter asks
    assert in_notebook.startswith("<svg")
    assert ElementTree.fromstring(in_notebook).tag == f"{SVG}svg"


def test_a_snapshot_is_drawn_with_its_names_and_its_sample(tmp_path):
    trainer = Trainer(Experiment.on("ring", layers=(4,), epochs=2, points=60))
    for _ in trainer.run():
        pass
    snapshot = trainer.snapshot()
    still = draw(snapshot)
    assert {"x₁", "x₂", "blue", "amber"} <= words(still)
    assert len(list(read(still).iter(f"{SVG}image"))) >= 4, "every neuron is a map of the plane"
    sent = draw(snapshot, [0.5, -1.0], 1)
    assert sent.svg != still.svg
    assert draw(snapshot, [0.5, -1.0], 1).svg == sent.svg
    assert draw(snapshot.probed([0.5, -1.0], 1)).svg == sent.svg
    assert draw(snapshot, [0.5, -1.0], 1, lines="gradient").svg != sent.svg
    dark = draw(snapshot, theme="dark")
    dark.save(tmp_path / "it.svg")
    assert (tmp_path / "it.svg").read_text("utf-8") == dark.svg != still.svg


def test_what_cannot_be_drawn_is_a_sentence():
    made = network(2, [Dense(1, "sigmoid")], "binary_crossentropy")
    with pytest.raises(ValueError, match="no theme “pink”"):
        draw(made, theme="pink")
    with pytest.raises(ValueError, match="draw takes a Snapshot or a Network, not NoneType"):
        draw(None)
    with pytest.raises(ValueError, match="at least 160 × 120 px"):
        draw(made, size=(10, 10))
    with pytest.raises(ValueError, match="it takes 2 features a sample"):
        draw(made, [1, 2, 3])


def test_no_qt_is_needed():
    code = (
        "import sys, numpy as np; from nnviz import draw, Dense, Network; "
        "n = Network(2, [Dense(1, 'linear')], 'mse'); draw(n)._repr_svg_(); "
        "assert not {'PySide6', 'pyqtgraph', 'sklearn'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
