"""The workspace Images by mouse and keys: a place of a map, blame, what excites a map, why a class."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from nnviz.data.steps import STEPS
from nnviz.drawing.describe import describe
from nnviz.drawing.numbers import fitted
from nnviz.drawing.selection import Selection
from nnviz.engine import Conv, MaxPool
from nnviz.session.preferences import Preferences
from nnviz.training.experiment import Experiment
from nnviz.training.kernel_gradient import KernelWeight
from nnviz.ui.canvas.image_grid import DigitGrid
from nnviz.ui.canvas.label_row import ClassButton
from nnviz.ui.canvas.steps_row import StepsRow, StepsWarning
from nnviz.ui.canvas.strip import SeenStrip
from nnviz.ui.images.bar_rows import BarRows
from nnviz.ui.images.matrix import MatrixView
from tests.helpers.convolving import DESIGN

FIGURES = Experiment.on("figures", workspace="images", layers=DESIGN, epochs=4, learning_rate=0.003)


pytestmark = pytest.mark.usefixtures("few_figures")


@pytest.fixture
def person(open_window):
    return at_figures(open_window)


def at_figures(open_window, *arguments: object, experiment: Experiment = FIGURES, **where: object):
    """Two epochs into figures, a test image shown."""
    person = open_window(*arguments, experiment=experiment, **where)
    person.desk.advance(2)
    person.wait(lambda: person.desk.shown.epoch == 2 and not person.desk.playing)
    show(person, 3)
    return person


def show(person, index: int) -> None:
    """Ask for a test image by its place in the grid."""
    panel = person.window.input_panel
    panel.samples.sample_requested.emit(index)
    person.wait(lambda: person.desk.shown.sample is not None and person.desk.shown.sample.index == index)


def results(person):
    return person.window.place.current.results


def select(person, layer: int, unit: int, row: int, column: int, behind: int = 0) -> None:
    person.window.diagram.select(Selection("neuron", layer, unit, row=row, column=column, behind=behind))
    person.wait(lambda: person.desk.shown.selection is not None and person.desk.shown.selection.row == row)


def click_cell(table: MatrixView, row: int, column: int) -> None:
    middle = table.cell_rect((row, column)).center().toPoint()
    QTest.mouseClick(table, Qt.MouseButton.LeftButton, pos=middle)


def place_of_cell(person, layer: int, unit: int, row: int, column: int) -> QPoint:
    """Where a cell of a map stands in the diagram."""
    layout = person.window.diagram.scene.layout
    tiles = layout.layers[layer].maps
    x, y, wide, high = tiles.span(tiles.units.index(unit), (row, row + 1), (column, column + 1))
    return QPoint(round(x + wide / 2), round(y + high / 2))


def test_the_tab_opens_figures(open_window) -> None:
    person = open_window()
    tabs = {button.text(): button for button in person.window.header.findChildren(QAbstractButton)}
    person.click(tabs["Images"])
    person.wait(lambda: person.window.place.name == "images" and person.desk.shown is not None)
    shown = person.desk.shown
    assert shown.dataset.name == "figures"
    assert shown.network.input_shape == (1, 28, 28)
    assert person.window.input_panel.isVisible()
    assert not results(person).speaks_of_place
    person.click(tabs["Digits"])
    person.wait(lambda: person.window.place.name == "digits" and person.desk.shown is not None)
    assert person.window.results.answer.isVisible()


def test_a_click_on_a_cell_shows_how_its_number_came_about(person) -> None:
    diagram = person.window.diagram
    QTest.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=place_of_cell(person, 0, 3, 9, 5))
    person.wait(lambda: results(person).speaks_of_place)
    card = results(person).card
    assert card.title.text() == "Filter 4 at row 10, column 6"
    assert card.layer.text() == "output of conv1"
    shown = person.desk.shown
    picture = shown.probe.inputs.reshape(28, 28).astype(float)
    kernel = shown.network.layers[0].values["weights"][3, 0].astype(float)
    under, weights, products = card.forward.under, card.forward.weights, card.forward.products
    np.testing.assert_allclose(under.grid.values, picture[9:14, 5:10], atol=1e-6)
    np.testing.assert_allclose(weights.grid.values, kernel, atol=1e-6)
    np.testing.assert_allclose(products.grid.values, picture[9:14, 5:10] * kernel, atol=1e-6)
    lines = [(line.name, line.value) for line in card.forward.lines.lines]
    total = float((picture[9:14, 5:10] * kernel).sum())
    assert lines[0] == ("all 25 added", f"{total:+.3f}".replace("-", "−"))


def test_arrow_keys_move_the_place_and_escape_leaves_it(person) -> None:
    diagram = person.window.diagram
    select(person, 0, 2, 4, 4)
    diagram.setFocus()
    person.key(Qt.Key.Key_Right)
    person.key(Qt.Key.Key_Down)
    person.wait(lambda: results(person).card.title.text() == "Filter 3 at row 6, column 6")
    person.key(Qt.Key.Key_Escape)
    person.key(Qt.Key.Key_Escape)
    person.wait(lambda: not results(person).speaks_of_place)
    assert results(person).answer.isVisible()


def test_several_channels_have_their_sums_and_one_stands_open(person) -> None:
    select(person, 1, 6, 3, 6)
    forward = results(person).card.forward
    place = forward.channels
    sums = {row.key: row.value for row in place.rows}
    assert sorted(sums) == [0, 1, 2, 3, 4, 5]
    shown = person.desk.shown
    maps = shown.probe.layers[1].a.reshape(6, 12, 12).astype(float)
    kernel = shown.network.layers[2].values["weights"][6].astype(float)
    wanted = (maps[:, 3:6, 6:9] * kernel).sum(axis=(1, 2))
    np.testing.assert_allclose([sums[c] for c in range(6)], wanted, atol=1e-5)
    largest = int(np.abs(wanted).argmax())
    assert forward.under.grid.title == f"channel {largest + 1} under it"
    tall = place.height() // 6
    QTest.mouseClick(place, Qt.MouseButton.LeftButton, pos=QPoint(20, tall * 2 + tall // 2))
    assert forward.under.grid.title == "channel 3 under it"
    np.testing.assert_allclose(forward.products.grid.values, maps[2, 3:6, 6:9] * kernel[2], atol=1e-6)
    place.setFocus()
    person.key(Qt.Key.Key_Down)
    assert forward.under.grid.title == "channel 4 under it"


def test_cells_of_the_three_tables_are_pointed_at_together(person) -> None:
    select(person, 0, 1, 10, 10)
    forward = results(person).card.forward
    forward.under.setFocus(Qt.FocusReason.TabFocusReason)
    person.key(Qt.Key.Key_Right)
    person.key(Qt.Key.Key_Down)
    for table in (forward.under, forward.weights, forward.products):
        value = table.grid.values[1, 1]
        assert f"{abs(value):.4f}"[:5] in table.accessibleDescription().splitlines()[0].replace("−", "-")
    assert "row 12, column 12" in forward.under.accessibleDescription()
    assert forward.under.accessibleName() == "image under it"
    assert "Ink is full at" in forward.under.accessibleDescription()


def test_padding_is_told_as_such(open_window) -> None:
    padded = FIGURES.with_(layers=(Conv(4, 3, activation="relu"), MaxPool(2)))
    person = at_figures(open_window, experiment=padded)
    select(person, 0, 1, 0, 0)
    under = results(person).card.forward.under
    assert under.grid.padded[0].all()
    assert not under.grid.padded[1:, 1:].any()
    under.setFocus(Qt.FocusReason.TabFocusReason)
    assert "beyond the edge" in under.accessibleDescription()


def test_of_a_pooling_the_winner_is_marked(person) -> None:
    select(person, 0, 2, 4, 5, behind=1)
    card = results(person).card
    assert card.title.text() == "Map 3 at row 5, column 6"
    maps = person.desk.shown.probe.layers[0].a.reshape(6, 24, 24)
    window = maps[2, 8:10, 10:12]
    np.testing.assert_array_equal(card.forward.under.grid.values, window)
    assert card.forward.under.grid.marked == tuple(np.unravel_index(window.argmax(), (2, 2)))
    assert not card.mode.button("blame").isEnabled()
    assert not card.forward.weights.isVisible()


def test_a_click_on_a_weight_shows_who_is_to_blame_for_it(person) -> None:
    select(person, 1, 4, 2, 2)
    card = results(person).card
    click_cell(card.forward.weights, 1, 2)
    blame = card.blame
    assert blame.isVisible()
    weight = blame.weight
    assert (weight.layer, weight.unit, weight.row, weight.column) == (2, 4, 1, 2)
    person.window.place.settle()
    shown = person.desk.shown
    maps = shown.probe.layers[1].a.reshape(6, 12, 12).astype(float)
    delta = shown.probe.layers[2].dz.reshape(12, 10, 10)[4].astype(float)
    met = maps[weight.channel, 1:11, 2:12]
    np.testing.assert_allclose(blame.met.grid.values, met, atol=1e-6)
    np.testing.assert_allclose(blame.delta.grid.values, delta, atol=1e-8)
    np.testing.assert_allclose(blame.products.grid.values, met * delta, atol=1e-8)
    assert "✓" in blame.nudge.text()
    # the places of the maps can be chosen, and tell why they have no blame
    zeros = np.argwhere(delta == 0)
    click_cell(blame.delta, *zeros[0].tolist())
    assert f"Row {zeros[0][0] + 1}, column {zeros[0][1] + 1} has no blame" in blame.reason.text()
    # another weight of the filter by its gradient
    table = blame.strip.tables[0]
    click_cell(table, 0, 0)
    assert (blame.weight.row, blame.weight.column) == (0, 0)


def test_blame_over_the_batch_adds_up_its_examples(person) -> None:
    select(person, 0, 4, 8, 8)
    card = results(person).card
    person.click(card.mode.button("blame"))
    person.click(card.blame.which.button("batch"))
    rows = card.blame.examples.rows
    assert [row.name for row in rows][-1] == "29 more"
    value = card.blame.lines.lines[-1].value.replace("−", "-")
    assert sum(row.value for row in rows) == pytest.approx(float(value), abs=6e-5)
    assert not card.blame.met.isVisible()


def test_without_a_label_nobody_is_blamed(person) -> None:
    select(person, 0, 4, 8, 8)
    card = results(person).card
    person.click(card.mode.button("blame"))
    person.desk.set_label(None)
    person.wait(lambda: person.desk.shown.probe.loss is None)
    assert "Say what it is" in card.blame.head.text()
    assert not card.blame.lines.isVisible()


def test_the_kernel_slides_on_request_and_stops(person) -> None:
    select(person, 0, 1, 3, 22)
    card = results(person).card
    person.click(card.slide)
    person.wait(lambda: card.title.text() == "Filter 2 at row 4, column 24")
    person.wait(lambda: card.title.text() == "Filter 2 at row 5, column 1")
    person.click(card.slide)
    title = card.title.text()
    QTest.qWait(800)
    assert card.title.text() == title


def test_the_kernel_stays_at_the_cell_that_is_clicked_while_it_slides(person) -> None:
    select(person, 0, 1, 3, 10)
    card = results(person).card
    person.click(card.slide)
    person.wait(lambda: card.title.text() == "Filter 2 at row 4, column 12")
    place = place_of_cell(person, 0, 3, 9, 5)
    QTest.mouseClick(person.window.diagram, Qt.MouseButton.LeftButton, pos=place)
    person.wait(lambda: card.title.text() == "Filter 4 at row 10, column 6")
    assert not card.slide.isChecked()
    QTest.qWait(800)
    assert card.title.text() == "Filter 4 at row 10, column 6"


def test_in_a_small_window_what_the_cell_comes_to_is_seen(open_window) -> None:
    person = at_figures(open_window, size=(1366, 740))  # a title bar and a panel besides
    select(person, 0, 2, 11, 11)
    person.window.place.settle()
    lines = results(person).card.forward.lines
    seen = lines.visibleRegion().boundingRect()
    assert seen.height() == lines.height() > 0
    assert [line.name for line in lines.lines][-1].startswith("a")


def test_with_less_motion_it_goes_on_by_one_place_a_press(open_window) -> None:
    person = at_figures(open_window, Preferences(theme="dark", reduce_motion=True))
    select(person, 0, 1, 3, 3)
    card = results(person).card
    person.click(card.slide)
    person.wait(lambda: card.title.text() == "Filter 2 at row 4, column 5")
    QTest.qWait(300)
    assert card.title.text() == "Filter 2 at row 4, column 5"
    assert card.slide.accessibleName() == "Move the kernel on by one place"


def test_the_images_that_excite_a_map_most_can_be_shown(person) -> None:
    select(person, 0, 1, 3, 3)
    card = results(person).card
    person.click(card.mode.button("excites"))
    person.wait(lambda: len(card.exciting.pictures.found) == 12)
    shown = person.desk.shown
    maps = shown.network.forward(shown.dataset.test_features).stages[0].a.reshape(6, 576, -1)[1]
    order = np.argsort(-maps.max(axis=0), kind="stable")[:12]
    assert [one.index for one in card.exciting.pictures.found] == order.tolist()
    pictures = card.exciting.pictures
    pictures.setFocus()
    person.key(Qt.Key.Key_Right)
    person.key(Qt.Key.Key_Return)
    person.wait(lambda: person.desk.shown.sample.index == int(order[1]))
    assert f"2: test image {order[1] + 1}" in pictures.accessibleDescription()


def test_what_pushed_it_and_what_it_says_without_a_patch(person) -> None:
    pushes = results(person).pushes
    values = [row.value for row in pushes.rows.rows]
    z = np.sort(person.desk.shown.probe.layers[-1].z.astype(float))
    assert sum(values) == pytest.approx(z[-1] - z[-2], abs=1e-4)
    person.click(pushes.open)
    picture = pushes.picture
    assert picture.isVisible()
    picture.setFocus()
    person.key(Qt.Key.Key_Right)
    person.key(Qt.Key.Key_Right)
    patch = picture.erased.patch
    assert (patch.bottom - patch.top, patch.right - patch.left) == (6, 6)
    shown = person.desk.shown
    inputs = shown.probe.inputs.reshape(28, 28).copy()
    inputs[patch.top : patch.bottom, patch.left : patch.right] = 0
    wanted = shown.network.predict(inputs.reshape(1, -1))[0]
    np.testing.assert_allclose(picture.erased.outputs, wanted, atol=1e-6)
    assert "Without this part:" in picture.accessibleDescription()
    person.key(Qt.Key.Key_Escape)
    assert picture.erased is None


def test_maps_that_pushed_are_chosen_by_keys(person) -> None:
    rows: BarRows = results(person).pushes.rows
    rows.setFocus()
    person.key(Qt.Key.Key_Down)
    assert "map " in rows.accessibleDescription()
    first = rows.rows[0].key
    person.click(results(person).pushes.open)
    person.key(Qt.Key.Key_Down)
    assert rows.rows[1].key != first


def test_only_images_of_a_class_are_listed(person) -> None:
    panel = person.window.input_panel
    buttons = {one.text(): one for one in panel.findChildren(QAbstractButton) if one.isVisible()}
    person.click(buttons["star"])
    labels = person.desk.shown.dataset.test_labels
    shown = panel.findChild(DigitGrid).shown
    assert [int(labels[at]) for at in shown.indices] == [4] * int((labels == 4).sum())
    person.click(buttons["All"])
    assert len(shown) == len(labels)


def test_the_class_that_is_lit_alone_is_listed_also_after_micro_steps(person) -> None:
    panel = person.window.input_panel
    buttons = {
        one.text().partition(" ")[0]: one for one in panel.findChildren(QAbstractButton) if one.isVisible()
    }
    person.click(buttons["Wrong"])
    person.click(buttons["square"])
    person.desk.set_step_unit("micro")
    person.wait(lambda: person.window.place.name == "micro")
    person.desk.set_step_unit("epoch")
    person.wait(lambda: person.window.place.name == "images" and panel.isVisible())
    shown = panel.findChild(DigitGrid).shown
    person.wait(lambda: shown.answers is not None)
    assert buttons["square"].isChecked()
    data = person.desk.shown.dataset
    wrong = (data.test_labels == 1) & (person.desk.shown.test_answers != data.test_labels)
    assert shown.indices.tolist() == np.flatnonzero(wrong).tolist()
    assert (person.desk.shown.test_answers != data.test_labels).sum() > wrong.sum(), (
        "others are wrong as well"
    )


def test_what_is_drawn_enters_at_the_size_of_the_data(person) -> None:
    panel = person.window.input_panel
    buttons = {one.text(): one for one in panel.findChildren(QAbstractButton) if one.isVisible()}
    person.click(buttons["Draw"])
    panel.set_brush(0.1)
    person.draw([[[0.25, 0.5], [0.75, 0.5]], [[0.5, 0.25], [0.5, 0.75]]])
    person.wait(lambda: person.desk.shown.sample is not None and person.desk.shown.sample.from_person)
    sample = person.desk.shown.sample
    assert len(sample.strokes) == 2  # a cross of two strokes is one picture, no number
    picture = sample.features.reshape(28, 28)
    assert picture[13:15, 9:19].min() > 0.9
    assert picture[9:19, 13:15].min() > 0.9
    assert picture[:4].max() == 0
    assert picture[3:11, 3:11].max() < 0.6
    assert person.desk.shown.probe.loss is None
    names = {one.text(): one for one in panel.findChildren(ClassButton)}
    assert set(names) == set(person.desk.shown.dataset.class_names)
    person.click(names["cross"])
    person.wait(lambda: person.desk.shown.probe.loss is not None)
    assert person.desk.shown.sample.label == 3
    strip = panel.findChild(SeenStrip)
    assert strip.isVisible()
    assert [one.text() for one in panel.findChild(StepsRow).buttons if one.isVisible()] == ["size", "line"]
    # back among digits the same strokes are a digit again
    tabs = {button.text(): button for button in person.window.header.findChildren(QAbstractButton)}
    person.click(tabs["Digits"])
    person.wait(lambda: person.window.place.name == "digits" and person.desk.shown is not None)
    person.wait(lambda: person.desk.shown.sample is not None)
    assert person.desk.shown.sample.features.size == 64
    assert panel.findChild(StepsRow).isVisible()


def test_the_steps_from_a_drawing_to_a_picture_can_be_switched(person) -> None:
    panel, shown = person.window.input_panel, lambda: person.desk.shown.sample
    person.click({one.text(): one for one in panel.findChildren(QAbstractButton)}["Draw"])
    panel.set_brush(0.03)
    person.draw([[[0.05, 0.05], [0.25, 0.05], [0.25, 0.25], [0.05, 0.25], [0.05, 0.05]]])
    person.wait(lambda: shown() is not None and shown().from_person)
    usual, row = shown().features.copy(), panel.findChild(StepsRow)

    def reach() -> tuple[int, int]:
        inked = np.flatnonzero(shown().features.reshape(28, 28).max(axis=0) > 0.3)
        return int(inked[0]), int(inked[-1])

    assert reach()[1] - reach()[0] >= 9, "as large as figures are"
    person.click(row.buttons[STEPS.index("crop")])
    person.wait(lambda: (shown().features != usual).any())
    assert reach()[1] <= 0.3 * 28 + 1, "the whole canvas is shrunk as it is"
    assert panel.findChild(StepsWarning).isVisible()
    narrow = float(shown().features.sum())
    person.click(row.buttons[STEPS.index("pen")])
    person.wait(lambda: float(shown().features.sum()) != narrow)
    person.click(panel.findChild(StepsWarning))
    person.wait(lambda: (shown().features == usual).all())


def test_a_picture_that_is_opened_is_shrunk_to_the_size_of_the_data(person, tmp_path) -> None:
    grey = np.full((140, 280), 255, dtype=np.uint8)
    grey[35:105, 105:175] = 0  # a black square in the middle
    path = tmp_path / "square.png"
    Image.fromarray(grey).save(path)
    person.window.ways_in.open_file(str(path))
    person.wait(lambda: person.desk.shown.sample is not None and person.desk.shown.sample.source == "picture")
    assert person.window.place.name == "images"
    picture = person.desk.shown.sample.features.reshape(28, 28)
    # 10 px each: the square covers 105 to 175 of them
    np.testing.assert_allclose(picture[11:17, 11:17], 1.0, atol=1e-3)
    assert picture[:10].max() < 1e-3
    assert picture.sum() == pytest.approx(49.0, abs=0.1)


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_all_of_the_card_wears_the_theme_and_nothing_lies_over_the_curves(open_window, theme: str) -> None:
    size = (1920, 1080) if theme == "projector" else (1440, 900)
    person = at_figures(open_window, Preferences(theme=theme), size=size)
    select(person, 1, 6, 3, 6)
    column = results(person)
    image = column.card.forward.lines.grab().toImage()
    darkest = min(
        image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height())
    )
    assert darkest < 60  # its words are dark on a light ground
    top = column.curves.mapTo(column, QPoint(0, 0)).y()
    for part in (column.answer, column.pushes):
        if part.isVisible():
            assert part.mapTo(column, QPoint(0, part.height())).y() <= top + 1


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_in_front_of_a_class_a_place_has_the_room_of_the_curves(open_window, size: tuple[int, int]) -> None:
    """With cells of three by three as large as the design has them, all in one row, and nothing cut off."""
    person = at_figures(open_window, Preferences(theme="projector"), size=size)
    column = results(person)
    assert column.curves.isVisible()
    select(person, 1, 6, 3, 6)
    card, unit = column.card, size[1] / 1080
    assert not column.curves.isVisible()
    tables = card.forward.under, card.forward.weights, card.forward.products
    assert len({table.mapTo(card, QPoint(0, 0)).y() for table in tables}) == 1
    assert all(table.pitch >= 54 * unit for table in tables)
    right = max(table.mapTo(column, QPoint(table.width(), 0)).x() for table in tables)
    assert right <= column.width()
    person.window.diagram.select(None)
    assert column.curves.isVisible()


def test_on_a_large_screen_a_place_leaves_the_columns_as_high_as_they_are(open_window) -> None:
    person = at_figures(open_window, size=(2560, 1440))
    column = results(person)
    assert column.two_columns
    before = column.curves.height()
    select(person, 1, 6, 3, 6)
    QApplication.processEvents()
    assert column.curves.height() == before
    assert column.card.mapTo(column, QPoint(0, 0)).y() < 20


def test_what_is_picked_in_one_network_is_not_picked_in_another(open_window) -> None:
    person = open_window()
    tabs = {button.text(): button for button in person.window.header.findChildren(QAbstractButton)}
    person.click(tabs["Playground"])
    person.wait(lambda: person.window.place.name == "playground" and person.desk.shown is not None)
    person.window.diagram.select(Selection("edge", 1, 0, source=0))
    person.wait(lambda: person.desk.shown.selection is not None)
    person.click(tabs["Images"])
    person.wait(lambda: person.window.place.name == "images" and person.desk.shown is not None)
    assert person.desk.shown.selection is None
    assert person.window.diagram.selection is None


def test_what_is_picked_stays_picked_in_a_run_of_the_same_structure(person) -> None:
    picked = Selection("neuron", 1, 2)
    person.window.diagram.select(picked)
    person.wait(lambda: person.desk.shown.selection == picked)
    letter = person.desk.shown.who.letter
    person.desk.branch()
    person.wait(lambda: person.desk.shown.who.letter != letter)
    assert person.desk.shown.selection == picked
    assert person.window.diagram.selection == picked


def test_a_line_from_a_map_has_one_number_wherever_it_is_told(person) -> None:
    diagram, edge = person.window.diagram, Selection("edge", 2, 4, source=7)
    diagram.select(edge)
    person.wait(lambda: person.desk.shown.selection == edge)
    weights = person.desk.shown.network.layers[4].values["weights"].astype(float)
    each = weights.reshape(12, 25, 6)[7, :, 4]
    largest = each[np.abs(each).argmax()]
    inspector = results(person).tabs.inspector
    inspector.settle()
    row = inspector.tracks.rows[0]
    assert row.text() == "largest w, map 8 of conv 2 → output star"
    assert row.value == pytest.approx(largest)
    told = inspector.accessibleDescription()
    assert f"The largest, which the line shows: {fitted(largest, 4, sign=True)}" in told
    said = describe(edge, diagram.scene.moment)[1][0]
    assert said == f"25 weights, the largest {fitted(largest, 3, sign=True)}"


def test_a_weight_of_a_kernel_is_typed_by_hand_and_its_curve_stays(person) -> None:
    diagram, card = person.window.diagram, results(person).card
    diagram.select(Selection("neuron", 1, 6, -1, 4, 3))
    person.wait(lambda: card.isVisible())
    person.click(card.mode.button("blame"))
    weight = KernelWeight(2, 6, 3, 1, 2)
    card.blame.show_weight(weight)
    before = person.desk.shown.snapshot.layers[1].parameters["weights"].copy()
    row = card.blame.weight_row
    person.click(row.pin)
    person.click(row.by_hand)
    field = card.blame.findChild(QWidget, "number_entry")
    field.selectAll()
    QTest.keyClicks(field, "0.625")
    QTest.keyClick(field, Qt.Key.Key_Return)
    person.wait(lambda: person.desk.shown.snapshot.layers[1].parameters["weights"][6, 3, 1, 2] == 0.625)
    changed = person.desk.shown.snapshot.layers[1].parameters["weights"] != before
    assert np.argwhere(changed).tolist() == [[6, 3, 1, 2]], "nothing else"
    assert row.now.text() == "this weight is now +0.6250"
    tracks = results(person).inspector.tracks
    diagram.select(None)
    person.wait(lambda: not card.isVisible())
    person.window.place.settle()
    (kept,) = tracks.rows
    assert kept.text() == "weight (2, 3), map 4 of conv 1 → map 7 of conv 2"
    assert kept.value == pytest.approx(0.625)
    found = kept.found
    held = person.desk.shown.timeline.snapshots
    np.testing.assert_array_equal(
        found.values[:-1],
        [held[int(epoch)].layers[1].parameters["weights"][6, 3, 1, 2] for epoch in found.epochs[:-1]],
    )
    person.session.settings.undo()
    person.wait(
        lambda: person.desk.shown.snapshot.layers[1].parameters["weights"][6, 3, 1, 2] == before[6, 3, 1, 2]
    )


def test_a_pixel_that_is_clicked_has_its_gradient(person) -> None:
    diagram, card = person.window.diagram, results(person).card
    diagram.select(Selection("neuron", 0, 2, -1, 3, 3))
    person.click(card.mode.button("blame"))
    picture = diagram.scene.layout.inputs.picture
    x, y, wide, high = picture.cell_rect(12, 10, 1.0)
    QTest.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=QPoint(round(x + wide / 2), round(y + high / 2)))
    assert person.desk.shown.selection == Selection("input", -1, 12 * 28 + 10)
    assert card.title.text() == "Pixel at row 13, column 11"
    assert card.pixel.isVisible()
    assert not card.mode.isVisible()
    layer, dz = person.desk.shown.network.layers[0], person.desk.shown.probe.layers[0].dz.reshape(6, 24, 24)
    kernels = layer.values["weights"].astype(float)
    total = sum(float((kernels[unit, 0, ::-1, ::-1] * dz[unit, 8:13, 6:11]).sum()) for unit in range(6))
    assert str(card.pixel.lines.lines[0].value) == fitted(total, 4, sign=True)
    diagram.select(Selection("neuron", 0, 2, -1, 3, 3))
    assert card.mode.isVisible()
    assert card.mode.current == "blame", "the page that was open"


def test_behind_several_maps_the_channel_of_a_pixel_is_chosen(person) -> None:
    diagram, card = person.window.diagram, results(person).card
    diagram.select(Selection("neuron", 1, 6, -1, 4, 3))
    person.click(card.mode.button("pixel"))
    view, shown = card.pixel, person.desk.shown
    entering = shown.probe.layers[1].a.reshape(6, 12, 12)
    first = int(np.abs(entering[:, 5, 4]).argmax())
    assert view.channel.text.text() == f"channel {first + 1} of 6"
    kernels = shown.network.layers[2].values["weights"].astype(float)
    dz = shown.probe.layers[2].dz.reshape(12, 10, 10)
    for channel in (first, (first + 1) % 6):
        np.testing.assert_array_equal(view.map.grid.values, entering[channel])
        total = float((kernels[:, channel, ::-1, ::-1] * dz[:, 3:6, 2:5]).sum())
        assert str(view.lines.lines[0].value) == fitted(total, 4, sign=True)
        person.click(view.channel.after)


def test_a_button_gives_every_table_its_own_scale(person) -> None:
    diagram, card = person.window.diagram, results(person).card
    diagram.select(Selection("neuron", 1, 6, -1, 4, 3))
    shared = card.forward.weights.grid.scale
    kernels = person.desk.shown.network.layers[2].values["weights"]
    assert shared == pytest.approx(float(np.abs(kernels).max())), "one for all kernels of the layer"
    person.click(card.scale)
    own = card.forward.weights.grid
    assert own.scale == pytest.approx(float(np.abs(own.values).max()))
    assert fitted(own.scale, 3) in card.forward.weights.accessibleDescription()
    person.click(card.mode.button("blame"))
    assert all(
        table.grid.scale == pytest.approx(float(np.abs(table.grid.values).max()) or 1.0)
        for table in card.blame.strip.tables
    )
    person.click(card.mode.button("number"))
    person.click(card.scale)
    assert card.forward.weights.grid.scale == shared
