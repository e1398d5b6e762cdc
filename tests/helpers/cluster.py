"""A Dask cluster of two workers on this machine for as long as a command runs on it: a program of its own,
for the threads and processes of Dask outlast what they are asked.

    python -m tests.helpers.cluster ARGUMENT ...

runs ``nnviz sweep ARGUMENT ... --dask ADDRESS`` there.
"""

from __future__ import annotations

import sys

from distributed import LocalCluster

from nnviz.cli import main

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        status = main(["sweep", *sys.argv[1:], "--dask", cluster.scheduler_address])
    sys.exit(status)
