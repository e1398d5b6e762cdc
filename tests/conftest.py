"""The surroundings of every test: off-screen, C locale, own settings folders, and nothing left behind."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Before anything imports NumPy: two BLAS threads beside a busy event loop cost a factor of a hundred.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
# What is compiled is kept: half a hundred tests start Python anew, and each worker imports all tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# Before anything starts Qt: no test touches the settings of the person who runs it.
_HOME = Path(tempfile.mkdtemp(prefix="nnviz-tests-"))
FOLDERS = ("CONFIG", "DATA", "CACHE", "STATE")
for _kind in FOLDERS:
    os.environ[f"XDG_{_kind}_HOME"] = str(_HOME / _kind.lower())

import hypothesis  # noqa: E402
import pytest  # noqa: E402
from pytestqt.qtbot import QtBot  # noqa: E402

from tests.helpers.counts import choose_counts, count  # noqa: E402
from tests.helpers.leaks import LeakWatch, qt_application_exists  # noqa: E402

WAIT_MS = 60_000  # for anything that really happens


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("nnviz")
    group.addoption("--display", action="store_true", help="use the real display, not Qt's off-screen one")
    group.addoption("--displays", metavar=":5,:6", help="use a real display of its own for each worker")
    group.addoption("--long", action="store_true", help="run the long sets (fuzzing, kills, soak) in full")
    group.addoption("--count", type=int, metavar="N", help="run each case of the long sets N times")


def pytest_configure(config: pytest.Config) -> None:
    if displays := config.getoption("--displays"):
        names = displays.split(",")
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
        os.environ["DISPLAY"] = names[int(worker) % len(names)]
    elif not config.getoption("--display"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    choose_counts(long=config.getoption("--long"), count=config.getoption("--count"))
    # Times on a shared machine say nothing about an example.
    hypothesis.settings.register_profile(
        "nnviz", deadline=None, database=None, print_blob=True, max_examples=count(40, 100)
    )
    hypothesis.settings.load_profile("nnviz")


def _set_aside_what_stays() -> None:
    """Takes what is alive between tests out of the collector's lists, where each test looks for leaks."""
    gc.collect()
    gc.freeze()


def pytest_collection_finish() -> None:
    _set_aside_what_stays()


def pytest_unconfigure() -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def qapp(qapp):
    """pytest-qt's application, with numbers written as ``0.05`` wherever the tests run."""
    from PySide6.QtCore import QLocale, QStandardPaths

    from nnviz.ui.fonts import load_fonts
    from nnviz.ui.language import speak

    QLocale.setDefault(QLocale.c())
    speak(qapp)
    load_fonts()  # else a text would be as wide as the tests before it have made it
    # As the program does: Qt objects in reference cycles must not be destroyed by a training thread.
    gc.disable()
    if sys.platform in ("win32", "darwin"):  # where the folders of XDG_..._HOME mean nothing
        QStandardPaths.setTestModeEnabled(True)
    return qapp


class PatientBot(QtBot):
    """Waits for what really happens however busy the machine is; how fast it happens is no test's affair."""

    def waitUntil(self, callback, *, timeout=0):
        super().waitUntil(callback, timeout=max(timeout, WAIT_MS))

    def waitSignal(self, signal, *, timeout=0, raising=None, **settings):
        # One that need not come, as in assertNotEmitted, is not waited for longer than is asked.
        timeout = timeout if raising is False else max(timeout, WAIT_MS)
        return super().waitSignal(signal, timeout=timeout, raising=raising, **settings)

    def waitExposed(self, widget, *, timeout=0):
        return super().waitExposed(widget, timeout=max(timeout, WAIT_MS))

    def waitActive(self, widget, *, timeout=0):
        return super().waitActive(widget, timeout=max(timeout, WAIT_MS))


@pytest.fixture
def qtbot(qapp, request: pytest.FixtureRequest) -> PatientBot:
    """pytest-qt's, with more patience."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _pointer_out_of_the_way(request: pytest.FixtureRequest) -> None:
    """No Qt test begins with a window under the mouse pointer, where an earlier test had left it."""
    if "qapp" not in request.fixturenames:
        return
    from PySide6.QtGui import QCursor, QGuiApplication

    screen = request.getfixturevalue("qapp").primaryScreen().geometry()
    # Off-screen windows stand at (2, 2), and are larger than the screen.
    offscreen = QGuiApplication.platformName() == "offscreen"
    QCursor.setPos(screen.topLeft() if offscreen else screen.bottomRight())


@pytest.fixture(autouse=True, scope="module")
def _modules_leave_little_to_search() -> Iterator[None]:
    yield
    _set_aside_what_stays()


@pytest.fixture(autouse=True)
def _own_folders(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each Qt test begins with no settings and no data of the person's."""
    if "qapp" not in request.fixturenames:
        return
    from PySide6.QtCore import QSettings

    home = request.getfixturevalue("tmp_path") / "home"
    for kind in FOLDERS:
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
    monkeypatch.setenv("APPDATA", str(home / "config"))
    folder = str(home / "config")
    for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(form, QSettings.Scope.UserScope, folder)


@pytest.fixture(autouse=True)
def _no_leaks(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a thread, a top-level widget or a running timer behind."""
    if "qapp" in request.fixturenames:
        request.getfixturevalue("qapp")
    watch = LeakWatch(qt=qt_application_exists())
    yield
    if leaks := watch.leaks():
        pytest.fail("The test left behind:\n  " + "\n  ".join(leaks), pytrace=False)
