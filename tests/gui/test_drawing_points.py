"""Points drawn by hand in the real window are what the network learns."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnviz.training.presets import PLAYGROUND
from nnviz.ui.playground.panel import PlaygroundPanel
from nnviz.ui.playground.panel_body import PlaygroundBody


def settings() -> dict[str, object]:
    return {field.name: getattr(PLAYGROUND, field.name) for field in fields(PLAYGROUND)} | {"epochs": 5000}


def stroke(canvas, *places: tuple[float, float]) -> None:
    """A drag of the left button through points of the plane."""
    where = [canvas.position_of(*place).toPoint() for place in places]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=where[0])
    for begin, end in pairwise(where):
        for step in range(1, 9):
            QTest.mouseMove(canvas, begin + (end - begin) * (step / 8))
            QTest.qWait(5)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=where[-1])


def test_what_is_drawn_is_learned_while_it_is_drawn(open_window) -> None:
    person = open_window(**settings())
    desk = person.desk
    window, session = person.window, person.session
    panel = window.findChild(PlaygroundPanel)
    body = panel.findChild(PlaygroundBody)
    person.click(body.draw)
    canvas = body.drawing.canvas
    stroke(canvas, (-4, 3), (4, 3))
    person.click(body.drawing.swatches[1])
    desk.play()
    stroke(canvas, (-4, -3), (4, -3))
    person.wait(lambda: desk.dataset is not None and desk.dataset.name == "drawn")
    person.wait(lambda: desk.experiment.drawn == canvas.points)
    person.wait(
        lambda: (
            session.runs.current.snapshot is not None
            and session.runs.current.snapshot.metrics.train_accuracy > 0.95
        )
    )
    person.click(body.drawing.swatches[0])
    stroke(canvas, (0, -5.5), (0, -5))
    person.wait(lambda: desk.experiment.drawn == canvas.points)
    assert desk.playing
    assert desk.experiment.classes == 2
    remembered = window.looks.preferences.drawn_points["drawn"]
    assert tuple(remembered) == canvas.points

    person.click(body.draw)  # back to the spirals
    person.wait(lambda: desk.dataset is not None and desk.dataset.name == "spirals")
    assert body.sets.tiles["spirals"].isChecked()
    assert panel.drawn_points["drawn"] == canvas.points


def test_ctrl_z_takes_back_a_stroke_and_then_elsewhere_a_setting(open_window) -> None:
    person = open_window(**settings())
    desk = person.desk
    body = person.window.findChild(PlaygroundBody)
    person.click(body.more)
    person.wait(lambda: desk.experiment.classes == 3)
    person.click(body.draw)
    canvas = body.drawing.canvas
    person.click(body.drawing.take)
    person.wait(lambda: desk.experiment.data == "drawn")
    stroke(canvas, (3, 3), (3, -3))
    painted = len(canvas.points)
    assert painted > PLAYGROUND.points
    person.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(canvas.points) == PLAYGROUND.points
    person.wait(lambda: len(desk.experiment.drawn) == PLAYGROUND.points)
    body.share.slider.setFocus()
    presses = 0  # a stroke and its undo are one step if they come within a second; then that to the drawing
    while desk.experiment.data != "spirals" and presses < 3:
        person.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        presses += 1
    assert desk.experiment.data == "spirals"
    assert desk.experiment.classes == 3
    assert not body.draw.isChecked()
