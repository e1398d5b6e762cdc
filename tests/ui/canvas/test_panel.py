"""The whole left panel: what it asks for, and that it fits."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.data.ink import prepare
from nnviz.training.samples import Sample
from nnviz.ui.canvas import DrawingCanvas, InputPanel
from nnviz.ui.canvas.body import PanelBody
from nnviz.ui.canvas.label_row import LabelRow
from nnviz.ui.theme import Theme, apply_theme
from tests.helpers.strokes import DIGIT_STROKES
from tests.helpers.truth_texts import painted
from tests.ui.canvas.test_canvas import drag

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def panel(shown):
    return shown(InputPanel(), 272, 760)


def body(panel):
    return panel.findChild(PanelBody)


def hint(panel):
    """What is written in the canvas."""
    return " ".join(text for _, _, text in painted(body(panel).canvas))


def sample_of(digits, index):
    return Sample(digits.test_features[index], int(digits.test_labels[index]), "test", index)


def test_drawing_tells_strokes_and_what_the_network_sees(panel, qtbot):
    canvas = body(panel).canvas
    with qtbot.waitSignal(panel.drawing_changed) as told:
        drag(canvas, (60, 40), (120, 200))
    strokes, picture, _steps = told.args
    assert [s.tolist() for s in strokes] == [s.tolist() for s in canvas.strokes]
    np.testing.assert_array_equal(picture.seen, prepare(strokes).seen)
    assert picture.seen.max() > 8


def test_one_can_draw_while_the_digits_are_loading(panel, qtbot):
    panel.samples.set_dataset(None)
    with qtbot.waitSignal(panel.drawing_changed):
        drag(body(panel).canvas, (60, 40), (120, 200))
    with qtbot.assertNotEmitted(panel.samples.sample_requested):
        body(panel).source.button("samples").click()
    assert not body(panel).which.isEnabled()


def test_clearing_tells_of_a_blank_canvas_and_forgets_the_label(panel, qtbot):
    panel.set_drawing(DIGIT_STROKES[4])
    body(panel).label_row.toggle(4)
    assert panel.drawn.label == 4
    with qtbot.waitSignal(panel.drawing_changed) as told:
        body(panel).clear.click()
    assert told.args[0] == ()
    assert told.args[1].empty
    assert panel.drawn.label is None
    assert body(panel).label_row.label is None


def test_ctrl_z_undoes_a_stroke_wherever_the_focus_is_in_the_panel(panel):
    drag(body(panel).canvas, (60, 40), (120, 200))
    body(panel).clear.setFocus()
    body(panel).clear.click()
    override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    override.ignore()
    QApplication.sendEvent(body(panel).clear, override)
    assert override.isAccepted()  # or the window would undo a setting
    QTest.keyClick(body(panel).clear, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(body(panel).canvas.strokes) == 1


def test_ctrl_z_is_left_to_the_window_while_samples_are_shown(panel, digits):
    panel.samples.set_dataset(digits)
    panel.show_sample(sample_of(digits, 3))
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QApplication.sendEvent(body(panel).picture, event)
    assert not event.isAccepted()


def test_number_keys_say_what_was_meant(panel, qtbot):
    told = []
    panel.label_requested.connect(told.append)
    body(panel).canvas.setFocus()
    for key in (Qt.Key.Key_7, Qt.Key.Key_7, Qt.Key.Key_2):
        QTest.keyClick(body(panel).canvas, key)
    assert told == [7, None, 2]


def test_an_unused_arrow_key_reaches_the_window(panel):
    class Parent(QWidget):
        keys: list[int] = []  # noqa: RUF012

        def keyPressEvent(self, event):
            self.keys.append(event.key())

    parent = Parent()
    panel.setParent(parent)
    parent.show()
    drag(body(panel).canvas, (60, 40), (120, 200))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_PageDown):
        QTest.keyClick(body(panel).canvas, key)
    assert parent.keys == [Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_PageDown]
    panel.setParent(None)
    parent.close()
    parent.deleteLater()


def test_samples_and_back_keep_drawing_and_label(panel, digits, qtbot):
    panel.samples.set_dataset(digits)
    panel.set_drawing(DIGIT_STROKES[4])
    body(panel).label_row.toggle(4)
    strokes = panel.drawn.strokes
    with qtbot.waitSignal(panel.samples.sample_requested) as asked:
        body(panel).source.button("samples").click()
    assert asked.args == [0]
    panel.show_sample(sample_of(digits, 0))
    assert not body(panel).canvas.isVisible()
    assert body(panel).label_row.label == digits.test_labels[0]
    told = []
    panel.drawing_changed.connect(lambda drawn, _picture, label: told.extend((drawn, label)))
    body(panel).source.button("draw").click()
    assert told == [strokes, 4]
    assert body(panel).canvas.isVisible()
    assert body(panel).label_row.label == 4


def test_the_next_sample_by_button_and_key_round_and_round(panel, digits):
    panel.samples.set_dataset(digits)
    panel.show_sample(sample_of(digits, 39))
    asked = []
    panel.samples.sample_requested.connect(asked.append)
    body(panel).after.click()
    body(panel).before.click()
    QTest.keyClick(body(panel).picture, Qt.Key.Key_Left)
    assert asked == [0, 38, 38]
    label = int(digits.test_labels[39])
    assert body(panel).sample_title.text() == f"Test image 40: a {label}"
    counts = [int(count) for count in body(panel).picture.accessibleDescription().split("\n", 1)[1].split()]
    np.testing.assert_array_equal(counts, np.rint(digits.raw(digits.test_features[39])))


def test_a_training_sample_says_so(panel, digits):
    panel.samples.set_dataset(digits)
    panel.show_sample(Sample(digits.train_features[4], int(digits.train_labels[4]), "train", 4))
    assert body(panel).sample_title.text().startswith("Training image 5: a ")


def test_a_message_of_an_older_drawing_does_not_touch_the_canvas(panel, qtbot):
    canvas = body(panel).canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, NONE, QPoint(50, 50))
    QTest.mouseMove(canvas, QPoint(80, 80))
    panel.show_sample(Sample(np.zeros(64), None, "drawing", None, (), np.zeros(64)))
    QTest.mouseMove(canvas, QPoint(110, 110))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, NONE, QPoint(110, 110))
    assert [len(s) for s in canvas.strokes] == [3]


def test_counts_in_the_filter_change_without_moving_anything(panel, digits):
    panel.samples.set_dataset(digits)
    answers = (digits.test_labels + 1) % 10
    panel.samples.show_answers(answers)
    before = body(panel).which.geometry()
    answers = digits.test_labels.copy()
    answers[3] = (answers[3] + 1) % 10
    panel.samples.show_answers(answers)
    assert body(panel).which.geometry() == before
    assert body(panel).grid.shown.wrong_count == 1
    body(panel).which.button("wrong").click()
    assert body(panel).grid.shown.indices.tolist() == [3]


def test_a_blot_is_called_too_small(panel, qtbot):
    with qtbot.waitSignal(panel.drawing_changed) as told:
        drag(body(panel).canvas, (60, 40))
    assert told.args[1].empty
    assert hint(panel) == "Too small: draw a digit"


def test_the_brush_is_told_and_set(panel, qtbot):
    with qtbot.waitSignal(panel.brush_changed) as told:
        body(panel).brush.setValue(0)
    assert told.args == [pytest.approx(0.03)]
    with qtbot.assertNotEmitted(panel.brush_changed):
        panel.set_brush(99)
    assert panel.brush == pytest.approx(0.135)
    assert body(panel).brush.value() == 100


def test_the_eraser_button_and_its_key_agree(panel):
    body(panel).eraser.click()
    drag(body(panel).canvas, (60, 40), (120, 200))
    assert body(panel).canvas.strokes == ()
    QTest.keyClick(body(panel).canvas, Qt.Key.Key_E)
    assert not body(panel).eraser.isChecked()


@pytest.mark.parametrize("theme", ["dark", "light", "projector"])
@pytest.mark.parametrize("height", [420, 560, 760, 940])
@pytest.mark.parametrize("source", ["draw", "samples"])
def test_nothing_overlaps_or_is_cut_at_any_height(panel, digits, theme, height, source):
    panel.samples.set_dataset(digits)
    panel.samples.show_answers((digits.test_labels + 1) % 10)
    body(panel).set_source(source)
    apply_theme(panel, Theme(theme, window_height=height + 140))
    panel.resize(panel.width(), height)
    parts = [p for p in body(panel).children() if isinstance(p, QWidget) and p.isVisibleTo(body(panel))]
    if source == "draw":
        parts.remove(body(panel).picture)  # it lies below the canvas
    boxes = [(type(p).__name__, p.geometry()) for p in parts]
    for i, (name, box) in enumerate(boxes):
        assert body(panel).rect().contains(box), name
        for other, other_box in boxes[i + 1 :]:
            assert not box.intersects(other_box), (name, other)
    for part in parts:
        if hasattr(part, "text") and part.text():
            assert part.width() >= part.sizeHint().width(), part.text()


def test_every_control_has_a_name_a_tooltip_and_a_key_path(panel, digits):
    panel.samples.set_dataset(digits)
    for part in body(panel).children():
        if isinstance(part, QWidget) and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert part.accessibleName(), part
    for part in (
        body(panel).canvas,
        body(panel).eraser,
        body(panel).undo,
        body(panel).redo,
        body(panel).clear,
    ):
        assert part.toolTip()
        assert part.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert panel.findChild(LabelRow)
    assert panel.findChild(DrawingCanvas)
