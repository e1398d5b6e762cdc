"""A convolutional network in the window: its maps by mouse and keys, and how it is built."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu

from nnviz.drawing.selection import Selection
from nnviz.engine import Dense
from nnviz.engine.layers import Conv, GlobalMaxPool, MaxPool
from nnviz.session.preferences import Preferences
from nnviz.ui.diagram.headers import AddLayerButton, LayerHeader
from tests.helpers.convolving import convolved, pooled
from tests.helpers.pointer import point_at

LAYERS = (Conv(6, 5, padding="valid", activation="relu"), MaxPool(2), Conv(4, 3, activation="relu"))


pytestmark = pytest.mark.usefixtures("few_figures")


@pytest.fixture
def person(open_window):
    person = open_window(data="figures", layers=LAYERS, learning_rate=0.003, epochs=1_000_000)
    person.desk.advance(1)
    person.wait(lambda: person.desk.shown.epoch == 1)
    person.window.diagram.rest_now()
    return person


def place_of(person, part, unit, row, column):
    """Where a cell is in px of the diagram."""
    tiles = person.window.diagram.scene.layout.maps[part]
    x, y, wide, high = tiles.span(tiles.units.index(unit), (row, row + 1), (column, column + 1))
    return QPoint(round(x + wide / 2 - 0.5), round(y + high / 2 - 0.5))


def picture_of(diagram):
    image = diagram.grab().toImage()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[:, :, :3]
    return pixels.astype(int).copy()


def accent(person, pixels):
    """(rows, columns) whether a pixel has the colour of the accent."""
    color = np.array([0xC4, 0xE3, 0x4D])  # the dark theme's, as blue, green, red
    return (np.abs(pixels - color) < 40).all(axis=2)


def test_a_cell_under_the_pointer_shows_its_windows_back_to_the_picture(person):
    diagram = person.window.diagram
    before = accent(person, picture_of(diagram))
    point_at(diagram, place_of(person, 1, 3, 8, 5))
    framed = accent(person, picture_of(diagram)) & ~before
    picture = diagram.scene.layout.inputs.picture
    left, top = picture.x + 5 * picture.cell, picture.y + 8 * picture.cell
    side = 5 * picture.cell
    for x, y in ((left - 1, top + side / 2), (left + side / 2, top - 1), (left + side, top + side / 2)):
        assert framed[round(y) - 2 : round(y) + 3, round(x) - 2 : round(x) + 3].any(), "the window's edge"
    inside = framed[round(top) + 4 : round(top + side) - 4, round(left) + 4 : round(left + side) - 4]
    assert inside.mean() < 0.2
    kernels = diagram.scene.layout.layers[0].kernels
    x, y, wide, _ = kernels.rect(3)
    assert framed[round(y + wide / 2), round(x - 5) : round(x)].any(), "its kernel is framed"
    assert not framed[:, round(diagram.scene.layout.layers[1].left) :].any(), "nothing that comes after"


def test_a_click_selects_a_cell_for_all_panels_and_keys_move_it(person):
    diagram, desk = person.window.diagram, person.desk
    QTest.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=place_of(person, 3, 2, 4, 6))
    assert desk.shown.selection == Selection("neuron", 1, 2, -1, 4, 6)
    diagram.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down):
        person.key(key)
    assert desk.shown.selection == Selection("neuron", 1, 2, -1, 6, 7)
    snapshot = desk.shown.snapshot
    first, second, _ = snapshot.layers
    picture = np.asarray(snapshot.probe.inputs, float).reshape(1, 28, 28)
    maps = np.maximum(convolved(picture, *weights(first), places=(24, 24)), 0)
    shrunk, _ = pooled(maps, 2)
    wanted = np.maximum(convolved(shrunk, *weights(second), before=1, places=(12, 12)), 0)
    text = diagram.accessibleDescription()
    assert text.startswith("Map 3 of conv 2, row 7 column 8")
    assert f"a = {wanted[2, 6, 7]:.3f}" in text
    person.key(Qt.Key.Key_Escape)
    assert desk.shown.selection == Selection("neuron", 1, 2)
    person.key(Qt.Key.Key_Return)
    assert desk.shown.selection == Selection("neuron", 1, 2, -1, 6, 6), "into the middle of the map"
    person.key(Qt.Key.Key_Escape)
    person.key(Qt.Key.Key_Escape)
    assert desk.shown.selection is None


def test_a_pixel_shows_all_places_whose_windows_hold_it(person):
    diagram = person.window.diagram
    before = accent(person, picture_of(diagram))
    picture = diagram.scene.layout.inputs.picture
    x, y = picture.x + 10.5 * picture.cell, picture.y + 7.5 * picture.cell
    point_at(diagram, QPoint(round(x), round(y)))
    framed = accent(person, picture_of(diagram)) & ~before
    first = diagram.scene.layout.maps[1]
    for slot in range(6):
        left, top, wide, high = first.span(slot, (3, 8), (6, 11))  # of rows 3 to 7 each window reaches row 7
        row = framed[round(top + high / 2) - 1, round(left) - 4 : round(left + wide) + 5]
        assert row[:7].any()
        assert row[-7:].any()
        assert not row[9:-9].any()
    QTest.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    assert person.desk.shown.selection == Selection("input", -1, 7 * 28 + 10)
    assert "in 25 windows of the first layer" in diagram.accessibleDescription()


def weights(state):
    return state.parameters["weights"], state.parameters["bias"]


def test_the_winner_of_a_pooling_is_told(person):
    diagram = person.window.diagram
    snapshot = person.desk.shown.snapshot
    picture = np.asarray(snapshot.probe.inputs, float).reshape(1, 28, 28)
    maps = np.maximum(convolved(picture, *weights(snapshot.layers[0]), places=(24, 24)), 0)
    shrunk, won = pooled(maps, 2)
    unit, row, column = (int(v) for v in np.unravel_index(shrunk.argmax(), shrunk.shape))
    QTest.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=place_of(person, 2, unit, row, column))
    assert person.desk.shown.selection == Selection("neuron", 0, unit, -1, row, column, 1)
    at = won[unit, row, column]
    assert f"the largest, from row {at[0] + 1} column {at[1] + 1}" in diagram.accessibleDescription()


def test_a_selected_cell_stays_while_it_trains_and_goes_with_its_map(person):
    person.window.diagram.select(Selection("neuron", 0, 5, -1, 23, 23))
    person.desk.advance(1)
    person.wait(lambda: person.desk.shown.epoch == 2)
    assert person.desk.shown.selection == Selection("neuron", 0, 5, -1, 23, 23)
    person.window.diagram.setting_requested.emit(0, "stride", 2)
    person.wait(lambda: person.desk.shown.snapshot.layers[0].shape == (6, 12, 12))
    assert person.desk.shown.selection is None


# ---- building
def adder(person, position):
    return person.window.diagram.findChildren(AddLayerButton)[position]


def offered(person, position):
    """What the plus offers, by how it is written."""
    adder(person, position).click()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu, {action.text(): action for action in menu.actions()}


def choose(menu, action):
    menu.setActiveAction(action)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    QApplication.processEvents()


def test_the_plus_offers_what_may_stand_there_with_its_shape(person):
    menu, actions = offered(person, 1)
    assert "Convolution: conv(8, 3)\tgives 8 maps of 12 × 12" in actions
    assert "Dense: 16\tdoes not fit here" in actions, "a convolution comes after it"
    choose(menu, actions["Max pooling: maxpool(2)\tgives 6 maps of 6 × 6"])
    wanted = (*LAYERS[:2], MaxPool(2), LAYERS[2])
    person.wait(lambda: person.session.runs.current.snapshot.experiment.layers == wanted)
    person.wait(lambda: person.desk.shown.snapshot.layers[1].shape == (4, 6, 6))
    person.window.grab()
    person.session.settings.undo()
    person.wait(lambda: person.session.runs.current.snapshot.experiment.layers == LAYERS)


def test_what_cannot_stand_there_is_said_with_both_shapes(person):
    menu, actions = offered(person, 1)
    refused = next(a for text, a in actions.items() if text.startswith("Global max") and "not fit" in text)
    before = person.desk.experiment
    choose(menu, refused)
    assert "(6,)" in person.window.message_row.text, "what the convolution behind it would get"
    assert person.desk.experiment == before
    person.window.diagram.setting_requested.emit(0, "size", 30)
    assert "30 × 30" in person.window.message_row.text
    assert "28" in person.window.message_row.text


def header(person, number):
    return next(h for h in person.window.diagram.findChildren(LayerHeader) if h.layer == number)


def chosen(menu, *path):
    """The action at the end of a path of words."""
    for word in path[:-1]:
        menu = next(action.menu() for action in menu.actions() if action.text() == word)
    return next(action for action in menu.actions() if action.text() == path[-1])


def test_the_header_changes_size_pooling_and_filters_and_keeps_what_fits(person):
    def now():
        return person.session.runs.current.snapshot

    kept = now().layers[0].parameters["weights"].copy()
    menu = header(person, 0).menu()
    menu.triggered.emit(chosen(menu, "Size", "3"))
    person.wait(lambda: now().layers[0].parameters["weights"].shape == (6, 1, 3, 3))
    np.testing.assert_array_equal(now().layers[0].parameters["weights"], kept[:, :, :3, :3])
    menu = header(person, 0).menu()
    menu.triggered.emit(chosen(menu, "Max pooling: maxpool(2)", "Size", "4"))
    person.wait(lambda: now().experiment.layers[1] == MaxPool(4))
    person.click(header(person, 1).more)
    person.wait(lambda: now().experiment.layers[2] == Conv(5, 3, activation="relu"))
    menu = header(person, 0).menu()
    menu.triggered.emit(chosen(menu, "Max pooling: maxpool(4)", "Remove"))
    wanted = (Conv(6, 3, padding="valid", activation="relu"), Conv(5, 3, activation="relu"))
    person.wait(lambda: now().experiment.layers == wanted)
    for _ in range(4):
        person.session.settings.undo()
    person.wait(lambda: now().experiment.layers == LAYERS)
    np.testing.assert_array_equal(now().layers[0].parameters["weights"], kept)


def test_a_network_of_rows_gets_a_dense_layer_at_once(open_window):
    person = open_window(data="iris", layers=(Dense(4, "relu"),))
    adder(person, 1).click()
    person.wait(lambda: len(person.session.runs.current.snapshot.layers) == 3)


@pytest.mark.parametrize("theme", ["dark", "light", "projector"])
def test_it_is_drawn_in_every_theme_and_size(open_window, theme):
    layers = (Conv(12, 3, activation="relu"), MaxPool(2), Conv(24, 3, activation="relu"), GlobalMaxPool())
    person = open_window(Preferences(theme=theme), data="figures", layers=layers, epochs=2)
    person.wait(lambda: person.desk.shown is not None)
    for size in ((1024, 700), (1440, 900), (2560, 1440)):
        person.window.resize(*size)
        person.window.grab()
        layout = person.window.diagram.scene.layout
        assert (layout.width, layout.height) == (
            person.window.diagram.width(),
            person.window.diagram.height(),
        )
        assert [len(box.units) for box in layout.layers] == [12, 8, 6]
        assert layout.layers[1].folded == 16


def test_a_selected_cell_is_kept_in_a_project(person, open_window, tmp_path):
    cell = Selection("neuron", 0, 5, -1, 3, 7, 1)
    person.window.diagram.select(cell)
    path = tmp_path / "cell.nnviz"
    files = person.window.project_files
    files.save_named(path)
    person.wait(lambda: path.exists() and not files.projects.busy)
    other = open_window()
    other.window.project_files.open(path)
    other.wait(lambda: other.desk.experiment == person.desk.experiment and other.desk.shown is not None)
    other.wait(lambda: other.desk.shown.selection == cell)


def test_a_filter_of_several_channels_shows_its_kernels_on_their_lines(person):
    """Picked by the arrow keys: beside every pooled map stands the kernel for it."""
    diagram = person.window.diagram
    diagram.select(Selection("neuron", 1, 2))
    pixels = picture_of(diagram)
    x0, y0, _, _ = diagram.scene.layout.gap(1)
    kernels = person.desk.shown.snapshot.layers[1].parameters["weights"][2]
    for channel in range(6):
        left, middle = round(x0[channel]) + 4, round(y0[channel])
        ground = pixels[middle - 8 : middle + 9, left + 2 : left + 19]
        warm = (ground[..., 2] - ground[..., 0]).astype(float)
        clear = np.abs(kernels[channel]) > 0.3 * np.abs(kernels).max()
        places = np.linspace(2, 14, 3).round().astype(int)
        shown = warm[np.ix_(places, places)]
        assert (np.sign(shown[clear]) == np.sign(kernels[channel][clear])).all()


def test_a_button_gives_every_map_its_own_scale(person):
    """The palest map of the first layer is then as bright as the brightest."""
    diagram = person.window.diagram
    tiles = diagram.scene.layout.maps[1]
    button = next(b for b in diagram.findChildren(QAbstractButton) if "its own scale" in b.accessibleName())
    assert button.isVisible()

    def brightest(unit):
        x, y, wide, high = (round(v) for v in tiles.rect(unit))
        return int(picture_of(diagram)[y + 3 : y + high - 3, x + 3 : x + wide - 3].sum(axis=2).max())

    before = [brightest(unit) for unit in range(6)]
    palest = int(np.argmin(before))
    person.click(button)
    assert brightest(palest) > before[palest] + 60
    person.click(button)
    assert [brightest(unit) for unit in range(6)] == before


def test_without_maps_there_is_no_such_button(open_window):
    person = open_window()
    person.wait(lambda: person.desk.shown is not None)
    buttons = person.window.diagram.findChildren(QAbstractButton)
    assert not [b for b in buttons if "its own scale" in b.accessibleName() and b.isVisible()]
