from dataclasses import replace

import numpy as np
import pytest

from nnviz.training import timeline as timelines
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import SNAPSHOT_BYTES, SNAPSHOT_COUNT, Timeline, capacity, wanted
from tests.helpers.snapshots import hand_built_snapshot

BASE = hand_built_snapshot((4,), inputs=3, outputs=2, label=1)


def at(epoch: int) -> Snapshot:
    return replace(BASE, epoch=epoch)


def rows(*epochs: float, test_loss: float = 1.0, test_accuracy: float = 0.5) -> np.ndarray:
    return np.array([(epoch, 2.0, test_loss, 0.25, test_accuracy) for epoch in epochs])


def test_metrics_of_every_epoch_are_kept_in_order() -> None:
    timeline = Timeline()
    block = np.arange(5000.0).reshape(1000, 5)
    for start in range(0, 1000, 7):
        timeline.append_metrics(block[start : start + 7])
    columns = (
        timeline.epochs,
        timeline.train_loss,
        timeline.test_loss,
        timeline.train_accuracy,
        timeline.test_accuracy,
    )
    np.testing.assert_array_equal(np.stack(columns, axis=1), block)
    assert not timeline.epochs.flags.writeable


def test_an_epoch_that_comes_again_is_left_out() -> None:
    timeline = Timeline()
    timeline.append_metrics(rows(0, 1, 1, 2))
    timeline.append_metrics(rows(2, 1, 3))
    timeline.append_metrics(np.empty((0, 5)))
    assert timeline.epochs.tolist() == [0, 1, 2, 3]


def test_metrics_of_the_wrong_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="5 columns"):
        Timeline().append_metrics(np.zeros((3, 4)))


def test_marks_name_the_first_good_epoch_and_the_best() -> None:
    timeline = Timeline()
    assert timeline.marks == []
    timeline.append_metrics(rows(0, test_loss=np.nan))
    timeline.append_metrics(rows(1, test_loss=0.5))
    timeline.append_metrics(rows(2, test_loss=0.25, test_accuracy=0.9))
    assert [mark.text for mark in timeline.marks] == ["90 % right"], "a loss that still falls has no best yet"
    timeline.append_metrics(rows(3, test_loss=0.25, test_accuracy=0.95))
    timeline.append_metrics(rows(4, test_loss=0.75, test_accuracy=0.5))
    assert [(mark.epoch, mark.text) for mark in timeline.marks] == [(2, "90 % right"), (2, "best test loss")]


def test_values_are_not_right_but_explained() -> None:
    timeline = Timeline()
    timeline.keep(replace(BASE, experiment=Experiment.on("waves")))
    timeline.append_metrics(rows(1, test_accuracy=0.95))
    assert timeline.marks[0].text == "R² of 0.9"


def test_a_million_epochs_stay_within_the_bound() -> None:
    timeline = Timeline()
    most = 0
    epochs = np.arange(1_000_001.0)
    sent = 0
    for epoch in range(1_000_001):
        if timeline.wants(epoch):
            timeline.keep(at(epoch))
            sent += 1
            most = max(most, len(timeline.snapshots))
    timeline.append_metrics(np.column_stack([epochs] * 5))
    held = list(timeline.snapshots)
    assert most <= SNAPSHOT_COUNT
    assert len(held) >= SNAPSHOT_COUNT / 2
    assert sent < 10_000  # wanting is rare in a long run
    spacings = set(np.diff(held[:-1]).tolist())
    assert spacings == {timeline.stride}
    assert held[0] == 0
    assert held[-1] >= 1_000_000 - timeline.stride
    assert timeline.epochs.size == 1_000_001


def test_newest_is_always_held_and_the_one_before_gives_way() -> None:
    timeline = Timeline()
    for epoch in range(SNAPSHOT_COUNT + 1):
        timeline.keep(at(epoch))
    assert timeline.stride == 2
    for epoch in (601, 602, 603, 605):
        timeline.keep(at(epoch))
        assert timeline.newest is not None
        assert timeline.newest.epoch == epoch
    assert {601, 603}.isdisjoint(timeline.snapshots)
    assert {602, 605} <= set(timeline.snapshots)


def test_first_is_always_held_even_off_the_stride() -> None:
    timeline = Timeline()
    for epoch in range(37, 2000):
        timeline.keep(at(epoch))
    held = list(timeline.snapshots)
    assert (held[0], held[-1]) == (37, 1999)
    assert all(wanted(epoch, timeline.stride) for epoch in held[1:-1])


def test_large_snapshots_are_bounded_by_their_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timelines, "SNAPSHOT_BYTES", 10 * BASE.nbytes)
    timeline = Timeline()
    for epoch in range(1000):
        timeline.keep(at(epoch))
        assert len(timeline.snapshots) <= 10
    monkeypatch.setattr(timelines, "SNAPSHOT_BYTES", BASE.nbytes)
    timeline.keep(at(1000))
    assert list(timeline.snapshots) == [0, 1000]  # never fewer than the first and the newest


def test_capacity_is_what_fits() -> None:
    assert capacity(1) == SNAPSHOT_COUNT
    assert capacity(SNAPSHOT_BYTES // 100) == 100
    assert capacity(SNAPSHOT_BYTES) == 2


def test_same_epoch_replaces_and_the_past_is_refused() -> None:
    timeline = Timeline()
    timeline.keep(at(3))
    again = at(3)
    timeline.keep(again)
    assert timeline.snapshots[3] is again
    with pytest.raises(ValueError, match="epoch 2"):
        timeline.keep(at(2))


def test_nearest_is_the_earlier_of_two_as_near() -> None:
    timeline = Timeline()
    assert timeline.nearest(5) is None
    for epoch in (0, 4, 8):
        timeline.keep(at(epoch))
    found = [timeline.nearest(epoch) for epoch in (0, 2, 3, 6, 7, 99)]
    assert [snapshot.epoch for snapshot in found if snapshot] == [0, 0, 4, 4, 8, 8]
