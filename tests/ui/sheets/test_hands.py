"""The sheet of My digits and more handwriting."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from nnviz.data.hands.store import kept_sets, write_set
from nnviz.session.hands import MyDigits
from nnviz.session.more_hands import MoreHands
from nnviz.ui.sheets.hands_sheet import HandsSheet
from nnviz.ui.theme import THEMES, Theme
from tests.helpers.strokes import DIGIT_STROKES, as_arrays


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def digits(qapp) -> MyDigits:
    digits = MyDigits()
    for label in range(10):
        digits.add(as_arrays(DIGIT_STROKES[label]), label)
    return digits


class StillHands(MoreHands):
    """Starts no child: it keeps what it is asked for, and is as ``busy`` as it is told to be."""

    busy = False

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def get(self, name: str) -> None:
        self.asked.append(f"get {name}")

    def cancel(self) -> None:
        self.asked.append("cancel")

    def be_busy(self, busy: bool) -> None:
        self.busy = busy
        self.busy_changed.emit(busy)


@pytest.fixture
def more(qapp) -> StillHands:
    return StillHands()


@pytest.fixture
def sheet(digits: MyDigits, more: StillHands, qtbot) -> HandsSheet:
    sheet = HandsSheet(digits, more)
    qtbot.addWidget(sheet)
    sheet.present(Theme())
    return sheet


def click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_every_drawing_is_listed_and_looks_like_itself(sheet: HandsSheet):
    assert [sheet.list.item(row).text() for row in range(10)] == [*"9876543210"]
    pictures = [sheet.list.item(row).icon().pixmap(40, 40).toImage() for row in range(10)]
    assert len({bytes(picture.constBits()) for picture in pictures}) == 10


def test_delete_one_and_put_it_back(sheet: HandsSheet, digits: MyDigits):
    assert not sheet.delete_button.isEnabled()
    before = digits.drawings
    sheet.list.setCurrentRow(2)
    QTest.keyClick(sheet.list, Qt.Key.Key_Delete)
    assert digits.counts[7] == 0
    assert sheet.list.count() == 9
    click(sheet.restore_button)
    assert digits.drawings == before
    assert sheet.list.count() == 10
    assert not sheet.restore_button.isVisible()


def test_delete_all_and_put_them_back(sheet: HandsSheet, digits: MyDigits):
    before = digits.drawings
    click(sheet.clear_button)
    assert digits.drawings == ()
    assert not sheet.list.isVisible()
    assert not sheet.export_button.isEnabled()
    click(sheet.restore_button)
    assert digits.drawings == before


def test_what_is_taught_meanwhile_appears(sheet: HandsSheet, digits: MyDigits):
    digits.add(as_arrays(DIGIT_STROKES[4]), 4)
    assert sheet.list.count() == 11
    assert sheet.list.item(0).text() == "4"


def test_out_to_a_file_and_in_again(sheet: HandsSheet, digits: MyDigits, tmp_path: Path):
    sheet.export(tmp_path / "mine.npz")
    assert "mine.npz" in sheet.note.text()
    click(sheet.clear_button)
    sheet.import_(tmp_path / "mine.npz")
    assert digits.counts == (1,) * 10
    assert sheet.note.text() == "10 new drawings."


def test_what_cannot_be_read_or_written_is_a_sentence(sheet: HandsSheet, digits: MyDigits, tmp_path: Path):
    (tmp_path / "text.npz").write_text("no archive")
    sheet.import_(tmp_path / "text.npz")
    assert "no .npz file" in sheet.note.text()
    sheet.export(tmp_path / "nowhere" / "mine.npz")
    assert "cannot be written" in sheet.note.text()
    assert digits.counts == (1,) * 10


def test_sets_are_listed_got_and_deleted(sheet: HandsSheet, more: StillHands):
    assert [button.text() for button in sheet.set_buttons.values()] == ["Get", "Get"]
    click(sheet.set_buttons["mnist"])
    assert more.asked == ["get mnist"]

    counts, labels = np.ones((10, 64), np.uint8), np.arange(10, dtype=np.uint8)
    write_set("mnist", counts, labels)
    write_set("class-7b", counts, labels)
    more.be_busy(False)
    assert [*sheet.set_buttons] == ["optdigits", "mnist", "class-7b"]
    assert sheet.train_button.isEnabled()
    click(sheet.set_buttons["class-7b"])
    assert kept_sets() == ("mnist",)
    assert [*sheet.set_buttons] == ["optdigits", "mnist"]


def test_what_was_left_out_of_a_set_is_read_until_it_is_learned(sheet: HandsSheet, more: StillHands):
    more.notes = ("2 files were left out that cannot be read: “a.png” is empty.",)
    more.done.emit("class-7b", 20)
    assert sheet.note.text().splitlines() == ["20 pictures are there now, as “class-7b”.", *more.notes]
    more.progressed.emit("train", 0.5)
    assert more.notes[0] in sheet.note.text()
    more.done.emit("", 20)
    assert more.notes[0] in sheet.note.text()


def test_while_something_goes_on_it_can_only_be_cancelled(sheet: HandsSheet, more: StillHands):
    more.be_busy(True)
    more.progressed.emit("download", 0.4)
    assert sheet.bar.value() == 400
    assert sheet.bar.isVisible()
    assert "Downloading" in sheet.note.text()
    assert not any(button.isEnabled() for button in (*sheet.set_buttons.values(), sheet.file_button))
    more.progressed.emit("read", -1.0)
    assert sheet.bar.maximum() == 0  # nobody knows how long
    click(sheet.cancel_button)
    assert more.asked == ["cancel"]
    more.be_busy(False)
    more.failed.emit("OpenML cannot be reached.")
    assert not sheet.bar.isVisible()
    assert sheet.note.text() == "OpenML cannot be reached."
    assert sheet.file_button.isEnabled()


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_is_cut_off(sheet: HandsSheet, theme: str):
    sheet.present(Theme(theme))
    for button in sheet.findChildren(QAbstractButton):
        assert button.width() >= button.sizeHint().width()
        assert button.accessibleName()
