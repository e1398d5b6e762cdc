"""Micro-steps of a transformer in the window: its lanes as far as they are worked out, and the card."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from nnviz.ui.micro.lane_stage import LaneStage
from nnviz.ui.micro.time_view import TimeView
from tests.gui.test_attention import experiment
from tests.gui.test_sequences import at_sequences


@pytest.fixture
def person(open_window):
    person = at_sequences(open_window(), experiment())
    person.desk.set_step_unit("micro")
    person.wait(lambda: person.window.place.name == "micro" and person.desk.shown.micro is not None)
    return person


def go(person, kind: str, layer: int) -> None:
    micro = person.desk.shown.micro
    person.desk.set_micro(micro.at(micro.place_of(kind, layer)))
    person.wait(lambda: kind in {step.kind for step in person.desk.shown.micro.cell.steps})


def stage(person) -> LaneStage:
    return person.window.place.current.stage.findChild(LaneStage)


def colours(person, x: float, step: int) -> set[int]:
    """Those of the pixels beside (x, lane), a square of four."""
    view = stage(person)
    image, y = view.grab().toImage(), view.placed.y(step)
    return {image.pixel(round(x) + dx, round(y) + dy) for dx in range(-3, 4) for dy in range(-3, 4)}


def test_the_lanes_stand_there_and_squares_come_with_the_shares(person) -> None:
    go(person, "scores", 3)
    view = stage(person)
    assert view.isVisible()
    layout = view.placed
    x = layout.key_x(layout.head_x(0), 0)
    assert len(colours(person, x, 0)) > 1  # hatch
    assert view.words_at(QPointF(x, layout.y(0))) == "Not worked out yet"
    for span in (layout.strips[1], layout.says):
        assert view.words_at(QPointF(span.middle, layout.y(8))) == "Not worked out yet"
    assert "Starts as" in view.words_at(QPointF(layout.strips[0].middle, layout.y(8)))
    go(person, "shares", 3)
    assert len(colours(person, x, 0)) == 1  # the first step looks at itself alone: all of one colour
    assert "1" in view.words_at(QPointF(x, layout.y(0)))


def test_a_click_and_keys_look_at_another_lane(person) -> None:
    go(person, "shares", 3)
    view = stage(person)
    layout = view.placed
    at = QPoint(round(layout.key_x(layout.head_x(1), 2)), round(layout.y(8)))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    person.wait(lambda: person.desk.shown.micro.step == 8)
    assert (view.at.head, view.at.query) == (1, 8)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Up)
    person.wait(lambda: person.desk.shown.micro.step == 7)
    card = person.window.place.current.right.findChild(TimeView)
    assert card.title.text() == "Forward: shares, what is looked at"
    assert card.where.text() == "attention1 at step 8"


def test_a_dense_layer_has_its_own_stage(person) -> None:
    go(person, "z", 6)
    assert not stage(person).isVisible()
    go(person, "a", 8)
    assert stage(person).isVisible()
