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
    assert gc.get_freeze_count() == 0
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


def full_collection_due() -> bool:
    """Whether so much has grown old that the next collection is one of everything."""
    while gc.get_count()[2] <= gc.get_threshold()[2]:
        gc.collect(1)
    return True


def test_what_was_there_is_looked_through_no_more(garbage, qtbot):
    before = weakref.ref(kept := Cycle([]))
    qtbot.waitUntil(lambda: full_collection_due() and gc.get_freeze_count() > 0, timeout=20_000)
    aside = gc.get_freeze_count()
    assert aside > 10_000, "modules and all else"
    assert len(gc.get_objects()) < aside / 10, "what a full collection still looks through"
    ended: list[int] = []
    later = Cycle(ended)
    full_collection_due()  # in which it grows old
    del later
    assert not ended
    qtbot.waitUntil(lambda: full_collection_due() and bool(ended), timeout=20_000)
    assert before() is kept
    assert gc.get_freeze_count() >= 0.9 * aside


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
