"""Where the runs of a sweep are trained: one after the other, in processes of this computer, on a cluster."""

from __future__ import annotations

import logging
import multiprocessing
import os
import re
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.connection import wait
from typing import Any, Final, Protocol

from nnviz.said import translate
from nnviz.training.many.work import Given, run_one, take

Task = Mapping[str, Any]
MOST_JOBS: Final = 64
_LOWER: Final = 10  # of 19, how much a process in the background gives way to a window
_SECONDS: Final = 10  # that a scheduler has to answer
_ADDRESS: Final = re.compile(
    r"(?:(?:tcp|tls|ws|wss|ucx)://)?(\[[0-9A-Fa-f:.]+\]|[\w.-]+):(\d{1,5})", re.ASCII
)
_BELOW_NORMAL: Final = 0x4000  # of Windows


class Pool(Protocol):
    """``at_once`` runs are trained side by side; it has ``room`` for so many, others then lying ready."""

    @property
    def at_once(self) -> int: ...

    @property
    def room(self) -> int: ...

    def give(self, given: Given) -> None:
        """Have these data of one's own at hand for all runs; before the first."""
        ...

    def submit(self, task: Task) -> Future[dict[str, Any]]:
        """Have one run trained. Raises ``ValueError`` with one sentence where that is over for good."""
        ...

    def close(self) -> None:
        """End at once, whatever is still being trained; closing again does nothing."""
        ...


class OneByOne:
    """In this very process, each while it is asked for."""

    at_once = room = 1

    def give(self, given: Given) -> None:
        take(given)

    def submit(self, task: Task) -> Future[dict[str, Any]]:
        future: Future[dict[str, Any]] = Future()
        try:
            future.set_result(run_one(dict(task)))
        except Exception as error:
            future.set_exception(error)
        return future

    def close(self) -> None:
        """Nothing is left to do."""


class Processes:
    """In so many processes, begun anew (never by a copy of this one); with ``polite`` at lower priority."""

    def __init__(self, jobs: int, *, polite: bool = False) -> None:
        check_jobs(jobs)
        self._jobs, self._polite = jobs, polite
        self._renewed = 0
        self._given: Given = {}
        self._executor = self._begun()

    def _begun(self) -> ProcessPoolExecutor:
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._jobs, spawn, _begin_worker, (self._polite, self._given))

    def give(self, given: Given) -> None:
        self._given = given
        self._executor = self._begun()  # processes begin with their first run: there are none yet

    @property
    def at_once(self) -> int:
        return self._jobs

    @property
    def room(self) -> int:
        return 2 * self._jobs

    def submit(self, task: Task) -> Future[dict[str, Any]]:
        try:
            return self._executor.submit(run_one, dict(task))
        except BrokenProcessPool:  # one was ended from outside, and took the others with it
            self._renewed += 1
            if self._renewed > self._jobs:
                raise ValueError(
                    translate("Training", "The processes of the sweep end again and again.")
                ) from None
            self.close()
            self._executor = self._begun()
            return self._executor.submit(run_one, dict(task))

    def close(self) -> None:
        workers = [*(getattr(self._executor, "_processes", None) or {}).values()]
        self._executor.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            with suppress(ValueError, OSError):  # it has gone already
                worker.terminate()


class Cluster:
    """On the workers of a Dask scheduler at that address, which need nnviz too."""

    def __init__(self, address: str) -> None:
        """Raises ``ValueError`` with one sentence where nobody answers there."""
        host, port = check_address(address)
        client_class = _dask_client()
        try:
            with socket.create_connection((host, port), _SECONDS):  # which leaves no thread where it fails
                pass
            self._client = client_class(address.strip(), timeout=_SECONDS, set_as_default=False)
        except OSError as error:
            raise ValueError(
                translate("Training", "No Dask scheduler answers at {address}.").format(address=address)
            ) from error
        self._executor: Executor = self._client.get_executor(pure=False)
        self.at_once = sum(self._client.nthreads().values())
        self.room = 2 * self.at_once
        self._given: Any = None  # as the cluster knows it
        if not self.at_once:
            self.close()
            raise ValueError(
                translate("Training", "The scheduler at {address} has no workers.").format(address=address)
            )

    def give(self, given: Given) -> None:
        (self._given,) = self._client.scatter([dict(given)], broadcast=True)

    def submit(self, task: Task) -> Future[dict[str, Any]]:
        if self._client.status not in ("running", "connecting"):
            raise ValueError(translate("Training", "The cluster does not answer any more."))
        return self._executor.submit(run_one, dict(task), self._given)

    def close(self) -> None:
        with suppress(Exception):  # of whatever kind: nobody waits for it
            self._executor.shutdown(wait=False)
        with suppress(Exception):
            self._client.close(timeout=2)


def _dask_client() -> Callable[..., Any]:
    try:
        from distributed import Client
    except ImportError:
        raise ValueError(
            translate(
                "Training", "A cluster needs Dask: install it with “pip install 'nnviz-desktop[dask]'”."
            )
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is said here, in a sentence
    made: Callable[..., Any] = Client
    return made


def check_address(address: str) -> tuple[str, int]:
    """Host and port of a scheduler. Raises ``ValueError`` with one sentence for what is no such address."""
    found = _ADDRESS.fullmatch(address.strip())
    if found is None:
        raise ValueError(
            translate("Training", "“{address}” is no address of a scheduler: write “{example}”.").format(
                address=address[:80], example="tcp://10.0.0.5:8786"
            )
        )
    return found[1].strip("[]"), int(found[2])


def check_jobs(jobs: int) -> None:
    """Raise ``ValueError`` with one sentence unless so many runs can be trained at once."""
    if not 1 <= jobs <= MOST_JOBS:
        raise ValueError(
            translate("Training", "From 1 to {most} runs can be trained at once, not {jobs}.").format(
                most=MOST_JOBS, jobs=jobs
            )
        )


def cores() -> int:
    """How many cores this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return min(MOST_JOBS, len(os.sched_getaffinity(0)))
    return min(MOST_JOBS, os.cpu_count() or 1)


def _begin_worker(polite: bool, given: Given) -> None:
    """In each process first: Ctrl+C is for who began it, and it ends when that has ended."""
    take(given)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if polite:
        _give_way()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _give_way() -> None:
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
    else:
        with suppress(OSError):
            os.nice(_LOWER)


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    time.sleep(0.1)
    os._exit(1)
