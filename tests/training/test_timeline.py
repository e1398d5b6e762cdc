from dataclasses import replace

import numpy as np
import pytest

from nnviz.training import timeline as timelines
from nnviz.training.edits import Change, Edit
from nnviz.training.marks import Mark
from nnviz.training.measures import Kinds, Metric, MetricsTable
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import SNAPSHOT_BYTES, SNAPSHOT_COUNT, Timeline, capacity, wanted
from tests.helpers.snapshots import hand_built_snapshot
from tests.helpers.timelines import table

BASE = hand_built_snapshot((4,), inputs=3, outputs=2, label=1)


def at(epoch: int) -> Snapshot:
    return replace(BASE, epoch=epoch)


def rows(*epochs: float, test_loss: float = 1.0, test_accuracy: float = 0.5) -> MetricsTable:
    return table([(epoch, 2.0, test_loss, 0.25, test_accuracy) for epoch in epochs])


def test_metrics_of_every_epoch_are_kept_in_order() -> None:
    timeline = Timeline()
    block = np.arange(5000.0).reshape(1000, 5)
    for start in range(0, 1000, 7):
        timeline.append_metrics(table(block[start : start + 7]))
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
    timeline.append_metrics(MetricsTable())
    assert timeline.epochs.tolist() == [0, 1, 2, 3]


def test_metrics_of_the_wrong_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="5 columns"):
        table(np.zeros((3, 4)))


def test_a_timeline_has_the_numbers_that_its_objective_names() -> None:
    one = Metric("loss_of_the_one", "the one's loss", finite=True)
    kinds = Kinds((one, Metric("distance", "the distance")))
    timeline = Timeline()
    timeline.append_metrics(MetricsTable(kinds, np.array([[0.0, 3.0, 0.5], [2.0, 1.0, 0.25]])))
    assert timeline.values("loss_of_the_one").tolist() == [3, 1]
    assert timeline.values("distance").tolist() == [0.5, 0.25]
    assert timeline.metrics.row(1)["distance"] == 0.25
    assert np.isnan(timeline.test_accuracy).tolist() == [True, True], "there is no such thing"
    with pytest.raises(KeyError):
        timeline.metrics.row(1)["test_loss"]
    assert timeline.marks == [], "none of the two is to become small"
    with pytest.raises(ValueError, match="measured in the same way"):
        timeline.append_metrics(rows(3))
    assert timeline.until().metrics.kinds == kinds


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
    timeline.append_metrics(table([[1, 2.0, 1.0, 0.25, 0.95]], "regression"))
    assert timeline.marks[0].text == "R² of 0.9"
    assert timeline.values("test_r2").tolist() == timeline.test_accuracy.tolist() == [0.95]


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
    timeline.append_metrics(table(np.column_stack([epochs] * 5)))
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


# What was changed, and other histories


def changed(epoch: int, name: str = "learning_rate", value: object = 0.5) -> Change:
    return Change(10 * epoch + 3, epoch, name, value)


def history(length: int = 20) -> Timeline:
    """Epochs 0 to length - 1 with a change in epochs 5 (two) and 9, and accurate from epoch 12 on."""
    timeline = Timeline()
    for epoch in range(length):
        timeline.append_metrics(
            rows(epoch, test_loss=1 / (epoch + 1), test_accuracy=0.95 if epoch > 11 else 0.5)
        )
        timeline.keep(at(epoch))
        if epoch == 5:
            timeline.add_changes([changed(5), changed(5, "edit", Edit(0, 1, 2, 0.5))])
        if epoch == 9:
            timeline.add_changes([changed(9, "cut", ((0, 0, 0),))])
    timeline.note(Mark(7, "dead in layer 1", "diagnosis"))
    return timeline


def test_changes_after_a_moment_are_those_that_had_not_taken_hold() -> None:
    timeline = history()
    assert [change.epoch for change in timeline.changes] == [5, 5, 9]
    assert timeline.changes_after(at(4)) == timeline.changes
    assert timeline.changes_after(at(5)) == timeline.changes
    assert timeline.changes_after(replace(at(5), changes=1)) == timeline.changes[1:]
    assert timeline.changes_after(replace(at(5), changes=2, position=7)) == timeline.changes[2:]
    assert timeline.changes_after(at(6)) == timeline.changes[2:]
    assert timeline.changes_after(at(10)) == ()


def test_marks_have_kinds() -> None:
    timeline = history()
    assert [(mark.epoch, mark.kind) for mark in timeline.marks] == [
        (5, "edit"),
        (7, "diagnosis"),
        (9, "edit"),
        (12, "accurate"),
    ]
    timeline.note(Mark(3, "dead in layer 1", "diagnosis"))  # the first stays: it is where it began
    assert [mark.epoch for mark in timeline.noted] == [7]


def test_exact_and_before() -> None:
    timeline = Timeline()
    assert (timeline.exact(0), timeline.before(5)) == (None, None)
    for epoch in (0, 4, 8):
        timeline.keep(at(epoch))
    assert timeline.exact(4) is timeline.snapshots[4]
    assert timeline.exact(5) is None
    assert timeline.before(7) is timeline.snapshots[4]
    assert timeline.before(8) is timeline.snapshots[8]
    assert timeline.before(-1) is None


def test_what_stands_in_the_middle_of_an_epoch_is_not_kept() -> None:
    timeline = Timeline()
    timeline.keep(at(0))
    timeline.keep(replace(at(0), changes=1))
    timeline.keep(replace(at(0), position=3))
    assert timeline.exact(0).whole
    assert len(timeline.snapshots) == 1


def test_a_timeline_until_a_moment_is_that_of_the_moment() -> None:
    timeline = history()
    copy = timeline.until(replace(at(5), changes=1))
    assert copy.epochs.tolist() == [0, 1, 2, 3, 4, 5]
    assert [*copy.snapshots] == [0, 1, 2, 3, 4, 5]
    assert copy.changes == timeline.changes[:1]
    assert [mark.kind for mark in copy.marks] == []
    assert timeline.until().marks == timeline.marks


def test_copies_share_their_rows_until_one_goes_on() -> None:
    timeline = history()
    before, copy = timeline.until(), timeline.until(at(9))
    copy.append_metrics(rows(10, test_loss=5.0))
    timeline.append_metrics(rows(20, test_loss=7.0))
    assert timeline.test_loss[10] == 1 / 11
    assert before.epochs.size == 20
    assert copy.test_loss.tolist()[-2:] == [0.1, 5.0]
    assert copy.epochs.size == 11
    timeline.forget_after(at(3))
    timeline.append_metrics(rows(4, test_loss=9.0))
    assert timeline.test_loss.tolist()[-1] == 9
    assert before.test_loss[4] == 0.2
    assert timeline.changes == ()
    assert [*timeline.snapshots] == [0, 1, 2, 3]
    assert [mark.kind for mark in timeline.marks] == ["best"]


def test_few_snapshots_in_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    timeline = history(100)
    copy = timeline.until(most=10)
    assert 2 < len(copy.snapshots) <= 10
    assert {0, 99} <= {*copy.snapshots}
    assert len(timeline.snapshots) == 100
    assert len(timeline.until(most=0).snapshots) == 0
    assert timeline.until(most=0).epochs.size == 100
    assert len(timeline.until(most=1).snapshots) == 2


def test_where_a_run_begins_anew_is_kept_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timelines, "SNAPSHOT_COUNT", 4)
    timeline = history(8)
    anew = replace(at(5), changes=2)  # where it begins, a moment may be later than the end of the epoch
    timeline.begin(anew)
    assert timeline.epochs.tolist() == [0, 1, 2, 3, 4, 5]
    for epoch in range(5, 60):
        timeline.append_metrics(rows(epoch))
        timeline.keep(at(epoch))
    assert timeline.exact(5) is anew
    assert len(timeline.snapshots) <= 4
    assert timeline.begins == {5}
    copy = timeline.until(most=2)
    assert {0, 5, 59} == {*copy.snapshots}
    monkeypatch.setattr(timelines, "SNAPSHOT_BYTES", 1)
    timeline.keep(at(60))  # what has to stay stays
    assert {*timeline.snapshots} == {0, 5, 60}
