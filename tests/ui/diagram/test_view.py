from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.drawing.plan import arrange
from nnviz.drawing.selection import Selection
from nnviz.engine.activations import ACTIVATIONS
from nnviz.engine.layers import Dense
from nnviz.training.plane import plane_maps
from nnviz.training.timeline import Timeline
from nnviz.ui.diagram import DiagramView
from nnviz.ui.diagram.composer import Composer
from nnviz.ui.diagram.fold_popup import FoldPopup
from nnviz.ui.diagram.headers import AddLayerButton, LayerHeader, Title
from nnviz.ui.diagram.legend import Legend
from nnviz.ui.diagram.pointing import Pointing
from nnviz.ui.theme import THEMES, Theme, apply_theme
from tests.helpers.parts import dense_parts
from tests.helpers.plane import plane_case
from tests.helpers.snapshots import hand_built_snapshot

SNAPSHOT = hand_built_snapshot((32,))
LAYOUT = arrange(dense_parts((64, 32, 10), (8, 8)), 832, 712)


@pytest.fixture
def view(qtbot):
    view = DiagramView()
    qtbot.addWidget(view)
    view.resize(832, 712)
    apply_theme(view, Theme())
    view.show()
    view.show_snapshot(SNAPSHOT)
    return view


def neuron_at(layer, unit):
    box = LAYOUT.layers[layer]
    return QPoint(round(box.bead_x[unit]), round(box.y[unit]))


def pixels(view):
    image = view.grab().toImage()
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1).copy()


def test_before_the_first_snapshot_it_says_that_it_loads(qtbot):
    view = DiagramView()
    qtbot.addWidget(view)
    view.resize(832, 712)
    view.show()
    empty = pixels(view)
    assert (empty != empty[0, 0]).any()
    assert not view.findChild(Legend).isVisible()
    view.show_snapshot(SNAPSHOT)
    assert view.findChild(Legend).isVisible()
    view.show_snapshot(None)
    assert not view.findChild(Legend).isVisible()


def test_a_snapshot_is_painted_at_once_and_refined_when_it_rests(view, qtbot):
    assert not view.resting
    quick = pixels(view)
    with qtbot.waitSignal(view.rested, timeout=10_000):
        pass
    assert view.resting
    shown, total = view.lines_shown
    assert total == 2368
    assert shown == len(view.scene.lines)
    assert (pixels(view) != quick).any()


def test_the_legend_says_how_many_lines_and_where_they_are_full(view):
    view.rest_now()
    legend = view.findChild(Legend)
    shown, _ = view.lines_shown
    assert legend.count_text() == f"{shown} of 2,368 lines"
    top = np.abs(SNAPSHOT.edge_values(0, "signal")).max()
    assert f"±{top:.2f}" in legend.full_text()
    view.set_lines("weights")
    assert f"±{np.abs(SNAPSHOT.layers[0].weights).max():.2f}" in legend.full_text()
    assert "w =" in legend.full_text()


def test_choosing_what_the_lines_show_asks_and_shows(view, qtbot):
    before = len(view.scene.lines)
    with qtbot.waitSignal(view.lines_requested) as asked:
        view.findChild(Legend).choice.setFocus()
        qtbot.keyClick(view.findChild(Legend).choice.focusProxy(), Qt.Key.Key_Right)
    assert asked.args == ["weights"]
    assert len(view.scene.lines) != before


def test_a_click_selects_and_a_click_on_the_ground_clears(view, qtbot):
    with qtbot.waitSignal(view.selection_changed) as told:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=neuron_at(0, 5))
    assert told.args == [Selection("neuron", 0, 5)]
    assert view.selection == Selection("neuron", 0, 5)
    with qtbot.waitSignal(view.selection_changed) as told:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 120))
    assert told.args == [None]


def test_selecting_lights_its_connections_and_dims_the_rest(view):
    view.rest_now()
    plain = pixels(view)
    view.select(Selection("neuron", 1, 4))
    lit = pixels(view)
    x = (LAYOUT.layers[0].left + LAYOUT.inputs.right) / 2  # where no connection of an output runs
    column = slice(round(x) - 20, round(x) + 20)
    stage = Theme().surface("stage").rgb() & 0xFF

    def light(image):
        return np.abs((image[60:, column] & 0xFF).astype(int) - stage).sum()

    assert light(lit) < 0.6 * light(plain)


def test_a_key_ends_the_hover_until_the_mouse_moves_again(view, qtbot):
    """Lines and numbers are those of what the last device is on, be it mouse or keyboard."""
    seven = neuron_at(0, 7)
    qtbot.mouseMove(view, seven)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=seven)
    with qtbot.waitSignal(view.hover_changed) as told:
        qtbot.keyClick(view, Qt.Key.Key_Down)
    assert told.args == [None]
    assert view.selection == Selection("neuron", 0, 8)
    by_key = pixels(view)
    with qtbot.waitSignal(view.hover_changed) as told:
        qtbot.mouseMove(view, seven + QPoint(1, 0))
    assert told.args == [Selection("neuron", 0, 7)]
    assert (pixels(view) != by_key).any()
    qtbot.mouseMove(view, QPoint(100, 120))
    qtbot.waitUntil(lambda: bool((pixels(view) == by_key).all()))


def test_hovering_tells_and_leaving_tells(view, qtbot):
    with qtbot.waitSignal(view.hover_changed) as told:
        qtbot.mouseMove(view, neuron_at(0, 7))
    assert told.args == [Selection("neuron", 0, 7)]
    with qtbot.waitSignal(view.hover_changed) as told:
        qtbot.mouseMove(view, QPoint(100, 120))
    assert told.args == [None]


def test_arrow_keys_walk_and_escape_clears(view, qtbot):
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.selection == Selection("neuron", 0, 0)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.selection.layer == 1
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.selection is None


def test_who_cannot_see_is_told_the_numbers(view):
    view.select(Selection("neuron", 0, 5))
    text = view.accessibleDescription()
    assert "Hidden neuron 6" in text
    assert f"{SNAPSHOT.probe.a[0][5]:.3f}" in text
    view.select(Selection("edge", 0, 5, 9))
    assert "row 2 col 2" in view.accessibleDescription().lower()


def test_space_is_left_to_the_window(view):
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ")
    view.keyPressEvent(event)
    assert not event.isAccepted()


def viewport(view):
    """How far the person has zoomed in, and to where."""
    return view.findChild(Pointing).viewport


def wheel(view, at, delta):
    position = QPointF(at)
    event = QWheelEvent(
        position, view.mapToGlobal(position), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def test_the_wheel_zooms_about_the_pointer_and_double_click_fits(view, qtbot):
    at = neuron_at(0, 5)
    wheel(view, at, 480)
    assert viewport(view).scale > 1.5
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    assert view.selection == Selection("neuron", 0, 5), "what is under the pointer stays there"
    pixels(view)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert viewport(view).fitted
    qtbot.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert not viewport(view).fitted
    wheel(view, QPoint(0, 0), 2600)
    pixels(view)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(20, 400))
    assert viewport(view).fitted


def test_dragging_the_ground_pans_when_zoomed_and_keeps_the_selection(view, qtbot):
    view.select(Selection("neuron", 0, 5))
    wheel(view, view.rect().center(), 480)
    before = viewport(view)
    start = QPoint(400, 500)
    qtbot.mousePress(view, Qt.MouseButton.MiddleButton, pos=start)
    qtbot.mouseMove(view, start + QPoint(-40, -30))
    qtbot.mouseRelease(view, Qt.MouseButton.MiddleButton, pos=start + QPoint(-40, -30))
    assert viewport(view).dx == before.dx - 40
    assert viewport(view).dy == before.dy - 30
    assert view.selection == Selection("neuron", 0, 5)


def test_headers_ask_for_units_and_layers(view, qtbot):
    header = view.findChild(LayerHeader)
    with qtbot.waitSignal(view.units_requested) as asked:
        header.more.click()
    assert asked.args == [0, 33]
    with qtbot.waitSignal(view.units_requested) as asked:
        header.fewer.click()
    assert asked.args == [0, 31]
    for position, button in enumerate(view.findChildren(AddLayerButton)):
        button.click()
        menu = QApplication.activePopupWidget()
        chosen = next(action for action in menu.actions() if action.data() == Dense(16, "relu"))
        with qtbot.waitSignal(view.kind_added_requested) as asked:
            chosen.trigger()
        assert asked.args == [position, Dense(16, "relu")]
        menu.close()


def test_the_menu_of_a_layer_is_made_from_the_tables(view, qtbot):
    menu = view.findChild(LayerHeader).menu()
    actions = [a for part in menu.actions() for a in (part.menu().actions() if part.menu() else [part])]
    data = [a.data() for a in actions if a.data()]
    assert {n for kind, n in data if kind == "activation"} == set(ACTIVATIONS) - {"softmax"}
    chosen = next(a for a in actions if a.data() == ("activation", "tanh"))
    with qtbot.waitSignal(view.activation_requested) as asked:
        menu.triggered.emit(chosen)
    assert asked.args == [0, "tanh"]
    with qtbot.waitSignal(view.layer_removed_requested) as asked:
        menu.triggered.emit(next(a for a in actions if a.data() == ("remove", 0)))
    assert asked.args == [0]


def test_six_hidden_layers_are_the_most(view):
    view.show_snapshot(hand_built_snapshot([8] * 6))
    assert not any(b.isVisible() for b in view.findChildren(AddLayerButton) if b.parent() is view)


@pytest.mark.parametrize("hidden", [(), (1,), (512,), (512,) * 6, (3, 300, 7)])
@pytest.mark.parametrize("size", [(688, 512), (832, 712)])
def test_headers_never_overlap(view, hidden, size, qtbot):
    view.resize(*size)
    view.show_snapshot(hand_built_snapshot(hidden))
    qtbot.wait(1)
    headers = [one for kind in (Title, LayerHeader, AddLayerButton) for one in view.findChildren(kind)]
    shown = [one.geometry() for one in headers if one.parent() is view and one.isVisible()]
    assert len(shown) >= 3
    for i, box in enumerate(shown):
        assert box.left() >= 0
        assert box.right() <= view.width()
        assert not any(box.intersects(other) for other in shown[i + 1 :])


def test_a_selection_that_is_no_more_is_cleared(view, qtbot):
    view.select(Selection("neuron", 0, 31))
    with qtbot.waitSignal(view.selection_changed) as told:
        view.show_snapshot(hand_built_snapshot((16,)))
    assert told.args == [None]
    view.select(Selection("neuron", 5, 0))
    assert view.selection is None


def test_a_folded_unit_is_shown_once_it_is_picked(view, qtbot):
    view.show_snapshot(hand_built_snapshot((512,)))
    box = view.scene.layout.layers[0]
    folded = next(u for u in range(512) if u not in box.units)
    at = QPoint(round(box.bead_x[-1]), round(box.y[-1]))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    popup = view.findChild(FoldPopup)
    assert popup.isVisible()
    pixels(popup)
    qtbot.mouseClick(popup, Qt.MouseButton.LeftButton, pos=popup.centre(folded).toPoint())
    assert view.selection == Selection("neuron", 0, folded)
    assert folded in view.scene.layout.layers[0].units


def test_the_popup_goes_by_keys(view, qtbot):
    view.show_snapshot(hand_built_snapshot((512,)))
    box = view.scene.layout.layers[0]
    at = QPoint(round(box.bead_x[-1]), round(box.y[-1]))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    popup = view.findChild(FoldPopup)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(popup, key)
    assert view.selection == Selection("neuron", 0, 1 + popup.columns)


def test_without_a_sample_it_says_what_to_do_and_weights_still_show(view):
    view.show_snapshot(hand_built_snapshot((32,), probed=False))
    assert view.lines_shown[0] == 0
    assert not view.scene.showable
    pixels(view)
    view.set_lines("weights")
    assert view.lines_shown[0] > 0


def test_an_edge_knows_its_weight_of_earlier(view):
    timeline = Timeline()
    early = dataclasses.replace(hand_built_snapshot((32,), seed=3), epoch=0)
    timeline.keep(early)
    view.set_timeline(timeline)
    _, said = view.scene.words(Selection("edge", 0, 5, 9), with_earlier=True)
    assert f"{abs(early.layers[0].weights[9, 5]):.3f}" in str(said[0])
    assert "epoch 0" in str(said[0])


def test_tab_to_the_diagram_is_seen(view, qtbot):
    accent = Theme().accent()

    def framed():
        image = view.grab().toImage()
        return [image.pixelColor(x, 2) for x in (200, 400, 600)] == [accent] * 3

    assert not framed()
    view.setProperty("keyboard_focus", True)  # as the window has it once Tab was pressed
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(framed)
    view.clearFocus()
    qtbot.waitUntil(lambda: not framed())


def test_the_legend_explains_the_tiles_that_there_are(view, qtbot):
    legend = view.findChild(Legend)

    def explained():
        QApplication.sendEvent(legend, QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), QPoint(5, 5)))
        return legend.toolTip()

    assert "Tiles are the weights into a neuron, full at 80 % of the largest." in explained()
    snapshot, dataset = plane_case()
    view.set_dataset_shape(dataset.feature_shape, dataset.class_names, dataset.feature_names)
    view.set_maps(plane_maps(snapshot, dataset, 32))
    view.show_snapshot(snapshot)
    assert "Tiles are what a neuron says of every point of the plane" in explained()
    assert "weights into" not in explained()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("hidden", [(), (32,), (512,) * 6])
def test_every_theme_paints_every_network(view, theme, hidden):
    apply_theme(view, Theme(theme, window_height=700))
    view.show_snapshot(hand_built_snapshot(hidden, probed=len(hidden) != 1))
    view.rest_now()
    image = pixels(view)
    assert len(np.unique(image)) > 100


def test_other_data_have_other_shapes_and_names(view):
    view.set_dataset_shape((2,), ("inside", "outside"))
    view.show_snapshot(hand_built_snapshot((4,), inputs=2, outputs=2, label=1))
    assert view.scene.layout.inputs.picture is None
    view.select(Selection("neuron", 1, 1))
    assert "outside" in view.accessibleDescription()
    pixels(view)
    view.set_dataset_shape((28, 28), tuple("0123456789"))
    view.show_snapshot(hand_built_snapshot((128, 64), inputs=784))
    assert not view.scene.layout.inputs.dots
    pixels(view)


def test_a_selected_unit_is_not_folded_away_by_less_room(view):
    view.resize(832, 712)
    view.show_snapshot(hand_built_snapshot((40,)))
    layout = view.scene.layout
    view.resize(500, 330)
    assert view.scene.layout.layers[0].folded
    gone = next(u for u in range(40) if u not in view.scene.layout.layers[0].units)
    view.resize(832, 712)
    assert gone in layout.layers[0].units
    view.select(Selection("neuron", 0, gone))
    view.resize(500, 330)
    assert view.scene.layout.layers[0].folded
    assert gone in view.scene.layout.layers[0].units


def test_neurons_that_are_not_connected_to_the_selected_one_are_dimmed(view):
    view.resize(832, 712)
    view.show_snapshot(hand_built_snapshot((32,)))
    layout = view.scene.layout
    box, dpr = layout.layers[0], view.devicePixelRatioF()

    def tile(slot):
        side = int(box.tile / 2) - 2
        x, y = int(box.x[slot]), int(box.y[slot])
        image = view.grab().toImage()
        return [image.pixelColor(int((x + d) * dpr), int(y * dpr)).getRgb() for d in range(-side, side, 3)]

    before = [tile(5), tile(6)]
    view.select(Selection("neuron", 0, box.units[5]))
    after = [tile(5), tile(6)]
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_a_bare_diagram_is_the_network_alone(qtbot):
    bare = DiagramView(bare=True)
    qtbot.addWidget(bare)
    apply_theme(bare, Theme("light"))
    bare.resize(420, 400)
    bare.show()
    assert bare.output_row(2) is None
    bare.show_snapshot(hand_built_snapshot())
    assert [child for child in bare.findChildren(QWidget) if child.isVisible()] == []
    rows = [bare.output_row(unit) for unit in range(10)]
    assert all(bare.rect().contains(row.toAlignedRect()) for row in rows)
    assert all(one.bottom() <= other.top() + 1e-6 for one, other in pairwise(rows))


def test_a_theme_that_it_has_already_draws_nothing_anew(qtbot, monkeypatch):
    """Each of the widgets around hands the theme on."""
    view = DiagramView()
    qtbot.addWidget(view)
    drawn: list[str] = []
    composer = view.findChild(Composer)
    monkeypatch.setattr(composer, "refresh", lambda: drawn.append(composer.theme.name))
    for name in ("light", "light", "dark", "dark"):
        view.set_theme(Theme(name))
    assert drawn == ["light", "dark"]


def contrast(image, rect):
    """How much lighter the lightest pixel of a place is than the darkest."""
    levels = [
        image.pixelColor(x, y).lightness()
        for x in range(rect.left(), rect.right())
        for y in range(rect.top(), rect.bottom())
    ]
    return max(levels) - min(levels)


def test_what_it_answers_is_as_legible_whatever_is_selected(view):
    labels, rows = LAYOUT.labels, LAYOUT.layers[-1].y
    left, right = round(labels.text_x - 8), round(labels.bar_x + labels.bar_width)
    places = [QRect(left, round(y) - 12, right - left, 24) for y in rows.tolist()]
    plain = view.grab().toImage()
    view.select(Selection("edge", 0, 14, 20))
    lit = view.grab().toImage()
    assert lit != plain
    for place in places:
        assert contrast(lit, place) > 0.9 * contrast(plain, place) > 60


def test_no_note_covers_what_it_answers(view, qtbot):
    labels = LAYOUT.labels
    column = QRect(
        round(labels.text_x) - 16, 60, round(labels.bar_x + labels.bar_width - labels.text_x) + 16, 600
    )
    plain = view.grab().toImage().copy(column)
    for layer, unit in ((1, 3), (0, 14)):
        with qtbot.waitSignal(view.hover_changed):
            qtbot.mouseMove(view, neuron_at(layer, unit))
        with_note = view.grab().toImage().copy(column)
        strong = Theme().strong
        noted = sum(
            with_note.pixelColor(x, y) == strong != plain.pixelColor(x, y)
            for x in range(0, column.width(), 3)
            for y in range(0, column.height(), 3)
        )
        assert noted < 20, "a note is hundreds of them, a stroke of a digit a few"
