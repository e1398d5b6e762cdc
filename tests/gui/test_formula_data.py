"""Points by a formula in the Playground's panel."""

from __future__ import annotations

import numpy as np
from PySide6.QtTest import QTest

from nnviz.ui.playground.panel import PlaygroundPanel
from nnviz.ui.playground.thumbnails import Thumbnails
from nnviz.ui.widgets.formula_edit import FormulaEdit


def test_a_formula_is_typed_and_its_points_are_learned(open_ring, qtbot) -> None:
    person = open_ring()
    panel = person.window.findChild(PlaygroundPanel)
    edit = panel.findChild(FormulaEdit)
    desk = person.desk
    assert not edit.isVisible()
    panel.findChild(Thumbnails).tiles["formula"].click()
    person.wait(lambda: desk.experiment.data == "formula")
    person.wait(edit.isVisible)
    assert edit.text == "2 * sin(x)"

    edit.field.selectAll()
    QTest.keyClicks(edit.field, "x**2 / (")
    person.wait(lambda: edit.said != "")
    assert edit.said.startswith("Column 9: the formula ends")
    assert edit.field.marked == 9
    assert desk.experiment.formula == ""
    edit.field.selectAll()
    QTest.keyClicks(edit.field, "100 * x")
    edit.field.selectAll()
    QTest.keyClicks(edit.field, "x**2 / 3 - 2")
    person.wait(lambda: desk.experiment.formula == "x**2 / 3 - 2")
    assert (edit.said, edit.field.marked) == ("", 0)
    person.wait(lambda: desk.shown is not None and desk.shown.snapshot.experiment == desk.experiment)
    points, labels = desk.shown.dataset.points("train"), desk.shown.dataset.train_labels
    far = np.abs(points[:, 1] - points[:, 0] ** 2 / 3 + 2) > 2  # further than noise moves nearly all
    right = (points[:, 1] > points[:, 0] ** 2 / 3 - 2) == labels
    assert right[far].mean() > 0.95

    person.session.settings.undo()
    person.wait(lambda: desk.experiment.formula == "")
    person.wait(lambda: edit.text == "2 * sin(x)")
    panel.findChild(Thumbnails).set_requested.emit("formula_values")
    person.wait(lambda: edit.text == "cos(x1) * x2 / 6")
