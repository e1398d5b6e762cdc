"""What the plots show of a run: every epoch, the right numbers, steady ranges."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.drawing.plots.curves import CurvesModel
from nnviz.training.timeline import Timeline
from tests.helpers.timelines import extend, hand_built_timeline, table


@pytest.fixture
def model():
    made = CurvesModel()
    made.set_timeline(hand_built_timeline(31))
    return made


def test_every_epoch_is_in_the_curve(model):
    scene = model.scene("loss", 280, 5, 4)
    timeline = model.run.timeline
    np.testing.assert_array_equal(scene.lines[1].line, (timeline.epochs, timeline.test_loss))
    np.testing.assert_array_equal(scene.lines[0].line, (timeline.epochs, timeline.train_loss))
    assert scene.lines[1].peaks is None


def test_a_single_bad_epoch_of_a_long_run_is_seen():
    timeline = hand_built_timeline(20_000)
    timeline.append_metrics(table([[20_000, 0.3, 77.0, 0.9, 0.9]]))
    extend(timeline, 20_000)
    model = CurvesModel()
    model.planned = 40_001
    model.set_timeline(timeline)
    scene = model.scene("loss", 280, 5, 4)
    assert scene.lines[1].peaks[1].max() == 77.0
    assert (scene.y_range, scene.beyond) == ((0.0, 2.5), 77.0), "it is told where it is cut off"


def test_ranges_do_not_move_while_the_loss_falls(model):
    before = model.scene("loss", 280, 5, 4)
    for _ in range(20):
        extend(model.run.timeline, 1)
        assert model.scene("loss", 280, 5, 4).y_range == before.y_range
        assert model.scene("accuracy", 280, 5, 4).y_range == (0.0, 1.0)
    assert model.window == (0, 60)


def test_ticks_of_the_picture(model):
    scene = model.scene("loss", 280, 3.5, 4)
    assert scene.y_range == (0.0, 2.5)
    assert [text for _, text in scene.y_ticks] == ["0", "1", "2"]
    assert [text for _, text in model.scene("accuracy", 280, 3.5, 4).y_ticks] == ["0", "50", "100"]
    assert [text for _, text in scene.x_ticks] == ["0", "20", "40", "60"]


def test_log_scale_is_of_the_loss_alone(model):
    model.log = True
    scene = model.scene("loss", 280, 5, 4)
    np.testing.assert_allclose(10 ** scene.lines[0].line[1], model.run.timeline.train_loss)
    assert scene.y_range[0] <= np.log10(model.run.timeline.train_loss.min())
    for place, text in scene.y_ticks:
        assert float(text) == pytest.approx(10**place)
    assert model.scene("accuracy", 280, 5, 4).y_range == (0.0, 1.0)


def test_log_scale_takes_a_loss_of_zero():
    timeline = Timeline()
    timeline.append_metrics(table([[0, 2.0, 2.0, 0.1, 0.1], [1, 0.0, 0.0, 1.0, 1.0]]))
    model = CurvesModel()
    model.set_timeline(timeline)
    model.log = True
    scene = model.scene("loss", 280, 5, 4)
    assert np.isfinite(scene.lines[1].line[1]).all()


def test_losses_that_blew_up_leave_a_range():
    timeline = Timeline()
    timeline.append_metrics(table([[0, 2.0, 2.0, 0.1, 0.1], [1, np.inf, np.nan, 0.1, 0.1]]))
    model = CurvesModel()
    model.set_timeline(timeline)
    assert model.scene("loss", 280, 5, 4).y_range == (0.0, 2.0)


def test_zoom_shows_the_part_and_fits_the_values(model):
    model.zoom(0.25, 30)
    assert model.zoomed
    low, high = model.window
    assert (low, high) == (22.5, 37.5)
    scene = model.scene("loss", 280, 5, 4)
    shown = model.run.timeline.test_loss[22:]
    assert scene.y_range[1] < 0.6
    assert scene.y_range[0] <= shown.min()
    assert len(scene.lines[1].line[0]) == 9  # 22 to 30: what is beside the edge is drawn up to it
    model.pan(100)
    assert model.window == (45, 60)
    model.zoom(100, 50)
    assert not model.zoomed
    assert model.window == (0, 60)


def test_zoom_stays_while_epochs_arrive(model):
    model.zoom(0.25, 30)
    window = model.window
    extend(model.run.timeline, 25)
    assert model.window == window


@pytest.mark.parametrize("every", [1, 7])
def test_values_are_those_of_the_nearest_evaluated_epoch(every):
    timeline = hand_built_timeline(31, every=every)
    model = CurvesModel()
    model.set_timeline(timeline)
    assert model.row(-5) == 0
    assert model.row(1e9) == 30
    row = model.row(14)
    assert model.epoch_of(row) == 14
    assert model.values("loss", row)[1] == f"{timeline.test_loss[row]:.3f}"
    assert model.values("accuracy", row)[0] == f"{timeline.train_accuracy[row] * 100:.1f}\xa0%"


def test_before_the_first_epoch():
    model = CurvesModel()
    assert model.row(3) == -1
    assert model.values("loss", -1) == ("", "")
    assert model.scene("loss", 280, 5, 4).y_range == (0.0, 1.0)
    model.set_timeline(Timeline())
    assert model.scene("accuracy", 280, 5, 4).lines[1].line[0].size == 0


def test_ghosts_are_the_earlier_runs_test_curves(model):
    old = hand_built_timeline(61, seed=3, noise=0.02)
    model.set_ghosts((old,))
    scene = model.scene("loss", 280, 5, 4)
    np.testing.assert_array_equal(scene.ghosts[0].line[1], old.test_loss)
    model.set_ghosts(())
    assert model.scene("loss", 280, 5, 4).ghosts == ()


def test_key_changes_with_whatever_is_drawn(model):
    keys = [model.key()]
    extend(model.run.timeline, 1)
    keys.append(model.key())
    model.log = True
    keys.append(model.key())
    model.zoom(0.5, 10)
    keys.append(model.key())
    model.set_ghosts((hand_built_timeline(5),))
    keys.append(model.key())
    model.set_timeline(hand_built_timeline(32))
    keys.append(model.key())
    assert len(set(keys)) == len(keys)
    assert model.key() == model.key()


@pytest.mark.parametrize(("rows", "texts"), [(0.5, ["0", "2.5"]), (1.9, ["0", "2.5"]), (2.2, ["0", "2"])])
def test_low_plots_have_few_texts_but_two(model, rows, texts):
    assert [text for _, text in model.scene("loss", 280, rows, 4).y_ticks] == texts
    assert len(model.scene("accuracy", 280, rows, 4).y_ticks) <= max(2, rows + 1)


def losses(values):
    timeline = Timeline()
    timeline.append_metrics(table([(epoch, value, value, 0.5, 0.5) for epoch, value in enumerate(values)]))
    return timeline


def test_the_axis_recovers_after_a_peak_which_is_told():
    made = CurvesModel()
    calm = [1.0 / (1 + epoch) for epoch in range(40)]
    made.set_timeline(losses([*calm[:20], 18.25, *calm[20:]]))
    scene = made.scene("loss", 280, 5, 4)
    assert scene.y_range == (0.0, 1.0)
    assert scene.beyond == 18.25
    made.log = True
    assert made.scene("loss", 280, 5, 4).beyond is None, "a log scale has room for it"


@pytest.mark.parametrize(
    "values",
    [
        [30.0, *[1.0 / (1 + epoch) for epoch in range(40)]],  # a bad beginning
        [*[0.5] * 30, *[4.0] * 10],  # it has become bad
        [0.5] * 40,
        [1.0, 2.0],
    ],
)
def test_what_is_no_lone_peak_is_within_the_axis(values):
    made = CurvesModel()
    made.set_timeline(losses(values))
    scene = made.scene("loss", 280, 5, 4)
    assert scene.beyond is None
    assert scene.y_range[1] >= max(values)


def test_r2_is_no_percentage():
    """−14.298 is no share of anything; its axis goes to 1, not to 100."""
    from nnviz.training.measures import Metrics, MetricsTable
    from nnviz.training.outputs import MEASURED

    model = CurvesModel()
    timeline = Timeline()
    timeline.append_metrics(
        MetricsTable.of([Metrics(n, MEASURED["regression"], (2.0, 3.0, 0.5, -14.298)) for n in (0, 1)])
    )
    model.set_timeline(timeline)
    assert model.values("accuracy", 1) == ("0.500", "−14.298")
    ticks = [text for _, text in model.scene("accuracy", 300, 5, 4).y_ticks]
    assert ticks[-1] in ("1", "1.0")


def test_numbers_told_are_those_of_the_epoch_pointed_at_else_of_the_one_shown(model):
    timeline = model.run.timeline
    model.epoch = 30
    assert not model.hover(float("nan"))
    assert model.told()["loss"][1] == f"{timeline.test_loss[30]:.3f}"
    assert model.hover(12.2)
    assert not model.hover(11.9), "the same epoch"
    assert (model.hovered, model.told_row, model.here) == (12, 12, 30)
    assert model.told()["loss"] == (f"{timeline.train_loss[12]:.3f}", f"{timeline.test_loss[12]:.3f}")
    assert model.sentence(model.told()).startswith(
        f"Epoch 12: loss in training {timeline.train_loss[12]:.3f}, in test"
    )
    assert "right in training" in model.sentence(model.told())
    model.set_timeline(hand_built_timeline(3))
    assert model.hovered is None, "another run"
    values = Timeline()
    values.append_metrics(table([(epoch, 2.0, 3.0, 0.5, 0.25) for epoch in range(31)], "regression"))
    model.set_timeline(values)
    assert model.sentence(model.told()) == (
        "Epoch 30: loss in training 2.000, in test 3.000; R² in training 0.500, in test 0.250"
    )
    assert CurvesModel().sentence({}) == "No epoch yet"


def test_references_are_lines_within_the_plot_and_told_once() -> None:
    from nnviz.drawing.plots.scene import RunCurves, build_scene
    from nnviz.training.measures import Kinds, Metric, MetricsTable
    from nnviz.training.timeline import Timeline

    guess = "where it can only guess"
    kinds = Kinds(
        (
            Metric("one", "one", unit="loss", reference=(4.0, guess)),
            Metric("other", "other", unit="loss", reference=(2.0, guess)),
        )
    )
    timeline = Timeline()
    timeline.append_metrics(MetricsTable(kinds, np.array([[0, 1.0, 0.5], [1, 0.9, 0.4]])))
    plain = {"zoomed": False, "columns": 100, "height": 5.0, "texts": 4}
    scene = build_scene(kinds, RunCurves(timeline), (), None, (0.0, 1.0), log=False, **plain)
    assert (scene.references, scene.told) == ((2.0, 4.0), guess)
    assert scene.y_range[1] >= 4
    scene = build_scene(kinds, RunCurves(timeline), (), None, (0.0, 1.0), log=True, **plain)
    assert scene.references == pytest.approx((np.log10(2), np.log10(4)))
    assert scene.y_range[1] >= np.log10(4) - 1e-9


def test_other_runs_have_their_letters_and_are_seen_as_far_as_the_run_has_got() -> None:
    model = CurvesModel()
    model.set_timeline(hand_built_timeline(3))
    model.set_ghosts((hand_built_timeline(9), hand_built_timeline(9)))
    model.letters, model.together, model.epoch = ("A", "B", "C"), True, 2
    scene = model.scene("loss", 400, 6, 5)
    assert [float(ghost.line[0][-1]) for ghost in scene.ghosts] == [2.0, 2.0]
    assert [letter for letter, _, _ in scene.letters] == ["A", "B", "C"]
    places = [epoch for _, epoch, _ in scene.letters]
    assert places == sorted(places)
    assert len(set(places)) == 3
    assert all(scene.y_range[0] <= value <= scene.y_range[1] for _, _, value in scene.letters)
    model.together = False
    assert [float(ghost.line[0][-1]) for ghost in model.scene("loss", 400, 6, 5).ghosts] == [8.0, 8.0]
