"""nnviz: watch a neural network think and learn.

In a notebook or a program, without the window::

    from nnviz import Dense, Experiment, Trainer

An Experiment says what is to be done, a Trainer does it, a Snapshot is what has become of it:

>>> from nnviz import Dense, Experiment, Trainer
>>> experiment = Experiment.on("ring", layers=(Dense(8, "tanh"),), learning_rate=0.03, epochs=100)
>>> trainer = Trainer(experiment)
>>> history = list(trainer.run())
>>> history[0].epoch, history[-1].epoch
(0, 100)
>>> history[-1].test_loss < history[0].test_loss / 4
True

Every number of the network is there to be looked at, for a sample of one's own, too:

>>> snapshot = trainer.snapshot().probed([0.5, -1.0], label=1)
>>> [layer.weights.shape for layer in snapshot.layers]
[(2, 8), (8, 2)]
>>> snapshot.probe.answer
1
>>> snapshot.edge_values(0, "gradient").shape
(2, 8)
>>> snapshot.network().predict(trainer.dataset.test_features).shape
(40, 2)

One batch can be followed number by number, up to what the optimiser does with each parameter:

>>> steps = list(trainer.micro_steps())
>>> [step.kind for step in steps][:6]
['input', 'z', 'a', 'z', 'a', 'loss']
>>> line = steps[-1].update.of(0)
>>> line.name
'dense1.weights[0, 0]'
>>> abs(line.old - line.step - line.new) < 1e-6
True

Layers of other kinds have words, as on the command line; a picture may go through convolutions:

>>> words = "conv(8, 3), maxpool(2), conv(16, 3), globalmaxpool"
>>> trainer = Trainer(Experiment(layers=words, learning_rate=0.01, epochs=3))
>>> *_, last = trainer.run()
>>> last.test_accuracy > 0.6
True
>>> trainer.network.layers[0].values["weights"].shape
(8, 1, 3, 3)

A sequence is read step by step by recurrent ones:

>>> trainer = Trainer(
...     Experiment.on(
...         "temporal_order", layers="lstm(8, forget_bias=2)", initializer="glorot",
...         learning_rate=0.01, clip_norm=1, batch_size=32, epochs=1,
...     )
... )
>>> trainer.snapshot().probed(trainer.dataset.test_features[0], label=0).probe.layers[0].named["c"].shape
(8, 50)

Data are read by name, and a Network can do without all of this:

>>> from nnviz import Network, datasets
>>> digits = datasets.load_dataset("digits")
>>> digits.train_features.shape, digits.feature_shape
((1437, 64), (8, 8))
>>> network = Network(64, [Dense(16, "relu"), Dense(10, "softmax")], "categorical_crossentropy")
>>> network.predict(digits.test_features[:3]).shape
(3, 10)

And drawings can be read, strokes being lists of points [x, y], x right and y down on a canvas of 0..1:

>>> from nnviz import read_digit
>>> reading = read_digit([[(0.3, 0.2), (0.7, 0.2), (0.4, 0.8)], [(0.4, 0.5), (0.65, 0.5)]])
>>> reading.label, reading.verdict
(7, 'sure')

In a notebook a network is drawn as the window shows it, and the window opens beside it:

>>> from nnviz import draw
>>> draw(snapshot).svg.startswith("<?xml")
True

``nnviz.show(experiment)``, or a trainer, a snapshot, a model or a file, opens the window in a process of its
own and returns.

Importing this package imports nothing else; NumPy comes in with the first of these names, scikit-learn only
with its own tables, Qt only with the window.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nnviz import data as datasets
    from nnviz.drawing.notebook import draw
    from nnviz.engine import (
        GRU,
        LSTM,
        RNN,
        Attention,
        AvgPool,
        BatchNorm,
        Bidirectional,
        Code,
        Conv,
        Conv1d,
        Dense,
        Dropout,
        Embedding,
        Flatten,
        GlobalAvgPool,
        GlobalMaxPool,
        LayerNorm,
        MaxPool,
        Network,
        Positions,
        Residual,
        Variational,
        gradient_check,
    )
    from nnviz.files.exchange.taken_in import Imported, from_keras, from_sklearn, from_torch, import_model
    from nnviz.files.showing import show
    from nnviz.files.watching import RunWriter
    from nnviz.training.diagnosis import diagnose
    from nnviz.training.experiment import Experiment
    from nnviz.training.reading import Reading, read_digit, read_number, read_picture
    from nnviz.training.snapshot import Snapshot
    from nnviz.training.timeline import Timeline
    from nnviz.training.trainer import Diverged, Trainer

__version__ = "0.1.0"

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "Attention",
    "AvgPool",
    "BatchNorm",
    "Bidirectional",
    "Code",
    "Conv",
    "Conv1d",
    "Dense",
    "Diverged",
    "Dropout",
    "Embedding",
    "Experiment",
    "Flatten",
    "GlobalAvgPool",
    "GlobalMaxPool",
    "Imported",
    "LayerNorm",
    "MaxPool",
    "Network",
    "Positions",
    "Reading",
    "Residual",
    "RunWriter",
    "Snapshot",
    "Timeline",
    "Trainer",
    "Variational",
    "datasets",
    "diagnose",
    "draw",
    "from_keras",
    "from_sklearn",
    "from_torch",
    "gradient_check",
    "import_model",
    "read_digit",
    "read_number",
    "read_picture",
    "show",
]

#: Where each name is at home. Imported when asked for: the command line sets the number of threads first.
_HOMES = {
    "GRU": "nnviz.engine",
    "LSTM": "nnviz.engine",
    "RNN": "nnviz.engine",
    "Attention": "nnviz.engine",
    "AvgPool": "nnviz.engine",
    "BatchNorm": "nnviz.engine",
    "Bidirectional": "nnviz.engine",
    "Code": "nnviz.engine",
    "Conv": "nnviz.engine",
    "Conv1d": "nnviz.engine",
    "Dense": "nnviz.engine",
    "Diverged": "nnviz.training.trainer",
    "Dropout": "nnviz.engine",
    "Embedding": "nnviz.engine",
    "Experiment": "nnviz.training.experiment",
    "Flatten": "nnviz.engine",
    "GlobalAvgPool": "nnviz.engine",
    "GlobalMaxPool": "nnviz.engine",
    "Imported": "nnviz.files.exchange.taken_in",
    "LayerNorm": "nnviz.engine",
    "MaxPool": "nnviz.engine",
    "Network": "nnviz.engine",
    "Positions": "nnviz.engine",
    "Reading": "nnviz.training.reading",
    "Residual": "nnviz.engine",
    "RunWriter": "nnviz.files.watching",
    "Snapshot": "nnviz.training.snapshot",
    "Timeline": "nnviz.training.timeline",
    "Trainer": "nnviz.training.trainer",
    "Variational": "nnviz.engine",
    "diagnose": "nnviz.training.diagnosis",
    "draw": "nnviz.drawing.notebook",
    "from_keras": "nnviz.files.exchange.taken_in",
    "from_sklearn": "nnviz.files.exchange.taken_in",
    "from_torch": "nnviz.files.exchange.taken_in",
    "gradient_check": "nnviz.engine",
    "import_model": "nnviz.files.exchange.taken_in",
    "read_digit": "nnviz.training.reading",
    "read_number": "nnviz.training.reading",
    "read_picture": "nnviz.training.reading",
    "show": "nnviz.files.showing",
}


def __getattr__(name: str) -> Any:
    if name == "datasets":
        return import_module("nnviz.data")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
