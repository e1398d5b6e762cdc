"""Words of a person and of files are shown as they are, wherever Qt would take them for HTML or for keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QHelpEvent, QKeySequence, QTextDocument, QTextFormat
from PySide6.QtGui import Qt as QtGuiQt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QToolTip, QWidget

from nnviz.files.project import Project, write_project
from nnviz.session.messages import Message
from nnviz.training.marks import Mark
from nnviz.ui.canvas.label_row import LabelRow
from nnviz.ui.canvas.photo_view import PhotoView
from nnviz.ui.compare import ComparePanel, CompareStage, RunsPanel
from nnviz.ui.compare.side import BadgeButton
from nnviz.ui.inspector.confusion import ConfusionView
from nnviz.ui.plain import plain_item, plain_tip, plain_title
from nnviz.ui.projects.unsaved_question import UnsavedQuestion
from nnviz.ui.runs_menu import RunsMenu
from nnviz.ui.widgets.chips import ChoiceChip
from tests.gui.conftest import Person
from tests.helpers.projects import full_project
from tests.helpers.sheets import sheet

MARK = '<b>B</b><img src="n.png"> & &amp; [*]'
FILE = "<b>B<img src=n.png> & &amp; [*]"  # without a slash


def as_tip(text: str) -> str:
    """What a tooltip shows of ``text``: in one format, without any picture."""
    if not QtGuiQt.mightBeRichText(text):
        return text
    document = QTextDocument()
    document.setHtml(text)
    for form in document.allFormats():
        assert not form.isImageFormat()
        assert form.intProperty(QTextFormat.Property.FontWeight) in (0, 400)
    return document.toPlainText()


def tip_at(widget: QWidget, place: QPoint) -> str:
    """What the tooltip shows that comes at this place."""
    QToolTip.hideText()
    target = getattr(widget, "viewport", lambda: widget)()
    QApplication.sendEvent(target, QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place)))
    return as_tip(QToolTip.text())


def as_item(text: str) -> str:
    """What a menu shows of ``text``, which is no key."""
    assert QKeySequence.mnemonic(text).isEmpty()
    return text.replace("&&", "&")


def nothing_is_html(window: QWidget) -> None:
    """No label takes its text for HTML, no tooltip is anything but the words in it, no button is a key."""
    for widget in window.findChildren(QWidget):
        as_tip(widget.toolTip())
        if isinstance(widget, QLabel):
            plain = widget.textFormat() == QtGuiQt.TextFormat.PlainText
            assert plain or not QtGuiQt.mightBeRichText(widget.text()), widget.text()
        if isinstance(widget, QAbstractButton):
            assert widget.shortcut().isEmpty(), widget.text()


@pytest.fixture
def opened(person: Person, tmp_path: Path) -> Person:
    """Two runs, their names, marks and ends written by somebody who knows HTML, in a file of such a name."""
    run = full_project().runs[1]
    runs = []
    for letter, diverged in (("A", None), ("B", (77, 4, MARK))):
        timeline = run.timeline.until()
        timeline.note(Mark(1, MARK, "diagnosis"))
        named = replace(run, letter=letter, name=f"{letter}{MARK}", parent=None)
        runs.append(replace(named, timeline=timeline, diverged=diverged))
    path = tmp_path / f"{FILE}.nnviz"
    path.write_bytes(write_project(Project(runs=tuple(runs), current="B")))
    person.window.project_files.open(path)
    person.wait(lambda: len(person.session.runs.all) == 2 and not person.window.project_files.projects.busy)
    return person


def test_names_of_runs_and_files_are_shown_literally(opened: Person) -> None:
    window = opened.window
    assert window.windowTitle() == f"{FILE.replace('[*]', '[*][*]')}[*] – nnviz"
    nothing_is_html(window)
    files = window.project_files.menu.menu_now()
    recent = next(action.menu() for action in files.actions() if action.menu())
    assert as_item(recent.actions()[0].text()) == f"{FILE}.nnviz"
    assert as_tip(recent.actions()[0].toolTip()).endswith(f"{FILE}.nnviz")
    files.deleteLater()

    button = window.findChild(RunsMenu)
    assert button.text() == f"B B{MARK}"
    menu = button.menu_now()
    texts = [as_item(action.text()) for action in all_actions(menu)]
    for text in (f"A A{MARK}\t", f"B B{MARK}\t"):
        assert any(found.startswith(text) for found in texts), texts
    assert f"Remove B B{MARK}" in texts
    assert any(MARK in as_tip(action.toolTip()) for action in all_actions(menu))
    for action in all_actions(menu):
        as_tip(action.toolTip())
    menu.deleteLater()


def all_actions(menu: QMenu) -> list[QAction]:
    return [
        *menu.actions(),
        *(a for action in menu.actions() if action.menu() for a in action.menu().actions()),
    ]


def test_runs_side_by_side_are_shown_literally(opened: Person) -> None:
    window = opened.window
    opened.click(window.header.compare_button)
    opened.wait(window.findChild(CompareStage).isVisible)
    opened.qtbot.wait(300)
    nothing_is_html(window)
    rows = window.findChild(RunsPanel).list.model()
    assert rows.rowCount() > 0
    for row in range(rows.rowCount()):
        assert MARK in as_tip(rows.index(row).data(Qt.ItemDataRole.ToolTipRole))
    assert any(MARK in label.text() for label in window.findChild(ComparePanel).findChildren(QLabel))
    menu = window.findChild(BadgeButton).open_menu()
    assert any(MARK in as_item(action.text()) for action in menu.actions())
    menu.close()


def test_marks_on_the_timeline_are_shown_literally(opened: Person) -> None:
    track = opened.window.transport.track
    tips = [tip_at(track, QPoint(x, track.height() // 2)) for x in range(0, track.width(), 3)]
    assert any(MARK in tip for tip in tips)


def test_messages_and_questions_are_shown_literally(opened: Person) -> None:
    window, session = opened.window, opened.session
    session.signals.message_raised.emit(Message("warning", MARK, MARK * 30))
    opened.qtbot.wait(50)
    assert MARK in window.message_row.text
    nothing_is_html(window)
    tips = [as_tip(part.toolTip()) for part in window.message_row.findChildren(QWidget)]
    assert any(MARK in tip for tip in tips)  # which has all of what is cut off
    question = UnsavedQuestion(FILE, lambda save: None, window)
    question.present(window.theme)
    nothing_is_html(question)
    assert f"Save the changes to “{FILE}”?" in [label.text() for label in question.findChildren(QLabel)]
    question.close()


def test_the_name_of_a_picture_is_shown_literally(person: Person, tmp_path: Path) -> None:
    path = tmp_path / f"{FILE}.png"
    sheet((2, 6)).save(path, "PNG")
    person.window.ways_in.open_file(str(path))
    view = person.window.findChild(PhotoView)
    person.wait(lambda: FILE in as_tip(view.toolTip()))
    nothing_is_html(person.window)


def test_names_of_classes_are_shown_literally(qtbot) -> None:
    row, confusion = LabelRow(), ConfusionView()
    for widget in (row, confusion):
        qtbot.addWidget(widget)
        widget.resize(300, 300)
        widget.show()
    row.set_classes((MARK, "b"))
    confusion.show_counts(np.array([[3, 1], [0, 4]]), (MARK, "b"))
    nothing_is_html(row)
    assert any(MARK in as_tip(button.toolTip()) for button in row.findChildren(QAbstractButton))
    tips = {tip_at(confusion, QPoint(x, y)) for x in range(0, 300, 20) for y in range(0, 300, 20)}
    assert any(MARK in tip for tip in tips)


def test_names_of_data_sets_in_a_menu_are_shown_literally(qtbot) -> None:
    chip = ChoiceChip([("a", MARK, MARK), ("b", "b", "b")], "Data", "")
    qtbot.addWidget(chip)
    chip.show()
    chip.open_menu()
    (menu,) = chip.findChildren(QMenu)
    texts = [(as_item(action.text()), as_tip(action.toolTip())) for action in menu.actions()]
    assert (MARK, MARK) in texts
    menu.close()


def test_what_qt_does_not_misread_stays_as_it_is() -> None:
    assert plain_tip("a\nb") == "a\nb"
    assert as_tip(plain_tip(f"first\n{MARK}  two")) == f"first\n{MARK}  two"
    assert as_tip(plain_tip(MARK, wrapped=True)) == MARK
    assert plain_tip("", wrapped=True) == ""
    assert plain_item("a & b") == "a && b"
    assert plain_title("a[*]") == "a[*][*]"
