"""The runs in the header."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from nnviz.session.run import Run
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot
from nnviz.ui.runs_menu import RunsMenu
from nnviz.ui.theme import Theme
from tests.helpers.snapshots import hand_built_snapshot
from tests.helpers.timelines import hand_built_timeline, measured


def run(letter: str, name: str = "", **more: object) -> Run:
    settings = {"experiment": Experiment(), "snapshot": at(12), **more}
    place = "ABCD".index(letter)
    return Run(letter, name or letter, place, timeline=hand_built_timeline(13), **settings)


def at(epoch: int, right: float = 0.89, **more: object) -> Snapshot:
    """The newest moment of a run, with so many right answers, or R², of the test part."""
    kind = "regression" if right < 0 else "classification"
    made = hand_built_snapshot(epoch=epoch, metrics=measured(epoch, 0.1, 0.2, 0.9, right, kind=kind))
    return replace(made, **more)


@pytest.fixture
def menu(qtbot):
    made = RunsMenu()
    qtbot.addWidget(made)
    made.set_theme(Theme("light"))
    made.show_runs((run("A"), run("B", "Adam"), run("C", diverged="loss")), "A")
    made.show()
    qtbot.waitExposed(made)
    yield made
    while (opened := QApplication.activePopupWidget()) is not None:
        opened.close()


def opened(menu):
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton)
    return QApplication.activePopupWidget()


def action(popup, text):
    return next(action for action in popup.actions() if action.text().startswith(text))


def test_the_button_says_what_is_shown(menu):
    assert menu.text() == "Run A"
    menu.show_runs((run("A"), run("B", "Adam")), "B")
    assert menu.text() == "B Adam"
    menu.show_runs((run("A"), run("B", "Adam")), "B", comparing=True)
    assert menu.text() == "2 runs"
    menu.set_reader(True, True)
    assert menu.text() == "Reader"
    assert menu.accessibleName() == "Network shown: Reader"


def test_runs_are_listed_with_how_far_they_came(menu):
    texts = [action.text() for action in opened(menu).actions() if "\t" in action.text()]
    assert texts == ["Run A\tepoch 12, 89\xa0% right", "B Adam\tepoch 12, 89\xa0% right", "Run C\tbroke"]


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (at(12, 0.5), "epoch 12, 50\xa0% right"),
        (at(12, 0.5, changes=1), "epoch 12"),
        (at(12, 0.5, position=32), "epoch 12"),
        (replace(at(12, 0.5), epoch=14), "epoch 14"),
        (at(12, -14.298), "epoch 12, R² −14.298"),
    ],
)
def test_what_is_told_of_a_run_was_measured_of_the_network_that_it_has(menu, moment, told):
    menu.show_runs((run("A", snapshot=moment),), "A")
    assert [a.text() for a in opened(menu).actions() if "\t" in a.text()] == [f"Run A\t{told}"]


def test_choosing(menu, qtbot):
    menu.set_reader(True, False)
    popup = opened(menu)
    with qtbot.waitSignal(menu.run_chosen) as asked:
        QTest.mouseClick(
            popup, Qt.MouseButton.LeftButton, pos=popup.actionGeometry(action(popup, "B")).center()
        )
    assert asked.args == ["B"]
    with qtbot.waitSignal(menu.reader_chosen):
        action(opened(menu), "Reader").trigger()


def test_without_a_reader_there_is_none_to_choose(menu):
    assert not any(action.text() == "Reader" for action in opened(menu).actions())


def test_new_branch_and_remove(menu, qtbot):
    for text, signal, args in (
        ("New run", "new_run_requested", []),
        ("Branch from here", "branch_requested", []),
        ("Remove Run A", "remove_requested", ["A"]),
    ):
        with qtbot.waitSignal(getattr(menu, signal)) as asked:
            action(opened(menu), text).trigger()
        assert asked.args == args
        QApplication.activePopupWidget().close()
    menu.set_cursor(160)
    assert action(opened(menu), "Branch").text() == "Branch from epoch 160"


def test_renaming_in_the_menu(menu, qtbot):
    popup = opened(menu)
    field = popup.findChild(QLineEdit)
    assert field.text() == "A"
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "SGD 0.1")
    with qtbot.waitSignal(menu.rename_requested) as asked:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert asked.args == ["A", "SGD 0.1"]


def test_start_weights_of_another(menu, qtbot):
    popup = opened(menu)
    share = action(popup, "Same start weights").menu()
    assert [entry.text() for entry in share.actions()] == ["B Adam", "Run C"]
    with qtbot.waitSignal(menu.share_requested) as asked:
        share.actions()[1].trigger()
    assert asked.args == ["C"]


def test_one_run_alone_is_neither_removed_nor_compared(menu):
    menu.show_runs((run("A"),), "A")
    texts = [action.text() for action in opened(menu).actions()]
    assert not any(text.startswith(("Remove", "Same")) for text in texts)
