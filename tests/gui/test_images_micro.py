"""Micro-steps through maps in the real window: the place, the kernel, who is to blame, by keys and mouse."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from nnviz.training.experiment import Experiment
from nnviz.training.kernel_gradient import KernelWeight
from nnviz.training.places import Place
from nnviz.ui.micro.chain_panel import ChainPanel
from nnviz.ui.micro.examples_panel import ExamplesPanel
from nnviz.ui.micro.kernel_stage import KernelStage
from nnviz.ui.micro.micro_stage import MicroStage
from tests.helpers.convolving import DESIGN

FIGURES = Experiment.on("figures", workspace="images", layers=DESIGN, epochs=4, learning_rate=0.003)
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


pytestmark = pytest.mark.usefixtures("few_figures")


@pytest.fixture
def person(open_window):
    return at_a_batch(open_window, 1)


def at_a_batch(open_window, epochs: int = 2):
    """So many epochs into figures, at the beginning of the next batch."""
    person = open_window(experiment=FIGURES)
    person.desk.advance(epochs)
    person.wait(lambda: person.desk.shown.epoch == epochs and not person.desk.playing)
    person.desk.set_step_unit("micro")
    person.wait(lambda: person.desk.micro is not None)
    return person


def stage(person) -> KernelStage:
    return person.window.findChild(KernelStage)


def go(person, phase: str, label: str) -> None:
    micro = person.desk.micro
    place = next(i for i, cell in enumerate(micro.cells) if (cell.phase, cell.label) == (phase, label))
    person.desk.set_micro(micro.at(place))
    QApplication.processEvents()


def middle(rect: tuple[float, float, float, float]) -> QPoint:
    x, y, wide, high = rect
    return QPoint(round(x + wide / 2), round(y + high / 2))


def test_the_stage_is_the_place_where_the_step_is_about_maps(person) -> None:
    network = person.window.findChild(MicroStage)
    assert network.isVisible()
    assert not stage(person).isVisible()
    person.key(Qt.Key.Key_Right)
    assert stage(person).isVisible()
    assert not network.isVisible()
    assert "conv1: window" in stage(person).accessibleDescription()
    go(person, "loss", "L")
    assert network.isVisible()
    assert not stage(person).isVisible()


def test_keys_walk_through_the_map_and_on_to_the_next_step(person) -> None:
    go(person, "forward", "conv2: z")
    desk, here = person.desk, stage(person)
    desk.set_micro(desk.micro.with_spot(Place(2, 4, 0, 8)))
    here.setFocus()
    person.key(Qt.Key.Key_Right)
    assert desk.micro.looked == Place(2, 4, 0, 9)
    person.key(Qt.Key.Key_Right)
    assert desk.micro.looked == Place(2, 4, 1, 0), "row by row"
    person.key(Qt.Key.Key_Down)
    person.key(Qt.Key.Key_Left)
    assert desk.micro.looked == Place(2, 4, 1, 9)
    person.key(Qt.Key.Key_Down, CONTROL)
    assert desk.micro.looked == Place(2, 5, 1, 9)
    person.key(Qt.Key.Key_End)
    assert desk.micro.looked == Place(2, 5, 9, 9)
    place = desk.micro.place
    person.key(Qt.Key.Key_Right)
    assert desk.micro.place == place + 1, "after the last place the next step"
    assert desk.micro.looked == Place(2, 5, 9, 9)
    assert here.hasFocus()
    person.key(Qt.Key.Key_Home)
    person.key(Qt.Key.Key_Left)
    assert desk.micro.place == place


def test_what_stands_there_is_the_sum_gone_through_apart(person) -> None:
    go(person, "forward", "conv2: a")
    desk = person.desk
    desk.set_micro(desk.micro.with_spot(Place(2, 7, 4, 6)))
    micro, state = desk.micro, stage(person).state
    x = np.asarray(micro.batch.trace.layers[1].a[0], np.float64).reshape(6, 12, 12)[:, 4:7, 6:9]
    kernel = np.asarray(micro.batch.learner.layers[2].values["weights"][7], np.float64)
    for channel in range(6):
        for table, right in enumerate((x[channel], kernel[channel], x[channel] * kernel[channel])):
            np.testing.assert_allclose(state.grid(table, channel).values, right, rtol=1e-6)
    bias = float(micro.batch.learner.layers[2].values["bias"][7])
    lines = {str(line.name): float(line.value.replace("−", "-")) for line in state.lines}
    assert lines["channels"] == pytest.approx((x * kernel).sum(), abs=6e-4)
    assert lines["z"] == pytest.approx((x * kernel).sum() + bias, abs=6e-4)
    assert lines["ReLU(z)"] == pytest.approx(max(0.0, (x * kernel).sum() + bias), abs=6e-4)
    assert state.landing.marked == (4, 6)


def test_what_is_not_worked_out_is_not_there(person) -> None:
    go(person, "forward", "conv1: window")
    state = stage(person).state
    assert state.grid(2, 0) is None
    assert state.landing is None
    assert state.lines == ()
    go(person, "forward", "conv1: z")
    z = np.asarray(person.desk.micro.batch.trace.layers[0].z[0]).reshape(6, 24, 24)
    state = stage(person).state
    np.testing.assert_array_equal(state.landing.values, z[state.place.unit])


def test_the_mouse_chooses_a_weight_and_a_place(person) -> None:
    go(person, "backward", "conv2: ∂L/∂W")
    desk, here = person.desk, stage(person)
    row = next(row for row in here.plan.rows if row.channel == 3)
    QTest.mouseClick(here, Qt.MouseButton.LeftButton, pos=middle(here.plan.cell(1, row, (2, 0))))
    asked = desk.micro.asked
    assert (asked.layer, asked.channel, asked.row, asked.column) == (2, 3, 2, 0)
    x, y, wide, high = here.plan.landing
    at = QPoint(round(x + wide * 0.75), round(y + high * 0.25))
    QTest.mouseClick(here, Qt.MouseButton.LeftButton, pos=at)
    assert (desk.micro.looked.row, desk.micro.looked.column) == (2, 7)
    here.setFocus()
    person.key(Qt.Key.Key_Right, SHIFT)
    person.key(Qt.Key.Key_Down, SHIFT)
    asked = desk.micro.asked
    assert (asked.channel, asked.row, asked.column) == (4, 2, 1)


def test_a_pooling_has_its_winner_and_gives_it_all_the_blame(person) -> None:
    go(person, "forward", "maxpool2: winner")
    desk = person.desk
    micro, state = desk.micro, stage(person).state
    place = micro.looked
    maps = np.asarray(micro.batch.trace.layers[2].a[0]).reshape(12, 10, 10)[place.unit]
    window = maps[2 * place.row : 2 * place.row + 2, 2 * place.column : 2 * place.column + 2]
    np.testing.assert_array_equal(state.grid(0, 0).values, window)
    assert state.grid(0, 0).marked == np.unravel_index(window.argmax(), (2, 2))
    go(person, "backward", "maxpool2: ∂L/∂a")
    state, place = stage(person).state, desk.micro.looked
    back = np.asarray(micro.batch.trace.layers[2].da[0]).reshape(12, 10, 10)[place.unit]
    came = back[2 * place.row : 2 * place.row + 2, 2 * place.column : 2 * place.column + 2]
    np.testing.assert_allclose(state.grid(1, 0).values, came, rtol=1e-6)


def value(text: str) -> float:
    """A number as it is written, ``−2.6·10⁻⁵`` included."""
    raised = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    text = text.replace("−", "-")
    if "·10" in text:
        mantissa, exponent = text.split("·10")
        return float(mantissa) * 10.0 ** int(exponent.translate(raised))
    return float(text)


def own_maps(micro, weight: KernelWeight):
    """(what the weight met, dL/dz) at every place of the example, in float64."""
    x = np.asarray(micro.batch.trace.layers[1].a[micro.example], np.float64).reshape(6, 12, 12)
    dz = np.asarray(micro.batch.trace.layers[2].dz[micro.example], np.float64).reshape(12, 10, 10)
    met = x[weight.channel, weight.row : weight.row + 10, weight.column : weight.column + 10]
    return met, dz[weight.unit]


def test_who_is_to_blame_adds_up_to_the_gradient_that_is_learned(person) -> None:
    desk, panel = person.desk, person.window.findChild(ChainPanel)
    weight = KernelWeight(2, 6, 3, 1, 2)
    go(person, "backward", "conv2: ∂L/∂W")
    desk.set_micro(desk.micro.with_kernel(weight))
    QApplication.processEvents()
    view, micro = panel.maps, desk.micro
    assert view.isVisible()
    assert not panel.head.isVisible()
    met, delta = own_maps(micro, weight)
    for table, right in zip(view.maps, (met, delta, met * delta), strict=True):
        np.testing.assert_allclose(table.grid.values, right, rtol=1e-6)
    assert view.weight.text() == "channel 4, row 2, column 3"
    *listed, shown, rest, share, whole = view.lines.lines
    products = sorted((met * delta).ravel(), key=lambda one: -abs(one))
    count = len(listed)
    assert 3 <= count <= 7
    for line, right in zip(listed, products, strict=False):
        assert value(line.value) == pytest.approx(right, rel=0.03)
        one, other = (value(part) for part in line.factors.split(" × "))
        assert one * other == pytest.approx(right, rel=0.06)
    assert str(shown.name) == f"{count} of 100 places shown; they sum to"
    assert value(shown.value) == pytest.approx(sum(products[:count]), rel=0.03, abs=1e-6)
    assert value(rest.value) == pytest.approx(sum(products[count:]), rel=0.03, abs=1e-6)
    assert value(share.value) == pytest.approx((met * delta).sum(), rel=0.03)
    name = micro.batch.update.names.index("conv2.weights[6, 3, 1, 2]")
    assert value(whole.value) == pytest.approx(float(micro.batch.update.data_gradient[name]), rel=0.03)


def test_the_factors_come_one_by_one_and_multiply(person) -> None:
    desk, panel = person.desk, person.window.findChild(ChainPanel)
    go(person, "backward", "conv2: ∂L/∂a")
    desk.set_micro(desk.micro.with_kernel(KernelWeight(2, 6, 3, 1, 2)).with_spot(Place(2, 6, 2, 7)))
    micro = desk.micro
    met, delta = own_maps(micro, micro.asked)
    da = np.asarray(micro.batch.trace.layers[2].da[0], np.float64).reshape(12, 10, 10)[6]
    open_ = np.asarray(micro.batch.trace.layers[2].z[0]).reshape(12, 10, 10)[6] > 0
    so_far = []
    for known, label in enumerate(("∂L/∂a", "∂a/∂z", "∂L/∂z", "∂L/∂W")):
        go(person, "backward", f"conv2: {label}")
        told = panel.maps.factors.accessibleDescription().split("; ")
        assert len(told) == (1, 2, 2, 3)[known]
        assert [table.isVisible() for table in panel.maps.maps] == [True, known > 0, known > 1]
        so_far.append(panel.maps.blame.so_far)
    right = [da[2, 7], da[2, 7] * open_[2, 7], delta[2, 7], delta[2, 7] * met[2, 7]]
    assert so_far == pytest.approx(right, rel=1e-5, abs=1e-12)
    np.testing.assert_allclose(delta, da * open_, rtol=1e-5, atol=1e-12)


def test_the_check_nudges_the_weight_of_the_kernel(person) -> None:
    desk, panel = person.desk, person.window.findChild(ChainPanel)
    go(person, "backward", "conv1: ∂L/∂W")
    desk.set_micro(desk.micro.with_kernel(KernelWeight(0, 4, 0, 3, 1)))
    assert panel.check.isVisible()
    panel.check.finish()
    update = desk.micro.batch.update
    index = update.names.index("conv1.weights[4, 0, 3, 1]")
    assert panel.check.nudge.slope == pytest.approx(float(update.data_gradient[index]), rel=1e-6)
    assert panel.check.nudge.weight == pytest.approx(float(update.old[index]))
    go(person, "backward", "maxpool1: ∂L/∂a")
    assert not panel.check.isVisible(), "a pooling has no weight"


def test_the_update_tells_the_step_of_the_kernels_weight(person) -> None:
    desk, panel = person.desk, person.window.findChild(ChainPanel)
    go(person, "backward", "conv1: ∂L/∂W")
    desk.set_micro(desk.micro.with_kernel(KernelWeight(0, 4, 0, 3, 1)))
    go(person, "update", "w")
    assert stage(person).isVisible()
    lines = {str(line.left[0]): value(str(line.value)) for line in panel.told.told.lines}
    update = desk.micro.batch.update
    index = update.names.index("conv1.weights[4, 0, 3, 1]")
    assert lines["before"] == pytest.approx(float(update.old[index]), abs=6e-7)
    assert lines["after"] == pytest.approx(float(update.limited[index]), abs=6e-7)
    assert lines["step"] == pytest.approx(-float(update.step[index]), rel=0.03)


def test_a_click_in_the_maps_looks_into_the_place_and_one_on_a_gradient_asks_about_it(person) -> None:
    desk, panel = person.desk, person.window.findChild(ChainPanel)
    go(person, "backward", "conv2: ∂L/∂W")
    view = panel.maps
    cell = view.maps[1].cell_rect((3, 8)).center().toPoint()
    QTest.mouseClick(view.maps[1], Qt.MouseButton.LeftButton, pos=cell)
    assert (desk.micro.looked.row, desk.micro.looked.column) == (3, 8)
    assert view.maps[0].grid.marked == (3, 8)
    assert view.strip.isVisible()
    cell = view.strip.tables[5].cell_rect((0, 1)).center().toPoint()
    QTest.mouseClick(view.strip.tables[5], Qt.MouseButton.LeftButton, pos=cell)
    asked = desk.micro.asked
    assert (asked.channel, asked.row, asked.column) == (5, 0, 1)


def test_over_the_batch_each_example_adds_its_share(person) -> None:
    desk, panel = person.desk, person.window.findChild(ChainPanel)
    weight = KernelWeight(2, 6, 3, 1, 2)
    go(person, "backward", "conv2: ∂L/∂W")
    desk.set_micro(desk.micro.with_kernel(weight))
    view, micro = panel.maps, desk.micro
    person.click(view.which.button("batch"))
    each = []
    for example in range(micro.batch.n):
        met, delta = own_maps(micro.with_example(example), weight)
        each.append(met * delta)
    np.testing.assert_allclose(view.maps[0].grid.values, np.sum(each, axis=0), rtol=1e-5, atol=1e-12)
    assert not view.maps[1].isVisible()
    *listed, rest, whole = view.lines.lines
    shares = [float(one.sum()) for one in each]
    order = sorted(range(len(shares)), key=lambda at: -abs(shares[at]))
    assert len(listed) >= 3
    for line, at in zip(listed, order, strict=False):
        assert str(line.name) == f"example {at + 1}"
        assert value(line.value) == pytest.approx(shares[at], rel=0.03)
    left = sum(shares[at] for at in order[len(listed) :])
    assert value(rest.value) == pytest.approx(left, rel=0.03, abs=6e-5)
    assert value(whole.value) == pytest.approx(sum(shares), rel=0.03, abs=6e-5)
    go(person, "backward", "conv2: ∂L/∂z")
    assert not view.which.isVisible(), "before the gradient is known there is nothing to add up"
    assert view.maps[2].isVisible()


def test_the_left_column_says_what_the_place_has_seen_and_where_we_are(person) -> None:
    desk, panel = person.desk, person.window.findChild(ExamplesPanel)
    go(person, "loss", "L")
    assert not panel.seen.isVisible()
    go(person, "forward", "conv2: z")
    desk.set_micro(desk.micro.with_spot(Place(2, 4, 3, 7)))
    assert panel.seen.isVisible()
    # two rows of the picture a place, ten of them: 5 of conv1, and 5 more of the kernel of 3 behind
    assert panel.seen.accessibleDescription() == "It has seen rows 7 to 16, columns 15 to 24."
    where = panel.where
    assert [str(stop.name) for stop in where.stops] == ["input", "conv1", "maxpool1", "conv2", "maxpool2"]
    assert [stop.known for stop in where.stops] == [True, True, True, True, False]
    z = desk.micro.batch.trace.layers[2].z[desk.micro.example].reshape(12, 10, 10)[4]
    np.testing.assert_array_equal(where.stops[3].map.values, z)
    QTest.mouseClick(where, Qt.MouseButton.LeftButton, pos=where.boxes()[1].center().toPoint())
    assert desk.micro.looked.layer == 0
    assert desk.micro.cell.label == "conv1: a"
    where.setFocus()
    person.key(Qt.Key.Key_Right)
    assert desk.micro.looked.layer == 1
    go(person, "backward", "conv2: ∂L/∂W")
    where.setFocus()
    person.key(Qt.Key.Key_Left)
    assert (desk.micro.phase, desk.micro.looked.layer) == ("backward", 1)


def test_the_kernel_slides_on_over_the_map_until_a_place_is_picked(person) -> None:
    go(person, "forward", "conv2: z")
    desk, here = person.desk, stage(person)
    desk.set_micro(desk.micro.with_spot(Place(2, 4, 3, 8)))
    person.click(here.slide)
    person.wait(lambda: desk.micro.looked == Place(2, 4, 4, 0))
    assert here.slide.isChecked()
    desk.set_micro(desk.micro.with_spot(Place(2, 4, 9, 8)))
    assert not here.slide.isChecked(), "a place that is picked is where it stays"
    person.click(here.slide)
    person.wait(lambda: not here.slide.isChecked())
    assert desk.micro.looked == Place(2, 4, 9, 9), "it ends at the last place"


def test_one_way_leads_through_every_layer_to_the_weight(person) -> None:
    desk, view = person.desk, person.window.findChild(ChainPanel).maps
    go(person, "backward", "conv1: ∂L/∂W")
    desk.set_micro(desk.micro.with_kernel(KernelWeight(0, 2, 0, 3, 1)))
    person.click(view.which.button("way"))
    told = view.factors.accessibleDescription().split("; ")
    values = [value(text.rsplit(", ", 1)[1]) for text in told]
    assert len(values) == 8, "an output, its weight, two poolings, two slopes, a kernel, the pixel"
    looked, layers = desk.micro.looked, desk.micro.batch.trace.layers
    batch, row = desk.micro.batch, desk.micro.example
    assert min(abs(values[0] - dz) for dz in layers[-1].dz[row]) < 6e-5
    pixel = batch.inputs[row].reshape(28, 28)[looked.row + 3, looked.column + 1]
    assert values[-1] == pytest.approx(float(pixel), abs=6e-5)
    assert not view.lines.isVisible()
    count, total = re.search(
        r"^way 1 of ([\d ]+) that are not 0; they sum to (\S+)$", view.ways.text.text()
    ).groups()
    dz = layers[0].dz[row].reshape(6, 24, 24)[2, looked.row, looked.column]
    assert value(total) == pytest.approx(float(dz * pixel), rel=0.06)
    assert 1 < int(count) <= 12 * 9 * 6
    person.click(view.ways.after)
    assert view.ways.text.text().startswith("way 2 of ")
    assert view.factors.accessibleDescription().split("; ") != told
    assert not view.ways.after.isVisible() or view.ways.before.isEnabled()


def test_what_enters_the_dense_layer_is_told_by_its_place(person) -> None:
    go(person, "loss", "L")
    network = person.window.findChild(MicroStage)
    unit = network.plan.column(-1).units[3]
    x, y = network.plan.point(-1, unit)
    spot = QPoint(round(x), round(y))
    said = tip_at(network, spot)
    a = np.asarray(person.desk.micro.batch.trace.layers[3].a[0], np.float64).reshape(12, 5, 5)
    own, row, column = (int(one) for one in np.unravel_index(unit, a.shape))
    assert f"map {own + 1}, row {row + 1}, column {column + 1}" in said
    assert value(said.rpartition("= ")[2]) == pytest.approx(a[own, row, column], abs=6e-5)


def tip_at(widget, spot: QPoint) -> str:
    """What is told where the pointer rests."""
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, spot, widget.mapToGlobal(spot)))
    said = QToolTip.text()
    QToolTip.hideText()
    document = QTextDocument()
    document.setHtml(said)
    return document.toPlainText()
