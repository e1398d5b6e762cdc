"""A sweep as a line of the command line."""

from __future__ import annotations

import shlex

from nnviz.training.command import command_options
from nnviz.training.many.sweep import Sweep, seeds_text


def sweep_command(sweep: Sweep, *, jobs: int = 0, address: str = "") -> str:
    """The command that does the same. Raises ``ValueError`` with one sentence where there are no words for
    something in it."""
    words = ["nnviz", "sweep", *command_options(sweep.experiment), "--claim", str(sweep.claim)]
    for axis in sweep.axes:
        words += ["--set", str(axis)]
    if sweep.axes and sweep.seeds:
        words += ["--seeds", seeds_text(sweep.seeds), "--cell-seeds", seeds_text(sweep.cell_seeds)]
    else:
        words += ["--seeds", seeds_text(sweep.cell_seeds if sweep.axes else sweep.seeds)]
    if address:
        words += ["--dask", address]
    elif jobs:
        words += ["--jobs", str(jobs)]
    return shlex.join(words)
