"""A picture in the canvas's place: its digits, what is chosen, what was meant."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest

from nnviz.data.opened import open_picture
from nnviz.data.steps import Steps
from nnviz.ui.canvas import InputPanel
from nnviz.ui.canvas.number_marks import NumberMarks
from nnviz.ui.canvas.photo_view import PhotoView
from nnviz.ui.theme import Theme, apply_theme
from tests.helpers.sheets import png, sheet
from tests.helpers.strokes import DIGIT_STROKES
from tests.ui.canvas.test_panel import body

OPENED = open_picture(png(sheet((2, 0, 6))), "“sheet.png”")


@pytest.fixture
def panel(shown):
    panel = shown(InputPanel(), 272, 760)
    panel.set_drawing(DIGIT_STROKES[4])
    panel.show_picture(OPENED)
    return panel


@pytest.fixture
def view(panel) -> PhotoView:
    return panel.findChild(PhotoView)


def click(view, index):
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.box_of(index).center().toPoint())


def test_the_first_digit_is_read_at_once_and_the_drawing_stays(panel, qtbot):
    strokes = panel.drawn.strokes
    with qtbot.waitSignal(panel.digit_changed):
        panel.show_picture(OPENED)
    assert panel.source == "picture"
    assert panel.photo.index == 0
    np.testing.assert_array_equal(panel.photo.picture.seen, OPENED.prepared(Steps())[0].seen)
    assert panel.drawn.strokes is strokes
    with qtbot.waitSignal(panel.drawing_changed) as told:
        body(panel).source.button("draw").click()
    assert told.args[0] is strokes
    body(panel).source.button("picture").click()
    assert panel.photo.is_open, "the picture stays as well"


def test_a_click_on_a_digit_shows_what_the_network_sees_of_it(panel, view):
    before = body(panel).strip.accessibleDescription()
    click(view, 2)
    assert panel.photo.index == 2
    assert body(panel).strip.accessibleDescription() != before
    click(view, 0)
    assert body(panel).strip.accessibleDescription() == before
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert panel.photo.index == 0, "beside them nothing is"


def test_arrow_keys_go_along_the_digits_and_round(panel, view):
    view.setFocus()
    gone = []
    for _ in range(4):
        QTest.keyClick(view, Qt.Key.Key_Right)
        gone.append(panel.photo.index)
    assert gone == [1, 2, 0, 1]


def test_with_one_digit_the_arrow_keys_are_left_to_the_window(panel, view, qtbot):
    panel.show_picture(open_picture(png(sheet((7,))), "Seven"))
    with qtbot.assertNotEmitted(view.digit_requested):
        QTest.keyClick(view, Qt.Key.Key_Right)


def test_each_digit_has_what_was_meant_by_it(panel, view):
    told = []
    panel.label_requested.connect(told.append)
    body(panel).label_row.toggle(2)
    click(view, 1)
    assert body(panel).label_row.label is None
    body(panel).label_row.toggle(0)
    click(view, 0)
    assert body(panel).label_row.label == 2
    assert told == [2, 0]
    assert panel.drawn.label is None


def test_steps_are_for_pictures_too(panel, view, qtbot):
    seen = panel.photo.picture.seen
    with qtbot.waitSignal(panel.digit_changed):
        panel.set_steps(Steps(crop=False))
    whole = OPENED.prepared(Steps(crop=False))[0].seen
    np.testing.assert_array_equal(panel.photo.picture.seen, whole)
    assert not np.array_equal(seen, whole)


def test_boxes_and_answers_are_painted_where_the_digits_are(panel, view):
    bare = view.grab().toImage()
    panel.show_number(["2", "0", ""])
    assert body(panel).number.text() == "Reads 20?"
    told = view.grab().toImage()
    assert told != bare
    accent = Theme("dark").accent()
    box = view.box_of(0).toRect()
    colors = [told.pixelColor(x, box.top()) for x in range(box.left() + 3, box.right() - 3)]
    near = [abs(c.red() - accent.red()) + abs(c.green() - accent.green()) < 40 for c in colors]
    assert sum(near) > len(near) / 2
    ink = OPENED.digits[1].box
    assert view.box_of(1).contains(view.box_of(1).center())
    assert view.box_of(1).center().x() == pytest.approx(240 * (ink[0] + ink[2]) / 2, abs=1)


@pytest.mark.parametrize("theme", ["dark", "light", "projector"])
def test_an_empty_place_invites(shown, theme, qtbot):
    panel = shown(InputPanel(), 272, 760, theme)
    body(panel).source.button("picture").click()
    view = panel.findChild(PhotoView)
    assert view.isVisible()
    assert "Ctrl+V" in view.toolTip()
    for button, signal in (
        (body(panel).open, panel.open_requested),
        (body(panel).paste, panel.paste_requested),
    ):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert panel.photo.picture.empty
    assert view.grab().toImage().pixelColor(120, 20) == Theme(theme).surface("inset")


def test_an_answer_without_room_above_stands_within_the_view(panel, view):
    tight = sheet((7,), (300, 300), line=20)
    panel.show_picture(open_picture(png(tight.crop((40, 40, 260, 260))), "Tight"))
    panel.show_number(["7"])
    apply_theme(panel, Theme("projector"))
    assert not view.grab().isNull()


def test_answers_that_would_cover_each_other_are_shown_where_one_points(qapp):
    marks, whole = NumberMarks(), QRectF(0, 0, 240, 240)
    marks.lay(whole, whole, Theme())
    for count, said in ((4, [0, 1, 2, 3]), (40, [0])):
        marks.show([((k + 0.1) / count, 0.5, (k + 0.9) / count, 0.6) for k in range(count)])
        marks.answers = ("7",) * count
        assert marks.said() == said
    marks.hovered = 5
    assert marks.said() == [0, 5]


def test_a_long_number_is_read_whole_where_the_pointer_rests(panel):
    panel.show_number(["7"] * 40)
    label = body(panel).number
    assert label.toolTip() == "Reads " + 40 * "7"
    assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()
    assert label.text().endswith("…")
    panel.show_number(["2", "0", "6"])
    assert label.text() == "Reads 206"
