"""How long a large table takes to open beside ``np.loadtxt`` alone, and how much memory.

    python benchmarks/tables.py [--rows 1000000] [--columns 50] [--rounds 5] [--train]

Files of numbers alone, and with words, quotation marks and gaps among them, are written to a folder that is
removed. NumPy and nnviz read in turn, each in a process of its own; printed are CPU and wall seconds, the
largest memory, and medians of ratios. Goals: 1.6 times for numbers, 4 times for mixed columns, and at most
4 times the size of the file in memory. ``--train`` also makes the data set and trains one epoch.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np


def written(folder: Path, rows: int, columns: int) -> dict[str, Path]:
    """The files, by name."""
    paths = {"numbers": folder / "numbers.csv", "mixed": folder / "mixed.csv"}
    rng = np.random.default_rng(0)
    head = ",".join(f"x{column + 1}" for column in range(columns)) + "\n"
    words = ('"red"', '"blue, dark"', '"green"')
    with paths["numbers"].open("w") as numbers, paths["mixed"].open("w") as mixed:
        numbers.write(head)
        mixed.write(head)
        for start in range(0, rows, 10_000):
            block = rng.normal(size=(min(10_000, rows - start), columns))
            for at, row in enumerate(block.tolist()):
                cells = [f"{value:.6f}" for value in row]
                numbers.write(",".join(cells) + "\n")
                cells[-1], cells[-2] = words[at % 3], ("yes", "no")[at % 2]
                cells[0] = cells[0] if at % 50 else ""
                mixed.write(",".join(cells) + "\n")
    return paths


def by_numpy(path: Path, train: bool) -> None:
    np.loadtxt(path, np.float32, delimiter=",", skiprows=1)


def by_nnviz(path: Path, train: bool) -> None:
    from nnviz.data.own.full import read_table

    table = read_table(path)
    if train:
        from nnviz.data.own.usual import usual_recipe
        from nnviz.training.own_tables import own_experiment
        from nnviz.training.trainer import Trainer

        experiment = own_experiment(table, usual_recipe(table, "x2"), epochs=1, batch_size=256)
        *_, _ = Trainer(experiment).run()


READERS = {"numpy": by_numpy, "nnviz": by_nnviz}


def measured(reader: str, path: Path, train: bool) -> tuple[float, float, float]:
    """CPU and wall seconds, and megabytes, of a process that reads the file."""
    command = [sys.executable, __file__, "--read", reader, str(path), *(["--train"] if train else [])]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    cpu, wall, memory = map(float, found.stdout.split())
    return cpu, wall, memory


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--train", action="store_true")
    parser.add_argument("--read", nargs=2, metavar=("READER", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        begun, cpu = time.perf_counter(), time.process_time()
        READERS[options.read[0]](Path(options.read[1]), options.train)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        print(time.process_time() - cpu, time.perf_counter() - begun, memory)
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = written(Path(folder), options.rows, options.columns)
        for name, path in paths.items():
            size = path.stat().st_size / 1e6
            print(f"{name}: {size:,.0f} MB")
            ratios, memories = [], []
            for _ in range(options.rounds):
                alone = measured("numpy", paths["numbers"], False)
                ours = measured("nnviz", path, options.train)
                ratios.append((ours[0] / alone[0], ours[1] / alone[1]))
                memories.append(ours[2])
                print(
                    f"  NumPy {alone[0]:6.2f} s CPU {alone[1]:6.2f} s,"
                    f" nnviz {ours[0]:6.2f} s CPU {ours[1]:6.2f} s, {ours[2]:6.0f} MB"
                )
            cpu, wall = (median(pair[place] for pair in ratios) for place in (0, 1))
            print(
                f"  median ratios: {cpu:.2f} of CPU, {wall:.2f} of time;"
                f" {median(memories) / size:.2f} of the file"
            )


if __name__ == "__main__":
    main()
