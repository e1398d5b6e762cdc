"""The plots under the hands of a person."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetrics, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import pyqtgraph as pg  # isort: skip - binds to the Qt library that was imported first

from nnviz.training.measures import Kinds, MetricsTable
from nnviz.training.outputs import MEASURED
from nnviz.training.timeline import Timeline
from nnviz.ui.plots.curve_plot import LineItem
from nnviz.ui.plots.curves_view import CurvesView
from nnviz.ui.plots.header import CurveHeader
from nnviz.ui.plots.parts import CursorTag, Placeholder
from nnviz.ui.theme import THEMES, Theme, apply_theme
from nnviz.ui.widgets import IconButton
from tests.helpers.seen import works
from tests.helpers.timelines import extend, hand_built_timeline, table
from tests.helpers.truth_texts import painted


@pytest.fixture
def view(qtbot):
    made = CurvesView()
    qtbot.addWidget(made)
    apply_theme(made, Theme())
    made.set_planned_epochs(60)
    made.resize(336, 230)
    made.show()
    qtbot.waitExposed(made)
    made.finish_start()
    made.show_timeline(hand_built_timeline(31), 30)
    QApplication.processEvents()
    return made


QUANTITIES = ("loss", "accuracy")


def plot_of(view, quantity="loss"):
    from nnviz.ui.plots.curve_plot import CurvePlot

    return view.findChildren(CurvePlot)[QUANTITIES.index(quantity)]


def header_of(view, name="Loss"):
    return next(h for h in view.findChildren(CurveHeader) if h.accessibleName() == name)


def told(view):
    """What stands above the plot of the loss."""
    return {text for _, _, text in painted(header_of(view))}


def point_at(plot, epoch):
    return QPoint(plot.point_of(epoch).x(), plot.height() // 2)


def wheel(plot, epoch, turns):
    place = QPointF(point_at(plot, epoch))
    event = QWheelEvent(
        place,
        plot.mapToGlobal(place),
        QPoint(),
        QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot.viewport(), event)


def curve_color_in(view, color):
    image = view.grab().toImage()
    return sum(image.pixelColor(x, y) == color for x in range(image.width()) for y in range(image.height()))


def test_header_tells_the_values_at_the_playhead(view):
    timeline = view.model.run.timeline
    assert {f"{timeline.train_loss[30]:.3f}", f"{timeline.test_loss[30]:.3f}"} <= told(view)
    view.show_timeline(timeline, 10)
    assert f"{timeline.test_loss[10]:.3f}" in told(view)
    assert "Epoch 10:" in view.accessibleDescription()
    assert f"{timeline.test_loss[10]:.3f}" in view.accessibleDescription()


def test_curve_and_playhead_are_painted(view):
    assert curve_color_in(view, Theme().accent()) > 40
    assert curve_color_in(view, Theme().curve("test")) > 100
    view.show_timeline(None, 0)
    QApplication.processEvents()
    assert curve_color_in(view, Theme().accent()) == 0


@pytest.mark.parametrize("theme", THEMES)
def test_grid_is_behind_the_curves(view, theme):
    apply_theme(view, Theme(theme))
    view.resize(500, 330)
    QApplication.processEvents()
    plot = plot_of(view)
    grid = next(item for item in plot.items() if getattr(item, "orientation", "") == "left")
    curves = next(item for item in plot.items() if isinstance(item, pg.ViewBox))
    assert grid.zValue() < curves.zValue()
    assert curve_color_in(view, Theme(theme).surface("hairline")) > 300


def test_hovering_tells_the_values_there(view):
    plot = plot_of(view)
    QTest.mouseMove(plot.viewport(), point_at(plot, 12))
    timeline = view.model.run.timeline
    assert f"{timeline.test_loss[12]:.3f}" in told(view)
    assert view.findChild(CursorTag).isVisible()
    assert view.findChild(CursorTag).accessibleName() == "epoch 12"
    plot.leaveEvent(None)
    assert not view.findChild(CursorTag).isVisible()
    assert f"{timeline.test_loss[30]:.3f}" in told(view)


def test_wheel_zooms_about_the_pointer(view):
    plot = plot_of(view)
    before = plot.epoch_at(QPointF(point_at(plot, 20)))
    wheel(plot, 20, 3)
    assert view.model.zoomed
    after = plot.epoch_at(QPointF(plot.point_of(before)))
    assert after == pytest.approx(before, abs=0.3)
    low, high = view.model.window
    assert high - low == pytest.approx(60 * 0.8**3)
    wheel(plot, 20, -5)
    assert not view.model.zoomed


def test_drag_moves_and_double_click_shows_all(view):
    plot = plot_of(view, "accuracy")
    wheel(plot, 30, 5)
    low = view.model.window[0]
    start = point_at(plot, low + 8)
    QTest.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(plot.viewport(), start + QPoint(40, 0))
    QTest.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=start + QPoint(40, 0))
    assert view.model.window[0] < low
    QTest.mouseDClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=start)
    assert not view.model.zoomed


def test_keys(view, qtbot):
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Plus)
    first = view.model.window
    assert view.model.zoomed
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.model.window[0] < first[0]
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.model.window == pytest.approx(first)
    QTest.keyClick(view, Qt.Key.Key_0)
    assert not view.model.zoomed
    QTest.keyClick(view, Qt.Key.Key_L)
    assert view.model.log
    QTest.keyClick(view, Qt.Key.Key_L)
    assert not view.model.log


@pytest.mark.parametrize("key", [Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_R])
def test_other_keys_are_the_window_s(view, key):
    taken = []
    view.keyPressEvent = taken.append  # the class's own is asked below
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
    CurvesView.keyPressEvent(view, event)
    assert not event.isAccepted()


def button(view, name):
    return next(b for b in view.findChildren(IconButton) if b.accessibleName().startswith(name))


def test_buttons_come_when_there_is_use_for_them(view, qtbot):
    assert button(view, "Log").isVisible()
    assert not button(view, "Show all").isVisible()
    assert not button(view, "Forget").isVisible()
    view.zoom(0.5, 10)
    view.set_ghosts((hand_built_timeline(20, seed=2),))
    assert button(view, "Show all").isVisible()
    button(view, "Show all").click()
    assert not view.model.zoomed
    with qtbot.waitSignal(view.clear_ghosts_requested):
        button(view, "Forget").click()
    button(view, "Log").click()
    assert view.model.log


def lines(plot):
    """How many curves are seen."""
    return sum(isinstance(item, LineItem) and item.isVisible() for item in plot.items())


def test_ghosts_are_drawn_until_cleared(view):
    plot = plot_of(view)
    alone = lines(plot)
    ghosts = (hand_built_timeline(61, seed=1), hand_built_timeline(61, seed=2))
    view.set_ghosts(ghosts)
    assert lines(plot) == alone + 2
    view.set_ghosts(ghosts[1:])
    assert lines(plot) == alone + 1
    view.set_ghosts(())
    assert lines(plot) == alone


def test_right_click_opens_no_menu_of_pyqtgraph(view):
    plot = plot_of(view)
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.RightButton, pos=point_at(plot, 10))
    assert QApplication.activePopupWidget() is None


def test_epochs_that_rush_in_show_their_numbers_at_once_and_their_curves_soon(view, qtbot, monkeypatch):
    drawn = []
    monkeypatch.setattr(plot_of(view), "show_scene", lambda scene: drawn.append(view.model.length))
    qtbot.waitUntil(lambda: not works(view))
    for epoch in range(31, 36):
        extend(view.model.run.timeline, 1)
        view.show_timeline(view.model.run.timeline, epoch)
        assert set(view.model.values("loss", epoch)) <= told(view)
    assert drawn == [32]
    qtbot.waitUntil(lambda: not works(view))
    assert drawn == [32, 36]


def test_the_same_again_is_not_drawn_again(view, qtbot, monkeypatch):
    drawn = []
    qtbot.waitUntil(lambda: not works(view))
    monkeypatch.setattr(plot_of(view), "show_scene", lambda scene: drawn.append(1))
    view.show_timeline(view.model.run.timeline, 30)
    view.show_timeline(view.model.run.timeline, 12)
    assert drawn == []
    qtbot.waitUntil(lambda: not works(view))
    extend(view.model.run.timeline, 1)
    view.show_timeline(view.model.run.timeline, 31)
    assert drawn == [1]


def test_grid_stands_in_before_pyqtgraph(qtbot):
    made = CurvesView()
    qtbot.addWidget(made)
    apply_theme(made, Theme())
    made.resize(336, 230)
    made.show_timeline(hand_built_timeline(31), 30)
    made.show()
    qtbot.waitExposed(made)
    places = [ground.geometry() for ground in made.findChildren(Placeholder)]
    assert made.model.values("loss", 30)[0] in told(made)
    made.finish_start()
    made.finish_start()
    QApplication.processEvents()
    assert [plot_of(made, quantity).geometry() for quantity in QUANTITIES] == places
    apply_theme(made, Theme("light"))
    assert all(ground.isHidden() for ground in made.findChildren(Placeholder))


def test_import_of_the_view_loads_no_pyqtgraph(tmp_path):
    import subprocess
    import sys

    code = (
        "import sys, nnviz.ui.results_panel, nnviz.ui.transport; "
        "sys.exit(bool({'pyqtgraph', 'sklearn'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=240).returncode == 0


def test_values_have_r2_and_no_right_answers(view):
    header = header_of(view, "Right answers")
    usual, timeline = view.model.run.timeline, Timeline()
    timeline.append_metrics(table([(epoch, 2.0, 3.0, 0.5, 0.25) for epoch in range(31)], "regression"))
    view.show_timeline(timeline, 30)
    assert header.accessibleName() == "R²"
    assert "R² in training" in view.accessibleDescription()
    assert view.accessibleName() == "Loss and R² by epoch"
    view.show_timeline(usual, 30)
    assert header.accessibleName() == "Right answers"
    assert "right in training" in view.accessibleDescription()


@pytest.mark.parametrize("planned", [60, 400, 1000, 20_000])
def test_the_last_epochs_text_is_whole(view, planned):
    view.set_planned_epochs(planned)
    view.show_timeline(hand_built_timeline(planned // 2 + 1 if planned <= 400 else 600), 3)
    QApplication.processEvents()
    plot = plot_of(view, "accuracy")
    *_, (x, _, text) = sorted(painted(plot.viewport()))
    assert text.replace(",", "").isdecimal(), "an epoch"
    wide = QFontMetrics(Theme("light").font("caption")).horizontalAdvance(text)
    assert x + wide <= plot.width() + 1


@pytest.mark.parametrize("width", [230, 336])
def test_the_values_are_told_apart_by_their_lines_in_a_narrow_heading_too(qtbot, width):
    theme = Theme("projector", window_height=768)
    header = CurveHeader("Right answers")
    qtbot.addWidget(header)
    header.set_theme(theme)
    header.set_rows(2)
    header.show_values("57.3 %", "57.0 %")
    header.resize(width, header.sizeHint().height())
    picture = header.grab().toImage()
    line = theme.curve("train").name()
    assert any(
        picture.pixelColor(x, y).name() == line
        for x in range(picture.width())
        for y in range(picture.height())
    )


def right_end(plot):
    """Where the last epoch of the axis stands, in px of the view that holds the plot."""
    return plot.x() + plot.point_of(60).x()


def test_plots_one_below_the_other_end_at_one_place(view):
    """So the two time cursors line up: "60" hangs over by more than a plot without epochs leaves free."""
    view.set_theme(Theme("projector"))
    view.resize(430, 420)
    view.show_timeline(hand_built_timeline(61), 60)
    QApplication.processEvents()
    loss, right = plot_of(view), plot_of(view, "accuracy")
    assert right_end(loss) == right_end(right)


@pytest.mark.parametrize("planned", [20, 40])
def test_the_last_epoch_is_written_in_front_of_a_class_too(view, planned):
    view.set_theme(Theme("projector", window_height=1080))
    view.set_planned_epochs(planned)
    view.resize(600, 620)
    view.show_timeline(hand_built_timeline(planned + 1), planned)
    QApplication.processEvents()
    assert str(planned) in {text for _, _, text in painted(plot_of(view, "accuracy").viewport())}


def test_texts_of_an_axis_that_grew_wider_are_whole(qtbot):
    """A text that is kept from before is cut where the axis ended then: ".01" for "0.01"."""
    from nnviz.ui.plots.axes_plot import AxesPlot

    def shown(*steps):
        plot = AxesPlot(epoch_texts=True)
        qtbot.addWidget(plot)
        plot.set_theme(Theme())
        plot.resize(300, 160)
        plot.show()
        qtbot.waitExposed(plot)
        for ticks in steps:
            plot.set_left(plot.left_for(ticks))
            plot.show_frame((0, 10), (0, 1), ((0, "0"),), ticks)
            QApplication.processEvents()
            picture = plot.grab().toImage()
        return picture

    wide = ((0.0, "0.001"), (0.5, "0.01"), (1.0, "0.1"))
    assert shown(((0.0, "0"), (1.0, "1")), wide) == shown(wide)


def test_the_training_curve_is_dashed_in_front_of_a_class_too(view):
    view.set_theme(Theme("projector", window_height=1080))
    view.resize(600, 620)
    QApplication.processEvents()
    items = plot_of(view).scene().items()
    pens = [item.pen for item in items if isinstance(item, LineItem) and item.isVisible()]
    dashed = [pen for pen in pens if pen.style() == Qt.PenStyle.CustomDashLine]
    assert dashed
    assert {pen.capStyle() for pen in dashed} == {Qt.PenCapStyle.FlatCap}


@pytest.mark.parametrize("size", [(420, 620), (720, 300)])  # one below the other, and side by side
def test_in_front_of_a_class_every_value_has_its_word(view, size):
    view.set_theme(Theme("projector", window_height=1080))
    view.resize(*size)
    QApplication.processEvents()
    view.resize(size[0] + 1, size[1])
    QApplication.processEvents()
    for name in ("Loss", "Right answers"):
        header = header_of(view, name)
        assert {"train", "test"} <= {text for _, _, text in painted(header)}
        assert all(x >= 0 and y <= header.height() for x, y, _ in painted(header))


def test_texts_of_the_axes_are_never_those_of_another_size(view):
    """What is kept of them was once shown after the plots had changed places and heights."""
    for size in ((400, 130), (400, 420), (336, 230), (420, 124), (336, 300)):
        view.resize(*size)
        QApplication.processEvents()
        view.settle()
        plots = [plot for plot in map(plot_of, [view, view], QUANTITIES) if plot.isVisible()]
        kept = [plot.grab().toImage() for plot in plots]
        for plot in plots:
            plot.set_theme(Theme())
        QApplication.processEvents()
        assert [plot.grab().toImage() for plot in plots] == kept, size


def test_a_timeline_that_was_empty_may_measure_something_else(view):
    from nnviz.training.measures import Kinds, Metric, MetricsTable

    timeline = Timeline()
    view.show_timeline(timeline, 0)
    kinds = Kinds((Metric("found", "how many are found", title="found"),))
    timeline.append_metrics(MetricsTable(kinds, np.array([[0.0, 3.0], [1.0, 5.0]])))
    view.set_planned_epochs(10)
    assert view.accessibleName() == "Found by epoch"


def test_a_plot_that_other_metrics_have_not_leaves_theirs_in_sight(view):
    """As when a lesson about right answers is followed by one about a game."""

    def seen():
        headers = view.findChildren(CurveHeader)
        return [header.accessibleName() for header in headers if header.isVisible()]

    view.show_only(["accuracy"])
    QApplication.processEvents()
    assert seen() == ["Right answers"]
    kinds = MEASURED["regression"]
    alone = Kinds(tuple(kind for kind in kinds if kind.unit == "loss"))
    timeline = Timeline()
    timeline.append_metrics(MetricsTable(alone, np.array([[n, 1 / (n + 1), 2 / (n + 1)] for n in range(9)])))
    view.show_timeline(timeline, 8)
    QApplication.processEvents()
    assert seen() == ["Loss"]
