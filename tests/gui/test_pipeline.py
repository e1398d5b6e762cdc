"""A teacher shows why a digit must be centred before it is read."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nnviz.ui.canvas.steps_row import StepSwitch


def test_centring_off_and_drawn_in_the_corner_is_misread_and_on_again_is_right(person) -> None:
    person.session.advance(30)
    person.wait(lambda: person.session.snapshot.epoch == 30)
    person.draw_digit(7, size=0.3, at=(0.03, 0.05))
    person.wait(lambda: person.session.sample is not None and person.session.sample.source == "drawing")
    probe = person.session.snapshot.probe
    assert probe.answer == 7
    switch = next(s for s in person.window.findChildren(StepSwitch) if s.step == "crop")
    switch.setFocus(Qt.FocusReason.TabFocusReason)
    person.key(Qt.Key.Key_Space)
    seen = person.session.sample.seen.reshape(8, 8)
    assert seen[4:].sum() == 0, "the network sees the corner"
    assert person.session.snapshot.probe.answer != 7
    person.click(person.window.input_panel._body.steps_off)
    assert person.session.snapshot.probe.answer == 7
