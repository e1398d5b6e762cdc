"""Small windows for what concerns the class: its name, and where its last row sits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from nnviz.lessons.back_row import DISTANCES, PICTURE_HEIGHTS, BackRow
from nnviz.session.sentences import told
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.shortcuts import PRESENTING, presenting_keys
from nnviz.ui.widgets import Caption, PushButton, TextLabel
from nnviz.ui.widgets.number_field import take_number

_MOST_NAME = 40
_MOST_ROWS = 40


class KeysSheet(Sheet):
    """What keys mean while presenting, after the person's changes."""

    def __init__(self, changed: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Keys while presenting"), parent)
        keys = presenting_keys(changed)
        for name, wish in PRESENTING.items():
            words = TextLabel(told(wish.text), "label", "secondary")
            mine = "  ".join(key for key, meant in keys.items() if meant == name)
            self.add_row(TextLabel(mine or self.tr("off"), "label", family="mono"), None, words)
        digits = TextLabel(self.tr("In a field for hands, else a step to jump to"), "label", "secondary")
        self.add_row(TextLabel(self.tr("0 … 9  Enter"), "label", family="mono"), None, digits)


class GroupSheet(Sheet):
    """``group_chosen(name)``: the class that comes now; its hands are kept by that name."""

    group_chosen = Signal(str)

    def __init__(self, group: str, known: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Another class, from the start"), parent)
        self.name = QComboBox()
        self.name.setEditable(True)
        self.name.addItems([name for name in known if name])
        self.name.setCurrentText(group)
        self.name.setAccessibleName(self.tr("Name of the class"))
        field = self.name.lineEdit()
        if isinstance(field, QLineEdit):
            field.setMaxLength(_MOST_NAME)
        self.add_form([(self.tr("Class"), self.name)])
        words = Caption(self.tr("The clock is set to 0; hands counted before are kept under the other name."))
        words.setWordWrap(True)
        self.body.addWidget(words)
        begin = PushButton(self.tr("Begin"), kind="strong")
        begin.clicked.connect(self._on_begin)
        self.buttons.addWidget(begin)

    @Slot()
    def _on_begin(self) -> None:
        self.group_chosen.emit(self.name.currentText().strip())
        self.close()


class BackRowSheet(Sheet):
    """``row_chosen(BackRow)``: where the last row sits, as rows or as metres."""

    row_chosen = Signal(object)

    def __init__(self, row: BackRow, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("The back row"), parent)
        self.rows, self.distance = QLineEdit(str(row.rows)), QLineEdit(f"{row.distance:g}")
        self.picture = QLineEdit(f"{row.picture:g}")
        self.rows.setAccessibleName(self.tr("Rows"))
        self.distance.setAccessibleName(self.tr("From the picture to the last row, in metres"))
        self.picture.setAccessibleName(self.tr("Height of the picture, in metres"))
        fields = (self.rows, self.distance, self.picture)
        self.add_form([(field.accessibleName(), field) for field in fields])
        self.said = TextLabel("", "label", "secondary")
        self.said.setWordWrap(True)
        self.body.addWidget(self.said)
        self.rows.textEdited.connect(self._on_rows)
        self.distance.textEdited.connect(self._on_metres)
        self.picture.textEdited.connect(self._on_metres)
        take = PushButton(self.tr("Check the lesson"), kind="strong")
        take.clicked.connect(self._on_take)
        self.buttons.addWidget(take)
        self._tell()

    def _row(self) -> BackRow:
        distance = take_number(self.distance.text(), DISTANCES)
        return BackRow(distance, take_number(self.picture.text(), PICTURE_HEIGHTS))

    def _tell(self) -> None:
        """What that room needs, or what is wrong with it."""
        try:
            row = self._row()
        except ValueError as error:
            self.said.setText(told(error))
        else:
            text = self.tr("From there it takes text of {px} px in a picture 1080 px high.")
            self.said.setText(text.format(px=round(row.text)))

    @Slot()
    def _on_rows(self) -> None:
        try:
            rows = round(take_number(self.rows.text(), (1, _MOST_ROWS), whole=True))
        except ValueError as error:
            self.said.setText(told(error))
            return
        self.distance.setText(f"{BackRow.of_rows(rows).distance:g}")
        self._tell()

    @Slot()
    def _on_metres(self) -> None:
        self._tell()

    @Slot()
    def _on_take(self) -> None:
        try:
            row = self._row()
        except ValueError as error:
            self.said.setText(told(error))
            return
        self.row_chosen.emit(row)
        self.close()
