"""Doodles: name classes, draw some of each, and let a network learn to tell them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from nnviz.data.own.doodles import CLASSES, LONGEST, Doodle, class_name
from nnviz.data.saving import chosen_path
from nnviz.session.doodles import MyDoodles
from nnviz.session.sentences import told
from nnviz.training.doodles import FEWEST, own_doodles
from nnviz.ui.canvas import DrawingCanvas
from nnviz.ui.canvas.label_row import LabelRow
from nnviz.ui.key_places import digit_key
from nnviz.ui.sheets.drawings_list import DrawingsList
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import PushButton, TextLabel

_CANVAS, _BESIDE = 280, 360  # px at theme unit 1


class DoodlesSheet(Sheet):
    """Works on ``MyDoodles`` directly. ``taken(Own)``: these are to be learned, at once."""

    taken = Signal(object)

    def __init__(self, doodles: MyDoodles, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Doodles"), parent)
        self._doodles = doodles
        self._at = 0
        self._classes = [*doodles.classes][: CLASSES[1]]  # also those of which nothing is drawn yet
        self._undone: list[Callable[[], object]] = []
        self._build()
        doodles.changed.connect(self._show)
        (self.canvas if self._classes else self.name).setFocus()
        self._choose(0)

    # ---- building
    def _build(self) -> None:
        self.add_words(
            self.tr("Name two to ten things, draw some of each, and a network learns to tell them apart.")
        )
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name of another class"))
        self.name.setPlaceholderText(self.tr("cat, boat, star …"))
        self.name.setMaxLength(LONGEST)
        self.name.returnPressed.connect(self._on_named)
        self.add_class = self._button(self.tr("Add"), self.tr("One class more"), self._on_named)
        self.remove_class = self._button(
            self.tr("Remove"), self.tr("Remove this class and its drawings"), self._on_class_removed
        )
        self.row = LabelRow()
        self.row.label_requested.connect(self._on_chosen)
        self.asked = TextLabel("", "body", weight="semibold")
        self.canvas = DrawingCanvas(self)
        self.canvas.strokes_changed.connect(self._show_buttons)
        self.clear = self._button(self.tr("Clear"), self.tr("Empty the canvas"), self.canvas.drawing.clear)
        self.keep = PushButton(self.tr("Keep"), small=True, kind="strong")
        self.keep.setToolTip(self.tr("Keep the drawing as one of this class (Ctrl+Enter)"))
        self.keep.clicked.connect(self.take)
        for key in ("Ctrl+Return", "Ctrl+Enter"):  # Enter itself is the pen's, for who draws by keys
            QShortcut(QKeySequence(key), self).activated.connect(self.take)
        self.list = DrawingsList()
        self.list.setAccessibleName(self.tr("My doodles"))
        self.list.delete_requested.connect(self._on_delete)
        self.list.itemSelectionChanged.connect(self._show_buttons)
        self.delete = self._button(
            self.tr("Delete"), self.tr("Delete the drawings that are selected"), self._on_delete_selected
        )
        self.undo = self._button(self.tr("Undo"), self.tr("Take back what was done last"), self._on_undo)
        self.bring = self._button(
            self.tr("Import…"), self.tr("Add the drawings of a file of doodles"), self._on_open
        )
        self.export = self._button(self.tr("Export…"), self.tr("Save My doodles in a file"), self._on_export)
        self.learn = PushButton(self.tr("Learn them"), kind="strong")
        self.learn.clicked.connect(self._on_learn)
        self.said = TextLabel("", "label", "secondary")
        self.said.setWordWrap(True)
        self.add_row(self.name, self.add_class, self.remove_class, None)
        self.body.addWidget(self.row)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.asked)
        left.addWidget(self.canvas)
        pen = QHBoxLayout()
        for part in (self.clear, self.keep):
            pen.addWidget(part)
        pen.addStretch(1)
        left.addLayout(pen)
        left.addStretch(1)
        right.addWidget(self.list)
        kept = QHBoxLayout()
        for part in (self.delete, self.undo, self.bring, self.export):
            kept.addWidget(part)
        kept.addStretch(1)
        right.addLayout(kept)
        right.addStretch(1)
        both = QHBoxLayout()
        both.addLayout(left)
        both.addLayout(right, 1)
        self.body.addLayout(both, 1)
        self.body.addWidget(self.said)
        self.buttons.insertWidget(self.buttons.count() - 1, self.learn)

    def _button(self, text: str, tip: str, pressed: Callable[[], object]) -> PushButton:
        button = PushButton(text, small=True)
        button.setToolTip(tip)
        button.clicked.connect(pressed)
        return button

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.canvas.setFixedSize(theme.px(_CANVAS), theme.px(_CANVAS))
        self.list.setMinimumWidth(theme.px(_BESIDE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_row()

    def _fit_row(self) -> None:
        """Names that are too long for one line stand in several."""
        self.row.setFixedHeight(self.row.height_for(max(self.row.width(), 1)))

    # ---- the classes
    @property
    def classes(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(self._classes)

    @property
    def chosen(self) -> str:
        """The class that is drawn now, "" for none."""
        return self._classes[self._at] if self._classes else ""

    @Slot()
    def _on_named(self) -> None:
        try:
            name = class_name(self.name.text())
        except ValueError as sentence:
            self._say(told(sentence))
            return
        if name in self._classes:
            self._choose(self._classes.index(name))
        elif len(self._classes) == CLASSES[1]:
            self._say(
                self.tr("There are {most} classes, and no more can be told apart.").format(most=CLASSES[1])
            )
            return
        else:
            self._classes.append(name)
            self._choose(len(self._classes) - 1)
        self.name.clear()
        self.name.setFocus()  # keys typed into the canvas would be ink, and names come one after another

    @Slot()
    def _on_class_removed(self) -> None:
        name, place = self.chosen, self._at
        gone = tuple(
            one
            for each in self._doodles.drawings
            if each.label == name
            for one in self._doodles.remove(each.id)
        )
        self._classes.remove(name)

        def back() -> None:
            self._classes.insert(place, name)
            self._doodles.restore(gone)
            self._choose(place)

        self._undone.append(back)
        self._choose(max(0, place - 1))

    @Slot(object)
    def _on_chosen(self, place: int | None) -> None:
        self._choose(self._at if place is None else place)

    def _choose(self, place: int) -> None:
        self._at = place
        self._show()

    # ---- the drawings
    @Slot()
    def take(self) -> None:
        """Keep the drawing as one of the class that is chosen."""
        if not self.canvas.strokes or not self.chosen:
            return
        try:
            kept = self._doodles.add(self.canvas.strokes, self.chosen)
        except ValueError as sentence:
            self._say(told(sentence))
            return
        self._undone.append(lambda: self._doodles.remove(kept))
        self.canvas.drawing.clear()
        self._show()

    @Slot()
    def _on_delete_selected(self) -> None:
        self._on_delete(self.list.selected)

    @Slot(list)
    def _on_delete(self, ids: list[int]) -> None:
        gone: tuple[Doodle, ...] = tuple(one for each in ids for one in self._doodles.remove(each))
        if gone:
            self._undone.append(lambda: self._doodles.restore(gone))
            self._show()

    @Slot()
    def _on_undo(self) -> None:
        if self._undone:
            try:
                self._undone.pop()()
            except ValueError as sentence:
                self._say(told(sentence))
            self._show()

    @Slot()
    def _on_export(self) -> None:
        title = self.tr("Export My doodles")
        name, _ = QFileDialog.getSaveFileName(self, title, "my-doodles.npz", self.tr("Strokes (*.npz)"))
        if name:
            self.export_to(Path(name))

    def export_to(self, named: Path) -> None:
        """Save them in a file of that name, and say what became of it."""
        try:
            path = chosen_path(named, ".npz")
            self._doodles.export(path)
        except ValueError as sentence:
            self._say(told(sentence))
        else:
            self._say(self.tr("Saved in “{file}”.").format(file=path))

    @Slot()
    def _on_open(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Import drawings"), "", self.tr("Strokes (*.npz)")
        )
        if name:
            self.take_in(Path(name))

    def take_in(self, path: Path) -> None:
        """Add the drawings of this file."""
        try:
            new = self._doodles.import_(path)
        except ValueError as sentence:
            self._say(told(sentence))
            return
        for name in dict.fromkeys(each.label for each in new):
            if name not in self._classes and len(self._classes) < CLASSES[1]:
                self._classes.append(name)
        self._undone.append(lambda: [self._doodles.remove(each.id) for each in new])
        self._show()
        self._say(self.tr("%n drawing(s) added.", "", len(new)))

    @Slot()
    def _on_learn(self) -> None:
        try:
            own = own_doodles(self._doodles.drawings, self.classes)
        except ValueError as sentence:
            self._say(told(sentence))
        else:
            self.taken.emit(own)
            self.close()

    # ---- what is shown
    @Slot()
    def _show(self) -> None:
        counts = Counter(each.label for each in self._doodles.drawings)
        self._at = min(self._at, max(0, len(self._classes) - 1))
        self.row.setVisible(bool(self._classes))
        self.row.set_classes([f"{name} {counts[name]}" for name in self._classes])
        self.row.show_label(self._at if self._classes else None, False)
        for place, (button, name) in enumerate(zip(self.row.buttons, self._classes, strict=True)):
            button.setAccessibleName(self.tr("Draw: {name}").format(name=name))
            button.setToolTip(self.tr("Draw these now (key {key})").format(key=(place + 1) % 10))
        self._fit_row()
        self.asked.setText(
            self.tr("Draw: {name}").format(name=self.chosen) if self.chosen else self.tr("Name a class first")
        )
        self.list.show_drawings(self._doodles.drawings)
        few = [name for name in self._classes if counts[name] < FEWEST]
        if len(self._classes) < CLASSES[0]:
            self._say("")
        elif few:
            self._say(
                self.tr("{fewest} or more of each, five are better. Still to draw: {names}.").format(
                    fewest=FEWEST, names=", ".join(few)
                )
            )
        else:
            self._say(self.tr("The more of each, the better it tells them apart; the last are for the test."))
        self._show_buttons()

    @Slot()
    def _show_buttons(self) -> None:
        counts = Counter(each.label for each in self._doodles.drawings)
        drawn = bool(self.canvas.strokes)
        self.clear.setEnabled(drawn)
        self.keep.setEnabled(drawn and bool(self.chosen))
        self.remove_class.setEnabled(bool(self._classes))
        self.delete.setEnabled(bool(self.list.selected))
        self.undo.setEnabled(bool(self._undone))
        self.export.setEnabled(bool(self._doodles.drawings))
        enough = len(self._classes) >= CLASSES[0] and all(counts[one] >= FEWEST for one in self._classes)
        self.learn.setEnabled(enough)

    def _say(self, text: str) -> None:
        self.said.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (digit := digit_key(event)) >= 0 and (digit - 1) % 10 < len(self._classes):
            self._choose((digit - 1) % 10)
        else:
            super().keyPressEvent(event)
