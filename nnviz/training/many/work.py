"""One run of a sweep, as a worker trains it: a plain dictionary in, numbers and sentences out.

Nothing here imports Qt, and nothing is remembered from one run to the next but the data.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from nnviz.data import Dataset
from nnviz.data.own.content import Content
from nnviz.said import translate
from nnviz.training.divergence import Diverged
from nnviz.training.experiment import Experiment
from nnviz.training.own_contents import with_content
from nnviz.training.settings import DataSpec
from nnviz.training.trainer import Trainer

#: Data of one's own by their digest: what is said about them, and their arrays.
Given = Mapping[str, tuple[dict[str, Any], dict[str, Any]]]
_contents: dict[str, Content] = {}


def take(given: Given) -> None:
    """Keep these data for all runs that come."""
    for digest, (about, arrays) in given.items():
        if digest not in _contents:
            _contents[digest] = Content(about, arrays)


def run_one(described: dict[str, Any], given: Given | None = None) -> dict[str, Any]:
    """Train the Experiment that ``Experiment.to_dict`` described to its end, with data given now or before.

    Returns the evaluated epochs as ``numbers`` (n, 1 + metrics) float64, the epoch first, ``seconds``, and
    the sentences ``broke`` and ``fault``, which are empty in most runs.
    """
    started = time.perf_counter()
    rows: list[tuple[float, ...]] = []
    broke = fault = ""
    try:
        take(given or {})
        experiment = with_content(Experiment.from_dict(described), _contents)
        with threadpool_limits(limits=1, user_api="blas"):
            trainer = Trainer(experiment, _dataset(experiment.data_spec))
            for metrics in trainer.run():
                if not rows or metrics.epoch > rows[-1][0]:
                    rows.append((metrics.epoch, *metrics.values))
    except Diverged as event:
        broke = event.args[0]
    except ValueError as sentence:
        fault = sentence.args[0]
    except MemoryError:
        fault = translate("Training", "This run needs more memory than the computer has.")
    numbers = np.array(rows, np.float64) if rows else np.empty((0, 0))
    return {"numbers": numbers, "seconds": time.perf_counter() - started, "broke": broke, "fault": fault}


@lru_cache(maxsize=2)
def _dataset(spec: DataSpec) -> Dataset:
    """The data, which runs that differ in other settings share."""
    return Experiment(data_spec=spec).dataset()
