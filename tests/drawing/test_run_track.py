"""Where on a run somebody looks."""

from __future__ import annotations

import pytest

from nnviz.drawing.run_track import RunTrack
from nnviz.drawing.track import Axis
from tests.helpers.snapshots import hand_built_snapshot
from tests.helpers.timelines import hand_built_timeline


@pytest.fixture
def track() -> RunTrack:
    """Trained for 40 epochs, the first and the last one kept."""
    timeline = hand_built_timeline(41)
    for epoch in (0, 40):
        timeline.keep(hand_built_snapshot(epoch=epoch))
    track = RunTrack()
    track.set_timeline(timeline)
    track.epoch = 40
    return track


def test_it_knows_how_far_it_is_and_where_one_looks(track):
    assert (track.first, track.trained, track.here, track.travels) == (0, 40.0, 40, True)
    track.cursor = 12
    assert track.here == 12
    assert track.loss_here == track.run.timeline.test_loss[12]


def test_the_network_shown_may_have_another_loss_than_its_epoch(track):
    track.now = 0.125
    assert track.loss_here == 0.125
    track.cursor = 12
    assert track.loss_here == track.run.timeline.test_loss[12]


def test_a_pixel_is_a_trained_epoch(track):
    axis = Axis(0, 600, 60, 20, 60, -3, 2)
    assert [track.epoch_at(x, axis) for x in (0, 125, 599)] == [0, 12, 40]


def test_without_a_run_there_is_nothing_to_look_at():
    track = RunTrack()
    assert (track.first, track.trained, track.travels, track.marks) == (0, 0.0, False, [])
    assert track.loss_here is None
    assert track.levels() == (-1.0, 1.0)
