"""The real window in a made-up language, in which every letter stands twice: nothing is English any more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from nnviz.drawing.selection import Selection
from nnviz.engine import Conv, Dense, GlobalMaxPool, MaxPool
from nnviz.training.presets import PLAYGROUND
from nnviz.ui.compare import CompareStage
from nnviz.ui.inspector.tabs import InspectorTabs
from nnviz.ui.micro.chain_panel import ChainPanel
from nnviz.ui.micro.kernel_stage import KernelStage
from nnviz.ui.projects.project_menu import ProjectMenu
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.widgets import PushButton
from tests.gui.conftest import Person
from tests.helpers.doubled import cut_off, left_english, painted, said_by, spoken
from tests.helpers.pointer import point_at

#: Names (of parameters too), keys as they are engraved, kinds of files and of numbers, and mathematics.
NAMES = re.compile(
    r"\b(nnviz|Python|Qt|NumPy|optdigits|MNIST|PNG|SVG|PDF|float\d\d|sin|log|max|exp|tanh|ReLU"
    r"|(?:conv|maxpool|globalmaxpool)\d"
    r"|Ctrl|Shift|Alt|Space|Left|Right|Home|End|Page Down|Enter|Esc|Del|NaN)\b|/\S+|\w+\d\.\w+\["
)


def check(person: Person, root: QWidget) -> None:
    """Whatever ``root`` shows, tells and says aloud is in the made-up language, and none of it is cut off."""
    with painted() as texts:
        QApplication.processEvents()
        root.grab()
    said = [*said_by(root), *(("painted", text) for text in texts)]
    assert len(texts) > 0
    english = {(where, text) for where, text in said if left_english(NAMES.sub("", text))}
    assert english == set()
    person.wait(lambda: not cut_off(root))  # a layout follows its texts a little later


@pytest.fixture
def opened(qapp, open_window) -> Iterator[Callable[..., Person]]:
    with spoken(qapp):
        yield open_window


def test_digits(opened):
    person = opened(epochs=1_000_000)
    check(person, person.window)
    person.draw_digit(3)
    person.desk.advance(2)
    person.wait(lambda: person.session.runs.current.snapshot.epoch >= 2)
    check(person, person.window)
    actions = person.window.findChildren(QAction)
    said = [text for action in actions for text in (action.text(), action.toolTip())]
    assert [text for text in said if left_english(NAMES.sub("", text))] == []


def test_every_phase_of_the_micro_steps(opened):
    person = opened(layers=(3,))
    desk = person.desk
    desk.set_step_unit("micro")
    person.wait(lambda: desk.micro is not None)
    phases = {desk.micro.phase}
    check(person, person.window)
    for _ in range(len(desk.micro.cells) - 1):
        desk.step()
        if desk.micro.phase not in phases:
            phases.add(desk.micro.phase)
            check(person, person.window)
    assert phases == {"forward", "loss", "backward", "update"}


def test_micro_steps_through_maps(opened):
    person = opened(data="digits", layers=(Conv(7, 3), MaxPool(2), Conv(2, 3), GlobalMaxPool()), batch_size=8)
    desk = person.desk
    desk.set_step_unit("micro")
    person.wait(lambda: desk.micro is not None)
    steps = "window", "z", "a", "winner", "dz", "dW", "da"
    for place, cell in enumerate(desk.micro.cells):
        if desk.micro.at(place).looked is not None and cell.steps[0].kind in steps:
            desk.set_micro(desk.micro.at(place))
            check(person, person.window.findChild(KernelStage))
            check(person, person.window.findChild(ChainPanel))


def test_the_playground(opened):
    person = opened(**{field.name: getattr(PLAYGROUND, field.name) for field in fields(PLAYGROUND)})
    person.desk.advance(3)
    person.wait(lambda: person.session.runs.current.snapshot.epoch >= 3)
    check(person, person.window)
    canvas = person.window.place.current.results.map.canvas
    point_at(canvas, canvas.place_of((1.5, -2.0)).toPoint())
    person.wait(lambda: person.desk.sample is not None)
    check(person, person.window)


def test_compare(opened):
    person = opened(layers=(Dense(32, "linear"),), optimizer="sgd", learning_rate=0.1, epochs=3)
    desk, runs = person.desk, person.session.runs
    desk.play()
    person.wait(lambda: runs.current.snapshot.epoch == 3 and not desk.playing)
    person.click(person.window.header.compare_button)
    stage = person.window.findChild(CompareStage)
    person.wait(stage.isVisible)
    check(person, person.window)
    person.click(next(button for button in stage.findChildren(PushButton) if button.isVisible()))
    person.wait(lambda: runs.current.letter == "B" and runs.current.snapshot is not None)
    desk.change(replace(desk.experiment, learning_rate=1.0), "")
    desk.play()
    person.wait(lambda: runs.current.diverged is not None)
    check(person, person.window)


SHEETS = (
    "export",
    "take_out",
    "shortcuts",
    "messages",
    "about",
    "preferences",
    "hands",
    "hand_round",
    "more_settings",
)


def test_every_sheet(opened):
    person = opened()
    person.wait(lambda: person.session.reader.reader is not None)
    for name in SHEETS:
        if name == "export":
            person.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        else:
            getattr(person.window.sheets, name)()
        (sheet,) = (sheet for sheet in person.window.findChildren(Sheet) if sheet.isVisible())
        check(person, sheet)
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
        assert not sheet.isVisible(), name


def test_menus_messages_and_what_is_inspected(opened):
    person = opened(epochs=1_000_000)
    desk, window = person.desk, person.window
    person.draw_digit(3)
    desk.advance(1)
    person.wait(lambda: person.session.runs.current.snapshot.epoch >= 1)
    for name in ("layers", "results", "selection"):
        window.findChild(InspectorTabs).open(name)
        check(person, window)
    for target in (Selection("neuron", 0, 1), Selection("edge", 1, 2, 3), Selection("input", -1, 9)):
        window.diagram.select(target)
        check(person, window)
    desk.change(replace(desk.experiment, learning_rate=1e9), "")
    person.wait(lambda: window.message_row.text != "")
    check(person, window)
    for menu in (window.header.runs.menu_now(), window.findChild(ProjectMenu).menu_now()):
        said = [action.text() for inner in [menu, *menu.findChildren(QMenu)] for action in inner.actions()]
        assert said
        assert [text for text in said if left_english(NAMES.sub("", text))] == []
        menu.deleteLater()
