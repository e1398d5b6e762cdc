"""Where curves are cut, where they leave the plot, and which ranges hold them."""

from __future__ import annotations

import math
from copy import copy
from dataclasses import replace

import numpy as np
import pytest

from nnviz.drawing.plots.run_scene import DrawnRun, build_runs_scene
from nnviz.drawing.plots.scene import RunCurves
from nnviz.training.generated import QUALITY
from nnviz.training.measures import MetricsTable
from nnviz.training.timeline import Timeline
from nnviz.ui.compare.runs import broke_at, pair_of, titles, when
from tests.helpers.runs import at
from tests.helpers.timelines import table


def source(letter, losses, rights=None, broke=math.nan, kind="classification"):
    timeline = Timeline()
    rights = rights or [0.9] * len(losses)
    rows = [[epoch, loss, loss, r, r] for epoch, (loss, r) in enumerate(zip(losses, rights, strict=True))]
    timeline.append_metrics(table(np.array(rows, dtype=float).reshape(-1, 5), kind))
    now = (2.0, timeline.metrics.row(2)) if len(losses) > 2 else None
    return DrawnRun(letter, 0, "", RunCurves(timeline), broke, "" if math.isnan(broke) else "NaN", now)


def scene_of(*sources, quantity="loss", epoch=2.0):
    return build_runs_scene(quantity, sources, (0.0, 8.0), epoch, columns=400, height=9)


def test_curves_are_cut_at_the_playhead():
    line = scene_of(source("A", [2, 1, 0.5, 0.25, 0.2])).lines[0]
    before, after = (curve.line[0].tolist() for curve in line.test)
    assert before == [0, 1, 2]
    assert after == [2, 3, 4]  # both have the point where they meet
    assert line.now == (2.0, pytest.approx(math.log10(0.5)))
    assert line.end == (4.0, pytest.approx(math.log10(0.2)))
    assert line.exit is None


def test_a_run_that_ended_before_the_playhead_has_no_point_there():
    line = scene_of(source("A", [2, 1]), epoch=5.0).lines[0]
    assert line.now is None
    assert line.test[1].line[0].size == 0


def test_a_loss_that_explodes_leaves_the_plot_and_does_not_stretch_it():
    calm, wild = source("A", [2.5, 1, 0.5, 0.1]), source("B", [2.5, 1.0, 1e20, 1e25, 0.4])
    scene = scene_of(calm, wild)
    assert scene.y_range == (pytest.approx(-1), pytest.approx(math.log10(5)))
    x, y = scene.lines[1].exit
    assert y == scene.y_range[1]
    assert 1 < x < 1.1  # on the straight line from 1 at epoch 1 to 10²⁰ at epoch 2


def test_large_losses_are_written_out(qapp):
    scene = scene_of(source("A", [50_000, 9_000, 2_500]))
    assert [text for _, text in scene.y_ticks] == ["2000", "5000", "10000", "20000", "50000"]


def test_a_run_that_broke_leaves_where_it_broke():
    scene = scene_of(source("A", [2, 1, 0.5]), source("C", [2.0], broke=0.4))
    assert scene.lines[1].exit == (0.4, scene.y_range[1])
    assert scene_of(source("C", [2.0], broke=0.4), quantity="accuracy").lines[0].exit is None


def test_right_answers_begin_where_runs_still_differ():
    good, fair = source("A", [1] * 3, [0.1, 0.8, 0.97]), source("B", [1] * 3, [0.1, 0.5, 0.91])
    assert scene_of(good, fair, quantity="accuracy").y_range == (0.6, 1.0)
    poor = source("C", [1] * 3, [0.1, 0.1, 0.12])
    assert scene_of(good, poor, quantity="accuracy").y_range == (0.0, 1.0)
    broken = source("C", [1] * 3, [0.1, 0.1, 0.12], broke=2.5)
    assert scene_of(good, broken, quantity="accuracy").y_range[0] > 0.5


def test_an_empty_plot_has_ranges(qapp):
    scene = scene_of(source("A", []))
    assert scene.y_range[0] < scene.y_range[1]
    assert scene.lines[0].end is None


def test_what_runs_say_at_an_epoch(runs):
    one, _, broken = at(runs, 3)
    assert one.metrics.test_loss == one.timeline.test_loss[3]
    assert one.moment.epoch == 3
    assert broken.moment.epoch == broken.diverged.last_good.epoch == 1
    assert when(broken) == "epoch 1, before it broke"
    assert 1 < broke_at(broken) < 2
    assert math.isnan(broke_at(one))
    assert at(runs)[0].metrics.epoch == at(runs, 99)[0].metrics.epoch == 8
    assert when(at(runs, 99)[0]) == "epoch 8, its last"


def test_where_only_another_epoch_is_kept_all_numbers_are_of_that_one(runs):
    thinned = copy(runs[0])
    thinned.timeline = runs[0].timeline.until(most=3)
    kept = sorted(thinned.timeline.snapshots)
    gone = next(epoch for epoch in range(1, 8) if epoch not in kept)
    (one,) = at([thinned], gone)
    near = one.moment.epoch
    assert near in kept
    assert near != gone
    assert one.metrics.test_accuracy == runs[0].timeline.test_accuracy[near]
    assert one.now[0] == near
    assert when(one) == f"epoch {near}, the nearest kept"


def test_titles_are_what_somebody_said_or_else_what_it_does(runs):
    assert titles(runs) == {"A": "SGD, rate 0.1", "B": "Adam, rate 0.002", "C": "SGD, rate 1"}
    runs[0].name = "slow one"
    try:
        assert titles(runs)["A"] == "slow one"
    finally:
        runs[0].name = "A"


def test_the_pair_is_of_sound_runs_unless_chosen(runs):
    runs = at(runs)
    assert pair_of(runs, "C", None) == ("A", "B")
    assert pair_of(runs, "B", None) == ("A", "B")
    assert pair_of(runs, "A", ("C", "B")) == ("C", "B")
    assert pair_of(runs, "A", ("C", "X")) == ("A", "B")
    assert pair_of(runs[1:], "B", None) == ("B", "C")
    assert pair_of(runs[:1], "A", None) is None


def test_runs_with_one_title_are_told_apart(runs):
    alike = [replace(run, experiment=runs[0].experiment) for run in runs]
    alike[1] = replace(alike[1], experiment=runs[0].experiment.with_(seed=7))
    called = titles(alike)
    assert len(set(called.values())) == 3, called
    assert "7" in called["B"]


@pytest.mark.parametrize(
    ("kinds", "ticks", "end"),
    [
        (["regression"], ["0.6", "0.7", "0.8", "0.9", "1.0"], "0.912"),
        (["classification"], ["60", "70", "80", "90", "100"], "91.2"),
        (["classification", "regression"], ["0.6", "0.7", "0.8", "0.9", "1.0"], "0.912"),
    ],
)
def test_r2_is_written_as_it_is_and_right_answers_in_percent(kinds, ticks, end):
    runs = [source("A", [2, 1, 0.5], rights=[0.2, 0.7, 0.9125], kind=kind) for kind in kinds]
    scene = scene_of(*runs, quantity="accuracy")
    assert [text for _, text in scene.y_ticks] == ticks
    assert {line.end_text for line in scene.lines} == {end}


def test_a_share_with_a_plot_of_its_own_is_in_percent_at_the_axis_as_at_the_end_of_its_line():
    timeline, kinds = Timeline(), QUALITY["modes"]
    timeline.append_metrics(MetricsTable(kinds, np.array([[0, 0.1, 2, 0.9], [1, 0.916, 8, 0.4]])))
    scene = scene_of(DrawnRun("B", 0, "", RunCurves(timeline)), quantity="within")
    assert scene.lines[0].end_text.replace("\u202f", " ").replace("\xa0", " ") == "91.6 %"
    assert (scene.y_ticks[0], scene.y_ticks[-1]) == ((0.0, "0"), (1.0, "100"))
