"""How a table is to be read: what was found out, to be changed, and the first rows as they come out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QProgressBar, QWidget

from nnviz.data.own.about import about_columns
from nnviz.data.own.cells import Cells
from nnviz.data.own.full import Cancelled, Waiting, read_table
from nnviz.data.own.look import Look, look
from nnviz.data.own.reading import DECIMALS, ENCODINGS, SEPARATORS, Reading
from nnviz.data.own.text import Origin
from nnviz.data.own.usual import usual_recipe
from nnviz.drawing import numbers
from nnviz.drawing.table.columns import Column, Table, own_table
from nnviz.engine.layers import Dense
from nnviz.session.sentences import told
from nnviz.session.work import Work
from nnviz.training.experiment import Experiment
from nnviz.training.own_tables import own_experiment
from nnviz.training.typed_rows import asked_of
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.table.first_rows import FirstRows
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import ChoiceChip, PushButton, TextLabel

SHOW_MS = 1_000  # what takes longer shows how far it is
_ROWS = 8  # of the preview
_EPOCHS, _RATE = 60, 0.005
#: Up to so many columns so many neurons; up to so many rows so many in a batch.
_UNITS = ((20, 6), (1 << 30, 16))
_BATCHES = ((2_000, 16), (50_000, 64), (1 << 60, 256))


@dataclass(frozen=True)
class OpenedTable:
    """What was read: what it is called, and the Experiment that learns it."""

    name: str
    experiment: Experiment


class OpeningSheet(Sheet):
    """``opened(OpenedTable)``: all of it was read. What cannot be read is said here, in place."""

    opened = Signal(object)

    def __init__(self, origin: Origin, name: str, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Open “{name}”").format(name=name), parent)
        self._origin, self._name = origin, name
        self._wanted = Reading()
        self._look: Look | None = None
        self._work: Work | None = None
        self.separator = ChoiceChip(
            [(key, told(words), "") for key, words in SEPARATORS.items()],
            self.tr("Separator"), self.tr("What stands between two cells"),
        )  # fmt: skip
        self.decimal = ChoiceChip(
            [(key, told(words), "") for key, words in DECIMALS.items()],
            self.tr("Decimal mark"), self.tr("What parts the fraction of a number"),
        )  # fmt: skip
        self.encoding = ChoiceChip(
            [(key, told(words), "") for key, words in ENCODINGS.items()],
            self.tr("Encoding"), self.tr("How letters are written as bytes"),
        )  # fmt: skip
        self.header = ChoiceChip(
            [("names", self.tr("has the names"), ""), ("data", self.tr("is a row like the others"), "")],
            self.tr("First row"), self.tr("Whether the first row names the columns"),
        )  # fmt: skip
        self.add_row(
            TextLabel(self.tr("Cells are parted by"), "label", "secondary"), self.separator,
            TextLabel(self.tr("fractions by a"), "label", "secondary"), self.decimal, None,
        )  # fmt: skip
        self.add_row(
            TextLabel(self.tr("The first row"), "label", "secondary"), self.header,
            TextLabel(self.tr("Letters are"), "label", "secondary"), self.encoding, None,
        )  # fmt: skip
        self.rows = FirstRows(_ROWS)
        self.body.addWidget(self.rows)
        self.said = self.add_words("")
        self.fault = _Fault()
        self.body.addWidget(self.fault)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(self.tr("How far it is read"))
        self.bar.hide()
        self.body.addWidget(self.bar)
        self.open_button = PushButton(self.tr("Open"), kind="strong")
        self.buttons.addWidget(self.open_button)
        self.close_button.setText(self.tr("Cancel"))
        self.close_button.setAccessibleName(self.tr("Cancel"))
        self._slow = QTimer(self, singleShot=True, interval=SHOW_MS)
        self._slow.timeout.connect(self.bar.show)
        self._connect()
        self._look_again()

    def _connect(self) -> None:
        self.separator.chosen.connect(self._on_separator)
        self.decimal.chosen.connect(self._on_decimal)
        self.encoding.chosen.connect(self._on_encoding)
        self.header.chosen.connect(self._on_header)
        self.open_button.clicked.connect(self.read)
        self.finished.connect(self._on_finished)

    # ---- the first look
    @property
    def found(self) -> Look | None:
        """What was found at the last look; None where nothing can be read."""
        return self._look

    def _look_again(self) -> None:
        """Read the beginning as it is wished, and show what comes out."""
        try:
            self._look = look(self._origin, self._wanted)
        except ValueError as sentence:
            self._look = None
            self._say("", told(sentence))
            self.rows.show_table(None)
            self.open_button.setEnabled(False)
            return
        seen = self._look
        reading = seen.reading
        self.separator.set_current(reading.separator or ",")
        self.decimal.set_current(reading.decimal or ".")
        self.encoding.set_current(reading.encoding or "utf-8")
        self.header.set_current("names" if reading.header else "data")
        self.rows.show_table(_preview(seen))
        self._say(self._words(seen), told(seen.fault))
        self.open_button.setEnabled(not seen.fault)

    def _words(self, seen: Look) -> str:
        size = self.tr("{columns} columns, {size}.").format(
            columns=numbers.count(len(seen.names)), size=_size(seen.size)
        )
        return " ".join([size, *map(told, seen.said)])

    def _say(self, said: str, fault: str) -> None:
        self.said.setText(said)
        self.said.setVisible(bool(said))
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))

    @Slot(str)
    def _on_separator(self, key: str) -> None:
        self._wish(Reading(encoding=self._wanted.encoding, separator=key, header=self._wanted.header))

    @Slot(str)
    def _on_decimal(self, key: str) -> None:
        self._wish(replace(self._wanted, decimal=key, thousands=None))

    @Slot(str)
    def _on_encoding(self, key: str) -> None:
        self._wish(replace(self._wanted, encoding=key))

    @Slot(str)
    def _on_header(self, key: str) -> None:
        self._wish(replace(self._wanted, header=key == "names"))

    def _wish(self, wanted: Reading) -> None:
        self._wanted = wanted
        self._look_again()

    # ---- all of it
    @Slot()
    def read(self) -> None:
        """Read the whole table in the background."""
        if self._work is not None or self._look is None:
            return
        origin, wanted, name = self._origin, self._wanted, self._name

        def work(work: Work) -> OpenedTable:
            def progress(done: int, of: int) -> None:
                work.tell(done / max(1, of))

            waiting = Waiting(progress, work.isInterruptionRequested)
            table = read_table(origin, wanted, waiting, name)
            about_columns(table)
            units = next(units for most, units in _UNITS if len(table.columns) <= most)
            batch = next(batch for most, batch in _BATCHES if table.rows <= most)
            made = own_experiment(
                table, usual_recipe(table), layers=(Dense(units, "tanh"),), epochs=_EPOCHS,
                learning_rate=_RATE, batch_size=batch,
            )  # fmt: skip
            dataset = made.dataset()  # what cannot be learned is said before anything is left
            if batch > len(dataset.train_labels):
                made = made.with_(batch_size=None)
            asked_of(dataset)  # kept from here on, as the columns are
            assert made.own is not None
            own_table(made.own)
            return OpenedTable(name, made)

        self._work = Work(work, self._on_over)
        self._work.progressed.connect(self._on_progressed)
        self.open_button.setEnabled(False)
        self._slow.start()
        self._work.start()

    @Slot(float)
    def _on_progressed(self, share: float) -> None:
        self.bar.setValue(round(100 * share))

    @Slot()
    def _on_over(self) -> None:
        work, self._work = self._work, None
        self._slow.stop()
        self.bar.hide()
        if work is None:
            return
        work.wait()
        if work.result is not None:
            self.opened.emit(work.result)
            self.close()
        elif isinstance(work.error, ValueError | MemoryError):
            too_large = self.tr("This is too large for the memory of this computer.")
            self._say("", too_large if isinstance(work.error, MemoryError) else told(work.error))
        elif work.error is not None and not isinstance(work.error, Cancelled):
            raise work.error

    @Slot()
    def _on_finished(self) -> None:
        """It is closed: nobody waits any more."""
        work, self._work = self._work, None
        if work is not None:
            work.end()


class _Fault(TextLabel):
    """Why it cannot be read so."""

    def __init__(self) -> None:
        super().__init__("", "label")
        self.setWordWrap(True)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, theme.note("error"))
        self.setPalette(palette)


def _preview(seen: Look) -> Table:
    """The first rows as a table."""
    columns = tuple(
        Column(name, sign="number" if plan.numbers else "text")
        for name, plan in zip(seen.names, seen.plans, strict=False)
    )
    width = len(columns)
    rows = [row for row in seen.rows if len(row) == width]

    cells = Cells(seen.reading)

    def cell(row: int, column: int) -> str | None:
        text = rows[row][column]
        return None if cells.gap(text) else text.strip()

    return Table(columns, len(rows), cell)


def _size(of: int) -> str:
    for limit, unit in ((1e6, "MB"), (1e3, "kB")):
        if of >= limit:
            return f"{of / limit:.3g} {unit}"
    return f"{of} B"
