"""Start and Learn in the window: they stand in the place of a workspace, and give it back as it was."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from nnviz.session import messages
from tests.gui.conftest import Person
from tests.helpers.sheets import png, sheet

CTRL = Qt.KeyboardModifier.ControlModifier


def learn_tab(person: Person):
    return person.window.header.tabs.row.button("learn")


def test_learn_is_the_first_tab_and_leaves_everything_as_it_was(open_ring) -> None:
    person = open_ring()
    window, header = person.window, person.window.header
    person.train_to(3)
    person.desk.look_at(1)
    person.wait(lambda: person.desk.shown.exact and person.desk.shown.epoch == 1)
    window.resize(1440, 900)
    QApplication.processEvents()
    before, moment = window.grab().toImage(), person.desk.run.snapshot
    assert header.tabs.row.buttons[0] is learn_tab(person)

    person.click(learn_tab(person))
    assert window.pages.name == "course"
    assert not window.diagram.isVisible()
    assert not window.transport.isVisible()
    gone = (header.runs, header.compare_button, header.undo_button, header.redo_button)
    assert not [one for one in gone if one.isVisible()]
    for key, held in (
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Z, CTRL),
        (Qt.Key.Key_R, CTRL),
        (Qt.Key.Key_L, CTRL),
        (Qt.Key.Key_K, CTRL),
    ):
        person.key(key, held)
    assert not person.desk.playing

    person.click(header.tabs.row.button("playground"))
    assert window.pages.name == ""
    assert person.desk.run.snapshot is moment
    assert person.desk.cursor == 1
    QApplication.processEvents()
    assert window.grab().toImage() == before
    person.key(Qt.Key.Key_Right)  # the keys are the workspace's again
    assert person.desk.cursor == 2


def test_the_name_leads_to_start_and_f4_goes_through_all_tabs(open_ring) -> None:
    person = open_ring()
    window, header = person.window, person.window.header
    person.click(header.logo)
    assert window.pages.name == "start"
    assert not [button for button in header.tabs.row.buttons if button.isChecked()]
    names = []
    for _ in range(3):
        person.key(Qt.Key.Key_F4)
        names.append((window.pages.name, header.tabs.row.current))
    assert names[0] == ("course", "learn")
    assert names[1] == ("", "playground")
    person.wait(lambda: person.desk.experiment.home == "digits")
    assert names[2] == ("", "digits")
    header.logo.setFocus()
    person.key(Qt.Key.Key_Space)
    assert window.pages.name == "start"
    person.click(window.learn.start.page.digits)
    assert window.pages.name == ""
    assert person.desk.experiment.home == "digits"


def test_a_picture_that_is_pasted_leads_back_to_where_it_is_read(person) -> None:
    person.click(learn_tab(person))
    QGuiApplication.clipboard().setImage(QImage.fromData(png(sheet((2, 0)))))
    person.key(Qt.Key.Key_V, CTRL)
    person.wait(lambda: not person.window.pages.name)
    assert person.window.input_panel.isVisible()
    QGuiApplication.clipboard().clear()


def test_a_message_is_told_below_a_page(open_ring, tmp_path) -> None:
    person = open_ring()
    window = person.window
    person.click(learn_tab(person))
    assert not window.message_row.isVisible()
    window.ways_in.open_file(str(tmp_path / "none.nnviz"))
    person.wait(lambda: bool(window.message_row.text))
    assert window.message_row.isVisible()
    assert window.pages.name == "course"
    person.key(Qt.Key.Key_F4)
    assert window.message_row.isVisible()
    assert window.message_row.y() > 0


def test_what_the_workspace_says_by_itself_waits_until_one_is_back(person) -> None:
    window = person.window
    person.click(learn_tab(person))
    person.session.signals.message_raised.emit(messages.reader(40))
    assert not window.message_row.isVisible()
    window.pages.leave()
    assert window.message_row.isVisible()
    assert window.message_row.text.startswith("Draw a digit: this is the Reader")
