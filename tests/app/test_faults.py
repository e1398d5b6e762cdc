"""Exceptions that nobody caught reach the log and the window."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer

from nnviz.app import faults as module
from nnviz.app.faults import Faults


@pytest.fixture
def faults(qapp: QObject) -> Iterator[Faults]:
    before = sys.excepthook, threading.excepthook
    faults = Faults()
    faults.install()
    yield faults
    faults.uninstall()
    assert (sys.excepthook, threading.excepthook) == (sys.__excepthook__, threading.__excepthook__)
    sys.excepthook, threading.excepthook = before


@pytest.fixture
def heard(faults: Faults) -> list[str]:
    heard: list[str] = []
    faults.raised.connect(heard.append)
    return heard


def fail(text: str = "on purpose") -> None:
    raise ZeroDivisionError(text)


def test_an_exception_in_a_slot(heard: list[str], qtbot, caplog: pytest.LogCaptureFixture) -> None:
    with qtbot.capture_exceptions():  # else pytest-qt's own hook fails the test
        pass
    with caplog.at_level(logging.ERROR):
        sys.excepthook(*_raised())
    assert len(heard) == 1
    assert "ZeroDivisionError: on purpose" in heard[0]
    assert "test_faults.py" in caplog.text


def _raised() -> tuple[type[BaseException], BaseException, object]:
    try:
        fail()
    except ZeroDivisionError as error:
        return type(error), error, error.__traceback__
    raise AssertionError


def test_a_slot_called_by_qt_reaches_the_hook(faults: Faults, heard: list[str], qtbot) -> None:
    with qtbot.capture_exceptions():
        faults.install()  # over pytest-qt's
        QTimer.singleShot(0, fail)
        qtbot.waitUntil(lambda: len(heard) == 1)
    assert "ZeroDivisionError: on purpose" in heard[0]


def test_an_exception_in_a_thread(heard: list[str], qtbot) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(heard) == 1)


def test_the_same_fault_is_told_once_and_not_too_many_of_them(faults: Faults, heard: list[str]) -> None:
    error = _raised()
    for _ in range(3):
        sys.excepthook(*error)
    assert len(heard) == 1
    for number in range(module.SHOWN + 5):
        try:
            fail(str(number))
        except ZeroDivisionError as other:
            sys.excepthook(type(other), other, other.__traceback__)
    assert len(heard) == module.SHOWN
