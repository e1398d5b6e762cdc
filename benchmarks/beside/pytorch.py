"""What benchmarks beside PyTorch share: threads, steps in turn, the table, and where a step's time goes.

Imported before NumPy, it sets one BLAS thread for both. Steps are timed in CPU time, everyone in turn in each
round; the medians' ratio is compared with a floor and an aim. On a busy machine the ratios come out higher
than they are: PyTorch suffers more.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np  # noqa: E402

from nnviz.engine import Network, Samples, make_optimizer  # noqa: E402
from nnviz.engine.program import Program  # noqa: E402

try:
    import torch
except ImportError:
    torch = None

Step = Callable[[int], object]
TURNS = 64  # batches that are drawn beforehand


class Work(Protocol):
    """One row of a table: its name, and how many times PyTorch's speed is asked for and hoped for."""

    name: str
    floor: float
    aim: float


Row = TypeVar("Row", bound=Work)


def batches(samples: int, size: int) -> list[np.ndarray]:
    """The rows of each of ``TURNS`` batches."""
    rng = np.random.default_rng(1)
    return [rng.permutation(samples)[:size] for _ in range(TURNS)]


def learning(network: Network, samples: Samples, size: int) -> Step:
    """Our whole step: gather the batch, forward, loss, backward, Adam."""
    optimizer = make_optimizer("adam", network.size, "float32", 0.001)
    rows = batches(len(samples), size)

    def step(turn: int) -> None:
        network.gradient_step_rows(samples, rows[turn % TURNS])
        optimizer.step(network.parameters, network.gradients)

    return step


def interleaved(steps: dict[str, Step], rounds: int) -> dict[str, float]:
    """The median microseconds of a step of each: ten in turn, each timed alone; the first round warms up."""
    times: dict[str, list[float]] = {name: [] for name in steps}
    for turn in range(rounds + 1):
        for name, step in steps.items():
            for k in range(11):
                start = time.process_time()
                step(11 * turn + k)
                if turn and k:
                    times[name].append((time.process_time() - start) * 1e6)
    return {name: statistics.median(values) for name, values in times.items()}


def told(works: Sequence[Row], steps_of: Callable[[Row], dict[str, Step]], rounds: int) -> None:
    """Print the table: the steps of each work are "ours" and its rivals."""
    print(f"microseconds of a whole step, medians of {rounds} rounds in turn")
    print(f"{'work':36}{'nnviz':>8}{'PyTorch, best':>16}{'ratio':>8}{'floor':>8}{'aim':>6}")
    for work in works:
        medians = interleaved(steps_of(work), rounds)
        mine = medians.pop("ours")
        rival = min(medians.values(), default=float("nan"))
        row = f"{work.name:36}{mine:8.0f}{rival:16.0f}{rival / mine:7.2f}x{work.floor:8.2f}{work.aim:6.2f}"
        print(row, flush=True)


def tell_parts(name: str, network: Network, program: Program) -> None:
    """Print the microseconds of a step's operations and of Adam, the largest first."""
    program.learn()
    spent = spent_on(network, program)
    print(f"{name}: {median(program.learn):.0f} us, its parts {sum(spent.values()):.0f}")
    for part, microseconds in spent.most_common(40):
        print(f"    {microseconds:7.1f}  {part}")


def spent_on(network: Network, program: Program) -> Counter[str]:
    """The microseconds of a step's operations and of Adam."""
    spent: Counter[str] = Counter()
    for name, stage in zip(network.names, program.stages, strict=True):
        for way in ("forward", "activate", "differentiate", "backward", "backward_inputs"):
            for operation in getattr(stage, way):
                called = operation.func if isinstance(operation, partial) else operation
                spent[f"{name} {way} {getattr(called, '__name__', called)}"] += median(operation)
    optimizer = make_optimizer("adam", network.size, "float32", 1e-9)
    spent["adam"] = median(lambda: optimizer.step(network.parameters, network.gradients))
    return spent


def median(call: Callable[[], object]) -> float:
    """The median microseconds of a call."""
    times = []
    for _ in range(101):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6


def main(
    about: str | None,
    works: Sequence[Row],
    steps_of: Callable[[Row], dict[str, Step]],
    parts: Callable[[Row], None],
) -> None:
    """The command line of a benchmark: its table or, with ``--parts``, where the time of each work goes."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--parts", action="store_true")
    options = parser.parse_args()
    if not options.parts:
        told(works, steps_of, options.rounds)
        return
    for work in works:
        parts(work)
