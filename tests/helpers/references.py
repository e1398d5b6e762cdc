"""Counts references that a PySide6 build loses or hoards. Run as a program: a bad build aborts its process.

Some builds dropped a reference to ``None`` or ``True`` at each emission or call without a result, until
Python ended with "none_dealloc". From CPython 3.12 on these objects are immortal: a count this large is never
taken for zero, so the fault cannot happen as long as it stays large, which is what is checked there. (It does
move: PySide6 is built for older Pythons too and counts at them, while CPython's own counting saturates.)
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable

REPEAT = 2000
IMMORTAL = 1 << 30  # below CPython's mark for immortal objects, and above what any program counts up to
SINGLETONS = {"None": None, "True": True, "False": False}


def references_lost(action: Callable[[], object], objects: Iterable[object], repeat: int) -> list[int]:
    """How many references to each object ``repeat`` runs of ``action`` lose (negative: hoard).

    0 for an object that was and is immortal.
    """
    objects = list(objects)
    action()  # caches fill on the first run
    before = [sys.getrefcount(thing) for thing in objects]
    for _ in range(repeat):
        action()
    after = [sys.getrefcount(thing) for thing in objects]
    return [0 if min(old, new) > IMMORTAL else old - new for old, new in zip(before, after, strict=True)]


def qt_actions() -> dict[str, Callable[[], object]]:
    """What nnviz does all day with Qt: emissions, direct and queued, and calls with and without results."""
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot

    app = QCoreApplication.instance() or QCoreApplication([])

    class Sender(QObject):
        object_changed = Signal(object)
        flag_changed = Signal(bool)
        ready = Signal()

    class Receiver(QObject):
        @Slot(object)
        def on_object(self, thing: object) -> None: ...

        @Slot(bool)
        def on_flag(self, flag: bool) -> bool:
            return flag

        @Slot()
        def on_ready(self) -> None: ...

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            return True

    direct, queued, receiver, timer = Sender(app), Sender(app), Receiver(app), QTimer(app)
    for sender, kind in (
        (direct, Qt.ConnectionType.DirectConnection),
        (queued, Qt.ConnectionType.QueuedConnection),
    ):
        sender.object_changed.connect(receiver.on_object, kind)
        sender.flag_changed.connect(receiver.on_flag, kind)
        sender.ready.connect(receiver.on_ready, kind)
    timer.installEventFilter(receiver)

    def emit(sender: Sender) -> None:
        for value in (None, True, False):
            sender.object_changed.emit(value)
        sender.flag_changed.emit(True)
        sender.flag_changed.emit(False)
        sender.ready.emit()
        app.processEvents()

    return {
        "direct emission": lambda: emit(direct),
        "queued emission": lambda: emit(queued),
        "call without a result": lambda: timer.setInterval(5),
        "call with a flag": lambda: (timer.isActive(), timer.setSingleShot(True), timer.isSingleShot()),
        "event filter": lambda: app.sendEvent(timer, QEvent(QEvent.Type.User)),
    }


def main() -> None:
    lost = {
        name: dict(zip(SINGLETONS, references_lost(action, SINGLETONS.values(), REPEAT), strict=True))
        for name, action in qt_actions().items()
    }
    print(json.dumps({"repeat": REPEAT, "lost": lost}))


if __name__ == "__main__":
    main()
