"""What the files of a run folder are called, and the words that ``run.json`` begins with."""

from __future__ import annotations

import re
from pathlib import Path

RUN, METRICS, PROBES = "run.json", "metrics.jsonl", "probe.npz"
FORMAT, VERSION = "nnviz run", 1
#: What stands before the name of a parameter where it is its gradient.
GRADIENT = "gradient."
#: Most samples that are kept to look at the network with.
MOST_PROBES = 200
#: The last epoch that can be told.
LAST_EPOCH = 10**9


def is_run_folder(path: Path) -> bool:
    """Whether this is a folder that a run has been written in."""
    return any((path / name).is_file() for name in (RUN, METRICS))


_CHECKPOINT = re.compile(r"checkpoint-(\d{1,10})\.safetensors")


def checkpoint_name(epoch: int) -> str:
    """What the file with the parameters after so many epochs is called."""
    return f"checkpoint-{epoch:08d}.safetensors"


def checkpoint_epoch(name: str) -> int | None:
    """The epoch of a file called so; None for what is no checkpoint."""
    found = _CHECKPOINT.fullmatch(name)
    epoch = int(found[1]) if found else LAST_EPOCH + 1
    return epoch if epoch <= LAST_EPOCH and name == checkpoint_name(epoch) else None
