"""How much faster a sweep of 30 seeds is in processes than one by one.

    python benchmarks/sweep.py [--jobs 2] [--rounds 5] [--epochs 1500]

One by one and in processes in turn; the processes are begun anew each time, which counts. Printed are the
seconds of each round and the median of their ratios. Goal: on two cores 1.7 at least, where both are free:
the CPU time that the whole machine took meanwhile is printed too.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from contextlib import closing
from pathlib import Path
from statistics import median

os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from nnviz.training.experiment import Experiment
from nnviz.training.many.claim import usual_claim
from nnviz.training.many.pools import OneByOne, Pool, Processes
from nnviz.training.many.running import run_sweep
from nnviz.training.many.sweep import Sweep


def trained(sweep: Sweep, pool: Pool) -> list[bytes]:
    """What came of each seed."""
    with closing(pool):
        rans = sorted(run_sweep(sweep, pool), key=lambda ran: ran.seed)
    return [ran.table.numbers.tobytes() for ran in rans]


def busy() -> float:
    """CPU seconds of the whole machine so far."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    return (sum(map(int, fields[:3])) + sum(map(int, fields[5:8]))) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=1500)
    options = parser.parse_args()
    experiment = Experiment.on("spirals", layers="6, 4", epochs=options.epochs, learning_rate=0.003)
    sweep = Sweep(experiment, usual_claim(experiment.kinds, options.epochs), tuple(range(30))).validated()
    ratios = []
    for _ in range(options.rounds):
        times, found = [], []
        for make in (OneByOne, lambda: Processes(options.jobs)):
            before, start = busy(), time.perf_counter()
            found.append(trained(sweep, make()))
            times.append(time.perf_counter() - start)
            print(f"{times[-1]:7.2f} s, {busy() - before:6.2f} s of CPU on the machine", end="  ")
        assert found[0] == found[1]
        ratios.append(times[0] / times[1])
        print(f"ratio {ratios[-1]:.2f}")
    print(f"median ratio {median(ratios):.2f}")


if __name__ == "__main__":
    main()
