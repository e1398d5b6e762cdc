"""Doodles in the window: classes named, drawings kept, learned at once, and told apart."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from nnviz.session.doodles import MyDoodles
from nnviz.ui.images.doodles_sheet import DoodlesSheet
from nnviz.ui.theme import Theme
from tests.helpers.doodles import CLASSES, doodles, drawn


@pytest.fixture
def root(qtbot) -> QWidget:
    window = QWidget()
    window.resize(1100, 800)
    qtbot.addWidget(window)
    window.show()
    return window


def pen(sheet: DoodlesSheet, strokes, qtbot) -> None:
    """Draw a stroke by hand."""
    side = sheet.canvas.width()
    sheet.canvas.begin(QPointF(*(side * strokes[0][0]).tolist()), False)
    for point in strokes[0][1:]:
        sheet.canvas.move_pen(QPointF(*(side * point).tolist()))
    sheet.canvas.end()
    qtbot.waitUntil(sheet.keep.isEnabled)


def test_classes_are_named_and_drawings_kept_undone_and_exported(root, tmp_path, qtbot) -> None:
    kept = MyDoodles(tmp_path / "mine.npz")
    sheet = DoodlesSheet(kept, root)
    sheet.present(Theme("dark"))
    asked: list[object] = []
    sheet.taken.connect(asked.append)
    rng = np.random.default_rng(0)
    assert not sheet.keep.isEnabled()
    for name in CLASSES:
        QTest.keyClicks(sheet.name, name)
        QTest.keyClick(sheet.name, Qt.Key.Key_Return)
        assert sheet.focusWidget() is sheet.name  # the next name is typed here, never drawn
    assert sheet.classes == CLASSES
    assert "digit" not in sheet.canvas.accessibleDescription()
    QTest.keyClick(sheet.canvas, Qt.Key.Key_1)
    for place, name in enumerate(CLASSES):
        for _ in range(2):
            QTest.keyClick(sheet.canvas, Qt.Key.Key_1 + place)
            assert sheet.chosen == name
            pen(sheet, drawn(name, rng), qtbot)
            sheet.keep.click()
    assert [each.label for each in kept.drawings] == [name for name in CLASSES for _ in range(2)]
    assert sheet.learn.isEnabled()
    pen(sheet, drawn("cross", rng), qtbot)
    QTest.keyClick(sheet.canvas, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(kept.drawings) == 7
    for _ in range(2):
        sheet.undo.click()
    assert len(kept.drawings) == 5
    assert not sheet.learn.isEnabled()
    assert "Still to draw: cross" in sheet.said.text()

    QTest.keyClick(sheet.canvas, Qt.Key.Key_1)
    sheet.remove_class.click()
    assert sheet.classes == CLASSES[1:]
    assert {each.label for each in kept.drawings} == set(CLASSES[1:])
    sheet.undo.click()
    assert sheet.classes == CLASSES
    assert len(kept.drawings) == 5

    sheet.export_to(tmp_path / "out")
    assert (tmp_path / "out.npz").exists()
    other = MyDoodles()
    assert len(other.import_(tmp_path / "out.npz")) == 5
    assert MyDoodles(tmp_path / "mine.npz").classes == CLASSES, "they are there at the next start"
    kept.restore(doodles(2, seed=3))
    sheet.learn.click()
    assert len(asked) == 1


def drawing_is_shown(desk, drawing) -> bool:
    sample = desk.shown.sample
    return sample is not None and sample.from_person and len(sample.strokes) == len(drawing)


def test_they_are_learned_at_once_and_told_apart(open_window, qtbot) -> None:
    person = open_window(data="ring", layers=(3,), points=40)
    session, window, desk = person.session, person.window, person.desk
    session.my_doodles.restore(doodles(3))
    window.actions_["doodles"].trigger()
    person.wait(lambda: bool(window.findChildren(DoodlesSheet)))
    window.findChildren(DoodlesSheet)[0].learn.click()
    session.training.set_speed(math.inf)
    person.wait(lambda: desk.experiment.data == "doodles" and desk.shown is not None)
    person.wait(lambda: session.runs.current.experiment.data == "doodles")
    person.wait(lambda: (session.runs.current.snapshot or 0) and session.runs.current.snapshot.epoch >= 25)
    desk.pause()
    assert desk.shown.dataset.class_names == CLASSES
    rng = np.random.default_rng(9)
    said = []
    for name in CLASSES:
        drawing = drawn(name, rng)
        window.input_panel.set_drawing(drawing)
        person.wait(partial(drawing_is_shown, desk, drawing))
        said.append(desk.shown.dataset.class_names[desk.shown.probe.answer])
    assert said == list(CLASSES)
