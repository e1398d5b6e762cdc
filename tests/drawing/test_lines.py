from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from nnviz.drawing.lines import can_show, lines_of, slot_values
from nnviz.drawing.plan import arrange
from tests.helpers.parts import dense_parts, picture_moment
from tests.helpers.snapshots import hand_built_snapshot

WIDTHS = (0.6, 2.4, 7.0)


def layout_of(snapshot, width=832, height=712):
    sizes = (snapshot.layers[0].weights.shape[0], *(layer.units for layer in snapshot.layers))
    return arrange(dense_parts(sizes, (8, 8)), width, height)


def test_lines_come_weakest_first_and_count_all_edges():
    snapshot = hand_built_snapshot((32,))
    lines = lines_of(picture_moment(snapshot), layout_of(snapshot), "signal", WIDTHS, 1200)
    assert lines.total == 64 * 32 + 32 * 10
    assert 0 < len(lines) < lines.total
    assert (np.diff(lines.strength) >= 0).all()
    assert lines.clips[0] == pytest.approx(np.abs(snapshot.edge_values(0, "signal")).max())


def test_at_most_so_many_are_kept_and_these_are_the_strongest():
    snapshot = hand_built_snapshot((32,))
    layout = layout_of(snapshot)
    every = lines_of(picture_moment(snapshot), layout, "weights", WIDTHS, 10_000)
    some = lines_of(picture_moment(snapshot), layout, "weights", WIDTHS, 50)
    assert len(some) == 50
    assert some.strength.min() >= np.sort(every.strength)[-50]


def test_the_line_of_a_fold_is_the_sum_of_its_edges():
    snapshot = hand_built_snapshot((512, 300))
    layout = layout_of(snapshot)
    before, after = layout.layers[:2]
    values, clip, counts = slot_values(picture_moment(snapshot), layout, 1, "weights")
    weights = snapshot.layers[1].weights
    hidden_before = np.setdiff1d(np.arange(512), before.units)
    hidden_after = np.setdiff1d(np.arange(300), after.units)
    assert values.shape == (25, 25)
    assert values[0, 0] == weights[before.units[0], after.units[0]]
    assert values[-1, 3] == pytest.approx(weights[hidden_before, after.units[3]].sum(), abs=1e-3)
    assert values[-1, -1] == pytest.approx(weights[np.ix_(hidden_before, hidden_after)].sum(), abs=1e-2)
    assert clip == pytest.approx(np.abs(weights[np.ix_(before.units, after.units)]).max())
    assert [counts[0, 0], counts[-1, 3], counts[2, -1]] == [1, 512 - 24, 300 - 24]
    assert counts[-1, -1] == (512 - 24) * (300 - 24)


def test_the_line_of_a_fold_is_only_as_bright_as_the_edges_that_it_stands_for():
    snapshot = hand_built_snapshot((512,), seed=1)
    layout = layout_of(snapshot)
    moment = picture_moment(snapshot)
    lines = lines_of(moment, layout, "weights", WIDTHS, 10_000)
    weights, box = snapshot.layers[0].weights, layout.layers[0]
    folded = np.setdiff1d(np.arange(512), box.units)
    full = np.abs(weights[:, list(box.units)]).max()
    to_fold = (lines.gap == 0) & (lines.target == box.slots - 1)
    assert to_fold.sum() == 64
    tone = dict(zip(lines.source[to_fold].tolist(), lines.tone[to_fold].tolist(), strict=True))
    for source in (0, 30, 63):
        mean = weights[source, folded].mean()
        assert abs(tone[source]) == pytest.approx(0.34 + 0.66 * abs(mean) / full, abs=1e-6)
    single = (lines.gap == 0) & (lines.target < box.slots - 1)
    assert lines.alpha[to_fold].max() < lines.alpha[single].max()


def test_what_has_no_numbers_draws_nothing():
    blank = hand_built_snapshot((8,), probed=False)
    unlabelled = hand_built_snapshot((8,), label=None)
    kinds = ("weights", "signal", "gradient")
    assert [can_show(picture_moment(blank), k) for k in kinds] == [True, False, False]
    assert [can_show(picture_moment(unlabelled), k) for k in kinds] == [True, True, False]
    lines = lines_of(picture_moment(blank), layout_of(blank), "signal", WIDTHS, 1200)
    assert len(lines) == 0
    assert lines.total == 64 * 8 + 8 * 10
    assert len(lines_of(picture_moment(blank), layout_of(blank), "weights", WIDTHS, 1200)) > 0


def test_the_signal_to_the_answer_is_brighter_than_the_same_to_another_output():
    snapshot = hand_built_snapshot((4,))
    answer = snapshot.probe.answer
    lines = lines_of(picture_moment(snapshot), layout_of(snapshot), "signal", WIDTHS, 1200)
    last = lines.gap == 1
    assert lines.alpha[last & (lines.target != answer)].max() <= 0.22 + 1e-9
    assert lines.alpha[last & (lines.target == answer)].max() > 0.22


def test_a_network_gone_astray_is_drawn_without_a_fault():
    snapshot = hand_built_snapshot((8,))
    weights = np.array(snapshot.layers[0].weights)
    weights[0, 0], weights[1, 1] = np.nan, np.inf
    broken = dataclasses.replace(snapshot.layers[0], weights=weights)
    snapshot = dataclasses.replace(snapshot, layers=(broken, snapshot.layers[1]))
    lines = lines_of(picture_moment(snapshot), layout_of(snapshot), "weights", WIDTHS, 1200)
    assert np.isfinite(lines.alpha).all()
    assert np.isfinite(lines.clips).all()
