"""The list of runs under mouse and keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from nnviz.ui.compare import RunsPanel
from nnviz.ui.compare.differs import DiffersTable, FirstBars
from tests.helpers.runs import at, trained_run
from tests.helpers.seen import button, offers, rests, words


@pytest.fixture
def panel(shown, runs, digits):
    made = shown(RunsPanel(), 272, 700)
    made.show_runs(at(runs, 5), "C")
    return made


def index(panel, letter):
    rows = panel.list.model()
    return next(rows.index(row) for row, card in enumerate(rows.cards) if card.letter == letter)


def words_of(panel, letter):
    return index(panel, letter).data(Qt.ItemDataRole.AccessibleTextRole)


def click(panel, letter, act=QTest.mouseClick):
    place = panel.list.visualRect(index(panel, letter)).center()
    act(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def press(panel, letter, key):
    panel.list.setCurrentIndex(index(panel, letter))
    QTest.keyClick(panel.list, key)


def test_cards_tell_the_numbers_at_the_epoch(panel, runs):
    loss, right = runs[0].timeline.test_loss[5], runs[0].timeline.test_accuracy[5]
    assert (
        words_of(panel, "A") == f"Run A, SGD, rate 0.1: test loss {loss:.3f}, {right * 100:.1f}\xa0% right."
    )
    assert words_of(panel, "C") == (
        "Run C, SGD, rate 1: test loss ∞, broke; stopped in epoch 2. It is the current run."
    )


def test_numbers_of_another_epoch_say_so(panel, runs):
    panel.show_runs(at(runs, 30), "A")
    assert words_of(panel, "B").endswith("These numbers are from another moment: epoch 8, its last.")


def test_a_click_or_space_chooses(panel, qtbot):
    with qtbot.waitSignal(panel.run_chosen) as chosen:
        click(panel, "B")
    assert chosen.args == ["B"]
    with qtbot.waitSignal(panel.run_chosen) as chosen:
        press(panel, "A", Qt.Key.Key_Space)
    assert chosen.args == ["A"]
    with qtbot.assertNotEmitted(panel.run_chosen):
        click(panel, "C")


def test_arrows_move_from_run_to_run_and_choose_none(panel, qtbot):
    panel.list.setCurrentIndex(index(panel, "A"))
    with qtbot.assertNotEmitted(panel.run_chosen):
        QTest.keyClick(panel.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.run_chosen) as chosen:
        QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert chosen.args == ["B"]


def test_rename_by_key_and_escape_leaves_the_name(panel, qtbot, runs):
    press(panel, "A", Qt.Key.Key_F2)
    editor = panel.findChild(QLineEdit)
    assert editor.accessibleName() == "Name of run A"
    editor.setText("the slow one")
    panel.show_runs(at(runs, 6), "C")  # what is being typed stays
    with qtbot.waitSignal(panel.rename_requested) as renamed:
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert renamed.args == ["A", "the slow one"]
    qtbot.waitUntil(lambda: panel.findChild(QLineEdit) is None)
    click(panel, "B")
    click(panel, "B", QTest.mouseDClick)
    editor = panel.findChild(QLineEdit)
    editor.setText("no")
    with qtbot.assertNotEmitted(panel.rename_requested):
        QTest.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: panel.findChild(QLineEdit) is None)


def test_the_eye_hides_curves_and_a_run_that_goes_is_forgotten(panel, qtbot, runs):
    with qtbot.waitSignal(panel.hidden_changed) as changed:
        press(panel, "B", Qt.Key.Key_H)
    assert changed.args == [frozenset("B")]
    with qtbot.waitSignal(panel.hidden_changed) as changed:
        panel.show_runs(at(runs[:1], None), "A")
    assert changed.args == [frozenset()]
    assert panel.list.model().rowCount() == 1


def test_a_click_on_the_eye_hides_and_chooses_nothing(panel, qtbot):
    box = panel.list.visualRect(index(panel, "B"))
    eye = QPoint(box.right() - 20, box.top() + 22)
    for letters in (frozenset("B"), frozenset()):
        with qtbot.waitSignal(panel.hidden_changed) as changed, qtbot.assertNotEmitted(panel.run_chosen):
            QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=eye)
        assert changed.args == [letters]


def test_delete_removes_but_not_the_last_one(panel, qtbot, runs):
    with qtbot.waitSignal(panel.remove_requested) as removed:
        press(panel, "B", Qt.Key.Key_Delete)
    assert removed.args == ["B"]
    panel.show_runs(at(runs[:1], None), "A")
    with qtbot.assertNotEmitted(panel.remove_requested):
        press(panel, "A", Qt.Key.Key_Delete)


def test_what_differs_is_told(panel):
    assert panel.findChild(DiffersTable).accessibleName() == (
        "What differs: Optimiser: A SGD, B Adam, C SGD; Rate: A 0.1, B 0.002, C 1"
    )
    told = words(panel)
    assert "Same 64-32-10 network, same first weights, same batches of 32, cross-entropy." in told
    assert "all else is equal" in told


def test_first_to_90_percent(panel, runs):
    first = [int((run.timeline.test_accuracy >= 0.9).argmax()) for run in runs[:2]]
    assert (
        panel.findChild(FirstBars).accessibleName() == f"A: epoch {first[0]}, B: epoch {first[1]}, C: never"
    )


def test_other_start_weights_are_offered_to_be_the_same(panel, qtbot, runs, digits):
    assert not offers(panel, "Begin ")
    other = trained_run("D", replace(runs[0].experiment, seed=5, epochs=1), digits)
    panel.show_runs(at((*runs, other), None), "D")
    qtbot.waitUntil(lambda: offers(panel, "Begin D from the weights of A"))
    with qtbot.waitSignal(panel.share_requested) as shared:
        button(panel, "Begin D").click()
    assert shared.args == ["A"]


def test_new_run(panel, qtbot):
    with qtbot.waitSignal(panel.new_run_requested):
        button(panel, "New run").click()


def test_epochs_that_rush_in_are_looked_at_in_pauses(panel, qtbot, runs, monkeypatch):
    looked = []
    qtbot.waitUntil(lambda: rests(panel))
    monkeypatch.setattr(panel.findChild(FirstBars), "show_epochs", lambda *given: looked.append(given))
    for epoch in range(8):
        panel.show_runs(at(runs, epoch), "C")
        assert f"{runs[0].timeline.test_loss[epoch]:.3f}" in words_of(panel, "A")
    assert len(looked) == 1
    panel.settle()
    assert len(looked) == 2
