"""The Inspector as a widget."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from nnviz.drawing.selection import Selection
from nnviz.ui.inspector import InspectorView
from nnviz.ui.inspector.waterfall import Waterfall
from nnviz.ui.theme import THEMES, Theme, apply_theme
from nnviz.ui.widgets import IconButton
from nnviz.ui.widgets.scroll import Scroll
from tests.helpers.snapshots import hand_built_snapshot
from tests.helpers.truth_texts import painted


@pytest.fixture
def view(qtbot):
    made = InspectorView()
    qtbot.addWidget(made)
    apply_theme(made, Theme())
    made.resize(336, 430)
    made.show_snapshot(hand_built_snapshot())
    made.show()
    qtbot.waitExposed(made)
    return made


def button(view, name):
    """The button that listeners are told is called so."""
    return next(b for b in view.findChildren(IconButton) if b.accessibleName() == name)


SELECTIONS = [
    Selection("neuron", 0, 5),
    Selection("neuron", 1, 4),
    Selection("edge", 0, 5, 37),
    Selection("edge", 1, 4, 3),
    Selection("input", -1, 37),
    None,
]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize("probed", [True, False])
def test_everything_can_be_shown_in_every_theme(view, theme, selection, probed):
    apply_theme(view, Theme(theme))
    view.show_snapshot(hand_built_snapshot(probed=probed))
    view.show_selection(selection)
    empty = view.grab().toImage()
    assert view.accessibleName() == view.content.title
    view.show_selection(Selection("neuron", 0, 9) if selection != Selection("neuron", 0, 9) else None)
    assert view.grab().toImage() != empty


def test_low_and_high_windows_show_fewer_and_more_bars(view):
    view.show_selection(SELECTIONS[0])
    view.resize(336, 300)
    QApplication.processEvents()
    few = view.findChild(Waterfall).bars
    view.resize(336, 700)
    QApplication.processEvents()
    many = view.findChild(Waterfall).bars
    assert 4 <= len(few) < len(many) <= 12
    assert sum(b.value for b in few) == pytest.approx(sum(b.value for b in many))


def rest_place(view):
    """Where "n more" stands."""
    waterfall = view.findChild(Waterfall)
    (place,) = [(x, y) for x, y, text in painted(waterfall) if text.endswith(" more")]
    return waterfall, QPoint(round(place[0]) + 4, round(place[1]) - 3)


def pushed(unit):
    """What every input adds to a neuron of the first layer, worked out here, the largest first."""
    snapshot = hand_built_snapshot()
    weights = np.asarray(snapshot.layers[0].weights[:, unit], np.float64)
    products = np.asarray(snapshot.probe.inputs, np.float64) * weights
    return sorted((float(p) for p in products if p), key=abs, reverse=True)


@pytest.mark.parametrize("way", ["mouse", "button", "keys"])
def test_n_more_opens_and_all_are_there(view, qtbot, way):
    view.show_selection(Selection("neuron", 0, 5))
    view.resize(336, 300)
    QApplication.processEvents()
    waterfall, place = rest_place(view)
    opens, right = waterfall.findChild(QAbstractButton), pushed(5)
    assert opens.text() == f"all {len(right)}"
    if way == "mouse":
        qtbot.mouseClick(waterfall, Qt.MouseButton.LeftButton, pos=place)
    elif way == "button":
        qtbot.mouseClick(opens, Qt.MouseButton.LeftButton)
    else:
        opens.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.keyClick(opens, Qt.Key.Key_Space)
    QApplication.processEvents()
    texts = [text for _, _, text in painted(waterfall)]
    assert sum(" × " in text for text in texts[1:]) == len(right), "the caption comes first"
    assert not any(text.endswith(" more") for text in texts)
    assert [bar.value for bar in waterfall.bars[:-1]] == pytest.approx(right)
    assert waterfall.bars[-1].name == "bias"
    area = view.findChild(Scroll)
    assert area.verticalScrollBar().maximum() > 0, "what it lies in scrolls"
    assert area.focusPolicy() & Qt.FocusPolicy.TabFocus
    qtbot.mouseClick(opens, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert rest_place(view)
    qtbot.mouseClick(opens, Qt.MouseButton.LeftButton)
    view.show_selection(Selection("neuron", 0, 6))
    QApplication.processEvents()
    assert rest_place(view), "another neuron begins with the largest"


def test_few_contributions_have_nothing_to_open(view):
    view.show_snapshot(hand_built_snapshot((3,), inputs=3))
    view.show_selection(Selection("neuron", 0, 1))
    assert view.findChild(Waterfall).isVisible()
    assert not view.findChild(Waterfall).findChild(QAbstractButton).isVisible()


@pytest.mark.parametrize(
    ("selection", "before", "after"),
    [
        (Selection("neuron", 0, 5), Selection("neuron", 0, 4), Selection("neuron", 0, 6)),
        (Selection("neuron", 0, 0), Selection("neuron", 0, 31), Selection("neuron", 0, 1)),
        (Selection("edge", 0, 5, 63), Selection("edge", 0, 5, 62), Selection("edge", 0, 5, 0)),
        (Selection("input", -1, 3), Selection("input", -1, 2), Selection("input", -1, 4)),
    ],
)
def test_neighbours_are_asked_for(view, qtbot, selection, before, after):
    view.show_selection(selection)
    for stepper, wanted in ((button(view, "Previous"), before), (button(view, "Next"), after)):
        with qtbot.waitSignal(view.selection_requested) as asked:
            stepper.click()
        assert asked.args == [wanted]
    assert view.selection == selection  # it changes when the diagram says so


def test_what_is_gone_is_not_shown(view):
    view.show_selection(Selection("neuron", 0, 31))
    view.show_snapshot(hand_built_snapshot(hidden=(4,)))
    assert view.content.title == "The network"
    assert not button(view, "Next").isVisible()
    view.show_snapshot(hand_built_snapshot())
    assert view.content.title == "Hidden neuron 32"


def test_numbers_are_told_to_those_who_listen(view):
    view.show_selection(Selection("neuron", 0, 5))
    assert view.content.formulas[0].value in view.accessibleDescription()


def test_keyboard_scrolls_where_there_is_something_to_scroll(view):
    view.show_selection(Selection("neuron", 1, 4))
    view.resize(336, 150)
    QApplication.processEvents()
    scroll = view.findChild(Scroll)
    bar = scroll.verticalScrollBar()
    assert scroll.focusPolicy() == Qt.FocusPolicy.TabFocus
    QTest.keyClick(scroll, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    view.resize(336, 600)
    QApplication.processEvents()
    assert scroll.focusPolicy() == Qt.FocusPolicy.NoFocus
