"""Where a prediction is made: a number, one of several, a way, an order, or something on the stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from nnviz.drawing.numbers import MINUS, chosen
from nnviz.lessons.answers import Value
from nnviz.lessons.judging import letter_of, read_number
from nnviz.lessons.lesson import Asking, Predict
from nnviz.lessons.prose import in_words
from nnviz.session.sentences import told
from nnviz.ui.learn.option_button import OptionButton
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, IconButton, PushButton, Slider, TextLabel
from nnviz.ui.widgets.painted import ButtonRow

_STEPS: Final = 10_000  # of a slider, at most
_PAD: Final = ("7", "8", "9", "4", "5", "6", "1", "2", "3", MINUS, "0", ".")


class Answering(QWidget):
    """Takes one prediction. ``value`` is what is there, None for nothing that could be one.

    ``value_changed``: it is another. ``entered``: somebody has made up their mind, by Enter or by taking one.
    """

    value_changed = Signal()
    entered = Signal()

    def __init__(self, asked: Predict, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.asked = asked
        self.value: Value | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def take(self, value: Value) -> None:
        """Something else, as the stage, offers this."""

    def fault(self) -> str:
        """Why there is no value, in a sentence; "" where nothing has been given yet."""
        return ""

    def set_theme(self, theme: Theme) -> None:
        self._column.setSpacing(theme.px(8))

    def _have(self, value: Value | None) -> None:
        if value != self.value:
            self.value = value
            self.value_changed.emit()


class NumberAnswering(Answering):
    """A line to type in, with a pad of keys and, where the question has one, a slider."""

    def __init__(self, asked: Predict, parent: QWidget | None = None) -> None:
        super().__init__(asked, parent)
        self.line = QLineEdit()
        self.line.setAccessibleName(self.tr("Your number"))
        self.line.setPlaceholderText(self.tr("a number"))
        self.line.textChanged.connect(self._on_text)
        self.line.returnPressed.connect(self._on_return)
        self._fault = ""
        self._unit = TextLabel(asked.unit, "body", "secondary", room=True)
        self._unit.setVisible(bool(asked.unit))
        self.pad_button = IconButton("keyboard", self.tr("Keys for the number"), kind="outline")
        self.pad_button.setCheckable(True)
        self.pad_button.toggled.connect(self._on_pad)
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(self._unit)
        row.addWidget(self.pad_button)
        self._column.addLayout(row)
        self.slider: Slider | None = None
        if asked.slider is not None:
            self._column.addLayout(self._slider_row(*asked.slider))
        self.pad = QWidget()
        self.pad.hide()
        self._column.addWidget(self.pad)
        self._fill_pad()
        self.setFocusProxy(self.line)

    def _slider_row(self, low: float, high: float, step: float) -> QHBoxLayout:
        steps = max(1, min(_STEPS, round((high - low) / step)))
        self.slider = Slider(self.tr("Your number"), 0, steps)
        self.slider.setValue(steps // 2)
        self.slider.valueChanged.connect(self._on_slider)
        row = QHBoxLayout()
        row.addWidget(TextLabel(chosen(low), "caption", "tertiary", family="mono"))
        row.addWidget(self.slider, 1)
        row.addWidget(TextLabel(chosen(high), "caption", "tertiary", family="mono"))
        return row

    def _fill_pad(self) -> None:
        grid = QGridLayout(self.pad)
        grid.setContentsMargins(0, 0, 0, 0)
        for at, sign in enumerate(_PAD):
            key = PushButton(sign)
            key.clicked.connect(lambda _=False, sign=sign: self._on_key(sign))
            grid.addWidget(key, at // 3, at % 3)
        back = PushButton(self.tr("Delete"), "left")
        back.clicked.connect(self.line.backspace)
        grid.addWidget(back, 4, 0, 1, 3)

    def _on_key(self, sign: str) -> None:
        if sign == MINUS:  # before the number, or away again
            text = self.line.text()
            self.line.setText(text[1:] if text.startswith(MINUS) else MINUS + text)
        else:
            self.line.insert(sign)

    @Slot(bool)
    def _on_pad(self, on: bool) -> None:
        self.pad.setVisible(on)

    @Slot(int)
    def _on_slider(self, place: int) -> None:
        if self.asked.slider is not None and self.slider is not None:
            low, high, _ = self.asked.slider
            self.line.setText(chosen(low + (high - low) * place / self.slider.maximum()))

    @Slot(str)
    def _on_text(self, text: str) -> None:
        try:
            value: float | None = read_number(text)
            self._fault = ""
        except ValueError as sentence:
            value, self._fault = None, told(sentence)
        self._have(value)
        self.value_changed.emit()  # what is wrong with it may be another thing

    @Slot()
    def _on_return(self) -> None:
        if not self.line.text():
            self._on_text("")
        self.entered.emit()

    def fault(self) -> str:
        return self._fault

    def take(self, value: Value) -> None:
        self.line.setText(chosen(float(value)) if isinstance(value, int | float) else "")

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.line.setFont(theme.font(theme.room("body"), family="mono"))
        self.line.setMinimumHeight(theme.px(34))


class OptionRow(ButtonRow):
    """Options below or beside one another, of which one is taken: one stop of Tab, arrows go along them.

    ``taken(place)``: by a click, by its letter, or by Enter; ``looked_at(place)``: an arrow has come there.
    """

    taken = Signal(int)
    looked_at = Signal(int)

    def __init__(self, words: list[tuple[str, str]], *, beside: bool) -> None:
        super().__init__(exclusive=True)
        self._stepping = False
        box = QHBoxLayout(self) if beside else QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        for text, letter in words:
            button = OptionButton(text, letter)
            self.add(button)
            box.addWidget(button)
        self.set_stop(self.buttons[0])
        self.setFocusProxy(self.buttons[0])
        self.group.idClicked.connect(self._on_clicked)

    @Slot(int)
    def _on_clicked(self, place: int) -> None:
        self.setFocusProxy(self.buttons[place])
        self.set_stop(self.buttons[place])
        (self.looked_at if self._stepping else self.taken).emit(place)

    def step(self, by: int) -> None:
        self._stepping = True
        super().step(by)
        self._stepping = False

    def choose(self, place: int) -> None:
        """Show that one as chosen, without a signal."""
        if 0 <= place < len(self.buttons):
            self.buttons[place].setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the one that has the keys; a letter its own."""
        letters = [button.letter for button in self.buttons if isinstance(button, OptionButton)]
        here = next(
            (at for at, button in enumerate(self.buttons) if button is self.window().focusWidget()), None
        )
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and here is not None:
            self.buttons[here].click()
        elif event.text() and event.text().upper() in letters and not event.modifiers():
            self.buttons[letters.index(event.text().upper())].click()
        else:
            super().keyPressEvent(event)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        box = self.layout()
        if box is not None:
            box.setSpacing(theme.px(6))


class OptionsAnswering(Answering):
    """One of several: ``values`` are what each stands for."""

    def __init__(
        self, asked: Predict, words: list[tuple[str, str]], values: tuple[Value, ...], *, beside: bool
    ) -> None:
        super().__init__(asked)
        self._values = values
        self.options = OptionRow(words, beside=beside)
        self.options.looked_at.connect(self._on_looked_at)
        self.options.taken.connect(self._on_taken)
        self._column.addWidget(self.options)
        self.setFocusProxy(self.options)

    @Slot(int)
    def _on_looked_at(self, place: int) -> None:
        self._have(self._values[place])

    @Slot(int)
    def _on_taken(self, place: int) -> None:
        self._have(self._values[place])
        self.entered.emit()

    def take(self, value: Value) -> None:
        if value in self._values:
            self.options.choose(self._values.index(value))
            self._have(value)


def _choice(asked: Predict) -> Answering:
    """Buttons with letters."""
    words = [(option.text, letter_of(at)) for at, option in enumerate(asked.options)]
    beside = len(words) < 3 and all(len(text) < 14 for text, _ in words)
    return OptionsAnswering(asked, words, tuple(range(len(words))), beside=beside)


def _direction(asked: Predict) -> Answering:
    """Up, down or the same."""
    translate = QCoreApplication.translate
    words = [
        (translate("Answering", "↑ up"), ""),
        (translate("Answering", "↓ down"), ""),
        (translate("Answering", "= the same"), ""),
    ]
    return OptionsAnswering(asked, words, ("up", "down", "same"), beside=True)


class OrderAnswering(Answering):
    """A list whose lines are dragged, or moved by Alt with the arrow keys, or by the buttons beside it."""

    def __init__(self, asked: Predict, parent: QWidget | None = None) -> None:
        super().__init__(asked, parent)
        self.list = QListWidget()
        self.list.addItems(list(asked.items))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setAccessibleName(self.tr("Your order, the first on top"))
        self.list.setCurrentRow(0)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.model().rowsMoved.connect(self._on_moved)
        self.list.installEventFilter(self)
        self.up, self.down = PushButton("↑"), PushButton("↓")
        for button, name in ((self.up, self.tr("Move up")), (self.down, self.tr("Move down"))):
            button.setAccessibleName(name)
            button.setToolTip(name)
        self.up.clicked.connect(lambda: self.move_by(-1))
        self.down.clicked.connect(lambda: self.move_by(1))
        row, column = QHBoxLayout(), QVBoxLayout()
        column.addWidget(self.up)
        column.addWidget(self.down)
        column.addStretch(1)
        row.addWidget(self.list, 1)
        row.addLayout(column)
        how = Caption(self.tr("The first on top: drag, or Alt with the arrow keys."))
        how.setWordWrap(True)
        self.list.setMinimumWidth(0)
        self.list.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._column.addWidget(how)
        self._column.addLayout(row)
        self.setFocusProxy(self.list)
        self._on_moved()

    def move_by(self, by: int) -> None:
        """Move the line that is picked."""
        at = self.list.currentRow()
        if 0 <= at + by < self.list.count():
            self.list.insertItem(at + by, self.list.takeItem(at))
            self.list.setCurrentRow(at + by)
            self._on_moved()

    @Slot()
    def _on_moved(self) -> None:
        self._have(tuple(name_of(self.list.item(at).text()) for at in range(self.list.count())))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt with Up or Down moves a line, Enter has made up one's mind."""
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if by is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.move_by(by)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.entered.emit()
                return True
        return False

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.list.setFont(theme.font(theme.room("body")))
        line = self.list.fontMetrics().height() + theme.px(8)
        for at in range(self.list.count()):
            self.list.item(at).setSizeHint(QSize(0, line))
        self.list.setFixedHeight(line * self.list.count() + theme.px(12))


def name_of(item: str) -> str:
    """How the truth calls an item: what stands before its colon, or all of it."""
    return item.partition(":")[0].strip()


class StageAnswering(Answering):
    """What is pointed at or drawn on the stage; here stands what it is so far."""

    def __init__(self, asked: Predict, parent: QWidget | None = None) -> None:
        super().__init__(asked, parent)
        self._words = TextLabel("", "body", "secondary", room=True)
        self._words.setWordWrap(True)
        self._column.addWidget(self._words)
        self._write()

    def _write(self) -> None:
        if self.value is not None:
            text = self.tr("On the stage: {answer}").format(answer=told(in_words(self.asked, self.value)))
        elif self.asked.kind == "curve":
            text = self.tr("Draw the curve on the stage.")
        else:
            text = self.tr("Point at it on the stage: click it, or go there with the keys.")
        self._words.setText(text)

    def take(self, value: Value) -> None:
        self._have(value)
        self._write()


ANSWERINGS: Final[Mapping[Asking, Callable[[Predict], Answering]]] = {
    "number": NumberAnswering,
    "choice": _choice,
    "direction": _direction,
    "order": OrderAnswering,
    "point": StageAnswering,
    "curve": StageAnswering,
}
