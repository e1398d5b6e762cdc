"""Models of other programs, for Python: what ``nnviz.from_sklearn``, ``from_torch`` and the like return."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data import Dataset
from nnviz.data.saving import save_bytes
from nnviz.files.exchange import keras_layers, scikit_learn, torch_module
from nnviz.files.exchange.brought import Brought, Wanted, as_run, moment_of
from nnviz.files.exchange.models import read_model_file
from nnviz.files.project import Project, write_project
from nnviz.files.project_runs import SavedRun
from nnviz.training.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class Imported:
    """A network that another program trained: ``snapshot`` is its one moment, ``dataset`` says what enters
    it and what comes out. ``told`` are sentences about what was changed or assumed."""

    run: SavedRun

    @property
    def snapshot(self) -> Snapshot:
        return moment_of(self.run)

    @property
    def dataset(self) -> Dataset:
        data = self.run.source.data
        assert data is not None
        return data

    @property
    def told(self) -> tuple[str, ...]:
        return self.run.source.told

    def predict(self, samples: ArrayLike) -> NDArray[Any]:
        """(n, outputs) for samples (n, ...) as they are before any scaling that came with the network."""
        raw = np.asarray(samples, dtype=np.float64).reshape(len(np.asarray(samples)), -1)
        offset, factor = self.dataset.offset, self.dataset.factor
        return self.snapshot.network().predict((raw - offset) * factor)

    def save(self, path: Path | str) -> None:
        """As a project, which the window opens. Raises ``ValueError`` if it cannot be written."""
        save_bytes(Path(path), write_project(Project(runs=(self.run,), current=self.run.letter)))


def from_sklearn(model: Any, name: str = "scikit-learn", **said: Any) -> Imported:
    """The network of a fitted ``MLPClassifier`` or ``MLPRegressor``, also behind scalings in a pipeline."""
    return _imported(scikit_learn.from_model(model), name, said)


def from_torch(
    model: Any, input_shape: tuple[int, ...] | None = None, name: str = "torch", **said: Any
) -> Imported:
    """The network of a torch ``Sequential``; ``input_shape`` is that of a sample, as it takes it."""
    return _imported(torch_module.from_module(model, input_shape), name, said)


def from_keras(model: Any, name: str = "keras", **said: Any) -> Imported:
    """The network of a built Keras ``Sequential``."""
    return _imported(keras_layers.from_layers(model), name, said)


def import_model(path: Path | str, **said: Any) -> Imported:
    """The network in a file: ONNX, safetensors or ``.npz``. What the file does not say can be ``said``:
    ``activation``, ``output_activation``, ``input_shape``, ``layers``, ``classes``, ``family``, ``values``,
    ``scale``. Raises ``ValueError`` with one sentence for what cannot be taken."""
    wanted = Wanted(**said)
    return Imported(as_run(read_model_file(Path(path), wanted), Path(path).name, wanted))


def _imported(brought: Brought, name: str, said: dict[str, Any]) -> Imported:
    return Imported(as_run(brought, name, Wanted(**said)))
