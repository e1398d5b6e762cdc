"""Screen saver and sleep are held off while a class looks at the picture."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from shutil import which
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, QProcess, Signal, Slot

_log = logging.getLogger(__name__)

translate = QCoreApplication.translate

_BUS: Final = "nnviz-presenting"  # a connection of its own: what is held off ends with it
_SERVICE: Final = "org.freedesktop.ScreenSaver"
_PATHS: Final = ("/org/freedesktop/ScreenSaver", "/ScreenSaver")


def _tools() -> tuple[tuple[str, ...], ...]:
    """What the system itself has for it, by platform: a program with its words, ended to let sleep again."""
    if sys.platform == "darwin":
        return (("caffeinate", "-d", "-i", "-w", str(os.getpid())),)
    if sys.platform == "win32":
        return ()
    why = ("--who=nnviz", "--why=presenting a lesson", "--mode=block")
    while_this_lives = f"while kill -0 {os.getpid()}; do sleep 2; done"  # a crash leaves nothing held off
    return (("systemd-inhibit", "--what=idle:sleep", *why, "sh", "-c", while_this_lives),)


class Awake(QObject):
    """Holds the screen on: over D-Bus where a desktop listens, else by the system's own program.

    ``said`` is a sentence for the person where nothing could be done, "" where the screen stays on;
    ``changed`` when the program gives up later.
    """

    changed = Signal()

    def __init__(
        self,
        tools: Callable[[], tuple[tuple[str, ...], ...]] = _tools,
        bus: bool = True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tools, self._bus = tools, bus
        self._process: QProcess | None = None
        self._on_bus = self._by_windows = False
        self.said = ""

    def hold(self) -> bool:
        """Hold screen saver and sleep off; False, and ``said``, where nothing here can."""
        if sys.platform == "win32":
            self._by_windows = _windows_awake(True)
            held = self._by_windows
        else:
            self._on_bus = self._bus and sys.platform == "linux" and _inhibited()
            held = self._by_tool() or self._on_bus
        self._say(held)
        return held

    def _say(self, held: bool) -> None:
        sentence = translate("Awake", "The screen may go dark by itself: nothing here holds it on.")
        self.said = "" if held else sentence

    @Slot()
    def _on_ended(self) -> None:
        """The program has ended, and nobody asked it to."""
        self._process = None
        self._say(self._on_bus)
        self.changed.emit()

    def _by_tool(self) -> bool:
        for program, *words in self._tools():
            if which(program) is None:
                continue
            process = QProcess(self)
            process.start(program, words)
            if process.waitForStarted(1000):
                process.finished.connect(self._on_ended)
                self._process = process
                return True
        return False

    def release(self) -> None:
        """Let the screen do as it likes again."""
        process, self._process = self._process, None
        if process is not None:
            process.finished.disconnect(self._on_ended)
            process.terminate()
            if not process.waitForFinished(1000):
                process.kill()
                process.waitForFinished(1000)
        if self._on_bus:
            from PySide6.QtDBus import QDBusConnection

            QDBusConnection.disconnectFromBus(_BUS)
            self._on_bus = False
        if self._by_windows:
            self._by_windows = not _windows_awake(False)


def _inhibited() -> bool:
    """Ask the desktop's screen saver over the session's bus."""
    try:
        from PySide6.QtDBus import QDBus, QDBusConnection, QDBusInterface, QDBusMessage
    except ImportError:  # a Qt that was built without
        return False
    bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, _BUS)
    if bus.isConnected():
        for path in _PATHS:
            saver = QDBusInterface(_SERVICE, path, _SERVICE, bus)
            saver.setTimeout(1000)
            answer = saver.callWithArgumentList(
                QDBus.CallMode.Block, "Inhibit", ["nnviz", "presenting a lesson"]
            )
            if answer.type() == QDBusMessage.MessageType.ReplyMessage:
                return True
    QDBusConnection.disconnectFromBus(_BUS)
    return False


def _windows_awake(on: bool) -> bool:
    """Ask Windows; it keeps to it while the thread that asked lives."""
    if sys.platform != "win32":
        return False
    import ctypes

    continuous, system, display = 0x80000000, 0x1, 0x2
    wished = continuous | system | display if on else continuous
    return bool(ctypes.windll.kernel32.SetThreadExecutionState(wished))
