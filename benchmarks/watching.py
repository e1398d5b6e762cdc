"""What a call of ``RunWriter.record`` costs a training loop, of a network of about 100,000 parameters.

Printed are medians in milliseconds: with metrics alone, and with the parameters and the gradients taken, as
they are where a checkpoint is written; beside it the writing itself. Goal: below 1 ms apart from the writing.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import numpy as np

from nnviz import RunWriter

CALLS = 200


def main() -> None:
    """Measure, and print a line for each."""
    rng = np.random.default_rng(0)
    model = [rng.standard_normal(shape) for shape in ((300, 300), (300,), (300, 30), (30,))]
    slopes = [np.ones_like(array) for array in model]
    with tempfile.TemporaryDirectory() as folder:
        seldom = RunWriter(Path(folder, "seldom"), model, layers="300, 30", every=10**9)
        print(f"metrics alone               {_median(lambda: seldom.record(loss=1.0)):.3f} ms")
        often = RunWriter(Path(folder, "often"), model, layers="300, 30")
        whole = _median(lambda: often.record(gradients=slopes, loss=1.0))
        with mock.patch.object(RunWriter, "_write"):
            taken = _median(lambda: often.record(gradients=slopes, loss=1.0))
        count = sum(array.size for array in model)
        print(f"{count:,} parameters, gradients {taken:.3f} ms, and {whole - taken:.3f} ms of writing")


def _median(call: Callable[[], None]) -> float:
    taken = []
    for _ in range(CALLS):
        begun = time.perf_counter()
        call()
        taken.append(time.perf_counter() - begun)
    return 1000 * float(np.median(taken))


if __name__ == "__main__":
    main()
