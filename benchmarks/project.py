"""Project files: time, memory and the sentence of every refusal; time and size of saving and opening.

    python benchmarks/project.py [--refusals] [--sizes]

Each hostile file is read in a process of its own, whose largest memory has Python, NumPy and nnviz in it; the
time is that of reading alone. Saved are the default run of 60 epochs, and one with 500 snapshots, as they
are, deflated, and deflated with the bytes of their numbers sorted by place.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import io
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from nnviz.files.project import Project, SavedRun, read_project, write_project
from nnviz.training.experiment import Experiment
from tests.helpers.hostile_projects import HOSTILE, large_and_wrong_at_the_end
from tests.helpers.projects import trained

ROOT = Path(__file__).resolve().parents[1]
REPEATS = 5
MOST_SECONDS, MOST_MEGABYTES = 1.0, 200.0
#: Too large for the tests.
LARGE = {
    "as large as may be, wrong in its very last number": partial(large_and_wrong_at_the_end, 100),
    "the same, deflated": partial(large_and_wrong_at_the_end, 39, zipfile.ZIP_DEFLATED),
}

_READ = """
import sys, time
from pathlib import Path
from nnviz.files.project import read_project
start = time.perf_counter()
try:
    read_project(Path(sys.argv[1]))
    print("read")
except ValueError as sentence:
    print(sentence)
print(time.perf_counter() - start)
if sys.platform == "linux":  # what getrusage says there may be the memory of the process that began this one
    line = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(int(line.split()[1]) * 1024 / 1e6)
else:
    import resource
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)
"""


def refusals() -> bool:
    """Print what refusing each hostile file takes; whether all are within the limits."""
    print(f"{'seconds':>8} {'MB':>6}  refused, in a process of its own")
    worst_time = worst_size = 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hostile.nnviz"
        files = {what: make for what, (make, _) in HOSTILE.items()} | LARGE
        for what, make in files.items():
            path.write_bytes(make())
            command = [sys.executable, "-c", _READ, str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
            sentence, seconds, size = done.stdout.strip().rsplit("\n", 2)
            assert sentence != "read", what
            worst_time, worst_size = max(worst_time, float(seconds)), max(worst_size, float(size))
            short = sentence.replace(f"“{path}” ", "")[:80]
            print(f"{float(seconds):8.3f} {float(size):6.0f}  {what}: {short}")
    print(f"{worst_time:8.3f} {worst_size:6.0f}  the worst of {len(files)} (at most 1 s and 200 MB)")
    return worst_time < MOST_SECONDS and worst_size < MOST_MEGABYTES


def timed(action: Callable[[], object]) -> float:
    """Seconds, the median of a few."""
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return median(seconds)


def sizes() -> None:
    """Print time and size of saving and opening."""
    for title, epochs in (("default digits, 60 epochs", 60), ("default digits, 500 snapshots", 499)):
        experiment = Experiment(epochs=epochs)
        _, timeline = trained(experiment)
        run = SavedRun(letter="A", name="A", colour=0, experiment=experiment, timeline=timeline)
        project = Project(runs=(run,), current="A")
        content = write_project(project)
        save = timed(lambda project=project: write_project(project))
        load = timed(lambda content=content: read_project(io.BytesIO(content)))
        print(f"{title}: {len(timeline.snapshots)} snapshots, {len(content) / 1e6:.2f} MB")
        print(f"  as it is:                 1.000 of the size, saved in {save:.3f} s, opened in {load:.3f} s")
        compressed(content)


def compressed(content: bytes) -> None:
    """Print what compression would save and take."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}

    def pack(change: Callable[[bytes], bytes]) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, entry in entries.items():
                archive.writestr(name, change(entry))
        return buffer.getvalue()

    def by_place(entry: bytes) -> bytes:
        whole = len(entry) // 4 * 4
        return np.frombuffer(entry[:whole], np.uint8).reshape(-1, 4).T.tobytes() + entry[whole:]

    for name, change in (("deflated:", bytes), ("deflated, bytes by place:", by_place)):
        seconds = timed(lambda change=change: pack(change))
        share = len(pack(change)) / len(content)
        print(f"  {name:25} {share:.3f} of the size, packed in {seconds:.3f} s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--refusals", action="store_true", help="only these")
    parser.add_argument("--sizes", action="store_true", help="only these")
    given = parser.parse_args()
    if not given.refusals:
        sizes()
    return 0 if given.sizes or refusals() else 1


if __name__ == "__main__":
    sys.exit(main())
