"""What a test may leave behind: nothing. Top-level widgets, running timers and threads are found here."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

MUCH = 20_000  # objects more than at the last collection; a window has more


def _busy_qt_objects() -> Iterator[tuple[str, object]]:
    """All active timers and running threads that Python code made, with what they are."""
    import shiboken6
    from PySide6.QtCore import QThread, QTimer

    # type(), since isinstance would ask proxies, which may answer with an exception; there are few types
    # and very many objects
    things = gc.get_objects()
    busy = {kind for kind in set(map(type, things)) if issubclass(kind, (QTimer, QThread))}
    for thing in [one for one in things if type(one) in busy] if busy else []:
        if shiboken6.isValid(thing):
            if isinstance(thing, QTimer):
                if thing.isActive():
                    yield "active timer", thing
            elif thing.isRunning():
                yield "running thread", thing


def _flush_deletions() -> None:
    """Let Qt carry out ``deleteLater`` and what follows from it."""
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def _collect_what_is_much() -> None:
    """Python collects nothing by itself in the tests, and what a window has shown is tens of megabytes."""
    if gc.get_count()[0] > MUCH:
        gc.collect()
        _flush_deletions()


def _wait_until_gone(find: Callable[[], Iterable[object]], seconds: float) -> list[object]:
    """What ``find`` still finds when it has found nothing, or after ``seconds``."""
    end = time.monotonic() + seconds
    while (left := list(find())) and time.monotonic() < end:
        time.sleep(0.005)
    return left


@dataclass
class LeakWatch:
    """Remembers what was alive when a test began; ``leaks()`` names what it added and left.

    ``qt`` says whether Qt objects are watched as well as Python's threads.
    """

    qt: bool
    _threads: set[int] = field(default_factory=set)
    _qt_before: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._threads = {id(thread) for thread in threading.enumerate()}
        if self.qt:
            self._qt_before = {id(thing) for _, thing in self._qt_objects()}

    @staticmethod
    def _qt_objects() -> list[tuple[str, object]]:
        from PySide6.QtWidgets import QApplication

        widgets = [("top-level widget", widget) for widget in QApplication.topLevelWidgets()]
        return [*widgets, *_busy_qt_objects()]

    def _new_threads(self) -> list[threading.Thread]:
        # A QThread that ran Python code leaves a dummy record behind for good; it is watched as a QThread.
        return [
            thread
            for thread in threading.enumerate()
            if id(thread) not in self._threads and not isinstance(thread, threading._DummyThread)
        ]

    def _new_qt_objects(self) -> list[str]:
        return [
            f"{what}: {thing!r} {getattr(thing, 'objectName', str)()}".rstrip()
            for what, thing in self._qt_objects()
            if id(thing) not in self._qt_before
        ]

    def leaks(self) -> list[str]:
        """A line for everything left; empty if the test was tidy. Threads get a second to end."""
        found = [f"thread: {thread}" for thread in _wait_until_gone(self._new_threads, 1.0)]
        if self.qt:
            _flush_deletions()
            _collect_what_is_much()
            left = self._new_qt_objects()
            if left:
                # Objects in a reference cycle are no leak if the collector takes them.
                gc.collect()
                _flush_deletions()
                left = self._new_qt_objects()
            found += left
        return found


def qt_application_exists() -> bool:
    """Whether the test process has started a QApplication (without importing Qt to find out)."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets is not None and widgets.QApplication.instance() is not None
