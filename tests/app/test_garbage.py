"""Reference cycles go in the window's thread, and nowhere else."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject

from nnviz.app.garbage import Garbage


@pytest.fixture
def garbage(qapp, qtbot):
    was = gc.isenabled()
    parent = QObject()
    watched = Garbage(parent)
    yield watched
    watched.stop()
    assert gc.isenabled()
    if not was:
        gc.disable()


class Cycle(QObject):
    def __init__(self, ended: list[int]) -> None:
        super().__init__()
        self.itself = self
        weakref.finalize(self, lambda: ended.append(threading.get_ident()))


def churn() -> None:
    """More containers than Python's own collector would let pass."""
    kept = [[number] for number in range(20 * gc.get_threshold()[0])]
    del kept


def test_a_cycle_of_qt_objects_ends_in_the_windows_thread(garbage, qtbot):
    ended: list[int] = []
    Cycle(ended)
    worker = threading.Thread(target=churn)
    worker.start()
    worker.join()
    assert not ended, "a thread that allocates collects nothing"
    held = []

    def collected() -> bool:
        held.append([[] for _ in range(gc.get_threshold()[0] + 1)])
        return bool(ended)

    qtbot.waitUntil(collected, timeout=20_000)
    assert ended == [threading.get_ident()]


def test_without_it_a_thread_would(qapp):
    was = gc.isenabled()
    gc.enable()
    ended: list[int] = []

    class Plain:
        pass

    thing = Plain()
    thing.itself = thing  # type: ignore[attr-defined]
    weakref.finalize(thing, lambda: ended.append(threading.get_ident()))
    del thing
    worker = threading.Thread(target=churn)
    worker.start()
    worker.join()
    if not was:
        gc.disable()
    assert ended
    assert ended[0] != threading.get_ident()
