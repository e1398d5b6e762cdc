"""The timeline as a control: pressed, dragged, turned, typed on, heard."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.session.run import Run
from nnviz.training.experiment import Experiment
from nnviz.training.marks import Mark
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Diverged
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.transport.track import TimelineTrack
from nnviz.ui.transport.track_layers import CurveGround
from nnviz.ui.transport.track_marks import paint_sign
from tests.helpers.snapshots import hand_built_snapshot
from tests.helpers.timelines import extend, hand_built_timeline, table

SHIFT = Qt.KeyboardModifier.ShiftModifier
KEYS = Qt.Key


def with_ends(timeline: Timeline) -> Timeline:
    """Held are the first snapshot and the newest, the least that travelling needs."""
    for row in (0, -1):
        timeline.keep(hand_built_snapshot((4,), epoch=int(timeline.epochs[row])))
    return timeline


@pytest.fixture
def track(qtbot):
    made = TimelineTrack()
    qtbot.addWidget(made)
    apply_theme(made, Theme("light"))
    made.resize(786, 92)
    made.set_planned_epochs(60)
    made.show_timeline(with_ends(hand_built_timeline(41)), 40)
    made.show()
    qtbot.waitExposed(made)
    made.asked = []
    made.epoch_requested.connect(made.asked.append)
    made.newest_requested.connect(lambda: made.asked.append("newest"))
    made.epoch_requested.connect(made.show_cursor)
    made.newest_requested.connect(lambda: made.show_cursor(None))
    return made


def place(track, epoch, y=40):
    return QPoint(round(track.sheet().x(epoch)), y)


def press(track, epoch):
    QTest.mousePress(track, Qt.MouseButton.LeftButton, pos=place(track, epoch))


def release(track, epoch):
    QTest.mouseRelease(track, Qt.MouseButton.LeftButton, pos=place(track, epoch))


def turn(track, notches, *, across=0):
    delta = QPoint(round(across * 120), round(notches * 120))
    event = QWheelEvent(
        QPointF(100, 40),
        track.mapToGlobal(QPointF(100, 40)),
        QPoint(),
        delta,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(track, event)


def color_at(track, x, y):
    return track.grab().toImage().pixelColor(x, y)


def test_a_press_asks_for_the_epoch_below_it(track):
    press(track, 12)
    QApplication.processEvents()
    release(track, 12)
    assert track.asked == [12]


def test_a_drag_asks_once_a_turn_for_the_newest(track):
    press(track, 30)
    QApplication.processEvents()
    for epoch in (29, 25, 20):
        QTest.mouseMove(track, place(track, epoch), delay=-1)
        track.mouseMoveEvent(_moved(track, epoch))
    assert track.asked == [30]
    QApplication.processEvents()
    assert track.asked == [30, 20]
    track.mouseMoveEvent(_moved(track, 18))
    release(track, 18)
    assert track.asked == [30, 20, 18]


def _moved(track, epoch):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    where = QPointF(place(track, epoch))
    return QMouseEvent(
        QEvent.Type.MouseMove,
        where,
        track.mapToGlobal(where),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )


def test_the_untrained_part_and_the_end_are_the_newest(track):
    press(track, 10)
    QApplication.processEvents()
    track.mouseMoveEvent(_moved(track, 55))
    release(track, 55)
    assert track.asked == [10, "newest"]
    assert track.content.cursor is None


@pytest.mark.parametrize(
    ("key", "modifier", "asked"),
    [
        (KEYS.Key_Left, Qt.KeyboardModifier.NoModifier, 19),
        (KEYS.Key_Right, Qt.KeyboardModifier.NoModifier, 21),
        (KEYS.Key_Left, SHIFT, 10),
        (KEYS.Key_Right, SHIFT, 30),
        (KEYS.Key_Home, Qt.KeyboardModifier.NoModifier, 0),
        (KEYS.Key_End, Qt.KeyboardModifier.NoModifier, "newest"),
        (KEYS.Key_PageUp, Qt.KeyboardModifier.NoModifier, 16),
        (KEYS.Key_PageDown, Qt.KeyboardModifier.NoModifier, 24),
    ],
)
def test_keys_travel(track, key, modifier, asked):
    track.show_cursor(20)
    QTest.keyClick(track, key, modifier)
    QApplication.processEvents()
    assert track.asked == [asked]


def test_keys_pressed_in_one_turn_add_up(track):
    track.show_cursor(20)
    for _ in range(3):
        QTest.sendKeyEvent(QTest.KeyAction.Press, track, KEYS.Key_Left, "", Qt.KeyboardModifier.NoModifier)
    QApplication.processEvents()
    assert track.asked == [17]


def test_right_at_the_newest_epoch_is_the_window_s(track):
    from PySide6.QtGui import QKeyEvent

    event = QKeyEvent(QKeyEvent.Type.KeyPress, KEYS.Key_Right, Qt.KeyboardModifier.NoModifier)
    track.keyPressEvent(event)
    assert not event.isAccepted()
    QApplication.processEvents()
    assert track.asked == []


def test_a_wheel_goes_an_epoch_a_notch_and_at_least_a_pixel(track):
    track.show_cursor(20)
    turn(track, 1)
    QApplication.processEvents()
    turn(track, -0.5)
    turn(track, -0.5)
    QApplication.processEvents()
    turn(track, 0, across=-2)
    QApplication.processEvents()
    assert track.asked == [21, 20, 22]
    long = with_ends(hand_built_timeline(10_001))
    track.show_timeline(long, 10_000)
    track.show_cursor(5000)
    del track.asked[:]
    turn(track, 1)
    QApplication.processEvents()
    assert track.asked == [5013]


def test_a_click_on_a_mark_means_its_epoch(track, monkeypatch):
    marks = [Mark(13, "one weight by hand", "edit"), Mark(16, "3 dead units", "diagnosis")]
    monkeypatch.setattr(Timeline, "marks", property(lambda self: marks))
    x = place(track, 13) + QPoint(4, 0)
    assert round(track.sheet().axis.epoch(x.x())) == 13
    QTest.mouseClick(track, Qt.MouseButton.LeftButton, pos=place(track, 16) - QPoint(6, 0))
    QApplication.processEvents()
    assert track.asked == [16]
    assert track.tip_at(place(track, 16).x()).startswith("3 dead units\nEpoch 16")


def test_it_is_a_slider_to_those_who_hear_it(track):
    interface = QAccessible.queryAccessibleInterface(track)
    assert interface.role() == QAccessible.Role.Slider
    value = interface.valueInterface()
    assert (value.minimumValue(), value.currentValue(), value.maximumValue()) == (0, 40, 40)
    track.show_cursor(12)
    assert value.currentValue() == 12
    value.setCurrentValue(9)
    QApplication.processEvents()
    assert track.asked == [9]
    assert "Epoch 9 of 60; 40 trained" in track.accessibleDescription()


def test_the_past_is_fuller_than_what_comes_later(track):
    y = round(track.sheet().bed.bottom()) - 3
    whole = color_at(track, place(track, 30).x(), y)
    track.show_cursor(20)
    assert color_at(track, place(track, 10).x(), y) == whole
    paler = color_at(track, place(track, 30).x(), y)
    assert paler.lightness() > whole.lightness()
    assert color_at(track, place(track, 20).x(), y) == Theme("light").accent()


def test_the_live_end_grows_while_looking_back(track):
    track.show_cursor(5)
    y = round(track.sheet().bed.top()) + 4  # well above the dot on the curve
    ends = []
    for _ in range(2):
        end = place(track, track.content.trained).x()
        assert color_at(track, end, y).lightness() < 140  # a line there
        ends.append(end)
        timeline = track.content.run.timeline
        extend(timeline, 10)
        track.show_timeline(timeline, 5)
    assert ends[1] > ends[0] + 50
    assert track.content.here == 5


def test_recomputing_shows_a_ring_that_fills(track):
    track.show_cursor(20)
    accent = Theme("light").accent()

    def accents():
        image = track.grab().toImage()
        return sum(image.pixelColor(x, y) == accent for x in range(240, 290) for y in range(92))

    counts = []
    for share in (0.0, 0.5, 1.0):
        track.show_recomputing(share)
        counts.append(accents())
    assert counts[0] < counts[1] < counts[2]
    track.show_recomputing(None)
    assert accents() != counts[2]


def test_lanes_for_several_runs_and_a_cross_for_the_broken_one(track):
    broken = hand_built_timeline(2)
    lost = Diverged(47, 2, "the loss is infinite", hand_built_snapshot())
    runs = [
        Run("A", "A", 0, Experiment(), hand_built_timeline(41)),
        Run("B", "B", 1, Experiment(), hand_built_timeline(31, seed=1)),
        Run("C", "C", 2, Experiment(), broken, diverged=lost),
    ]
    track.show_runs(runs)
    image = track.grab().toImage()
    colors = {image.pixelColor(x, y).name() for x in range(786) for y in range(92)}
    theme = Theme("light")
    assert {theme.run("A").name(), theme.run("B").name(), theme.note("error").name()} <= colors
    assert track.content.trained == 40
    press(track, 12)
    QApplication.processEvents()
    release(track, 12)
    assert track.asked == [12]
    assert track.tip_at(place(track, 12).x()) == "Epoch 12"
    track.show_runs(())
    assert not track.content.comparing


def test_what_stays_is_not_painted_again_while_it_is_dragged(track, monkeypatch):
    painted = []
    paint = CurveGround.paint
    monkeypatch.setattr(
        CurveGround, "paint", lambda self, *rest: (painted.append(rest[2]), paint(self, *rest))[1]
    )
    for epoch in range(20, 30):
        track.show_cursor(epoch)
        track.grab()
    assert painted == [True]  # the pale one; the other was there
    timeline = track.content.run.timeline
    extend(timeline, 1)
    track.show_cursor(None)
    track.show_timeline(timeline, 41)
    track.grab()
    assert painted == [True, False]
    track.set_planned_epochs(1_000_000)
    track.grab()
    del painted[:]
    extend(timeline, 1)  # a thousandth of a pixel
    track.show_timeline(timeline, 42)
    track.grab()
    assert painted == []


def test_tips(track):
    timeline = track.content.run.timeline
    tip = track.tip_at(place(track, 20).x())
    assert "Epoch 20" in tip
    assert f"{timeline.test_loss[20]:.3f}" in tip
    assert "not trained yet" in track.tip_at(place(track, 50).x())
    mark = timeline.marks[0]
    assert track.tip_at(place(track, mark.epoch).x()).startswith(mark.text)


def test_each_kind_of_mark_has_a_sign_of_its_own(qtbot):
    from PySide6.QtGui import QImage, QPainter

    pictures = []
    for kind in ("best", "edit", "diagnosis", "branch"):
        image = QImage(20, 20, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        painter = QPainter(image)
        paint_sign(painter, kind, QPointF(10, 10), Theme("light"))
        painter.end()
        pictures.append(bytes(image.constBits()))
    assert len(set(pictures)) == 4


def test_without_a_run_nothing_can_be_asked(track):
    track.show_timeline(None, 0)
    press(track, 12)
    turn(track, 1)
    QTest.keyClick(track, KEYS.Key_Left)
    QApplication.processEvents()
    assert track.asked == []


def test_where_only_the_newest_moment_is_held_nothing_can_be_asked(track):
    timeline = hand_built_timeline(41)
    timeline.keep(hand_built_snapshot((4,), epoch=40))
    track.show_timeline(timeline, 40)
    press(track, 12)
    turn(track, 1)
    QTest.keyClick(track, KEYS.Key_Left)
    QApplication.processEvents()
    assert track.asked == []
    assert track.cursor().shape() == Qt.CursorShape.ArrowCursor
    assert "Epoch 12" in track.tip_at(place(track, 12).x())


def test_losses_that_are_no_numbers(track):
    timeline = hand_built_timeline(5)
    timeline.append_metrics(table([[5, np.inf, np.nan, 0.1, 0.1]]))
    track.show_timeline(timeline, 5)
    image = track.grab().toImage()
    accent = Theme("light").accent()
    assert any(image.pixelColor(place(track, 5).x(), y) == accent for y in range(92))
