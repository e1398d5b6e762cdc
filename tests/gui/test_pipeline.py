"""A teacher shows why a digit must be centred before it is read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from nnviz.ui.canvas.body import PanelBody
from nnviz.ui.canvas.steps_row import StepSwitch

#: Where on the canvas and how large: corners, edges, the middle; a sixth of it to all of it.
PLACES = [
    (0.0, 0.0, 0.2),
    (0.75, 0.02, 0.22),
    (0.02, 0.7, 0.28),
    (0.6, 0.6, 0.38),
    (0.25, 0.25, 0.5),
    (0, 0, 1),
]


@pytest.mark.parametrize("shift", [0, 3])
def test_ten_digits_in_several_places_and_sizes_are_read(person, shift) -> None:
    person.desk.show_reader(True)
    read = []
    for digit in range(10):
        x, y, size = PLACES[(digit + shift) % len(PLACES)]
        person.canvas.drawing.clear()
        person.wait(lambda: person.desk.sample is None or person.desk.sample.source == "test")
        person.draw_digit(digit, size=size, at=(x, y))
        person.wait(lambda: person.desk.sample is not None and person.desk.sample.source == "drawing")
        QApplication.processEvents()
        read.append(person.desk.shown.probe.answer)
    assert sum(a == b for a, b in enumerate(read)) >= 9, read


def test_centring_off_and_drawn_in_the_corner_is_misread_and_on_again_is_right(person) -> None:
    person.desk.advance(30)
    person.wait(lambda: person.session.runs.current.snapshot.epoch == 30)
    person.draw_digit(7, size=0.3, at=(0.03, 0.05))
    person.wait(lambda: person.desk.sample is not None and person.desk.sample.source == "drawing")
    probe = person.desk.shown.probe
    assert probe.answer == 7
    switch = next(s for s in person.window.findChildren(StepSwitch) if s.step == "crop")
    switch.setFocus(Qt.FocusReason.TabFocusReason)
    person.key(Qt.Key.Key_Space)
    seen = person.desk.sample.seen.reshape(8, 8)
    assert seen[4:].sum() == 0, "the network sees the corner"
    assert person.desk.shown.probe.answer != 7
    person.click(person.window.input_panel.findChild(PanelBody).steps_off)
    assert person.desk.shown.probe.answer == 7
