"""Painting that takes long is done less often."""

from __future__ import annotations

import time

import pytest
from PySide6.QtWidgets import QWidget

from nnviz.session.display_rate import FASTEST, PAINTING_SHARE, SLOWEST, DisplayRate


def busy(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


class Slow(QWidget):
    """A view that takes its time to paint."""

    seconds = 0.0

    def paintEvent(self, event: object) -> None:
        busy(self.seconds)
        self.painted()

    def painted(self) -> None:
        """Nobody waits for it."""


@pytest.fixture
def view(qtbot) -> Slow:
    view = Slow()
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    return view


def show_often(rate: DisplayRate, view: Slow, qtbot, times: int = 12) -> None:
    for _ in range(times):
        rate.measure(view.update)
        qtbot.wait(1)


def test_quick_painting_is_shown_at_the_fastest_rate(view: Slow, qtbot) -> None:
    rate = DisplayRate()
    show_often(rate, view, qtbot)
    assert rate.interval == FASTEST


def test_slow_painting_takes_a_fifth_of_a_core_at_most(view: Slow, qtbot) -> None:
    rate = DisplayRate()
    heard: list[float] = []
    rate.interval_changed.connect(heard.append)
    view.seconds = 0.02
    show_often(rate, view, qtbot)
    assert 0.9 * view.seconds / PAINTING_SHARE < rate.interval < 2 * view.seconds / PAINTING_SHARE
    assert heard[-1] == rate.interval
    view.seconds = 0.0
    show_often(rate, view, qtbot, times=24)
    assert rate.interval < 1.1 * FASTEST


def test_the_interval_has_an_upper_limit(view: Slow, qtbot) -> None:
    rate = DisplayRate()
    view.seconds = 1.1 * SLOWEST * PAINTING_SHARE
    show_often(rate, view, qtbot, times=5)
    assert rate.interval == SLOWEST


def test_a_single_slow_snapshot_changes_nothing(view: Slow, qtbot) -> None:
    rate = DisplayRate()
    rate.measure(lambda: busy(0.2))
    qtbot.wait(1)
    show_often(rate, view, qtbot)
    assert rate.interval == FASTEST


def test_it_tells_when_something_is_shown_and_when_all_of_it_is_painted(view: Slow, qtbot) -> None:
    rate, told = DisplayRate(), []
    rate.showing_changed.connect(told.append)
    view.painted = lambda: told.append("painted")
    rate.begin()
    rate.measure(view.update)
    rate.begin()
    qtbot.waitUntil(lambda: False in told)
    assert told == [True, "painted", False]
    rate.begin()
    assert told[3:] == [True]
    qtbot.waitUntil(lambda: told[4:] == [False])
