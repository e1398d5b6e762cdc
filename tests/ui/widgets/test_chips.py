"""Chips: drag, wheel, keys and typing change the value; nonsense is refused in a sentence."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QMenu, QToolTip, QWidget

from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets import ChoiceChip, NumberChip


def _shown(qtbot, chip: QWidget) -> QWidget:
    root = QWidget()
    qtbot.addWidget(root)
    QHBoxLayout(root).addWidget(chip)
    apply_theme(root, Theme())
    root.resize(300, 80)
    root.show()
    qtbot.waitExposed(root)
    root.activateWindow()
    return root


@pytest.fixture
def rate(qtbot):
    chip = NumberChip("Rate", "tip", (1e-6, 10), 0.001)
    chip.root = _shown(qtbot, chip)
    return chip


@pytest.fixture
def batch(qtbot):
    chip = NumberChip("Batch", "tip", (1, 1000), 32, integer=True, specials={"full": 0})
    chip.root = _shown(qtbot, chip)
    return chip


def _type(qtbot, chip: NumberChip, text: str) -> QLineEdit:
    chip.edit()
    editor = next(e for e in chip.root.findChildren(QLineEdit, "chip_editor") if e.isVisible())
    editor.clear()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    return editor


def test_typing_a_number(qtbot, rate) -> None:
    with qtbot.waitSignal(rate.value_requested) as asked:
        _type(qtbot, rate, "0.05")
    assert asked.args == [0.05]
    assert rate.text() == "0.05"
    assert rate.accessibleName() == "Rate: 0.05"


@pytest.mark.parametrize("text", ["abc", "", "-1", "1e9", "nan", "inf"])
def test_nonsense_is_refused_in_a_sentence(qtbot, rate, text: str) -> None:
    with qtbot.assertNotEmitted(rate.value_requested):
        editor = _type(qtbot, rate, text)
    assert "from 1·10⁻⁶ to 10" in QToolTip.text()
    assert rate.value == 0.001
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.isVisible()


def test_a_word_and_a_fraction(qtbot, batch) -> None:
    with qtbot.assertNotEmitted(batch.value_requested):
        editor = _type(qtbot, batch, "12.5")
    assert "a whole number from 1 to 1,000, or full" in QToolTip.text()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    with qtbot.waitSignal(batch.value_requested) as asked:
        _type(qtbot, batch, "Full")
    assert asked.args == [0]
    assert batch.text() == "full"


def test_dragging_sideways(qtbot, rate) -> None:
    middle = rate.rect().center()
    QTest.mousePress(rate, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(rate, middle + QPoint(35, 0))
    QTest.mouseRelease(rate, Qt.MouseButton.LeftButton, pos=middle + QPoint(35, 0))
    assert rate.value == pytest.approx(0.001 * 1.02**35, rel=0.03)


def test_arrow_keys_and_wheel_move_whole_numbers(qtbot, batch) -> None:
    batch.setFocus()
    qtbot.keyClick(batch, Qt.Key.Key_Up)
    assert batch.value == 35
    batch.set_value(2)
    qtbot.keyClick(batch, Qt.Key.Key_Up)
    assert batch.value == 3
    qtbot.keyClick(batch, Qt.Key.Key_Down)
    qtbot.keyClick(batch, Qt.Key.Key_Down)
    qtbot.keyClick(batch, Qt.Key.Key_Down)
    assert batch.value == 1
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(batch, wheel)
    assert batch.value == 2


def test_a_number_can_leave_and_reach_zero(qtbot) -> None:
    chip = NumberChip("L2", "tip", (0, 10), 0.0)
    root = _shown(qtbot, chip)
    assert root.isVisible()
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Up)
    assert chip.value > 0


def test_choices_by_menu_and_keys(qtbot) -> None:
    chip = ChoiceChip([("a", "Alpha", "first"), ("b", "Beta", "second")], "Letter", "tip", heading="Starts")
    root = _shown(qtbot, chip)
    assert root.isVisible()
    chip.open_menu()
    menu = chip.findChild(QMenu)
    assert [action.text() for action in menu.actions()] == ["Starts", "", "Alpha", "Beta"]
    assert not menu.actions()[0].isEnabled()
    with qtbot.waitSignal(chip.chosen) as chosen:
        menu.actions()[3].trigger()
    assert chosen.args == ["b"]
    menu.close()
    chip.set_current("b")
    assert chip.accessibleName() == "Letter: Beta"
    with qtbot.assertNotEmitted(chip.chosen):
        qtbot.keyClick(chip, Qt.Key.Key_Down)
    with qtbot.waitSignal(chip.chosen) as chosen:
        qtbot.keyClick(chip, Qt.Key.Key_Up)
    assert chosen.args == ["a"]


def test_a_state_is_shown_but_never_chosen(qtbot) -> None:
    choices = [("a", "Alpha", ""), ("b", "Beta", ""), ("m", "mixed", "several")]
    chip = ChoiceChip(choices, "Letter", "tip", states=frozenset({"m"}))
    root = _shown(qtbot, chip)
    assert root.isVisible()

    def entries() -> dict[str, bool]:
        chip.open_menu()
        menu = chip.findChildren(QMenu)[-1]
        found = {action.text(): action.isEnabled() for action in menu.actions()}
        menu.close()
        return found

    assert entries() == {"Alpha": True, "Beta": True}
    chip.set_current("b")
    with qtbot.assertNotEmitted(chip.chosen):
        qtbot.keyClick(chip, Qt.Key.Key_Down)
    chip.set_current("m")
    assert entries() == {"Alpha": True, "Beta": True, "mixed": False}
    with qtbot.waitSignal(chip.chosen) as chosen:
        qtbot.keyClick(chip, Qt.Key.Key_Up)
    assert chosen.args == ["b"]
    chip.set_current("c")  # not offered at all
    assert chip.text() == "c"
    assert entries() == {"Alpha": True, "Beta": True, "c": False}
    chip.set_current("a")
    assert entries() == {"Alpha": True, "Beta": True}
