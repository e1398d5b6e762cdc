"""The watch over leaks notices each kind of leak, and nothing else."""

from __future__ import annotations

import threading

from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QWidget

from tests.helpers.leaks import LeakWatch


def test_tidy_code_passes(qapp):
    watch = LeakWatch(qt=True)
    timer = QTimer()
    timer.start(1000)
    timer.stop()
    widget = QWidget()
    widget.deleteLater()
    assert watch.leaks() == []


def test_widget_in_a_cycle_is_no_leak(qapp):
    watch = LeakWatch(qt=True)
    widget = QWidget()
    widget.itself = widget
    del widget
    assert watch.leaks() == []


def test_top_level_widget(qapp):
    watch = LeakWatch(qt=True)
    widget = QWidget(objectName="forgotten")
    (leak,) = watch.leaks()
    assert "widget" in leak
    assert "forgotten" in leak
    widget.deleteLater()
    assert watch.leaks() == []


def test_active_timer(qapp):
    watch = LeakWatch(qt=True)
    timer = QTimer()
    timer.start(1000)
    assert ["active timer" in leak for leak in watch.leaks()] == [True]
    timer.stop()
    assert watch.leaks() == []


def test_running_qthread(qapp):
    watch = LeakWatch(qt=True)
    thread = QThread()
    thread.start()
    assert ["running thread" in leak for leak in watch.leaks()] == [True]
    thread.quit()
    assert thread.wait(2000)
    assert watch.leaks() == []


def test_python_thread():
    watch = LeakWatch(qt=False)
    release = threading.Event()
    thread = threading.Thread(target=release.wait)
    thread.start()
    assert ["thread" in leak for leak in watch.leaks()] == [True]
    release.set()
    thread.join()
    assert watch.leaks() == []
