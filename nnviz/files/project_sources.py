"""Where a run's moments come from, in a project file, with what came with a network without a data set."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import DATASETS, Dataset
from nnviz.data.npz import DamagedError
from nnviz.data.unchosen import unchosen_dataset
from nnviz.files.project_archive import Archive, not_finite
from nnviz.files.project_text import Entries, is_line
from nnviz.said import translate
from nnviz.training.experiment import Experiment
from nnviz.training.run_source import RUN_SOURCES, RunSource

Array = NDArray[Any]

_LARGEST = 100_000  # numbers of a sample
_ARRAYS = ("features", "labels", "offset", "factor")
MOST_ROWS = 10_000
_MOST_NAMES, _NAME = 100_000, 200
_MOST_TOLD, _SENTENCE = 100, 1000


def describe_source(source: RunSource) -> dict[str, Any]:
    """The entry of a run in the text; none where it is trained here."""
    if source.kind == "trainer":
        return {}
    data = source.data
    described = None if data is None else _describe(data)
    return {
        "source": {
            "kind": source.kind,
            "name": source.name,
            "told": [str(one) for one in source.told],
            "data": described,
        }
    }


def _describe(data: Dataset) -> dict[str, Any]:
    return {
        "shape": [*data.feature_shape],
        "rows": len(data.test_features),
        "outputs": data.output_size,
        "class_names": [*data.class_names],
        "feature_names": [*data.feature_names],
        "symbols": [*data.symbols],
        "sample_names": [*data.sample_names],
    }


def source_arrays(source: RunSource) -> dict[str, Array]:
    """The arrays of the samples that came with it."""
    data = source.data
    if data is None:
        return {}
    return {
        "source-features": data.test_features,
        "source-labels": data.test_labels,
        "source-offset": data.offset,
        "source-factor": data.factor,
    }


class SourceReader:
    """The source of a run of a project file. ``check`` comes before ``read``; all raise ``DamagedError``."""

    def __init__(self, values: Any, prefix: str) -> None:
        self._prefix = f"{prefix}-source"
        with Entries(values, "a run's source") as entries:
            self._kind = entries.text("kind", 40)
            self._name = entries.name("name", 300)
            self._told = _lines(entries, "told", _MOST_TOLD, _SENTENCE)
            self._data = entries.optional("data", lambda key: _Described(entries.take(key)))
        if self._kind not in RUN_SOURCES:
            raise DamagedError(
                translate("Files", "it has a run from “{kind}”, which is not known").format(kind=self._kind)
            )

    def check(self, archive: Archive, experiment: Experiment) -> None:
        """Look through the arrays of samples that are seen as those settings say."""
        data = self._data
        if data is None:
            return
        source = DATASETS[experiment.data]
        if not source.unchosen or (source.family == "plane" and data.size != 2):
            raise DamagedError(translate("Files", "its text and its arrays do not go together"))
        classes = source.kind == "classification"
        names = data.names["class_names"]
        if bool(names) != classes or (source.every_step and len(data.shape) != 2):
            raise DamagedError(translate("Files", "its text and its arrays do not go together"))
        steps = data.shape[1:] if source.every_step else ()
        labels = (data.rows, *steps) if classes or steps else (data.rows, data.outputs)
        archive.check(f"{self._prefix}-features", (data.rows, data.size), "f4", not_finite)
        archive.check(f"{self._prefix}-labels", labels, "i8" if classes else "f4")
        archive.check(f"{self._prefix}-offset", (data.size,), "f4", not_finite)
        archive.check(f"{self._prefix}-factor", (data.size,), "f4", _bad_factor)
        if classes:
            read = archive.array(f"{self._prefix}-labels")
            if ((read < -1) | (read >= len(names))).any():
                raise DamagedError(translate("Files", "it has samples of classes that are not there"))

    def read(self, archive: Archive, experiment: Experiment) -> RunSource:
        """The source."""
        data = self._data
        if data is None:
            return RunSource(self._kind, self._name, self._told)
        arrays = {name: archive.array(f"{self._prefix}-{name}") for name in _ARRAYS}
        given: dict[str, Any] = {**data.names, **arrays}
        dataset = unchosen_dataset(experiment.data, data.shape, data.outputs, **given)
        return RunSource(self._kind, self._name, self._told, dataset)


class _Described:
    """What the text says of the samples."""

    def __init__(self, values: Any) -> None:
        with Entries(values, "the samples of a run") as entries:
            shape = entries.items("shape", 4)
            if not shape or not all(type(size) is int and 0 < size <= _LARGEST for size in shape):
                raise entries.wrong(translate("Files", "shape"))
            self.shape: tuple[int, ...] = tuple(shape)
            self.size = math.prod(shape)
            if self.size > _LARGEST:
                raise entries.wrong(translate("Files", "shape"))
            self.rows = entries.whole("rows", 0, MOST_ROWS)
            self.outputs = entries.whole("outputs", 1, _LARGEST)
            self.names: dict[str, Any] = {
                name: _lines(entries, name, _MOST_NAMES, _NAME)
                for name in ("class_names", "feature_names", "symbols", "sample_names")
            }


def _lines(entries: Entries, key: str, most: int, longest: int) -> tuple[str, ...]:
    lines = entries.items(key, most)
    if not all(isinstance(line, str) and len(line) <= longest and is_line(line) for line in lines):
        raise entries.wrong(key)
    return tuple(lines)


def _bad_factor(factor: Array) -> str:
    return "" if (np.isfinite(factor) & (factor != 0)).all() else "has a factor that cannot be"
