"""One update typed on the stage: what is right is told for each number, worked out here by hand."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from tests.helpers.lessons import rows_of, run_of, told_of

WEIGHTS = {"dense1.weights": [[0.5]], "dense1.bias": [-0.25]}


def typed(field: QLineEdit, text: str) -> None:
    field.setFocus()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_an_update_is_typed_number_by_number(on_stage) -> None:
    run = run_of(rows_of([[2.0, 1.0]]), WEIGHTS, output_activation="sigmoid", learning_rate=10.0)
    pupil = on_stage(run, told_of("by_hand"))
    widget = pupil.stage.view("by_hand").widget

    def fields() -> dict[str, QLineEdit]:
        return {field.accessibleName(): field for field in widget.findChildren(QLineEdit)}

    def told() -> list[str]:
        return [label.text() for label in widget.findChildren(QLabel)]

    z = 0.75
    a = 1 / (1 + math.exp(-z))
    da, slope = 2 * (a - 1), a * (1 - a)
    dz = da * slope
    names = list(fields())
    assert names[-2:] == ["dense1.weights[0, 0]", "dense1.bias[0]"]
    assert "2" in told()  # what enters is given
    assert "0 of 9 numbers are right." in told()
    first = fields()[names[0]]
    typed(first, "0.57")
    assert first.accessibleDescription() == "Not right yet"
    first.clear()
    typed(first, "x")
    assert any("is no number" in text for text in told())
    first.clear()
    numbers = [z, a, (a - 1) ** 2, da, slope, dz, 2 * dz, 0.5 - 20 * dz, -0.25 - 10 * dz]
    for name, number in zip(names, numbers, strict=True):
        typed(fields()[name], f"{number:.4f}".replace(".", ","))
        assert fields()[name].accessibleDescription() == "Right", name
        assert fields()[name].isReadOnly()
    assert "All 9 numbers are right: this is the whole update." in told()


def test_in_the_room_nothing_is_typed_and_what_is_too_much_says_so(on_stage) -> None:
    pupil = on_stage(run_of(rows_of([[2.0, 1.0]]), WEIGHTS), told_of("by_hand"), by_hand=False)
    widget = pupil.stage.view("by_hand").widget
    assert all(field.isReadOnly() for field in widget.findChildren(QLineEdit))
    several = on_stage(run_of(rows_of([[2.0, 1.0], [1.0, 0.0]]), WEIGHTS), told_of("by_hand"))
    texts = [label.text() for label in several.stage.view("by_hand").widget.findChildren(QLabel)]
    assert "Worked out by hand is an update of one sample, not of 2." in texts
