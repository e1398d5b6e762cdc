"""Nothing is lost in the mailbox, and nothing piles up there."""

from __future__ import annotations

import threading

import numpy as np

from nnviz.training.edits import Change
from nnviz.training.mailbox import Mailbox
from nnviz.training.timeline import SNAPSHOT_COUNT, Timeline
from tests.session.fakes import make_metrics, make_snapshot


def test_metrics_come_out_in_the_columns_of_the_timeline() -> None:
    mailbox = Mailbox()
    mailbox.add_metrics(make_metrics(0))
    mailbox.add_metrics(make_metrics(1))
    metrics = mailbox.take().metrics
    np.testing.assert_allclose(metrics.numbers, [[0, 0.1, 0.2, 0.3, 0.4], [1, 1.1, 1.2, 1.3, 1.4]])
    timeline = Timeline()
    timeline.append_metrics(metrics)
    assert timeline.test_accuracy[1] == 1.4


def test_taking_empties_it() -> None:
    mailbox = Mailbox()
    mailbox.add_metrics(make_metrics(0))
    mailbox.keep(make_snapshot(0))
    mailbox.put(snapshot=make_snapshot(0), fault="x")
    mailbox.take()
    left = mailbox.take()
    assert len(left.metrics) == 0
    assert (left.kept, left.snapshot, left.fault, left.finished) == ((), None, "", None)


def test_the_newest_snapshot_replaces_the_one_waiting_and_other_news_stay() -> None:
    mailbox = Mailbox()
    mailbox.put(snapshot=make_snapshot(1), finished=1)
    mailbox.put(snapshot=make_snapshot(2))
    taken = mailbox.take()
    assert taken.snapshot is not None
    assert (taken.snapshot.epoch, taken.finished) == (2, 1)


def test_announced_once_until_taken() -> None:
    mailbox = Mailbox()
    assert mailbox.announce()
    assert not mailbox.announce()
    mailbox.take()
    assert mailbox.announce()


def test_kept_snapshots_are_thinned_as_the_timeline_would_while_nobody_takes_them() -> None:
    mailbox = Mailbox()
    timeline = Timeline()
    for epoch in range(3 * SNAPSHOT_COUNT):
        if mailbox.wants(epoch):
            mailbox.keep(make_snapshot(epoch))
        timeline.keep(make_snapshot(epoch))
    kept = [snapshot.epoch for snapshot in mailbox.take().kept]
    assert len(kept) <= SNAPSHOT_COUNT
    assert set(kept) == {epoch for epoch in timeline.snapshots if epoch % mailbox.stride == 0}


def test_every_row_arrives_once_and_in_order_while_two_threads_work_on_it() -> None:
    mailbox = Mailbox()
    count = 50_000
    rows: list[np.ndarray] = []

    def fill() -> None:
        for epoch in range(count):
            mailbox.add_metrics(make_metrics(epoch))

    writer = threading.Thread(target=fill)
    writer.start()
    while writer.is_alive():
        rows.append(mailbox.take().metrics.epochs)
    writer.join()
    rows.append(mailbox.take().metrics.epochs)
    assert len(rows) > 2
    np.testing.assert_array_equal(np.concatenate(rows), np.arange(count))


def test_changes_come_out_in_order_and_once() -> None:
    mailbox = Mailbox()
    changes = [Change(step, 0, "l2", 0.1 * step) for step in range(3)]
    mailbox.add_changes(changes[:1])
    mailbox.add_changes(changes[1:])
    assert mailbox.take().changes == tuple(changes)
    assert mailbox.take().changes == ()
