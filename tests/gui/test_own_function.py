"""An activation and a loss of one's own, in the window: typed, learned with, kept."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnviz.engine.layers import Dense
from nnviz.ui.learn.own_sheet import OwnActivationSheet, OwnLossSheet, OwnSheet

MISH = "x * tanh(log(1 + exp(x)))"


def sheet_of(person, kind: type[OwnSheet]) -> OwnSheet:
    person.wait(lambda: bool(person.window.findChildren(kind)))
    return person.window.findChildren(kind)[-1]


def type_in(sheet: OwnSheet, text: str) -> None:
    sheet.edit.field.selectAll()
    QTest.keyClicks(sheet.edit.field, text)
    QTest.keyClick(sheet.edit.field, Qt.Key.Key_Return)


def entry(menu, text: str):
    return next(action for action in menu.actions() if action.text() == text)


def test_what_is_typed_is_learned_with(open_ring, qapp) -> None:
    person = open_ring(layers=(Dense(4, "tanh"), Dense(3, "relu")))
    recipe, desk = person.window.views.recipe, person.desk
    recipe.activation.open_menu()
    menu = qapp.activePopupWidget()
    entry(menu, "Your own…").trigger()
    menu.close()
    type_in(sheet_of(person, OwnActivationSheet), MISH)
    person.wait(lambda: {layer.activation for layer in desk.experiment.layers} == {MISH})
    assert recipe.activation.text() == MISH

    recipe.loss.own_requested.emit()
    type_in(sheet_of(person, OwnLossSheet), "abs(y - t)**3")
    person.wait(lambda: desk.experiment.loss == "abs(y - t)**3")
    assert recipe.loss.text() == "mean of abs(y - t)**3"
    person.train_to(3)
    losses = person.session.runs.current.timeline.metrics.values("train_loss")
    assert losses[-1] < losses[0]

    person.window.views.diagram.own_activation_requested.emit(1, MISH)
    type_in(sheet_of(person, OwnActivationSheet), "sin(x)")
    person.wait(lambda: [layer.activation for layer in desk.experiment.layers] == [MISH, "sin(x)"])
    person.wait(lambda: desk.shown is not None and desk.shown.experiment == desk.experiment)
    assert recipe.activation.text() == "mixed"
