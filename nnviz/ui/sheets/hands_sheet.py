"""My digits, and more handwriting: what there is, in and out of files, and from OpenML."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QGridLayout, QProgressBar, QWidget

from nnviz.data.hands.drawings import MyDigit
from nnviz.data.hands.published import PUBLISHED
from nnviz.data.hands.store import delete_set, kept_sets, own_reader_file, read_set
from nnviz.data.saving import chosen_path
from nnviz.session.hands import MyDigits
from nnviz.session.more_hands import MoreHands
from nnviz.session.sentences import told
from nnviz.ui.sheets.drawings_list import DrawingsList
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, PushButton, SectionTitle, TextLabel

_WIDTH = 500  # px at theme unit 1


class HandsSheet(Sheet):
    """Works on ``MyDigits`` and ``MoreHands`` directly: nothing of this concerns the run that is shown."""

    def __init__(self, my_digits: MyDigits, more: MoreHands, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("My digits and more handwriting"), parent)
        self._digits, self._more = my_digits, more
        self._deleted: tuple[MyDigit, ...] = ()
        self._theme = Theme()
        self._add_my_digits()
        self._add_sets()
        self._add_progress()
        my_digits.changed.connect(self._show_my_digits)
        more.busy_changed.connect(self._on_busy)
        more.progressed.connect(self._on_progress)
        more.done.connect(self._on_done)
        more.failed.connect(self._say)
        more.reader_changed.connect(self._show_sets)
        self._show_my_digits()
        self._on_busy(more.busy)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._theme = theme
        self.note.setMinimumWidth(theme.px(_WIDTH))

    # ---- building
    def _add_my_digits(self) -> None:
        self.list = DrawingsList()
        self.list.delete_requested.connect(self._on_delete)
        self.list.itemSelectionChanged.connect(self._on_selection)
        self._counts = Caption()
        self.delete_button = self._button(
            self.tr("Delete"), self.tr("Delete the drawings that are selected"), self.list.request_delete
        )
        self.clear_button = self._button(
            self.tr("Delete all"), self.tr("Delete all of My digits"), self._on_clear
        )
        self.restore_button = self._button(
            self.tr("Put back"), self.tr("Put back what was deleted last"), self._on_restore
        )
        self.export_button = self._button(
            self.tr("Export…"), self.tr("Save My digits in a file"), self._on_export
        )
        self.import_button = self._button(
            self.tr("Import…"), self.tr("Add the drawings of such a file"), self._on_import
        )
        self.body.addWidget(SectionTitle(self.tr("My digits")))
        self.body.addWidget(self._counts)
        self.body.addWidget(self.list)
        self.add_row(
            self.delete_button,
            self.clear_button,
            self.restore_button,
            None,
            self.import_button,
            self.export_button,
        )

    def _add_sets(self) -> None:
        self._sets = QGridLayout()
        self._sets.setColumnStretch(1, 1)
        self._sets.setHorizontalSpacing(16)
        self.set_buttons: dict[str, PushButton] = {}
        self.file_button = self._button(
            self.tr("Open file…"),
            self.tr("MNIST's IDX files, or an .npz file of pictures and labels"),
            self._on_open_file,
        )
        self.folder_button = self._button(
            self.tr("Open folder…"),
            self.tr("Pictures in a folder for each digit, 0 to 9, or named after it: 7.png, 7_anna.png"),
            self._on_open_folder,
        )
        self.train_button = self._button(
            self.tr("Train the Reader"),
            self.tr("Train it again with all of these, in the background; this takes about a minute"),
            self._more.train,
        )
        self.body.addSpacing(12)
        self.body.addWidget(SectionTitle(self.tr("More handwriting")))
        self.body.addWidget(Caption(self.tr("Pictures by other people, for the Reader to learn from.")))
        self.body.addLayout(self._sets)
        self.shipped_button = self._button(
            self.tr("Reader as it was"),
            self.tr("Go back to the Reader that comes with nnviz"),
            self._more.use_shipped,
        )
        self.add_row(self.file_button, self.folder_button, None, self.shipped_button, self.train_button)

    def _add_progress(self) -> None:
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMaximum(1_000)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.cancel_button = self._button(
            self.tr("Cancel"), self.tr("Stop this; nothing is changed"), self._more.cancel
        )
        self.note = TextLabel("", "label", "secondary")
        self.note.setWordWrap(True)
        self.add_row(self.bar, self.cancel_button)
        self.body.addWidget(self.note)

    def _button(self, text: str, tip: str, pressed: Callable[[], object]) -> PushButton:
        button = PushButton(text, small=True)
        button.setToolTip(tip)
        button.clicked.connect(pressed)
        return button

    # ---- My digits
    @Slot()
    def _show_my_digits(self) -> None:
        drawings = self._digits.drawings
        counts = "  ".join(f"{label}: {count}" for label, count in enumerate(self._digits.counts) if count)
        none = self.tr("Draw a digit, say what it is, press Teach: the drawing is kept here.")
        total = self.tr("%n drawing(s)    {counts}", "", len(drawings)).format(counts=counts)
        self._counts.setText(total if drawings else none)
        self.list.show_drawings(drawings)
        self.list.setVisible(bool(drawings))
        for button in (self.export_button, self.clear_button):
            button.setEnabled(bool(drawings))
        self.restore_button.setVisible(bool(self._deleted))
        self._on_selection()

    @Slot()
    def _on_selection(self) -> None:
        self.delete_button.setEnabled(bool(self.list.selected))

    @Slot(list)
    def _on_delete(self, ids: list[int]) -> None:
        self._took(tuple(gone for digit_id in ids for gone in self._digits.remove(digit_id)))

    @Slot()
    def _on_clear(self) -> None:
        self._took(self._digits.clear())

    def _took(self, digits: tuple[MyDigit, ...]) -> None:
        self._deleted = digits
        self._say(self.tr("%n drawing(s) deleted.", "", len(digits)))
        self._show_my_digits()

    @Slot()
    def _on_restore(self) -> None:
        digits, self._deleted = self._deleted, ()
        try:
            self._digits.restore(digits)
        except ValueError as sentence:
            self._deleted = digits
            self._say(told(sentence))
            return
        self._say("")
        self._show_my_digits()

    @Slot()
    def _on_export(self) -> None:
        title = self.tr("Export My digits")
        name, _ = QFileDialog.getSaveFileName(self, title, "my-digits.npz", self.tr("Strokes (*.npz)"))
        if name:
            self.export(Path(name))

    def export(self, named: Path) -> None:
        """Save My digits in a file of that name, with the ending .npz, and say what became of it."""
        try:
            path = chosen_path(named, ".npz")
            self._digits.export(path)
        except ValueError as sentence:
            self._say(told(sentence))
        else:
            self._say(self.tr("Saved in “{file}”.").format(file=path))

    @Slot()
    def _on_import(self) -> None:
        title = self.tr("Import drawings")
        name, _ = QFileDialog.getOpenFileName(self, title, "", self.tr("Strokes (*.npz)"))
        if name:
            self.import_(Path(name))

    def import_(self, path: Path) -> None:
        """Take in the drawings of a file, and say what became of it."""
        try:
            new = self._digits.import_(path)
        except ValueError as sentence:
            self._say(told(sentence))
        else:
            self._say(self.tr("%n new drawing(s).", "", len(new)))

    # ---- more handwriting
    @Slot()
    def _show_sets(self) -> None:
        while (item := self._sets.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        self.set_buttons = {}
        kept = kept_sets()
        for row, name in enumerate([*PUBLISHED, *(name for name in kept if name not in PUBLISHED)]):
            self._add_set(row, name, name in kept)
        self.train_button.setEnabled(bool(kept) and not self._more.busy)
        self.shipped_button.setVisible(os.path.exists(own_reader_file()))
        self.shipped_button.setEnabled(not self._more.busy)

    def _add_set(self, row: int, name: str, kept: bool) -> None:
        source = PUBLISHED.get(name)
        title = TextLabel(told(source.label) if source else name, "label")
        note = TextLabel(
            self._size(name) if kept else told(source.purpose) if source else "", "label", "secondary"
        )
        get = self.tr("Get"), self.tr("Download it from OpenML, openml.org"), self._on_get
        delete = self.tr("Delete"), self.tr("Delete this set"), self._on_delete_set
        button = self._button(*(delete if kept else get))
        called = self.tr("Delete {name}") if kept else self.tr("Get {name}")
        button.setAccessibleName(called.format(name=title.text()))
        button.setObjectName(name)
        button.setEnabled(not self._more.busy)
        self.set_buttons[name] = button
        widgets: tuple[TextLabel | PushButton, ...] = (title, note, button)
        for column, widget in enumerate(widgets):
            self._sets.addWidget(widget, row, column)
            widget.set_theme(self._theme)

    def _size(self, name: str) -> str:
        """How many pictures a set has, or what is wrong with it."""
        try:
            return self.tr("{count} pictures").format(count=f"{len(read_set(name)[1]):,}")
        except ValueError as sentence:
            return told(sentence)

    @Slot()
    def _on_get(self) -> None:
        self._more.get(self.sender().objectName())

    @Slot()
    def _on_delete_set(self) -> None:
        try:
            delete_set(self.sender().objectName())
        except ValueError as sentence:
            self._say(told(sentence))
        self._show_sets()

    @Slot()
    def _on_open_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open pictures of digits"))
        if name:
            self._more.open(Path(name))

    @Slot()
    def _on_open_folder(self) -> None:
        if name := QFileDialog.getExistingDirectory(self, self.tr("Open a folder of pictures of digits")):
            self._more.open(Path(name))

    # ---- what goes on in the background
    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:
        self._show_sets()
        for button in (self.file_button, self.folder_button):
            button.setEnabled(not busy)
        self.bar.setVisible(busy)
        self.cancel_button.setVisible(busy)
        if busy:
            self._on_progress("connect", -1.0)

    @Slot(str, float)
    def _on_progress(self, doing: str, share: float) -> None:
        words = {
            "connect": self.tr("Starting…"),
            "download": self.tr("Downloading…"),
            "read": self.tr("Reading the download; MNIST takes a minute…"),
            "count": self.tr("Preparing the pictures as drawings are prepared…"),
            "train": self.tr("Training the Reader; you can close this and go on…"),
        }
        self.bar.setMaximum(1_000 if share >= 0 else 0)
        self.bar.setValue(round(max(share, 0) * 1_000))
        self._say(words.get(doing, doing), noted=doing == "train")

    @Slot(str, int)
    def _on_done(self, name: str, pictures: int) -> None:
        if name:
            text = self.tr("{count} pictures are there now, as “{name}”.")
        else:
            text = self.tr("The Reader has learned from {count} more pictures.")
        self._say(text.format(count=f"{pictures:,}", name=name), noted=True)

    @Slot(str)
    def _say(self, text: str, *, noted: bool = False) -> None:
        """Say this, and where it is ``noted`` what there is to say about the set that came last."""
        self.note.setText("\n".join([text, *(self._more.notes if noted else ())]))
