from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF

from nnviz.drawing.plane.points import PointAt
from nnviz.training.plane import plane_maps
from nnviz.training.samples import Sample
from nnviz.ui.playground.map_legend import MapLegend
from nnviz.ui.playground.output_map import OutputMap
from nnviz.ui.theme import THEMES, Theme, apply_theme
from tests.helpers.plane import at, plane_case
from tests.helpers.truth_texts import painted, tip_at


@pytest.fixture(scope="module")
def case():
    return plane_case((6, 4), epochs=5)


@pytest.fixture
def output_map(qtbot, case):
    return shown(qtbot, *case)


def shown(qtbot, snapshot, dataset, theme="light"):
    view = OutputMap()
    qtbot.addWidget(view)
    apply_theme(view, Theme(theme))
    view.set_dataset(dataset)
    view.resize(400, view.sizeHint().height())
    view.set_maps(plane_maps(snapshot, dataset, 64))
    view.show_snapshot(snapshot)
    view.show()
    return view


def place(view, point):
    return view.canvas.place_of(point).toPoint()


def free_place(view):
    """Somewhere no sample is near."""
    for x in np.arange(-5.5, 5.5, 0.4):
        if view.canvas.sample_at(view.canvas.place_of((float(x), 5.6))) is None:
            return float(x), 5.6
    raise AssertionError


def test_moving_over_the_map_tells_the_point_and_leaving_lets_go(output_map, qtbot):
    with qtbot.waitSignal(output_map.point_hovered) as told:
        qtbot.mouseMove(output_map.canvas, place(output_map, (3.0, -2.0)))
    assert told.args[0] == pytest.approx((3.0, -2.0), abs=0.05)
    with qtbot.waitSignal(output_map.point_hovered) as told:
        output_map.canvas.leaveEvent(None)
    assert told.args == [None]


def test_a_click_keeps_the_point_and_escape_lets_go(output_map, qtbot):
    free = free_place(output_map)
    qtbot.mouseClick(output_map.canvas, Qt.MouseButton.LeftButton, pos=place(output_map, free))
    qtbot.mouseMove(output_map.canvas, place(output_map, (1.0, 1.0)))
    with qtbot.waitSignal(output_map.point_hovered) as told:
        output_map.canvas.leaveEvent(None)
    assert told.args[0] == pytest.approx(free, abs=0.05)
    with qtbot.waitSignal(output_map.point_hovered) as told:
        qtbot.keyClick(output_map.canvas, Qt.Key.Key_Escape)
    assert told.args == [None]


@pytest.mark.parametrize("part", ["train", "test"])
def test_a_click_on_a_sample_asks_for_it(output_map, case, qtbot, part):
    points = case[1].points(part)
    for index, point in enumerate(points):
        at_point = output_map.canvas.place_of(tuple(point.tolist()))
        if output_map.canvas.sample_at(QPointF(at_point.toPoint())) == PointAt(part, index):
            break
    else:
        raise AssertionError("every sample is covered by another")
    with qtbot.waitSignal(output_map.sample_requested) as asked:
        qtbot.mouseClick(output_map.canvas, Qt.MouseButton.LeftButton, pos=at_point.toPoint())
    assert asked.args == [part, index]


def test_keys_move_the_crosshair_and_take_the_nearest_sample(output_map, case, qtbot):
    canvas = output_map.canvas
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Up)
    assert canvas.point == pytest.approx((0.25, 0.25))
    qtbot.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.point == pytest.approx((0.2, 0.25))
    with qtbot.waitSignal(output_map.sample_requested) as asked:
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    part, index = asked.args
    away = {p: np.hypot(*(case[1].points(p) - np.array([0.2, 0.25])).T) for p in ("train", "test")}
    assert away[part][index] == min(away["train"].min(), away["test"].min())
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.point == (0.0, 0.0)
    for _ in range(40):
        qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.point == (0.0, -6.0)


def test_who_cannot_see_is_told_the_answer(output_map, case):
    snapshot, dataset = case
    probed = at(snapshot, dataset, (1.0, 2.0))
    output_map.set_point((1.0, 2.0))
    output_map.show_snapshot(probed)
    text = output_map.canvas.accessibleDescription()
    share = float(probed.probe.output[0])
    assert "x₁ 1.00, x₂ 2.00" in text
    assert ("amber" if share > 0.5 else "blue") in text
    assert f"{max(share, 1 - share) * 100:.0f}" in text


def test_the_switch_shows_the_bare_decision(output_map, qtbot):
    smooth = output_map.canvas.grab().toImage()
    output_map.look.setFocus()
    qtbot.keyClick(output_map.look.focusProxy(), Qt.Key.Key_Right)
    assert output_map.look.current == "decision"
    assert output_map.canvas.grab().toImage() != smooth


def test_points_are_filled_in_training_and_hollow_in_test(qtbot, case):
    snapshot, dataset = case
    view = shown(qtbot, snapshot, dataset)
    view.set_maps(None)
    image, dpr = view.canvas.grab().toImage(), view.devicePixelRatioF()
    stage = Theme("light").surface("stage")
    hollow = 0
    for point in dataset.points("test"):
        there = view.canvas.place_of(tuple(point.tolist())) * dpr
        hollow += image.pixelColor(there.toPoint()) == stage
    assert hollow > 0.8 * len(dataset.points("test"))


def test_the_sample_shown_is_marked(output_map, case):
    before = output_map.canvas.grab().toImage()
    features = case[1].test_features[2]
    output_map.show_sample(Sample(features=features, source="test", index=2))
    assert output_map.canvas.grab().toImage() != before
    output_map.show_sample(None)
    assert output_map.canvas.grab().toImage() == before


def test_the_tip_names_the_sample_under_the_pointer(output_map, case):
    canvas, points, labels = output_map.canvas, case[1].points("test"), case[1].test_labels
    spots = [canvas.place_of(tuple(point.tolist())).toPoint() for point in points]
    index = next(k for k, at in enumerate(spots) if canvas.sample_at(QPointF(at)) == PointAt("test", k))
    tip = tip_at(canvas, spots[index])
    assert f"Test sample {index + 1}" in tip
    assert ("amber" if labels[index] else "blue") in tip
    corner = canvas.area.topLeft().toPoint() + QPoint(3, 3)
    assert canvas.sample_at(QPointF(corner)) is None
    assert "Move over the map" in tip_at(canvas, corner)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    "settings",
    [
        {"loss": "categorical_crossentropy"},
        {"data": "waves", "loss": "mse"},
        {"data": "xor", "batch_size": 4},
    ],
)
def test_every_theme_paints_every_kind_of_answer(qtbot, theme, settings):
    snapshot, dataset = plane_case((3,), **settings)
    view = OutputMap()
    qtbot.addWidget(view)
    apply_theme(view, Theme(theme))
    view.set_dataset(dataset)
    view.resize(400, 460)
    if dataset.planar:
        view.set_maps(plane_maps(snapshot, dataset, 32))
    view.show()
    view.canvas.set_point((1.0, 1.0))
    assert view.look.isVisible() == (dataset.kind == "classification" and theme != "projector")
    assert not view.grab().isNull()
    assert view.canvas.mapTo(view, QPoint(0, 0)).y() > 0


@pytest.mark.parametrize("theme", THEMES)
def test_both_ends_of_the_ramp_fit_beside_the_map(qtbot, theme):
    """The numbers are those of the largest value to be learned, and end where the legend does, or before."""
    _, dataset = plane_case((4,), data="waves", loss="mse")
    full = float(np.abs(dataset.train_labels).max())
    legend = MapLegend()
    qtbot.addWidget(legend)
    legend.set_theme(Theme(theme))
    legend.set_dataset(dataset)
    legend.set_beside(True)
    legend.resize(legend.sizeHint())
    metrics = QFontMetricsF(Theme(theme).font(Theme(theme).room("caption")))
    words = {text: x for x, _, text in painted(legend)}
    assert {f"−{full:.2f}", f"+{full:.2f}"} <= set(words)
    assert all(x + metrics.horizontalAdvance(text) <= legend.width() for text, x in words.items())


def test_how_many_are_wrong_is_said_also_of_many_classes_under_a_narrow_map(qtbot):
    snapshot, dataset = plane_case((4,), data="clouds", classes=4, loss="categorical_crossentropy")
    view = shown(qtbot, snapshot, dataset)
    legend = view.findChild(MapLegend)
    view.resize(400, 580)
    assert legend.width() > legend.height(), "it lies under the map"
    assert any(text.endswith(" wrong") for _, _, text in painted(legend))


def test_other_numbers_of_as_many_digits_move_nothing(qtbot):
    """Else all columns are laid out anew with every moment."""
    _, dataset = plane_case((4,))
    legend = MapLegend()
    qtbot.addWidget(legend)
    legend.set_dataset(dataset)
    legend.set_beside(True)
    legend.set_wrong((10, 10))
    assert legend.sizeHint().isValid()
    asked: list[str] = []
    legend.updateGeometry = lambda: asked.append("room")  # type: ignore[method-assign]
    legend.set_wrong((11, 10))
    assert asked == []
    legend.set_wrong((111_111_111, 10))
    assert asked == ["room"]
