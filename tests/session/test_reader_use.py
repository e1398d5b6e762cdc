"""Another Reader than the one that nnviz comes with: trained with more hands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from nnviz.session.hands import MyDigits
from nnviz.session.messages import Message
from nnviz.session.reader_run import ReaderRun
from nnviz.training.reader import Reader, load_reader
from tests.helpers.strokes import DIGIT_STROKES, as_arrays

WAIT_MS = 20_000


def other_reader() -> Reader:
    """The Reader with all weights halved."""
    shipped = load_reader()
    snapshot = shipped.snapshot()
    network = snapshot.network()
    network.parameters[:] = shipped.network.parameters / 2
    return replace(shipped, network=network)


@pytest.fixture
def my_digits(qapp) -> MyDigits:
    return MyDigits()


@pytest.fixture
def run(my_digits: MyDigits) -> Iterator[ReaderRun]:
    run = ReaderRun(my_digits)
    yield run
    run.shut_down()


def test_it_is_read_with_at_once(run: ReaderRun, qtbot):
    run.open()
    before = run.snapshot
    with qtbot.waitSignal(run.changed):
        run.use(other_reader)
    np.testing.assert_allclose(run.snapshot.parameters, before.parameters / 2)


def test_before_there_are_digits_nothing_is_loaded(run: ReaderRun):
    loaded: list[bool] = []

    def load() -> Reader:
        loaded.append(True)
        return other_reader()

    run.use(load)
    assert run.snapshot is None
    assert loaded == []
    run.open()
    assert loaded == [True]
    assert run.reader is run.untaught


def test_my_digits_are_taught_to_it_too(run: ReaderRun, my_digits: MyDigits, qtbot):
    my_digits.add(as_arrays(DIGIT_STROKES[7]), 7)
    run.open()
    run.use(other_reader)  # while the other is being taught
    qtbot.waitUntil(lambda: not run.teaching, timeout=WAIT_MS)
    assert run.reader is not run.untaught
    assert run.untaught.network.parameters[0] == load_reader().network.parameters[0] / 2
    distance = np.abs(run.reader.network.parameters - run.untaught.network.parameters).mean()
    assert distance < np.abs(run.reader.network.parameters - load_reader().network.parameters).mean()


def test_one_that_cannot_be_used_leaves_the_present_one(run: ReaderRun, caplog):
    run.open()
    before = run.reader
    told: list[Message] = []
    run.message_raised.connect(told.append)
    run.use(damaged)
    assert run.reader is before
    assert "It is damaged." in caplog.text
    assert [message.text for message in told] == ["It is damaged."]


def test_one_that_cannot_be_used_from_the_start_leaves_the_one_of_nnviz(run: ReaderRun):
    told: list[Message] = []
    run.message_raised.connect(told.append)
    run.use(damaged)
    run.open()
    assert run.reader is load_reader()
    assert [message.text for message in told] == ["It is damaged."]


def damaged() -> Reader:
    raise ValueError("It is damaged.")
