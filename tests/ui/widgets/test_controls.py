"""Buttons, segments, slider, message bar and flow layout, by mouse and keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QWidget

from nnviz.ui.theme import THEMES, Theme
from nnviz.ui.widgets import IconButton, PushButton, Segmented, Slider
from nnviz.ui.widgets.flow_layout import FlowLayout


@pytest.fixture
def segmented(qtbot):
    widget = Segmented([("one", "One"), ("two", "Two"), ("three", "Three")], "Number")
    qtbot.addWidget(widget)
    widget.set_theme(Theme())
    widget.resize(widget.sizeHint())
    widget.show()
    return widget


def test_segments_by_mouse(qtbot, segmented) -> None:
    with qtbot.waitSignal(segmented.chosen) as chosen:
        qtbot.mouseClick(segmented.button("three"), Qt.MouseButton.LeftButton)
    assert chosen.args == ["three"]
    assert segmented.accessibleName() == "Number: Three"
    with qtbot.assertNotEmitted(segmented.chosen):
        qtbot.mouseClick(segmented.button("three"), Qt.MouseButton.LeftButton)


def test_segments_by_keys_go_round(qtbot, segmented) -> None:
    with qtbot.waitSignal(segmented.chosen) as chosen:
        qtbot.keyClick(segmented.button("one"), Qt.Key.Key_Left)
    assert chosen.args == ["three"]
    segmented.set_text("three", "Three hundred and three")
    assert segmented.sizeHint().width() > 150


def test_every_segment_is_a_choice_of_its_own_to_who_cannot_see_it(segmented) -> None:
    choices = [QAccessible.queryAccessibleInterface(segmented.button(key)) for key in ("one", "two", "three")]
    assert [choice.text(QAccessible.Text.Name) for choice in choices] == ["One", "Two", "Three"]
    segmented.set_current("two")
    assert [choice.state().checked for choice in choices] == [0, 1, 0]
    assert [choice.state().checkable for choice in choices] == [1, 1, 1]
    reached = [
        segmented.button(key).focusPolicy() & Qt.FocusPolicy.TabFocus for key in ("one", "two", "three")
    ]
    assert [bool(policy) for policy in reached].count(True) >= 1


def test_slider_jumps_to_the_click(qtbot) -> None:
    slider = Slider("Speed", 0, 100)
    qtbot.addWidget(slider)
    slider.set_theme(Theme())
    slider.resize(214, 20)
    slider.show()
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(107, 10))
    assert slider.value() == 50
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(213, 10))
    assert slider.value() == 100


def test_a_slider_leaves_the_wheel_to_the_panel_it_scrolls_with(qtbot) -> None:
    slider = Slider("What if", 0, 100)
    qtbot.addWidget(slider)
    slider.show()
    at, none = QPointF(20, 10), Qt.MouseButton.NoButton
    wheel = QWheelEvent(
        at,
        slider.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120),
        none,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    slider.clearFocus()
    slider.wheelEvent(wheel)
    assert slider.value() == 0
    assert not wheel.isAccepted()


@pytest.mark.parametrize("name", THEMES)
def test_buttons_have_names_and_paint_in_every_theme(qtbot, name: str) -> None:
    for button in (IconButton("play", "Play"), PushButton("Clear", "trash", small=True)):
        qtbot.addWidget(button)
        button.set_theme(Theme(name))
        assert button.accessibleName()
        button.resize(button.sizeHint())
        picture = button.grab().toImage()
        colors = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
        assert len(colors) > 3


def test_words_flow_into_lines(qtbot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    flow = FlowLayout(root)
    flow.setSpacing(5)
    flow.setContentsMargins(0, 0, 0, 0)
    boxes = []
    for _ in range(4):
        box = QWidget()
        box.setFixedSize(40, 20)
        flow.addWidget(box)
        boxes.append(box)
    assert flow.heightForWidth(175) == 20
    assert flow.heightForWidth(90) == 45
    root.resize(90, 45)
    root.show()
    assert [(box.x(), box.y()) for box in boxes] == [(0, 0), (45, 0), (0, 25), (45, 25)]
