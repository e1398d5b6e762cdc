from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.drawing.findings import FindingMark, finding_marks
from nnviz.drawing.selection import Selection
from nnviz.training.diagnosis import FINDINGS, Finding
from nnviz.ui.diagram import DiagramView
from nnviz.ui.diagram.finding_marks import beside_one_another, box_of, mark_at, sentences
from nnviz.ui.diagram.pointing import Pointing
from nnviz.ui.theme import THEMES, Theme, apply_theme
from tests.helpers.convolving import DESIGN, trained
from tests.helpers.snapshots import hand_built_snapshot

DEAD = Finding("dead", 0, (1, 4), 2.0, "Two neurons of layer 1 are dead.", "Use leaky ReLU.")
VANISHING = Finding("vanishing", 0, (), 1e-4, "The gradient of layer 1 vanishes.", "Use ReLU.")
EXPLODING = Finding("exploding", 0, (), 1e4, "The gradient of layer 1 explodes.", "Clip it.")
PENALTY = Finding("penalty", None, (), 0.6, "The penalty counts more than the errors.", "Lower L2.")
WHOLE = Finding("diverged", None, (), 0.0, "Some weights are no numbers.", "Go back.")


@pytest.fixture
def view(qtbot):
    view = DiagramView()
    qtbot.addWidget(view)
    view.resize(832, 712)
    apply_theme(view, Theme())
    view.show()
    view.show_snapshot(hand_built_snapshot((6,)))
    return view


def test_each_unit_and_each_layer_is_marked_where_it_is(view):
    layout = view.scene.layout
    marks = finding_marks((DEAD, VANISHING, EXPLODING, WHOLE), layout)
    assert [(m.finding.kind, str(m.word or "")) for m in marks] == [
        ("dead", ""), ("dead", ""), ("vanishing", "vanishing"), ("exploding", "exploding"),
    ]  # fmt: skip
    for mark, unit in zip(marks[:2], (1, 4), strict=True):
        assert abs(mark.y - layout.layers[0].y[unit]) < layout.layers[0].radius + 4
        assert mark_at(marks, mark.x, mark.y, Theme()) is mark
    assert abs(marks[3].y - marks[2].y) > 12, "one below the other"


def test_a_mark_is_painted_and_a_click_on_it_asks(view, qtbot):
    plain = view.grab().toImage()
    view.set_findings((DEAD,))
    assert view.grab().toImage() != plain
    mark = finding_marks((DEAD,), view.scene.layout)[1]
    with qtbot.waitSignal(view.finding_requested) as asked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(mark.x), round(mark.y)))
    assert asked.args == [DEAD]
    view.set_findings(())
    qtbot.mouseMove(view, QPoint(5, 300))
    assert view.grab().toImage() == plain


def under(view, mark):
    """What a pointer at the place of ``mark`` is on."""
    QTest.mouseMove(view, QPoint(round(mark.x), round(mark.y)))
    return view.findChild(Pointing).hover


def test_marks_follow_the_network(view):
    view.set_findings((DEAD,))
    view.resize(700, 560)
    moved = finding_marks((DEAD,), view.scene.layout)
    assert [under(view, mark) for mark in moved] == list(moved)
    view.show_snapshot(hand_built_snapshot((2,)))
    (left,) = finding_marks((DEAD,), view.scene.layout)
    assert under(view, left) == left
    assert not any(isinstance(under(view, mark), FindingMark) for mark in moved if mark.y != left.y)


def test_several_words_over_a_layer_do_not_lie_on_its_first_map(qtbot):
    view = DiagramView()
    qtbot.addWidget(view)
    view.resize(690, 486)
    apply_theme(view, Theme())
    view.show()
    view.set_dataset_shape((28, 28), tuple("abcdef"), (), 1.0)
    view.show_snapshot(trained(DESIGN))
    findings = tuple(replace(one, layer=layer) for layer in (0, 1, 2) for one in (VANISHING, EXPLODING))
    view.set_findings(findings)
    layout = view.scene.layout
    marks = beside_one_another(finding_marks(findings, layout), layout, Theme())
    assert [under(view, mark) for mark in marks] == list(marks), "where they are said to be"
    for layer, box in enumerate(layout.layers):
        one, other = (box_of(mark, Theme()) for mark in marks if mark.layer == layer)
        assert not one.intersects(other)
        assert max(one.bottom(), other.bottom()) <= float(box.y.min()) - box.half
        assert max(one.right(), other.right()) <= layout.width


def test_it_says_what_helps_and_since_when():
    assert sentences(replace(DEAD, since=1200)) == f"{DEAD.text} {DEAD.advice} Seen since epoch 1,200."
    assert sentences(DEAD) == f"{DEAD.text} {DEAD.advice}"


def test_what_concerns_the_whole_network_stands_where_the_loss_is(view):
    (mark,) = finding_marks((PENALTY,), view.scene.layout)
    last = view.scene.layout.layers[-1]
    assert str(mark.word) == "penalty outweighs data"
    assert last.left <= mark.x <= last.right


def test_who_cannot_see_is_told_with_the_neuron_and_finds_it_in_its_menu(view, qtbot):
    view.set_findings((DEAD,))
    view.select(Selection("neuron", 0, 4))
    assert DEAD.text in view.accessibleDescription()
    view.select(Selection("neuron", 0, 2))
    assert DEAD.text not in view.accessibleDescription()
    view.select(Selection("neuron", 0, 1))
    at = QPoint(1, 1)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, view.mapToGlobal(at))
    QApplication.sendEvent(view, event)
    menu = QApplication.activePopupWidget()
    with qtbot.waitSignal(view.finding_requested) as asked:
        next(a for a in menu.actions() if a.data() == DEAD).trigger()
    assert asked.args == [DEAD]
    menu.close()


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_paints_every_kind(view, theme):
    apply_theme(view, Theme(theme))
    kinds = ("dead", "saturated", "identical", "vanishing", "exploding", "slow", "hasty", "penalty")
    for kind in kinds:
        units = (0, 1) if kind in kinds[:3] else ()
        view.set_findings((Finding(kind, 0, units, 1.0, "Text.", "Advice."),))
        assert not view.grab().isNull()
        assert FINDINGS[kind].word
