"""The examples of the batch: as rows of numbers, or as small pictures; one of them is the one shown."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Slot
from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPalette,
    QPen,
    QResizeEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from nnviz.data.families import FAMILIES
from nnviz.drawing import numbers
from nnviz.drawing.micro.examples import Listed, listed, sequence_words, shown_number, target_name, wrong
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.training.chain import Symbol
from nnviz.ui.micro.formula import math_font, mono_font
from nnviz.ui.micro.micro_parts import Painted
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import SectionTitle, TextLabel
from nnviz.ui.widgets.rows_view import Rows

_ROWS, _COLUMNS = 6, 3  # rows that are seen, and features of a table
_ACROSS, _DOWN = 8, 4  # pictures
_GAP = 3  # px between pictures
_Index = QModelIndex | QPersistentModelIndex


class ExamplesTable(Painted):
    """Click, Up and Down (of pictures a row of them), Page Up and Page Down: another example of the batch."""

    def __init__(self) -> None:
        super().__init__()
        self._listed: tuple[Listed, ...] = ()
        self._batch: object = None
        self._down = _DOWN
        self._title, self._note = SectionTitle(self.tr("Examples")), TextLabel("", "label", "tertiary")
        self._model = QStandardItemModel(self)
        self.table = Rows(self.tr("Examples of this batch"), self._keys)
        self.table.setModel(self._model)
        self.table.setItemDelegate(_Cell(self))
        self.table.setToolTip(
            self.tr("Click an example of the batch to follow it.\nA red line below: answered wrong.")
        )
        self.table.chosen.connect(self._on_chosen)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._note)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(head)
        self._column.addWidget(self.table)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    # ---- content
    def show_state(self, state: MicroState | None) -> None:
        self._state = state
        if state is None:
            self._listed, self._batch = (), None
            self._model.clear()
        else:
            if state.micro.batch is not self._batch:
                self._listed, self._batch = listed(state.micro), state.micro.batch
                self._fill(state)
            self._say(state)
        self._changed()

    def _fill(self, state: MicroState) -> None:
        """A cell for each number, or for each picture."""
        self._model.clear()
        targets = [target_name(state.micro, sample.target) for sample in self._listed]
        if self.pictures:
            cells = [QStandardItem() for _ in targets]
            for cell, target in zip(cells, targets, strict=True):
                cell.setAccessibleText(target)
            for first in range(0, len(cells), _ACROSS):
                self._model.appendRow(cells[first : first + _ACROSS])
            return
        for sample, target in zip(self._listed, targets, strict=True):
            inputs = [shown_number(float(value)) for value in sample.inputs[: self._features]]
            if self._sequences:
                inputs = [sequence_words(state.micro, sample.inputs)]
            self._model.appendRow([QStandardItem(text) for text in (*inputs, target, "")])
        names = [state.symbols.plain(Symbol("x", -1, i)) for i in range(self._features)]
        if (ends := state.micro.snapshot.ends).noise:
            names = [*ends.input_names(state.micro.dataset)[: self._features]]
        if self._sequences:
            names = [self.tr("sequence")]
        self._model.setHorizontalHeaderLabels([*names, self.tr("target"), ""])

    def _say(self, state: MicroState) -> None:
        batch, example = state.micro.batch, state.micro.example
        target = target_name(state.micro, batch.targets[example])
        text = self.tr("Example {n} of {all}, target {target}")
        self.table.setAccessibleDescription(text.format(n=example + 1, all=batch.n, target=target))
        whole = batch.snapshot.experiment.batch_size is None
        note = self.tr("all {n} at once") if whole else self.tr("batch of {n}")
        alone = self.tr("one at a time")
        self._note.setText(note.format(n=numbers.count(batch.n)) if batch.n > 1 else alone)

    def set_rows(self, rows: int) -> None:
        """Have so many rows of pictures in view; the others are scrolled to."""
        if rows != self._down:
            self._down = rows
            self._changed()

    @property
    def pictures(self) -> bool:
        """Whether the samples are shown as pictures."""
        if self._state is None or self._state.micro.snapshot.ends.noise:
            return False
        return len(self._state.micro.dataset.feature_shape) == 2 and not self._sequences

    @property
    def _sequences(self) -> bool:
        """Whether the samples are sequences."""
        return self._state is not None and FAMILIES[self._state.micro.dataset.family].steps

    @property
    def _features(self) -> int:
        """How many inputs have a column."""
        if self._sequences:
            return min(1, len(self._listed))
        return min(_COLUMNS, len(self._listed[0].inputs)) if self._listed else 0

    def place(self, number: int) -> QModelIndex:
        """Where a listed sample stands; nowhere where there is none."""
        if not 0 <= number < len(self._listed):
            return QModelIndex()
        return self._model.index(*(divmod(number, _ACROSS) if self.pictures else (number, 0)))

    def _sample(self, index: _Index) -> Listed | None:
        """What stands there."""
        number = index.row() * _ACROSS + index.column() if self.pictures else index.row()
        return self._listed[number] if number < len(self._listed) else None

    @property
    def _example(self) -> int:
        """Which of the listed is the one shown."""
        row = self._state.micro.example if self._state is not None else 0
        return next((i for i, sample in enumerate(self._listed) if sample.row == row), 0)

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        for part in (self._title, self._note, self.table):
            part.set_theme(theme)
        self._column.setSpacing(theme.px(8))
        super().set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._changed()

    def _changed(self) -> None:
        """Rows as high as pictures are wide, or as their text needs; at most some of them are in view."""
        theme, header = self._theme, self.table.horizontalHeader()
        header.setVisible(not self.pictures)
        line = max(theme.px(30), round(theme.type_px("body") * 2))
        if self.pictures:
            line = (self.table.width() + _GAP) // _ACROSS
        elif self._features:
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setSectionResizeMode(self._features + 1, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(self._features + 1, theme.px(60 if self._features < _COLUMNS else 14))
            header.setFixedHeight(line)
            for i in range(self._features + 1):
                letter = math_font(theme, theme.type_px("formula"))
                # Not by ``horizontalHeaderItem``: its Python object would outlive the item, which the model
                # deletes, and what Qt then makes at the same address would be taken for it.
                font = letter if i < self._features and not self._sequences else theme.font("label")
                self._model.setHeaderData(i, Qt.Orientation.Horizontal, font, Qt.ItemDataRole.FontRole)
        self.table.verticalHeader().setDefaultSectionSize(line)
        rows = min(self._model.rowCount(), self._down if self.pictures else _ROWS)
        self.table.setFixedHeight((rows + (not self.pictures)) * line)
        self.table.scrollTo(self.place(self._example))
        self.table.viewport().update()
        super()._changed()

    # ---- what is chosen
    def _keys(self) -> dict[int, QModelIndex]:
        across = _ACROSS if self.pictures else 1
        key, example = Qt.Key, self._example
        steps = {key.Key_Up: -across, key.Key_Down: across, key.Key_PageUp: -1, key.Key_PageDown: 1}
        return {pressed: self.place(example + by) for pressed, by in steps.items()}

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        sample, state = self._sample(index), self._state
        if sample is not None and state is not None and sample.row not in (None, state.micro.example):
            self.micro_requested.emit(state.micro.with_example(sample.row))

    # ---- painting
    def dress(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """A number in the colours of its row; the row of the example is marked."""
        sample, theme = self._sample(index), self._theme
        if sample is None or self._state is None:
            return
        here, last = sample.row == self._state.micro.example, index.column() > self._features
        weight = "semibold" if here else "medium"
        option.displayAlignment = Qt.AlignmentFlag.AlignCenter
        option.font = self._number_font(str(index.data()), index.column(), weight)
        color = theme.text("primary" if here else "secondary" if sample.row is not None else "disabled")
        if here:
            option.backgroundBrush = QBrush(theme.surface("hover"))
        if here and last:
            option.text = self.tr("this one") if self._features < _COLUMNS else "◂"
            option.font, color = theme.font("caption", weight=weight), theme.accent()
        option.state &= ~(QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus)
        option.palette.setColor(QPalette.ColorRole.Text, color)

    def _number_font(self, text: str, column: int, weight: str) -> QFont:
        """Smaller for a number that its column would cut short."""
        font = mono_font(self._theme, self._theme.type_px("body"), weight)
        if self._sequences:  # what does not fit is cut short
            font.setPixelSize(round(self._theme.type_px("caption")))
            return font
        room = self.table.columnWidth(column) - self._theme.px(8)
        wide = QFontMetricsF(font).horizontalAdvance(text)
        if wide > room > 0 and column <= self._features:
            font.setPixelSize(max(8, int(font.pixelSize() * room / wide)))
        return font

    def paint_line(self, painter: QPainter, box: QRectF) -> None:
        """The hairline below a row."""
        line = max(1.0, self._theme.line("hairline"))
        below = QRectF(box.left(), box.bottom() - line, box.width(), line)
        painter.fillRect(below, self._theme.surface("hairline"))

    def paint_picture(self, painter: QPainter, box: QRectF, index: _Index) -> None:
        """A sample: framed where it is the one shown, red below where the answer is wrong."""
        sample, state, theme = self._sample(index), self._state, self._theme
        if sample is None or state is None:
            return
        rows, columns = state.micro.dataset.feature_shape
        rgb = theme.pixel_rgb(sample.inputs.reshape(rows, columns))
        painter.drawImage(box, QImage(rgb.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_RGB32))
        if state.answered and wrong(state.micro, sample):
            painter.fillRect(QRectF(box.left(), box.bottom() - 2, box.width(), 3), theme.note("error"))
        if sample.row == state.micro.example:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.accent(), 2.5))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            painter.restore()


class _Cell(QStyledItemDelegate):
    """Qt's cell in the looks of an examples table."""

    def __init__(self, table: ExamplesTable) -> None:
        super().__init__(table)
        self._table = table

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        self._table.dress(option, index)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        if self._table.pictures:
            self._table.paint_picture(painter, QRectF(option.rect).adjusted(0, 0, -_GAP, -_GAP), index)
        else:
            super().paint(painter, option, index)
            self._table.paint_line(painter, QRectF(option.rect))
