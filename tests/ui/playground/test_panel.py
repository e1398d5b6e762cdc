"""The whole left panel of the playground: what it asks for, what it shows, and that it fits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from nnviz.data import DATASETS, FEATURES
from nnviz.training.experiment import Experiment
from nnviz.training.plane_sets import KINDS, points_of, sets_of, with_drawn, with_set
from nnviz.training.presets import PLAYGROUND
from nnviz.training.samples import Sample
from nnviz.training.trainer import Trainer
from nnviz.ui.playground.panel import PlaygroundPanel
from nnviz.ui.playground.panel_body import PlaygroundBody
from nnviz.ui.theme import THEMES, Theme, apply_theme
from nnviz.ui.widgets.scroll import Scroll

FOUR = ((-2.0, -2.0, 0.0), (2.0, 2.0, 1.0), (-2.0, 2.0, 2.0), (2.0, -2.0, 0.0))


class Asked:
    """What the panel asked for; it is shown what it asked for, as the Session would."""

    def __init__(self, panel: PlaygroundPanel) -> None:
        self.panel = panel
        self.experiments: list[Experiment] = []
        self.texts: list[str] = []
        panel.experiment_requested.connect(self.take)

    def take(self, experiment: Experiment, text: str) -> None:
        self.experiments.append(experiment.validated())
        self.texts.append(text)
        self.panel.show_experiment(experiment)

    def wait_for_drawing(self, qtbot) -> None:
        """Until what is drawn is learned."""
        canvas = body(self.panel).drawing.canvas
        qtbot.waitUntil(lambda: bool(self.experiments) and self.last.drawn == canvas.points)

    @property
    def last(self) -> Experiment:
        return self.experiments[-1]


@pytest.fixture
def panel(shown) -> PlaygroundPanel:
    return shown(PlaygroundPanel())


@pytest.fixture
def asked(panel) -> Asked:
    return Asked(panel)


def body(panel):
    return panel.findChild(PlaygroundBody)


def stand_at(qtbot, row, place: int) -> None:
    """Move a slider, and wait until the number is taken to be meant."""
    row.slider.setValue(place)
    qtbot.waitUntil(lambda: not row.moving)


def picture(tile):
    """The points of a set, as its tile shows them."""
    side, image = Theme().px(58), tile.grab().toImage()
    return image.copy((image.width() - side) // 2, Theme().px(5), side, side)


def click_canvas(panel, x1: float, x2: float) -> None:
    canvas = body(panel).drawing.canvas
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.position_of(x1, x2).toPoint())


def test_every_set_on_the_plane_is_reached(panel, asked) -> None:
    drawable = {name for name, source in DATASETS.items() if source.draw and source.asked != "nothing"}
    assert {name for kind in KINDS for name in sets_of(kind)} == drawable
    for kind in KINDS:
        body(panel).kind.button(kind).click()
        for name in sets_of(kind):
            tile = body(panel).sets.tiles[name]
            assert tile.isVisible()
            tile.click()
            shown = asked.last if asked.experiments else PLAYGROUND
            assert (shown.data, shown.kind) == (name, kind)
            assert shown.dataset().planar
    assert asked.last.loss == "mse"
    body(panel).kind.button("classification").click()
    assert asked.last.loss == "binary_crossentropy"


def test_a_set_picked_by_keys(panel, asked) -> None:
    tile = body(panel).sets.tiles["moons"]
    tile.setFocus()
    QTest.keyClick(tile, Qt.Key.Key_Space)
    assert (asked.last.data, asked.texts) == ("moons", ["data set"])
    QTest.keyClick(tile, Qt.Key.Key_Right)
    assert asked.last.data == "stripes"


def test_the_number_of_classes_is_kept_for_sets_that_can_have_it(panel, asked) -> None:
    body(panel).more.click()
    body(panel).more.click()
    assert (asked.last.classes, asked.last.loss) == (4, "categorical_crossentropy")
    assert asked.last.dataset().output_size == 4
    body(panel).sets.tiles["moons"].click()
    assert (asked.last.classes, asked.last.loss) == (2, "binary_crossentropy")
    assert not body(panel).more.isEnabled()
    body(panel).sets.tiles["clouds"].click()
    assert asked.last.classes == 4
    for _ in range(2):
        body(panel).fewer.click()
    assert (asked.last.classes, body(panel).fewer.isEnabled()) == (2, False)


def test_the_loss_that_was_chosen_stays_where_it_makes_sense() -> None:
    mse = replace(PLAYGROUND, loss="mse")
    assert with_set(mse, "ring", 3).loss == "mse"
    assert with_set(PLAYGROUND, "waves", 2).loss == "mse"
    assert with_set(replace(with_set(mse, "waves", 2), loss="huber"), "sine", 2).loss == "huber"
    softmax = replace(PLAYGROUND, loss="categorical_crossentropy")
    assert with_set(softmax, "ring", 2).loss == "categorical_crossentropy"


def test_pictures_are_the_real_points(panel) -> None:
    tile = body(panel).sets.tiles["clouds"]
    before = picture(tile)
    panel.show_experiment(replace(PLAYGROUND, split_seed=8))
    assert picture(tile) != before
    panel.show_experiment(PLAYGROUND)
    assert picture(tile) == before
    # The cloud of class 1, amber, lies in the upper right quarter, where x1 and x2 are above 0.
    side = before.width()
    upper = before.pixelColor(side * 2 // 3, side // 3)
    lower = before.pixelColor(side // 3, side * 2 // 3)
    assert upper.red() > upper.blue()
    assert lower.blue() > lower.red()


def test_while_a_slider_is_dragged_only_the_pictures_move(panel, asked) -> None:
    row, tile = body(panel).noise, body(panel).sets.tiles["ring"]
    before = picture(tile)
    slider = row.slider
    y = slider.height() // 2
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 3, y))
    for x in range(slider.width() // 3, slider.width() * 2 // 3, 3):
        QTest.mouseMove(slider, QPoint(x, y))
    slider.setValue(40)
    assert picture(tile) != before
    assert asked.experiments == []
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() * 2 // 3, y))
    assert len(asked.experiments) == 1
    assert (asked.last.noise, asked.texts) == (row.value, ["noise"])


def test_keys_on_a_slider_are_one_change_after_a_pause(panel, asked, qtbot) -> None:
    row = body(panel).share
    row.slider.setFocus()
    for _ in range(4):
        QTest.keyClick(row.slider, Qt.Key.Key_Right)
    assert asked.experiments == []
    qtbot.waitUntil(lambda: bool(asked.experiments), timeout=3000)
    assert [e.test_share for e in asked.experiments] == [pytest.approx(0.35)]


def test_the_points_slider_reaches_from_10_to_5000_and_shows_the_rest(panel, asked, qtbot) -> None:
    row = body(panel).points
    stand_at(qtbot, row, row.slider.maximum())
    assert asked.last.points == 5000
    stand_at(qtbot, row, 0)
    assert asked.last.points == 10
    panel.show_experiment(replace(PLAYGROUND, points=12_345))
    assert "12,345" in row.slider.accessibleName()


def test_new_points_are_those_of_the_next_seed(panel, asked) -> None:
    body(panel).anew.click()
    assert (asked.last.split_seed, asked.texts) == (PLAYGROUND.split_seed + 1, ["new points"])
    assert body(panel).seed.value == PLAYGROUND.split_seed + 1


def test_inputs_are_switched_but_never_the_last_one_off(panel, asked) -> None:
    tiles = body(panel).features.tiles
    assert list(tiles) == list(FEATURES)
    tiles["x1x2"].click()
    assert asked.last.features == ("x1", "x2", "x1x2")
    assert body(panel).features_count.text() == "3 of 7 on"
    for name in ("x1", "x1x2", "x2"):
        tiles[name].click()
    assert asked.last.features == ("x2",)
    assert tiles["x2"].isChecked()


def probed(experiment: Experiment, place: tuple[float, float]):
    dataset = experiment.dataset()
    trainer = Trainer(experiment, dataset)
    features = dataset.at([place])[0]
    return dataset, trainer.snapshot().probed(features), Sample(features, source="point", point=place)


def show_point(panel, experiment: Experiment, place: tuple[float, float]):
    dataset, snapshot, sample = probed(experiment, place)
    panel.show_experiment(experiment)
    panel.set_dataset(dataset)
    panel.show_sample(sample)
    panel.show_snapshot(snapshot)
    return snapshot


def test_the_point_under_the_cursor_and_what_the_network_gives(panel) -> None:
    snapshot = show_point(panel, PLAYGROUND, (1.72, -1.02))
    readout, output = body(panel).point, float(snapshot.probe.output[0])
    assert readout.shares == pytest.approx((1 - output, output))
    assert "x₁ 1.72, x₂ −1.02, blue" in readout.accessibleName()
    bar = readout.grab().toImage()
    y = Theme().px(34 + 24 + 6)
    left, right = bar.pixelColor(8, y), bar.pixelColor(bar.width() - 9, y)
    assert left.red() > left.blue()
    assert right.blue() > right.red()
    edges = [x for x in range(9, bar.width() - 9) if bar.pixelColor(x, y).red() < bar.pixelColor(x, y).blue()]
    assert edges[0] == pytest.approx(bar.width() * output, abs=3)
    panel.show_sample(None)
    assert readout.accessibleName().endswith("none")


def test_more_classes_get_a_bar_each_and_values_a_number(panel) -> None:
    snapshot = show_point(panel, with_set(PLAYGROUND, "clouds", 5), (2.0, 2.0))
    readout = body(panel).point
    np.testing.assert_allclose(readout.shares, snapshot.probe.output)
    assert sum(readout.shares) == pytest.approx(1, abs=1e-5)
    tall = readout.sizeHint().height()
    snapshot = show_point(panel, with_set(PLAYGROUND, "waves", 2), (2.0, 2.0))
    assert readout.shares == ()
    assert f"{abs(float(snapshot.probe.output[0])):.3f}" in readout.accessibleName()
    assert readout.sizeHint().height() < tall


def test_a_sample_of_the_set_is_at_its_place(panel) -> None:
    dataset, snapshot, _ = probed(PLAYGROUND, (0.0, 0.0))
    panel.set_dataset(dataset)
    panel.show_snapshot(snapshot)
    panel.show_sample(Sample(dataset.test_features[4], 0, "test", 4))
    x1, _ = dataset.points("test")[4]
    assert f"x₁ {x1:.2f}".replace("-", "−") in body(panel).point.accessibleName()


# ---- drawing


def test_draw_my_own_is_learned_as_soon_as_it_is_a_data_set(panel, asked, qtbot) -> None:
    body(panel).draw.click()
    assert asked.experiments == []
    drawing = body(panel).drawing
    assert "two classes" in drawing.canvas.accessibleDescription()
    for place in ((-2, -2), (-2, 2), (2, -2)):
        click_canvas(panel, *place)
    assert "at least 4 points; there are 3" in drawing.canvas.accessibleDescription()
    click_canvas(panel, 2, 2)
    assert "2 classes" in drawing.canvas.accessibleDescription()
    assert asked.experiments == []
    QTest.keyClick(drawing.canvas, Qt.Key.Key_2)
    click_canvas(panel, 0, 0)
    qtbot.waitUntil(lambda: bool(asked.experiments), timeout=3000)
    assert drawing.canvas.accessibleDescription() == "Points: 5"
    assert (asked.last.data, asked.last.classes, len(asked.last.drawn)) == ("drawn", 2, 5)
    assert asked.last.drawn[-1][2] == 1
    QTest.keyClick(drawing.canvas, Qt.Key.Key_3)
    click_canvas(panel, 0, 3)
    qtbot.waitUntil(lambda: asked.last.classes == 3, timeout=3000)
    assert asked.last.loss == "categorical_crossentropy"


def test_while_one_paints_at_most_ten_experiments_a_second_are_asked_for(panel, asked, qtbot) -> None:
    panel.show_experiment(with_drawn(PLAYGROUND, FOUR, "classification"))
    drawing = body(panel).drawing
    for step in range(30):
        click_canvas(panel, -3 + step / 5, 0)
    assert len(asked.experiments) <= 3
    qtbot.waitUntil(lambda: asked.last.drawn == drawing.canvas.points, timeout=3000)
    assert len(asked.last.drawn) == 34


def test_too_few_points_for_a_batch_are_learned_all_at_once(panel, asked, qtbot) -> None:
    body(panel).draw.click()
    drawing = body(panel).drawing
    drawing.canvas.put(FOUR)
    asked.wait_for_drawing(qtbot)
    assert asked.last.batch_size is None
    Trainer(asked.last, asked.last.dataset()).advance()
    drawing.canvas.put(tuple((x / 10, 1.0, float(x % 3)) for x in range(40)))
    asked.wait_for_drawing(qtbot)
    assert asked.last.batch_size == PLAYGROUND.batch_size
    panel.show_experiment(replace(asked.last, batch_size=None))  # somebody wants it so
    drawing.canvas.put(tuple((x / 10, 1.0, float(x % 3)) for x in range(50)))
    asked.wait_for_drawing(qtbot)
    assert asked.last.batch_size is None


def test_ten_points_of_a_set_can_be_learned(panel, asked, qtbot) -> None:
    row = body(panel).points
    stand_at(qtbot, row, 0)
    assert (asked.last.points, asked.last.batch_size) == (10, None)
    Trainer(asked.last, asked.last.dataset()).advance()
    stand_at(qtbot, row, 30)
    assert asked.last.batch_size == PLAYGROUND.batch_size


def test_drawings_survive_another_set_and_come_back(panel, asked) -> None:
    body(panel).draw.click()
    body(panel).drawing.canvas.put(FOUR)
    assert asked.last.data == "drawn"
    body(panel).draw.click()
    assert (asked.last.data, asked.last.drawn) == ("spirals", ())
    assert panel.drawn_points["drawn"] == FOUR
    body(panel).draw.click()
    assert (asked.last.data, asked.last.drawn) == ("drawn", FOUR)


def test_a_drawing_begins_from_the_set_that_was_there(panel, asked) -> None:
    body(panel).sets.tiles["ring"].click()
    ring = points_of(asked.last)
    body(panel).draw.click()
    assert body(panel).drawing.take.text() == "Start from Ring"
    body(panel).drawing.take.click()
    assert asked.last.drawn == ring
    assert len(ring) == PLAYGROUND.points
    body(panel).drawing.undo.click()
    assert body(panel).drawing.canvas.points == ()


def test_values_are_drawn_for_a_regression(panel, asked, qtbot) -> None:
    body(panel).draw.click()
    body(panel).kind.button("regression").click()
    for place in ((-2, -2), (-2, 2), (2, -2), (2, 2)):
        click_canvas(panel, *place)
    asked.wait_for_drawing(qtbot)
    assert (asked.last.data, asked.last.loss) == ("drawn_values", "mse")
    assert {value for _, _, value in asked.last.drawn} == {1.0}


def test_points_from_elsewhere_are_taken_in_and_can_be_undone(panel) -> None:
    panel.show_experiment(with_drawn(PLAYGROUND, FOUR, "classification"))
    assert body(panel).draw.isChecked()
    assert body(panel).drawing.canvas.points == FOUR
    body(panel).drawing.undo.click()
    assert body(panel).drawing.canvas.points == ()


def test_remembered_drawings_come_back_and_nonsense_is_left_out(panel, qtbot) -> None:
    with qtbot.assertNotEmitted(panel.experiment_requested):
        panel.set_drawn_points({"drawn": [[*point] for point in FOUR], "drawn_values": [[0, 0, "x"]]})
    assert panel.drawn_points == {"drawn": FOUR, "drawn_values": ()}


def test_ctrl_z_undoes_in_the_drawing_while_one_draws_and_else_is_the_windows(panel) -> None:
    override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    body(panel).anew.setFocus()
    override.ignore()
    QApplication.sendEvent(body(panel).anew, override)
    assert not override.isAccepted()
    panel.show_experiment(with_drawn(PLAYGROUND, FOUR, "classification"))
    clear = body(panel).drawing.clear
    clear.setFocus()
    clear.click()
    focused = panel.focusWidget()
    assert focused is body(panel).drawing.canvas  # there is nothing more to be cleared
    QApplication.sendEvent(focused, override)
    assert override.isAccepted()
    QTest.keyClick(focused, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert body(panel).drawing.canvas.points == FOUR


def test_settings_of_other_rooms_leave_it_alone(panel) -> None:
    panel.show_experiment(Experiment())
    assert body(panel).sets.tiles[PLAYGROUND.data].isChecked()
    assert body(panel).points.value == PLAYGROUND.points


# ---- how it stands


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("drawing", [False, True])
def test_nothing_is_cut_off_and_what_does_not_fit_is_scrolled_to(shown, theme, drawing) -> None:
    panel = PlaygroundPanel()
    if drawing:
        panel.show_experiment(
            with_drawn(PLAYGROUND, points_of(with_set(PLAYGROUND, "clouds", 6)), "classification")
        )
    shown(panel, panel.width(), 420, theme)
    apply_theme(panel, Theme(theme, window_height=700))
    QApplication.processEvents()
    whole = body(panel)
    assert whole.width() == panel.width() - 1
    assert whole.height() >= whole.sizeHint().height()
    bar = panel.findChild(Scroll).verticalScrollBar()
    assert bar.maximum() == whole.height() - panel.findChild(Scroll).viewport().height() > 0
    for part in whole.findChildren(QWidget):
        if part.isVisible() and part.parentWidget() is whole:
            assert part.geometry().right() < panel.width() - Theme().px(8), part
            assert part.width() >= part.minimumSizeHint().width(), part


def test_every_control_has_a_name_a_tip_and_the_focus(panel) -> None:
    for drawing in (False, True):
        body(panel).show_mode(drawing=drawing, values=False, formula=True)
        for control in panel.findChildren(QAbstractButton):
            if control.isVisible():
                assert control.accessibleName(), control
                assert control.toolTip() or control.parentWidget().toolTip(), control
                # Of buttons that exclude each other Qt leaves Tab to the chosen one; arrows reach the rest.
                if control.group() is None or control.isChecked():
                    assert control.focusPolicy() == Qt.FocusPolicy.TabFocus, control
                assert not control.focusPolicy() & Qt.FocusPolicy.ClickFocus, control
