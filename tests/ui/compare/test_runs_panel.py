"""The list of runs under mouse and keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from nnviz.ui.compare import RunsPanel
from nnviz.ui.compare.run_card import RunCard
from tests.helpers.runs import at, trained_run


@pytest.fixture
def panel(shown, runs, digits):
    made = shown(RunsPanel(), 272, 700)
    made.show_runs(at(runs, 5), "C")
    return made


def card(panel, letter):
    return next(card for card in panel.findChildren(RunCard) if card.letter == letter)


def test_cards_tell_the_numbers_at_the_epoch(panel, runs):
    loss, right = runs[0].timeline.test_loss[5], runs[0].timeline.test_accuracy[5]
    name = card(panel, "A").accessibleName()
    assert name.startswith("Run A, SGD, rate 0.1: ")
    assert f"{loss:.3f}" in name
    assert f"{right * 100:.1f}" in name
    assert "current" not in name
    broken = card(panel, "C").accessibleName()
    assert "test loss ∞" in broken
    assert "stopped in epoch 2" in broken
    assert "the current run" in broken


def test_a_click_or_space_chooses(panel, qtbot):
    with qtbot.waitSignal(panel.run_chosen) as chosen:
        QTest.mouseClick(card(panel, "B"), Qt.MouseButton.LeftButton)
    assert chosen.args == ["B"]
    with qtbot.waitSignal(panel.run_chosen) as chosen:
        QTest.keyClick(card(panel, "A"), Qt.Key.Key_Space)
    assert chosen.args == ["A"]
    with qtbot.assertNotEmitted(panel.run_chosen):
        QTest.mouseClick(card(panel, "C"), Qt.MouseButton.LeftButton)


def test_rename_by_key_and_escape_leaves_the_name(panel, qtbot):
    QTest.keyClick(card(panel, "A"), Qt.Key.Key_F2)
    editor = panel.findChild(QLineEdit)
    editor.setText("the slow one")
    with qtbot.waitSignal(panel.rename_requested) as renamed:
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert renamed.args == ["A", "the slow one"]
    QTest.mouseDClick(card(panel, "B"), Qt.MouseButton.LeftButton)
    editor = card(panel, "B").findChild(QLineEdit)
    editor.setText("no")
    with qtbot.assertNotEmitted(panel.rename_requested):
        QTest.keyClick(editor, Qt.Key.Key_Escape)


def test_the_eye_hides_curves_and_a_run_that_goes_is_forgotten(panel, qtbot, runs):
    with qtbot.waitSignal(panel.hidden_changed) as changed:
        QTest.keyClick(card(panel, "B"), Qt.Key.Key_H)
    assert changed.args == [frozenset("B")]
    with qtbot.waitSignal(panel.hidden_changed) as changed:
        panel.show_runs(at(runs[:1], None), "A")
    assert changed.args == [frozenset()]
    assert [card.letter for card in panel.findChildren(RunCard) if card.isVisible()] == ["A"]


def test_delete_removes_but_not_the_last_one(panel, qtbot, runs):
    with qtbot.waitSignal(panel.remove_requested) as removed:
        QTest.keyClick(card(panel, "B"), Qt.Key.Key_Delete)
    assert removed.args == ["B"]
    panel.show_runs(at(runs[:1], None), "A")
    with qtbot.assertNotEmitted(panel.remove_requested):
        QTest.keyClick(card(panel, "A"), Qt.Key.Key_Delete)


def test_what_differs_is_told(panel):
    assert panel._table.accessibleName() == (
        "What differs: Optimiser: A SGD, B Adam, C SGD; Rate: A 0.1, B 0.002, C 1"
    )
    assert (
        panel._same.text() == "Same 64-32-10 network, same first weights, same batches of 32, cross-entropy."
    )
    assert panel._equal.text() == "all else is equal"


def test_first_to_90_percent(panel, runs):
    first = [int((run.timeline.test_accuracy >= 0.9).argmax()) for run in runs[:2]]
    assert panel._bars.accessibleName() == f"A: epoch {first[0]}, B: epoch {first[1]}, C: never"


def test_other_start_weights_are_offered_to_be_the_same(panel, qtbot, runs, digits):
    assert not panel._share.isVisible()
    other = trained_run("D", replace(runs[0].experiment, seed=5, epochs=1), digits)
    panel.show_runs(at((*runs, other), None), "D")
    qtbot.waitUntil(panel._share.isVisible)
    assert panel._share.text() == "Begin D from the weights of A"
    with qtbot.waitSignal(panel.share_requested) as shared:
        panel._share.click()
    assert shared.args == ["A"]


def test_new_run(panel, qtbot):
    with qtbot.waitSignal(panel.new_run_requested):
        panel._new.click()


def test_epochs_that_rush_in_are_looked_at_in_pauses(panel, qtbot, runs, monkeypatch):
    looked = []
    qtbot.waitUntil(lambda: not panel._pause.isActive())
    monkeypatch.setattr(panel, "_refresh", lambda: looked.append(1))
    for epoch in range(8):
        panel.show_runs(at(runs, epoch), "C")
        assert f"{runs[0].timeline.test_loss[epoch]:.3f}" in card(panel, "A").accessibleName()
    assert looked == [1]
