"""Trains the runs of a Sweep in a pool, and hands out what came of each as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Final

from nnviz.said import Sentence, translate
from nnviz.training.many.pools import Pool
from nnviz.training.many.sweep import Ran, Sweep
from nnviz.training.measures import MetricsTable
from nnviz.training.own_contents import contents_of

_LOOK: Final = 0.05  # seconds after which it is asked whether to end

#: The place of a cell, and a seed.
Task = tuple[int, int]


def run_sweep(
    sweep: Sweep,
    pool: Pool,
    stopped: Callable[[], bool] = lambda: False,
    begun: Callable[[Task], None] = lambda task: None,
) -> Iterator[Ran]:
    """Each run when it has ended, in the order in which they do; ``begun`` is told of each that is handed to
    the pool. Who is ``stopped`` gets no more, and closes the pool, in which runs may still be trained.

    What happens to one run is said in it; raises ``ValueError`` with one sentence where none can be trained.
    """
    waiting = ((at, seed) for at, cell in enumerate(sweep.cells) for seed in cell.seeds)
    contents = contents_of(cell.experiment for cell in sweep.cells)
    if contents:
        pool.give({name: (dict(one.about), dict(one.arrays)) for name, one in contents.items()})
    described = [cell.experiment.to_dict() for cell in sweep.cells]
    running: dict[Future[dict[str, Any]], Task] = {}
    more = True
    while more or running:
        while more and len(running) < pool.room:
            task = next(waiting, None)
            if task is None:
                more = False
                break
            if stopped():
                return
            begun(task)
            running[pool.submit({**described[task[0]], "seed": task[1]})] = task
        done, _ = wait(running, timeout=_LOOK, return_when=FIRST_COMPLETED)
        if stopped():
            return
        for future in done:
            yield _ran(sweep, running.pop(future), future)


def _ran(sweep: Sweep, task: Task, future: Future[dict[str, Any]]) -> Ran:
    at, seed = task
    try:
        told = future.result()
    except (BrokenProcessPool, CancelledError):
        return Ran(at, seed, fault=translate("Training", "The process that trained this run has ended."))
    except Exception as error:
        return Ran(at, seed, fault=_fault(error))
    kinds, numbers = sweep.cells[at].experiment.kinds, told["numbers"]
    table = MetricsTable(kinds, numbers) if len(numbers) else MetricsTable()
    return Ran(at, seed, table, told["seconds"], told["broke"], told["fault"])


def _fault(error: Exception) -> Sentence:
    return translate("Training", "An error, {name}, ended this run: {text}").format(
        name=type(error).__name__, text=" ".join(str(error).split())[:200] or "…"
    )
