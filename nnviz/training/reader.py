"""The Reader: a network that has learned to read handwriting before the program starts.

It learned from scikit-learn's digits and changed copies of them, by ``READER``, in nnviz itself; nothing else
went into it. ``nnviz train-reader`` makes its file again, the same to the last bit on one machine.
"""

from __future__ import annotations

import json
import math
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.assets import read_asset
from nnviz.data import Dataset
from nnviz.data.augment import augmented, enlarged
from nnviz.data.dataset import frozen
from nnviz.data.ink_image import prepare_ink
from nnviz.data.npz import read_arrays, unpacked
from nnviz.data.picture_ink import largest_ink
from nnviz.data.saving import save_bytes
from nnviz.engine import Dense, Dropout, Network, make_optimizer
from nnviz.said import translate
from nnviz.training.calibration import fit_temperature, logits
from nnviz.training.experiment import Experiment
from nnviz.training.likeness import Known
from nnviz.training.measures import Metrics, MetricsTable
from nnviz.training.order import Order
from nnviz.training.outputs import MEASURED, evaluate, output_layer
from nnviz.training.player import Ends, PlayerState, make_network
from nnviz.training.prepared import prepared
from nnviz.training.snapshot import Moment, Snapshot, take_snapshot
from nnviz.training.streams import stream
from nnviz.training.trainer import Trainer

#: Degrees by which a drawing is turned for each reading of it; the first is as it is.
TURNS = (0.0, -10.0, 10.0)

READER = Experiment(
    layers=(Dense(128, "relu"), Dropout(0.1), Dense(64, "relu"), Dropout(0.1)),
    learning_rate=0.004,
    schedule="cosine",
    batch_size=256,
    epochs=40,
    augment=60,
)
_FILE = "reader.npz"
_HELD_OUT_COPIES = 20  # of each test digit, for the temperature
_HELD_OUT_SEED = 1
_REAL_DIGITS = 99  # per cent of the test digits lie within the limit
_MARGIN = 8  # pixels of paper around a digit that is read as a picture
_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the date of the file's entries, so that the same weights are the same file


@dataclass(frozen=True, eq=False)
class Reader:
    """A trained network, and how far its word can be trusted.

    temperature: what its logits are divided by. limit: the distance to the digits it learned from
    (``known.nearest``, the mean over TURNS) within which 99 % of digits it never saw lie. metrics: of the
    digits alone, after its training; history: after every epoch of it, NaN where nnviz 0.1.0 measured
    something else. dataset: the digits, split as they were for it.
    """

    experiment: Experiment
    network: Network
    temperature: float
    limit: float
    metrics: Metrics
    history: tuple[Metrics, ...]
    dataset: Dataset

    @cached_property
    def known(self) -> Known:
        """The digits it learned from, to compare drawings with."""
        data = self.dataset
        return Known.of(data.raw(data.train_features) / 16, data.train_labels)

    def snapshot(self) -> Snapshot:
        """The end of its training, to look at and to go on from; the optimiser has forgotten its past."""
        experiment, network = self.experiment, self.network
        optimizer = make_optimizer(
            experiment.optimizer, network.size, experiment.dtype, experiment.learning_rate,
            **experiment.hyperparameters,
        )  # fmt: skip
        player = PlayerState(
            ends=Ends(network.input_shape, network.specs[-1], experiment.loss),
            parameters=network.parameters.copy(),
            optimizer_state=optimizer.state(),
        )
        count = len(self.dataset.train_labels) * (experiment.augment + 1)
        moment = Moment(
            epoch=self.metrics.epoch,
            step=self.metrics.epoch * -(-count // (experiment.batch_size or count)),
            metrics=self.metrics,
            players=(player,),
            generators={
                "order": Order(count, experiment.batch_size, stream(experiment.seed, "order")).state(0),
                "masks": stream(experiment.seed, "masks").bit_generator.state,
            },
        )
        return take_snapshot(moment, experiment, network, self.dataset.test_features)


@cache
def load_reader() -> Reader:
    """The Reader that nnviz comes with. Raises ``FileNotFoundError`` if the installation lacks it."""
    return _reader(unpacked(BytesIO(read_asset(_FILE))))


def read_reader(path: Path) -> Reader:
    """The Reader that ``write_reader`` wrote. Raises ``ValueError`` with one sentence if that fails."""
    arrays = read_arrays(path)
    try:
        return _reader(arrays)
    except (KeyError, TypeError, ValueError, RecursionError):
        raise ValueError(
            translate("Training", "“{path}” is no Reader, or is damaged.").format(path=path)
        ) from None


def _reader(arrays: Mapping[str, NDArray[Any]]) -> Reader:
    experiment = Experiment.from_dict(json.loads(str(arrays["experiment"])))
    layers = [layer for layer in experiment.layers if isinstance(layer, Dense)]
    if experiment.data != READER.data or len(layers) > len(arrays):
        raise ValueError(translate("Training", "A Reader has learned digits."))
    if any(arrays[f"b{number}"].shape != (layer.units,) for number, layer in enumerate(layers, start=1)):
        raise ValueError(translate("Training", "Its layers are of other sizes."))
    dataset = experiment.dataset()
    network = make_network(experiment, _ends(experiment, dataset))
    for number, place in enumerate(network.weighted, start=1):
        values = network.layers[place].values
        _fill(values["weights"], arrays[f"W{number}"])
        _fill(values["bias"], arrays[f"b{number}"])
    frozen(network.parameters)
    table = MetricsTable(MEASURED[dataset.kind], arrays["history"])
    history = [*map(table.row, range(len(table)))]
    if history and "measured" not in arrays:  # by nnviz 0.1.0
        history = [
            *map(_without_train, history[:-1]),
            measured(network, experiment, dataset, history[-1].epoch),
        ]
    temperature, limit = float(arrays["temperature"]), float(arrays["limit"])
    if not (temperature > 0 and limit >= 0 and np.isfinite([temperature, limit]).all() and history):
        raise ValueError(translate("Training", "Its calibration cannot be."))
    return Reader(experiment, network, temperature, limit, history[-1], tuple(history), dataset)


def _ends(experiment: Experiment, dataset: Dataset) -> Ends:
    return Ends(
        (dataset.input_size,),
        output_layer(dataset, experiment.loss, experiment.output_activation),
        experiment.loss,
    )


def _without_train(metrics: Metrics) -> Metrics:
    """What was measured on the test digits alone: “train” was measured on changed copies too."""
    kept = [
        value if kind.name.startswith("test_") else math.nan
        for kind, value in zip(metrics.kinds, metrics.values, strict=True)
    ]
    return replace(metrics, values=tuple(kept))


def measured(network: Network, experiment: Experiment, dataset: Dataset, epoch: int) -> Metrics:
    """What is measured of a Reader: on the digits alone, whatever else it has learned from."""
    train, test = prepared(dataset, network.output_shape, _ends(experiment, dataset), experiment.dtype)
    return evaluate(epoch, network, train, test, dataset)


def _fill(parameter: NDArray[Any], values: NDArray[Any]) -> None:
    if values.shape != parameter.shape or not np.isfinite(values).all():
        raise ValueError(translate("Training", "It has parameters that cannot be."))
    parameter[...] = values


def train_reader(
    experiment: Experiment = READER,
    dataset: Dataset | None = None,
    progress: Callable[[float], None] = lambda share: None,
) -> Reader:
    """Train a Reader from nothing but the digits, or from ``dataset``: about a minute.

    Nothing of the digits' test part is learned from; it serves for the temperature and the limit, two
    numbers. ``progress`` is told the share of the training that is done.
    """
    trainer = Trainer(experiment, dataset)
    dataset, network = experiment.dataset(), trainer.network
    history = []
    for metrics in trainer.run():
        if metrics.epoch == trainer.epoch:  # else this epoch was not evaluated
            history.append(measured(network, experiment, dataset, trainer.epoch))
        progress(trainer.epoch / max(1, experiment.epochs))
    rng = np.random.default_rng(_HELD_OUT_SEED)
    labels = dataset.test_labels
    held_out = augmented(dataset.raw(dataset.test_features), _HELD_OUT_COPIES, rng, labels=labels)
    temperature = fit_temperature(
        logits(network, dataset.scaled(held_out)), np.tile(labels, _HELD_OUT_COPIES)
    )
    reader = Reader(experiment, network, temperature, 0.0, history[-1], tuple(history), dataset)
    return replace(reader, limit=float(np.percentile(_distances(reader), _REAL_DIGITS)))


def _distances(reader: Reader) -> NDArray[np.float64]:
    """How far from what was learned each test digit is (n,), enlarged and read as a photo of it is."""
    dataset = reader.dataset
    ink = np.clip(enlarged(dataset.raw(dataset.test_features)), 0, 1)
    sheets = 1 - np.pad(ink, ((0, 0), (_MARGIN, _MARGIN), (_MARGIN, _MARGIN)))
    found = [largest_ink(sheet) for sheet in sheets]
    seen = [[prepare_ink(one, turn=turn).seen / 16 for turn in TURNS] for one in found if one is not None]
    return np.array([reader.known.nearest(pictures)[1].mean() for pictures in seen])


def write_reader(reader: Reader, path: Path) -> None:
    """Write the file that ``load_reader`` reads and ``--model`` takes; the same Reader is the same bytes.

    Raises ``ValueError`` with one sentence if it cannot be written.
    """
    arrays: dict[str, Any] = {}
    for number, place in enumerate(reader.network.weighted, start=1):
        values = reader.network.layers[place].values
        arrays |= {f"W{number}": values["weights"], f"b{number}": values["bias"]}
    arrays |= {
        "experiment": np.array(json.dumps(reader.experiment.to_dict(), allow_nan=False)),
        "offset": reader.dataset.offset,
        "factor": reader.dataset.factor,
        "classes": np.array(reader.dataset.class_names, dtype=str),
        "temperature": np.array(reader.temperature),
        "limit": np.array(reader.limit),
        "history": MetricsTable.of(reader.history).numbers,
        "measured": np.array("the digits alone"),
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            content = BytesIO()
            np.lib.format.write_array(content, np.asarray(array, order="C"), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", _NO_DATE), content.getvalue())
    save_bytes(path, packed.getvalue())
